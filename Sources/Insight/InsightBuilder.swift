public import Corpus
internal import Dispatch
internal import Features
internal import Sentiment
public import Support
internal import Tokenization
internal import Topics

/// From a corpus of reviews to an `Insight`.
///
///     let builder = try InsightBuilder(home: home)
///     let corpus = try builder.read(CorpusReader("reviews.csv", options: columns))
///     let insight = try builder.build(corpus, name: "reviews.csv")
///
/// The corpus is read and cleaned once, tokenised once; sentiment and bags of words come from the same tokens;
/// LDA runs over all of it; then every group is described on its own. The same corpus, content and options
/// give an equal insight on every run, with any number of threads.
public struct InsightBuilder: Sendable {
  private let options: InsightOptions
  private let cleaner: Cleaner
  private let tokenizer: Tokenizer
  private let analyzer: SentimentAnalyzer
  private let stopWords: StopWords
  private let aspectWords: AspectWords

  /// Loads the lexicons of `home`.
  /// - Throws: `FileError` for a missing one, `DiagnosticList` for mistakes in them.
  public init(home: Home, options: InsightOptions = InsightOptions()) throws {
    self.options = options
    cleaner = try Cleaner(home: home)
    tokenizer = try Tokenizer(home: home)
    analyzer = try SentimentAnalyzer(home: home, tokenizer: tokenizer)
    stopWords = try StopWords(home: home)
    aspectWords = try AspectWords(home: home)
  }

  /// Reads and cleans a corpus.
  /// - Parameter segmentOf: the customer segment that a cell of the segment column stands for.
  /// - Throws: `FileError`, `CorpusError`; `InsightError.emptyCorpus` when no review is left.
  public func read(
    _ reader: CorpusReader, segmentOf: (String) -> String? = { $0 },
    progress: (InsightProgress) -> Void = { _ in }
  ) throws -> CleanCorpus {
    let corpus = try CleanCorpus.read(reader, cleaner: cleaner, segmentOf: segmentOf) {
      progress(.reading($0))
    }
    guard corpus.count > 0 else {
      throw InsightError.emptyCorpus(
        file: reader.path, read: corpus.reading.read, dropped: named(corpus.dropped))
    }
    return corpus
  }

  /// - Parameter name: what the insight calls the corpus.
  /// - Throws: `FeaturesError` when no word is left, `TopicError` for options that do not fit the corpus.
  /// - Complexity: O(bytes + iterations · tokens · topics). Memory: the texts, about 40 bytes a token.
  public func build(
    _ corpus: CleanCorpus, name: String, progress: (InsightProgress) -> Void = { _ in }
  ) throws -> Insight {
    var builder = BagOfWordsBuilder(stopWords: stopWords)
    let pass = CorpusPass(corpus: corpus, tokenizer: tokenizer, analyzer: analyzer)
    let facts = pass.run(threads: options.threads, into: &builder) {
      progress(.analysing($0, of: corpus.count))
    }
    let (vocabulary, bag, _) = try builder.build(
      VocabularyOptions(minimumDocumentFrequency: options.minimumDocumentFrequency))
    let training = try TopicModel.train(
      on: bag, vocabulary: vocabulary,
      options: TopicOptions(
        topics: options.topics, iterations: options.iterations, seed: options.seed, threads: options.threads)
    ) { progress(.topics(iteration: $0.iteration, of: $0.iterations)) }
    progress(.summarising)
    return describe(corpus, facts, training, name: name)
  }

