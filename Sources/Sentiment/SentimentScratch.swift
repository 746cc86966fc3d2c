extension SentimentAnalyzer {
  /// Working memory for one thread, reused from text to text: after the first long text nothing is allocated.
  public struct Scratch: Sendable {
    /// Scalars of the text. The next four arrays are longer.
    var count = 0
    /// Per scalar: code and class bits (`CharacterTable`).
    var entries: [UInt32] = []
    /// Per scalar: its folded form (`CharacterTable.folded`).
    var folded: [UInt16] = []
    /// Per scalar, and one past the end: byte offset.
    var offsets: [Int32] = []
    /// Per scalar, and one past the end: whether a token starts there.
    var starts: [Bool] = []
    var matches: [Match] = []
    var clauses: [Clause] = []
    var opinions: [Opinion] = []
    var findings: [Finding] = []
    var exclamations = 0
    /// Whether the text has the character 不, and a word of `safety.tsv`.
    var hasNot = false
    var hasSignals = false
    var features = FeatureScanner.Memory()

    public init() {}

    mutating func reset() {
      count = 0
      matches.removeAll(keepingCapacity: true)
      clauses.removeAll(keepingCapacity: true)
      opinions.removeAll(keepingCapacity: true)
      findings.removeAll(keepingCapacity: true)
      exclamations = 0
      hasNot = false
      hasSignals = false
    }

    /// Makes room for as many scalars and one more.
    mutating func reserve(scalars: Int) {
      let missing = scalars + 1 - entries.count
      guard missing > 0 else { return }
      entries.append(contentsOf: repeatElement(0, count: missing))
      folded.append(contentsOf: repeatElement(0, count: missing))
      offsets.append(contentsOf: repeatElement(0, count: missing))
      starts.append(contentsOf: repeatElement(false, count: missing))
    }
  }
}

/// A lexicon word found in the text; positions count scalars.
struct Match: Sendable {
  var start: Int
  var end: Int
  var term: Term
}

/// A stretch without inner punctuation or connective.
struct Clause: Sendable {
  var start: Int
  var end: Int
  var matches: Range<Int>
  /// Class bits of the punctuation behind it.
  var ending: UInt32
  /// What its words do, all together.
  var roles: Roles = []
  /// What its first words do (those that start within the first three scalars).
  var leading: Roles = []
  /// How much its opinions count.
  var weight: Float = 1
  var rules: Rules = []
  var opinions: Range<Int> = 0..<0

  var endsSentence: Bool { ending & CharacterTable.Class.sentenceEnd != 0 }
  /// Something in it is said as a fact.
  var isFactual: Bool { rules.isDisjoint(with: [.question, .hypothetical]) }
  /// Something in it is said as a fact about these goods, not about what was expected or was once.
  var isAboutNow: Bool { rules.isDisjoint(with: [.question, .hypothetical, .expectation]) }
}

/// An opinion word with what acts on it; positions count scalars.
struct Opinion: Sendable {
  /// The word.
  var core: Range<Int>
  /// The word with its negation and degree words.
  var range: Range<Int>
  var value: Float
  var rules: Rules
  var aspect: UInt8
  var clause: Int
  /// A complaint people have with or without the goods: 头痛, 痒.
  var isSymptom = false
}

/// A safety signal; positions count scalars.
struct Finding: Sendable {
  var range: Range<Int>
  var signal: UInt8
  var severity: UInt8
}
