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
      guard let index = table.index[column], index < cells.count else { return "" }
      return trim(cells[index])
    }

    /// Where `column` begins in this row, in characters from 1.
    public func position(of column: String) -> Int {
      guard let index = table.index[column] else { return 0 }
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
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (number, line) in zip(1..., lines) {
      if line.hasPrefix("#") || line.allSatisfy(\.isWhitespace) { continue }
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard let known = header else {
        let columns = cells.map(trim)
        let new = TableHeader(file: file, columns: columns)
        header = new
        for missing in required where new.index[missing] == nil {
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
      for column in required where known.index[column] != nil && row[column].isEmpty {
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
  let index: [String: Int]

  init(file: String, columns: [String]) {
    self.file = file
    self.columns = columns
    index = Dictionary(zip(columns, columns.indices), uniquingKeysWith: { first, _ in first })
  }
}

private func trim(_ cell: Substring) -> String {
  guard let first = cell.firstIndex(where: { !$0.isWhitespace }),
    let last = cell.lastIndex(where: { !$0.isWhitespace })
  else { return "" }
  return String(cell[first...last])
}
