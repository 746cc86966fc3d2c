/// One token: where it stands in the text as the user wrote it, and what it is.
///
/// Tokens tile their text: the first starts at 0, each starts where the one before ends, the last ends at the
/// text's end. Spaces and punctuation are tokens too, told apart by `kind`.
public struct Token: Sendable, Hashable {
  /// What a token is, decided by its characters and by the lexicons.
  public enum Kind: UInt8, Sendable, CaseIterable {
    /// A Chinese word, known or not; a single Han character that joins no word.
    case word
    /// Latin, Greek or other letters: `vc`, `iPhone15`.
    case latin
    /// A bare number, in digits or Chinese numerals: `3`, `１２`, `三百`, `0.25`.
    case number
    /// A number with its unit or measure word: `0.25g`, `两片`, `24粒`, `3盒`.
    case quantity
    /// `9月1日`, `2024-05-06`.
    case date
    /// `8点半`, `20:30`.
    case time
    /// `￥19.9`, `19.9元`, `三块五`.
    case money
    case percent
    /// A model or batch name of mixed letters and digits: `B12`, `SK-II`, `KN95`.
    case model
    case url
    case email
    case emoji
    /// A run of punctuation or symbols.
    case punctuation
    case space
  }

  // Four bytes each: a long line has many tokens.
  private let startOffset: UInt32
  private let endOffset: UInt32
  private let entryIndex: LexiconEntry.ID
  public let kind: Kind

  public init(start: Int, end: Int, kind: Kind, entry: LexiconEntry.ID? = nil) {
    startOffset = UInt32(truncatingIfNeeded: start)
    endOffset = UInt32(truncatingIfNeeded: end)
    self.kind = kind
    entryIndex = entry ?? -1
  }

  /// - Parameter entryIndex: −1 for none.
  @inline(__always)
  init(start: Int, end: Int, kind: Kind, entryIndex: LexiconEntry.ID) {
    startOffset = UInt32(truncatingIfNeeded: start)
    endOffset = UInt32(truncatingIfNeeded: end)
    self.kind = kind
    self.entryIndex = entryIndex
  }

  /// Byte offset of the first byte in the UTF-8 text.
  public var start: Int { Int(startOffset) }
  /// Byte offset after the last byte.
  public var end: Int { Int(endOffset) }
  /// The lexicon entry behind the token, for `Tokenizer.entry(_:)`; nil for words of the general dictionaries.
  public var entry: LexiconEntry.ID? { entryIndex < 0 ? nil : entryIndex }

  /// Whether the token carries meaning on its own: neither space nor punctuation.
  public var isContent: Bool { kind != .space && kind != .punctuation }
}

extension Token.Kind: CustomStringConvertible {
  /// The lower-case name used in `--format ndjson`.
  public var description: String {
    switch self {
    case .word: "word"
    case .latin: "latin"
    case .number: "number"
    case .quantity: "quantity"
    case .date: "date"
    case .time: "time"
    case .money: "money"
    case .percent: "percent"
    case .model: "model"
    case .url: "url"
    case .email: "email"
    case .emoji: "emoji"
    case .punctuation: "punctuation"
    case .space: "space"
    }
  }
}
