/// A wording to look for, in the small language of `Lexicons/compliance/rules.tsv`:
///
///     根治                 these characters, one after the other; spaces in a pattern mean nothing
///     (根|断)根            one of several
///     最[为]好             what is in brackets may be missing
///     保证…有效            up to 6 characters of the same clause in between; …3 up to 3; at the end: all of them
///     科普……20下单        the same, but commas may be crossed
///     #天                  a number, in digits or Chinese numerals
///     @患者                a word of a class from classes.tsv
///     ^ $                  the beginning and the end of a clause
///     \#                   the character itself
///
/// Compiled to a short program for a backtracking matcher over folded scalars.
struct Pattern: Sendable {
  enum Step: Sendable {
    case scalar(UInt32)
    case number
    case words(WordTrie)
    /// Up to `most` scalars, none of which ends a clause (or, `wide`, a sentence).
    case gap(most: Int, wide: Bool)
    case clauseStart
    case clauseEnd
    /// Goes on at each of these steps in turn.
    case split([Int])
    case jump(Int)
    case match
  }

  struct Mistake: Error {
    /// In characters from 0.
    let position: Int
    let message: String
    var name: String?
  }

  let steps: [Step]
  /// A top-level alternative: where its program begins and which scalars it can begin with.
  struct Entry: Sendable {
    let step: Int
    let first: Set<UInt32>
    /// One bit per scalar modulo 64: says no without hashing nearly always.
    private let sieve: UInt64

    init(step: Int, first: Set<UInt32>) {
      self.step = step
      self.first = first
      sieve = first.reduce(0) { $0 | 1 << UInt64($1 & 63) }
    }

    func mayBegin(with scalar: UInt32) -> Bool {
      sieve & (1 << UInt64(scalar & 63)) != 0 && first.contains(scalar)
    }
  }

  let entries: [Entry]

  init(_ text: String, classes: [String: WordTrie] = [:]) throws(Mistake) {
    var parser = PatternParser(text: Array(text), classes: classes)
    let alternatives = try parser.parse()
    var program = PatternProgram()
    var entries: [Entry] = []
    for alternative in alternatives {
      guard let first = alternative.first else {
        throw Mistake(position: 0, message: "这个写法可以什么都不匹配，或以间隔开头。至少要有一个确定的字在前面。")
      }
      entries.append(Entry(step: program.steps.count, first: first))
      program.add(alternative)
      program.steps.append(.match)
    }
    steps = program.steps
    self.entries = entries
  }

  /// The end of a match of the alternative at `step` beginning at `start`, if there is one.
  func match(from step: Int, at start: Int, in text: [UInt32]) -> Int? {
    var step = step
    var position = start
    while true {
      switch steps[step] {
      case .match: return position
      case .scalar(let scalar):
        guard position < text.count, text[position] == scalar else { return nil }
        position += 1
      case .number:
        guard let end = numberEnd(text, position) else { return nil }
        position = end
      case .clauseStart:
        guard position == 0 || endsClause(text[position - 1]) else { return nil }
      case .clauseEnd:
        guard position == text.count || endsClause(text[position]) else { return nil }
      case .words(let trie):
        var found: Int?
        trie.forEachEnd(in: text, from: position) { end in
          if let whole = match(from: step + 1, at: end, in: text), whole > found ?? 0 { found = whole }
        }
        return found
      case .gap(let most, let wide):
        if case .match = steps[step + 1] {
          let reach = text[position...].prefix(most)
          return reach.firstIndex { wide ? endsSentence($0) : endsClause($0) } ?? reach.endIndex
        }
        for skipped in 0...most {
          if let whole = match(from: step + 1, at: position + skipped, in: text) { return whole }
          guard position + skipped < text.count,
            !(wide ? endsSentence(text[position + skipped]) : endsClause(text[position + skipped]))
          else { return nil }
        }
        return nil
      case .split(let targets):
        for target in targets.dropLast() {
          if let whole = match(from: target, at: position, in: text) { return whole }
        }
        guard let last = targets.last else { return nil }
        step = last
        continue
      case .jump(let target):
        step = target
        continue
      }
      step += 1
    }
  }

