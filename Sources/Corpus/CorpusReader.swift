public import Support

/// What reading met. `read` counts every record, damaged ones too.
public struct CorpusCounts: Sendable, Equatable {
  public var read = 0
  /// Records skipped because they could not be understood.
  public var damaged = 0
  /// Records in which ill-formed UTF-8 was replaced by U+FFFD.
  public var invalidUTF8 = 0
  /// The first damaged records, with their lines, at most `CorpusReader.reportedDamages`.
  public var damages: [Diagnostic] = []

  public init() {}
}

/// Reads a corpus of texts: CSV, TSV, NDJSON or plain lines, from a file or standard input, gzip or not.
///
///     let reader = try CorpusReader("reviews.csv.gz", options: CorpusOptions(groupColumn: "product"))
///     let counts = try reader.forEach { record in print(record.line, record.text) }
///
/// Memory is bounded by the longest record (`CorpusOptions.recordLimit`). A record that is damaged (an
/// unclosed quote, text after a closing quote, too many or too few cells, no JSON object, too long) is
/// skipped, counted and reported with its line; reading goes on with the line after the one where it began,
/// so that one stray quote costs one record. In CSV, TSV and NDJSON an empty line is no record; in plain
/// lines it is an empty one.
public struct CorpusReader: Sendable {
  /// How many damaged records are described one by one.
  public static let reportedDamages = 20

  /// The path, `-` for standard input.
  public let path: String
  public let format: CorpusFormat
  private let options: CorpusOptions
  private let bytes: [UInt8]?
  private let pieceSize: Int

  /// - Parameter path: a file, or `-` for standard input. It is opened by `forEach`.
  /// - Throws: `CorpusError.unknownFormat` when neither the options nor the file's ending tell the format, but
  ///   `FileError.notFound` when there is no such file at all.
  public init(_ path: String, options: CorpusOptions = CorpusOptions()) throws {
    guard let format = options.format ?? CorpusFormat(path: path) else {
      if path != "-" { _ = try FileSource(path: path) }
      throw CorpusError.unknownFormat(file: path)
    }
    self.path = path
    self.format = format
    self.options = options
    bytes = nil
    pieceSize = 0
  }

  /// Reads `bytes` as if they came from the file `name` in pieces of `pieceSize` bytes.
  public init(
    bytes: [UInt8], name: String, options: CorpusOptions = CorpusOptions(), pieceSize: Int = 1 << 18
  ) throws(CorpusError) {
    guard let format = options.format ?? CorpusFormat(path: name) else { throw .unknownFormat(file: name) }
    path = name
    self.format = format
    self.options = options
    self.bytes = bytes
    self.pieceSize = pieceSize
  }

  /// Calls `body` with each record in file order.
  /// - Throws: `FileError`, `CorpusError`, and what `body` throws.
  /// - Complexity: O(bytes); the reader itself allocates nothing per record (NDJSON apart).
  @discardableResult
  public func forEach(_ body: (borrowing CorpusRecord) throws -> Void) throws -> CorpusCounts {
    let base: any ByteSource =
      if let bytes { MemorySource(bytes, pieceSize: pieceSize) } else { try FileSource(path: path) }
    var pass = ReadingPass(window: ByteWindow(GzipSource(base)), file: path, format: format, options: options)
    do {
      try pass.run(body)
    } catch is GzipSource.Damaged {
      throw CorpusError.damagedCompression(file: path, line: pass.line - 1)
    }
    return pass.counts
  }
}

/// One reading from the first byte to the last.
private struct ReadingPass {
  let window: ByteWindow
  let file: String
  let format: CorpusFormat
  let options: CorpusOptions
  var line = 1
  var counts = CorpusCounts()
  private var parser: RecordParser
  private var fields = FieldBuffer()
  private var columns: Columns?

  init(window: ByteWindow, file: String, format: CorpusFormat, options: CorpusOptions) {
    self.window = window
    self.file = file
    self.format = format
    self.options = options
    parser =
      switch format {
      case .csv: RecordParser(delimiter: UInt8(ascii: ","), quoting: true)
      case .tsv: RecordParser(delimiter: UInt8(ascii: "\t"), quoting: false)
      case .ndjson, .lines: RecordParser(delimiter: nil, quoting: false)
      }
  }

