/// The assignment of rows to columns of a square matrix with the greatest sum: the Hungarian method with potentials
/// (Kuhn 1955; the O(n³) form of Jonker & Volgenant 1987, doi:10.1007/BF02278710).
/// - Returns: the column of each row.
func bestMatching(_ gain: [[Double]]) -> [Int] {
  let size = gain.count
  // Counted from 1; row and column 0 are where a search begins.
  var rowPotential = [Double](repeating: 0, count: size + 1)
  var columnPotential = [Double](repeating: 0, count: size + 1)
  var rowOf = [Int](repeating: 0, count: size + 1)
  var before = [Int](repeating: 0, count: size + 1)
  for row in stride(from: 1, through: size, by: 1) {
    rowOf[0] = row
    var column = 0
    var slack = [Double](repeating: .infinity, count: size + 1)
    var done = [Bool](repeating: false, count: size + 1)
    repeat {
      done[column] = true
      let current = rowOf[column]
      var step = Double.infinity
      var next = 0
      for other in 1...size where !done[other] {
        let reduced = -gain[current - 1][other - 1] - rowPotential[current] - columnPotential[other]
        if reduced < slack[other] { (slack[other], before[other]) = (reduced, column) }
        if slack[other] < step { (step, next) = (slack[other], other) }
      }
      for other in 0...size {
        if done[other] {
          rowPotential[rowOf[other]] += step
          columnPotential[other] -= step
        } else {
          slack[other] -= step
        }
      }
      column = next
    } while rowOf[column] != 0
    while column != 0 {
      rowOf[column] = rowOf[before[column]]
      column = before[column]
    }
  }
  var result = [Int](repeating: 0, count: size)
  for column in stride(from: 1, through: size, by: 1) { result[rowOf[column] - 1] = column - 1 }
  return result
}

extension TopicModel {
  /// How alike the topics of two models are: topics are matched one to one so that the sum is greatest, and the
  /// mean Jaccard index of the matched topics' `top` most probable words is taken; 0 nothing in common … 1 the
  /// same topics (Greene, O'Callaghan & Cunningham 2014, ECML, doi:10.1007/978-3-662-44848-9_32).
  /// - Precondition: both have equally many topics.
  public func agreement(with other: TopicModel, top: Int = 10) -> Double {
    precondition(topicCount == other.topicCount)
    let own = (0..<topicCount).map { Set(words(of: $0, top: top).map(\.word)) }
    let others = (0..<topicCount).map { Set(other.words(of: $0, top: top).map(\.word)) }
    let jaccard = own.map { a in
      others.map { b in
        let union = a.union(b).count
        return union == 0 ? 1 : Double(a.intersection(b).count) / Double(union)
      }
    }
    let matching = bestMatching(jaccard)
    return matching.indices.reduce(0) { $0 + jaccard[$1][matching[$1]] } / Double(topicCount)
  }
}
