import Features
import Support
import Testing

@testable import Topics

/// Collapsed Gibbs sampling as the paper has it (Griffiths & Steyvers 2004): every draw changes all counts at
/// once. Slow and plain, to measure the fast sampler against.
private struct ImmediateGibbs {
  private(set) var wordTopicCounts: [UInt32]
  private var totals: [Int]
  private var topics: [Int]
  private var generator: SeededGenerator

  init(_ bag: BagOfWords, words: Int, topics count: Int, seed: UInt64) {
    generator = SeededGenerator(seed: seed)
    wordTopicCounts = [UInt32](repeating: 0, count: words * count)
    totals = [Int](repeating: 0, count: count)
    topics = bag.words.map { _ in 0 }
    for (token, word) in bag.words.enumerated() {
      topics[token] = Int.random(in: 0..<count, using: &generator)
      wordTopicCounts[Int(word) * count + topics[token]] += 1
      totals[topics[token]] += 1
    }
  }

  mutating func sweep(_ bag: BagOfWords, words: Int, alpha: Double, beta: Double) {
    let count = totals.count
    for document in 0..<bag.documentCount {
      let tokens = bag.offsets[document]..<bag.offsets[document + 1]
      var own = [Double](repeating: alpha, count: count)
      for token in tokens { own[topics[token]] += 1 }
      for token in tokens {
        let row = Int(bag.words[token]) * count
        own[topics[token]] -= 1
        wordTopicCounts[row + topics[token]] -= 1
        totals[topics[token]] -= 1
        var sum = 0.0
        let sums = (0..<count).map { topic in
          sum +=
            own[topic] * (Double(wordTopicCounts[row + topic]) + beta)
            / (Double(totals[topic]) + Double(words) * beta)
          return sum
        }
        let target = Double.random(in: 0..<sum, using: &generator)
        let drawn = sums.firstIndex { $0 > target } ?? count - 1
        topics[token] = drawn
        own[drawn] += 1
        wordTopicCounts[row + drawn] += 1
        totals[drawn] += 1
      }
    }
  }
}

@Suite("Quality of topics")
struct QualityTests {
  @Test("after equally many iterations, held-out perplexity is that of plain collapsed Gibbs sampling")
  func heldOut() throws {
    let (vocabulary, all, _) = try planted(topics: 6, documents: 360, length: 14, noise: 0.25)
    let bag = all.selecting(Array(0..<300))
    let heldOut = all.selecting(Array(300..<360))
    func perplexity(_ counts: [UInt32]) throws -> Double {
      let model = TopicModel(
        vocabulary: vocabulary, alpha: [Double](repeating: 0.1, count: 6), beta: 0.01,
        wordTopicCounts: counts,
        coherence: [],
        training: .init(
          documents: 300, tokens: bag.tokenCount, iterations: 1, seed: 1, method: .gibbs, pretokenized: true,
          log: []))
      return try TopicInference(model).perplexity(of: heldOut).perplexity
    }
    for iterations in [20, 60] {
      var ours = 0.0
      var plain = 0.0
      for seed in 1...5 as ClosedRange<UInt64> {
        let options = TopicOptions(topics: 6, iterations: iterations, seed: seed, fitsAlpha: false)
        ours += try perplexity(
          TopicModel.train(on: bag, vocabulary: vocabulary, options: options).model.wordTopicCounts)
        var reference = ImmediateGibbs(bag, words: vocabulary.count, topics: 6, seed: seed)
        for _ in 0..<iterations { reference.sweep(bag, words: vocabulary.count, alpha: 0.1, beta: 0.01) }
        plain += try perplexity(reference.wordTopicCounts)
      }
      // Five seeds each; 60 words are chance.
      #expect(ours / plain < 1.05, "\(iterations) iterations: \(ours / 5) against \(plain / 5)")
      #expect(plain / 5 < 45)
    }
  }

