internal import Support

/// One reading of a table, from the first byte to the last: cuts the stream into rows. A damaged row is skipped,
/// counted and described; reading goes on with the line after the one where it began, so that one stray quote
/// costs one row.
struct RowPass {
  let file: String
  let format: CorpusFormat
  private let recordLimit: Int
  private let window: ByteWindow
  private var parser: RecordParser
  private(set) var line = 1
  private(set) var counts = CorpusCounts()
  /// Before that nothing can be skipped: without column names no cell means anything.
  var headerIsRead: Bool
  /// Whether the first damaged row ends the reading.
  var refusesDamage = false

  init(_ source: any ByteSource, file: String, format: CorpusFormat, recordLimit: Int) {
    self.file = file
    self.format = format
    self.recordLimit = recordLimit
    window = ByteWindow(GzipSource(source))
    headerIsRead = format == .lines
    parser =
      switch format {
      case .csv: RecordParser(delimiter: UInt8(ascii: ","), quoting: true)
      case .tsv: RecordParser(delimiter: UInt8(ascii: "\t"), quoting: false)
      case .ndjson, .lines: RecordParser(delimiter: nil, quoting: false)
      }
  }

  /// Calls `take` with the pass standing at each row, the header included; empty lines are none but in `.lines`.
  /// - Throws: `CorpusError` for what makes the whole file unreadable, and what `take` throws.
  mutating func run(_ take: (inout RowPass) throws -> Void) throws {
    do {
      try skipMark()
      while try step(take) {
        if refusesDamage, let damage = counts.damages.first { throw damage }
      }
    } catch is GzipSource.Damaged {
      throw CorpusError.damagedCompression(file: file, line: line - 1)
    }
  }

  private mutating func step(_ take: (inout RowPass) throws -> Void) throws -> Bool {
    switch parser.parse(window.bytes, isLast: window.atEnd) {
    case .record(let length, let newlines):
      if format == .lines || !parser.isBlank {
        try take(&self)
        if format != .ndjson { headerIsRead = true }
      }
      window.drop(length)
      line += newlines
    case .damaged(let damage, let newlines):
      let reason =
        switch damage {
        case .unclosedQuote: "引号没有闭合（从这一行的引号到文件末尾都没有配对的引号）"
        case .textAfterQuote: "右引号后面还有文字，那里应该是逗号或行尾；正文里的引号要写成两个"
        }
      guard headerIsRead else { throw CorpusError.damagedHeader(file: file, reason: reason) }
      reject(reason + "。", at: line + newlines)
      try skipLine()
    case .incomplete where window.count >= recordLimit:
      guard headerIsRead else { throw CorpusError.damagedHeader(file: file, reason: "太长") }
      reject("这一条超过 \(recordLimit) 字节（也可能是引号没有闭合），已跳过。", at: line)
      try skipLine()
    case .incomplete: try window.fill()
    case .end: return false
    }
    return true
  }

  /// A byte-order mark: UTF-8's is skipped, UTF-16's is refused.
  private func skipMark() throws {
    while window.count < 3, !window.atEnd { try window.fill() }
    let start = window.bytes.prefix(3)
    if start.elementsEqual([0xEF, 0xBB, 0xBF]) { window.drop(3) }
    if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) {
      throw CorpusError.notUTF8(file: file)
    }
  }

  private mutating func skipLine() throws {
    if try window.dropLine() { line += 1 }
  }
}

/// What the row at which the pass stands is made of.
extension RowPass {
  var bytes: UnsafeBufferPointer<UInt8> { window.bytes }
  var cells: [RecordParser.Cell] { parser.cells }

  /// The row's cells as column names.
  var names: [String] {
    let bytes = bytes
    return cells.map { cell in trimmed(cell.text(of: bytes)) }
  }

  /// The row as it stands, where it is one cell.
  var wholeLine: UnsafeBufferPointer<UInt8> {
    guard let cell = cells.first else { return UnsafeBufferPointer(rebasing: bytes[..<0]) }
    return UnsafeBufferPointer(rebasing: bytes[cell.start..<cell.end])
  }

  /// The row as a JSON object, ill-formed UTF-8 replaced.
  func object() -> JSONObject? {
    let line = wholeLine
    if isWellFormedUTF8(line) { return JSONObject.parse(line) }
    return Array(String(decoding: line, as: UTF8.self).utf8).withUnsafeBufferPointer(JSONObject.parse)
  }

  mutating func accept(wasRepaired: Bool) {
    counts.read += 1
    if wasRepaired { counts.invalidUTF8 += 1 }
  }

  /// Counts the row at which the pass stands, or the one at `line`, as damaged.
  mutating func reject(_ reason: String, at line: Int? = nil) {
    counts.read += 1
    counts.damaged += 1
    if counts.damages.count < CorpusReader.reportedDamages {
      counts.damages.append(Diagnostic(.warning, file: file, line: line ?? self.line, reason))
    }
  }

  mutating func rejectNoObject() { reject("这一行不是 JSON 对象（一行一个 {…}）。") }

  /// Whether the row has a cell for every column; else it is rejected.
  mutating func hasCells(_ expected: Int?) -> Bool {
    guard let expected, cells.count != expected else { return true }
    reject("这一行有 \(cells.count) 格，表头有 \(expected) 列；正文里有分隔符时要加引号。")
    return false
  }
}

extension RecordParser.Cell {
  /// The cell as its writer meant it: doubled quotes are one, ill-formed UTF-8 is replaced.
  func text(of bytes: UnsafeBufferPointer<UInt8>) -> String {
    let text = String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<end]), as: UTF8.self)
    return hasDoubledQuotes ? text.replacing("\"\"", with: "\"") : text
  }
}

/// Without white space at its ends.
func trimmed(_ name: String) -> String {
  var name = name[...]
  while name.first?.isWhitespace == true { name.removeFirst() }
  while name.last?.isWhitespace == true { name.removeLast() }
  return String(name)
}
