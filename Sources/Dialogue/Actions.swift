/// What the bot can do outside the conversation: look up an order, file a return, queue for a person. A shop
/// connects its own system here; the embedded one is `OrderBook`.
public protocol Actions: Sendable {
  /// Performs the action named `name` (one of `ActionSpecification.all`).
  /// - Parameters:
  ///   - arguments: by the specification's parameter names.
  ///   - key: the same when the same wish is sent again, because an answer was lost or the bot was restarted;
  ///     a system that has done it already says how that ended and does nothing.
  /// - Returns: how it ended and what it found; nil when the system did not answer.
  func perform(_ name: String, _ arguments: [String: String], key: String) -> ActionResult?

  /// Whether `text` is the number of an order in a file of samples, which identifies nobody.
  func isSample(_ text: String) -> Bool
}

extension Actions {
  func perform(_ name: String, _ arguments: [String: String]) -> ActionResult? {
    perform(name, arguments, key: "")
  }

  public func isSample(_ text: String) -> Bool { false }
}

public struct ActionResult: Sendable, Equatable {
  /// One of the specification's outcomes.
  public var outcome: String
  /// By the specification's result names.
  public var values: [String: String]

  public init(_ outcome: String, _ values: [String: String] = [:]) {
    self.outcome = outcome
    self.values = values
  }
}

/// What a flow may 办: parameters, how it can end, what it finds.
public struct ActionSpecification: Sendable {
  public let name: String
  public let parameters: [String]
  public let outcomes: [String]
  public let results: [String]

  static let lookUpDrug = "查用药"
  static let verifyPhone = "核验手机"
  /// 公司 or 个人, by the 抬头 that a flow has: what its conditions may ask.
  static let titleKind = "抬头类型"
  /// Takes back a return or an exchange that was asked for.
  public static let withdraw = "撤销申请"
  /// What can be taken back.
  public static let withdrawable = ["提交退货", "提交换货"]
  /// Puts a session into the queue of the people who answer; the bot performs it itself at every hand-off.
  public static let queueForHuman = "排队转人工"

  public static let all: [ActionSpecification] = [
    .init(
      name: "查订单", parameters: ["订单号"], outcomes: ["查到", "没查到"],
      results: ["状态", "快递公司", "运单号", "预计送达", "商品", "品类", "实付"]),
    .init(name: "核验手机", parameters: ["订单号", "手机尾号"], outcomes: ["一致", "不一致", "没查到"], results: []),
    .init(name: "提交退货", parameters: ["订单号", "退货原因"], outcomes: ["成功", "失败"], results: ["受理号"]),
    .init(name: "提交换货", parameters: ["订单号", "退货原因"], outcomes: ["成功", "失败"], results: ["受理号"]),
    // The request with this number, or the last one of the order.
    .init(
      name: withdraw, parameters: ["订单号", "受理号"], outcomes: ["成功", "没查到", "失败"], results: ["受理号"]),
    .init(name: "取消订单", parameters: ["订单号"], outcomes: ["成功", "已发货", "失败"], results: ["受理号"]),
    .init(name: "改地址", parameters: ["订单号", "地址"], outcomes: ["成功", "已发货", "失败"], results: ["受理号"]),
    .init(name: "催发货", parameters: ["订单号"], outcomes: ["成功", "已发货", "失败"], results: ["受理号"]),
    .init(name: "开发票", parameters: ["订单号", "抬头"], outcomes: ["成功", "失败"], results: ["受理号"]),
    // Answers from 问答 about the drug; the bot performs it itself.
    .init(
      name: queueForHuman, parameters: ["会话", "原因", "摘要"], outcomes: ["成功", "失败"], results: ["排队人数"]),
    .init(name: lookUpDrug, parameters: ["药品"], outcomes: ["找到", "没找到"], results: []),
  ]
}
