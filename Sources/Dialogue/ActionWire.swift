import FoundationEssentials
import Support

/// How an action is asked of a shop's own system, and how it answers: the names that programs use.
///
///     POST /actions/lookup-order        {"order_id":"202611180012345678"}
///     200  {"outcome":"found","status":"shipped","carrier":"顺丰","items":["布洛芬缓释胶囊"],…}
public enum ActionWire {
  private static let actions = [
    "查订单": "lookup-order", "核验手机": "verify-phone", "提交退货": "return-order", "提交换货": "exchange-order",
    ActionSpecification.withdraw: "withdraw-request", "取消订单": "cancel-order",
    "改地址": "change-address", "催发货": "expedite-order", "开发票": "request-invoice",
    ActionSpecification.queueForHuman: "queue-for-human",
  ]
  private static let parameters = [
    "订单号": "order_id", "手机尾号": "phone_tail", "退货原因": "reason", "地址": "address", "抬头": "invoice_title",
    "受理号": "ticket", "会话": "session", "原因": "reason", "摘要": "summary",
  ]
  private static let outcomes = [
    "found": "查到", "not_found": "没查到", "match": "一致", "mismatch": "不一致", "done": "成功", "refused": "失败",
    "shipped": "已发货",
  ]
  private static let results = ["ticket": "受理号", "waiting": "排队人数"]

  /// The last part of the address; nil for what the bot does itself.
  public static func path(of action: String) -> String? { actions[action].map { "/actions/" + $0 } }

  /// A JSON object, its keys sorted.
  public static func body(_ arguments: [String: String]) -> String {
    let fields = arguments.map { (parameters[$0.key] ?? $0.key, $0.value) }.sorted { $0.0 < $1.0 }
    return "{" + fields.map { jsonString($0.0) + ":" + jsonString($0.1) }.joined(separator: ",") + "}"
  }

  /// What an answer says; nil when it is none that `action` can end with.
  public static func result(of action: String, json: some Sequence<UInt8>) -> ActionResult? {
    guard let fields = try? JSONDecoder().decode([String: JSONValue].self, from: Data(json)),
      let word = fields["outcome"]?.text,
      let specification = ActionSpecification.all.first(where: { $0.name == action })
    else { return nil }
    let outcome = outcomes[word] ?? word
    guard specification.outcomes.contains(outcome) else { return nil }
    var values = OrderBook.values(of: OrderBook.order(fields["id"]?.text ?? "", fields))
    if fields["status"] == nil, fields["signed"] == nil { values["状态"] = nil }
    for (key, name) in results { values[name] = fields[key]?.text }
    return ActionResult(outcome, values.filter { specification.results.contains($0.key) })
  }
}
