/// A text with its tokens. Layers above (sentiment, intents, entities) add to it and never re-tokenise.
public struct TokenizedText: Sendable {
  /// The text as it was given.
  public let text: String
  /// Tile `text`: see `Token`.
  public let tokens: [Token]

  public init(text: String, tokens: [Token]) {
    self.text = text
    self.tokens = tokens
  }

  /// The token's characters as the user wrote them.
  public func source(_ token: Token) -> Substring { text.utf8Slice(token.start..<token.end) }

  /// The token as vocabularies count it: NFKC, case-folded, simplified (`ＶＣ` → `vc`, `藥` → `药`).
  public func norm(_ token: Token) -> String { Normalizer.normalize(source(token)) }

  /// The tokens' texts in order; joined they give `text`.
  public var sources: [Substring] { tokens.map(source) }
}

extension String {
  /// The part of the string between two UTF-8 byte offsets, which must lie on scalar boundaries.
  public func utf8Slice(_ range: Range<Int>) -> Substring {
    let start = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
    return self[start..<utf8.index(start, offsetBy: range.count)]
  }
}
