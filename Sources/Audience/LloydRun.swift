internal import Dispatch
internal import Support

/// One run of k-means from its seeding to its end. A class, since its buffers are flat memory that threads share;
/// it never leaves `KMeans.fit`.
final class LloydRun: @unchecked Sendable {
  /// Points that a thread takes at once; sums are added block by block, so this is part of the result.
  private static let block = 8192

  private let points: Points
  private let k: Int
  private let width: Int
  private let count: Int
  private let threads: Int
  private let blocks: Int
  /// k × width.
  private var centres: [Double]
  private var labels: [Int32]
  /// By point, no less than the distance to its centre.
  private var upper: [Double]
  /// By point, no more than the distance to the nearest other centre.
  private var lower: [Double]
  /// By block, k × width sums and k counts of the points that came (+) and went (−).
  private var changes: [Double]

  init(_ points: Points, k: Int, threads: Int) {
    self.points = points
    self.k = k
    self.threads = threads
    width = points.width
    count = points.count
    blocks = (count + Self.block - 1) / Self.block
    centres = [Double](repeating: 0, count: k * points.width)
    labels = [Int32](repeating: -1, count: count)
    upper = [Double](repeating: .infinity, count: count)
    lower = [Double](repeating: 0, count: count)
    changes = [Double](repeating: 0, count: blocks * k * (points.width + 1))
  }

  // MARK: Seeding

  /// Greedy k-means++.
  func seedCentres(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var nearest = [Double](repeating: .infinity, count: count)
    var candidate = [Double](repeating: 0, count: count)
    var best = candidate
    var first = Int(generator.next(upperBound: UInt64(count)))
    var potential = 0.0
    for centre in 0..<k {
      if centre > 0 {
        var lowest = Double.infinity
        for _ in 0..<Self.candidates(k) {
          let drawn = draw(nearest, potential, &generator)
          let sum = distances(to: drawn, atMost: nearest, into: &candidate)
          guard sum < lowest else { continue }
          lowest = sum
          first = drawn
          swap(&best, &candidate)
        }
        swap(&nearest, &best)
        potential = lowest
      } else {
        potential = distances(to: first, atMost: nearest, into: &candidate)
        swap(&nearest, &candidate)
      }
      for column in 0..<width { centres[centre * width + column] = points[first, column] }
    }
  }

  /// 2 + ⌊ln k⌋.
  private static func candidates(_ k: Int) -> Int {
    var result = 2
    var power = 2.718281828459045
    while power <= Double(k) {
      result += 1
      power *= 2.718281828459045
    }
    return result
  }

  /// A point with a probability in proportion to its squared distance to the nearest centre.
  private func draw(_ nearest: [Double], _ potential: Double, _ generator: inout SeededGenerator) -> Int {
    var rest = Double(generator.next() >> 11) * 0x1p-53 * potential
    var last = 0
    for index in 0..<count where nearest[index] > 0 {
      rest -= nearest[index]
      last = index
      if rest < 0 { break }
    }
    return last
  }

  /// Fills `target` with the smaller of `limit` and the squared distance to the point `row`; returns their sum.
  private func distances(to row: Int, atMost limit: [Double], into target: inout [Double]) -> Double {
    let width = width
    var sums = [Double](repeating: 0, count: blocks)
    points.values.withUnsafeBufferPointer { values in
      limit.withUnsafeBufferPointer { limit in
        target.withUnsafeMutableBufferPointer { target in
          sums.withUnsafeMutableBufferPointer { sums in
            guard let base = values.baseAddress else { return }
            let shared = Shared((base, limit, target, sums))
            forEachBlock { block, range in
              let (base, limit, target, sums) = shared.value
              var sum = 0.0
              for index in range {
                let distance = min(
                  limit[index], squaredDistance(base + index * width, base + row * width, width))
                target[index] = distance
                sum += distance
              }
              sums[block] = sum
            }
          }
        }
      }
    }
    return sums.reduce(0, +)
  }

