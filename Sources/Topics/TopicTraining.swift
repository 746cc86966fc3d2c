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
  /// - Parameter progress: called after every sweep.
  /// - Complexity: O(iterations · tokens · topics); memory 10 bytes a token and at most 4 bytes a word and topic.
  public static func train(
    on bag: BagOfWords, vocabulary: Vocabulary, options: TopicOptions,
    progress: (TrainingProgress) -> Void = { _ in }
  ) throws(TopicError) -> TrainingResult {
    try check(bag, vocabulary, options)
    let sampler = GibbsSampler(bag, words: vocabulary.count, options: options)
    return train(sampler, on: bag, vocabulary: vocabulary, options: options, progress: progress)
  }

  static func train(
    _ sampler: GibbsSampler, on bag: BagOfWords, vocabulary: Vocabulary, options: TopicOptions,
    progress: (TrainingProgress) -> Void = { _ in }
  ) -> TrainingResult {
    let threads = min(max(1, options.threads), 256)
    let logEvery = max(1, options.iterations / 20)
    var log: [LogEntry] = []
    sampler.countWords(threads: threads)
    for iteration in 1...options.iterations {
      sampler.sweep(iteration, threads: threads)
      // The first sweeps say little about how common topics are.
      if options.fitsAlpha, iteration >= 20, iteration % 10 == 0 {
        var fit = AlphaFit(topics: options.topics)
        sampler.eachDocument { fit.add(counts: $1, length: $2) }
        sampler.setAlpha(fit.fitted(from: sampler.alpha))
      }
      if iteration % logEvery == 0 || iteration == options.iterations {
        log.append(LogEntry(iteration: iteration, perplexity: sampler.perplexity()))
      }
      progress(
        TrainingProgress(
          iteration: iteration, iterations: options.iterations, perplexity: log.last?.perplexity))
    }
    let training = Training(
      documents: bag.documentCount, tokens: bag.tokenCount, iterations: options.iterations,
      seed: options.seed, method: options.method, pretokenized: options.pretokenized, log: log)
    let draft = TopicModel(
      vocabulary: vocabulary, alpha: sampler.alpha, beta: options.beta,
      wordTopicCounts: sampler.wordTopicCounts, coherence: [], training: training)
    let model = TopicModel(
      vocabulary: vocabulary, alpha: draft.alpha, beta: draft.beta, wordTopicCounts: draft.wordTopicCounts,
      coherence: draft.coherence(on: bag), training: training)
    return TrainingResult(model: model, bag: bag, assignments: sampler.assignments(of: bag))
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
    guard bag.tokenCount < Int(UInt32.max) else { throw .tooManyTokens(bag.tokenCount) }
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
