import CTopics
import Dispatch
public import Features

/// What documents talk about, by a trained model: each new document is folded in with the topics held fixed.
///
/// Gibbs sampling of the document's token topics with weight (n_dk + alpha_k) · P(word | k), and the mean of the
/// topic mixture over the second half of the sweeps (Griffiths & Steyvers 2004). The random numbers depend on the
/// seed and the document's words alone: the same text gets the same topics wherever it stands and on however
/// many threads. By a model of `gsdmm`, whose documents have one topic each, the mixture is how probable each
/// topic is, alpha_k · Π P(word | k), and nothing is drawn.
public struct TopicInference: Sendable {
  private let topicCount: Int
  private let wordCount: Int
  private let blocks: Int
  private let width: Int
  /// Padded with zeros to `width`.
  private let alpha: [Float]
  private let sweeps: Int
  private let seed: UInt64
  /// P(word | topic) at `word * width + topic`.
  private let probabilities: [Float]
  /// Whether a document has one topic only.
  private let isMixture: Bool
  private let variant: ctopics_variant

  /// - Parameter sweeps: how often each token is drawn, at least 2; more make the mixture steadier.
  public init(_ model: TopicModel, sweeps: Int = 30, seed: UInt64 = 1) {
    self.init(model, sweeps: sweeps, seed: seed, variant: GibbsSampler.bestVariant)
  }

  init(_ model: TopicModel, sweeps: Int, seed: UInt64, variant: ctopics_variant) {
    topicCount = model.topicCount
    wordCount = model.vocabulary.count
    blocks = (model.topicCount + Int(CTOPICS_LANES) - 1) / Int(CTOPICS_LANES)
    width = blocks * Int(CTOPICS_LANES)
    alpha = model.alpha.map { Float($0) } + [Float](repeating: 0, count: width - model.topicCount)
    self.sweeps = max(2, sweeps)
    self.seed = seed
    self.variant = variant
    isMixture = model.training.method == .gsdmm
    let inverse = model.topicTotals.map { 1 / (Double($0) + Double(model.vocabulary.count) * model.beta) }
    var probabilities = [Float](repeating: 0, count: wordCount * width)
    for word in 0..<wordCount {
      for topic in 0..<topicCount {
        let cell = Double(model.wordTopicCounts[word * topicCount + topic]) + model.beta
        probabilities[word * width + topic] = Float(cell * inverse[topic])
      }
    }
    self.probabilities = probabilities
  }

  /// The topic mixture of a document of the model's word ids: `topicCount` probabilities that sum to 1. Without
  /// words it is the prior.
  /// - Complexity: O(sweeps · words · topics).
  public func mixture(of words: some Collection<UInt32>) -> [Double] {
    mixtures(of: BagOfWords([Array(words)]))
  }

  /// The mixtures of all documents of `bag`: topic `k` of document `d` at `d * topicCount + k`. Four documents of
  /// like length are drawn in step.
  public func mixtures(of bag: BagOfWords, threads: Int = 1) -> [Double] {
    precondition(bag.words.allSatisfy { Int($0) < wordCount }, "words of another vocabulary")
    let threads = max(1, min(threads, 256, bag.documentCount))
    var mixtures = [Double](repeating: 0, count: bag.documentCount * topicCount)
    let order = (0..<bag.documentCount).sorted {
      let (first, second) = (bag[$0].count, bag[$1].count)
      return first != second ? first < second : $0 < $1
    }
    mixtures.withUnsafeMutableBufferPointer { output in
      nonisolated(unsafe) let output = output
      if threads == 1 {
        write(bag, order[...], output)
      } else {
        // Every thread gets documents of all lengths, and writes their rows only.
        DispatchQueue.concurrentPerform(iterations: threads) { thread in
          let own = stride(from: thread * 4, to: order.count, by: threads * 4).flatMap {
            order[$0..<min(order.count, $0 + 4)]
          }
          write(bag, own[...], output)
        }
      }
    }
    return mixtures
  }

