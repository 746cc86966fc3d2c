import Dispatch
public import Features
import Support

/// What documents talk about, by a trained model: each new document is folded in with the topics held fixed.
///
/// Gibbs sampling of the document's token topics with weight (n_dk + alpha_k) · P(word | k), and the mean of the
/// topic mixture over the second half of the sweeps (Griffiths & Steyvers 2004). The random numbers depend on the
/// seed and the document's words alone: the same text gets the same topics wherever it stands and on however
/// many threads.
public struct TopicInference: Sendable {
  private let topicCount: Int
  private let alpha: [Float]
  private let alphaSum: Double
  private let sweeps: Int
  private let seed: UInt64
  /// P(word | topic) at `word * topicCount + topic`.
  private let probabilities: [Float]

  /// - Parameter sweeps: how often each token is drawn, at least 2; more make the mixture steadier.
  public init(_ model: TopicModel, sweeps: Int = 30, seed: UInt64 = 1) {
    topicCount = model.topicCount
    alpha = model.alpha.map { Float($0) }
    alphaSum = model.alpha.reduce(0, +)
    self.sweeps = max(2, sweeps)
    self.seed = seed
    let inverse = model.topicTotals.map { 1 / (Double($0) + Double(model.vocabulary.count) * model.beta) }
    var probabilities = [Float](repeating: 0, count: model.wordTopicCounts.count)
    for word in 0..<model.vocabulary.count {
      for topic in 0..<model.topicCount {
        let index = word * model.topicCount + topic
        probabilities[index] = Float((Double(model.wordTopicCounts[index]) + model.beta) * inverse[topic])
      }
    }
    self.probabilities = probabilities
  }

  /// The topic mixture of a document of the model's word ids: `topicCount` probabilities that sum to 1. Without
  /// words it is the prior.
  /// - Complexity: O(sweeps · words · topics).
  public func mixture(of words: some Collection<UInt32>) -> [Double] {
    let words = words.map(Int.init)
    var draw = FoldIn(words: words, topics: topicCount, seed: documentSeed(words))
    var mixture = [Double](repeating: 0, count: topicCount)
    var samples = 0
    for sweep in 0..<(words.isEmpty ? 1 : sweeps) {
      draw.sweep(words, alpha: alpha, probabilities: probabilities)
      guard words.isEmpty || sweep >= sweeps / 2 else { continue }
      samples += 1
      for topic in 0..<topicCount { mixture[topic] += Double(draw.counts[topic]) + Double(alpha[topic]) }
    }
    let total = mixture.reduce(0, +)
    return mixture.map { $0 / total }
  }

  /// The mixtures of all documents of `bag`: topic `k` of document `d` at `d * topicCount + k`.
  public func mixtures(of bag: BagOfWords, threads: Int = 1) -> [Double] {
    let threads = max(1, min(threads, 256))
    let documents = bag.documentCount
    var mixtures = [Double](repeating: 0, count: documents * topicCount)
    mixtures.withUnsafeMutableBufferPointer { buffer in
      nonisolated(unsafe) let buffer = buffer
      DispatchQueue.concurrentPerform(iterations: threads) { thread in
        // Each thread writes the rows of its own documents.
        for document in documents * thread / threads..<documents * (thread + 1) / threads {
          for (topic, probability) in mixture(of: bag[document]).enumerated() {
            buffer[document * topicCount + topic] = probability
          }
        }
      }
    }
    return mixtures
  }

  /// Document-completion perplexity (Wallach, Murray, Salakhutdinov & Mimno 2009, ICML): from every other word of
  /// a document the mixture is inferred, and the words between are predicted by it;
  /// exp(−mean log P(word)). Smaller is better, the vocabulary's size is chance.
  /// - Throws: `TopicError.nothingToEvaluate` when no document has two words of the model.
  public func perplexity(of bag: BagOfWords) throws(TopicError) -> (perplexity: Double, tokens: Int) {
    var logarithms = 0.0
    var tokens = 0
    for document in 0..<bag.documentCount {
      let words = Array(bag[document])
      guard words.count > 1 else { continue }
      let mixture = mixture(of: stride(from: 0, to: words.count, by: 2).map { words[$0] })
      for index in stride(from: 1, to: words.count, by: 2) {
        logarithms += logarithm(probability(of: Int(words[index]), under: mixture))
        tokens += 1
      }
    }
    guard tokens > 0 else { throw .nothingToEvaluate(documents: bag.documentCount) }
    return (exponential(-logarithms / Double(tokens)), tokens)
  }

  /// P(word) in a document with the topic `mixture`.
  func probability(of word: Int, under mixture: [Double]) -> Double {
    var probability = 0.0
    for topic in 0..<topicCount {
      probability += mixture[topic] * Double(probabilities[word * topicCount + topic])
    }
    return probability
  }

  private func documentSeed(_ words: [Int]) -> UInt64 {
    words.reduce(mix64(seed)) { mix64($0 ^ UInt64(truncatingIfNeeded: $1)) }
  }
}

/// The topics of one document's tokens while it is folded in.
private struct FoldIn {
  /// Tokens by topic.
  private(set) var counts: [Float]
  private var topics: [Int]
  private var sums: [Float]
  private var generator: SeededGenerator

  init(words: [Int], topics topicCount: Int, seed: UInt64) {
    counts = [Float](repeating: 0, count: topicCount)
    topics = [Int](repeating: -1, count: words.count)
    sums = [Float](repeating: 0, count: topicCount)
    generator = SeededGenerator(seed: seed)
  }

  /// Draws every token's topic again; in the first sweep the tokens join one after the other.
  mutating func sweep(_ words: [Int], alpha: [Float], probabilities: [Float]) {
    let topicCount = counts.count
    for (index, word) in words.enumerated() {
      if topics[index] >= 0 { counts[topics[index]] -= 1 }
      var sum: Float = 0
      let row = word * topicCount
      for topic in 0..<topicCount {
        sum += (counts[topic] + alpha[topic]) * probabilities[row + topic]
        sums[topic] = sum
      }
      let target = Float(generator.next() >> 40) * (1 / 16_777_216) * sum
      var drawn = 0
      while drawn < topicCount - 1, sums[drawn] <= target { drawn += 1 }
      topics[index] = drawn
      counts[drawn] += 1
    }
  }
}
