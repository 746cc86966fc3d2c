import Foundation

/// A home folder of its own with the repository's lexicons and a small 话本, so that a chat starts at once and
/// its content may be changed.
struct SmallHome {
  let folder: URL

  static let order = "202611180012345678"

  init() throws {
    folder = try Program.temporaryFolder()
    let conversations = folder.appending(path: "Conversations")
    try FileManager.default.createDirectory(at: conversations, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      at: folder.appending(path: "Lexicons"), withDestinationURL: Program.root.appending(path: "Lexicons"))
    try Data("[{\"id\":\"\(Self.order)\",\"status\":\"待发货\",\"items\":[\"口罩\"]}]".utf8).write(
      to: conversations.appending(path: "样例订单.json"))
    try write(Self.text)
  }

  var path: String { folder.path }

  func write(_ text: String) throws {
    try Data(text.utf8).write(to: folder.appending(path: "Conversations/小.话"))
  }

  func file(_ name: String) -> String { folder.appending(path: name).path }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  static let text = """
    # 设定 对话
    开场：您好，我是小语，请讲。
    # 意图 退货
    - 我想退货
    - 申请退货
    - 东西想退了
    # 流程 退货
    1. 问 订单号
    2. 问 退货原因
    3. 核对 订单号、退货原因
    4. 办 提交退货（订单号，退货原因）
    5. 答 “退货收到了，受理号{受理号}。”
    # 词 订单号
    键：order_id
    样子：18位数字
    问：请把18位的订单号发给我。
    存档：只留后4位
    # 词 退货原因
    键：reason
    选：质量问题、发错货、不想要了
    问：什么原因？1. 质量问题 2. 发错货 3. 不想要了
    # 意图 问候
    - 你好
    - 您好
    答：您好呀。
    # 意图 转人工
    - 转人工
    - 我要找人工客服
    # 流程 转人工
    1. 转 客服
    # 问答 营业时间
    - 你们几点上班
    - 营业时间是几点到几点
    答：每天早上八点到晚上十点，节假日也一样，过年三十到初二上午十点到下午四点🎉👨‍👩‍👧，电话随时有人接，您放心来。
    """
}
