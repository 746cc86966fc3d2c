import Support
import Testing

@testable import Dialogue

/// What makes the difference between a bot that answers and one that serves.
@Suite("Service")
struct ServiceTests {
  @Test(
    "a name of four characters with one that only looks alike is heard",
    arguments: [("阿莫西木有吗", "阿莫西林"), ("阿草西林一次几粒", "阿莫西林"), ("硝苯他平多少钱", "硝苯地平")])
  func lookAlike(text: String, drug: String) throws {
    let found = try Fixture.bot.get().understanding.drugEntities(text)
    #expect(found.count == 1)
    #expect(found.first?.drug?.generic.contains(drug) == true, "\(found)")
  }

  @Test(
    "what looks alike in everyday words is no drug, and an illness is none that a drug is named after",
    arguments: ["木头林子里有鸟", "他在平地上走", "口腔溃疡怎么办", "头痛吃什么"])
  func noDrug(text: String) throws {
    #expect(try Fixture.bot.get().understanding.drugEntities(text).isEmpty)
  }

  @Test("a thing named after an ailment is no case of it, a thing done about it is")
  func products() throws {
    let script = """
      # 护栏 胸痛
      等级：急救
      当：胸痛｜胸口疼
      答：
      - 请马上拨打120。
      # 意图 价格
      - 多少钱
      - 什么价
      答：看商品页。
      """
    let bot = try Fixture.bot(script)
    func fires(_ text: String) -> Bool { Fixture.talk([text], to: bot)[0].firedGuard != nil }
    #expect(!fires("胸痛贴多少钱"))
    #expect(!fires("买个胸痛贴"))
    #expect(fires("胸口疼贴了膏药还是疼"))
    #expect(fires("胸痛"))
  }

  @Test("a rule that has said all it has to say is not repeated word for word, an emergency is")
  func toldBefore() throws {
    let script = """
      # 护栏 头孢与酒
      等级：药师
      当：头孢 且 酒
      答：
      - 不可以一起。
      转：药师
      # 护栏 中毒
      等级：急救
      当：中毒
      答：
      - 请拨打120。
      # 意图 问候
      - 你好
      答：您好。
      """
    let bot = try Fixture.bot(script)
    let turns = Fixture.talk(["头孢能配酒吗", "头孢和酒到底行不行", "中毒了", "中毒了"], to: bot)
    #expect(turns[0].replies.first == "不可以一起。")
    #expect(turns[1].firedGuard == "头孢与酒" && turns[1].escalate == .pharmacist)
    #expect(turns[1].replies.first.map { $0 != "不可以一起。" } == true)
    #expect(turns[2].replies.first == "请拨打120。" && turns[3].replies.first == "请拨打120。")
  }

  @Test("what is offered is mostly what was said: no other number, no other matter")
  func faithfulChoices() throws {
    let bot = try Fixture.bot.get()
    for (text, wrong) in [("有人在线吗", "有货吗"), ("想退的钱退到哪", "发票能寄给我吗")] {
      let replies = Fixture.talk([text], to: bot)[0].replies.joined()
      #expect(!replies.contains(wrong), "\(text): \(replies)")
    }
  }

  @Test("a denied choice is not chosen: 不是坏的，是发错了")
  func deniedChoice() throws {
    let turns = Fixture.talk(
      ["我要退货", "202611100055556666", "收到就是坏的", "等下 不是坏的 是发错了"], to: try Fixture.bot.get())
    #expect(turns[2].slots["reason"] == "质量问题")
    #expect(turns[3].slots["reason"] == "发错货")
  }

  @Test("bad things that are asked about get no apology")
  func noApology() throws {
    let bot = try Fixture.bot.get()
    for text in ["过期一个月还能吃吗", "失眠有啥药", "说明书丢了", "偏远山区邮费多少"] {
      let replies = Fixture.talk([text], to: bot)[0].replies.joined()
      #expect(!replies.contains("抱歉") && !replies.contains("对不起"), "\(text): \(replies)")
    }
  }

  @Test("who asks whether a drug is for her is told its cautions")
  func cautions() throws {
    let turn = Fixture.talk(["六味地黄丸我能不能吃，六十多了"], to: try Fixture.bot.get())[0]
    #expect(turn.answeredFAQs == ["六味地黄丸要注意什么"])
    #expect(!turn.sources.isEmpty)
  }
}
