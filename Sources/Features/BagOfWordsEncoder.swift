public import Tokenization

/// Documents → word ids of a vocabulary that already exists; other words are left out.
public struct BagOfWordsEncoder: Sendable {
  public let vocabulary: Vocabulary
  private let kinds: TokenKinds
  private var forms = NormalForms()

  public init(vocabulary: Vocabulary, kinds: TokenKinds = .words) {
    self.vocabulary = vocabulary
    self.kinds = kinds
  }

  /// Appends the ids of one document's words to `words`.
  public mutating func encode(
    tokens: UnsafeBufferPointer<Token>, of utf8: UnsafeBufferPointer<UInt8>, into words: inout [UInt32]
  ) {
    for token in tokens where kinds.contains(token.kind) {
      let source = UnsafeBufferPointer(rebasing: utf8[token.start..<token.end])
      if let id = forms.withNormal(source, { vocabulary.id(utf8: $0) }) { words.append(UInt32(id)) }
    }
  }

  /// Appends the ids of a document's words, separated by white space and taken as they are.
  public func encode(pretokenized utf8: UnsafeBufferPointer<UInt8>, into words: inout [UInt32]) {
    eachWord(of: utf8) { word, _ in
      if let id = vocabulary.id(utf8: word) { words.append(UInt32(id)) }
    }
  }
}
