import CTopics
import Features
import Support
import Testing

@testable import Topics

@Suite("Sampling many topics")
struct SparseTests {
  @Test("the sparse kernel draws from the distribution of the dense one")
  func distribution() throws {
    let (vocabulary, bag, _) = try planted(topics: 3, documents: 40, length: 8, noise: 0.3)
    let options = TopicOptions(topics: 12, alpha: 0.3)
    // One sweep from the same state, many times over: how often each topic of a word is drawn.
    func counts(_ kernel: GibbsSampler.Kernel) -> [Double] {
      var sums = [Double](repeating: 0, count: vocabulary.count * 12)
      for number in 1...300 {
        let sampler = GibbsSampler(bag, words: vocabulary.count, options: options, kernel: kernel)
        sampler.sweep(number, Team(1))
        for (cell, count) in sampler.wordTopicCounts.enumerated() { sums[cell] += Double(count) }
      }
      return sums
    }
    let (dense, sparse) = (counts(.dense), counts(.sparse))
    #expect(dense.reduce(0, +) == sparse.reduce(0, +))
    // The difference of two counts that are nearly Poisson has the variance of their sum.
    var squares = 0.0
    var cells = 0
    for (a, b) in zip(dense, sparse) where a + b > 50 {
      squares += (a - b) * (a - b) / (a + b)
      cells += 1
    }
    #expect(cells > 100)
    // χ² of so many cells; draws of one sweep depend on each other a little.
    #expect(squares / Double(cells) < 1.3, "\(squares / Double(cells))")
  }

  @Test("many topics: planted ones come back, the same on any number of threads, every token counted once")
  func training() throws {
    let (vocabulary, bag, _) = try planted(topics: 5, documents: 400, length: 20)
    func result(_ threads: Int, _ kernel: GibbsSampler.Kernel) -> TrainingResult {
      let options = TopicOptions(topics: 5, iterations: 60, threads: threads)
      let sampler = GibbsSampler(bag, words: vocabulary.count, options: options, kernel: kernel)
      return TopicModel.train(sampler, on: bag, vocabulary: vocabulary, options: options)
    }
    let one = result(1, .sparse)
    for threads in [2, 5] {
      #expect(result(threads, .sparse).model.file.encoded() == one.model.file.encoded())
    }
    #expect(one.model.topicTotals.reduce(0, +) == bag.tokenCount)
    let last = try #require(one.model.training.log.last?.perplexity)
    let dense = try #require(result(1, .dense).model.training.log.last?.perplexity)
    #expect(last < 1.1 * dense && last > 0.9 * dense)
  }

  @Test("a thousand topics are trained, shown and asked, also with long, short and empty documents")
  func thousand() throws {
    var generator = SeededGenerator(seed: 5)
    let lengths = [0, 1, 3000, 2, 0, 40] + (0..<60).map { $0 % 9 }
    var builder = BagOfWordsBuilder()
    for length in lengths {
      var text = (0..<length).map { _ in "w\(Int.random(in: 0..<1200, using: &generator))" }
        .joined(separator: " ")
      text.withUTF8 { builder.add(pretokenized: $0) }
    }
    let (vocabulary, bag, _) = try builder.build(VocabularyOptions(minimumDocumentFrequency: 1))
    try #require(vocabulary.count > 1000)
    let options = TopicOptions(topics: 1000, iterations: 4, threads: 2)
    let result = try TopicModel.train(on: bag, vocabulary: vocabulary, options: options)
    #expect(lengths.indices.map { result.topicCounts(of: $0).reduce(0, +) } == lengths)
    #expect(result.assignments.allSatisfy { $0 < 1000 })
    let mixture = TopicInference(result.model).mixture(of: bag[2])
    #expect(abs(mixture.reduce(0, +) - 1) < 1e-6)
    let again = try result.model.continued(on: bag, options: options)
    #expect(again.model.topicTotals.reduce(0, +) == 2 * bag.tokenCount)
  }

  @Test("the members of a team do every part once, step after step")
  func team() {
    for threads in [1, 2, 7] {
      let team = Team(threads)
      for parts in [0, 1, 2, 50] {
        let done = Memory<Int32>(max(1, parts))
        let shared = UncheckedShare(done)
        for _ in 0..<20 { team.run(parts) { shared.value.address[$0] += 1 } }
        #expect((0..<parts).allSatisfy { done[$0] == 20 })
      }
    }
  }

  @Test("what training needs is said before it starts, and too much is refused")
  func memory() {
    let frequency = [1000, 300] + [Int](repeating: 10, count: 98)
    func bytes(_ topics: Int, _ method: TopicOptions.Method = .gibbs) -> Int {
      TrainingMemory(
        tokens: 10_000, documents: 500, frequency: frequency,
        options: TopicOptions(topics: topics, method: method)
      ).bytes
    }
    // 100 words: two rows of floats, 98 of bytes, the model twice; 13 bytes a token, 24 a document.
    #expect(bytes(8) == 2 * 8 * 4 + 98 * 8 + 2 * 4 * 800 + 130_000 + 12_000)
    #expect(bytes(1000) - bytes(8) > 8 * 10_000)
    #expect(bytes(8, .variational) > 0 && bytes(8, .gsdmm) > 0)
    let memory = TrainingMemory(
      tokens: 10_000, documents: 500, frequency: frequency, options: TopicOptions(topics: 8))
    #expect(throws: TopicError.notEnoughMemory(needed: memory.bytes, available: 1000)) {
      try memory.check(available: 1000)
    }
    #expect(throws: Never.self) { try memory.check(available: nil) }
    #expect(TrainingMemory.available.map { $0 > 1 << 20 } ?? true)
    #expect(
      "\(TopicError.notEnoughMemory(needed: 31_400_000_000, available: 2_050_000_000))"
        == "训练要用约 31.5 GB 内存，现在只有 2.1 GB 可用。请减少 --topics，提高 --min-df，或者抽样；也可以先训练一部分，其余的用 --from 接着训练。")
  }
}
