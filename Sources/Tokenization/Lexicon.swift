public import Support

/// A word that Yaoyu or its user teaches the tokenizer, with what is known of it.
public struct LexiconEntry: Sendable, Hashable {
  /// Index into the tokenizer's entries; stable for one set of lexicon files.
  public typealias ID = Int32

  /// Normalised form.
  public var word: String
  /// What the word is: `drug`, `brand`, `form`, `symptom`, `disease`, `term`, `unit`…; empty when not said.
  public var tag: String
  /// The entry's principal name: the generic name of a brand (芬必得 → 布洛芬). The word itself when none is
  /// given.
  public var canonical: String
  /// How willingly the lattice takes the word, as a factor on its frequency. 1 is the default.
  public var weight: Double

  public init(word: String, tag: String = "", canonical: String? = nil, weight: Double = 1) {
    self.word = Normalizer.normalize(word)
    self.tag = tag
    self.canonical = canonical.map { Normalizer.normalize($0) } ?? self.word
    self.weight = weight
  }
}

/// Words from TSV files with the columns `word`, and optionally `tag`, `canonical`, `weight`, `note`.
///
/// A user's own list may also be plain: a word a line, or `word weight tag` separated by spaces or tabs.
public struct Lexicon: Sendable {
  public var entries: [LexiconEntry]

  public init(entries: [LexiconEntry] = []) { self.entries = entries }

  static let columns = ["tag", "canonical", "weight", "note"]

  /// All files of `Lexicons/words/`, in name order. A word may stand in one file only.
  /// - Throws: `DiagnosticList` with every mistake of every file, or `FileError`.
  public init(home: Home) throws {
    entries = []
    var seen: [String: String] = [:]
    var mistakes: [Diagnostic] = []
    for path in Home.files(in: home.lexicons + "/words", suffix: ".tsv") {
      let name = home.display(path)
      do {
        let table = try Table(path: path, name: name, required: ["word"], optional: Self.columns)
        for row in table.rows {
          let entry = Self.entry(row, &mistakes)
          if let place = seen.updateValue("\(name):\(row.line)", forKey: entry.word) {
            mistakes.append(row.mistake("word", "“\(row["word"])”已经在 \(place) 写过。", suggestion: "请只留一处。"))
          }
          entries.append(entry)
        }
      } catch let list as DiagnosticList {
        mistakes += list.diagnostics
      }
    }
    guard mistakes.isEmpty else { throw DiagnosticList(mistakes) }
  }

  /// A user's file: a table when its first line of content names a column `word`, else a plain list.
  /// - Throws: `DiagnosticList` or `FileError`.
  public init(userFile path: String) throws {
    let text = try FileAccess.readText(path)
    var mistakes: [Diagnostic] = []
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let first = lines.first { !$0.hasPrefix("#") && !$0.allSatisfy(\.isWhitespace) }
    if let first, first.split(separator: "\t").contains(where: { $0 == "word" }) {
      let table = try Table(text: text, file: path, required: ["word"], optional: Self.columns)
      entries = table.rows.map { Self.entry($0, &mistakes) }
    } else {
      entries = []
      for (number, line) in zip(1..., lines) where !line.hasPrefix("#") {
        let fields = line.split(whereSeparator: \.isWhitespace)
        guard let word = fields.first else { continue }
        let weight = fields.count > 1 ? Double(fields[1]) : 1
        guard let weight, weight > 0, weight.isFinite else {
          mistakes.append(
            Diagnostic(
              file: path, line: number, column: word.count + 2, "“\(fields[1])”不是大于 0 的数。",
              suggestion: "每行写：词 权重 标签（权重和标签可以不写）。"))
          continue
        }
        entries.append(
          LexiconEntry(word: String(word), tag: fields.count > 2 ? String(fields[2]) : "", weight: weight))
      }
    }
    guard mistakes.isEmpty else { throw DiagnosticList(mistakes) }
  }

  private static func entry(_ row: Table.Row, _ mistakes: inout [Diagnostic]) -> LexiconEntry {
    var weight = 1.0
    if !row["weight"].isEmpty {
      if let value = Double(row["weight"]), value > 0, value.isFinite {
        weight = value
      } else {
        mistakes.append(row.mistake("weight", "“\(row["weight"])”不是大于 0 的数。"))
      }
    }
    let canonical = row["canonical"]
    return LexiconEntry(
      word: row["word"], tag: row["tag"], canonical: canonical.isEmpty ? nil : canonical, weight: weight)
  }
}
