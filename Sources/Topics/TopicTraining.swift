import CTopics
public import Features

/// How far training has come.
public struct TrainingProgress: Sendable {
  /// Sweeps done, from 1.
  public var iteration: Int
  public var iterations: Int
  /// As last measured (see `TopicModel.LogEntry`); nil before the first time.
  public var perplexity: Double?
}

/// A trained model with what it made of the corpus, token by token.
public struct TrainingResult: Sendable {
  public let model: TopicModel
  /// The documents that the model was trained on.
  public let bag: BagOfWords
  /// The topic of every token, in the order of `bag.words`.
  public let assignments: [UInt16]

  /// How many tokens of `document` each topic has.
  public func topicCounts(of document: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: model.topicCount)
    for token in bag.offsets[document]..<bag.offsets[document + 1] { counts[Int(assignments[token])] += 1 }
    return counts
  }

  /// The topic with most tokens of `document`, the first of equals; nil for a document without words.
  public func dominantTopic(of document: Int) -> Int? {
    let counts = topicCounts(of: document)
    guard let most = counts.max(), most > 0 else { return nil }
    return counts.firstIndex(of: most)
  }

  /// How many tokens each topic has in each group of documents: topic `k` of group `g` at
  /// `g * model.topicCount + k`. `group` gives the group in `0..<groups` by document; negative means none.
  public func topicCounts(by group: [Int], groups: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: groups * model.topicCount)
    for document in 0..<bag.documentCount where group[document] >= 0 {
      let row = group[document] * model.topicCount
      for token in bag.offsets[document]..<bag.offsets[document + 1] {
        counts[row + Int(assignments[token])] += 1
      }
    }
    return counts
  }
}

extension TopicModel {
  /// Trains a model on `bag`, whose ids are those of `vocabulary`.
  ///
  /// Deterministic: the same corpus, options and seed give the same model on every processor and with any number
  /// of threads.
  /// - Parameters:
  ///   - guide: leads the first topics to its words; Gibbs sampling only.
  ///   - progress: called after every sweep.
  /// - Throws: `TopicError` for options that cannot be, and where memory is short.
  /// - Complexity: O(iterations · tokens · topics); from `GibbsSampler.Kernel.sparseFrom` topics on, O(iterations ·
  ///   tokens · topics of a document). Memory: `TrainingMemory`.
  public static func train(
    on bag: BagOfWords, vocabulary: Vocabulary, options: TopicOptions, guide: TopicGuide? = nil,
    progress: (TrainingProgress) -> Void = { _ in }
  ) throws(TopicError) -> TrainingResult {
    try check(bag, vocabulary, options)
    if let guide {
      guard options.method == .gibbs else { throw .notWithMethod("--guide", options.method) }
      guard guide.names.count <= options.topics else {
        throw .tooFewTopicsForGuide(topics: options.topics, names: guide.names.count)
      }
    }
    switch options.method {
    case .gibbs:
      let prior = guide?.prior(bag, vocabulary, topics: options.topics)
      let sampler = GibbsSampler(bag, words: vocabulary.count, options: options, prior: prior)
      return train(
        sampler, on: bag, vocabulary: vocabulary, options: options, names: guide?.names ?? [],
        progress: progress)
    case .variational: return trainVariational(bag, vocabulary, options, progress)
    case .gsdmm: return trainMixture(bag, vocabulary, options, progress)
    }
  }

  /// Goes on from this model with the documents of `bag`, whose ids are those of the model's vocabulary: the counts
  /// of its corpus stay where they are, the new documents are sampled among them and added. Topics, priors and
  /// method are the model's; of `options` only iterations, seed and threads count. Words that the
  /// model does not know stay unknown.
  public func continued(
    on bag: BagOfWords, options: TopicOptions, progress: (TrainingProgress) -> Void = { _ in }
  ) throws(TopicError) -> TrainingResult {
    var options = options
    options.topics = topicCount
    options.beta = beta
    options.alpha = nil
    options.fitsAlpha = false
    options.pretokenized = training.pretokenized
    guard training.method != .gsdmm else { throw .notWithMethod("--from", training.method) }
    options.method = training.method
    try Self.check(bag, vocabulary, options)
    let sampler = GibbsSampler(bag, words: vocabulary.count, options: options, prior: wordTopicCounts)
    sampler.setAlpha(alpha)
    return Self.train(
      sampler, on: bag, vocabulary: vocabulary, options: options, names: names, before: self,
      progress: progress)
  }

  static func train(
    _ sampler: GibbsSampler, on bag: BagOfWords, vocabulary: Vocabulary, options: TopicOptions,
    names: [String] = [], before: TopicModel? = nil, progress: (TrainingProgress) -> Void = { _ in }
  ) -> TrainingResult {
    let log = iterate(options, progress) { iteration in
      sampler.sweep(iteration)
      // The first sweeps say little about how common topics are.
      if options.fitsAlpha, iteration >= 10, iteration % 10 == 0 {
        sampler.setAlpha(sampler.alphaFit().fitted(from: sampler.alpha))
      }
      return sampler.perplexity
    }
    var counts = sampler.wordTopicCounts
    if let before { for cell in counts.indices { counts[cell] &+= before.wordTopicCounts[cell] } }
    return result(
      bag, vocabulary, options, alpha: sampler.alpha, counts: counts, names: names, before: before, log: log,
      assignments: sampler.assignments(of: bag))
  }

