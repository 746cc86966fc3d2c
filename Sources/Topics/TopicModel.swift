public import Features

/// What a corpus talks about: `topicCount` topics, each a distribution over the words of a vocabulary.
///
/// Latent Dirichlet allocation (Blei, Ng & Jordan 2003, JMLR 3:993): a document mixes topics with a
/// Dirichlet(`alpha`) prior, a topic mixes words with a Dirichlet(`beta`) prior. The model keeps how many of the
/// corpus' tokens were given to each topic by word,
/// ```
/// P(word | topic) = (N_wk + beta) / (N_k + V·beta)
/// ```
/// so that training can go on from it. Made by `TopicModel.train`, kept in a `ModelFile`.
public struct TopicModel: Sendable, Equatable {
  /// How the model came about.
  public struct Training: Sendable, Equatable {
    public var documents: Int
    public var tokens: Int
    public var iterations: Int
    public var seed: UInt64
    public var method: TopicOptions.Method
    /// Whether texts have to be given as words separated by spaces.
    public var pretokenized: Bool
    /// Perplexity of the training corpus on the way.
    public var log: [LogEntry]
  }

  public struct LogEntry: Sendable, Equatable {
    public var iteration: Int
    /// exp(−mean log P(token)) over at most 2,000 documents of the training corpus.
    public var perplexity: Double
  }

  /// A word with its probability in a topic.
  public struct Word: Sendable, Equatable {
    public var id: Int
    public var word: String
    public var probability: Double
  }

  public let vocabulary: Vocabulary
  public let topicCount: Int
  /// Prior weight of each topic in a document, in tokens.
  public let alpha: [Double]
  /// Prior weight of each word in a topic, in tokens.
  public let beta: Double
  /// N_wk: tokens of word `w` in topic `k`, at `w * topicCount + k`.
  public let wordTopicCounts: [UInt32]
  /// N_k: tokens by topic.
  public let topicTotals: [Int]
  /// N_w: tokens by word.
  public let wordTotals: [Int]
  /// NPMI coherence of each topic's ten most probable words on the training corpus, −1…1.
  public let coherence: [Double]
  public let training: Training
  /// What the first topics were led to be (`TopicGuide`); empty without a guide.
  public let names: [String]

  init(
    vocabulary: Vocabulary, alpha: [Double], beta: Double, wordTopicCounts: [UInt32], coherence: [Double],
    training: Training, names: [String] = []
  ) {
    self.names = names
    self.vocabulary = vocabulary
    topicCount = alpha.count
    self.alpha = alpha
    self.beta = beta
    self.wordTopicCounts = wordTopicCounts
    self.coherence = coherence
    self.training = training
    var totals = [Int](repeating: 0, count: alpha.count)
    var wordTotals = [Int](repeating: 0, count: vocabulary.count)
    for word in 0..<vocabulary.count {
      for topic in 0..<alpha.count {
        let count = Int(wordTopicCounts[word * alpha.count + topic])
        totals[topic] += count
        wordTotals[word] += count
      }
    }
    topicTotals = totals
    self.wordTotals = wordTotals
  }

  /// Share of the training tokens in `topic`, 0…1; over all topics they sum to 1.
  public func weight(of topic: Int) -> Double {
    Double(topicTotals[topic]) / Double(max(1, training.tokens))
  }

  /// P(word | topic).
  public func probability(of word: Int, in topic: Int) -> Double {
    (Double(wordTopicCounts[word * topicCount + topic]) + beta)
      / (Double(topicTotals[topic]) + Double(vocabulary.count) * beta)
  }

  /// The most probable words of `topic`, most probable first, ties by id; only those that it was given.
  public func words(of topic: Int, top: Int = 10) -> [Word] {
    best(top, of: topic) { wordTopicCounts[$0 * topicCount + topic] }
  }

  /// The most distinctive words of `topic` by relevance (Sievert & Shirley 2014, ILLVI workshop)
  /// ```
  /// λ · log P(w | k) + (1 − λ) · log(P(w | k) / P(w))
  /// ```
  /// with the paper's λ = 0.6. Words that the topic was not given are left out.
  public func distinctiveWords(of topic: Int, top: Int = 10, lambda: Double = 0.6) -> [Word] {
    let tokens = Double(max(1, training.tokens))
    return best(top, of: topic) { word in
      let share = Double(wordTotals[word]) / tokens
      return logarithm(probability(of: word, in: topic)) - (1 - lambda) * logarithm(share)
    }
  }

  /// The three most distinctive words, such as `口感、苦、冲`; of words that contain each other (很快, 快) the
  /// first. A topic that ended without words is `（空）`, one that was led has its name in front: `物流：快递、快、送货`.
  public func label(of topic: Int) -> String {
    var label: [String] = []
    for word in distinctiveWords(of: topic, top: 10).map(\.word) where label.count < 3 {
      if !label.contains(where: { $0.contains(word) || word.contains($0) }) { label.append(word) }
    }
    let words = label.isEmpty ? "（空）" : label.joined(separator: "、")
    return topic < names.count ? "\(names[topic])：\(words)" : words
  }

  /// The words of `topic` with the largest `score`, largest first, ties by id.
  private func best<Score: Comparable>(_ top: Int, of topic: Int, by score: (Int) -> Score) -> [Word] {
    (0..<vocabulary.count)
      .filter { wordTopicCounts[$0 * topicCount + topic] > 0 }
      .map { ($0, score($0)) }
      .sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0 < $1.0 }
      .prefix(max(0, top))
      .map { Word(id: $0.0, word: vocabulary.word($0.0), probability: probability(of: $0.0, in: topic)) }
  }
}
