import CTopics
import Features
import Support
import Testing

@testable import Topics

@Suite("Training topics")
struct TrainingTests {
  @Test("planted topics come back, each document with its own")
  func recovery() throws {
    let (vocabulary, bag, topic) = try planted(topics: 5, documents: 300, length: 20)
    // One chain in ten, of any Gibbs sampler, ends where two topics share a place: the best of three is taken.
    let results = try (1...3).map {
      try TopicModel.train(
        on: bag, vocabulary: vocabulary, options: TopicModel.options(5, 100, seed: UInt64($0)))
    }
    let result = try #require(
      results.min { a, b in
        (a.model.training.log.last?.perplexity ?? .infinity)
          < (b.model.training.log.last?.perplexity ?? .infinity)
      })
    for found in 0..<5 {
      let families = Set(result.model.words(of: found, top: 10).map { $0.word.prefix(2) })
      #expect(families.count == 1)
    }
    // Every planted topic maps to one found topic, in nearly every document.
    var names: [Int: Int] = [:]
    var agreeing = 0
    for document in 0..<300 {
      let dominant = try #require(result.dominantTopic(of: document))
      if names[topic[document]] == nil { names[topic[document]] = dominant }
      if names[topic[document]] == dominant { agreeing += 1 }
    }
    #expect(Set(names.values).count == 5)
    #expect(agreeing >= 295)
    #expect(result.model.coherence.allSatisfy { $0 > 0.1 })
  }

  @Test("the model counts every token once, and its probabilities sum to 1")
  func counts() throws {
    let (vocabulary, bag, _) = try planted(topics: 3, documents: 60, length: 15)
    let result = try TopicModel.train(on: bag, vocabulary: vocabulary, options: TopicModel.options(11, 20))
    let model = result.model
    #expect(model.topicTotals.reduce(0, +) == bag.tokenCount)
    #expect(abs((0..<11).map(model.weight(of:)).reduce(0, +) - 1) < 1e-12)
    for topic in 0..<11 {
      let sum = (0..<vocabulary.count).reduce(0.0) { $0 + model.probability(of: $1, in: topic) }
      #expect(abs(sum - 1) < 1e-9)
    }
    // The assignments are those of the counts, token by token.
    var recount = [UInt32](repeating: 0, count: vocabulary.count * 11)
    for (word, topic) in zip(bag.words, result.assignments) { recount[Int(word) * 11 + Int(topic)] += 1 }
    #expect(recount == model.wordTopicCounts)
    let byGroup = result.topicCounts(by: (0..<60).map { $0 % 3 - 1 }, groups: 2)
    let kept = (0..<60).filter { $0 % 3 > 0 }.map { result.topicCounts(of: $0).reduce(0, +) }.reduce(0, +)
    #expect(byGroup.reduce(0, +) == kept)
  }

  @Test("the result depends on the seed, not on threads or on the processor")
  func determinism() throws {
    let (vocabulary, bag, _) = try planted(topics: 4, documents: 700, length: 9)
    for topics in [1, 4, 8, 20, 110] where topics <= vocabulary.count {
      let options = TopicModel.options(topics, 25)
      let one = try TopicModel.train(on: bag, vocabulary: vocabulary, options: options)
      for threads in [2, 5] {
        let more = try TopicModel.train(
          on: bag, vocabulary: vocabulary, options: TopicModel.options(topics, 25, threads: threads))
        #expect(more.model.file.encoded() == one.model.file.encoded())
        #expect(more.assignments == one.assignments)
      }
      for variant in [CTOPICS_BASELINE, CTOPICS_AVX2] where ctopics_supports(variant) != 0 {
        let sampler = GibbsSampler(bag, words: vocabulary.count, options: options, variant: variant)
        let other = TopicModel.train(sampler, on: bag, vocabulary: vocabulary, options: options)
        #expect(other.assignments == one.assignments)
      }
      let otherSeed = try TopicModel.train(
        on: bag, vocabulary: vocabulary, options: TopicModel.options(topics, 25, seed: 2))
      #expect((otherSeed.assignments == one.assignments) == (topics == 1))
    }
  }

  @Test("documents of any shape are sampled: empty, of one word, longer than a segment")
  func shapes() throws {
    var generator = SeededGenerator(seed: 9)
    let lengths = [0, 1, 9000, 3, 4096, 4097, 0, 2]
    var builder = BagOfWordsBuilder()
    for length in lengths {
      var text = (0..<length).map { _ in "w\(Int.random(in: 0..<40, using: &generator))" }.joined(
        separator: " ")
      text.withUTF8 { builder.add(pretokenized: $0) }
    }
    let (vocabulary, bag, _) = try builder.build(VocabularyOptions(minimumDocumentFrequency: 1))
    for topics in [1, 7, 40] {
      let result = try TopicModel.train(
        on: bag, vocabulary: vocabulary, options: TopicModel.options(topics, 5, threads: 3))
      #expect(lengths.indices.map { result.topicCounts(of: $0).reduce(0, +) } == lengths)
      #expect(result.dominantTopic(of: 0) == nil)
      #expect(result.assignments.allSatisfy { $0 < topics })
    }
  }

  @Test("a one-document corpus of one word is a corpus")
  func smallest() throws {
    var builder = BagOfWordsBuilder()
    Array("药".utf8).withUnsafeBufferPointer { builder.add(pretokenized: $0) }
    let (vocabulary, bag, _) = try builder.build(VocabularyOptions(minimumDocumentFrequency: 1))
    let model = try TopicModel.train(on: bag, vocabulary: vocabulary, options: TopicModel.options(1, 3)).model
    #expect(model.words(of: 0).map(\.word) == ["药"])
    #expect(model.label(of: 0) == "药")
    #expect(model.coherence == [0])
  }

  @Test("a topic that ends without words has none, and says so")
  func emptyTopic() throws {
    let (vocabulary, bag, _) = try planted(topics: 2, documents: 30, length: 8)
    let model = try TopicModel.train(
      on: bag, vocabulary: vocabulary, options: TopicModel.options(20, 200)
    ).model
    let empty = (0..<20).filter { model.topicTotals[$0] == 0 }
    #expect(!empty.isEmpty)
    for topic in empty {
      #expect(model.words(of: topic).isEmpty)
      #expect(model.label(of: topic) == "（空）")
      #expect(model.coherence[topic] == 0)
    }
  }

  @Test("perplexity falls while training")
  func log() throws {
    let (vocabulary, bag, _) = try planted(topics: 5, documents: 200, length: 20)
    let log = try TopicModel.train(on: bag, vocabulary: vocabulary, options: TopicModel.options(5, 60)).model
      .training.log
    #expect(log.map(\.iteration) == Array(stride(from: 3, through: 60, by: 3)))
    let first = try #require(log.first?.perplexity)
    let last = try #require(log.last?.perplexity)
    #expect(last < first)
    // Ten equally likely words in a topic, one token in ten from elsewhere.
    #expect(last > 10 && last < 20)
  }

  @Test("numbers that cannot be are refused with what to do")
  func errors() throws {
    let (vocabulary, bag, _) = try planted(topics: 2, documents: 20, length: 10)
    func train(_ options: TopicOptions, _ bag: BagOfWords) throws(TopicError) {
      _ = try TopicModel.train(on: bag, vocabulary: vocabulary, options: options)
    }
    #expect(throws: TopicError.tooFewTopics(0)) { try train(TopicOptions(topics: 0), bag) }
    #expect(throws: TopicError.tooFewTopics(-3)) { try train(TopicOptions(topics: -3), bag) }
    #expect(throws: TopicError.moreTopicsThanWords(topics: 5000, words: 20)) {
      try train(TopicOptions(topics: 5000), bag)
    }
    #expect(throws: TopicError.tooFewIterations(0)) { try train(TopicOptions(topics: 2, iterations: 0), bag) }
    #expect(throws: TopicError.self) { try train(TopicOptions(topics: 2, alpha: .nan), bag) }
    #expect(throws: TopicError.self) { try train(TopicOptions(topics: 2, beta: 0), bag) }
    #expect(throws: TopicError.emptyCorpus(documents: 3)) {
      try train(TopicOptions(topics: 2), BagOfWords([[], [], []]))
    }
    #expect(
      "\(TopicError.moreTopicsThanWords(topics: 50, words: 7))"
        == "主题数 50 比词表里的词还多（只有 7 个词）。请把 --topics 降到不大于 7，或者降低 --min-df，或者换更大的语料。")
  }
}
