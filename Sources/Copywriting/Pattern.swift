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
/// Compiled to a short program for a backtracking matcher over folded scalars (`PatternProgram`). A class, since it owns
/// the program's memory, which does not change after `init`: threads may share it.
final class Pattern: @unchecked Sendable {
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
  }

  /// The other side of an `&`.
  struct Companion: Sendable {
    let step: Int
    /// In the same sentence rather than the same clause.
    let isWide: Bool
  }

  /// How far an `&` reaches to either side.
  private static let reach = 24

  /// Valid while the pattern lives.
  let program: PatternProgram
  /// What `program` looks into.
  private let tries: [WordTrie]
  let entries: [Entry]
  /// One bit per first scalar modulo 64: nearly always says no without trying.
  private let sieve: UInt64

  convenience init(_ text: String, classes: [String: WordTrie] = [:]) throws(Mistake) {
    var folder = ScalarFolder()
    try self.init(text, classes: classes, folder: &folder)
  }

  init(_ text: String, classes: [String: WordTrie], folder: inout ScalarFolder) throws(Mistake) {
    var parser = PatternParser(text: Array(text), classes: classes, folder: folder)
    defer { folder = parser.folder }
    let alternatives = try parser.parse()
    var builder = PatternBuilder()
    var entries: [Entry] = []
    for alternative in alternatives {
      guard let heads = PatternNode.heads(of: [alternative.main]) else {
        throw Mistake(position: 0, message: "这个写法可以什么都不匹配，或以间隔开头。至少要有一个确定的字在前面。")
      }
      let step = builder.add(whole: alternative.main)
      let companions = alternative.companions.map { node, isWide in
        Companion(step: builder.add(whole: node), isWide: isWide)
      }
      entries.append(Entry(step: step, heads: heads, companions: companions))
    }
    program = PatternProgram(builder)
    tries = builder.tries
    self.entries = entries
    sieve = entries.flatMap(\.heads).reduce(0) { $0 | 1 << UInt64($1.first & 63) }
  }

  deinit { program.deallocate() }

  /// The range of a match of `entry` whose main part begins at `start`, companions included.
  func match(entry: Entry, at start: Int, in text: FoldedScalars) -> Range<Int>? {
    guard let end = program.match(from: entry.step, at: start, in: text) else { return nil }
    var range = start..<end
    for companion in entry.companions {
      guard let found = find(companion, beside: start..<end, in: text) else { return nil }
      range = min(range.lowerBound, found.lowerBound)..<max(range.upperBound, found.upperBound)
    }
    return range
  }

  private func find(_ companion: Companion, beside main: Range<Int>, in text: FoldedScalars) -> Range<Int>? {
    func ends(_ scalar: UInt32) -> Bool { companion.isWide ? endsSentence(scalar) : endsClause(scalar) }
    var position = main.upperBound
    while position < min(text.count, main.upperBound + Self.reach), !ends(text[position]) {
      if let end = program.match(from: companion.step, at: position, in: text) { return position..<end }
      position += 1
    }
    position = main.lowerBound - 1
    while position >= max(0, main.lowerBound - Self.reach), !ends(text[position]) {
      if let end = program.match(from: companion.step, at: position, in: text), end <= main.lowerBound {
        return position..<end
      }
      position -= 1
    }
    return nil
  }

  /// The first match anywhere.
  func firstMatch(in text: [UInt32]) -> Range<Int>? {
    text.withUnsafeBufferPointer { text in
      for start in text.indices where sieve & (1 << UInt64(text[start] & 63)) != 0 {
        for entry in entries {
          if let range = match(entry: entry, at: start, in: text) { return range }
        }
      }
      return nil
    }
  }
}
