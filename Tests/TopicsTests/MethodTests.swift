import CTopics
import Features
import Support
import Testing

@testable import Topics

@Suite("Other ways to train")
struct MethodTests {
  /// The share of documents whose dominant topic is that of most documents with the same planted one.
  private func purity(_ result: TrainingResult, _ topic: [Int]) -> Double {
    var table: [Int: [Int: Int]] = [:]
    for document in topic.indices {
      guard let dominant = result.dominantTopic(of: document) else { continue }
      table[dominant, default: [:]][topic[document], default: 0] += 1
    }
    return Double(table.values.reduce(0) { $0 + ($1.values.max() ?? 0) }) / Double(topic.count)
  }

  @Test("variational Bayes recovers planted topics, the same on any number of threads")
  func variational() throws {
    let (vocabulary, bag, topic) = try planted(topics: 4, documents: 100, length: 12)
    var options = TopicOptions(topics: 4, iterations: 12, method: .variational)
    let result = try TopicModel.train(on: bag, vocabulary: vocabulary, options: options)
    #expect(purity(result, topic) > 0.9)
    #expect(result.model.topicTotals.reduce(0, +) == bag.tokenCount)
    let log = result.model.training.log.map(\.perplexity)
    #expect(try #require(log.last) < #require(log.first))
    options.threads = 3
    let threaded = try TopicModel.train(on: bag, vocabulary: vocabulary, options: options)
    #expect(threaded.model == result.model && threaded.assignments == result.assignments)
  }

  @Test("one online pass gets further than one batch pass")
  func online() throws {
    let (vocabulary, bag, _) = try planted(topics: 3, documents: 300, length: 6)
    let options = TopicOptions(topics: 3, method: .variational)
    let online = VariationalBayes(bag, words: vocabulary.count, options: options, batchSize: 25)
    let batch = VariationalBayes(bag, words: vocabulary.count, options: options)
    online.pass(1, threads: 1)
    batch.pass(1, threads: 1)
    #expect(online.perplexity() < batch.perplexity())
    let threaded = VariationalBayes(bag, words: vocabulary.count, options: options, batchSize: 25)
    threaded.pass(1, threads: 3)
    #expect(threaded.perplexity() == online.perplexity())
  }

  // Reference: python3 -c "from scipy.special import psi; print(psi([1e-3, 0.1, 1, 5.5, 100]))"
  @Test("digamma is scipy's psi")
  func psi() {
    for (x, value) in [
      (1e-3, -1000.5755719318103), (0.1, -10.423754940411076), (1, -0.5772156649015329),
      (5.5, 1.6110931485817511), (100, 4.600161852738087),
    ] { #expect(abs(digamma(x) - value) < 1e-9 * max(1, abs(value))) }
  }

  @Test("GSDMM gives each short text one topic and leaves topics empty that no text wants")
  func gsdmm() throws {
    let (vocabulary, bag, topic) = try planted(topics: 4, documents: 160, length: 6)
    let options = TopicOptions(topics: 12, iterations: 15, method: .gsdmm)
    let result = try TopicModel.train(on: bag, vocabulary: vocabulary, options: options)
    #expect(purity(result, topic) > 0.95)
    #expect(result.model.topicTotals.filter { $0 == 0 }.count >= 4)
    for document in 0..<160 { #expect(result.topicCounts(of: document).filter { $0 > 0 }.count == 1) }
    let again = try TopicModel.train(on: bag, vocabulary: vocabulary, options: options)
    #expect(again.model == result.model)
    // A new text is placed by its words.
    let mixture = TopicInference(result.model).mixture(of: bag[0])
    #expect(mixture.firstIndex(of: mixture.max() ?? 0) == result.dominantTopic(of: 0))
    #expect(abs(mixture.reduce(0, +) - 1) < 1e-9)
  }

  @Test("seed words lead their topic, which carries the name")
  func guide() throws {
    let (vocabulary, bag, _) = try planted(topics: 5, documents: 200, length: 12)
    let guide = TopicGuide([("三", ["t3w0", "t3w1", "没有的词"]), ("一", ["t1w4", "t1w5"])])
    for seed in 1...2 as ClosedRange<UInt64> {
      let model = try TopicModel.train(
        on: bag, vocabulary: vocabulary, options: TopicModel.options(5, 40, seed: seed), guide: guide
      ).model
      #expect(model.words(of: 0, top: 5).allSatisfy { $0.word.hasPrefix("t3") })
      #expect(model.words(of: 1, top: 5).allSatisfy { $0.word.hasPrefix("t1") })
      #expect(model.label(of: 0).hasPrefix("三：t3"))
      #expect(model.topicTotals.reduce(0, +) == bag.tokenCount)
      #expect(try TopicModel(model.file.encoded(), name: "guided") == model)
    }
    #expect(throws: TopicError.tooFewTopicsForGuide(topics: 1, names: 2)) {
      try TopicModel.train(on: bag, vocabulary: vocabulary, options: TopicModel.options(1, 2), guide: guide)
    }
    #expect(throws: TopicError.notWithMethod("--guide", .gsdmm)) {
      try TopicModel.train(
        on: bag, vocabulary: vocabulary, options: TopicOptions(topics: 4, method: .gsdmm), guide: guide)
    }
  }

