public import Features

extension TopicModel {
  /// How words are counted as being together, and how the counts become one figure (Röder, Both & Hinneburg 2015,
  /// WSDM, doi:10.1145/2684822.2685324). Both equal gensim's `CoherenceModel` of the same name.
  public enum CoherenceMeasure: String, Sendable, CaseIterable {
    /// The mean NPMI of a topic's pairs in windows of 10 words; −1…1.
    case npmi = "c_npmi"
    /// How alike each word's NPMI with the topic's words is to the whole topic's (cosine), in windows of 110
    /// words; 0…1. Of all measures in the paper the closest to what people say.
    case cv = "c_v"

    var window: Int { self == .npmi ? 10 : 110 }
  }

  /// The coherence of each topic's `top` (2…64) most probable words in the documents of `bag`.
  ///
  /// A topic of fewer than two words, and a pair with a word that is nowhere in `bag`, count 0 (gensim: not a
  /// number).
  /// - Complexity: O(tokens · top²) at most.
  public func coherence(on bag: BagOfWords, measure: CoherenceMeasure, top: Int = 10) -> [Double] {
    let topics = (0..<topicCount).map { words(of: $0, top: min(max(2, top), 64)).map(\.id) }
    var counts = WindowCounts(topics: topics, words: vocabulary.count)
    for document in 0..<bag.documentCount { counts.add(bag[document], window: measure.window) }
    return topics.indices.map { topic in
      let npmi = counts.npmi(of: topic)
      return measure == .npmi ? meanOfPairs(npmi) : meanCosine(npmi)
    }
  }
}

/// The mean off the diagonal.
private func meanOfPairs(_ matrix: [[Double]]) -> Double {
  let size = matrix.count
  guard size > 1 else { return 0 }
  var sum = 0.0
  for a in 0..<size { for b in 0..<size where a != b { sum += matrix[a][b] } }
  return sum / Double(size * (size - 1))
}

/// The mean cosine of each row with the sum of all rows.
private func meanCosine(_ matrix: [[Double]]) -> Double {
  guard matrix.count > 1 else { return 0 }
  let whole = matrix.indices.map { column in matrix.reduce(0) { $0 + $1[column] } }
  let length = whole.reduce(0) { $0 + $1 * $1 }.squareRoot()
  let cosines = matrix.map { row -> Double in
    let own = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard own > 0, length > 0 else { return 0 }
    return zip(row, whole).reduce(0) { $0 + $1.0 * $1.1 } / (own * length)
  }
  return cosines.reduce(0, +) / Double(cosines.count)
}

/// In how many windows each topic's words are, alone and in pairs.
///
/// A window slides word by word; a document that is shorter is one window, an empty one too. As in gensim, a word
/// that leaves the window counts as gone even where it stands in it once more, until it comes in again.
private struct WindowCounts {
  private let topics: [[Int]]
  /// By word: the topics that it is in, and at which place.
  private var places: [[(topic: Int, place: Int)]]
  /// By topic: how often the words at places a and b are together, at `a * size + b`, a ≤ b.
  private var together: [[Int]]
  private var windows = 0
  /// By topic: which of its words are in the window; and the topics that have any.
  private var present: [UInt64]
  private var active: [Int] = []

  init(topics: [[Int]], words: Int) {
    self.topics = topics
    places = [[(topic: Int, place: Int)]](repeating: [], count: words)
    for (topic, words) in topics.enumerated() {
      for (place, word) in words.enumerated() { places[word].append((topic, place)) }
    }
    together = topics.map { [Int](repeating: 0, count: $0.count * $0.count) }
    present = [UInt64](repeating: 0, count: topics.count)
  }

  mutating func add(_ document: ArraySlice<UInt32>, window: Int) {
    for word in document.prefix(window) { enter(Int(word)) }
    count()
    for end in document.indices.dropFirst(window) {
      leave(Int(document[end - window]))
      enter(Int(document[end]))
      count()
    }
    for topic in active { present[topic] = 0 }
    active.removeAll(keepingCapacity: true)
  }

  private mutating func enter(_ word: Int) {
    for (topic, place) in places[word] {
      if present[topic] == 0, !active.contains(topic) { active.append(topic) }
      present[topic] |= 1 << UInt64(place)
    }
  }

  private mutating func leave(_ word: Int) {
    for (topic, place) in places[word] { present[topic] &= ~(1 << UInt64(place)) }
  }

  private mutating func count() {
    windows += 1
    for topic in active {
      let size = topics[topic].count
      var rest = present[topic]
      while rest != 0 {
        let a = rest.trailingZeroBitCount
        var others = rest
        while others != 0 {
          together[topic][a * size + others.trailingZeroBitCount] += 1
          others &= others - 1
        }
        rest &= rest - 1
      }
    }
  }

  /// NPMI of all pairs of the topic's words, a word's with itself among them:
  /// log((P(a, b) + ε) / (P(a) · P(b))) / −log(P(a, b) + ε) with gensim's ε = 10⁻¹².
  func npmi(of topic: Int) -> [[Double]] {
    let size = topics[topic].count
    let total = Double(windows)
    return (0..<size).map { a in
      (0..<size).map { b in
        let both = Double(together[topic][min(a, b) * size + max(a, b)]) / total + 1e-12
        let first = Double(together[topic][a * size + a]) / total
        let second = Double(together[topic][b * size + b]) / total
        guard first > 0, second > 0, both != 1 else { return 0 }
        return logarithm(both / (first * second)) / -logarithm(both)
      }
    }
  }
}
