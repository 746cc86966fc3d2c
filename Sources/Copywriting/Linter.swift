public import Support

/// How bad a hit is; a text's verdict is its worst hit's.
public enum Severity: String, Sendable, Hashable, CaseIterable, Comparable {
  /// Worth a look: allowed when the facts bear it out.
  case warn
  /// A person must decide before it goes out.
  case needsReview = "needs-review"
  /// The law forbids it.
  case blocked

  public static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }
  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// A place in a text that a rule objects to.
public struct LintHit: Sendable, Hashable {
  public let rule: String
  /// In Unicode scalars of the text as written; equal to `end` when something is missing.
  public let start: Int
  public let end: Int
  public let text: String
  public let severity: Severity
  /// The law article.
  public let source: String
  public let suggestion: String
}

/// What the rules say of one text.
public struct LintResult: Sendable, Hashable {
  /// A mandatory text that a whole message must carry.
  public struct Requirement: Sendable, Hashable {
    public let id: String
    public let isPresent: Bool
  }

  /// In order of their place.
  public internal(set) var hits: [LintHit]
  /// Empty for fragments.
  public let required: [Requirement]

  /// `ok`, `warn`, `needs-review` or `blocked`.
  public var verdict: String { hits.map(\.severity).max()?.rawValue ?? "ok" }
  public var isBlocked: Bool { hits.contains { $0.severity == .blocked } }
}

/// Finds wording that advertising law forbids: the second net behind approved claims, never the first.
///
/// Rules are patterns over the folded text (`FoldedText`), each for some categories of goods and channels. A
/// hit is let off when the rule's own exemption overlaps it (最好饭后服用), when a generic name or a statutory
/// sentence covers it (速效救心丸), or when the rule allows negation and the clause negates it (无法根治).
/// - Complexity: about one table look-up per character, plus a short match where a rule's first character
///   stands.
public struct Linter: Sendable {
  /// What is being checked.
  public struct Context: Sendable, Hashable {
    public var category: Category
    /// Nil when not known; then rules for any channel apply.
    public var channel: Channel?
    /// A whole message must also carry its mandatory sentences; a fragment need not.
    public var isWhole: Bool
    /// For the validity of advertising approval numbers; nil leaves it unchecked.
    public var date: CivilDate?

    public init(category: Category, channel: Channel? = nil, isWhole: Bool = false, date: CivilDate? = nil) {
      self.category = category
      self.channel = channel
      self.isWhole = isWhole
      self.date = date
    }
  }

  private let rules: [ComplianceRule]
  private let required: [RequiredText]
  private let names: WordTrie
  /// For each 16-bit scalar, where its candidates begin in `candidates`; one more entry closes the last.
  private let starts: [Int32]
  private let candidates: [(rule: Int32, step: Int32)]
  private var folder = ScalarFolder()

  /// - Parameters:
  ///   - names: generic names and statutory sentences in which no rule finds anything.
  ///   - required: for whole messages.
  init(rules: [ComplianceRule], names: [String], required: [RequiredText]) {
    self.rules = rules
    self.required = required
    self.names = WordTrie(names)
    var byScalar: [UInt32: [(Int32, Int32)]] = [:]
    for (index, rule) in rules.enumerated() {
      for entry in rule.pattern.entries {
        for scalar in entry.first { byScalar[scalar, default: []].append((Int32(index), Int32(entry.step))) }
      }
    }
    var starts = [Int32](repeating: 0, count: 0x10001)
    var candidates: [(Int32, Int32)] = []
    for scalar in 0..<0x10000 {
      starts[scalar] = Int32(candidates.count)
      if let found = byScalar[UInt32(scalar)] { candidates += found }
    }
    starts[0x10000] = Int32(candidates.count)
    self.starts = starts
    self.candidates = candidates
  }

  /// Checks one text. `mutating` because the folding table fills as characters are met; the result depends
  /// only on the text and the context.
  public mutating func lint(_ text: String, _ context: Context) -> LintResult {
    let folded = FoldedText(text, folder: &folder)
    var hits = gate(text, context)
    let found = matches(in: folded.scalars, context)
    if !found.isEmpty {
      let source = Array(text.unicodeScalars)
      for (rule, range) in found {
        let place = folded.source(range)
        var piece = String.UnicodeScalarView()
        piece.append(contentsOf: source[place])
        hits.append(
          rules[rule].hit(start: place.lowerBound, end: place.upperBound, text: String(piece)))
      }
    }
    var requirements: [LintResult.Requirement] = []
    if context.isWhole {
      let end = text.unicodeScalars.count
      for needed in required where needed.applies(to: context.category, on: context.channel) {
        let isPresent = needed.check.firstMatch(in: folded.scalars) != nil
        requirements.append(LintResult.Requirement(id: needed.id, isPresent: isPresent))
        if !isPresent { hits.append(needed.missing(at: end)) }
      }
      if let date = context.date { hits += expired(folded, date) }
    }
    hits.sort { ($0.start, $0.end, $0.rule) < ($1.start, $1.end, $1.rule) }
    return LintResult(hits: hits, required: requirements)
  }

