/// Groups by average linkage: the mean similarity of all pairs between two groups decides which are joined.
struct AverageLinkage: Sendable {
  private let similarities: [[Float]]

  /// - Parameter similarities: symmetric, all pairs.
  init(_ similarities: [[Float]]) { self.similarities = similarities }

  /// The groups whose joins all have at least this mean similarity, members ascending, in the order of their
  /// first members.
  ///
  /// A chain of nearest neighbours ends in two that are each other's nearest; average linkage is reducible, so
  /// these may be joined at once and the rest of the chain stays valid (Murtagh 1983). A join below the
  /// threshold is not made: nothing that either group could be joined with later would be above it.
  /// - Complexity: O(n²).
  func clusters(atLeast threshold: Float) -> [[Int]] {
    let count = similarities.count
    var matrix = similarities
    var members = (0..<count).map { [$0] }
    var isOpen = Array(repeating: true, count: count)
    var done: [[Int]] = []
    var chain: [Int] = []
    while let start = chain.last ?? isOpen.firstIndex(of: true) {
      if chain.isEmpty { chain.append(start) }
      let before = chain.dropLast().last
      guard let next = nearest(to: start, matrix, isOpen, preferring: before),
        matrix[start][next] >= threshold
      else {
        done.append(members[start])
        isOpen[start] = false
        chain.removeLast()
        continue
      }
      guard next == before else {
        chain.append(next)
        continue
      }
      chain.removeLast(2)
      join(start, into: next, &matrix, &members, &isOpen)
    }
    return done.map { $0.sorted() }.sorted { ($0.first ?? 0) < ($1.first ?? 0) }
  }

  /// The neighbour before in the chain wins a tie, or the chain would never end.
  private func nearest(to row: Int, _ matrix: [[Float]], _ isOpen: [Bool], preferring before: Int?) -> Int? {
    var best = before
    for other in matrix[row].indices where isOpen[other] && other != row {
      if let known = best, matrix[row][other] <= matrix[row][known] { continue }
      best = other
    }
    return best
  }

  /// Lance & Williams 1967: the mean over the union is the mean of the means, weighted by size.
  private func join(
    _ gone: Int, into kept: Int, _ matrix: inout [[Float]], _ members: inout [[Int]], _ isOpen: inout [Bool]
  ) {
    let (first, second) = (Float(members[gone].count), Float(members[kept].count))
    for other in isOpen.indices where isOpen[other] && other != gone && other != kept {
      let mean = (first * matrix[gone][other] + second * matrix[kept][other]) / (first + second)
      matrix[kept][other] = mean
      matrix[other][kept] = mean
    }
    members[kept] += members[gone]
    isOpen[gone] = false
  }
}