  @Test("prior weights are fitted to how common topics are")
  func alpha() throws {
    // Topic 0 is in every document, the others in every tenth.
    var halves = [AlphaFit(topics: 3), AlphaFit(topics: 3)]
    for document in 0..<1000 {
      let rare = document % 10
      halves[document / 500].add(topic: 0, count: 8)
      if rare == 0 { halves[document / 500].add(topic: 1, count: 2) }
      if rare == 1 { halves[document / 500].add(topic: 2, count: 2) }
      halves[document / 500].add(length: rare < 2 ? 10 : 8)
    }
    var fit = halves[0]
    fit.add(halves[1])
    let alpha = fit.fitted(from: [0.1, 0.1, 0.1], steps: 5000)
    #expect(alpha[0] > 5 * alpha[1])
    #expect(abs(alpha[1] - alpha[2]) < 1e-9)
    // A fixed point stays where it is.
    for (a, b) in zip(alpha, fit.fitted(from: alpha, steps: 1)) { #expect(abs(a - b) < 1e-3 * a) }
    #expect(AlphaFit(topics: 2).fitted(from: [0.1, 0.2]) == [0.1, 0.2])
  }

  @Test("coherence is the mean NPMI of a topic's words")
  func coherence() throws {
    // Topic 0 has a and b, always together; topic 1 has c and d, never together.
    var builder = BagOfWordsBuilder()
    for text in ["a b", "a b", "c", "d", "c", "d", "e", "e"] {
      Array(text.utf8).withUnsafeBufferPointer { builder.add(pretokenized: $0) }
    }
    let (vocabulary, bag, _) = try builder.build(VocabularyOptions(minimumDocumentFrequency: 1))
    var counts = [UInt32](repeating: 0, count: vocabulary.count * 2)
    for (word, topic) in [("a", 0), ("b", 0), ("c", 1), ("d", 1)] {
      counts[try #require(vocabulary.id(of: word)) * 2 + topic] = 5
    }
    let model = TopicModel(
      vocabulary: vocabulary, alpha: [0.1, 0.1], beta: 0.01, wordTopicCounts: counts, coherence: [0, 0],
      training: .init(
        documents: 8, tokens: 20, iterations: 1, seed: 1, method: .gibbs, pretokenized: true, log: []))
    // P(a) = P(b) = P(a, b) = 1/4: log(4) / log(4).
    #expect(model.coherence(on: bag, top: 2) == [1, -1])
  }

  @Test("labels are distinctive words, not the most frequent ones")
  func labels() throws {
    // "very" is as common in both topics; "quick" and "bitter" belong to one each.
    var builder = BagOfWordsBuilder()
    for text in ["very very quick box", "very very bitter taste"] {
      Array(text.utf8).withUnsafeBufferPointer { builder.add(pretokenized: $0) }
    }
    let (vocabulary, _, _) = try builder.build(VocabularyOptions(minimumDocumentFrequency: 1))
    var counts = [UInt32](repeating: 0, count: vocabulary.count * 2)
    for (word, own) in [
      ("very", [100, 100]), ("quick", [90, 0]), ("box", [40, 0]), ("bitter", [0, 90]), ("taste", [0, 40]),
    ] {
      let id = try #require(vocabulary.id(of: word))
      (counts[id * 2], counts[id * 2 + 1]) = (UInt32(own[0]), UInt32(own[1]))
    }
    let model = TopicModel(
      vocabulary: vocabulary, alpha: [0.1, 0.1], beta: 0.01, wordTopicCounts: counts, coherence: [0, 0],
      training: .init(
        documents: 2, tokens: 460, iterations: 1, seed: 1, method: .gibbs, pretokenized: true, log: []))
    #expect(model.words(of: 0, top: 2).map(\.word) == ["very", "quick"])
    #expect(model.distinctiveWords(of: 0).map(\.word) == ["quick", "very", "box"])
    #expect(model.label(of: 1) == "bitter、very、taste")
  }

  @Test("a label does not say the same word twice, longer and shorter")
  func labelVariants() throws {
    var builder = BagOfWordsBuilder()
    let text = "物流 物流 物流 物流 很快 很快 很快 快 快 包装"
    Array(text.utf8).withUnsafeBufferPointer { builder.add(pretokenized: $0) }
    let (vocabulary, bag, _) = try builder.build(VocabularyOptions(minimumDocumentFrequency: 1))
    let model = try TopicModel.train(on: bag, vocabulary: vocabulary, options: TopicModel.options(1, 1)).model
    #expect(model.label(of: 0) == "物流、很快、包装")
  }
}
