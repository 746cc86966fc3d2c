import Foundation
import Support

@testable import Dialogue

/// A script of a few sections, for behaviour that does not depend on what a pharmacy says.
enum Small {
  static let text = """
    # 意图 退货
    - 我想退货
    - 申请退货
    - 这单我要退掉
    - 东西想退了
    - 帮我退货
    # 流程 退货
    1. 问 订单号
    2. 问 退货原因
    3. 核对 订单号、退货原因
    4. 办 提交退货（订单号，退货原因）
    5. 若 成功：答 已受理
    6. 否则：答 “没有这一单。”；重问 订单号
    # 答复 已受理
    - 退货申请收到了，受理号{受理号}。
    # 词 订单号
    键：order_id
    样子：18位数字
    问：请把18位的订单号发给我。
    不对：
    - 订单号应当是18位数字。
    - 还是不像订单号，在“我的订单”里能看到。
    最多问：3次，之后转客服
    存档：只留后4位
    沿用：是
    # 词 退货原因
    键：reason
    选：质量问题、发错货、不想要了
    也叫：质量问题=坏了、破了
    问：退货的原因是什么？1. 质量问题 2. 发错货 3. 不想要了
    # 意图 改地址
    - 我要改地址
    - 收货地址写错了
    - 换个收货地址
    - 帮我改一下地址
    # 流程 改地址
    1. 问 订单号
    2. 问 地址
    3. 核对 订单号、地址
    4. 办 改地址（订单号，地址）
    5. 若 成功：答 “地址改好了。”
    6. 否则：转 客服
    # 意图 问候
    - 你好
    - 您好
    - 在吗
    - 早上好
    答：
    - 您好，请讲。
    - 在的，您说。
    - 您好呀。
    # 意图 转人工
    - 转人工
    - 我要找人工客服
    - 叫个真人来
    # 流程 转人工
    1. 转 客服
    # 问答 营业时间
    - 你们几点上班
    - 营业时间是几点到几点
    - 药店几点开门
    答：
    - 每天早上八点到晚上十点。
    # 护栏 喘不上气
    等级：急救
    当：喘不上气｜呼吸困难
    答：
    - 请马上打120。
    """

  static let order = "202611180012345678"
  static let orders = """
    [{"id":"202611180012345678","status":"待发货","items":["口罩"],"phone_tail":"1111"}]
    """

  static let bot = Result { try make(text) }

  static func make(_ text: String) throws -> Bot {
    let book = try OrderBook(json: Array(orders.utf8), file: "订单")
    return try Bot(
      script: Script.read([("小.话", text)]).script, home: Fixture.home, tokenizer: Fixture.tokenizer.get(),
      actions: book)
  }
}
