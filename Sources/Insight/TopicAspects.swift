internal import Features
internal import Sentiment
internal import Support
internal import Tokenization
internal import Topics

/// Which aspect of `Lexicons/sentiment/aspects.tsv` a topic is about.
struct TopicAspects {
  private let words: [(word: String, aspect: Aspect)]

  /// A topic is about an aspect when at least this much of its probability falls on the aspect's words. Of the
  /// hundreds of words of a topic those that name an aspect outright are few: on real reviews a topic that
  /// people call 物流 has 0.15 to 0.4 there, one about something else under 0.06.
  static let minimumMass = 0.1

  /// - Throws: `FileError`, or `DiagnosticList` with the mistakes of the file.
  init(home: Home) throws {
    let path = home.lexicons + "/sentiment/aspects.tsv"
    let table = try Table(
      path: path, name: home.display(path), required: ["aspect", "word"], optional: ["note"])
    words = table.rows.compactMap { row in
      Aspect(rawValue: row["aspect"]).map { (Normalizer.normalize(row["word"]), $0) }
    }
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

  /// The aspect that `word` names, or that the longest aspect word inside it names (`见效快`).
  private func aspect(of word: String) -> Aspect? {
    var best: (length: Int, aspect: Aspect)?
    for (name, aspect) in words where name.utf8.count > (best?.length ?? 3) && word.contains(name) {
      best = (name.utf8.count, aspect)
    }
    return best?.aspect
  }
}
