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

  private let numbers: HashTable
  private let inverse: [Float]
  /// The examples with feature f are `postings[starts[f]..<starts[f + 1]]`.
  private let starts: [Int32]
  private let postings: [Int32]
  private let norms: [Float]
  private let owners: [Int32]
  /// Numbers of each example's features, sorted.
  private let documents: [[Int32]]
  private let examplesByOwner: [[Int32]]
  private let unknownInverse: Float
  /// Whether a feature is a pair of readings: what tells a strange phrase from known characters.
  private let isPair: [Bool]

  /// - Parameter documents: distinct features of each example with the number of what it belongs to.
  /// - Complexity: O(total number of features).
  init(_ documents: [(owner: Int, features: [Feature])]) {
    var frequency: [Int32] = []
    var isPair: [Bool] = []
    var numbers = HashTable(capacity: documents.count * 8)
    self.documents = documents.map { document in
      document.features.map { feature in
        let number = numbers.number(of: feature.bits, orNew: Int32(frequency.count))
        if Int(number) == frequency.count {
          frequency.append(0)
          isPair.append(feature.kind == .soundPair)
        }
        frequency[Int(number)] += 1
        return number
      }.sorted()
    }
    self.numbers = numbers
    self.isPair = isPair
    owners = documents.map { Int32($0.owner) }
    var examplesByOwner = [[Int32]](repeating: [], count: (documents.map(\.owner).max() ?? -1) + 1)
    for (number, document) in documents.enumerated() {
      examplesByOwner[document.owner].append(Int32(number))
    }
    self.examplesByOwner = examplesByOwner
    var starts: [Int32] = [0]
    for count in frequency { starts.append((starts.last ?? 0) + count) }
    var next = starts
    var postings = [Int32](repeating: 0, count: Int(starts.last ?? 0))
    for (number, document) in self.documents.enumerated() {
      for feature in document {
        postings[Int(next[Int(feature)])] = Int32(number)
        next[Int(feature)] += 1
      }
    }
    self.starts = starts
    self.postings = postings
    let total = Float(documents.count + 1)
    let inverse = frequency.map { logf(total / (Float($0) + 0.5)) }
    self.inverse = inverse
    unknownInverse = logf(total / 0.5)
    norms = self.documents.map { document in
      document.reduce(Float(0)) { $0 + inverse[Int($1)] * inverse[Int($1)] }.squareRoot()
    }
  }

  var featureCount: Int { inverse.count }
  var documentCount: Int { documents.count }
  func owner(of document: Int) -> Int { Int(owners[document]) }

  /// The numbers of the features that some example has, sorted.
  func known(_ features: [Feature]) -> [Int32] { features.compactMap { numbers[$0.bits] }.sorted() }

  /// The features of an example as `known` has them.
  func known(of document: Int) -> [Int32] { documents[document] }

  /// The features of an example, for `evidence`.
  func features(of document: Int) -> ScopeGate.Features {
    ScopeGate.Features(known: documents[document], unknown: 0, unknownPairs: 0)
  }

  /// The features of a message, for `evidence`.
  func split(_ features: [Feature]) -> ScopeGate.Features {
    let known = known(features)
    return ScopeGate.Features(
      known: known, unknown: features.count - known.count,
      unknownPairs: features.count { $0.kind == .soundPair && numbers[$0.bits] == nil })
  }

  // MARK: - Search

  /// Per example, what `add` says for each feature it shares with the message, summed.
  private func sums(_ features: [Int32], _ add: (Int) -> Float) -> [Float] {
    var sums = [Float](repeating: 0, count: owners.count)
    sums.withUnsafeMutableBufferPointer { sums in
      postings.withUnsafeBufferPointer { postings in
        for feature in features {
          let weight = add(Int(feature))
          for place in Int(starts[Int(feature)])..<Int(starts[Int(feature) + 1]) {
            sums[Int(postings[place])] += weight
          }
        }
      }
    }
    return sums
  }

  /// The share of the message's weight that some example has, 0…1.
  func coverage(_ features: [Feature]) -> Double {
    var known: Float = 0
    var all: Float = 0
    for feature in features {
      let weight = numbers[feature.bits].map { inverse[Int($0)] }
      known += weight ?? 0
      all += weight ?? unknownInverse
    }
    return all > 0 ? Double(known / all) : 0
  }

  /// The best example of every owner that shares a feature, most similar first, ties by example number.
  /// - Parameter ignoringUnknown: whether features that no example has count for nothing.
  /// - Complexity: O(postings of the message's features + examples).
  func search(_ features: [Feature], ignoringUnknown: Bool = false) -> [Hit] {
    let known = known(features)
    var square = known.reduce(Float(0)) { $0 + inverse[Int($1)] * inverse[Int($1)] }
    if !ignoringUnknown { square += Float(features.count - known.count) * unknownInverse * unknownInverse }
    guard square > 0 else { return [] }
    let products = sums(known) { inverse[$0] * inverse[$0] }
    let length = square.squareRoot()
    var hits: [Hit] = []
    for (owner, examples) in examplesByOwner.enumerated() {
      var best: Hit?
      for example in examples.map(Int.init) where products[example] > 0 && norms[example] > 0 {
        let similarity = min(1, Double(products[example] / (length * norms[example])))
        if similarity > best?.similarity ?? 0 {
          best = Hit(owner: owner, example: example, similarity: similarity)
        }
      }
      if let best { hits.append(best) }
    }
    return hits.sorted {
      $0.similarity != $1.similarity ? $0.similarity > $1.similarity : $0.example < $1.example
    }
  }

  /// How many near examples each of the owners below `limit` has: Σ cos⁴ of the unweighted vectors over √(its
  /// examples / 10), so that an intent with many examples gains little by their number.
  /// - Parameter isLeftOut: whether an example counts for nothing.
  /// - Complexity: O(postings of the features + examples).
  func neighbours(
    _ features: ScopeGate.Features, owners limit: Int, isLeftOut: (Int) -> Bool = { _ in false }
  ) -> [Float] {
    let shared = sums(features.known) { _ in 1 }
    let size = Float(features.known.count + features.unknown)
    return (0..<limit).map { owner in
      guard owner < examplesByOwner.count, size > 0 else { return 0 }
      var sum: Float = 0
      var count: Float = 0
      for number in examplesByOwner[owner] where !isLeftOut(Int(number)) {
        let example = Int(number)
        let square = shared[example] * shared[example] / (size * Float(max(1, documents[example].count)))
        sum += square * square
        count += 1
      }
      return count > 0 ? sum / (count / 10).squareRoot() : 0
    }
  }

  // MARK: - Evidence

  /// A message beside the examples of the owners below `limit`, as if one example or one owner were not there.
  /// - Complexity: O(postings of the message's features + examples).
  func evidence(
    of features: ScopeGate.Features, owners limit: Int, withoutDocument: Int = -1,
    withoutOwner: Int = -1
  ) -> ScopeGate.Evidence {
    let products = sums(features.known) { inverse[$0] * inverse[$0] }
    return evidence(
      of: features, products, owners: limit, withoutDocument: withoutDocument, withoutOwner: withoutOwner)
  }

  /// The evidence for an example without itself, and without its owner.
  func evidence(
    ofExample document: Int, owners limit: Int
  ) -> (known: ScopeGate.Evidence, unknown: ScopeGate.Evidence) {
    let features = features(of: document)
    let products = sums(features.known) { inverse[$0] * inverse[$0] }
    return (
      evidence(of: features, products, owners: limit, withoutDocument: document, withoutOwner: -1),
      evidence(
        of: features, products, owners: limit, withoutDocument: -1, withoutOwner: owner(of: document))
    )
  }

  private func isKnown(_ feature: Int, owners limit: Int, withoutDocument: Int, withoutOwner: Int) -> Bool {
    postings[Int(starts[feature])..<Int(starts[feature + 1])].contains {
      let owner = Int(owners[Int($0)])
      return owner < limit && owner != withoutOwner && Int($0) != withoutDocument
    }
  }

  private func evidence(
    of features: ScopeGate.Features, _ products: [Float], owners limit: Int, withoutDocument: Int,
    withoutOwner: Int
  ) -> ScopeGate.Evidence {
    var seen: [Int32] = []
    var known: Float = 0
    var all = Float(features.unknown) * unknownInverse
    var square = all * unknownInverse
    var pairs = features.unknownPairs
    var knownPairs = 0
    for feature in features.known {
      let isKnown = isKnown(
        Int(feature), owners: limit, withoutDocument: withoutDocument, withoutOwner: withoutOwner)
      if isPair[Int(feature)] {
        pairs += 1
        knownPairs += isKnown ? 1 : 0
      }
      let own = isKnown ? inverse[Int(feature)] : unknownInverse
      all += own
      square += own * own
      guard isKnown else { continue }
      known += own
      seen.append(feature)
    }
    var best: (owner: Int, cosine: Float) = (-1, 0)
    var second: Float = 0
    var nearest: (Float, Float, Float) = (0, 0, 0)
    for owner in 0..<min(limit, examplesByOwner.count) where owner != withoutOwner {
      var cosine: Float = 0
      for number in examplesByOwner[owner] {
        let document = Int(number)
        guard document != withoutDocument, norms[document] > 0 else { continue }
        let near = products[document] / norms[document]
        cosine = max(cosine, near)
        if near > nearest.0 {
          nearest = (near, nearest.0, nearest.1)
        } else if near > nearest.1 {
          nearest = (nearest.0, near, nearest.1)
        } else {
          nearest.2 = max(nearest.2, near)
        }
      }
      if cosine > best.cosine {
        second = best.cosine
        best = (owner, cosine)
      } else {
        second = max(second, cosine)
      }
    }
    guard best.owner >= 0, square > 0 else { return .nothing }
    let own = seen.reduce(Float(0)) { sum, feature in
      let isOwn = postings[Int(starts[Int(feature)])..<Int(starts[Int(feature) + 1])].contains {
        Int(owners[Int($0)]) == best.owner && Int($0) != withoutDocument
      }
      return isOwn ? sum + inverse[Int(feature)] : sum
    }
    let length = square.squareRoot()
    return .init(
      similarity: Double(best.cosine / length),
      company: Double((nearest.0 + nearest.1 + nearest.2) / (3 * length)),
      gap: Double((best.cosine - second) / length),
      coverage: Double(known / all), ownCoverage: Double(own / all),
      knownPairs: pairs > 0 ? Double(knownPairs) / Double(pairs) : 1,
      count: features.known.count + features.unknown)
  }
}