  // MARK: Iterating

  func iterate(limit: Int, tolerance: Double) -> KMeans.Result {
    var sums = [Double](repeating: 0, count: k * width)
    var sizes = [Double](repeating: 0, count: k)
    var rounds = 0
    while rounds < limit {
      rounds += 1
      let moved = assign()
      collect(&sums, &sizes)
      fillEmpty(&sums, &sizes)
      let shifts = recentre(sums, sizes)
      relax(by: shifts)
      if moved == 0 || shifts.reduce(0, { $0 + $1 * $1 }) <= tolerance { break }
    }
    return result(rounds)
  }

  /// Gives every point its nearest centre, looking only where the bounds leave a doubt.
  /// - Returns: how many points changed their centre.
  private func assign() -> Int {
    let half = halfDistances()
    let (k, width) = (k, width)
    var moved = [Int](repeating: 0, count: blocks)
    points.values.withUnsafeBufferPointer { values in
      centres.withUnsafeBufferPointer { centres in
        half.withUnsafeBufferPointer { half in
          labels.withUnsafeMutableBufferPointer { labels in
            upper.withUnsafeMutableBufferPointer { upper in
              lower.withUnsafeMutableBufferPointer { lower in
                changes.withUnsafeMutableBufferPointer { changes in
                  moved.withUnsafeMutableBufferPointer { moved in
                    guard let points = values.baseAddress, let centre = centres.baseAddress,
                      let change = changes.baseAddress
                    else { return }
                    let shared = Shared((points, centre, half, labels, upper, lower, change, moved))
                    forEachBlock { block, range in
                      let (points, centres, half, labels, upper, lower, changes, moved) = shared.value
                      let change = changes + block * k * (width + 1)
                      change.update(repeating: 0, count: k * (width + 1))
                      for index in range {
                        let old = Int(labels[index])
                        let point = points + index * width
                        if old >= 0 {
                          let bound = max(half[old], lower[index])
                          if upper[index] <= bound { continue }
                          upper[index] = squaredDistance(point, centres + old * width, width).squareRoot()
                          if upper[index] <= bound { continue }
                        }
                        let (nearest, first, second) = Self.nearest(point, centres, k, width)
                        upper[index] = first.squareRoot()
                        lower[index] = second.squareRoot()
                        guard nearest != old else { continue }
                        labels[index] = Int32(nearest)
                        moved[block] += 1
                        Self.add(point, 1, to: nearest, change, k, width)
                        if old >= 0 { Self.add(point, -1, to: old, change, k, width) }
                      }
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
    return moved.reduce(0, +)
  }

  @inline(__always)
  private static func add(
    _ point: UnsafePointer<Double>, _ sign: Double, to centre: Int, _ change: UnsafeMutablePointer<Double>,
    _ k: Int, _ width: Int
  ) {
    let sum = change + centre * width
    for column in 0..<width { sum[column] += sign * point[column] }
    change[k * width + centre] += sign
  }

  /// The nearest centre and the squared distances to it and to the second nearest.
  @inline(__always)
  private static func nearest(
    _ point: UnsafePointer<Double>, _ centres: UnsafePointer<Double>, _ k: Int, _ width: Int
  ) -> (index: Int, first: Double, second: Double) {
    var nearest = 0
    var first = Double.infinity
    var second = Double.infinity
    for centre in 0..<k {
      let distance = squaredDistance(point, centres + centre * width, width)
      if distance < first {
        second = first
        first = distance
        nearest = centre
      } else if distance < second {
        second = distance
      }
    }
    return (nearest, first, second)
  }

  /// By centre, half the distance to the nearest other one: a point closer than that has no doubt.
  private func halfDistances() -> [Double] {
    centres.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return [] }
      return (0..<k).map { a in
        var nearest = Double.infinity
        for b in 0..<k where b != a {
          nearest = min(nearest, squaredDistance(base + a * width, base + b * width, width))
        }
        return nearest.squareRoot() / 2
      }
    }
  }

  private func collect(_ sums: inout [Double], _ sizes: inout [Double]) {
    for block in 0..<blocks {
      let base = block * k * (width + 1)
      for index in 0..<k * width { sums[index] += changes[base + index] }
      for centre in 0..<k { sizes[centre] += changes[base + k * width + centre] }
    }
  }

  /// A centre that lost all its points takes the one that is farthest from its own.
  private func fillEmpty(_ sums: inout [Double], _ sizes: inout [Double]) {
    for centre in 0..<k where sizes[centre] < 0.5 {
      var farthest = -1
      var distance = -1.0
      for index in 0..<count where sizes[Int(labels[index])] > 1.5 {
        let own = self.distance(index)
        if own > distance { (farthest, distance) = (index, own) }
      }
      guard farthest >= 0 else { return }
      let old = Int(labels[farthest])
      for column in 0..<width {
        sums[old * width + column] -= points[farthest, column]
        sums[centre * width + column] = points[farthest, column]
      }
      sizes[old] -= 1
      sizes[centre] = 1
      labels[farthest] = Int32(centre)
      lower[farthest] = 0
      upper[farthest] = .infinity
    }
  }

  /// Squared distance of a point to its centre.
  private func distance(_ index: Int) -> Double {
    let centre = Int(labels[index])
    return (0..<width).reduce(0) { sum, column in
      let difference = points[index, column] - centres[centre * width + column]
      return sum + difference * difference
    }
  }

  /// Moves every centre to the mean of its points; returns how far each went.
  private func recentre(_ sums: [Double], _ sizes: [Double]) -> [Double] {
    (0..<k).map { centre in
      guard sizes[centre] > 0.5 else { return 0 }
      var shift = 0.0
      for column in 0..<width {
        let new = sums[centre * width + column] / sizes[centre]
        let difference = new - centres[centre * width + column]
        shift += difference * difference
        centres[centre * width + column] = new
      }
      return shift.squareRoot()
    }
  }

  /// Centres moved, so the bounds give by as much.
  private func relax(by shifts: [Double]) {
    let farthest = shifts.indices.max { (shifts[$0], $1) < (shifts[$1], $0) } ?? 0
    let largest = shifts[farthest]
    let second = shifts.indices.filter { $0 != farthest }.map { shifts[$0] }.max() ?? 0
    labels.withUnsafeBufferPointer { labels in
      shifts.withUnsafeBufferPointer { shifts in
        upper.withUnsafeMutableBufferPointer { upper in
          lower.withUnsafeMutableBufferPointer { lower in
            let shared = Shared((labels, shifts, upper, lower))
            forEachBlock { _, range in
              let (labels, shifts, upper, lower) = shared.value
              for index in range {
                let label = Int(labels[index])
                upper[index] += shifts[label]
                lower[index] -= label == farthest ? second : largest
              }
            }
          }
        }
      }
    }
  }

  /// Labels by the final centres.
  private func result(_ rounds: Int) -> KMeans.Result {
    _ = assign()
    let inertia = (0..<count).reduce(0) { $0 + distance($1) }
    return KMeans.Result(
      labels: labels, centres: Points(values: centres, width: width), inertia: inertia, iterations: rounds)
  }

  private func forEachBlock(_ body: @escaping @Sendable (Int, Range<Int>) -> Void) {
    let count = count
    @Sendable func range(_ block: Int) -> Range<Int> {
      block * Self.block..<min(count, (block + 1) * Self.block)
    }
    let workers = min(threads, blocks)
    guard workers > 1 else {
      for block in 0..<blocks { body(block, range(block)) }
      return
    }
    let blocks = blocks
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      for block in stride(from: worker, to: blocks, by: workers) { body(block, range(block)) }
    }
  }
}

/// Pointers for the threads of one loop. Unchecked: each thread writes only the places of its own block.
private struct Shared<Value>: @unchecked Sendable {
  let value: Value
  init(_ value: Value) { self.value = value }
}
