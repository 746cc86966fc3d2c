#if canImport(Glibc)
  import Glibc
#endif

/// Finds the examples most like a message: cosine of binary feature vectors weighted by inverse document
/// frequency, idf(t) = ln((N + 1) / (df(t) + 0.5)). Features that no example has count in the message's length
/// with the largest idf, so that a message about something else is like nothing.
struct ExampleIndex: Sendable {
  struct Hit: Sendable, Equatable {
    /// What the example belongs to, as given.
    var owner: Int
    var example: Int
    /// 0…1.
    var similarity: Double
  }

  private var ids: [String: Int32] = [:]
  private var inverse: [Float] = []
  private var postings: [[Int32]] = []
  private var norms: [Float] = []
  private var owners: [Int32] = []
  private let unknownInverse: Float

  /// - Parameter documents: features of each example with the number of what it belongs to.
  /// - Complexity: O(total number of features).
  init(_ documents: [(owner: Int, features: [String])]) {
    var frequency: [Int32] = []
    for (number, document) in documents.enumerated() {
      owners.append(Int32(document.owner))
      for feature in document.features {
        if let id = ids[feature] {
          frequency[Int(id)] += 1
          postings[Int(id)].append(Int32(number))
        } else {
          ids[feature] = Int32(frequency.count)
          frequency.append(1)
          postings.append([Int32(number)])
        }
      }
    }
    let total = Float(documents.count + 1)
    inverse = frequency.map { logf(total / (Float($0) + 0.5)) }
    unknownInverse = logf(total / 0.5)
    norms = documents.map { document in
      document.features.reduce(Float(0)) { sum, feature in
        let weight = ids[feature].map { inverse[Int($0)] } ?? 0
        return sum + weight * weight
      }.squareRoot()
    }
  }

  var featureCount: Int { inverse.count }

  /// The numbers of the features that some example has, sorted.
  func known(_ features: [String]) -> [Int32] { features.compactMap { ids[$0] }.sorted() }

  /// The share of the message's weight that some example has, 0…1.
  func coverage(_ features: [String]) -> Double {
    var known: Float = 0
    var all: Float = 0
    for feature in features {
      let weight = ids[feature].map { inverse[Int($0)] }
      known += weight ?? 0
      all += weight ?? unknownInverse
    }
    return all > 0 ? Double(known / all) : 0
  }

  /// The best example of every owner that shares a feature, most similar first, ties by example number.
  /// - Complexity: O(postings of the message's features + examples).
  func search(_ features: [String]) -> [Hit] {
    var dot = [Float](repeating: 0, count: owners.count)
    var square: Float = 0
    for feature in features {
      guard let id = ids[feature] else {
        square += unknownInverse * unknownInverse
        continue
      }
      let weight = inverse[Int(id)] * inverse[Int(id)]
      square += weight
      for document in postings[Int(id)] { dot[Int(document)] += weight }
    }
    guard square > 0 else { return [] }
    let length = square.squareRoot()
    var best: [Int32: Hit] = [:]
    for (document, product) in dot.enumerated() where product > 0 && norms[document] > 0 {
      let similarity = Double(product / (length * norms[document]))
      if let known = best[owners[document]], known.similarity >= similarity { continue }
      best[owners[document]] = Hit(
        owner: Int(owners[document]), example: document, similarity: min(1, similarity))
    }
    return best.values.sorted {
      $0.similarity != $1.similarity ? $0.similarity > $1.similarity : $0.example < $1.example
    }
  }
}