  mutating func run(_ body: (borrowing CorpusRecord) throws -> Void) throws {
    try skipMark()
    if format == .lines { columns = try Columns(options: options, names: nil, file: file) }
    while true {
      switch parser.parse(window.bytes, isLast: window.atEnd) {
      case .record(let length, let newlines):
        try take(body)
        window.drop(length)
        line += newlines
      case .damaged(let damage, let newlines):
        let place = line + newlines
        let reason =
          switch damage {
          case .unclosedQuote: "引号没有闭合（从这一行的引号到文件末尾都没有配对的引号）"
          case .textAfterQuote: "右引号后面还有文字，那里应该是逗号或行尾；正文里的引号要写成两个"
          }
        guard columns != nil else { throw CorpusError.damagedHeader(file: file, reason: reason) }
        reject(reason + "。", at: place)
        try skipLine()
      case .incomplete where window.count >= options.recordLimit:
        guard columns != nil else { throw CorpusError.damagedHeader(file: file, reason: "太长") }
        reject("这一条超过 \(options.recordLimit) 字节（也可能是引号没有闭合），已跳过。", at: line)
        try skipLine()
      case .incomplete: try window.fill()
      case .end: return
      }
    }
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

  private mutating func reject(_ reason: String, at line: Int) {
    counts.read += 1
    counts.damaged += 1
    if counts.damages.count < CorpusReader.reportedDamages {
      counts.damages.append(Diagnostic(.warning, file: file, line: line, reason))
    }
  }

  /// The parsed record: the header, a record for `body`, or a damaged one.
  private mutating func take(_ body: (borrowing CorpusRecord) throws -> Void) throws {
    if format != .lines, parser.isBlank { return }
    let bytes = window.bytes
    guard let columns else {
      if format == .ndjson { return try takeFirstObject(bytes, body) }
      let names = parser.cells.map { trimmed(String(decoding: bytes[$0.start..<$0.end], as: UTF8.self)) }
      columns = try Columns(options: options, names: names, file: file)
      return
    }
    if format == .ndjson { return try takeObject(bytes, columns, body) }
    if let expected = columns.names?.count, parser.cells.count != expected {
      return reject("这一行有 \(parser.cells.count) 格，表头有 \(expected) 列；正文里有分隔符时要加引号。", at: line)
    }
    fields.reset()
    for (field, index) in columns.wanted where index < parser.cells.count {
      fields.set(field, to: parser.cells[index], of: bytes)
    }
    counts.read += 1
    if fields.repaired { counts.invalidUTF8 += 1 }
    try fields.withRecord(line: line, window: bytes, body)
  }

  /// The first object that can be read decides which member is the text.
  private mutating func takeFirstObject(
    _ bytes: UnsafeBufferPointer<UInt8>, _ body: (borrowing CorpusRecord) throws -> Void
  ) throws {
    if let object = object(in: bytes) {
      columns = try Columns(options: options, names: object.names, file: file)
    }
    try takeObject(bytes, columns, body)
  }

  private mutating func takeObject(
    _ bytes: UnsafeBufferPointer<UInt8>, _ columns: Columns?,
    _ body: (borrowing CorpusRecord) throws -> Void
  ) throws {
    guard let object = object(in: bytes), let columns, let names = columns.names else {
      return reject("这一行不是 JSON 对象（一行一个 {…}）。", at: line)
    }
    fields.reset()
    for (field, index) in columns.wanted {
      if let value = object[names[index]] {
        fields.set(field, to: value)
      } else if field == .text {
        return reject("这一条没有“\(names[index])”，或者它不是文字。", at: line)
      }
    }
    counts.read += 1
    fields.repaired = !isWellFormedUTF8(line(of: bytes))
    if fields.repaired { counts.invalidUTF8 += 1 }
    try fields.withRecord(line: line, window: bytes, body)
  }

  private func line(of bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    guard let cell = parser.cells.first else { return UnsafeBufferPointer(rebasing: bytes[..<0]) }
    return UnsafeBufferPointer(rebasing: bytes[cell.start..<cell.end])
  }

  private func object(in bytes: UnsafeBufferPointer<UInt8>) -> JSONObject? {
    let line = line(of: bytes)
    if isWellFormedUTF8(line) { return JSONObject.parse(line) }
    return Array(String(decoding: line, as: UTF8.self).utf8).withUnsafeBufferPointer(JSONObject.parse)
  }
}

/// Which cell is which field.
private struct Columns {
  /// nil for plain lines.
  let names: [String]?
  let wanted: [(field: CorpusRecord.Field, index: Int)]

  init(options: CorpusOptions, names: [String]?, file: String) throws(CorpusError) {
    var wanted: [(CorpusRecord.Field, Int)] = []
    for field in CorpusRecord.Field.allCases {
      if let name = options.column(field) {
        guard let index = names?.firstIndex(of: name) else {
          throw .missingColumn(name, file: file, columns: names ?? [])
        }
        wanted.append((field, index))
      } else if field == .text {
        guard let names else {
          wanted.append((field, 0))
          continue
        }
        let only = names.count == 1 ? 0 : nil
        guard let index = names.firstIndex(of: "text") ?? names.firstIndex(of: "review") ?? only else {
          throw .noTextColumn(file: file, columns: names)
        }
        wanted.append((field, index))
      }
    }
    self.names = names
    self.wanted = wanted
  }
}

private func trimmed(_ name: String) -> String {
  var name = name[...]
  while name.first?.isWhitespace == true { name.removeFirst() }
  while name.last?.isWhitespace == true { name.removeLast() }
  return String(name)
}
