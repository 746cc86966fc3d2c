import Support
import Testing

@testable import Dialogue

private func mistakes(_ text: String, today: CivilDate? = nil) -> [String] {
  do {
    return try Script.read([("例.话", text)], today: today).reminders.map(\.description)
  } catch {
    return error.diagnostics.map(\.description)
  }
}

@Suite("话本 files")
struct ScriptTests {
  @Test("the content that ships has no mistakes and no reminders")
  func ownContent() throws {
    let (script, reminders) = try Script.load(
      home: Fixture.home, today: CivilDate(year: 2026, month: 11, day: 21))
    #expect(reminders.isEmpty)
    #expect(script.intents.count >= 15)
    #expect(script.faqs.filter { !$0.drugs.isEmpty }.count >= 20)
    #expect(script.guards.count >= 6)
    #expect(script.tests.count >= 30)
  }

  @Test("full-width and half-width punctuation read the same")
  func widths() throws {
    let full = "# 词 单号\n样子：18位数字\n问：单号？\n# 意图 查\n- 查一下\n# 流程 查\n1． 问 单号\n2． 办 查订单（订单号）"
    let half = "# 词 单号\n样子: 18位数字\n问: 单号？\n# 意图 查\n- 查一下\n# 流程 查\n1. 问 单号\n2. 办 查订单(订单号)"
    #expect(mistakes(full).count == 1)
    #expect(mistakes(full).map { $0.suffix(30) } == mistakes(half).map { $0.suffix(30) })
  }

