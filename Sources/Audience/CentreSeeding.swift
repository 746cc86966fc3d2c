internal import Support

/// Greedy k-means++ (Arthur & Vassilvitskii 2007, SODA): every further centre is the best of 2 + ⌊ln k⌋ points drawn
/// with a chance in proportion to their squared distance to the nearest centre so far; best is the one that lowers the
/// sum of these distances most.
struct CentreSeeding {
  private typealias Lanes = TiledPoints.Lanes

  let points: TiledPoints
  let k: Int
  let threads: Int

  /// k × width coordinates. Deterministic for a seed.
  /// - Complexity: two passes over the points a centre, one for all candidates together and one for the chosen.
  func centres(seed: UInt64) -> [Double] {
    let nearest = UnsafeMutablePointer<Lanes>.allocate(capacity: points.tileCount)
    defer { nearest.deallocate() }
    for tile in 0..<points.tileCount {
      var lanes = Lanes(repeating: .infinity)
      for lane in points.lanes(of: tile)..<Lanes.scalarCount { lanes[lane] = 0 }
      (nearest + tile).initialize(to: lanes)
    }
    var generator = SeededGenerator(seed: seed)
    var chosen = points.point(Int(generator.next(upperBound: UInt64(points.count))))
    var centres = chosen
    var sums = lower(nearest, to: chosen)
    for _ in 1..<max(1, k) {
      let drawn = (0..<candidates).map { _ in points.point(draw(nearest, sums, &generator)) }
      let potentials = self.potentials(nearest, drawn)
      chosen = drawn[potentials.indices.min { potentials[$0] < potentials[$1] } ?? 0]
      centres += chosen
      sums = lower(nearest, to: chosen)
    }
    return centres
  }

  /// 2 + ⌊ln k⌋.
  private var candidates: Int {
    var result = 2
    var power = 2.718281828459045
    while power <= Double(k) {
      result += 1
      power *= 2.718281828459045
    }
    return result
  }

  /// A point with a chance in proportion to its squared distance to the nearest centre.
  /// - Parameter sums: of these distances, by block.
  private func draw(
    _ nearest: UnsafePointer<Lanes>, _ sums: [Double], _ generator: inout SeededGenerator
  ) -> Int {
    var rest = Double(generator.next() >> 11) * 0x1p-53 * sums.reduce(0, +)
    var block = 0
    while block < sums.count - 1, rest >= sums[block] {
      rest -= sums[block]
      block += 1
    }
    var last = points.tiles(of: block).lowerBound * Lanes.scalarCount
    for tile in points.tiles(of: block) {
      for lane in 0..<Lanes.scalarCount where nearest[tile][lane] > 0 {
        rest -= nearest[tile][lane]
        last = tile * Lanes.scalarCount + lane
        if rest < 0 { return last }
      }
    }
    return last
  }

  /// The sum of the distances to the nearest centre, were each of the candidates one.
  private func potentials(_ nearest: UnsafePointer<Lanes>, _ candidates: [[Double]]) -> [Double] {
    let flat = candidates.flatMap(\.self)
    let (points, width, number) = (points, points.width, candidates.count)
    nonisolated(unsafe) let nearest = nearest
    let sums = points.mapBlocks(threads: threads) { _, tiles in
      withUnsafeTemporaryAllocation(of: Lanes.self, capacity: number) { sums in
        sums.initialize(repeating: .zero)
        flat.withUnsafeBufferPointer { flat in
          guard let candidates = flat.baseAddress else { return }
          for tile in tiles {
            let (lanes, limit) = (points[tile], nearest[tile])
            for index in 0..<number {
              let distance = squaredDistances(lanes, candidates + index * width, width)
              sums[index] += distance.replacing(with: limit, where: limit .< distance)
            }
          }
        }
        return sums.map { $0.sum() }
      }
    }
    return (0..<number).map { index in sums.reduce(0) { $0 + $1[index] } }
  }

  /// Takes `centre` among the centres.
  /// - Returns: the sums of the distances to the nearest centre, by block.
  private func lower(_ nearest: UnsafeMutablePointer<Lanes>, to centre: [Double]) -> [Double] {
    let (points, width) = (points, points.width)
    nonisolated(unsafe) let nearest = nearest
    return points.mapBlocks(threads: threads) { _, tiles in
      centre.withUnsafeBufferPointer { centre in
        guard let centre = centre.baseAddress else { return 0 }
        var sum = Lanes.zero
        for tile in tiles {
          let distance = squaredDistances(points[tile], centre, width)
          let limit = nearest[tile]
          let smaller = distance.replacing(with: limit, where: limit .< distance)
          nearest[tile] = smaller
          sum += smaller
        }
        return sum.sum()
      }
    }
  }
}
