public import Support

/// Text → tokens. An immutable value that many threads share.
public struct Tokenizer: Sendable {
  /// Loads ICU's dictionary, the system's word list where there is one, `home/Lexicons/words/*.tsv` and the
  /// user's lexicon files.
  public init(home: Home, userLexicons: [String] = []) throws {}

  public func tokenize(_ text: String) -> TokenizedText {
    TokenizedText(text: text, tokens: [])
  }

  /// The lexicon entry of a token's `entry`.
  public func entry(_ id: LexiconEntry.ID) -> LexiconEntry {
    LexiconEntry(word: "", tag: "", canonical: "", weight: 1)
  }
}
