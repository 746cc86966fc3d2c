/// Lloyd's iterations from given centres to their end.
///
/// Most tiles of eight points are settled soon and not looked at again until they might change. A point keeps its
/// centre while the centres have moved less than it is nearer to its own than to the next: in one iteration its own
/// centre and the next approach each other, seen from the point, by no more than the two largest moves of any centres
/// together (the triangle inequality, as in Hamerly 2010, SDM, doi:10.1137/1.9781611972801.12, with one bound for
/// eight points instead of two for each). `travelled` adds these moves up; `settledUntil` is how far they may go.
///
/// A class, since its flat memory is shared by threads, each of which writes only the tiles and sums of its own
/// blocks; it never leaves `KMeans.fit`.
final class LloydRun: @unchecked Sendable {
  private typealias Lanes = TiledPoints.Lanes
  private typealias Labels = SIMD8<Int64>

  /// Differences between distances below this share of them may be rounding.
  private static let rounding = 1e-12

  private let points: TiledPoints
  private let k: Int
  private let width: Int
  private let threads: Int
  /// k × width.
  private let centres: UnsafeMutablePointer<Double>
  /// By tile; −1 before the first iteration.
  private let labels: UnsafeMutablePointer<Labels>
  /// By tile.
  private let settledUntil: UnsafeMutablePointer<Double>
  /// Sum over the iterations of the two largest moves of centres.
  private var travelled = 0.0
  /// By block, k × width sums and k counts of the points that came (+) and went (−).
  private let changes: UnsafeMutablePointer<Double>
  /// Of all points: by centre, sums of coordinates and number of points.
  private var sums: [Double]
  private var sizes: [Double]

  /// - Parameter start: k × width coordinates.
  init(_ points: TiledPoints, centres start: [Double], threads: Int) {
    self.points = points
    self.threads = threads
    width = points.width
    k = start.count / width
    sums = [Double](repeating: 0, count: k * width)
    sizes = [Double](repeating: 0, count: k)
    centres = .allocate(capacity: k * width)
    labels = .allocate(capacity: points.tileCount)
    settledUntil = .allocate(capacity: points.tileCount)
    changes = .allocate(capacity: points.blockCount * k * (width + 1))
    for index in 0..<k * width { (centres + index).initialize(to: start[index]) }
    labels.initialize(repeating: Labels(repeating: -1), count: points.tileCount)
    settledUntil.initialize(repeating: -1, count: points.tileCount)
    changes.initialize(repeating: 0, count: points.blockCount * k * (width + 1))
  }

  deinit {
    centres.deallocate()
    labels.deallocate()
    settledUntil.deallocate()
    changes.deallocate()
  }

  /// Iterates until no point changes its centre, or the squares of the centres' moves add up to `tolerance` or less.
  func iterate(limit: Int, tolerance: Double) -> KMeans.Result {
    var rounds = 0
    while rounds < limit {
      rounds += 1
      let moved = assign()
      collect()
      fillEmpty()
      let moves = recentre()
      let falling = moves.sorted(by: >)
      travelled += falling.prefix(2).reduce(0, +)
      if moved == 0 || moves.reduce(0, { $0 + $1 * $1 }) <= tolerance { break }
    }
    _ = assign()
    return result(rounds)
  }

  /// Gives every point its nearest centre.
  /// - Returns: how many points changed theirs.
  private func assign() -> Int {
    points.mapBlocks(threads: threads) { block, tiles in assign(block, tiles) }.reduce(0, +)
  }

  private func assign(_ block: Int, _ tiles: Range<Int>) -> Int {
    let size = k * (width + 1)
    let change = changes + block * size
    change.update(repeating: 0, count: size)
    var moved = 0
    for tile in tiles where settledUntil[tile] <= travelled {
      let found = nearest(points[tile])
      settledUntil[tile] = travelled + found.lead
      if found.labels != labels[tile] { moved += move(tile, to: found.labels, change) }
    }
    return moved
  }

