#if canImport(Glibc)
  import Glibc
#endif

/// Short texts as unit vectors of TF-IDF weights over their features (each counted once): idf = ln(n / df).
struct TermSpace: Sendable {
  typealias Vector = [(term: Int, weight: Double)]

  private(set) var vectors: [Vector] = []
  private var terms: [String: Int] = [:]
  private var weights: [Double] = []

  /// - Parameter documents: distinct features of each text.
  /// - Complexity: O(total number of features).
  init(_ documents: [[String]]) {
    var frequencies: [Int] = []
    for feature in documents.joined() {
      if let term = terms[feature] {
        frequencies[term] += 1
      } else {
        terms[feature] = frequencies.count
        frequencies.append(1)
      }
    }
    let count = Double(documents.count) + 1
    weights = frequencies.map { log(count / Double($0)) }
    vectors = documents.map { document in
      let vector = document.compactMap { terms[$0] }.sorted().map { ($0, weights[$0]) }
      let length = vector.reduce(0) { $0 + $1.1 * $1.1 }.squareRoot()
      return length > 0 ? vector.map { ($0.0, $0.1 / length) } : []
    }
  }

  /// idf of a feature, 0 where it is not known.
  func weight(_ feature: String) -> Double { terms[feature].map { weights[$0] } ?? 0 }

  /// Cosines of all pairs, row by row.
  /// - Complexity: O(n² + Σ df²).
  func similarities(_ vectors: [Vector]) -> [[Float]] {
    var postings: [[(row: Int, weight: Double)]] = Array(repeating: [], count: weights.count)
    for (row, vector) in vectors.enumerated() {
      for (term, weight) in vector { postings[term].append((row, weight)) }
    }
    var matrix = Array(repeating: [Float](repeating: 0, count: vectors.count), count: vectors.count)
    for (row, vector) in vectors.enumerated() {
      var sums = [Float](repeating: 0, count: vectors.count)
      for (term, weight) in vector {
        for other in postings[term] { sums[other.row] += Float(weight * other.weight) }
      }
      matrix[row] = sums
    }
    return matrix
  }

  static func sum(_ vectors: [Vector]) -> Vector {
    var sums: [Int: Double] = [:]
    for (term, weight) in vectors.joined() { sums[term, default: 0] += weight }
    return sums.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  static func dot(_ a: Vector, _ b: Vector) -> Double {
    var (i, j, sum) = (0, 0, 0.0)
    while i < a.count, j < b.count {
      if a[i].term == b[j].term {
        sum += a[i].weight * b[j].weight
        i += 1
        j += 1
      } else if a[i].term < b[j].term {
        i += 1
      } else {
        j += 1
      }
    }
    return sum
  }

  static func cosine(_ a: Vector, _ b: Vector) -> Double {
    let length = (dot(a, a) * dot(b, b)).squareRoot()
    return length > 0 ? dot(a, b) / length : 0
  }
}