  @Test("every mistake of a file is told at once, each with place, expectation and nearest name")
  func broken() {
    let text = """
      # 意途 查物流
      - 我的快递到哪了
      # 意图 查物流
      - {定单号}到哪了
      # 词 订单号
      样子：18位数字
      问：请发订单号
      # 流程 查物流
      1. 问 订单
      2. 办 查定单（订单号）
      3. 若 没查道：答 查无此单
      4. 答 在路上了
      5. 转 经理
      6. 干 活
      # 答复 在路上
      - 到{运单好}了
      # 问答 布洛芬怎么吃
      药品：布洛芬
      - 布洛芬怎么吃
      回答：一次1粒
      # 护栏 坏
      等级：急就
      当：（头孢｜甲硝唑 且 酒
      答：别喝
      # 测试 坏
      顾客：你好
      ＝ 意图 查物六；飞起来
      """
    #expect(
      mistakes(text) == [
        "例.话:1:3: 错误：不认识的开头“意途”，可用：意图、词、流程、答复、问答、问法、药品、护栏、说法、反例、建议、安抚、设定、测试。 您是不是想写“意图”？",
        "例.话:4:4: 错误：没有叫“定单号”的词。 您是不是想写“订单号”？",
        "例.话:9:6: 错误：没有叫“订单”的词。 您是不是想写“订单号”？",
        "例.话:10:6: 错误：没有叫“查定单”的操作。 您是不是想写“查订单”？",
        "例.话:11:12: 错误：没有叫“查无此单”的答复。 现有：在路上。",
        "例.话:12:6: 错误：没有叫“在路上了”的答复。 您是不是想写“在路上”？",
        "例.话:13:6: 错误：不能转“经理”，只能转 客服、药师、急救。",
        "例.话:14:4: 错误：看不懂“干 活”，一步要以 重问、问、核对、办、答、转、记、完、若、否则 开头。",
        "例.话:16:5: 错误：“{运单好}”不是词，也不是哪个操作的结果，填不上。 您是不是想写“运单号”？",
        "例.话:17:6: 错误：问答“布洛芬怎么吃”没有写“答”。 写上“答：”，下一行“- 要说的话”。",
        "例.话:17:6: 错误：用药回答“布洛芬怎么吃”必须写“来源”。 例如“来源：布洛芬缓释胶囊说明书【用法用量】”。",
        "例.话:17:6: 错误：用药回答“布洛芬怎么吃”必须写“审核”。 例如“审核：李敏 执业药师 2026-11-01，有效至 2027-10-31”。",
        "例.话:20:1: 错误：“问答”里没有“回答”这一项。可用：药品、问法、听到、除非、答、来源、审核、转。 您是不是想写“答”？",
        "例.话:22:1: 错误：护栏“坏”的等级要写 急救 或 药师。 例如“等级：急救”。",
        "例.话:23:3: 错误：这个括号没有收尾。 在后面加上“）”。",
        "例.话:27:6: 错误：没有叫“查物六”的意图。 您是不是想写“查物流”？",
        "例.话:27:10: 错误：看不懂断言“飞起来”。 可用：意图 名、问答 名、护栏 名、没有护栏、转 客服、不转、含 字、不含 字、在问 词、不在问、仍有 词、没有 词、已取消、记 名、没听懂、词=值。",
      ])
  }

  @Test("an example may belong to one intent only, whatever its punctuation")
  func duplicateExamples() {
    let found = mistakes("# 意图 甲\n- 你好！\n答：- 好\n# 意图 乙\n- 你 好\n答：好")
    #expect(found.count == 1)
    #expect(found.first?.contains("已经是“意图 甲”的例句（例.话:2）") == true)
  }

  @Test("a sign-off that ended is a mistake, one that ends soon a reminder")
  func reviews() {
    let text = "# 问答 甲怎么吃\n药品：布洛芬\n- 布洛芬怎么吃\n答：一次1粒\n来源：说明书\n审核：李敏 2025-11-01，有效至 2026-11-30"
    #expect(mistakes(text, today: CivilDate(year: 2026, month: 10, day: 1)).isEmpty)
    #expect(mistakes(text, today: CivilDate(year: 2026, month: 11, day: 21)).first?.contains("提醒：") == true)
    #expect(
      mistakes(text, today: CivilDate(year: 2026, month: 12, day: 1)).first?.contains("已于 2026-11-30 过期")
        == true)
    #expect(mistakes(text.replacing("有效至 2026-11-30", with: "有效至 明年")).count == 1)
  }

  @Test("no text makes the reader crash", arguments: 0..<40)
  func fuzz(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let pieces = [
      "# ", "意图", "词", "流程", "护栏", "测试", "设定", "问答", " 甲\n", "\n", "- ", "：", ":", "（", "）", "{", "}", "{药品",
      "若 ", "否则", "且", "或", "｜",
      "＝", "问 ", "办 ", "答：", "当：", "样子：", "18位数字", "99999999999999999999位数字", "选：", "1. ", "2．", "“", "…",
      "，", "；", "审核：", "有效至 ", "9999-99-99", "\r\n", "\u{0}",
      "😀", "　", "订单号", "{年龄<", "等级：急救", "顾客：", "客服：", "最多问：", "1000000次",
    ]
    var text = ""
    for _ in 0..<120 { text += pieces.randomElement(using: &generator) ?? "" }
    let first = mistakes(text)
    #expect(first == mistakes(text))
  }
}

@Suite("Calendar")
struct CivilDateTests {
  @Test("day numbers and dates are inverse to each other over four hundred years")
  func roundTrip() {
    for number in stride(from: -80_000, through: 80_000, by: 37) {
      #expect(CivilDate(dayNumber: number).dayNumber == number)
    }
    #expect(CivilDate(year: 2026, month: 11, day: 21)?.dayNumber == 20_778)
    #expect(CivilDate(year: 2026, month: 11, day: 21)?.weekday == 6)
    #expect(CivilDate(year: 2026, month: 2, day: 29) == nil)
  }

  @Test("ISO 8601 moments are read in the shop's time zone")
  func moments() {
    #expect(Moment("2026-11-21")?.description == "2026-11-21 00:00")
    #expect(Moment("2026-11-21T20:30:00Z")?.description == "2026-11-22 04:30")
    #expect(Moment("2026-11-21T01:00+09:00")?.description == "2026-11-21 00:00")
    #expect(Moment("2026-11-21T10:61") == nil)
    #expect(Moment("昨天") == nil)
  }
}