  /// The mixtures of the documents `order`, which do not get shorter.
  private func write(
    _ bag: BagOfWords, _ order: ArraySlice<Int>, _ output: UnsafeMutableBufferPointer<Double>
  ) {
    if isMixture {
      for document in order { writePosterior(of: bag[document], to: document, output) }
      return
    }
    let rows = bag.selecting(Array(order))
    let longest = max(1, rows.longestDocument)
    let offsets = rows.offsets.map(Int64.init)
    let sums = Memory<Float>(rows.documentCount * width)
    let scratch = Memory<UInt16>(4 * longest)
    let places = (0..<rows.documentCount).map(Int64.init)
    probabilities.withUnsafeBufferPointer { probabilities in
      alpha.withUnsafeBufferPointer { alpha in
        rows.words.withUnsafeBufferPointer { words in
          offsets.withUnsafeBufferPointer { offsets in
            var topics = ctopics_topics(
              probabilities: probabilities.baseAddress, alpha: alpha.baseAddress, words: words.baseAddress,
              offsets: offsets.baseAddress, topic_count: UInt32(topicCount), blocks: UInt32(blocks),
              seed: seed)
            ctopics_fold_in(
              variant, &topics, places, 0, Int64(rows.documentCount), Int32(clamping: sweeps),
              scratch.address,
              Int64(longest), sums.address)
          }
        }
      }
    }
    for (row, document) in order.enumerated() {
      var total = 0.0
      for topic in 0..<topicCount { total += Double(sums[row * width + topic]) }
      for topic in 0..<topicCount {
        output[document * topicCount + topic] = Double(sums[row * width + topic]) / total
      }
    }
  }

  private func writePosterior(
    of words: ArraySlice<UInt32>, to document: Int, _ output: UnsafeMutableBufferPointer<Double>
  ) {
    var scores = alpha[..<topicCount].map { logarithm(Double($0)) }
    for word in words {
      for topic in 0..<topicCount {
        scores[topic] += logarithm(Double(probabilities[Int(word) * width + topic]))
      }
    }
    let best = scores.max() ?? 0
    var total = 0.0
    for topic in 0..<topicCount {
      scores[topic] = exponential(scores[topic] - best)
      total += scores[topic]
    }
    for topic in 0..<topicCount { output[document * topicCount + topic] = scores[topic] / total }
  }

  /// Document-completion perplexity (Wallach, Murray, Salakhutdinov & Mimno 2009, ICML): from every other word of
  /// a document the mixture is inferred, and the words between are predicted by it;
  /// exp(−mean log P(word)). Smaller is better, the vocabulary's size is chance.
  /// - Throws: `TopicError.nothingToEvaluate` when no document has two words of the model.
  public func perplexity(
    of bag: BagOfWords, threads: Int = 1
  ) throws(TopicError) -> (perplexity: Double, tokens: Int) {
    var logarithms = 0.0
    var tokens = 0
    let halves = BagOfWords(
      (0..<bag.documentCount).map { document in
        let words = bag[document]
        return stride(from: words.startIndex, to: words.endIndex, by: 2).map { words[$0] }
      })
    let mixtures = mixtures(of: halves, threads: threads)
    for document in 0..<bag.documentCount {
      let words = bag[document]
      let mixture = mixtures[document * topicCount..<(document + 1) * topicCount]
      for index in stride(from: words.startIndex + 1, to: words.endIndex, by: 2) {
        logarithms += logarithm(probability(of: Int(words[index]), under: mixture))
        tokens += 1
      }
    }
    guard tokens > 0 else { throw .nothingToEvaluate(documents: bag.documentCount) }
    return (exponential(-logarithms / Double(tokens)), tokens)
  }

  /// P(word) in a document with the topic `mixture`.
  private func probability(of word: Int, under mixture: ArraySlice<Double>) -> Double {
    zip(mixture, probabilities[word * width..<word * width + topicCount]).reduce(0) {
      $0 + $1.0 * Double($1.1)
    }
  }
}
