/// How a corpus is analysed. The defaults suit some thousand to some million reviews.
public struct InsightOptions: Sendable, Equatable {
  /// How many topics LDA finds. Fewer for small or uniform corpora.
  public var topics: Int
  /// Gibbs sweeps; more give slightly cleaner topics.
  public var iterations: Int
  /// The same seed and input give the same bytes; another seed shows which topics are chance.
  public var seed: UInt64
  /// Threads to work with; the result does not depend on it.
  public var threads: Int
  /// A word counts when it occurs in at least so many reviews. Lower it for corpora under a few hundred.
  public var minimumDocumentFrequency: Int
  /// Keywords per group.
  public var keywords: Int
  /// Quotes per topic, and per aspect side and signal of the whole corpus and of each group.
  public var quotes: Int

  public init(
    topics: Int = 20, iterations: Int = 200, seed: UInt64 = 1, threads: Int = 2,
    minimumDocumentFrequency: Int = 5, keywords: Int = 12, quotes: Int = 3
  ) {
    self.topics = topics
    self.iterations = iterations
    self.seed = seed
    self.threads = max(1, threads)
    self.minimumDocumentFrequency = minimumDocumentFrequency
    self.keywords = keywords
    self.quotes = quotes
  }
}

/// How far an analysis has come.
public enum InsightProgress: Sendable, Equatable {
  /// Records read so far.
  case reading(Int)
  case analysing(Int, of: Int)
  case topics(iteration: Int, of: Int)
  case summarising
}
