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
  /// Numbers of each example's features, sorted.
  private var documents: [[Int32]] = []
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
    let numbers = ids
    self.documents = documents.map { $0.features.compactMap { numbers[$0] }.sorted() }
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

  var documentCount: Int { documents.count }
  func owner(of document: Int) -> Int { Int(owners[document]) }
  /// The features of an example, for `evidence`.
  func features(of document: Int) -> (known: [Int32], unknown: Int) { (documents[document], 0) }

  /// The features of a message, for `evidence`.
  func split(_ features: [String]) -> (known: [Int32], unknown: Int) {
    let known = known(features)
    return (known, features.count - known.count)
  }

  /// A message beside the examples of the owners below `owners`, as if one example or one owner were not there.
  /// - Complexity: O(postings of the message's features + examples).
  func evidence(
    of features: (known: [Int32], unknown: Int), owners limit: Int, withoutDocument: Int = -1,
    withoutOwner: Int = -1
  ) -> ScopeGate.Evidence {
    var dot = [Float](repeating: 0, count: owners.count)
    var seen: [(feature: Int32, weight: Float)] = []
    var all = Float(features.unknown) * unknownInverse
    var square = all * unknownInverse
    var known: Float = 0
    for feature in features.known {
      let weight = inverse[Int(feature)]
      var isKnown = false
      for document in postings[Int(feature)] {
        let owner = Int(owners[Int(document)])
        guard owner < limit, owner != withoutOwner, Int(document) != withoutDocument else { continue }
        isKnown = true
        dot[Int(document)] += weight * weight
      }
      let own = isKnown ? weight : unknownInverse
      all += own
      square += own * own
      if isKnown {
        known += weight
        seen.append((feature, weight))
      }
    }
    var best = -1
    for document in dot.indices where dot[document] > 0 {
      dot[document] /= norms[document]
      if best < 0 || dot[document] > dot[best] { best = document }
    }
    guard best >= 0, square > 0 else {
      return .init(similarity: 0, gap: 0, coverage: 0, ownCoverage: 0, count: features.known.count)
    }
    var second: Float = 0
    for document in dot.indices where owners[document] != owners[best] { second = max(second, dot[document]) }
    let length = square.squareRoot()
    let own = seen.reduce(Float(0)) { sum, entry in
      let isOwn = postings[Int(entry.feature)].contains {
        owners[Int($0)] == owners[best] && Int($0) != withoutDocument
      }
      return isOwn ? sum + entry.weight : sum
    }
    return .init(
      similarity: Double(dot[best] / length), gap: Double((dot[best] - second) / length),
      coverage: Double(known / all), ownCoverage: Double(own / all),
      count: features.known.count + features.unknown)
  }

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
