import Corpus
import Support

/// Customers from a table (CSV, TSV or NDJSON), one at a time: memory does not grow with their number.
///
/// Consent is never assumed: an empty cell or an absent column is a no, except that a channel without a
/// column of its own (`sms` or `consent_sms`) is covered by the consent to marketing.
public struct CustomerFile: Sendable {
  public let path: String

  public init(_ path: String) { self.path = path }

  /// Calls `header` with the names of the further columns, which templates may use as variables, then `body`
  /// with each customer in file order.
  /// - Parameter channels: those that may have a column.
  /// - Throws: `FileError`, a `Diagnostic` or `DiagnosticList` for a damaged file, and what `header` and `body` throw.
  public func forEach(
    channels: [Channel], header: ([String]) throws -> Void = { _ in }, _ body: (Customer) throws -> Void
  ) throws {
    var columns: CustomerColumns?
    try RowReader(path, format: CorpusFormat(path: path) ?? .csv, onDamage: .refuse).forEach { names in
      let read = try CustomerColumns(names, file: path, channels: channels)
      try header(read.others.map(\.name))
      columns = read
    } _: { row in
      if let columns { try body(try columns.customer(row)) }
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

  init(_ names: [String], file: String, channels: [Channel]) throws(DiagnosticList) {
    self.file = file
    self.names = names
    var index: [Customer.Column: Int] = [:]
    var found: [(String, Int)] = []
    var others: [(String, Int)] = []
    for (position, name) in names.enumerated() {
      if let column = Customer.Column.named(name) {
        index[column] = position
      } else if let channel = channels.first(where: {
        [$0.id, "consent_" + $0.id, "同意" + $0.name].contains(name)
      }) {
        found.append((channel.id, position))
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
          file: file, line: 1, column: 1,
          "客户文件缺少列“\(needed.rawValue)”（\(needed.chinese)），表头里有：\(names.joined(separator: "、"))。",
          suggestion: didYouMean(needed.rawValue, among: names))
      ])
    }
  }

  func customer(_ row: borrowing RowReader.Row) throws(DiagnosticList) -> Customer {
    let line = row.line
    func mistake(_ message: String, _ suggestion: String? = nil) -> DiagnosticList {
      DiagnosticList([Diagnostic(file: file, line: line, message, suggestion: suggestion)])
    }
    let cells = row.strings
    func cell(_ column: Customer.Column) -> String { index[column].map { cells[$0] } ?? "" }
    guard !cell(.id).isEmpty else { throw mistake("这一行没有客户编号（id）。") }
    var fields: [String: String] = [:]
    for (name, position) in others where !cells[position].isEmpty { fields[name] = cells[position] }
    if !cell(.name).isEmpty {
      fields["姓名"] = cell(.name)
      fields["称呼"] = Customer.salutation(name: cell(.name), gender: cell(.gender))
    }
    if !cell(.lastPurchase).isEmpty { fields["上次购买"] = cell(.lastPurchase) }
    var age: Customer.Age?
    if !cell(.minor).isEmpty { age = .minor(Customer.isYes(cell(.minor))) }
    if !cell(.age).isEmpty {
      guard let years = Int(cell(.age)), (0...150).contains(years) else {
        throw mistake("年龄“\(cell(.age))”不是数。", "写整数，不知道就空着。")
      }
      age = .years(years)
    }
    if !cell(.birthday).isEmpty {
      guard let date = CivilDate(cell(.birthday)) else {
        throw mistake("出生日期“\(cell(.birthday))”不是日期。", "写成 1990-05-01 这样，不知道就空着。")
      }
      age = .born(date)
    }
    var quiet: QuietHours?
    if !cell(.quietHours).isEmpty {
      quiet = QuietHours(cell(.quietHours))
      if quiet == nil { throw mistake("免打扰时段“\(cell(.quietHours))”看不懂。", "写成 21:00-08:00 这样。") }
    }
    let recent = cell(.recent).isEmpty ? 0 : Int(cell(.recent))
    guard let recent, recent >= 0 else { throw mistake("近期已发“\(cell(.recent))”不是条数。", "写整数，没发过写 0。") }
    return Customer(
      id: cell(.id), segment: cell(.segment).isEmpty ? nil : cell(.segment),
      acceptsMarketing: Customer.isYes(cell(.marketing)), acceptsProfiling: Customer.isYes(cell(.profiling)),
      acceptsSensitive: Customer.isYes(cell(.sensitive)), hasOptedOut: Customer.isYes(cell(.optOut)),
      age: age,
      quietHours: quiet, recentMessages: recent,
      declined: Set(channels.filter { !Customer.isYes(cells[$0.index]) }.map(\.id)), fields: fields,
      line: line)
  }
}
