/// A wording to look for, in the small language of `Lexicons/compliance/rules.tsv`:
///
///     根治                 these characters, one after the other; spaces in a pattern mean nothing
///     (根|断)根            one of several
///     最[为]好             what is in brackets may be missing
///     保证…有效            up to 6 characters of the same clause in between; …3 up to 3; at the end: all of them
///     科普……20下单        the same, but commas may be crossed
///     #天                  a number, in digits or Chinese numerals
///     @患者                a word of a class from classes.tsv
///     @专家 & @推荐         both in one clause, in any order, at most 24 characters apart; && in one sentence
///     ^ $                  the beginning and the end of a clause
///     \#                   the character itself
///
/// Compiled to a short program for a backtracking matcher over folded scalars. A class, immutable, so that the linter's
/// loop passes one reference.
final class Pattern: Sendable {
  /// Without references, so that the matcher counts none.
  enum Step: Sendable {
    case scalar(UInt32)
    case number
    /// A word of `tries` at this index.
    case words(Int)
    /// Up to `most` scalars, none of which ends a clause (or, `wide`, a sentence).
    case gap(most: Int, wide: Bool)
    case clauseStart
    case clauseEnd
    /// Goes on at each of the `count` steps in `targets` from `first`, in turn.
    case split(first: Int, count: Int)
    case jump(Int)
    case match
  }

  struct Mistake: Error {
    /// In characters from 0.
    let position: Int
    let message: String
    var name: String?
  }

  /// A top-level alternative: where its program begins and what it can begin with, and what else must stand near it.
  struct Entry: Sendable {
    let step: Int
    let heads: Set<PatternHead>
    let companions: [Companion]
    /// One bit per first scalar modulo 64, and the scalars themselves: says no without hashing nearly always.
    private let sieve: UInt64
    private let first: Set<UInt32>

    init(step: Int, heads: Set<PatternHead>, companions: [Companion] = []) {
      self.step = step
      self.heads = heads
      self.companions = companions
      first = Set(heads.map(\.first))
      sieve = first.reduce(0) { $0 | 1 << UInt64($1 & 63) }
    }

    func mayBegin(with scalar: UInt32) -> Bool {
      sieve & (1 << UInt64(scalar & 63)) != 0 && first.contains(scalar)
    }
  }

  /// The other side of an `&`.
  struct Companion: Sendable {
    let step: Int
    /// In the same sentence rather than the same clause.
    let isWide: Bool
  }

  /// How far an `&` reaches to either side.
  private static let reach = 24

  let steps: [Step]
  private let tries: [WordTrie]
  private let targets: [Int]
  let entries: [Entry]

  convenience init(_ text: String, classes: [String: WordTrie] = [:]) throws(Mistake) {
    var folder = ScalarFolder()
    try self.init(text, classes: classes, folder: &folder)
  }

  init(_ text: String, classes: [String: WordTrie], folder: inout ScalarFolder) throws(Mistake) {
    var parser = PatternParser(text: Array(text), classes: classes, folder: folder)
    defer { folder = parser.folder }
    let alternatives = try parser.parse()
    var program = PatternProgram()
    var entries: [Entry] = []
    for alternative in alternatives {
      guard let heads = PatternNode.heads(of: [alternative.main]) else {
        throw Mistake(position: 0, message: "这个写法可以什么都不匹配，或以间隔开头。至少要有一个确定的字在前面。")
      }
      let step = program.steps.count
      program.add(alternative.main)
      program.steps.append(.match)
      var companions: [Companion] = []
      for (node, isWide) in alternative.companions {
        companions.append(Companion(step: program.steps.count, isWide: isWide))
        program.add(node)
        program.steps.append(.match)
      }
      entries.append(Entry(step: step, heads: heads, companions: companions))
    }
    steps = program.steps
    tries = program.tries
    targets = program.targets
    self.entries = entries
  }

  /// The range of a match of `entry` whose main part begins at `start`, companions included.
  func match(entry: Entry, at start: Int, in text: [UInt32]) -> Range<Int>? {
    guard let end = match(from: entry.step, at: start, in: text) else { return nil }
    var range = start..<end
    for companion in entry.companions {
      guard let found = find(companion, beside: start..<end, in: text) else { return nil }
      range = min(range.lowerBound, found.lowerBound)..<max(range.upperBound, found.upperBound)
    }
    return range
  }

  private func find(_ companion: Companion, beside main: Range<Int>, in text: [UInt32]) -> Range<Int>? {
    func ends(_ scalar: UInt32) -> Bool { companion.isWide ? endsSentence(scalar) : endsClause(scalar) }
    var position = main.upperBound
    while position < min(text.count, main.upperBound + Self.reach), !ends(text[position]) {
      if let end = match(from: companion.step, at: position, in: text) { return position..<end }
      position += 1
    }
    position = main.lowerBound - 1
    while position >= max(0, main.lowerBound - Self.reach), !ends(text[position]) {
      if let end = match(from: companion.step, at: position, in: text), end <= main.lowerBound {
        return position..<end
      }
      position -= 1
    }
    return nil
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
        tries[trie].forEachEnd(in: text, from: position) { end in
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
      case .split(let first, let count):
        for index in first..<(first + count - 1) {
          if let whole = match(from: targets[index], at: position, in: text) { return whole }
        }
        step = targets[first + count - 1]
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
        if let range = match(entry: entry, at: start, in: text) { return range }
      }
    }
    return nil
  }
}

extension Pattern {
  /// What a number can begin with.
  static let numberStarts = chineseDigits.union(0x30...0x39)
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

/// One bit per scalar modulo 64: nearly always says no without hashing.
private let digitSieve = chineseDigits.reduce(UInt64(0)) { $0 | 1 << UInt64($1 & 63) }

private func isChineseDigit(_ scalar: UInt32) -> Bool {
  scalar > 0x7F && digitSieve & (1 << UInt64(scalar & 63)) != 0 && chineseDigits.contains(scalar)
}

private func isDigit(_ scalar: UInt32) -> Bool { (0x30...0x39).contains(scalar) }

/// `95.6`, `3`, `二十`, `两万多`; nil when there is no number at `start`.
private func numberEnd(_ text: [UInt32], _ start: Int) -> Int? {
  var end = start
  while end < text.count {
    let isPoint =
      text[end] == 0x2E && end > start && end + 1 < text.count && isDigit(text[end - 1])
      && isDigit(text[end + 1])
    guard isDigit(text[end]) || isPoint || isChineseDigit(text[end]) else { break }
    end += 1
  }
  return end > start ? end : nil
}
