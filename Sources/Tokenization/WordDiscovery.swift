/// Finds words that a corpus uses and the dictionaries lack: product and brand names, words that people coin.
///
/// A word holds together and moves freely. Cohesion is the pointwise mutual information of the weakest joint
/// between the tokens that the lattice makes of it, min ln(c(w)·N / (c(l)·c(r))) (Church & Hanks 1990, CL
/// 16:1); freedom is the entropy of what stands left and
/// right of it (Huang & Powers 2003, PACLIC), the lesser of both. A string that nearly always stands inside a
/// longer candidate is a part of that one, not a word.
///
///     var discovery = WordDiscovery(tokenizer: tokenizer)
///     for text in corpus { discovery.append(text) }
///     let words = discovery.words()
///
/// Deterministic. Time O(characters × longest word); memory about 3 bytes a character and 24 per distinct
/// n-gram. Texts past 10⁹ characters are left out.
public struct WordDiscovery {
  public struct Options: Sendable {
    /// Fewest occurrences; nil takes 5, or one for each 8,000 texts where that is more.
    public var minimumCount: Int?
    /// Longest word, in characters (a Latin word counts as one).
    public var maximumLength: Int
    /// How many words to return at most.
    public var top: Int

    public init(minimumCount: Int? = nil, maximumLength: Int = 8, top: Int = 100) {
      self.minimumCount = minimumCount
      self.maximumLength = min(max(maximumLength, 2), 32)
      self.top = max(top, 0)
    }
  }

  /// A proposed word.
  public struct NewWord: Sendable, Equatable {
    /// Normalised.
    public var word: String
    /// Occurrences, and texts in which it occurs.
    public var count: Int
    public var documents: Int
    /// Pointwise mutual information of the weakest joint, in nats.
    public var cohesion: Double
    /// Entropy of the neighbours, in nats; every end of a clause counts as a neighbour of its own.
    public var leftEntropy: Double
    public var rightEntropy: Double
    /// By which words are ranked.
    public var score: Double
    /// How the lattice cuts it today.
    public var pieces: [String]
    /// Index of the text in which it stands first, in order of `append`.
    public var firstDocument: Int
  }

  public private(set) var documents = 0
  private let tokenizer: Tokenizer
  private var text = DiscoveryText()

  public init(tokenizer: Tokenizer) {
    self.tokenizer = tokenizer
  }

  /// Adds a text.
  public mutating func append(_ utf8: UnsafeBufferPointer<UInt8>) {
    documents += 1
    text.append(utf8, tokenizer: tokenizer)
  }

  /// The new words, best first.
  public func words(_ options: Options = Options()) -> [NewWord] {
    let minimum = max(options.minimumCount ?? max(5, documents / 8000), 2)
    let counts = DiscoveryCounts(text, minimum: minimum, longest: options.maximumLength)
    var candidates = DiscoveryCandidates(text: text, counts: counts, tokenizer: tokenizer)
    candidates.measureNeighbours(text)
    let ranking = DiscoveryRanking(text: text, candidates: candidates, tokenizer: tokenizer)
    return ranking.best(options.top)
  }
}
