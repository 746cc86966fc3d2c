internal import Features
internal import Topics

#if canImport(Glibc)
  internal import Glibc
#endif

/// Topics as points of a plane: near each other when they use the same words.
///
/// The distance of two topics is the square root of the Jensen–Shannon divergence (base e) of their word
/// distributions, a metric (Endres & Schindelin 2003, IEEE Trans. Inf. Theory 49:1858). Classical
/// multidimensional scaling (Torgerson 1952, Psychometrika 17:401) puts them on a plane that keeps these distances
/// as well as two dimensions can: B = −½ J D² J, whose two leading eigenvectors, each times the root of its
/// eigenvalue, are the coordinates. As in LDAvis (Sievert & Shirley 2014).
struct TopicMap {
  /// More circles than this cannot be told apart, and every pair of topics costs a pass over the vocabulary.
  static let limit = 100

  /// By topic.
  let points: [(x: Double, y: Double)]

  /// nil for one topic, and for more than `limit`.
  /// - Complexity: O(topics² · vocabulary).
  init?(_ model: TopicModel) {
    let topics = model.topicCount
    guard (2...Self.limit).contains(topics) else { return nil }
    let rows = (0..<topics).map { topic in
      (0..<model.vocabulary.count).map { model.probability(of: $0, in: topic) }
    }
    var squares = [Double](repeating: 0, count: topics * topics)
    for first in 0..<topics {
      for second in 0..<first {
        let divergence = Self.divergence(rows[first], rows[second])
        squares[first * topics + second] = divergence
        squares[second * topics + first] = divergence
      }
    }
    self.init(squaredDistances: squares, count: topics)
  }

  /// - Parameter squaredDistances: a symmetric matrix of `count` rows, with a diagonal of zeros.
  init(squaredDistances: [Double], count: Int) {
    var matrix = Self.centred(squaredDistances, count)
    let xs = Self.coordinate(&matrix, count)
    let ys = Self.coordinate(&matrix, count)
    points = zip(xs, ys).map { ($0, $1) }
  }

  /// The Jensen–Shannon divergence of two distributions, 0…ln 2 (Lin 1991, IEEE Trans. Inf. Theory 37:145).
  static func divergence(_ first: [Double], _ second: [Double]) -> Double {
    var sum = 0.0
    for (p, q) in zip(first, second) {
      let mean = (p + q) / 2
      if p > 0 { sum += p * log(p / mean) }
      if q > 0 { sum += q * log(q / mean) }
    }
    return max(0, sum / 2)
  }

  /// −½ J D² J: rows, columns and all sum to zero.
  private static func centred(_ squares: [Double], _ count: Int) -> [Double] {
    let means = (0..<count).map { squares[$0 * count..<($0 + 1) * count].reduce(0, +) / Double(count) }
    let mean = means.reduce(0, +) / Double(max(1, count))
    return squares.indices.map { -0.5 * (squares[$0] - means[$0 / count] - means[$0 % count] + mean) }
  }

  /// The leading eigenvector times the root of its eigenvalue, by power iteration, which is taken out of `matrix`.
  /// The component of the largest size is positive, or a map and its mirror image would be one result.
  private static func coordinate(_ matrix: inout [Double], _ count: Int) -> [Double] {
    // No multiple of the vector of ones, which centring made an eigenvector of 0.
    var vector = (0..<count).map { 1 / Double($0 + 1) }
    var value = 0.0
    for _ in 0..<500 {
      var next = (0..<count).map { row in
        (0..<count).reduce(0) { $0 + matrix[row * count + $1] * vector[$1] }
      }
      let length = next.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard length > 1e-12 else { return [Double](repeating: 0, count: count) }
      for index in next.indices { next[index] /= length }
      value = length
      vector = next
    }
    for row in 0..<count {
      for column in 0..<count { matrix[row * count + column] -= value * vector[row] * vector[column] }
    }
    let largest = vector.max { abs($0) < abs($1) } ?? 0
    return vector.map { $0 * value.squareRoot() * (largest < 0 ? -1 : 1) }
  }
}