  /// The nearest centres of eight points (the first of equally near ones), and by how much the least sure of them is
  /// nearer to its own than to the next.
  @inline(__always)
  private func nearest(_ tile: UnsafePointer<Lanes>) -> (labels: Labels, lead: Double) {
    var labels = Labels.zero
    var first = Lanes(repeating: .infinity)
    var second = first
    for centre in 0..<k {
      let distance = squaredDistances(tile, centres + centre * width, width)
      let isFirst = distance .< first
      second.replace(with: distance, where: distance .< second)
      second.replace(with: first, where: isFirst)
      first.replace(with: distance, where: isFirst)
      labels.replace(with: Int64(centre), where: isFirst)
    }
    let next = second.squareRoot()
    let lead = next - first.squareRoot() - next * Self.rounding
    let least = (0..<Lanes.scalarCount).reduce(.infinity) { lead[$1] < $0 ? lead[$1] : $0 }
    return (labels, k == 1 ? .infinity : least)
  }

  /// - Returns: how many points of the tile changed their centre.
  private func move(_ tile: Int, to new: Labels, _ change: UnsafeMutablePointer<Double>) -> Int {
    let old = labels[tile]
    let coordinates = points[tile]
    labels[tile] = new
    var moved = 0
    for lane in 0..<points.lanes(of: tile) where new[lane] != old[lane] {
      moved += 1
      let to = Int(new[lane])
      let came = change + to * width
      for column in 0..<width { came[column] += coordinates[column][lane] }
      change[k * width + to] += 1
      guard old[lane] >= 0 else { continue }
      let from = Int(old[lane])
      let went = change + from * width
      for column in 0..<width { went[column] -= coordinates[column][lane] }
      change[k * width + from] -= 1
    }
    return moved
  }

  /// Adds up what came and went.
  private func collect() {
    for block in 0..<points.blockCount {
      let change = changes + block * k * (width + 1)
      for index in 0..<k * width { sums[index] += change[index] }
      for centre in 0..<k { sizes[centre] += change[k * width + centre] }
    }
  }

  /// A centre that lost all its points takes the one that is farthest from its own.
  private func fillEmpty() {
    for centre in 0..<k where sizes[centre] < 0.5 {
      var farthest: (index: Int, distance: Double)?
      for tile in 0..<points.tileCount {
        let distances = self.distances(tile)
        for lane in 0..<points.lanes(of: tile)
        where sizes[Int(labels[tile][lane])] > 1.5 && distances[lane] > farthest?.distance ?? -1 {
          farthest = (tile * Lanes.scalarCount + lane, distances[lane])
        }
      }
      guard let (index, _) = farthest else { return }
      let (tile, lane) = index.quotientAndRemainder(dividingBy: Lanes.scalarCount)
      let old = Int(labels[tile][lane])
      for (column, value) in points.point(index).enumerated() {
        sums[old * width + column] -= value
        sums[centre * width + column] = value
      }
      sizes[old] -= 1
      sizes[centre] = 1
      labels[tile][lane] = Int64(centre)
      settledUntil[tile] = -1
    }
  }

  /// Squared distances of eight points to their centres.
  private func distances(_ tile: Int) -> Lanes {
    let coordinates = points[tile]
    let own = labels[tile]
    var result = Lanes.zero
    for centre in 0..<k {
      let isOwn = own .== Int64(centre)
      if own.replacing(with: -1, where: isOwn) == own { continue }
      result.replace(with: squaredDistances(coordinates, centres + centre * width, width), where: isOwn)
    }
    return result
  }

  /// Moves every centre to the mean of its points.
  /// - Returns: how far each went.
  private func recentre() -> [Double] {
    (0..<k).map { centre in
      guard sizes[centre] > 0.5 else { return 0 }
      var squares = 0.0
      for index in centre * width..<(centre + 1) * width {
        let mean = sums[index] / sizes[centre]
        squares += (mean - centres[index]) * (mean - centres[index])
        centres[index] = mean
      }
      return squares.squareRoot()
    }
  }

  private func result(_ rounds: Int) -> KMeans.Result {
    let inertia = points.mapBlocks(threads: threads) { [self] _, tiles in
      tiles.reduce(0.0) { sum, tile in
        let distances = distances(tile)
        return (0..<points.lanes(of: tile)).reduce(sum) { $0 + distances[$1] }
      }
    }.reduce(0, +)
    var flat: [Int32] = []
    flat.reserveCapacity(points.count)
    for tile in 0..<points.tileCount {
      for lane in 0..<points.lanes(of: tile) { flat.append(Int32(truncatingIfNeeded: labels[tile][lane])) }
    }
    let values = [Double](UnsafeBufferPointer(start: centres, count: k * width))
    return KMeans.Result(
      labels: flat, centres: Points(values: values, width: width), inertia: inertia, iterations: rounds)
  }
}