  /// The first match anywhere.
  func firstMatch(in text: [UInt32]) -> Range<Int>? {
    for start in text.indices {
      for entry in entries where entry.mayBegin(with: text[start]) {
        if let end = match(from: entry.step, at: start, in: text) { return start..<end }
      }
    }
    return nil
  }
}

func endsSentence(_ scalar: UInt32) -> Bool {
  switch scalar {
  case 0x0A, 0x0D, 0x21, 0x3F, 0x3002, 0x2026: true  // ！ ？ are folded
  default: false
  }
}

func endsClause(_ scalar: UInt32) -> Bool {
  switch scalar {
  case 0x2C, 0x3B, 0x3A, 0x28, 0x29, 0x300C...0x300F, 0x201C, 0x201D: true  // ， ； ： （ ） are folded
  default: endsSentence(scalar)
  }
}

private let chineseDigits = Set("零〇一二两三四五六七八九十百千万亿半几数多".unicodeScalars.map(\.value))

private func isDigit(_ scalar: UInt32) -> Bool { (0x30...0x39).contains(scalar) }

/// `95.6`, `3`, `二十`, `两万多`; nil when there is no number at `start`.
private func numberEnd(_ text: [UInt32], _ start: Int) -> Int? {
  var end = start
  while end < text.count {
    let isPoint =
      text[end] == 0x2E && end > start && end + 1 < text.count && isDigit(text[end - 1])
      && isDigit(text[end + 1])
    guard isDigit(text[end]) || isPoint || chineseDigits.contains(text[end]) else { break }
    end += 1
  }
  return end > start ? end : nil
}

// MARK: - Parsing and compiling

private indirect enum PatternNode {
  case scalar(UInt32)
  case number
  case words(WordTrie)
  case gap(Int, wide: Bool)
  case clauseStart
  case clauseEnd
  case sequence([PatternNode])
  case either([PatternNode])
  case optional(PatternNode)

  /// What a match can begin with; nil when that is not settled (empty, or a gap comes first).
  var first: Set<UInt32>? {
    switch self {
    case .scalar(let scalar): return [scalar]
    case .number: return chineseDigits.union(0x30...0x39)
    case .words(let trie): return trie.firsts
    case .gap, .clauseStart, .clauseEnd, .optional: return nil
    case .either(let nodes):
      var union: Set<UInt32> = []
      for node in nodes {
        guard let first = node.first else { return nil }
        union.formUnion(first)
      }
      return union
    case .sequence(let nodes):
      var union: Set<UInt32> = []
      for node in nodes {
        switch node {
        case .clauseStart: continue
        case .optional(let inner):
          guard let first = inner.first else { return nil }
          union.formUnion(first)
        default: return node.first.map(union.union)
        }
      }
      return nil
    }
  }
}

private struct PatternProgram {
  var steps: [Pattern.Step] = []

  mutating func add(_ node: PatternNode) {
    switch node {
    case .scalar(let scalar): steps.append(.scalar(scalar))
    case .number: steps.append(.number)
    case .words(let trie): steps.append(.words(trie))
    case .gap(let most, let wide): steps.append(.gap(most: most, wide: wide))
    case .clauseStart: steps.append(.clauseStart)
    case .clauseEnd: steps.append(.clauseEnd)
    case .sequence(let nodes): for node in nodes { add(node) }
    case .either(let nodes): addSplit(nodes, mayBeMissing: false)
    case .optional(let inner): addSplit([inner], mayBeMissing: true)
    }
  }

