public import Support
import Tokenization

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
/// Rules are patterns over the folded text (`FoldedText`), each for some categories of goods and channels; they name
/// classes of synonyms rather than single words, and can ask for two things in one clause in any order. A hit is let
/// off when the rule's own exemption overlaps it (最好饭后服用), when a generic name or a statutory sentence covers it
/// (速效救心丸), when the rule allows negation and the clause negates it once (无法根治, but not 没有根治不了), or when it
/// begins and ends inside words (医生发现 holds no 生发).
/// - Complexity: `PatternIndex`; only texts with hits are cut into words.
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
  private let tokenizer: Tokenizer?
  /// Whether some rule is for certain channels only.
  private let namesChannels: Bool
  private var indices: [IndexKey: Index] = [:]
  private var folder = ScalarFolder()
  private var folded = FoldedText()

  private struct IndexKey: Hashable {
    let category: Category
    let channel: String?
  }

  /// The rules for one category on one channel.
  private struct Index {
    let rules: [ComplianceRule]
    let patterns: PatternIndex
    let exemptions: PatternIndex
    /// By exemption, its rule.
    let exempted: [Int]

    init(_ rules: [ComplianceRule]) {
      self.rules = rules
      patterns = PatternIndex(rules.map(\.pattern))
      exempted = rules.indices.filter { rules[$0].exempt != nil }
      exemptions = PatternIndex(rules.compactMap(\.exempt))
    }

    /// Where each rule's own exemptions stand in the text.
    func exemptions(in text: [UInt32]) -> [(rule: Int, range: Range<Int>)] {
      var found: [(rule: Int, range: Range<Int>)] = []
      exemptions.forEachMatch(in: text) { found.append((exempted[$0], $1)) }
      return found
    }
  }

  /// - Parameters:
  ///   - names: generic names and statutory sentences in which no rule finds anything.
  ///   - required: for whole messages.
  ///   - tokenizer: tells hits that straddle words; without it they stand.
  init(rules: [ComplianceRule], names: [String], required: [RequiredText], tokenizer: Tokenizer? = nil) {
    self.rules = rules
    self.required = required
    self.names = WordTrie(names)
    self.tokenizer = tokenizer
    namesChannels = rules.contains { !$0.channels.isEmpty }
  }

  /// Checks one text. `mutating` because tables fill as characters, categories and channels are met; the result
  /// depends only on the text and the context.
  public mutating func lint(_ text: String, _ context: Context) -> LintResult {
    folded.fill(text, folder: &folder)
    var hits = gate(text, context)
    let index = index(for: context)
    var found = index.patterns.matches(in: folded.scalars)
    if !found.isEmpty {
      let exempt = index.exemptions(in: folded.scalars)
      found.removeAll { rule, hit in
        exempt.contains { $0.rule == rule && $0.range.overlaps(hit) }
          || isLetOff(index.rules[rule], hit, folded.scalars)
      }
    }
    if !found.isEmpty {
      let source = Array(text.unicodeScalars)
      let words = tokenizer.map { WordEdges(text, $0) }
      for (rule, range) in found {
        let place = folded.source(range)
        if words?.straddles(place) ?? false { continue }
        var piece = String.UnicodeScalarView()
        piece.append(contentsOf: source[place])
        hits.append(
          index.rules[rule].hit(start: place.lowerBound, end: place.upperBound, text: String(piece)))
      }
    }
    var requirements: [LintResult.Requirement] = []
    if context.isWhole {
      for needed in required where needed.applies(to: context.category, on: context.channel) {
        let isPresent = needed.check.firstMatch(in: folded.scalars) != nil
        requirements.append(LintResult.Requirement(id: needed.id, isPresent: isPresent))
        if !isPresent { hits.append(needed.missing(at: folded.sourceCount)) }
      }
      if let date = context.date { hits += expired(folded, date) }
    }
    return LintResult(hits: distinct(hits), required: requirements)
  }

  /// In order of place; where several wordings of one rule overlap, the longest hit.
  private func distinct(_ hits: [LintHit]) -> [LintHit] {
    guard hits.count > 1 else { return hits }
    var kept: [LintHit] = []
    for hit in hits.sorted(by: { ($0.start, $0.end, $0.rule) < ($1.start, $1.end, $1.rule) }) {
      if let same = kept.lastIndex(where: { $0.rule == hit.rule && hit.start < $0.end }) {
        if hit.end - hit.start > kept[same].end - kept[same].start { kept[same] = hit }
      } else {
        kept.append(hit)
      }
    }
    return kept
  }

  private mutating func index(for context: Context) -> Index {
    let key = IndexKey(category: context.category, channel: namesChannels ? context.channel?.id : nil)
    if let index = indices[key] { return index }
    let index = Index(rules.filter { $0.applies(to: key.category, on: key.channel) })
    indices[key] = index
    return index
  }

  private func isLetOff(_ rule: ComplianceRule, _ hit: Range<Int>, _ text: [UInt32]) -> Bool {
    names.covers(hit, in: text) || rule.allowsNegation && isNegated(hit.lowerBound, text)
  }

  private static let negations = Set("不未没无勿莫别非".unicodeScalars.map(\.value))
  /// Words that begin or end like a negation and are none: 不但, 不仅, 非常, 无比, 特别.
  private static let afterFalse = Set("但仅止光愧只常比限时".unicodeScalars.map(\.value))
  private static let beforeFalse = Set("特".unicodeScalars.map(\.value))

  /// A negation among the four characters before `position`, in the same clause, and not one more before that: two
  /// negations assert (没有治不好的).
  private func isNegated(_ position: Int, _ text: [UInt32]) -> Bool {
    var negations = 0
    var reach = position - 4
    var index = position - 1
    while index >= max(0, reach), !endsClause(text[index]) {
      let isFalse =
        !Self.negations.contains(text[index])
        || (index + 1 < text.count && Self.afterFalse.contains(text[index + 1]))
        || (index > 0 && Self.beforeFalse.contains(text[index - 1]))
      if !isFalse {
        negations += 1
        // 没有任何 and 不能 are one negation each; another is looked for further on.
        reach = index - 6
      }
      index -= 1
    }
    return negations % 2 == 1
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
    var hits: [LintHit] = []
    // 广审
    for start in text.indices.dropLast() where text[start] == 0x5E7F && text[start + 1] == 0x5BA1 {
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

/// Where the words of a text begin and end, in scalars.
private struct WordEdges {
  /// One per scalar: whether a word begins there.
  private var begins: [Bool]

  init(_ text: String, _ tokenizer: Tokenizer) {
    let tokens = tokenizer.tokenize(text)
    begins = []
    for source in tokens.sources {
      let length = source.unicodeScalars.count
      begins += [true] + [Bool](repeating: false, count: max(0, length - 1))
    }
    begins.append(true)
  }

  /// Whether `range` begins inside a word and ends inside another: then it is no word of the text.
  func straddles(_ range: Range<Int>) -> Bool {
    guard range.lowerBound < begins.count, range.upperBound < begins.count, range.count > 1 else {
      return false
    }
    let isCutBefore = !begins[range.lowerBound]
    let isCutAfter = !begins[range.upperBound]
    let isOneWord = !begins[(range.lowerBound + 1)..<range.upperBound].contains(true)
    return isCutBefore && !isOneWord && (isCutAfter || range.count == 2)
  }
}
