import FoundationEssentials
import Support

/// The embedded order system: orders from a JSON file, read once. Requests are accepted or refused by the
/// order's state and get a number made from their content; nothing is changed.
public struct OrderBook: Actions {
  public struct Order: Sendable, Equatable {
    public var id: String
    /// 待付款, 待发货, 已发货, 已签收, 已取消, 已退款, or the shop's own word.
    public var status: String
    public var carrier: String
    public var tracking: String
    public var eta: String
    public var paid: String
    public var items: [String]
    public var phoneTail: String

    public init(
      id: String, status: String, carrier: String, tracking: String, eta: String, paid: String,
      items: [String], phoneTail: String
    ) {
      self.id = id
      self.status = status
      self.carrier = carrier
      self.tracking = tracking
      self.eta = eta
      self.paid = paid
      self.items = items
      self.phoneTail = phoneTail
    }
  }

  private let orders: [String: Order]

  /// In the order of their numbers.
  public var all: [Order] { orders.values.sorted { $0.id < $1.id } }

  public var count: Int { orders.count }

  /// Reads `[{"id","status","carrier","tracking","eta","signed","paid","items":[…],"phone_tail"}]`. Values
  /// may be strings, numbers or booleans, items strings or objects with a `name`; only `id` is required.
  /// - Throws: `FileError` or `DialogueError.badOrders` with the number of the wrong order.
  public init(path: String, name: String? = nil) throws {
    try self.init(json: FileAccess.read(path), file: name ?? path)
  }

  init(json: [UInt8], file: String) throws(DialogueError) {
    let values: [[String: JSONValue]]
    do {
      values = try JSONDecoder().decode([[String: JSONValue]].self, from: Data(json))
    } catch {
      throw .badOrders(file: file, reason: "不是由订单组成的 JSON 数组")
    }
    var orders: [String: Order] = [:]
    for (number, fields) in zip(1..., values) {
      guard let id = fields["id"]?.text, !id.isEmpty else {
        throw .badOrders(file: file, reason: "第 \(number) 个订单没有 id")
      }
      guard orders[id] == nil else {
        throw .badOrders(file: file, reason: "第 \(number) 个订单的 id 和前面的重复")
      }
      orders[id] = OrderBook.order(id, fields)
    }
    self.orders = orders
  }

  static func order(_ id: String, _ fields: [String: JSONValue]) -> Order {
    let signed = fields["signed"]?.isTrue ?? false
    return Order(
      id: id, status: signed ? "已签收" : status(fields["status"]?.text ?? ""),
      carrier: fields["carrier"]?.text ?? "", tracking: fields["tracking"]?.text ?? "",
      eta: fields["eta"]?.text ?? "", paid: fields["paid"]?.text ?? "", items: fields["items"]?.names ?? [],
      phoneTail: fields["phone_tail"]?.text ?? "")
  }

  /// The states that flows ask about, for the words that shops use.
  private static func status(_ text: String) -> String {
    switch text.lowercased() {
    case "shipped", "in_transit", "in transit", "delivering", "已发货", "运输中", "派送中", "配送中": "已发货"
    case "delivered", "signed", "completed", "finished", "已签收", "已完成", "已送达": "已签收"
    case "cancelled", "canceled", "closed", "已取消", "已关闭": "已取消"
    case "unpaid", "待付款", "未付款": "待付款"
    case "refunded", "returned", "已退款", "已退货": "已退款"
    case "paid", "pending", "processing", "packed", "待发货", "已付款", "备货中", "": "待发货"
    default: text
    }
  }

  public func isSample(_ text: String) -> Bool { orders[text] != nil }

  public func perform(_ name: String, _ arguments: [String: String], key: String) -> ActionResult? {
    // Nobody works behind a file: the customer is put through at once.
    if name == ActionSpecification.queueForHuman { return ActionResult("成功", ["排队人数": "0"]) }
    return OrderBook.result(of: name, on: orders[arguments["订单号"] ?? ""], arguments)
  }

  /// How an action ends for an order in its present state. Requests get a number made from their content.
  /// - Parameter order: nil when there is none of that number.
  public static func result(
    of name: String, on order: Order?, _ arguments: [String: String]
  ) -> ActionResult {
    guard let order else { return ActionResult(name == "查订单" || name == "核验手机" ? "没查到" : "失败") }
    switch name {
    case "查订单": return ActionResult("查到", values(of: order))
    case "核验手机": return ActionResult(order.phoneTail == arguments["手机尾号"] ? "一致" : "不一致")
    case ActionSpecification.withdraw:
      return arguments["受理号"].map { ActionResult("成功", ["受理号": $0]) } ?? ActionResult("没查到")
    case "取消订单", "改地址", "催发货":
      guard order.status == "待发货" || order.status == "待付款" else { return ActionResult("已发货") }
      return accepted(name, arguments)
    default: return accepted(name, arguments)
    }
  }

  static func values(of order: Order) -> [String: String] {
    [
      "状态": order.status, "快递公司": order.carrier, "运单号": order.tracking, "预计送达": order.eta,
      "商品": order.items.joined(separator: "、"), "实付": order.paid,
    ].filter { !$0.value.isEmpty }
  }

  private static func accepted(_ name: String, _ arguments: [String: String]) -> ActionResult {
    let content = arguments.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ";")
    let number = String(stableHash(name + ";" + content) % 1_000_000)
    return ActionResult("成功", ["受理号": String(repeating: "0", count: 6 - number.count) + number])
  }
}

/// Any JSON value, read leniently.
enum JSONValue: Decodable, Sendable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  var text: String? {
    switch self {
    case .string(let text): text
    case .number(let number): Measure.format(number)
    default: nil
    }
  }

  /// `true`, or any date or time at which it came true.
  var isTrue: Bool {
    switch self {
    case .bool(let value): value
    case .string(let text): !text.isEmpty && text != "false" && text != "否"
    default: false
    }
  }

  var names: [String] {
    guard case .array(let values) = self else { return text.map { [$0] } ?? [] }
    return values.compactMap { value in
      if case .object(let fields) = value { return fields["name"]?.text ?? fields["title"]?.text }
      return value.text
    }
  }
}
