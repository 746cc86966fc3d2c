internal import Features
internal import Sentiment
internal import Support
internal import Tokenization
internal import Topics

/// Which aspect of `Lexicons/sentiment/aspects.tsv` a topic is about.
struct TopicAspects {
  private let words: [Substring: Aspect]

  /// A topic is about an aspect when at least this much of its probability falls on the aspect's words. Of the
  /// hundreds of words of a topic few name an aspect outright: of 20 topics of 175,325 reviews of herbal
  /// products, those led by 快递 物流 送货 have 0.14 to 0.27 there, one led by 价格 实惠 0.38, and topics of
  /// products and their uses mostly under 0.09.
  static let minimumMass = 0.1

  /// - Throws: `FileError`, or `DiagnosticList` with the mistakes of the file.
  init(home: Home) throws {
    let path = home.lexicons + "/sentiment/aspects.tsv"
    let table = try Table(
      path: path, name: home.display(path), required: ["aspect", "word"], optional: ["note"])
    var words: [Substring: Aspect] = [:]
    for row in table.rows {
      let word = Normalizer.normalize(row["word"])
      if word.count > 1, words[word[...]] == nil { words[word[...]] = Aspect(rawValue: row["aspect"]) }
    }
    self.words = words
  }

  /// By topic, the aspect with the most probability, the first of equals; nil under `minimumMass`.
  /// - Complexity: O(vocabulary · (words of aspects + topics)).
  func aspects(of model: TopicModel) -> [Aspect?] {
    var mass = [Double](repeating: 0, count: model.topicCount * Aspect.allCases.count)
    for id in 0..<model.vocabulary.count {
      guard let aspect = aspect(of: model.vocabulary.word(id)) else { continue }
      for topic in 0..<model.topicCount {
        mass[topic * Aspect.allCases.count + aspect.index] += model.probability(of: id, in: topic)
      }
    }
    return (0..<model.topicCount).map { topic in
      let row = Array(mass[topic * Aspect.allCases.count..<(topic + 1) * Aspect.allCases.count])
      guard let most = row.max(), most >= Self.minimumMass, let index = row.firstIndex(of: most) else {
        return nil
      }
      return Aspect.allCases[index]
    }
  }

  /// The aspect that `word` names, or that the longest aspect word of two characters or more inside it names
  /// (`见效快`), the first of equals.
  private func aspect(of word: String) -> Aspect? {
    for length in stride(from: word.count, to: 1, by: -1) {
      for skipped in 0...word.count - length {
        if let aspect = words[word.dropFirst(skipped).prefix(length)] { return aspect }
      }
    }
    return nil
  }
}
