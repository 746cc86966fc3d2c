/// A tab-separated file that people edit: `#` comments, one line of column names, then rows.
///
/// Blank lines, a byte-order mark and CRLF are fine. Every row keeps its line number, so that whoever reads
/// it can report a mistake with `file:line:column`.
public struct Table: Sendable {
  public struct Row: Sendable {
    public let line: Int
    fileprivate let table: TableHeader
    fileprivate let cells: [Substring]

    /// The trimmed cell; an absent column or cell is empty.
    public subscript(column: String) -> String {
      guard let index = table.index(of: column), index < cells.count else { return "" }
      return String(trimmed(cells[index]))
    }

    /// Where `column` begins in this row, in characters from 1.
    public func position(of column: String) -> Int {
      guard let index = table.index(of: column) else { return 0 }
      return cells.prefix(index).reduce(1) { $0 + $1.count + 1 }
    }

    /// A mistake in this row's `column`.
    public func mistake(_ column: String, _ message: String, suggestion: String? = nil) -> Diagnostic {
      Diagnostic(
        file: table.file, line: line, column: position(of: column), message, suggestion: suggestion)
    }
  }

  public let file: String
  public let columns: [String]
  public let rows: [Row]

  /// Reads the table and checks its shape.
  /// - Parameters:
  ///   - file: how messages name the file.
  ///   - required: columns that must be there and filled in every row.
  ///   - optional: the other columns that are known. An unknown column is reported with the nearest name.
  /// - Throws: all mistakes of shape at once.
  public init(
    text: String, file: String, required: [String], optional: [String] = []
  ) throws(DiagnosticList) {
    var mistakes: [Diagnostic] = []
    var header: TableHeader?
    var rows: [Row] = []
    let text = text.hasPrefix("\u{FEFF}") ? text.dropFirst() : text[...]
    var filled: [Int] = []
    for (number, line) in zip(1..., lines(of: text)) {
      if line.utf8.first == UInt8(ascii: "#") || trimmed(line).isEmpty { continue }
      let cells = line.utf8.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
        .map(Substring.init)
      guard let known = header else {
        let columns = cells.map { String(trimmed($0)) }
        let new = TableHeader(file: file, columns: columns)
        header = new
        filled = required.compactMap(new.index)
        for missing in required where new.index(of: missing) == nil {
          mistakes.append(
            Diagnostic(
              file: file, line: number, "缺少列“\(missing)”，表头里有：\(columns.joined(separator: "、"))。",
              suggestion: didYouMean(missing, among: columns)))
        }
        for (index, column) in columns.enumerated() where !(required + optional).contains(column) {
          mistakes.append(
            Diagnostic(
              file: file, line: number, column: cells.prefix(index).reduce(1) { $0 + $1.count + 1 },
              "不认识的列“\(column)”，可用：\((required + optional).joined(separator: "、"))。",
              suggestion: didYouMean(column, among: required + optional)))
        }
        continue
      }
      let row = Row(line: number, table: known, cells: cells)
      if cells.count > known.columns.count {
        mistakes.append(
          Diagnostic(
            file: file, line: number,
            "这一行有 \(cells.count) 格，表头只有 \(known.columns.count) 列，可能多按了一个制表符。"))
      }
      for index in filled where index >= cells.count || trimmed(cells[index]).isEmpty {
        let column = known.columns[index]
        mistakes.append(row.mistake(column, "“\(column)”不能空着。"))
      }
      rows.append(row)
    }
    if header == nil {
      mistakes.append(
        Diagnostic(file: file, "没有表头。第一行（# 注释之后）要写列名：\((required + optional).joined(separator: "、"))。"))
    }
    guard mistakes.isEmpty else { throw DiagnosticList(mistakes) }
    self.file = file
    self.columns = header?.columns ?? []
    self.rows = rows
  }

  /// Reads the table at `path`, named in messages as `name` (the path when nil).
  /// - Throws: `FileError` or `DiagnosticList`.
  public init(path: String, name: String? = nil, required: [String], optional: [String] = []) throws {
    try self.init(
      text: FileAccess.readText(path), file: name ?? path, required: required, optional: optional)
  }
}

private struct TableHeader: Sendable {
  let file: String
  let columns: [String]

  /// The first column of that name. There are few: comparing is faster than hashing.
  func index(of column: String) -> Int? { columns.firstIndex(of: column) }
}

/// Lines as `Character.isNewline` parts them, found by bytes: files of ten thousand rows are read at every start.
private func lines(of text: Substring) -> [Substring] {
  var lines: [Substring] = []
  let bytes = text.utf8
  var start = bytes.startIndex
  var index = start
  while index < bytes.endIndex {
    let end = index
    let byte = bytes[index]
    bytes.formIndex(after: &index)
    switch byte {
    case 0x0A...0x0C: break
    case 0x0D: if index < bytes.endIndex, bytes[index] == 0x0A { bytes.formIndex(after: &index) }
    // NEL is C2 85, the separators of lines and paragraphs E2 80 A8 and E2 80 A9.
    case 0xC2 where bytes[index...].first == 0x85: bytes.formIndex(after: &index)
    case 0xE2
    where bytes[index...].starts(with: [0x80, 0xA8]) || bytes[index...].starts(with: [0x80, 0xA9]):
      bytes.formIndex(&index, offsetBy: 2)
    default: continue
    }
    lines.append(text[start..<end])
    start = index
  }
  lines.append(text[start...])
  return lines
}

private func trimmed(_ cell: Substring) -> Substring {
  let scalars = cell.unicodeScalars
  guard let first = scalars.first, let last = scalars.last else { return cell }
  if !isBlank(first), !isBlank(last) { return cell }
  guard let start = scalars.firstIndex(where: { !isBlank($0) }),
    let end = scalars.lastIndex(where: { !isBlank($0) })
  else { return "" }
  return Substring(scalars[start...end])
}

/// White space, with the usual characters told apart quickly.
package func isBlank(_ scalar: Unicode.Scalar) -> Bool {
  if scalar.isASCII { return scalar == " " || (0x09...0x0D).contains(scalar.value) }
  return !(0x4E00...0x9FFF).contains(scalar.value) && scalar.properties.isWhitespace
}
