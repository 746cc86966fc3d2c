public import Corpus
internal import Support

/// Orders as shops export them: a row for each article of an order, or for each order.
public struct OrderFile: Sendable {
  /// Columns by purpose; nil ones are found by the names that shops use.
  public struct Columns: Sendable {
    public var customer: String?
    public var date: String?
    public var order: String?
    public var amount: String?
    public var quantity: String?
    public var price: String?

    public init(
      customer: String? = nil, date: String? = nil, order: String? = nil, amount: String? = nil,
      quantity: String? = nil, price: String? = nil
    ) {
      self.customer = customer
      self.date = date
      self.order = order
      self.amount = amount
      self.quantity = quantity
      self.price = price
    }
  }

  /// A row that counts.
  struct Line {
    var customer: String
    var day: Int
    /// Empty where orders have no number: then a day is one order.
    var order: String
    var amount: Double
  }

  /// Why a row does not count.
  public enum Skip: String, Sendable, CaseIterable {
    case noCustomer = "没有顾客编号"
    case noDate = "日期看不懂"
    case noAmount = "金额不是大于 0 的数（退货、赠品）"
    case damaged = "读不出来"
  }

  public let reader: RowReader
  private let columns: Columns

  public init(_ reader: RowReader, columns: Columns = Columns()) {
    self.reader = reader
    self.columns = columns
  }

  /// Calls `body` with every row that counts.
  /// - Returns: rows read, those skipped by reason, and the reader's diagnostics.
  /// - Throws: `FileError`, `CorpusError`; `AudienceError.missingColumn`.
  func forEach(_ body: (Line) throws -> Void) throws -> (counts: CorpusCounts, skipped: [Skip: Int]) {
    var places: Places?
    var skipped: [Skip: Int] = [:]
    let counts = try reader.forEach {
      places = try Places(columns, names: $0, file: reader.path)
    } _: { row in
      guard let places else { return }
      switch places.line(row) {
      case .success(let line): try body(line)
      case .failure(let reason): skipped[reason.skip, default: 0] += 1
      }
    }
    if counts.damaged > 0 { skipped[.damaged] = counts.damaged }
    return (counts, skipped)
  }
}

/// Where in a row the things of an order are.
private struct Places {
  struct Reason: Error { let skip: OrderFile.Skip }

  private let customer: Int
  private let date: Int
  private let order: Int?
  private let amount: Int?
  private let quantity: Int?
  private let price: Int?

  init(_ columns: OrderFile.Columns, names: [String], file: String) throws(AudienceError) {
    let header = Header(names: names, file: file)
    customer = try header.need(columns.customer, "顾客编号", "--customer-column", Header.customer)
    date = try header.need(columns.date, "下单日期", "--date-column", Header.date)
    order = try header.find(columns.order, "订单号", "--order-column", Header.order)
    amount = try header.find(columns.amount, "金额", "--amount-column", Header.amount)
    quantity = try header.find(columns.quantity, "数量", "--quantity-column", Header.quantity)
    if amount == nil {
      price = try header.need(columns.price, "金额或单价", "--amount-column", Header.amount + Header.price)
    } else {
      price = nil
    }
  }

  func line(_ row: borrowing RowReader.Row) -> Result<OrderFile.Line, Reason> {
    let customer = row.string(customer)
    guard !customer.isEmpty else { return .failure(Reason(skip: .noCustomer)) }
    guard let day = CivilDate(timestamp: row.string(date)) else { return .failure(Reason(skip: .noDate)) }
    let quantity = quantity.map { decimalNumber(row.string($0)) ?? 0 } ?? 1
    let each = (amount ?? price).flatMap { decimalNumber(row.string($0)) } ?? 0
    let total = amount == nil ? each * quantity : each
    guard quantity > 0, total > 0 else { return .failure(Reason(skip: .noAmount)) }
    return .success(
      OrderFile.Line(
        customer: customer, day: day.dayNumber, order: order.map { row.string($0) } ?? "", amount: total))
  }
}

/// The columns of a file and the names that they go by.
struct Header {
  static let customer = [
    "customer", "customer_id", "CustomerID", "user_id", "顾客编号", "客户编号", "会员号", "买家", "id",
  ]
  static let date = ["date", "order_date", "InvoiceDate", "下单日期", "下单时间", "日期", "付款时间"]
  static let order = ["order", "order_id", "InvoiceNo", "订单号", "订单编号"]
  static let amount = ["amount", "total", "paid", "金额", "实付金额", "订单金额"]
  static let quantity = ["quantity", "Quantity", "数量", "件数"]
  static let price = ["price", "UnitPrice", "unit_price", "单价", "价格"]

  let names: [String]
  let file: String

  /// The column called `name`, else the first that goes by a known name, else nil.
  /// - Throws: `AudienceError.missingColumn` when there is a name and no such column.
  func find(_ name: String?, _ purpose: String, _ option: String, _ known: [String]) throws(AudienceError)
    -> Int?
  {
    if let name {
      guard let index = names.firstIndex(of: name) else {
        throw .missingColumn(
          purpose: purpose + "“\(name)”", option: option, known: known, file: file, columns: names)
      }
      return index
    }
    for name in known { if let index = names.firstIndex(of: name) { return index } }
    return nil
  }

  /// The same, for a column that there must be.
  func need(_ name: String?, _ purpose: String, _ option: String, _ known: [String]) throws(AudienceError)
    -> Int
  {
    guard let index = try find(name, purpose, option, known) else {
      throw .missingColumn(purpose: purpose, option: option, known: known, file: file, columns: names)
    }
    return index
  }
}

/// A number as shops write it: `1,234.50`, `￥39.9`, `12元`; nil for anything else, infinities included.
func decimalNumber(_ text: String) -> Double? {
  var digits = text.filter { $0 != "," && $0 != " " }
  while let first = digits.first, "¥￥$".contains(first) { digits.removeFirst() }
  if digits.hasSuffix("元") { digits.removeLast() }
  guard let value = Double(digits), value.isFinite else { return nil }
  return value
}

extension CivilDate {
  /// The day of a date with or without a time: `2026-11-21 08:30`, `2026/11/21T08:30`, `20261121`.
  init?(timestamp text: String) {
    let day = text.prefix { $0 != " " && $0 != "T" }
    if day.utf8.count == 8, let number = Int(day) {
      self.init(year: number / 10_000, month: number / 100 % 100, day: number % 100)
    } else {
      self.init(day)
    }
  }
}