  private func describe(
    _ corpus: CleanCorpus, _ facts: DocumentFacts, _ training: TrainingResult, name: String
  ) -> Insight {
    let members = corpus.members
    let analyst = GroupAnalyst(
      corpus: corpus, facts: facts, training: training,
      leading: (0..<corpus.count).map { Int16(training.dominantTopic(of: $0) ?? -1) },
      aspects: aspectWords.aspects(of: training.model),
      evidence: EvidencePicker(
        corpus: corpus, facts: facts, tokenizer: tokenizer, analyzer: analyzer, aspectWords: aspectWords),
      occurrences: training.model.vocabulary.collectionFrequency, keywordCount: options.keywords)
    let keywords = TFIDF(training.model.vocabulary)
      .keywords(of: training.bag, vocabulary: training.model.vocabulary, top: options.keywords)
      .map { Insight.Keyword(word: $0.word, score: rounded($0.score)) }
    return Insight(
      format: InsightFile.format, version: InsightFile.version,
      source: Insight.Source(
        name: name, read: corpus.reading.read, kept: corpus.count, dropped: named(corpus.dropped),
        repaired: Dictionary(uniqueKeysWithValues: corpus.repaired.map { ($0.key.rawValue, $0.value) })),
      settings: Insight.Settings(
        topics: options.topics, iterations: options.iterations, seed: options.seed,
        vocabulary: training.model.vocabulary.count,
        minimumDocumentFrequency: options.minimumDocumentFrequency),
      topics: analyst.topics(quotes: options.quotes),
      overall: analyst.group("全部", Array(0..<corpus.count), quotes: options.quotes, keywords: keywords),
      groups: groups(corpus.groups, members, analyst),
      segments: segments(corpus, analyst),
      months: corpus.monthMembers.map { analyst.month($0.name, $0.documents) },
      trend: TrendAnalyst(corpus: corpus, facts: facts, evidence: analyst.evidence)
        .trend(zip(corpus.groups, members).map { (name: $0, documents: $1) }))
  }

  /// What is special about a segment is what the other customers do not say.
  private func segments(
    _ corpus: CleanCorpus, _ analyst: GroupAnalyst
  ) -> [Insight.Group]? {
    guard !corpus.segments.isEmpty else { return nil }
    var members = [[Int]](repeating: [], count: corpus.segments.count)
    for (document, segment) in corpus.segment.enumerated() where segment >= 0 {
      members[Int(segment)].append(document)
    }
    return groups(corpus.segments, members, analyst)
  }

  /// Each group is described on its own, so threads may share them out.
  private func groups(_ names: [String], _ members: [[Int]], _ analyst: GroupAnalyst) -> [Insight.Group] {
    let order = names.indices.sorted {
      members[$0].count != members[$1].count ? members[$0].count > members[$1].count : names[$0] < names[$1]
    }
    let slots = Slots<Insight.Group>(count: order.count)
    DispatchQueue.concurrentPerform(iterations: min(options.threads, order.count)) { thread in
      for index in stride(from: thread, to: order.count, by: options.threads) {
        slots.set(index, analyst.group(names[order[index]], members[order[index]], quotes: options.quotes))
      }
    }
    return slots.values
  }

  private func named(_ dropped: [CleanCorpus.Reason: Int]) -> [String: Int] {
    Dictionary(uniqueKeysWithValues: dropped.map { ($0.key.rawValue, $0.value) })
  }
}

extension CleanCorpus {
  /// By group, its documents in order, pooled ones too.
  var members: [[Int]] {
    var members = [[Int]](repeating: [], count: groups.count)
    for (document, group) in group.enumerated() { members[Int(group)].append(document) }
    for (document, group) in pooled { members[Int(group)].append(document) }
    for index in members.indices { members[index].sort() }
    return members
  }

  /// Months, oldest first, with their documents.
  fileprivate var monthMembers: [(name: String, documents: [Int])] {
    var members = [[Int]](repeating: [], count: months.count)
    for (document, month) in month.enumerated() where month >= 0 { members[Int(month)].append(document) }
    return months.indices.sorted { months[$0] < months[$1] }.map { (months[$0], members[$0]) }
  }
}

/// A place for every result of a parallel loop. Unchecked: every index is set by one thread, and read after all
/// are done.
private final class Slots<Value>: @unchecked Sendable {
  private let storage: UnsafeMutablePointer<Value?>
  private let count: Int

  init(count: Int) {
    self.count = count
    storage = .allocate(capacity: count)
    storage.initialize(repeating: nil, count: count)
  }

  deinit {
    storage.deinitialize(count: count)
    storage.deallocate()
  }

  func set(_ index: Int, _ value: Value) { storage[index] = value }

  var values: [Value] { (0..<count).compactMap { storage[$0] } }
}
