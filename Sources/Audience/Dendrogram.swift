/// All merges of an agglomerative clustering: cut anywhere, it gives any number of clusters.
public struct Dendrogram: Sendable {
  /// Two clusters that became one, by the row of one point of each.
  struct Merge: Sendable {
    var a: Int
    var b: Int
    var height: Double
  }

  public let count: Int
  /// Lowest first.
  private let merges: [Merge]

  init(count: Int, merges: [Merge]) {
    self.count = count
    self.merges = merges.sorted { ($0.height, $0.a, $0.b) < ($1.height, $1.a, $1.b) }
  }

  /// The `k` clusters that were left after count − k merges.
  /// - Returns: by point, 0 ..< k, numbered in order of the clusters' first points.
  /// - Throws: `AudienceError.tooManyClusters`.
  public func labels(k: Int) throws(AudienceError) -> [Int32] {
    guard k >= 1, k <= count else { throw .tooManyClusters(asked: k, customers: count) }
    var parent = Array(0..<count)
    func root(_ row: Int) -> Int {
      var row = row
      while parent[row] != row {
        parent[row] = parent[parent[row]]
        row = parent[row]
      }
      return row
    }
    for merge in merges.prefix(count - k) {
      let (a, b) = (root(merge.a), root(merge.b))
      parent[max(a, b)] = min(a, b)
    }
    var number: [Int: Int32] = [:]
    return (0..<count).map { row in
      let root = root(row)
      if let known = number[root] { return known }
      let new = Int32(number.count)
      number[root] = new
      return new
    }
  }
}
