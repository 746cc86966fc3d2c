/// The sentences or clauses of a tokenised text, one after the other, as ranges of token indexes that tile the
/// tokens. Nothing is allocated.
///
///     tokenizer.withTokens(of: text, scratch: scratch) { tokens in
///       for sentence in TokenRanges(tokens, of: text, at: .sentences) { … tokens[sentence] … }
///     }
public struct TokenRanges: Sequence, IteratorProtocol {
  public enum Unit: Sendable {
    /// Ends at 。！？!?；;… and line breaks, and at a full stop after a word with a space behind it.
    case sentences
    /// Also at commas, enumeration commas, colons, tildes and spaces, except between Latin words or numbers.
    case clauses
  }

  private let tokens: UnsafeBufferPointer<Token>
  private let text: UnsafeBufferPointer<UInt8>
  private let unit: Unit
  private var start = 0

  /// - Parameters:
  ///   - tokens: of `text`, as `Tokenizer.withTokens` gives them. Both must outlive the iteration.
  public init(_ tokens: UnsafeBufferPointer<Token>, of text: UnsafeBufferPointer<UInt8>, at unit: Unit) {
    (self.tokens, self.text, self.unit) = (tokens, text, unit)
  }

  /// Up to and with all marks in a row and the closing quotes, brackets and spaces behind them.
  public mutating func next() -> Range<Int>? {
    guard start < tokens.count else { return nil }
    var end = start
    while end < tokens.count, !isMark(end) { end += 1 }
    while end < tokens.count, isMark(end) || isTail(end) { end += 1 }
    defer { start = end }
    return start..<end
  }

  private func isMark(_ index: Int) -> Bool {
    let token = tokens[index]
    switch token.kind {
    case .punctuation, .space: break
    default: return false
    }
    // A token of punctuation repeats one mark; a space may hide a line break.
    var position = token.start
    while position < token.end {
      let (scalar, next) = UTF8Decoder.next(text, position)
      if Self.endsSentence(scalar) || (unit == .clauses && endsClause(scalar, index)) { return true }
      if scalar == 0x2E, endsLatinSentence(index) { return true }
      position = next
    }
    return false
  }

  private static func endsSentence(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x3002, 0xFF61, 0xFF01, 0xFF1F, 0x21, 0x3F, 0xFF1B, 0x3B, 0x2026, 0x0A, 0x0D, 0x2028, 0x2029: true
    default: false
    }
  }

  private func endsClause(_ scalar: UInt32, _ index: Int) -> Bool {
    switch scalar {
    case 0xFF0C, 0x2C, 0x3001, 0xFF64, 0xFF1A, 0x3A, 0xFF5E, 0x7E, 0x301C: true
    case 0x20, 0x3000, 0x09, 0xA0: !isFlat(index - 1) || !isFlat(index + 1)
    default: false
    }
  }

  /// `...`, and `Very good. I…`, but not `3. 快递` or `yaofang.com`.
  private func endsLatinSentence(_ index: Int) -> Bool {
    let length = tokens[index].end - tokens[index].start
    guard index > 0, length == 1 else { return length >= 3 }
    let before = tokens[index - 1].kind
    return before != .number && tokens[index - 1].isContent
      && (index + 1 == tokens.count || tokens[index + 1].kind == .space)
  }

  /// What Latin writing puts spaces between.
  private func isFlat(_ index: Int) -> Bool {
    guard tokens.indices.contains(index) else { return false }
    switch tokens[index].kind {
    case .latin, .model, .number: return true
    default: return false
    }
  }

  private func isTail(_ index: Int) -> Bool {
    let token = tokens[index]
    if token.kind == .space { return true }
    guard token.kind == .punctuation else { return false }
    switch UTF8Decoder.next(text, token.start).scalar {
    case 0x201D, 0x2019, 0x300D, 0x300F, 0xFF09, 0x29, 0x3011, 0x300B, 0x22, 0xFF02, 0x5D, 0xFF3D: return true
    default: return false
    }
  }
}

extension TokenizedText {
  /// Ranges of token indexes, one a sentence: see `TokenRanges.Unit.sentences`. They tile the tokens.
  public func sentences() -> [Range<Int>] { ranges(.sentences) }

  /// As `sentences()`, by clauses.
  public func clauses() -> [Range<Int>] { ranges(.clauses) }

  private func ranges(_ unit: TokenRanges.Unit) -> [Range<Int>] {
    var text = text
    return text.withUTF8 { utf8 in
      tokens.withUnsafeBufferPointer { Array(TokenRanges($0, of: utf8, at: unit)) }
    }
  }
}
