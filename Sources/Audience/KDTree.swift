/// A k-d tree (Bentley 1975, CACM 18:509) for questions of nearness among points that stay.
struct KDTree {
  private static let leafSize = 16

  private struct Node {
    /// The column that the halves differ in; −1 for a leaf.
    var column: Int32
    var split: Double
    /// Points of `order` below the node.
    var start: Int32
    var end: Int32
    /// The node of the upper half; the lower one is next to its parent.
    var upper: Int32
  }

  private let points: Points
  private var order: [Int32]
  private var nodes: [Node] = []

  /// - Complexity: O(n · log² n).
  init(_ points: Points) {
    self.points = points
    order = (0..<points.count).map(Int32.init)
    build(0, points.count)
  }

  private mutating func build(_ start: Int, _ end: Int) {
    let node = nodes.count
    nodes.append(Node(column: -1, split: 0, start: Int32(start), end: Int32(end), upper: 0))
    guard end - start > Self.leafSize, let column = widestColumn(start, end) else { return }
    order[start..<end].sort { (points[Int($0), column], $0) < (points[Int($1), column], $1) }
    let middle = (start + end) / 2
    nodes[node].column = Int32(column)
    nodes[node].split = points[Int(order[middle]), column]
    build(start, middle)
    nodes[node].upper = Int32(nodes.count)
    build(middle, end)
  }

  /// The column with the widest range; nil where all points are one.
  private func widestColumn(_ start: Int, _ end: Int) -> Int? {
    var widest: Int?
    var width = 0.0
    for column in 0..<points.width {
      var (low, high) = (Double.infinity, -Double.infinity)
      for row in order[start..<end] {
        low = min(low, points[Int(row), column])
        high = max(high, points[Int(row), column])
      }
      if high - low > width { (widest, width) = (column, high - low) }
    }
    return widest
  }

  /// Replaces `found` with the points within `radius` of the point `row`, itself included, in ascending order.
  func neighbours(of row: Int, within radius: Double, into found: inout [Int32]) {
    found.removeAll(keepingCapacity: true)
    guard !nodes.isEmpty else { return }
    let width = points.width
    points.values.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return }
      let point = base + row * width
      var stack: [Int32] = [0]
      while let index = stack.popLast() {
        let node = nodes[Int(index)]
        guard node.column >= 0 else {
          for other in order[Int(node.start)..<Int(node.end)]
          where squaredDistance(point, base + Int(other) * width, width) <= radius * radius {
            found.append(other)
          }
          continue
        }
        let offset = point[Int(node.column)] - node.split
        if offset <= radius { stack.append(index + 1) }
        if offset >= -radius { stack.append(node.upper) }
      }
    }
    found.sort()
  }
}
