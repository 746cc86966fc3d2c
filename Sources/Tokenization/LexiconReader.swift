import Support

/// Reads one lexicon file and collects what is wrong with it, each with its place: see `Lexicon` for what is a
/// mistake and what a reminder.
struct LexiconReader {
  struct Place {
    var line: Int
    var column: Int
  }

  private(set) var entries: [LexiconEntry] = []
  /// Where each entry's word stands.
  private(set) var places: [Place] = []
  private(set) var mistakes: [Diagnostic] = []
  private(set) var reminders: [Diagnostic] = []

  private let file: String
  private let mayBePlain: Bool
  /// Index of each word's entry.
  private var index: [String: Int] = [:]

  /// More of them hardly help; the file is then no word list.
  private static let mostMistakes = 50
  /// The double array takes words of at most this many UTF-16 units.
  static let longestWord = 64
  private static let columns = ["tag", "canonical", "weight", "note"]
  /// What the house's lexicons call words; a user may use others.
  private static let tags = [
    "drug", "herb", "supplement", "brand", "maker", "form", "symptom", "disease", "term", "unit", "retail",
  ]

  /// - Parameters:
  ///   - file: how messages name the file.
  ///   - mayBePlain: whether a file without a header is a plain list.
  init(file: String, mayBePlain: Bool = false) {
    self.file = file
    self.mayBePlain = mayBePlain
  }

  mutating func read(_ bytes: [UInt8]) {
    let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
    checkEncoding(bytes)
    guard mistakes.isEmpty else { return }
    let text = String(decoding: bytes, as: UTF8.self)
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let first = lines.first { !$0.hasPrefix("#") && !$0.allSatisfy(\.isWhitespace) }
    let isTable = first?.split(separator: "\t").contains("word") ?? false
    if isTable || !mayBePlain { readTable(text) } else { readList(lines) }
    if mistakes.count > Self.mostMistakes {
      let rest = mistakes.count - Self.mostMistakes
      mistakes.removeLast(rest)
      mistakes.append(Diagnostic(file: file, "还有 \(rest) 处错误没有一一列出。"))
    }
  }

  /// Another encoding makes every line wrong: the first ones tell.
  private mutating func checkEncoding(_ bytes: ArraySlice<UInt8>) {
    for (number, line) in zip(1..., bytes.split(separator: 0x0A, omittingEmptySubsequences: false)) {
      guard let column = Self.firstIllFormed(line) else { continue }
      let suggestion =
        mistakes.isEmpty ? "文件要存成 UTF-8；如果是 GBK，请先转换：iconv -f GB18030 -t UTF-8 原文件 > 新文件" : nil
      mistakes.append(
        Diagnostic(file: file, line: number, column: column, "这里的字节不是 UTF-8。", suggestion: suggestion))
      if mistakes.count == 5 { return }
    }
  }

  /// The column of the first ill-formed byte, in scalars from 1.
  private static func firstIllFormed(_ line: ArraySlice<UInt8>) -> Int? {
    if line.allSatisfy({ $0 < 0x80 }) { return nil }
    return line.withUnsafeBufferPointer { text in
      var (position, column) = (0, 1)
      while position < text.count {
        let (scalar, next) = UTF8Decoder.next(text, position)
        // U+FFFD itself has three bytes.
        if scalar == 0xFFFD, next == position + 1 { return column }
        (position, column) = (next, column + 1)
      }
      return nil
    }
  }

  // MARK: - Tables

  private mutating func readTable(_ text: String) {
    let table: Table
    do {
      table = try Table(text: text, file: file, required: ["word"], optional: Self.columns)
    } catch {
      return mistakes += error.diagnostics
    }
    for row in table.rows {
      var weight = 1.0
      if !row["weight"].isEmpty {
        guard let value = Self.weight(row["weight"]) else {
          mistakes.append(row.mistake("weight", "权重“\(row["weight"])”不是大于 0 的数。", suggestion: "一般的词权重空着就行。"))
          continue
        }
        weight = value
      }
      let canonical = row["canonical"]
      let entry = LexiconEntry(
        word: row["word"], tag: row["tag"], canonical: canonical.isEmpty ? nil : canonical, weight: weight)
      add(
        entry, row["word"], Place(line: row.line, column: row.position(of: "word")),
        tagColumn: row.position(of: "tag"))
    }
  }