  private mutating func addSplit(_ nodes: [PatternNode], mayBeMissing: Bool) {
    let split = steps.count
    steps.append(.split([]))
    var targets: [Int] = []
    var jumps: [Int] = []
    for node in nodes {
      targets.append(steps.count)
      add(node)
      jumps.append(steps.count)
      steps.append(.jump(0))
    }
    for jump in jumps { steps[jump] = .jump(steps.count) }
    if mayBeMissing { targets.append(steps.count) }
    steps[split] = .split(targets)
  }
}

private struct PatternParser {
  let text: [Character]
  let classes: [String: WordTrie]
  private var position = 0
  private var folder = ScalarFolder()
  private var depth = 0

  init(text: [Character], classes: [String: WordTrie]) {
    self.text = text
    self.classes = classes
  }

  mutating func parse() throws(Pattern.Mistake) -> [PatternNode] {
    let alternatives = try parseAlternatives()
    guard position == text.count else {
      throw mistake("多出来的“\(text[position])”，前面没有对应的开头。")
    }
    return alternatives
  }

  private mutating func parseAlternatives() throws(Pattern.Mistake) -> [PatternNode] {
    depth += 1
    defer { depth -= 1 }
    guard depth < 20 else { throw mistake("括号套得太深。") }
    var alternatives = [try parseSequence()]
    while position < text.count, text[position] == "|" {
      position += 1
      alternatives.append(try parseSequence())
    }
    return alternatives
  }

  private mutating func parseSequence() throws(Pattern.Mistake) -> PatternNode {
    var nodes: [PatternNode] = []
    while position < text.count {
      let character = text[position]
      if character == "|" || character == ")" || character == "]" { break }
      position += 1
      switch character {
      case _ where character.isWhitespace: continue
      case "(": nodes.append(.either(try parseGroup(closing: ")")))
      case "[": nodes.append(.optional(.either(try parseGroup(closing: "]"))))
      case "#": nodes.append(.number)
      case "^": nodes.append(.clauseStart)
      case "$": nodes.append(.clauseEnd)
      case "…": nodes.append(parseGap())
      case "@": nodes.append(.words(try parseClass()))
      case "\\":
        guard position < text.count else { throw mistake("“\\”后面缺少要照原样匹配的字符。") }
        append(text[position], to: &nodes)
        position += 1
      default: append(character, to: &nodes)
      }
    }
    return .sequence(nodes)
  }

  private mutating func append(_ character: Character, to nodes: inout [PatternNode]) {
    for scalar in character.unicodeScalars { nodes.append(.scalar(folder.fold(scalar.value))) }
  }

  private mutating func parseGroup(closing: Character) throws(Pattern.Mistake) -> [PatternNode] {
    let start = position - 1
    let alternatives = try parseAlternatives()
    guard position < text.count, text[position] == closing else {
      throw Pattern.Mistake(position: start, message: "括号没有配对，缺少“\(closing)”。")
    }
    position += 1
    return alternatives
  }

  private mutating func parseGap() -> PatternNode {
    var isWide = false
    if position < text.count, text[position] == "…" {
      isWide = true
      position += 1
    }
    var digits = ""
    while position < text.count, text[position].isASCII, text[position].isNumber, digits.count < 2 {
      digits.append(text[position])
      position += 1
    }
    return .gap(Int(digits) ?? 6, wide: isWide)
  }

  private mutating func parseClass() throws(Pattern.Mistake) -> WordTrie {
    let start = position - 1
    // The longest class name that follows: names have no end mark of their own.
    for length in stride(from: min(8, text.count - position), through: 1, by: -1) {
      let name = String(text[position..<(position + length)])
      if let words = classes[name] {
        position += length
        return words
      }
    }
    let rest = String(text[position...].prefix { $0.isLetter })
    throw Pattern.Mistake(
      position: start, message: "“@”后面不是 classes.tsv 里的词类：“\(rest)”。", name: rest)
  }

  private func mistake(_ message: String) -> Pattern.Mistake {
    Pattern.Mistake(position: min(position, text.count), message: message)
  }
}
