/// Clusterings with different numbers of clusters, and the one whose silhouette is best.
public struct ClusterSweep: Sendable {
  public enum Method: Sendable, Equatable {
    case kmeans
    case hierarchical(HierarchicalClustering.Linkage)
    /// The divisive way.
    case bisecting
  }

  public struct Trial: Sendable, Equatable {
    public var k: Int
    /// Sum of the squared distances of the points to the means of their clusters.
    public var inertia: Double
    /// Nil with one cluster.
    public var silhouette: Double?
  }

  public var method: Method
  public var seed: UInt64
  public var threads: Int

  public init(method: Method, seed: UInt64 = 1, threads: Int = 2) {
    self.method = method
    self.seed = seed
    self.threads = threads
  }

  /// Tries every `k` that the points have room for.
  /// - Returns: the trials in order of `k`, and the labels of the best; of equal ones the smallest.
  /// - Throws: `AudienceError` where not even the smallest `k` is possible.
  public func run(_ points: Points, k: ClosedRange<Int>) throws(AudienceError) -> (
    trials: [Trial], labels: [Int32]
  ) {
    var trials: [Trial] = []
    var best: (silhouette: Double, labels: [Int32])?
    var dendrogram: Dendrogram?
    if case .hierarchical(let linkage) = method {
      dendrogram = try HierarchicalClustering(linkage: linkage).fit(points)
    }
    for k in k {
      let labels: [Int32]
      do throws(AudienceError) {
        labels = try self.labels(points, k, dendrogram)
      } catch {
        if trials.isEmpty { throw error }
        break
      }
      let silhouette = Silhouette.mean(points, labels, seed: seed)
      trials.append(Trial(k: k, inertia: Self.inertia(points, labels, k), silhouette: silhouette))
      if silhouette ?? -1 > best?.silhouette ?? -.infinity { best = (silhouette ?? -1, labels) }
    }
    return (trials, best?.labels ?? [])
  }

  private func labels(_ points: Points, _ k: Int, _ dendrogram: Dendrogram?) throws(AudienceError) -> [Int32]
  {
    switch method {
    case .kmeans: try KMeans(k: k, seed: seed, threads: threads).fit(points).labels
    case .bisecting: try BisectingKMeans(k: k, seed: seed, threads: threads).fit(points)
    case .hierarchical: try dendrogram?.labels(k: k) ?? []
    }
  }

  private static func inertia(_ points: Points, _ labels: [Int32], _ k: Int) -> Double {
    var sums = [Double](repeating: 0, count: k * points.width)
    var sizes = [Double](repeating: 0, count: k)
    for row in 0..<points.count {
      sizes[Int(labels[row])] += 1
      for column in 0..<points.width { sums[Int(labels[row]) * points.width + column] += points[row, column] }
    }
    var total = 0.0
    for row in 0..<points.count {
      let label = Int(labels[row])
      for column in 0..<points.width {
        let difference = points[row, column] - sums[label * points.width + column] / sizes[label]
        total += difference * difference
      }
    }
    return total
  }
}