  private static func trainVariational(
    _ bag: BagOfWords, _ vocabulary: Vocabulary, _ options: TopicOptions,
    _ progress: (TrainingProgress) -> Void
  ) -> TrainingResult {
    let threads = min(max(1, options.threads), 256)
    let inference = VariationalBayes(bag, words: vocabulary.count, options: options)
    let log = iterate(options, progress) { iteration in
      inference.pass(iteration, threads: threads)
      return inference.perplexity
    }
    let (counts, assignments) = inference.result(threads: threads)
    return result(
      bag, vocabulary, options, alpha: [Double](repeating: options.initialAlpha, count: options.topics),
      counts: counts, log: log, assignments: assignments)
  }

  private static func trainMixture(
    _ bag: BagOfWords, _ vocabulary: Vocabulary, _ options: TopicOptions,
    _ progress: (TrainingProgress) -> Void
  ) -> TrainingResult {
    let team = Team(min(max(1, options.threads), 256))
    var chains = DirichletMixture.chains(bag, words: vocabulary.count, options: options)
    let log = iterate(options, progress) { iteration in
      DirichletMixture.sweep(&chains, bag, team)
      if iteration == DirichletMixture.trial(options.iterations) { DirichletMixture.keepBest(&chains, bag) }
      let current = chains[0]
      return { current.perplexity(bag) }
    }
    let mixture = chains[0]
    var assignments: [UInt16] = []
    for document in 0..<bag.documentCount {
      assignments += repeatElement(UInt16(clamping: mixture.topics[document]), count: bag[document].count)
    }
    let documents = Double(max(1, mixture.sizes.reduce(0, +)))
    return result(
      bag, vocabulary, options,
      alpha: mixture.sizes.map { (Double($0) + options.initialAlpha) / documents },
      counts: mixture.wordTopicCounts, log: log, assignments: assignments)
  }

  /// Runs `step` once per iteration and asks what it returns for the perplexity about twenty times.
  private static func iterate(
    _ options: TopicOptions, _ progress: (TrainingProgress) -> Void, _ step: (Int) -> () -> Double
  ) -> [LogEntry] {
    let logEvery = max(1, options.iterations / 20)
    var log: [LogEntry] = []
    for iteration in 1...options.iterations {
      let perplexity = step(iteration)
      if iteration % logEvery == 0 || iteration == options.iterations {
        log.append(LogEntry(iteration: iteration, perplexity: perplexity()))
      }
      progress(
        TrainingProgress(
          iteration: iteration, iterations: options.iterations, perplexity: log.last?.perplexity))
    }
    return log
  }

  private static func result(
    _ bag: BagOfWords, _ vocabulary: Vocabulary, _ options: TopicOptions, alpha: [Double], counts: [UInt32],
    names: [String] = [], before: TopicModel? = nil, log: [LogEntry], assignments: [UInt16]
  ) -> TrainingResult {
    let training = Training(
      documents: bag.documentCount + (before?.training.documents ?? 0),
      tokens: bag.tokenCount + (before?.training.tokens ?? 0), iterations: options.iterations,
      seed: options.seed, method: options.method, pretokenized: options.pretokenized, log: log)
    let draft = TopicModel(
      vocabulary: vocabulary, alpha: alpha, beta: options.beta, wordTopicCounts: counts, coherence: [],
      training: training, names: names)
    let model = TopicModel(
      vocabulary: vocabulary, alpha: alpha, beta: options.beta, wordTopicCounts: counts,
      coherence: draft.coherence(on: bag), training: training, names: names)
    return TrainingResult(model: model, bag: bag, assignments: assignments)
  }

  private static func check(
    _ bag: BagOfWords, _ vocabulary: Vocabulary, _ options: TopicOptions
  ) throws(TopicError) {
    let maximum = Int(CTOPICS_MAX_BLOCKS * CTOPICS_LANES)
    try options.check()
    guard bag.tokenCount > 0 else { throw .emptyCorpus(documents: bag.documentCount) }
    guard options.topics <= vocabulary.count else {
      throw .moreTopicsThanWords(topics: options.topics, words: vocabulary.count)
    }
    guard options.topics <= maximum else { throw .tooManyTopics(options.topics, maximum: maximum) }
    for (word, frequency) in vocabulary.collectionFrequency.enumerated() where frequency >= 1 << 24 {
      throw .tooFrequentWord(vocabulary.word(word), frequency)
    }
    guard bag.tokenCount < Int(UInt32.max) else { throw .tooManyTokens(bag.tokenCount) }
    try TrainingMemory(bag, vocabulary, options).check()
  }
}

extension TopicOptions {
  /// What can be said before there is a corpus.
  /// - Throws: `TopicError` for numbers outside their range.
  public func check() throws(TopicError) {
    guard topics >= 1 else { throw .tooFewTopics(topics) }
    guard iterations >= 1 else { throw .tooFewIterations(iterations) }
    for (name, value) in [("alpha", initialAlpha), ("beta", beta)] {
      guard value > 0, value.isFinite else { throw .invalidPrior(name, value) }
    }
  }
}
