import Dialogue
import Foundation
import Support
import Tokenization

/// A small bot, so that training takes no time.
enum Fixture {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  static let order = "202611180012345678"
  static let phone = "13812345678"
  static let now = Moment("2026-11-21T10:00") ?? .now

  private static let text = """
    # 意图 退货
    - 我想退货
    - 申请退货
    - 东西想退了
    # 流程 退货
    1. 问 订单号
    2. 问 退货原因
    3. 核对 订单号、退货原因
    4. 办 提交退货（订单号，退货原因）
    5. 答 “收到了，受理号{受理号}。”
    # 词 订单号
    键：order_id
    样子：18位数字
    问：请把18位的订单号发给我。
    存档：只留后4位
    # 词 退货原因
    键：reason
    选：质量问题、发错货
    问：什么原因？
    # 意图 问候
    - 你好
    - 您好
    答：您好，请讲。
    # 意图 转人工
    - 转人工
    - 我要找人工客服
    # 流程 转人工
    1. 转 客服
    """

  static let bot = Result {
    let home = try Home.find(root)
    let file = FileManager.default.temporaryDirectory.appending(path: "订单-\(UUID().uuidString).json")
    try Data("[{\"id\":\"\(order)\",\"status\":\"待发货\"}]".utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try Bot(
      script: Script.read([("小.话", text)]).script, home: home, tokenizer: Tokenizer(home: home),
      actions: OrderBook(path: file.path))
  }

  /// A folder of its own for each test.
  static func folder() throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: "yaoyu-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder.path
  }

  /// Every byte of every file beside the store.
  static func bytes(in folder: String) throws -> Data {
    try FileManager.default.contentsOfDirectory(atPath: folder).reduce(into: Data()) { all, name in
      all += try Data(contentsOf: URL(filePath: folder + "/" + name))
    }
  }
}
