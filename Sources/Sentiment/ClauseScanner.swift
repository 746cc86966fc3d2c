internal import Tokenization

/// Bytes and tokens → clauses with the lexicon words in them.
///
/// Words are found by longest match from left to right. A match may begin only where a token begins or where
/// the match before ended, and must end where a token ends: 好 is not found in 正好, nor 好用 in 好|用心.
struct ClauseScanner {
  let view: LexiconView
  let boundaries: SentimentAnalyzer.Boundaries

  private typealias Class = CharacterTable.Class

  func scan(
    _ utf8: UnsafeBufferPointer<UInt8>, _ tokens: UnsafeBufferPointer<Token>,
    into scratch: inout SentimentAnalyzer.Scratch
  ) {
    decode(utf8, tokens, into: &scratch)
    let count = scratch.count
    scratch.entries.withUnsafeBufferPointer { entries in
      let entries = UnsafeBufferPointer(rebasing: entries[..<count])
      scratch.starts.withUnsafeBufferPointer { starts in
        let found = findClauses(entries, starts, matches: &scratch.matches, clauses: &scratch.clauses)
        (scratch.exclamations, scratch.hasSignals) = (found.exclamations, found.hasSignals)
      }
    }
  }

  /// UTF-8 → table entries and byte offsets. Ill-formed bytes count as one unknown scalar each.
  private func decode(
    _ utf8: UnsafeBufferPointer<UInt8>, _ tokens: UnsafeBufferPointer<Token>,
    into scratch: inout SentimentAnalyzer.Scratch
  ) {
    var hasNot = false
    let everywhere = tokens.isEmpty || boundaries == .ignored
    scratch.reserve(scalars: utf8.count)
    var count = 0
    scratch.entries.withUnsafeMutableBufferPointer { entries in
      scratch.folded.withUnsafeMutableBufferPointer { folded in
        scratch.offsets.withUnsafeMutableBufferPointer { offsets in
          scratch.starts.withUnsafeMutableBufferPointer { starts in
            var token = 0
            var byte = 0
            while byte < utf8.count {
              let (scalar, width) = scalar(in: utf8, at: byte)
              while token < tokens.count, tokens[token].start < byte { token += 1 }
              starts[count] = everywhere || (token < tokens.count && tokens[token].start == byte)
              offsets[count] = Int32(truncatingIfNeeded: byte)
              let slot = CharacterTable.slot(scalar)
              let entry = slot.map { view.entries[$0] } ?? 0
              entries[count] = entry
              if entry == view.not { hasNot = true }
              folded[count] = slot.map { view.folded[$0] } ?? 0xFFFD
              byte += width
              count += 1
            }
            offsets[count] = Int32(truncatingIfNeeded: utf8.count)
            starts[count] = true
          }
        }
      }
    }
    scratch.count = count
    scratch.hasNot = hasNot
  }

  /// The scalar that begins at `byte` and its length in bytes; an ill-formed byte is U+FFFD of length 1.
  @inline(__always)
  private func scalar(in utf8: UnsafeBufferPointer<UInt8>, at byte: Int) -> (value: UInt32, width: Int) {
    let lead = UInt32(utf8[byte])
    if lead < 0x80 { return (lead, 1) }
    let width = lead < 0xC2 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 1
    guard width > 1, byte + width <= utf8.count else { return (0xFFFD, 1) }
    var value = lead & (0x7F >> UInt32(width))
    for next in byte + 1..<byte + width {
      guard utf8[next] & 0xC0 == 0x80 else { return (0xFFFD, 1) }
      value = value << 6 | UInt32(utf8[next] & 0x3F)
    }
    return (value, width)
  }

  private func findClauses(
    _ entries: UnsafeBufferPointer<UInt32>, _ starts: UnsafeBufferPointer<Bool>,
    matches: inout [Match], clauses: inout [Clause]
  ) -> (exclamations: Int, hasSignals: Bool) {
    var exclamations = 0
    var hasSignals = false
    var clauseStart = 0
    var firstMatch = 0
    var chained = 0
    var position = 0

    func close(at end: Int, ending: UInt32) {
      if end > clauseStart {
        clauses.append(
          Clause(start: clauseStart, end: end, matches: firstMatch..<matches.count, ending: ending))
      } else if let last = clauses.indices.last {
        clauses[last].ending |= ending
      }
      firstMatch = matches.count
    }

    while position < entries.count {
      if let (end, term) = longestMatch(at: position, chained: chained == position, entries, starts) {
        if !term.roles.isDisjoint(with: .contrast), position > clauseStart + 1 {
          close(at: position, ending: 0)
          clauseStart = position
        }
        matches.append(Match(start: position, end: end, term: term))
        if term.signal != Term.none { hasSignals = true }
        position = end
        chained = end
        continue
      }
      let entry = entries[position]
      if entry & Class.exclamation != 0 { exclamations += 1 }
      if entry & Class.delimiter != 0 || (entry & Class.dot != 0 && endsClause(dotAt: position, entries)) {
        close(at: position, ending: entry | (entry & Class.dot != 0 ? Class.comma : 0))
        clauseStart = position + 1
      }
      position += 1
    }
    close(at: entries.count, ending: 0)
    return (exclamations, hasSignals)
  }

  /// A dot ends a clause unless a word goes on behind it: `0.25g`, `yao.com`.
  private func endsClause(dotAt position: Int, _ entries: UnsafeBufferPointer<UInt32>) -> Bool {
    guard position + 1 < entries.count else { return true }
    return entries[position + 1] & (Class.dot | Class.delimiter | Class.han) != 0
  }

  /// The longest lexicon word at `position` that respects the token boundaries.
  @inline(__always)
  private func longestMatch(
    at position: Int, chained: Bool, _ entries: UnsafeBufferPointer<UInt32>,
    _ starts: UnsafeBufferPointer<Bool>
  ) -> (end: Int, term: Term)? {
    var code = entries[position] & Class.codeMask
    guard code != 0 else { return nil }
    let onStart = starts[position] || chained
    var state = 0
    var end = position
    var best: (end: Int, value: Int32)?
    var bestOnBoundary: (end: Int, value: Int32)?
    while true {
      let next = Int(view.base[state]) + Int(code)
      guard next < view.check.count, view.check[next] == Int32(truncatingIfNeeded: state) else { break }
      state = next
      end += 1
      let value = view.values[state]
      if value >= 0 {
        best = (end, value)
        if starts[end] { bestOnBoundary = best }
      }
      guard end < entries.count else { break }
      code = entries[end] & Class.codeMask
      guard code != 0 else { break }
    }
    guard let longest = best else { return nil }
    if view.terms[Int(longest.value)].isBlocked { return chosen(longest) }
    if let bounded = bestOnBoundary, onStart || bounded.end - position >= 3 { return chosen(bounded) }
    // A degree or negation word may be glued to what it acts on: 很好|用.
    return onStart && view.terms[Int(longest.value)].isAdverb ? chosen(longest) : nil
  }

  private func chosen(_ match: (end: Int, value: Int32)) -> (end: Int, term: Term) {
    (match.end, view.terms[Int(match.value)])
  }
}
