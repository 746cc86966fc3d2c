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
    var pass = RowPass(base, file: path, format: format, recordLimit: options.recordLimit)
    var taker = RecordTaker(file: path, format: format, options: options)
    if format == .lines { taker.columns = try Columns(options: options, names: nil, file: path) }
    try pass.run { row throws in try taker.take(&row, body) }
    return pass.counts
  }
}

/// Makes records of rows: the header decides the columns, every further row is a record for the caller.
private struct RecordTaker {
  let file: String
  let format: CorpusFormat
  let options: CorpusOptions
  var columns: Columns?
  private var fields = FieldBuffer()

  init(file: String, format: CorpusFormat, options: CorpusOptions) {
    self.file = file
    self.format = format
    self.options = options
  }

  mutating func take(_ pass: inout RowPass, _ body: (borrowing CorpusRecord) throws -> Void) throws {
    guard let columns else {
      if format == .ndjson { return try takeFirstObject(&pass, body) }
      columns = try Columns(options: options, names: pass.names, file: file)
      return
    }
    if format == .ndjson { return try takeObject(&pass, columns, body) }
    guard pass.hasCells(columns.names?.count) else { return }
    fields.reset()
    for (field, index) in columns.wanted where index < pass.cells.count {
      fields.set(field, to: pass.cells[index], of: pass.bytes)
    }
    pass.accept(wasRepaired: fields.repaired)
    try fields.withRecord(line: pass.line, window: pass.bytes, body)
  }

  /// The first object that can be read decides which member is the text.
  private mutating func takeFirstObject(
    _ pass: inout RowPass, _ body: (borrowing CorpusRecord) throws -> Void
  ) throws {
    if let object = pass.object() {
      columns = try Columns(options: options, names: object.names, file: file)
      pass.headerIsRead = true
    }
    try takeObject(&pass, columns, body)
  }

  private mutating func takeObject(
    _ pass: inout RowPass, _ columns: Columns?, _ body: (borrowing CorpusRecord) throws -> Void
  ) throws {
    guard let object = pass.object(), let columns, let names = columns.names else {
      return pass.rejectNoObject()
    }
    fields.reset()
    for (field, index) in columns.wanted {
      if let value = object[names[index]] {
        fields.set(field, to: value)
      } else if field == .text {
        return pass.reject("这一条没有“\(names[index])”，或者它不是文字。")
      }
    }
    fields.repaired = !isWellFormedUTF8(pass.wholeLine)
    pass.accept(wasRepaired: fields.repaired)
    try fields.withRecord(line: pass.line, window: pass.bytes, body)
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
