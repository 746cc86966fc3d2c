/// Reads a table with all its columns, a row at a time: customers, orders, results. CSV, TSV or NDJSON, from a
/// file or standard input, gzip or not. Damaged rows are skipped, counted and described as by `CorpusReader`, or end
/// the reading where nothing may be left out silently.
///
///     var amount: Int?
///     try RowReader("orders.csv").forEach { amount = $0.firstIndex(of: "amount") } _: { row in … }
public struct RowReader: Sendable {
  /// The path, `-` for standard input.
  public let path: String
  private let format: CorpusFormat
  private let onDamage: OnDamage
  private let recordLimit: Int
  private let bytes: [UInt8]?
  private let pieceSize: Int

  /// What a row that cannot be read means.
  public enum OnDamage: Sendable {
    case skip
    /// A `Diagnostic` with its line is thrown: for people and money.
    case refuse
  }

  /// - Parameters:
  ///   - path: a file, or `-` for standard input. It is opened by `forEach`.
  ///   - format: nil follows the file's ending. `.lines` has no columns and is refused.
  ///   - recordLimit: bytes that one row may have.
  /// - Throws: `CorpusError.unknownFormat`; `FileError.notFound` when there is no such file at all.
  public init(
    _ path: String, format: CorpusFormat? = nil, onDamage: OnDamage = .skip, recordLimit: Int = 1 << 20
  ) throws {
    guard let format = format ?? CorpusFormat(path: path), format != .lines else {
      if path != "-" { _ = try FileSource(path: path) }
      throw CorpusError.unknownFormat(file: path)
    }
    self.path = path
    self.format = format
    self.onDamage = onDamage
    self.recordLimit = max(1, recordLimit)
    bytes = nil
    pieceSize = 0
  }

  /// Reads `bytes` as if they came from the file `name`.
  public init(
    bytes: [UInt8], name: String, onDamage: OnDamage = .skip, pieceSize: Int = 1 << 18
  ) throws(CorpusError) {
    guard let format = CorpusFormat(path: name), format != .lines else { throw .unknownFormat(file: name) }
    path = name
    self.format = format
    self.onDamage = onDamage
    recordLimit = 1 << 20
    self.bytes = bytes
    self.pieceSize = pieceSize
  }

  /// Calls `header` with the names of the columns, then `body` with each row in file order. The columns of
  /// NDJSON are the members of the first object, by name.
  /// - Throws: `FileError`, `CorpusError` (`damagedHeader` for a file without a header), a `Diagnostic` for a damaged
  ///   row that is not to be skipped, and what `header` and `body` throw.
  /// - Complexity: O(bytes).
  @discardableResult
  public func forEach(
    header: ([String]) throws -> Void, _ body: (borrowing Row) throws -> Void
  ) throws -> CorpusCounts {
    let source: any ByteSource =
      if let bytes { MemorySource(bytes, pieceSize: pieceSize) } else { try FileSource(path: path) }
    var pass = RowPass(source, file: path, format: format, recordLimit: recordLimit)
    pass.refusesDamage = onDamage == .refuse
    var names: [String]?
    try pass.run { pass throws in
      if format == .ndjson {
        guard let object = pass.object() else { return pass.rejectNoObject() }
        if names == nil {
          names = object.names
          pass.headerIsRead = true
          try header(object.names)
        }
        pass.accept(wasRepaired: false)
        return try body(Row(line: pass.line, content: .values((names ?? []).map { object[$0] ?? "" })))
      }
      guard let names else {
        names = pass.names
        return try header(pass.names)
      }
      guard pass.hasCells(names.count) else { return }
      pass.accept(wasRepaired: false)
      try body(Row(line: pass.line, content: .cells(pass.cells, of: pass.bytes)))
    }
    if names == nil { throw CorpusError.damagedHeader(file: path, reason: "文件是空的") }
    return pass.counts
  }

  /// A row: a view into the reader's buffer that cannot outlive the call it was given to.
  public struct Row: ~Copyable {
    enum Content {
      case cells([RecordParser.Cell], of: UnsafeBufferPointer<UInt8>)
      case values([String])
    }

    /// Where the row begins in the file, from 1.
    public let line: Int
    let content: Content

    /// Every cell, without white space at its ends.
    public var strings: [String] {
      let count =
        switch content {
        case .cells(let cells, _): cells.count
        case .values(let values): values.count
        }
      return (0..<count).map { string($0) }
    }

    /// The cell of the column numbered `column`, without white space at its ends; empty where there is none.
    public func string(_ column: Int) -> String {
      switch content {
      case .cells(let cells, let bytes):
        cells.indices.contains(column) ? trimmed(cells[column].text(of: bytes)) : ""
      case .values(let values): values.indices.contains(column) ? trimmed(values[column]) : ""
      }
    }
  }
}
