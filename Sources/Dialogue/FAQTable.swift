import Corpus
import Support

/// Questions and answers that a shop already has in a table: TSV or CSV with the columns `question` and
/// `answer`, and `source` and `review` where it has them. Chinese column names (问题 答案 来源 审核) do as well.
///
///     let table = try FAQTable("常见问题.csv")
///     script.add(table)
public struct FAQTable: Sendable {
  public struct Entry: Sendable, Equatable {
    public var question: String
    public var answer: String
    public var source: String?
    /// As in 话本: `李敏 执业药师 2026-11-01，有效至 2027-10-31`.
    public var review: String?
    public var line: Int
  }

  /// How messages name the file.
  public let file: String
  public let entries: [Entry]

  /// The names that each column may have, the first one first.
  private static let columns: [(kind: Column, names: [String])] = [
    (.question, ["question", "问题", "问法", "标准问"]), (.answer, ["answer", "答案", "回答", "答"]),
    (.source, ["source", "来源", "依据"]), (.review, ["review", "审核"]),
  ]

  private enum Column { case question, answer, source, review }

  /// Every table of `path`, a file or a folder of `.tsv` and `.csv` files.
  /// - Throws: `FileError`, `CorpusError`, or `DiagnosticList` with every mistake of one file.
  public static func read(_ path: String) throws -> [FAQTable] {
    let files = (Home.files(in: path, suffix: ".csv") + Home.files(in: path, suffix: ".tsv")).sorted()
    return try (files.isEmpty ? [path] : files).map { try FAQTable($0) }
  }

  /// - Throws: `FileError`, `CorpusError`, or `DiagnosticList` with every row that lacks a question or an answer.
  public init(_ path: String) throws {
    file = path
    let header = try Self.header(of: path)
    func name(_ kind: Column) -> String? {
      Self.columns.first { $0.kind == kind }?.names.first { header.contains($0) }
    }
    guard let question = name(.question), let answer = name(.answer) else {
      throw DiagnosticList([
        Diagnostic(
          file: path, line: 1,
          "问答表第一行要有“question”和“answer”（或“问题”和“答案”）两列，现在是：\(header.joined(separator: "、"))。",
          suggestion: "另外可以有 source（来源）、review（审核）。")
      ])
    }
    let reader = try CorpusReader(
      path,
      options: CorpusOptions(
        textColumn: question, groupColumn: name(.source), labelColumn: answer, idColumn: name(.review)))
    var entries: [Entry] = []
    var mistakes: [Diagnostic] = []
    let counts = try reader.forEach { record in
      let question = record.text.trimmingBlanks
      let answer = (record.label ?? "").trimmingBlanks
      if question.isEmpty || answer.isEmpty {
        mistakes.append(
          Diagnostic(file: path, line: record.line, "这一行的\(question.isEmpty ? "问题" : "答案")是空的。"))
        return
      }
      entries.append(
        Entry(
          question: question, answer: answer, source: Self.filled(record.group),
          review: Self.filled(record.id), line: record.line))
    }
    mistakes += counts.damages
    guard mistakes.isEmpty else { throw DiagnosticList(mistakes) }
    self.entries = entries
  }

  private static func filled(_ text: String?) -> String? {
    text.map(\.trimmingBlanks).flatMap { $0.isEmpty ? nil : $0 }
  }

  private static func header(of path: String) throws -> [String] {
    let text = try FileAccess.readText(path)
    let line = text.drop { $0 == "\u{FEFF}" }.prefix { !$0.isNewline }
    let separator: Character = CorpusFormat(path: path) == .csv ? "," : "\t"
    return line.split(separator: separator, omittingEmptySubsequences: false)
      .map { String($0).trimmingBlanks.filter { $0 != "\"" } }
  }
}

/// Finds the entries of tables whose question is most like a message. A value; searching is deterministic.
public struct FAQSearch: Sendable {
  public struct Hit: Sendable, Equatable {
    public var entry: FAQTable.Entry
    /// 0…1, the weighted mean of cosines that `QuestionIndex` describes.
    public var similarity: Double
  }

  private let entries: [FAQTable.Entry]
  private let index: QuestionIndex

  /// - Complexity: O(total length of the questions).
  public init(_ tables: [FAQTable], synonyms: Synonyms) {
    entries = tables.flatMap(\.entries)
    var builder = QuestionIndex.Builder(synonyms: synonyms, capacity: entries.count)
    for (number, entry) in entries.enumerated() { builder.add(owner: number, FoldedText(entry.question)) }
    index = QuestionIndex(builder)
  }

  /// At most `top` entries, most similar first, ties in the order of the tables.
  /// - Complexity: O(postings of the text's features + entries).
  public func nearest(_ text: String, top: Int) -> [Hit] {
    let similarities = index.similarities(index.query(FoldedText(text)))
    return index.hits(similarities, owners: 0..<entries.count, top: top).map {
      Hit(entry: entries[$0.owner], similarity: $0.similarity)
    }
  }
}
