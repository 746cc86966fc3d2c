/// How to train a topic model. The defaults suit reviews: many short texts.
public struct TopicOptions: Sendable, Equatable {
  public enum Method: String, Sendable, CaseIterable {
    /// Collapsed Gibbs sampling.
    case gibbs
    /// Variational Bayes, batch in small corpora and online in large ones.
    case variational
    /// Collapsed Gibbs sampling with one topic per document, for short texts.
    case gsdmm
  }

  /// How many topics. Start with 20; more give finer topics that are harder to name.
  public var topics: Int
  /// Sweeps over the corpus. Perplexity has mostly settled after 200; more sharpen rare topics.
  public var iterations: Int
  public var method: Method
  /// Another seed gives another, equally good model; the same seed gives the same bytes.
  public var seed: UInt64
  /// How many threads sample. The result does not depend on it.
  public var threads: Int
  /// The prior weight of every topic in a document, in tokens; nil chooses min(50 / topics, 0.1).
  ///
  /// 50 / K is the habit of Griffiths & Steyvers 2004 for abstracts. A review has some 15 words, which a prior of
  /// that weight would drown, hence the cap.
  public var alpha: Double?
  /// The prior weight of every word in a topic, in tokens; nil chooses 0.01, for `gsdmm` 0.1. Smaller makes topics of
  /// fewer words.
  public var beta: Double
  /// Whether to fit a prior weight per topic while training, from `alpha` on (Wallach, Mimno & McCallum 2009,
  /// NIPS 22): common topics then take the everyday words, and the others become clearer.
  public var fitsAlpha: Bool
  /// Whether the words of the corpus were given separated by spaces, so that inference takes texts alike.
  public var pretokenized: Bool

  public init(
    topics: Int = 20, iterations: Int = 200, method: Method = .gibbs, seed: UInt64 = 1, threads: Int = 1,
    alpha: Double? = nil, beta: Double? = nil, fitsAlpha: Bool = true, pretokenized: Bool = false
  ) {
    self.topics = topics
    self.iterations = iterations
    self.method = method
    self.seed = seed
    self.threads = threads
    self.alpha = alpha
    // Yin & Wang 2014 use 0.1: with one topic per document smaller ones freeze after the first sweep.
    self.beta = beta ?? (method == .gsdmm ? 0.1 : 0.01)
    self.fitsAlpha = fitsAlpha
    self.pretokenized = pretokenized
  }

  /// The symmetric prior that training begins with.
  var initialAlpha: Double { alpha ?? min(50 / Double(max(1, topics)), 0.1) }
}
