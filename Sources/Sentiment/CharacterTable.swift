internal import Tokenization

/// What the scanner must know of a character, in one table read: its code in the trie and its part in the
/// sentence.
///
/// Characters that look different but mean the same share a code: full-width and ASCII, upper and lower case,
/// traditional and simplified (as `Normalizer` folds them, one scalar for one).
struct CharacterTable: Sendable {
  /// Bits above the code.
  enum Class {
    static let codeMask: UInt32 = 0xFFFF
    static let comma: UInt32 = 1 << 16
    static let sentenceEnd: UInt32 = 1 << 17
    static let question: UInt32 = 1 << 18
    static let exclamation: UInt32 = 1 << 19
    static let openQuote: UInt32 = 1 << 20
    static let closeQuote: UInt32 = 1 << 21
    static let han: UInt32 = 1 << 22
    /// Ends a clause unless it stands inside a number or a Latin name.
    static let dot: UInt32 = 1 << 23
    /// Ends a clause.
    static let delimiter = comma | sentenceEnd
  }

  /// The basic plane, then U+1F000…U+1FFFF (pictographs). Other scalars have no entry and no meaning here.
  private(set) var entries: [UInt32]
  /// The same slots: what the scalar is folded to, for features that must not depend on the lexicon.
  private(set) var folded: [UInt16]
  private(set) var alphabet = 0

  static func slot(_ scalar: UInt32) -> Int? {
    if scalar < 0x10000 { return Int(scalar) }
    return scalar >= 0x1F000 && scalar < 0x20000 ? Int(scalar - 0x1F000 + 0x10000) : nil
  }

  /// A table that was made before.
  init(entries: [UInt32], folded: [UInt16], alphabet: Int) {
    self.entries = entries
    self.folded = folded
    self.alphabet = alphabet
  }

  /// - Parameter words: the normalised lexicon words, whose scalars make up the alphabet.
  init(words: some Sequence<String>) {
    entries = [UInt32](repeating: 0, count: 0x11000)
    // Pictographs share the private use area with nobody who writes reviews.
    folded = (0..<0x11000).map { $0 < 0x10000 ? UInt16($0) : UInt16(0xE000 + ($0 & 0xFFF)) }
    for word in words {
      for scalar in word.unicodeScalars {
        guard let slot = CharacterTable.slot(scalar.value), entries[slot] == 0 else { continue }
        alphabet += 1
        entries[slot] = UInt32(alphabet)
      }
    }
    foldVariants()
    classify()
  }

  /// The trie codes of a normalised word; nil when a scalar has no entry.
  func codes(of word: String) -> [UInt16]? {
    var codes: [UInt16] = []
    for scalar in word.unicodeScalars {
      guard let slot = CharacterTable.slot(scalar.value) else { return nil }
      let code = UInt16(entries[slot] & Class.codeMask)
      guard code > 0 else { return nil }
      codes.append(code)
    }
    return codes
  }

  /// Gives every character of the scripts at hand the code of its normalised form. One call of the normaliser
  /// for all: a call each would cost more than the rest of loading.
  private mutating func foldVariants() {
    let ranges: [ClosedRange<UInt32>] = [0x41...0x5A, 0x3400...0x9FFF, 0xF900...0xFAFF, 0xFF01...0xFF5E]
    let scalars = ranges.joined().compactMap(Unicode.Scalar.init)
    var text = String.UnicodeScalarView()
    for scalar in scalars {
      text.append(scalar)
      text.append("\n")
    }
    let forms = Normalizer.normalize(String(text)).unicodeScalars.split(
      separator: "\n", omittingEmptySubsequences: false)
    for (scalar, form) in zip(scalars, forms) where form.count == 1 {
      guard let first = form.first, let from = CharacterTable.slot(first.value),
        let to = CharacterTable.slot(scalar.value)
      else { continue }
      entries[to] |= entries[from]
      folded[to] = folded[from]
    }
  }

  private mutating func classify() {
    func mark(_ characters: String, _ bits: UInt32) {
      for scalar in characters.unicodeScalars {
        if let slot = CharacterTable.slot(scalar.value) { entries[slot] |= bits }
      }
    }
    mark("，、；：,;:~～…—·•|/（）()【】[]《》<>", Class.comma)
    mark(" \t\u{3000}\u{A0}", Class.comma)
    mark("。．｡\n\r", Class.sentenceEnd)
    mark(".", Class.dot)
    mark("！!", Class.sentenceEnd | Class.exclamation)
    mark("？?", Class.sentenceEnd | Class.question)
    mark("“「『‘", Class.openQuote)
    mark("”」』’", Class.closeQuote)
    mark("\"", Class.openQuote | Class.closeQuote)
    for slot in 0x3400...0x9FFF { entries[slot] |= Class.han }
  }
}
