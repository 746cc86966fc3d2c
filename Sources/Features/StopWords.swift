public import Support
import Tokenization

/// Words that say nothing about what a text is about: 的, 了, 非常, 感觉.
///
/// Lists live in `Lexicons/stopwords/`, with the columns `word` and `note`; what a purpose leaves out is told by
/// `Purpose.lists`. A user's own list is the same, or simply one word a line.
public struct StopWords: Sendable {
  /// What the words are left out of.
  public enum Purpose: String, Sendable, CaseIterable {
    /// Function words and what reviews say without meaning a topic.
    case topics
    /// Also what says nothing when it stands alone: 快, 小, 送.
    case keywords
    /// Only what does not help to find: 不, 没, 三次 and 饭后 stay.
    case search

    /// Names of the files in `Lexicons/stopwords/`.
    public var lists: [String] {
      switch self {
      case .topics: ["function", "topics"]
      case .keywords: ["function", "topics", "keywords"]
      case .search: ["search"]
      }
    }
  }

  private var table = WordTable()

  /// No stop words.
  public init() {}

  public init(_ words: some Sequence<String>) {
    for word in words { insert(word) }
  }

  /// The house's lists for a purpose.
  /// - Throws: `FileError` or `DiagnosticList`.
  public init(home: Home, for purpose: Purpose = .topics) throws {
    for list in purpose.lists {
      let path = "\(home.lexicons)/stopwords/\(list).tsv"
      try insert(contentsOf: path, name: home.display(path))
    }
  }

  /// A user's list.
  /// - Throws: `FileError` or `DiagnosticList`.
  public init(path: String) throws { try insert(contentsOf: path, name: path) }

  public var count: Int { table.count }

  /// Whether a word in normal form is in the list.
  public func contains(_ word: String) -> Bool { table.find(word) != nil }

  /// Whether a word, given as its normal form's UTF-8 bytes, is in the list.
  public func contains(_ word: ArraySlice<UInt8>) -> Bool {
    word.withUnsafeBufferPointer { table.find($0) != nil }
  }

  private mutating func insert(contentsOf path: String, name: String) throws {
    let text = try FileAccess.readText(path)
    let first = text.split(whereSeparator: \.isNewline).first {
      !$0.hasPrefix("#") && !$0.allSatisfy(\.isWhitespace)
    }
    guard let first else { return }
    if first.split(separator: "\t").first == "word" {
      for row in try Table(text: text, file: name, required: ["word"], optional: ["note"]).rows {
        insert(row["word"])
      }
    } else {
      for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
        for word in line.split(whereSeparator: \.isWhitespace) { insert(String(word)) }
      }
    }
  }

  private mutating func insert(_ word: String) {
    var normal = Normalizer.normalize(word)
    if !normal.isEmpty { normal.withUTF8 { _ = table.intern($0) } }
  }
}
