/// Whether a safety rule hears its words in a message.
///
/// A word does not count when a negation stands right before it (没有呼吸困难, 没出现胸痛、头晕), and, for rules
/// that say so, when it is supposed, asked about in general or long past (会不会休克, 以前喘不上气).
struct GuardMatcher {
  /// What rules are held against. A class: fifty rules share it.
  final class Subject {
    let text: FoldedText
    let entities: [Entity]
    /// Drugs of the last turns: 头孢 said before counts for 能喝酒吗 said now.
    let context: [DrugName]
    /// Of the text and the names of the drugs.
    fileprivate let grams: GramSet

    init(_ text: FoldedText, entities: [Entity], context: [DrugName] = []) {
      self.text = text
      self.entities = entities
      self.context = context
      var grams = GramSet()
      grams.insert(text.scalars)
      for drug in entities.compactMap(\.drug) + context {
        for name in [drug.title, drug.generic] {
          grams.insert(name.unicodeScalars.map { GuardPattern.folded(halfWidth($0)) })
        }
      }
      self.grams = grams
    }
  }

  private let pattern: GuardPattern
  private let subject: Subject
  /// Whether what is supposed does not count.
  private let skipsHypothetical: Bool
  /// Whether what is denied counts.
  private var countsDenied = false
  /// Whether drugs of earlier turns count.
  private let knowsContext: Bool
  /// Numbers of the pattern's parts that earlier turns held.
  private let heard: Set<Int>

  private init(
    _ pattern: GuardPattern, _ subject: Subject, knowsContext: Bool, skipsHypothetical: Bool,
    heard: Set<Int> = []
  ) {
    self.pattern = pattern
    self.subject = subject
    self.knowsContext = knowsContext
    self.skipsHypothetical = skipsHypothetical
    self.heard = heard
  }

  private var text: FoldedText { subject.text }
  private var context: [DrugName] { knowsContext ? subject.context : [] }

  private struct Evidence {
    var words: [String]
    /// Whether something of it stands in the message itself.
    var isPresent: Bool
  }

  /// The words that made `rule` fire; nil when it does not.
  static func evidence(
    for rule: Script.Guard, in subject: Subject, heard: Set<Int> = []
  ) -> [String]? {
    let knowsContext = rule.memory != .none
    let matcher = GuardMatcher(
      rule.when, subject, knowsContext: knowsContext, skipsHypothetical: !rule.countsHypothetical,
      heard: heard)
    guard let found = matcher.match(), found.isPresent else { return nil }
    if let unless = rule.unless {
      let literal = GuardMatcher(unless, subject, knowsContext: knowsContext, skipsHypothetical: false)
      if literal.match() != nil { return nil }
    }
    var seen: Set<String> = []
    return found.words.filter { seen.insert($0).inserted }
  }

  /// The words that `pattern` matches, and not `unless`, in the message alone; nil when it does not.
  static func evidence(
    for pattern: GuardPattern, unless: GuardPattern?, in subject: Subject
  ) -> [String]? {
    let matcher = GuardMatcher(pattern, subject, knowsContext: false, skipsHypothetical: false)
    guard let found = matcher.match() else { return nil }
    if let unless {
      let literal = GuardMatcher(unless, subject, knowsContext: false, skipsHypothetical: false)
      if literal.match() != nil { return nil }
    }
    return found.words
  }

  /// Whether the words of `rule` stand in the message in whatever way: denied, supposed or said of something else.
  static func isMentioned(_ rule: Script.Guard, in subject: Subject) -> Bool {
    var matcher = GuardMatcher(rule.when, subject, knowsContext: false, skipsHypothetical: false)
    matcher.countsDenied = true
    return matcher.match(rule.when.root) != nil
  }

  /// Numbers of the parts of `rule` that the message itself holds.
  static func parts(of rule: Script.Guard, in subject: Subject) -> [Int] {
    let matcher = GuardMatcher(
      rule.when, subject, knowsContext: false, skipsHypothetical: !rule.countsHypothetical)
    return rule.when.parts.joined().filter { matcher.match($0.node) != nil }.map { $0.number }
  }

  /// Any alternative, all of whose parts stand in the message or, where they may, in earlier turns.
  private func match() -> Evidence? {
    guard !heard.isEmpty else { return match(pattern.root) }
    var found: [Evidence] = []
    for parts in pattern.parts {
      let matches = parts.map { part in
        match(part.node) ?? (heard.contains(part.number) ? Evidence(words: [], isPresent: false) : nil)
      }
      let all = matches.compactMap { $0 }
      guard all.count == matches.count else { continue }
      found.append(Evidence(words: all.flatMap(\.words), isPresent: all.contains { $0.isPresent }))
    }
    return found.first { $0.isPresent } ?? found.first
  }

