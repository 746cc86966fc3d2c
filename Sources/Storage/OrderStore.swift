public import Dialogue
import GRDB
import Support

/// A shop's orders in a SQLite file: what a small shop uses that has no system of its own.
///
/// Every request is written together with what it changes, under its key, so that a request that is sent again
/// is answered as before and done once.
public struct OrderStore: Actions {
  private let file: StoreFile

  /// - Throws: `StoreError`.
  public init(path: String, create: Bool = false) throws(StoreError) {
    file = try StoreFile(path: path, schema: .orders, mode: create ? .create : .existing)
  }

  /// Adds orders, replacing those of the same number.
  public func add(_ orders: [OrderBook.Order]) throws(StoreError) {
    try file.write { database in
      for order in orders {
        try database.execute(
          sql: "INSERT OR REPLACE INTO orders VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
          arguments: [
            order.id, order.status, order.carrier, order.tracking, order.eta, order.paid,
            order.items.joined(separator: "\n"), order.phoneTail,
          ])
      }
    }
  }

  /// How many orders there are, and how many requests wait for the people of the shop.
  public func counts() throws(StoreError) -> (orders: Int, requests: Int) {
    try file.read { database in
      (
        try Int.fetchOne(database, sql: "SELECT count(*) FROM orders") ?? 0,
        try Int.fetchOne(database, sql: "SELECT count(*) FROM request") ?? 0
      )
    }
  }

  public func perform(_ name: String, _ arguments: [String: String], key: String) -> ActionResult? {
    if name == ActionSpecification.queueForHuman { return ActionResult("成功", ["排队人数": "0"]) }
    let id = arguments["订单号"] ?? ""
    if name == "查订单" || name == "核验手机" {
      return try? file.read { OrderBook.result(of: name, on: try OrderStore.order(id, $0), arguments) }
    }
    return try? file.write { try OrderStore.request(name, id, arguments, key: key, $0) }
  }

  private static func request(
    _ name: String, _ id: String, _ arguments: [String: String], key: String, _ database: Database
  ) throws -> ActionResult {
    let row = try Row.fetchOne(
      database, sql: "SELECT outcome, ticket FROM request WHERE key = ? AND key <> ''", arguments: [key])
    if let row { return ActionResult(row["outcome"], ["受理号": row["ticket"]]) }
    if name == ActionSpecification.withdraw { return try withdraw(id, arguments["受理号"], key: key, database) }
    let result = OrderBook.result(of: name, on: try order(id, database), arguments)
    guard result.outcome == "成功" else { return result }
    let detail = arguments.filter { $0.key != "订单号" }.sorted { $0.key < $1.key }.map {
      "\($0.key)：\($0.value)"
    }
    try database.execute(
      sql: "INSERT INTO request(key, action, order_id, detail, outcome, ticket) VALUES (?, ?, ?, ?, ?, ?)",
      arguments: [
        key, name, id, detail.joined(separator: "；"), result.outcome, result.values["受理号"] ?? "",
      ])
    if name == "取消订单" {
      try database.execute(sql: "UPDATE orders SET status = '已取消' WHERE id = ?", arguments: [id])
    }
    return result
  }

  /// The request of this number, or else the last one of the order that can be taken back.
  private static func withdraw(
    _ id: String, _ ticket: String?, key: String, _ database: Database
  ) throws -> ActionResult {
    let actions = ActionSpecification.withdrawable.map { "'\($0)'" }.joined(separator: ", ")
    let found = try Row.fetchOne(
      database,
      sql: """
        SELECT number, ticket FROM request
        WHERE order_id = ? AND (ticket = ? OR ? IS NULL) AND outcome = '成功' AND action IN (\(actions))
        ORDER BY number DESC LIMIT 1
        """, arguments: [id, ticket, ticket])
    guard let found else { return ActionResult("没查到") }
    let (number, known): (Int64, String) = (found["number"], found["ticket"])
    try database.execute(sql: "UPDATE request SET outcome = '已撤销' WHERE number = ?", arguments: [number])
    try database.execute(
      sql: "INSERT INTO request(key, action, order_id, detail, outcome, ticket) VALUES (?, ?, ?, ?, ?, ?)",
      arguments: [key, ActionSpecification.withdraw, id, "", "成功", known])
    return ActionResult("成功", ["受理号": known])
  }

  private static func order(_ id: String, _ database: Database) throws -> OrderBook.Order? {
    try Row.fetchOne(database, sql: "SELECT * FROM orders WHERE id = ?", arguments: [id]).map { row in
      let items: String = row["items"]
      return OrderBook.Order(
        id: row["id"], status: row["status"], carrier: row["carrier"], tracking: row["tracking"],
        eta: row["eta"], paid: row["paid"], items: items.split(separator: "\n").map(String.init),
        phoneTail: row["phone_tail"])
    }
  }
}

extension StoreSchema {
  static let orders = StoreSchema(
    name: "订单", code: "YYOR",
    steps: [
      """
      CREATE TABLE orders(
        id TEXT PRIMARY KEY NOT NULL, status TEXT NOT NULL, carrier TEXT NOT NULL, tracking TEXT NOT NULL,
        eta TEXT NOT NULL, paid TEXT NOT NULL, items TEXT NOT NULL, phone_tail TEXT NOT NULL);
      CREATE TABLE request(
        number INTEGER PRIMARY KEY, key TEXT NOT NULL, action TEXT NOT NULL, order_id TEXT NOT NULL,
        detail TEXT NOT NULL, outcome TEXT NOT NULL, ticket TEXT NOT NULL);
      CREATE INDEX request_by_key ON request(key);
      """
    ])
}
