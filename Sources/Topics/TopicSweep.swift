public import Features

/// Models with different numbers of topics side by side, to choose by.
///
/// Every tenth document is held out. For every number of topics one model per seed is trained on the others and
/// measured: how well it predicts the documents held out, how well its words go together, and how much the models
/// of two seeds have in common. Perplexity alone prefers too many topics (Chang et al. 2009, NIPS 22).
public struct TopicSweep: Sendable {
  /// What was measured for one number of topics: means over the seeds.
  public struct Row: Sendable, Equatable {
    public let topics: Int
    /// Document-completion perplexity of the documents held out; nil when none has two known words.
    public let perplexity: Double?
    /// `c_npmi` and `c_v`, mean over the topics, on the training documents.
    public let npmi: Double
    public let cv: Double
    /// `TopicModel.agreement` of two seeds, mean over all pairs; nil with one seed.
    public let stability: Double?
  }

  public let rows: [Row]
  public let documents: Int
  public let heldOut: Int
  public let seeds: Int

  /// - Parameters:
  ///   - topics: the numbers of topics, each at least 1.
  ///   - options: for all models; of its `seed` and the next `seeds - 1`.
  ///   - progress: called after every model with how many are done.
  /// - Complexity: that of `topics.count * seeds` trainings.
  public static func run(
    on bag: BagOfWords, vocabulary: Vocabulary, topics: [Int], seeds: Int, options: TopicOptions,
    progress: (Int) -> Void = { _ in }
  ) throws(TopicError) -> TopicSweep {
    let all = 0..<bag.documentCount
    let held = bag.documentCount < 10 ? [] : all.filter { $0 % 10 == 9 }
    let train = bag.selecting(held.isEmpty ? Array(all) : all.filter { $0 % 10 != 9 })
    let test = bag.selecting(held)
    var rows: [Row] = []
    var done = 0
    for count in topics {
      var models: [TopicModel] = []
      for seed in 0..<max(1, seeds) {
        var options = options
        options.topics = count
        options.seed &+= UInt64(seed)
        models.append(try TopicModel.train(on: train, vocabulary: vocabulary, options: options).model)
        done += 1
        progress(done)
      }
      rows.append(row(models, train: train, test: test, options: options))
    }
    return TopicSweep(rows: rows, documents: train.documentCount, heldOut: held.count, seeds: max(1, seeds))
  }

  private static func row(
    _ models: [TopicModel], train: BagOfWords, test: BagOfWords, options: TopicOptions
  ) -> Row {
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(1, values.count)) }
    let perplexities = models.compactMap {
      try? TopicInference($0, seed: options.seed).perplexity(of: test, threads: options.threads).perplexity
    }
    var agreements: [Double] = []
    for (index, model) in models.enumerated() {
      for other in models[..<index] { agreements.append(model.agreement(with: other)) }
    }
    return Row(
      topics: models.first?.topicCount ?? 0,
      perplexity: perplexities.isEmpty ? nil : mean(perplexities),
      npmi: mean(models.map { mean($0.coherence(on: train, measure: .npmi)) }),
      cv: mean(models.map { mean($0.coherence(on: train, measure: .cv)) }),
      stability: agreements.isEmpty ? nil : mean(agreements))
  }
}
