import Support

#if canImport(Glibc)
  import Glibc
#endif

/// Customers from a CSV file (RFC 4180), one at a time: memory does not grow with their number.
///
/// Consent is never assumed: an empty cell or an absent column is a no, except that a channel without a
/// column of its own (`sms`, `wechat`) is covered by the consent to marketing.
public struct CustomerFile: Sendable {
  /// A row longer than this is an unclosed quote.
  private static let longestRow = 1 << 20

  public let path: String

  public init(_ path: String) { self.path = path }

  /// Calls `header` with the names of the further columns, which templates may use as variables, then `body`
  /// with each customer in file order.
  /// - Parameter channels: ids of the channels that may have a column.
  /// - Throws: `FileError`, a `Diagnostic` for a damaged file, and what `header` and `body` throw.
  public func forEach(
    channels: [String], header: ([String]) throws -> Void = { _ in }, _ body: (Customer) throws -> Void
  ) throws {
    let descriptor = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw errno == ENOENT
        ? FileError.notFound(path) : FileError.unreadable(path, reason: String(cString: strerror(errno)))
    }
    defer { if descriptor != 0 { close(descriptor) } }
    var rows = CSVRows()
    var columns: CustomerColumns?
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    func take(_ row: CSVRows.Row) throws {
      if let columns {
        try body(try columns.customer(row))
      } else {
        let read = try CustomerColumns(row, file: path, channels: channels)
        try header(read.others.map(\.name))
        columns = read
      }
    }
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw errno == EISDIR
          ? FileError.isFolder(path) : FileError.unreadable(path, reason: String(cString: strerror(errno)))
      }
      do throws(CSVRows.Damage) {
        if count == 0 { try rows.finish() } else { try rows.feed(chunk[..<count], limit: Self.longestRow) }
      } catch {
        throw Diagnostic(
          file: path, line: error.line, error.message, suggestion: "格里有引号时要写成两个，整格再用引号包起来。")
      }
      for row in rows.takeRows() { try take(row) }
      if count == 0 { break }
    }
    if columns == nil {
      throw Diagnostic(
        file: path, line: 1, "客户文件是空的。", suggestion: "第一行写列名：\(Customer.Column.names.joined(separator: ","))。"
      )
    }
  }
}

/// Which cell of a row means what.
private struct CustomerColumns {
  let file: String
  let names: [String]
  let index: [Customer.Column: Int]
  let channels: [(id: String, index: Int)]
  let others: [(name: String, index: Int)]

  init(_ row: CSVRows.Row, file: String, channels: [String]) throws(DiagnosticList) {
    self.file = file
    names = row.cells
    var index: [Customer.Column: Int] = [:]
    var found: [(String, Int)] = []
    var others: [(String, Int)] = []
    for (position, name) in row.cells.enumerated() {
      if let column = Customer.Column.named(name) {
        index[column] = position
      } else if channels.contains(name) {
        found.append((name, position))
      } else {
        others.append((name, position))
      }
    }
    self.index = index
    self.channels = found
    self.others = others
    for needed in [Customer.Column.id, .marketing] where index[needed] == nil {
      throw DiagnosticList([
        Diagnostic(
          file: file, line: row.line, column: 1,
          "客户文件缺少列“\(needed.rawValue)”（\(needed.chinese)），表头里有：\(names.joined(separator: "、"))。",
          suggestion: didYouMean(needed.rawValue, among: names))
      ])
    }
  }

  func customer(_ row: CSVRows.Row) throws(DiagnosticList) -> Customer {
    guard row.cells.count == names.count else {
      throw DiagnosticList([
        Diagnostic(
          file: file, line: row.line, "这一行有 \(row.cells.count) 格，表头有 \(names.count) 列。",
          suggestion: "格里有逗号时要用引号包起来。")
      ])
    }
    func cell(_ column: Customer.Column) -> String { index[column].map { row.cells[$0] } ?? "" }
    guard !cell(.id).isEmpty else {
      throw DiagnosticList([Diagnostic(file: file, line: row.line, "这一行没有客户编号（id）。")])
    }
    var fields: [String: String] = [:]
    for (name, position) in others where !row.cells[position].isEmpty { fields[name] = row.cells[position] }
    if !cell(.name).isEmpty {
      fields["姓名"] = cell(.name)
      fields["称呼"] = Customer.salutation(name: cell(.name), gender: cell(.gender))
    }
    if !cell(.lastPurchase).isEmpty { fields["上次购买"] = cell(.lastPurchase) }
    return Customer(
      id: cell(.id), segment: cell(.segment).isEmpty ? nil : cell(.segment),
      acceptsMarketing: Customer.isYes(cell(.marketing)), acceptsProfiling: Customer.isYes(cell(.profiling)),
      acceptsSensitive: Customer.isYes(cell(.sensitive)), hasOptedOut: Customer.isYes(cell(.optOut)),
      declined: Set(channels.filter { !Customer.isYes(row.cells[$0.index]) }.map(\.id)), fields: fields,
      line: row.line)
  }
}
