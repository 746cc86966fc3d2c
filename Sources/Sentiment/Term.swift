/// What a lexicon word does in a clause. One word may do several things: 可惜 complains and contrasts.
struct Roles: OptionSet, Sendable {
  let rawValue: UInt32

  static let negation = Roles(rawValue: 1 << 0)
  /// Negates what stands before it: 好用个屁.
  static let negationAfter = Roles(rawValue: 1 << 1)
  static let degree = Roles(rawValue: 1 << 2)
  static let degreeAfter = Roles(rawValue: 1 << 3)
  static let contrast = Roles(rawValue: 1 << 4)
  static let concession = Roles(rawValue: 1 << 5)
  static let expectation = Roles(rawValue: 1 << 6)
  static let relief = Roles(rawValue: 1 << 7)
  static let hypothetical = Roles(rawValue: 1 << 8)
  static let request = Roles(rawValue: 1 << 9)
  static let question = Roles(rawValue: 1 << 10)
  /// Asks only at the end of a clause: 有货么.
  static let questionFinal = Roles(rawValue: 1 << 11)
  static let rhetorical = Roles(rawValue: 1 << 12)
  static let use = Roles(rawValue: 1 << 13)
  static let treatment = Roles(rawValue: 1 << 14)
  static let recovery = Roles(rawValue: 1 << 15)
  static let comparison = Roles(rawValue: 1 << 16)
  static let irony = Roles(rawValue: 1 << 17)
  static let untried = Roles(rawValue: 1 << 18)
  static let symptom = Roles(rawValue: 1 << 19)
  static let afterthought = Roles(rawValue: 1 << 21)
  /// What a shop is asked to do: 退货, 改地址.
  static let process = Roles(rawValue: 1 << 22)
  /// Makes a negation before it a must: 不推荐都不行.
  static let necessity = Roles(rawValue: 1 << 23)
  /// Announces the verdict: 总的来说.
  static let summary = Roles(rawValue: 1 << 24)
  /// Grants, but behind a complaint it answers: 快递慢，药倒是管用.
  static let counterpoint = Roles(rawValue: 1 << 25)
  /// Says of a symptom that it has gone: 退了, 消了.
  static let healed = Roles(rawValue: 1 << 26)
  /// Has a strength of its own or by what it is said of.
  static let polar = Roles(rawValue: 1 << 20)
}

/// The kinds of `markers.tsv`.
enum MarkerKind: String, CaseIterable {
  case contrast, afterthought, concession, expectation, relief, hypothetical, request, question, rhetorical,
    use, treatment
  case recovery, comparison, irony, untried, process, necessity, summary, counterpoint,
    healed
  case questionFinal = "question-final"

  var role: Roles {
    switch self {
    case .contrast: .contrast
    case .afterthought: .afterthought
    case .concession: .concession
    case .expectation: .expectation
    case .relief: .relief
    case .hypothetical: .hypothetical
    case .request: .request
    case .question: .question
    case .questionFinal: .questionFinal
    case .rhetorical: .rhetorical
    case .use: .use
    case .treatment: .treatment
    case .recovery: .recovery
    case .comparison: .comparison
    case .irony: .irony
    case .untried: .untried
    case .process: .process
    case .necessity: .necessity
    case .summary: .summary
    case .counterpoint: .counterpoint
    case .healed: .healed
    }
  }
}

/// When a word of `safety.tsv` is a signal.
enum SignalCondition: String, CaseIterable {
  /// Wherever it is said as a fact.
  case always
  /// Only after a word of use in the same sentence: 吃完头晕, not 我头晕.
  case afterUse = "after-use"
  /// Only with a word of use somewhere in the same sentence: 怀孕时吃的.
  case withUse = "with-use"
}

/// What is known of one lexicon word, merged from all files. Small and free of references: the hot loop
/// copies it.
struct Term: Sendable {
  static let none: UInt8 = 0xFF

  /// −3…3; 0 for words without polarity of their own, and for blocked words.
  var strength: Float = 0
  /// Multiplier of a degree or negation word.
  var factor: Float = 1
  var roles: Roles = []
  /// The aspect that an opinion by this word is about.
  var impliedAspect = Term.none
  /// The aspect that this word names.
  var namedAspect = Term.none
  var signal = Term.none
  var severity: UInt8 = 0
  var condition: SignalCondition = .always
  /// Row of `SentimentLexicon.context`: the word is something of which 高, 大, 多 … may be said.
  var target = Term.none
  /// Column of `SentimentLexicon.context`: the word's strength depends on its target.
  var dependent = Term.none

  /// The word does nothing but strengthen, weaken or deny what follows.
  var isAdverb: Bool { !roles.isDisjoint(with: [.degree, .negation]) && !roles.contains(.polar) }

  /// The word only keeps others from being found inside it: 好像.
  var isBlocked: Bool {
    roles.isEmpty && namedAspect == Term.none && target == Term.none && signal == Term.none
  }
}