  @Test("training goes on from a saved model: its topics stay, the new documents are added")
  func continued() throws {
    let (vocabulary, all, topic) = try planted(topics: 4, documents: 300, length: 12)
    let old = try TopicModel.train(
      on: all.selecting(Array(0..<200)), vocabulary: vocabulary, options: TopicModel.options(4, 60)
    ).model
    let bag = all.selecting(Array(200..<300))
    let result = try old.continued(on: bag, options: TopicModel.options(1, 10))
    #expect(result.model.training.documents == 300)
    #expect(result.model.topicTotals.reduce(0, +) == all.tokenCount)
    #expect(zip(result.model.wordTopicCounts, old.wordTopicCounts).allSatisfy { $0 >= $1 })
    for index in 0..<4 {
      let (before, after) = (
        old.words(of: index, top: 6).map(\.word), result.model.words(of: index, top: 6).map(\.word)
      )
      #expect(Set(before).intersection(after).count >= 4)
    }
    #expect(purity(result, Array(topic[200...])) > 0.9)
    let threaded = try old.continued(on: bag, options: TopicModel.options(1, 10, threads: 3))
    #expect(threaded.model == result.model)
    #expect(throws: TopicError.emptyCorpus(documents: 1)) {
      try old.continued(on: BagOfWords([[]]), options: TopicOptions())
    }
  }

  @Test("every method takes the smallest corpora: one document, one word, empty documents, one topic")
  func smallest() throws {
    var builder = BagOfWordsBuilder()
    Array("药 药".utf8).withUnsafeBufferPointer { builder.add(pretokenized: $0) }
    let (vocabulary, _, _) = try builder.build(VocabularyOptions(minimumDocumentFrequency: 1))
    for method in TopicOptions.Method.allCases {
      for bag in [BagOfWords([[0]]), BagOfWords([[], [0, 0], []])] {
        let options = TopicOptions(topics: 1, iterations: 3, method: method)
        let result = try TopicModel.train(on: bag, vocabulary: vocabulary, options: options)
        #expect(result.model.topicTotals == [bag.tokenCount])
        #expect(result.assignments == [UInt16](repeating: 0, count: bag.tokenCount))
        #expect(TopicInference(result.model).mixtures(of: bag).allSatisfy { $0 == 1 })
      }
      #expect(throws: TopicError.emptyCorpus(documents: 2)) {
        try TopicModel.train(
          on: BagOfWords([[], []]), vocabulary: vocabulary, options: TopicOptions(topics: 1, method: method))
      }
    }
  }

  @Test("inference draws the same on every processor")
  func variants() throws {
    let (vocabulary, bag, _) = try planted(topics: 4, documents: 90, length: 9)
    for topics in [1, 4, 9, 40] {
      let model = try TopicModel.train(
        on: bag, vocabulary: vocabulary, options: TopicModel.options(topics, 10)
      ).model
      let best = TopicInference(model, seed: 2).mixtures(of: bag)
      let baseline = TopicInference(model, sweeps: 30, seed: 2, variant: CTOPICS_BASELINE).mixtures(of: bag)
      #expect(best == baseline)
    }
  }

  @Test("a model of a newer version is refused, one of the version before is read")
  func versions() throws {
    let (vocabulary, bag, _) = try planted(topics: 2, documents: 20, length: 6)
    let model = try TopicModel.train(on: bag, vocabulary: vocabulary, options: TopicModel.options(2, 5)).model
    let sections = [
      "vocabulary.words", "vocabulary.ends", "vocabulary.documents", "vocabulary.documentFrequency",
      "vocabulary.collectionFrequency", "alpha", "beta", "counts", "coherence", "training", "method",
      "log.iterations", "log.perplexity",
    ]
    for version in [1, 3] {
      var file = ModelFile(format: "topic-model", version: version)
      for section in sections { file.set(section, try model.file.values(section) as [UInt8]) }
      if version == 1 {
        #expect(try TopicModel(file.encoded(), name: "old") == model)
      } else {
        #expect(throws: ModelFileError.self) { try TopicModel(file.encoded(), name: "new") }
      }
    }
  }
}
