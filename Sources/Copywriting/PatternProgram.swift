/// A folded text that is being searched. Flat memory: every index is compared with `count` before it is used.
typealias FoldedScalars = UnsafeBufferPointer<UInt32>

/// A pattern's steps, for a backtracking matcher.
///
/// Over memory that its `Pattern` owns: it is copied and run without counting references, and is valid while the
/// pattern lives.
struct PatternProgram: @unchecked Sendable {
  enum Step {
    case scalar(UInt32)
    case number
    case words(WordTrie.View)
    /// Up to `most` scalars, none of which ends a clause (or, `wide`, a sentence).
    case gap(most: Int, wide: Bool)
    case clauseStart
    case clauseEnd
    /// Goes on at each of the `count` steps in `targets` from `first`, in turn.
    case split(first: Int, count: Int)
    case jump(Int)
    case match
  }

  private let steps: UnsafeMutableBufferPointer<Step>
  private let targets: UnsafeMutableBufferPointer<Int>

  init(_ builder: PatternBuilder) {
    steps = .allocate(capacity: builder.steps.count)
    _ = steps.initialize(from: builder.steps)
    targets = .allocate(capacity: builder.targets.count)
    _ = targets.initialize(from: builder.targets)
  }

  func deallocate() {
    steps.deallocate()
    targets.deallocate()
  }

  /// The end of a match of what begins at `step` beginning at `start`, if there is one.
  func match(from step: Int, at start: Int, in text: FoldedScalars) -> Int? {
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
      case .words(let trie): return longest(trie, then: step + 1, at: position, in: text)
      case .gap(let most, let wide):
        if case .match = steps[step + 1] { return gapEnd(position, most, wide, in: text) }
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

  /// The longest match that goes on at `step` after a word.
  private func longest(_ trie: WordTrie.View, then step: Int, at start: Int, in text: FoldedScalars) -> Int? {
    var place = WordTrie.View.Place()
    var position = start
    var found: Int?
    while position < text.count, trie.advance(&place, by: text[position]) {
      position += 1
      guard place.isWord, let whole = match(from: step, at: position, in: text) else { continue }
      if whole > found ?? 0 { found = whole }
    }
    return found
  }

  private func gapEnd(_ start: Int, _ most: Int, _ wide: Bool, in text: FoldedScalars) -> Int {
    var end = start
    while end < min(text.count, start + most), !(wide ? endsSentence(text[end]) : endsClause(text[end])) {
      end += 1
    }
    return end
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
private func numberEnd(_ text: FoldedScalars, _ start: Int) -> Int? {
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
