import Testing

@testable import Dialogue

@Suite("Questions that go on from the last one")
struct FollowUpTests {
  private func answers(_ lines: [String]) throws -> [Turn] {
    try Fixture.talk(lines, to: Fixture.bot.get())
  }

  @Test("a name alone takes the place of the name in the last question")
  func instead() throws {
    let turns = try answers(["布洛芬放哪儿", "维c呢", "那胰岛素呢"])
    #expect(turns[1].reasons.contains { $0.contains("维c放哪儿") })
    #expect(turns[2].reasons.contains { $0.contains("胰岛素放哪儿") })
    #expect(turns.allSatisfy { !$0.abstained })
  }

  @Test("the rules of safety hear the question that was meant, not only the two words that were typed")
  func safety() throws {
    let turns = try answers(["怀孕能吃布洛芬吗", "那对乙酰呢"])
    #expect(turns[1].firedGuard == turns[0].firedGuard && turns[1].firedGuard != nil)
    #expect(turns[1].replies != turns[0].replies)
  }

  @Test("another way to pay, another day, another province: answered like the question before")
  func kinds() throws {
    for (question, rest) in [("支付宝能付吗", "微信呢"), ("客服几点上班", "周末呢"), ("邮费多少", "云南呢")] {
      let turns = try answers([question, rest])
      #expect(turns[1].reasons.contains { $0.hasPrefix("接着前面的") }, "\(question) \(rest)")
      #expect(!turns[1].abstained && turns[1].form == nil)
    }
  }

  @Test("without a question before it, a short message stands for itself")
  func alone() throws {
    let turn = try answers(["云南呢"])[0]
    #expect(!turn.reasons.contains { $0.hasPrefix("接着前面的") })
  }

  @Test("a drug that is put right is asked about again")
  func correction() throws {
    let turns = try answers(["氯雷他定吃了会犯困吗", "不是 我问的是西替利嗪"])
    #expect(turns[1].reasons.contains { $0.contains("西替利嗪吃了会犯困吗") })
    #expect(turns[1].slots["drug"] == "西替利嗪")
  }

  @Test(
    "what only joins a part to the question before it is not part of it",
    arguments: [
      ("那云南呢", "云南"), ("那要是没拆封呢", "没拆封"), ("好的 那孩子呢", "孩子"), ("对乙酰也一样吗", "对乙酰"), ("不是，我问的是氯雷他定", "氯雷他定"),
      ("不是布洛芬，是对乙酰", "对乙酰"),
    ])
  func ellipsis(text: String, rest: String) {
    #expect(Ellipsis.read(FoldedText(text))?.rest.text == rest)
  }

  @Test(
    "a whole question is no part of one",
    arguments: ["快递怎么还没到呢", "我昨天买的那盒布洛芬到现在还没有发货呢", "为什么呢", "多少钱呢"])
  func whole(text: String) { #expect(Ellipsis.read(FoldedText(text)) == nil) }

  @Test("what is told of the patient is kept, with the pharmacist offered once and not at every turn")
  func patient() throws {
    let turns = try answers(["我妈失眠吃啥药", "70了", "青霉素过敏", "好"])
    #expect(turns[1].replies.joined().contains("70岁"))
    #expect(turns[2].replies.joined().contains("青霉素过敏"))
    #expect(turns[1...2].allSatisfy { !$0.abstained && $0.takenIntent != "报不良反应" })
  }

  @Test("after an emergency, to wait is not agreed to, and who has reached the hospital is not sent there")
  func emergency() throws {
    let turns = try answers(["我爸胸口疼 出冷汗", "好的知道了", "明天再去看看吧", "到医院了 在做心电图"])
    #expect(turns[1].escalate == .emergency && turns[2].escalate == .emergency)
    #expect(turns[2].replies.joined().contains("急诊"))
    #expect(turns[3].escalate == .none && !turns[3].replies.joined().contains("现在就去"))
  }

  @Test("symptoms that are not understood bring no menu of parcels but the pharmacist, whom a yes calls")
  func unclear() throws {
    let turns = try answers(["胳肢窝那块老是麻酥酥的跟过电一样", "好"])
    if turns[0].abstained {
      #expect(!turns[0].replies.joined().contains("快递"))
      #expect(turns[1].escalate == .pharmacist)
    }
  }
}

@Suite("Who is there at what time")
struct OpeningHoursTests {
  @Test("hours may end at midnight or after it")
  func hours() throws {
    let day = try #require(OpeningHours("8:00～22:00"))
    let night = try #require(OpeningHours("20:00-2:00"))
    let late = try #require(OpeningHours("8:00～24:00"))
    func at(_ hour: Int, _ minute: Int = 0) -> Moment {
      Moment(date: Fixture.now.date, hour: hour, minute: minute)
    }
    #expect(day.contains(at(8)) && day.contains(at(21, 59)) && !day.contains(at(22)) && !day.contains(at(3)))
    #expect(night.contains(at(23)) && night.contains(at(1, 59)) && !night.contains(at(2)))
    #expect(late.contains(at(23, 59)) && !late.contains(at(7, 59)))
    #expect(OpeningHours("全天") == nil && OpeningHours("8点～22点") == nil)
  }

  @Test("what is promised is true at the time of the session")
  func promises() throws {
    let bot = try Fixture.bot.get()
    func reply(_ hour: Int, _ text: String) -> String {
      var session = Session(id: "t")
      let now = Moment(date: Fixture.now.date, hour: hour, minute: 30)
      return bot.respond(to: text, in: &session, now: now).replies.joined()
    }
    #expect(reply(10, "问药师").contains("30分钟"))
    #expect(!reply(23, "问药师").contains("30分钟") && reply(23, "问药师").contains("8点"))
    #expect(reply(10, "转人工").contains("两分钟") && !reply(3, "转人工").contains("两分钟"))
    #expect(reply(23, "怀孕能吃布洛芬吗").contains("8点"))
    #expect(!reply(10, "怀孕能吃布洛芬吗").contains("8点"))
  }
}
