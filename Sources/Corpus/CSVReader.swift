internal import Support

/// One row of a CSV file: a view into the reader's buffer that makes a `String` only of the cells asked for. It
/// cannot outlive the call it was given to.
public struct CSVRow: ~Copyable {
  /// Where the row begins in the file, from 1.
  public let line: Int
  private let bytes: UnsafeBufferPointer<UInt8>
  private let cells: [RecordParser.Cell]

  init(line: Int, bytes: UnsafeBufferPointer<UInt8>, cells: [RecordParser.Cell]) {
    self.line = line
    self.bytes = bytes
    self.cells = cells
  }

  public var count: Int { cells.count }

  /// The cell without blanks at its ends; empty beyond the last one. Ill-formed UTF-8 becomes U+FFFD.
  public subscript(index: Int) -> String {
    guard cells.indices.contains(index) else { return "" }
    let cell = cells[index]
    var start = cell.start
    var end = cell.end
    while start < end, isBlank(bytes[start]) { start += 1 }
    while end > start, isBlank(bytes[end - 1]) { end -= 1 }
    let content = UnsafeBufferPointer(rebasing: bytes[start..<end])
    guard cell.hasDoubledQuotes else { return String(decoding: content, as: UTF8.self) }
    var isSecond = false
    return String(
      decoding: content.filter { byte in
        isSecond = byte == UInt8(ascii: "\"") && !isSecond
        return !isSecond
      }, as: UTF8.self)
  }

  /// Every cell.
  public var strings: [String] {
    var result: [String] = []
    result.reserveCapacity(cells.count)
    for index in cells.indices { result.append(self[index]) }
    return result
  }

  private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}

/// Reads every cell of a CSV file (RFC 4180), gzip or not, one row at a time: for tables whose columns the caller
/// knows, such as customers and results. For texts of a corpus see `CorpusReader`.
///
/// Unlike there, the first damaged row ends the reading: of people and money nothing is left out silently.
public struct CSVReader: Sendable {
  /// A row longer than this is an unclosed quote.
  public static let longestRow = 1 << 20

  /// The path, `-` for standard input.
  public let path: String
  private let bytes: [UInt8]?
  private let pieceSize: Int

  public init(_ path: String) {
    self.path = path
    bytes = nil
    pieceSize = 0
  }

  /// Reads `bytes` as if they came from the file `name` in pieces of `pieceSize` bytes.
  public init(bytes: [UInt8], name: String, pieceSize: Int = 1 << 18) {
    path = name
    self.bytes = bytes
    self.pieceSize = pieceSize
  }

  /// Calls `body` with each row in file order, the header row too; empty lines are no rows.
  /// - Throws: `FileError`, `CorpusError` for damaged compression, a `Diagnostic` with the line of a damaged row, and
  ///   what `body` throws.
  /// - Complexity: O(bytes); memory is bounded by the longest row.
  public func forEach(_ body: (borrowing CSVRow) throws -> Void) throws {
    let base: any ByteSource =
      if let bytes { MemorySource(bytes, pieceSize: pieceSize) } else { try FileSource(path: path) }
    let window = ByteWindow(GzipSource(base))
    var parser = RecordParser(delimiter: UInt8(ascii: ","), quoting: true)
    var line = 1
    do {
      while window.count < 3, !window.atEnd { try window.fill() }
      if window.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { window.drop(3) }
      while true {
        switch parser.parse(window.bytes, isLast: window.atEnd) {
        case .end: return
        case .incomplete:
          if window.count > Self.longestRow { throw damaged(line, "这一行太长，多半是引号没有闭合。") }
          try window.fill()
        case .damaged(.unclosedQuote, let newlines): throw damaged(line + newlines, "引号没有闭合。")
        case .damaged(.textAfterQuote, let newlines):
          throw damaged(line + newlines, "右引号后面还有文字，那里应该是逗号或行尾。")
        case .record(let length, let newlines):
          if !parser.isBlank { try body(CSVRow(line: line, bytes: window.bytes, cells: parser.cells)) }
          window.drop(length)
          line += newlines
        }
      }
    } catch is GzipSource.Damaged {
      throw CorpusError.damagedCompression(file: path, line: line - 1)
    }
  }

  private func damaged(_ line: Int, _ message: String) -> Diagnostic {
    Diagnostic(file: path, line: line, message, suggestion: "格里有引号时要写成两个，整格再用引号包起来。")
  }
}
