/// Density-based clustering (Ester, Kriegel, Sander & Xu 1996, KDD): a point with at least `minimum` points within
/// `radius`, itself included, is a core; cores within `radius` of each other are one cluster, which takes in the
/// points around its cores; what is left is noise. Deterministic: clusters are numbered by their first core, and a
/// point between two belongs to the one numbered first.
public struct DBSCAN: Sendable {
  public var radius: Double
  public var minimum: Int

  public init(radius: Double, minimum: Int) {
    self.radius = radius
    self.minimum = minimum
  }

  public struct Result: Sendable, Equatable {
    /// By point, 0 ..< clusters, −1 for noise.
    public var labels: [Int32]
    public var clusters: Int
    public var cores: Int
  }

  /// - Complexity: O(n · (log n + neighbours)) in few dimensions. Memory: O(n + the largest neighbourhood).
  public func fit(_ points: Points) -> Result {
    let tree = KDTree(points)
    var labels = [Int32](repeating: -1, count: points.count)
    var neighbours: [Int32] = []
    let isCore = (0..<points.count).map { row in
      tree.neighbours(of: row, within: radius, into: &neighbours)
      return neighbours.count >= minimum
    }
    var clusters: Int32 = 0
    var stack: [Int32] = []
    for row in 0..<points.count where isCore[row] && labels[row] < 0 {
      labels[row] = clusters
      stack.append(Int32(row))
      while let core = stack.popLast() {
        tree.neighbours(of: Int(core), within: radius, into: &neighbours)
        for neighbour in neighbours where labels[Int(neighbour)] < 0 {
          labels[Int(neighbour)] = clusters
          if isCore[Int(neighbour)] { stack.append(neighbour) }
        }
      }
      clusters += 1
    }
    return Result(labels: labels, clusters: Int(clusters), cores: isCore.count { $0 })
  }
}