  /// Per rule the leftmost-longest hits that nothing lets off.
  private func matches(in text: [UInt32], _ context: Context) -> [(rule: Int, range: Range<Int>)] {
    var found: [(rule: Int, range: Range<Int>)] = []
    let applies = rules.map { $0.applies(to: context.category, on: context.channel?.id) }
    for start in text.indices where text[start] < 0x10000 {
      let scalar = Int(text[start])
      for candidate in candidates[Int(starts[scalar])..<Int(starts[scalar + 1])] {
        let index = Int(candidate.rule)
        guard applies[index],
          let end = rules[index].pattern.match(from: Int(candidate.step), at: start, in: text)
        else { continue }
        if let last = found.lastIndex(where: { $0.rule == index }), found[last].range.upperBound > start {
          if found[last].range.lowerBound == start, end > found[last].range.upperBound {
            found[last].range = start..<end
          }
          continue
        }
        found.append((index, start..<end))
      }
    }
    return found.filter { !isLetOff(rules[$0.rule], $0.range, text) }
  }

  private func isLetOff(_ rule: ComplianceRule, _ hit: Range<Int>, _ text: [UInt32]) -> Bool {
    if names.covers(hit, in: text) { return true }
    if rule.allowsNegation, isNegated(hit.lowerBound, text) { return true }
    guard let exempt = rule.exempt else { return false }
    for start in max(0, hit.lowerBound - 24)..<hit.upperBound {
      for entry in exempt.entries where entry.mayBegin(with: text[start]) {
        if let end = exempt.match(from: entry.step, at: start, in: text), end > hit.lowerBound { return true }
      }
    }
    return false
  }

  private static let negations = Set("不未没无勿莫别非".unicodeScalars.map(\.value))
  /// Words that begin or end like a negation and are none: 不但, 不仅, 非常, 无比, 特别.
  private static let afterFalse = Set("但仅止光愧只常比限时".unicodeScalars.map(\.value))
  private static let beforeFalse = Set("特".unicodeScalars.map(\.value))

  /// A negation among the four characters before `position`, in the same clause.
  private func isNegated(_ position: Int, _ text: [UInt32]) -> Bool {
    for index in stride(from: position - 1, through: max(0, position - 4), by: -1) {
      if endsClause(text[index]) { return false }
      guard Self.negations.contains(text[index]) else { continue }
      let isFalse =
        Self.afterFalse.contains(text[index + 1])
        || (index > 0 && Self.beforeFalse.contains(text[index - 1]))
      if !isFalse { return true }
    }
    return false
  }

  /// Prescription drugs are advertised in professional journals only (广告法 2021 第15条第2款).
  private func gate(_ text: String, _ context: Context) -> [LintHit] {
    guard context.category == .rx, context.channel?.audience != .professional, !text.isEmpty else {
      return []
    }
    return [
      LintHit(
        rule: "GATE-RX", start: 0, end: text.unicodeScalars.count, text: text, severity: .blocked,
        source: "广告法(2021) 第15条第2款", suggestion: "处方药只能在国家批准的医学、药学专业刊物上做广告，不要发给公众。")
    ]
  }

  /// The number's first six digits are the day on which the approval ends
  /// (广审（文）第271231-00012号: 2027-12-31).
  private func expired(_ folded: FoldedText, _ date: CivilDate) -> [LintHit] {
    let text = folded.scalars
    let mark = Array("广审".unicodeScalars.map(\.value))
    var hits: [LintHit] = []
    for start in text.indices where text[start...].starts(with: mark) {
      guard let digit = text[start...].prefix(10).firstIndex(where: { (0x30...0x39).contains($0) }) else {
        continue
      }
      let digits = text[digit...].prefix { (0x30...0x39).contains($0) }.map { Int($0) - 0x30 }
      guard digits.count >= 6,
        let last = CivilDate(
          year: 2000 + digits[0] * 10 + digits[1], month: digits[2] * 10 + digits[3],
          day: digits[4] * 10 + digits[5]), last < date
      else { continue }
      let place = folded.source(digit..<(digit + 6))
      hits.append(
        LintHit(
          rule: "GATE-AD-EXPIRED", start: place.lowerBound, end: place.upperBound,
          text: String(digits.prefix(6).map(String.init).joined()), severity: .blocked,
          source: "市场监管总局令第21号(2019) 第18条",
          suggestion: "广告批准文号 \(last) 已到期，换用有效的文号。"))
    }
    return hits
  }
}

extension RequiredText {
  fileprivate func missing(at end: Int) -> LintHit {
    LintHit(
      rule: id, start: end, end: end, text: "", severity: .blocked, source: source,
      suggestion: "缺少“\(shown)”，请补上。")
  }
}
