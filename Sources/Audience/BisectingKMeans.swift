internal import Support

/// Divisive clustering: all points start as one cluster, and the one with the largest sum of squares is split in two
/// by k-means until there are `k` (Steinbach, Karypis & Kumar 2000, KDD workshop on text mining). What hierarchical
/// clustering is for more customers than all pairs of fit in memory. Deterministic for a seed.
public struct BisectingKMeans: Sendable {
  public var k: Int
  public var seed: UInt64
  public var threads: Int

  public init(k: Int, seed: UInt64 = 1, threads: Int = 2) {
    self.k = k
    self.seed = seed
    self.threads = threads
  }

  /// - Returns: by point, 0 ..< k, numbered in order of the clusters' first points.
  /// - Throws: `AudienceError.tooManyClusters` when there are fewer different points than clusters.
  public func fit(_ points: Points) throws(AudienceError) -> [Int32] {
    let distinct = points.distinct(upTo: max(1, k))
    guard k >= 1, distinct >= k else { throw .tooManyClusters(asked: k, customers: distinct) }
    var clusters = [Array(0..<points.count)]
    var spread = [Self.spread(points, clusters[0])]
    while clusters.count < k {
      let widest = spread.indices.max { (spread[$0], $1) < (spread[$1], $0) } ?? 0
      let rows = clusters[widest]
      let halves = try KMeans(k: 2, restarts: 3, seed: seed &+ UInt64(clusters.count), threads: threads)
        .fit(points.selecting(rows)).labels
      clusters[widest] = rows.indices.filter { halves[$0] == 0 }.map { rows[$0] }
      clusters.append(rows.indices.filter { halves[$0] == 1 }.map { rows[$0] })
      spread[widest] = Self.spread(points, clusters[widest])
      spread.append(Self.spread(points, clusters[clusters.count - 1]))
    }
    var labels = [Int32](repeating: 0, count: points.count)
    for (number, rows) in clusters.sorted(by: { ($0.first ?? 0) < ($1.first ?? 0) }).enumerated() {
      for row in rows { labels[row] = Int32(number) }
    }
    return labels
  }

  /// Sum of the squared distances of `rows` to their mean.
  private static func spread(_ points: Points, _ rows: [Int]) -> Double {
    var total = 0.0
    for column in 0..<points.width {
      let mean = rows.reduce(0) { $0 + points[$1, column] } / Double(max(1, rows.count))
      for row in rows {
        let difference = points[row, column] - mean
        total += difference * difference
      }
    }
    return total
  }
}
