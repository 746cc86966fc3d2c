import Foundation
import Support
import Testing

@testable import Dialogue

@Suite("Sessions")
struct SessionTests {
  @Test("a session that was coded and decoded goes on in the same words")
  func coding() throws {
    let bot = try Small.bot.get()
    let lines = ["你好", "我想退货", "你们几点上班", Small.order, "坏了", "不对，是发错货", "对", "转人工", "找机器人", "在吗"]
    var (straight, coded) = (Session(id: "t"), Session(id: "t"))
    for line in lines {
      let first = bot.respond(to: line, in: &straight, now: Fixture.now)
      coded = try JSONDecoder().decode(Session.self, from: JSONEncoder().encode(coded))
      #expect(bot.respond(to: line, in: &coded, now: Fixture.now).json == first.json)
    }
  }

  @Test("a flow that was rewritten in the middle is gone through again with what is known")
  func rewritten() throws {
    var session = Session(id: "t")
    let old = try Small.bot.get()
    for line in ["我想退货", Small.order] { _ = old.respond(to: line, in: &session, now: Fixture.now) }
    #expect(session.awaited == "退货原因")
    let new = try Small.make(
      Small.text.replacing("2. 问 退货原因\n", with: "2. 问 数量\n3. 问 退货原因\n").replacing("3. 核对", with: "4. 核对")
        .replacing("4. 办 提", with: "5. 办 提").replacing("5. 若 成功：答 已", with: "6. 若 成功：答 已")
        .replacing("6. 否则：答 “没", with: "7. 否则：答 “没"))
    let turn = new.respond(to: "坏了", in: &session, now: Fixture.now)
    #expect(turn.asking == "数量")
    #expect(turn.slots["order_id"] == Small.order)
    #expect(turn.slots["reason"] == "质量问题")
  }

  @Test("a flow that is gone is left")
  func gone() throws {
    var session = Session(id: "t")
    _ = try Small.bot.get().respond(to: "我想退货", in: &session, now: Fixture.now)
    let text = Small.text.split(separator: "# 意图 改地址")[1]
    let slots = "# 词 订单号\n样子：18位数字\n问：订单号？\n# 意图 改地址" + text
    let turn = try Small.make(slots).respond(to: "你们几点上班", in: &session, now: Fixture.now)
    #expect(turn.form == nil)
    #expect(turn.replies == ["每天早上八点到晚上十点。"])
  }

  @Test("a session does not grow with its turns")
  func long() throws {
    let bot = try Small.bot.get()
    var session = Session(id: "t")
    let lines = ["你好", "我想退货", Small.order, "算了", "今天天气如何"]
    var sizes: [Int] = []
    for number in 0..<1200 {
      let line = lines[number % lines.count]
      if number % 5 == 4, session.isHandedOver { session.takeBack() }
      _ = bot.respond(to: line, in: &session, now: Fixture.now)
      if number % 300 == 299 { sizes.append(try JSONEncoder().encode(session).count) }
    }
    #expect(session.turns == 1200)
    #expect(try #require(sizes.last) < 8000, "\(sizes)")
  }

  @Test("what identifies the customer is masked, in whatever form she wrote it")
  func redaction() throws {
    let bot = try Small.bot.get()
    var session = Session(id: "t")
    let before = session
    let text = "单号２０２６１１１８ ００１２３４５６ ７８，手机138 1234 5678，住杭州市西湖区文三路55号3幢"
    let turn = bot.respond(to: "我想退货，" + text, in: &session, now: Fixture.now)
    let redactor = Redactor(bot: bot, sessions: [before, session])
    let masked = redactor.mask(text)
    for secret in ["1234", "5678", "１２３４", "文三路"] { #expect(!masked.contains(secret), "\(masked)") }
    #expect(redactor.mask(masked) == masked)
    let record = redactor.mask(turn, bot: bot).json
    #expect(!record.contains(Small.order))
    #expect(!record.contains("13812345678"))
  }

  @Test(
    "names are masked wherever they were told: recipients, patients, titles, what was put off",
    arguments: [
      (["地址写错了，订单202611150099887766", "收件人：李桂芳"], "李桂芳"),
      (["杭州市西湖区文三路55号3幢 收件人写我妈李桂芳", "地址写错了"], "李桂芳"),
      (["我妈李桂芳糖尿病能吃板蓝根吗"], "李桂芳"), (["我妈李桂芳糖尿病", "她头疼吃布洛芬行不行"], "李桂芳"),
      (["地址改一下 202611150099887766 2580", "西湖区文二路9号 张敏 13600001234", "算了不改了", "张敏收得到吗"], "张敏"),
      (["开发票 202611100055556666", "王小雨", "对", "王小雨的票开了没"], "王小雨"),
      (["抬头写王小雨", "王小雨那张呢"], "王小雨"),
    ])
  func names(_ lines: [String], secret: String) throws {
    let bot = try Fixture.bot.get()
    var session = Session(id: "t")
    for line in lines {
      let before = session
      let turn = bot.respond(to: line, in: &session, now: Fixture.now)
      let redactor = Redactor(bot: bot, sessions: [before, session])
      #expect(!redactor.mask(line).contains(secret), "\(redactor.mask(line))")
      #expect(!redactor.mask(turn, bot: bot).json.contains(secret), "\(redactor.mask(turn, bot: bot).json)")
      #expect(redactor.mask(redactor.mask(line)) == redactor.mask(line))
    }
  }

  @Test(
    "what is no name stays in the transcript",
    arguments: ["我妈高血压能吃布洛芬吗", "收件人电话写错了", "发票抬头开公司的", "我爸单位能收快递吗"])
  func noNames(_ line: String) throws {
    let bot = try Fixture.bot.get()
    var session = Session(id: "t")
    _ = bot.respond(to: line, in: &session, now: Fixture.now)
    #expect(Redactor(bot: bot, sessions: [session]).mask(line) == line)
  }
}