  // MARK: - Plain lists

  private mutating func readList(_ lines: [Substring]) {
    for (number, line) in zip(1..., lines) where !line.hasPrefix("#") {
      let fields = line.split(whereSeparator: \.isWhitespace)
      guard let word = fields.first else { continue }
      func column(_ field: Int) -> Int {
        line.distance(from: line.startIndex, to: fields[field].startIndex) + 1
      }
      var weight = 1.0
      if fields.count > 1 {
        guard let value = Self.weight(String(fields[1])) else {
          mistakes.append(
            Diagnostic(
              file: file, line: number, column: column(1), "权重“\(fields[1])”不是大于 0 的数。",
              suggestion: "每行写：词 权重 标签，权重和标签可以不写；词里不能有空格。"))
          continue
        }
        weight = value
      }
      if fields.count > 3 {
        mistakes.append(
          Diagnostic(
            file: file, line: number, column: column(3), "“\(fields[3])”是多出来的。",
            suggestion: "每行写：词 权重 标签；备注写在 # 开头的行里。"))
        continue
      }
      let entry = LexiconEntry(
        word: String(word), tag: fields.count > 2 ? String(fields[2]) : "", weight: weight)
      add(
        entry, String(word), Place(line: number, column: column(0)),
        tagColumn: fields.count > 2 ? column(2) : 0)
    }
  }

  /// A factor within what costs can express.
  private static func weight(_ text: String) -> Double? {
    guard let value = Double(text), value > 0, value.isFinite else { return nil }
    return value
  }

  // MARK: - Checks

  private mutating func add(_ entry: LexiconEntry, _ written: String, _ place: Place, tagColumn: Int) {
    func remind(_ message: String, _ suggestion: String?, column: Int? = nil) {
      reminders.append(
        Diagnostic(
          .warning, file: file, line: place.line, column: column ?? place.column, message,
          suggestion: suggestion))
    }
    if entry.word.isEmpty {
      return remind("这个词里只有看不见的字符，没有用它。", "请删掉这一行，或者重新打一遍。")
    }
    if entry.word.contains(where: \.isWhitespace) {
      return remind("“\(written)”里有空格，分词时连不成一个词，没有用它。", "请去掉空格，或者拆成几行。")
    }
    if entry.word.utf16.count > Self.longestWord {
      return remind("“\(written.prefix(12))…”太长，词最多 \(Self.longestWord) 个字，没有用它。", nil)
    }
    if !Self.tags.contains(entry.tag), let meant = Self.nearTag(entry.tag) {
      remind("不认识的标签“\(entry.tag)”，照样用。", "您是不是想写“\(meant)”？", column: tagColumn)
    }
    if let known = index[entry.word] {
      remind(Self.conflict(entries[known], entry, written, line: places[known].line), "请只留一处。")
      entries[known] = entry
      places[known] = place
      return
    }
    index[entry.word] = entries.count
    entries.append(entry)
    places.append(place)
  }

  /// A tag of the house's that differs by one slip of the finger.
  private static func nearTag(_ tag: String) -> String? {
    let letters = Array(tag)
    guard letters.count > 2 else { return nil }
    return tags.first { editDistance(letters, Array($0)) == 1 }
  }

  private static func conflict(
    _ old: LexiconEntry, _ new: LexiconEntry, _ written: String, line: Int
  ) -> String {
    func named(_ tag: String) -> String { tag.isEmpty ? "没有标签" : "“\(tag)”" }
    if old.tag != new.tag {
      return "“\(written)”的标签和第 \(line) 行不一样（\(named(old.tag))、\(named(new.tag))），以这一行为准。"
    }
    if old.canonical != new.canonical {
      return "“\(written)”的主名和第 \(line) 行不一样（“\(old.canonical)”、“\(new.canonical)”），以这一行为准。"
    }
    if old.weight != new.weight {
      return "“\(written)”的权重和第 \(line) 行不一样（\(old.weight)、\(new.weight)），以这一行为准。"
    }
    return "“\(written)”第 \(line) 行已经写过。"
  }
}