  private func match(_ node: GuardPattern.Node) -> Evidence? {
    switch node {
    case .word(let word):
      return pattern.mayStand(word, in: subject.grams) ? match(pattern.words[word]) : nil
    case .chain(let pieces): return match(pieces)
    case .entity(let kind, let comparison, let value): return match(kind, comparison, value)
    case .all(let nodes):
      var words: [String] = []
      var isPresent = false
      for node in nodes {
        guard let found = match(node) else { return nil }
        words += found.words
        isPresent = isPresent || found.isPresent
      }
      return Evidence(words: words, isPresent: isPresent)
    case .any(let nodes):
      let found = nodes.compactMap(match)
      guard !found.isEmpty else { return nil }
      return found.first { $0.isPresent } ?? found[0]
    }
  }

  private func match(_ word: GuardPattern.Word) -> Evidence? {
    let (pieces, name) = (word.pieces, word.name)
    var start = 0
    while let index = text.firstIndex(of: pieces[0], from: start) {
      if let end = end(of: pieces, from: index), !isNegated(index), !isDenied(after: end), !isProduct(end),
        !(skipsHypothetical && isHypothetical(index..<end))
      {
        return Evidence(words: [text.text(index..<end)], isPresent: true)
      }
      start = index + 1
    }
    guard pieces.count == 1 else { return nil }
    let isMentioned = { (drug: DrugName) in drug.title.contains(name) || drug.generic.contains(name) }
    if subject.entities.contains(where: { $0.drug.map(isMentioned) ?? false }) {
      return Evidence(words: [name], isPresent: true)
    }
    return context.contains(where: isMentioned) ? Evidence(words: [name], isPresent: false) : nil
  }

  /// The first place where the pieces follow each other, each in one of its words.
  private func match(_ pieces: [[Int]]) -> Evidence? {
    let standing = pieces.map { words in words.filter { pattern.mayStand($0, in: subject.grams) } }
    guard standing.allSatisfy({ !$0.isEmpty }), let first = standing.first else { return nil }
    for index in text.scalars.indices {
      for word in first.map({ pattern.words[$0].pieces[0] }) where text.matches(word, at: index) {
        guard let end = end(of: standing.dropFirst(), after: index + word.count, from: index),
          !isNegated(index), !isDenied(after: end), !isProduct(end),
          !(skipsHypothetical && isHypothetical(index..<end))
        else { continue }
        return Evidence(words: [text.text(index..<end)], isPresent: true)
      }
    }
    return nil
  }

  /// Where the last of `pieces` ends; the nearest word counts.
  private func end(of pieces: ArraySlice<[Int]>, after start: Int, from first: Int) -> Int? {
    guard let words = pieces.first else { return start }
    let clause = text.clause(around: first).upperBound
    for next in places(after: start) where !isNegated(next) {
      for word in words.map({ pattern.words[$0].pieces[0] })
      where text.matches(word, at: next) && next + word.count <= clause {
        if let end = end(of: pieces.dropFirst(), after: next + word.count, from: first) { return end }
      }
    }
    return nil
  }

  /// How many characters `…` leaves room for.
  private static let room = 6

  private func places(after start: Int) -> ClosedRange<Int> {
    start...max(start, min(start + GuardMatcher.room, text.count))
  }

  /// Where the last piece ends when the others follow the first with at most `room` characters between.
  private func end(of pieces: [[Unicode.Scalar]], from index: Int) -> Int? {
    var end = index + pieces[0].count
    for piece in pieces.dropFirst() {
      guard
        let next = places(after: end).first(where: { text.matches(piece, at: $0) && !isNegated($0) }),
        text.clause(around: index).upperBound >= next + piece.count
      else { return nil }
      end = next + piece.count
    }
    return end
  }

  private func match(_ kind: Entity.Kind, _ comparison: Condition.Comparison?, _ value: Double) -> Evidence? {
    let fitting = subject.entities.first { entity in
      guard entity.kind == kind else { return false }
      guard let comparison else { return true }
      guard let number = entity.number else { return false }
      switch comparison {
      case .equal: return number == value
      case .unequal: return number != value
      case .less: return number < value
      case .greater: return number > value
      }
    }
    if let fitting { return Evidence(words: [text.text(fitting.range)], isPresent: true) }
    if kind == .drug, comparison == nil, let drug = context.first {
      return Evidence(words: [drug.title], isPresent: false)
    }
    return nil
  }

  // MARK: - Negation and supposition

  private static let fillers = ["出现", "感觉", "觉得", "发生", "任何", "什么", "明显", "怎么", "有", "再", "啥", "过", "到", " "]
    .map { Array($0.unicodeScalars) }
  private static let negators = ["没", "没有", "不是", "无", "未", "并非", "不会", "不"].map { Array($0.unicodeScalars) }
  private static let joints = Set("、和或及".unicodeScalars)

