internal import Features
internal import Sentiment
internal import Support
internal import Tokenization
internal import Topics

/// The words of `Lexicons/sentiment/aspects.tsv`: which aspect a word names, a clause speaks of, a topic is about.
struct AspectWords {
  private let words: [Substring: Aspect]
  private let longest: Int

  /// A topic is about an aspect when at least this much of its probability falls on the aspect's words. Of the
  /// hundreds of words of a topic few name an aspect outright: of 20 topics of 175,325 reviews of herbal
  /// products, those led by 快递 物流 送货 have 0.14 to 0.27 there, one led by 价格 实惠 0.38, and topics of
  /// products and their uses mostly under 0.09.
  static let minimumMass = 0.1
  /// And this much without the heaviest of them: one word does not decide, or a topic of 咳嗽 嗓子 止咳 with
  /// 价格 would be about prices, and one of 面膜 保湿 补水 with 效果 about cures. In topics of those reviews, what the
  /// heaviest word leaves is 0.02 to 0.13 where several words name the aspect, and under 0.006 where one does.
  static let minimumRest = 0.015

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
    longest = words.keys.map(\.count).max() ?? 0
  }

  /// The aspect that `word` names, or that the longest aspect word of two characters or more inside it names
  /// (`见效快`), the first of equals.
  func aspect(namedBy word: String) -> Aspect? {
    let count = word.count
    for length in stride(from: min(count, longest), to: 1, by: -1) {
      for skipped in 0...count - length {
        if let aspect = words[word.dropFirst(skipped).prefix(length)] { return aspect }
      }
    }
    return nil
  }

  /// By topic, what it is about.
  /// - Complexity: O(vocabulary · topics).
  func aspects(of model: TopicModel) -> [Aspect?] {
    let named = (0..<model.vocabulary.count).compactMap { id in
      aspect(namedBy: model.vocabulary.word(id)).map { (id: id, aspect: $0) }
    }
    return (0..<model.topicCount).map { topic in
      Self.aspect(of: named.map { ($0.aspect, model.probability(of: $0.id, in: topic)) })
    }
  }

  /// The aspect with the most probability of those that have `minimumMass` and do not rest on one word, the first
  /// of equals.
  /// - Parameter words: the words that name an aspect, with their probability in the topic.
  static func aspect(of words: [(aspect: Aspect, probability: Double)]) -> Aspect? {
    var mass = [Double](repeating: 0, count: Aspect.allCases.count)
    var heaviest = mass
    for (aspect, probability) in words {
      mass[aspect.index] += probability
      heaviest[aspect.index] = max(heaviest[aspect.index], probability)
    }
    let fit = Aspect.allCases.filter {
      mass[$0.index] >= minimumMass && mass[$0.index] - heaviest[$0.index] >= minimumRest
    }
    return fit.max {
      mass[$0.index] < mass[$1.index] || (mass[$0.index] == mass[$1.index] && $0.index > $1.index)
    }
  }
}
