internal import Support

/// k-means: `k` centres such that the squared distances of all points to their nearest centre add up to little.
///
/// Centres start by greedy k-means++ (`CentreSeeding`), then Lloyd's iterations run (`LloydRun`): the triangle
/// inequality tells for most points that their centre cannot have changed, so the result is Lloyd's and most distances
/// are never computed. The best of `restarts` is kept.
///
/// Deterministic for a seed, whatever the number of threads and the width of the processor's vectors: points are taken
/// in blocks of fixed size, whose sums are added in order.
public struct KMeans: Sendable {
  public var k: Int
  public var restarts: Int
  public var iterations: Int
  public var seed: UInt64
  public var threads: Int

  public init(k: Int, restarts: Int = 10, iterations: Int = 300, seed: UInt64 = 1, threads: Int = 2) {
    self.k = k
    self.restarts = max(1, restarts)
    self.iterations = max(1, iterations)
    self.seed = seed
    self.threads = max(1, threads)
  }

  public struct Result: Sendable, Equatable {
    /// By point, 0 ..< k.
    public var labels: [Int32]
    public var centres: Points
    /// Sum of the squared distances of the points to their centres.
    public var inertia: Double
    public var iterations: Int
  }

  /// - Throws: `AudienceError.tooManyClusters` when there are fewer different points than clusters.
  /// - Complexity: O(restarts · iterations · points · k · width) at worst; usually far less, see above. Memory:
  ///   besides the points a copy of them and 17 bytes a point.
  public func fit(_ points: Points) throws(AudienceError) -> Result {
    let distinct = points.distinct(upTo: max(1, k))
    guard k >= 1, distinct >= k else { throw .tooManyClusters(asked: k, customers: distinct) }
    let tolerance = 1e-4 * meanVariance(points)
    var best: Result?
    let tiles = TiledPoints(points)
    let seeding = CentreSeeding(points: tiles, k: k, threads: threads)
    // One centre is the mean, wherever it starts.
    for restart in 0..<(k == 1 ? 1 : restarts) {
      let start = seeding.centres(seed: mix64(seed &+ UInt64(restart) &* 0x9e37_79b9_7f4a_7c15))
      let run = LloydRun(tiles, centres: start, threads: threads)
      let result = run.iterate(limit: iterations, tolerance: tolerance)
      if result.inertia < best?.inertia ?? .infinity { best = result }
    }
    return best ?? Result(labels: [], centres: points, inertia: 0, iterations: 0)
  }

  /// Mean over the columns of their variances: what a shift of the centres is small against.
  private func meanVariance(_ points: Points) -> Double {
    var total = 0.0
    for column in 0..<points.width {
      var sum = 0.0
      var squares = 0.0
      for row in 0..<points.count {
        let value = points[row, column]
        sum += value
        squares += value * value
      }
      let mean = sum / Double(points.count)
      total += max(0, squares / Double(points.count) - mean * mean)
    }
    return total / Double(points.width)
  }
}