  private func isNegated(_ start: Int) -> Bool {
    if countsDenied { return false }
    var index = start
    // 没有胸痛、呼吸困难: the negation reaches over a list.
    if index > 0, GuardMatcher.joints.contains(text.scalars[index - 1]) {
      let low = max(0, index - 14)
      for negator in GuardMatcher.negators.prefix(2) {
        for place in (low..<index).reversed() where text.matches(negator, at: place) && !isQuestionForm(place)
        {
          return !(place..<index).contains { ",。!?，".unicodeScalars.contains(text.scalars[$0]) }
        }
      }
      return false
    }
    while let filler = GuardMatcher.fillers.first(where: {
      index >= $0.count && text.matches($0, at: index - $0.count)
    }) {
      index -= filler.count
    }
    return GuardMatcher.negators.contains { negator in
      let place = index - negator.count
      guard place >= 0, text.matches(negator, at: place), !isQuestionForm(place) else { return false }
      // 不是没有胸痛 says that there is.
      if GuardMatcher.doubled.contains(where: { place >= $0.count && text.matches($0, at: place - $0.count) })
      {
        return false
      }
      // A bare 不 negates only what follows at once: 不胸痛.
      return negator.count > 1 || negator[0] != "不" || index == start
    }
  }

  private static let doubled = ["不是", "并非", "不能说", "不可能"].map { Array($0.unicodeScalars) }
  private static let denials = ["倒没有", "倒是没有", "并没有", "也没有", "都没有", "没有", "没出现"]
    .map { Array($0.unicodeScalars) }

  /// 吐血倒没有: denied after it is said, with nothing more in the clause.
  private func isDenied(after end: Int) -> Bool {
    !countsDenied
      && GuardMatcher.denials.contains { denial in
        guard text.matches(denial, at: end) else { return false }
        let next = end + denial.count
        return next == text.count
          || isSeparator(text.scalars[next]) && !"?？".unicodeScalars.contains(text.scalars[next])
      }
  }

  /// What turns the word for an ailment into a thing to buy, and what turns that into doing something about it.
  private static let wares = ["贴", "膏", "仪", "绷带", "护具"].map { Array($0.unicodeScalars) }
  private static let doing = Set("了着过上在住紧到满完".unicodeScalars)

  /// 胸痛贴多少钱: named after the ailment, not a case of it; but 胸口疼贴了膏药 is one.
  private func isProduct(_ end: Int) -> Bool {
    !countsDenied
      && GuardMatcher.wares.contains { ware in
        guard text.matches(ware, at: end) else { return false }
        let next = end + ware.count
        return next == text.count || !GuardMatcher.doing.contains(text.scalars[next])
      }
  }

  /// 有没有 and 会不会 ask, they do not deny.
  private func isQuestionForm(_ place: Int) -> Bool {
    guard place > 0 else { return false }
    return "有会是能".unicodeScalars.contains(text.scalars[place - 1])
  }

  private static let suppositions = [
    "会不会", "有没有", "可能会", "会导致", "会引起", "会造成", "会出现", "如果", "要是", "万一", "假如", "是否", "说明书", "听说", "预防", "以前",
    "曾经", "上次", "去年", "小时候", "什么是", "怎么判断", "怎样算", "为什么会", "容易", "新闻", "电视", "电影", "小说", "书上", "剧里", "作业",
    "考试", "课本", "广告",
  ]
  private static let presence = ["现在", "刚", "正在", "已经", "今天", "会不会是", "是不是"]
  /// Anywhere in the message: it is happening, however it is put.
  private static let urgent = ["现在就", "现在还", "正在", "越来越", "救命", "快点来", "快帮"]
  private static let definitions = [
    "是什么", "怎么预防", "有哪些症状", "的症状", "什么意思", "啥意思", "的原因", "怎么念", "怎么读", "怎么写",
  ]

  private func isHypothetical(_ range: Range<Int>) -> Bool {
    let clause = text.clause(around: range.lowerBound)
    let before = FoldedText(text.text(clause.lowerBound..<range.lowerBound))
    let after = FoldedText(text.text(range.upperBound..<max(range.upperBound, clause.upperBound)))
    if before.contains(anyOf: GuardMatcher.presence) || text.contains(anyOf: GuardMatcher.urgent) {
      return false
    }
    if before.contains(anyOf: GuardMatcher.suppositions) { return true }
    // 吃了会呼吸困难吗
    if before.contains("会"), after.contains(anyOf: ["吗", "么"]) { return true }
    return after.contains(anyOf: GuardMatcher.definitions)
  }
}
