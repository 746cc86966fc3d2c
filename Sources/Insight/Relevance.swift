internal import Features
internal import Topics

#if canImport(Glibc)
  internal import Glibc
#endif

/// Which words tell a topic from the others (Sievert & Shirley 2014, LDAvis, ILLVI workshop, section 3.1):
/// ```
/// r(w, k | λ) = λ · log P(w | k) + (1 − λ) · log(P(w | k) / P(w))
/// ```
/// λ = 1 ranks by probability, where words of every topic come first; λ = 0 by lift, where rare words do. The
/// paper's readers understood topics best at about 0.6.
struct Relevance {
  /// The values of λ that a reader may choose.
  static let lambdas = (0...10).map { Double($0) / 10 }
  static let `default` = 0.6
  /// Words shown at once.
  static let shown = 10

  private let model: TopicModel
  /// P(w) by word.
  private let shares: [Double]

  init(_ model: TopicModel) {
    self.model = model
    let tokens = Double(max(1, model.training.tokens))
    shares = model.wordTotals.map { Double($0) / tokens }
  }

  static func relevance(_ word: Insight.RelevantWord, _ lambda: Double) -> Double {
    log(word.probability) - (1 - lambda) * log(word.share)
  }

  /// The `shown` most relevant words for every one of `lambdas`, each once, by the default.
  func words(of topic: Int) -> [Insight.RelevantWord] {
    let words = (0..<model.vocabulary.count)
      .filter { model.wordTopicCounts[$0 * model.topicCount + topic] > 0 }
      .map { id in
        (id: id, log: log(model.probability(of: id, in: topic)), logShare: log(shares[id]))
      }
    var chosen: Set<Int> = []
    for lambda in Self.lambdas {
      var top = TopDocuments(limit: Self.shown)
      for (index, word) in words.enumerated() {
        top.offer(index, fitness: Float(word.log - (1 - lambda) * word.logShare))
      }
      chosen.formUnion(top.ids)
    }
    let result = chosen.sorted().map { index in
      let id = words[index].id
      return Insight.RelevantWord(
        word: model.vocabulary.word(id), probability: rounded(model.probability(of: id, in: topic)),
        share: rounded(shares[id]))
    }
    // Six decimals may be none at all of a rare word.
    return result.filter { $0.probability > 0 && $0.share > 0 }
      .enumerated().sorted {
        let (first, second) = (
          Self.relevance($0.element, Self.default), Self.relevance($1.element, Self.default)
        )
        return first != second ? first > second : $0.offset < $1.offset
      }.map(\.element)
  }
}
