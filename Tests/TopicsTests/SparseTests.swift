import CTopics
import Features
import Support
import Testing

@testable import Topics

@Suite("Sampling many topics")
struct SparseTests {
  /// A document of five words, drawn over and over from the same state.
  private struct Bench {
    let topics: Int
    let width: Int
    let words = Memory<UInt32>(5 + Int(CTOPICS_PADDING))
    let drawn = Memory<UInt16>(5)
    let offsets = Memory<Int64>(2)
    let positions = Memory<UInt32>(5)
    let wordOffsets = Memory<Int64>(6)
    let cursors = Memory<Int64>(5)
    let alpha: Memory<Float>
    let inverse: Memory<Float>
    let frequent: Memory<Float>
    let rare: Memory<UInt8>
    let start: [UInt16] = [1, 4, 4, 7, 11]
    let sums: SpanSums
    private(set) var state: ctopics_state

    init(topics: Int) {
      self.topics = topics
      width = (topics + 7) / 8 * 8
      alpha = Memory(width)
      inverse = Memory(width)
      frequent = Memory(3 * width)
      rare = Memory(2 * width)
      sums = SpanSums(topics: topics, words: 5)
      var generator = SeededGenerator(seed: 3)
      for topic in 0..<topics {
        alpha[topic] = Float.random(in: 0.05...0.4, using: &generator)
        inverse[topic] = 1 / Float.random(in: 20...120, using: &generator)
        for word in 0..<3 {
          frequent[word * width + topic] = Float(Int.random(in: 0...8, using: &generator) / 2)
        }
        for word in 0..<2 { rare[word * width + topic] = .random(in: 0...2, using: &generator) }
      }
      for place in 0..<5 {
        words[place] = UInt32(place)
        positions[place] = UInt32(place)
        (wordOffsets[place + 1], cursors[place]) = (Int64(place + 1), Int64(place))
        // Counts hold the token itself.
        if place < 3 {
          frequent[place * width + Int(start[place])] += 1
        } else {
          rare[(place - 3) * width + Int(start[place])] += 1
        }
      }
      offsets[1] = 5
      state = ctopics_state(
        words: words.address, topics: drawn.address, offsets: offsets.address, alpha: alpha.address,
        inverse: inverse.address, frequent: frequent.address, rare: rare.address, frequent_count: 3,
        topic_count: UInt32(topics), blocks: UInt32(width / 8), beta: 0.01, seed: 77)
      sums.addUpCommon(&state)
      let previous = Memory<UInt16>(5)
      var batch = ctopics_batch(
        positions: positions.address, word_offsets: wordOffsets.address, cursors: cursors.address,
        previous: previous.address, start: 0, end: 5)
      var all = sums.sums
      ctopics_add_up_words(CTOPICS_BASELINE, &state, &batch, &all, 0, 5)
    }

    /// How often each topic is drawn for each token: token `i`, topic `k` at `i * topics + k`.
    mutating func counts(
      _ sweeps: Range<UInt64>, sparse: Bool, _ variant: ctopics_variant = CTOPICS_BASELINE
    ) -> [Double] {
      var counts = [Double](repeating: 0, count: 5 * topics)
      var all = sums.sums
      for sweep in sweeps {
        for place in 0..<5 { drawn[place] = start[place] }
        if sparse {
          ctopics_sample_sparse(variant, &state, &all, 0, 1, sweep)
        } else {
          ctopics_sample(variant, &state, 0, 1, sweep)
        }
        for place in 0..<5 { counts[place * topics + Int(drawn[place])] += 1 }
      }
      return counts
    }
  }

  @Test("the sparse kernel draws from the distribution of the dense one", arguments: [12, 150])
  func distribution(topics: Int) {
    var bench = Bench(topics: topics)
    let dense = bench.counts(0..<20_000, sparse: false)
    let sparse = bench.counts(20_000..<40_000, sparse: true)
    for token in 0..<5 {
      var squares = 0.0
      var cells = 0.0
      for cell in token * topics..<(token + 1) * topics where dense[cell] + sparse[cell] > 20 {
        squares += (dense[cell] - sparse[cell]) * (dense[cell] - sparse[cell]) / (dense[cell] + sparse[cell])
        cells += 1
      }
      #expect(cells > 6)
      // Two samples of one distribution: χ² with cells − 1 degrees of freedom has that mean and twice that variance,
      // and is rarely five deviations above.
      #expect(squares < cells + 5 * (2 * cells).squareRoot(), "token \(token): \(squares) of \(cells)")
    }
  }

  @Test("all instruction sets draw the same topics", .enabled(if: ctopics_supports(CTOPICS_AVX2) != 0))
  func variants() {
    var bench = Bench(topics: 150)
    let baseline = bench.counts(0..<200, sparse: true)
    #expect(bench.counts(0..<200, sparse: true, CTOPICS_AVX2) == baseline)
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
    // As many cells more, and 16 sums a word.
    #expect(bytes(1000) - bytes(8) == 992 * (2 * 4 + 98 + 2 * 4 * 100) + 4 * 16 * 100)
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
