import Foundation
import Testing

@testable import Dialogue

@Suite("Yes, not now, and leave")
struct AssentTests {
  private func read(_ text: String, verbs: [String] = ["退货", "退"]) -> Assent {
    Assent.read(FoldedText(text), verbs: verbs)
  }

  @Test(
    "whatever affirms is a yes",
    arguments: [
      "对", "嗯嗯对的", "对的就这样", "好的谢谢啦", "没错", "可以", "行", "ok", "OK呀", "是的呀", "就按这个办", "👌", "👌🏻", "好嘞麻烦您了",
      "确认，退吧", "嗯，可以的。",
      "行吧就这么办", "没问题，帮我退吧", "ＯＫ",
    ])
  func yes(_ text: String) { #expect(read(text) == .yes) }

  @Test(
    "questions, corrections and other matters are none",
    arguments: [
      "不对", "对不对", "可以吗", "行不行", "不行", "是什么", "对了", "哦对了", "嗯这个那个", "退", "这个", "谢谢", "那你", "好评返现吗", "对了",
      "北京市", "1", "",
    ]
  )
  func other(_ text: String) {
    #expect(read(text) != .yes)
  }

  @Test(
    "what declines or hesitates puts off",
    arguments: [
      ("等哈 先不退了 我再想想", false), ("等等", false), ("我再想想", false), ("先别", false), ("算了", true), ("不退了", true),
      ("还是别退了吧", true),
      ("不想退了", true), ("暂时不退", false), ("先不用退，我问问我老公", false), ("不用了谢谢", true), ("考虑一下再说", false),
    ])
  func putOff(_ text: String, isFinal: Bool) {
    #expect(read(text) == .putOff(isFinal: isFinal), "\(read(text))")
  }

  @Test("a yes with something after it leaves the rest to be answered")
  func yesAnd() {
    let text = FoldedText("对的，顺便问下运费多少")
    guard case .yesAnd(let rest) = Assent.read(text, verbs: []) else {
      Issue.record("no yes")
      return
    }
    #expect(text.text(rest) == "顺便问下运费多少")
    #expect(read("好的，你比我老公靠谱，先这样") == .other)
  }

  @Test(
    "thanks, praise and goodbye alone are leave",
    arguments: [
      ("好的谢谢啦 你比我老公靠谱 娃又醒了先这样", true), ("行吧 态度还可以", true), ("谢谢 那个布洛芬多少钱", false), ("态度太差了", false),
      ("对", false),
    ])
  func leave(_ text: String, isLeave: Bool) { #expect(Leave.isAll(of: FoldedText(text)) == isLeave) }
}

@Suite("What a session knows")
struct MemoryTests {
  private func talk(_ lines: [String]) throws -> [Turn] { try Fixture.talk(lines, to: Small.bot.get()) }

  @Test("what is to be done is named where it is confirmed")
  func named() throws {
    let turns = try talk(["我想退货", Small.order, "坏了"])
    #expect(turns[2].replies.last?.contains("给尾号5678这单办退货") == true)
  }

  @Test("an address that is told while something else is asked is kept, with its recipient")
  func address() throws {
    let turns = try talk(["我要改地址", "杭州市西湖区文三路138号2幢301室 收件人写我妈李桂芳", Small.order])
    #expect(turns[1].asking == "订单号")
    #expect(turns[1].replies.joined().contains("记下了"))
    #expect(turns[2].asking == "核对")
    #expect(turns[2].replies.joined().contains("2幢301室，收件人李桂芳"))
  }

  @Test(
    "who is named as the recipient",
    arguments: [
      ("收件人写我妈李桂芳", "李桂芳"), ("收货人改成王小明吧", "王小明"), ("收件人是我老公张伟", "张伟"),
      ("收件人电话写错了", nil), ("收货人写我爸可以吗", nil), ("寄给李桂芳", "李桂芳"),
    ] as [(String, String?)])
  func recipient(_ text: String, name: String?) {
    #expect(AddressReader.recipient(in: FoldedText(text)) == name)
  }

  @Test("what was put off is taken up with what was told, and told about when it is asked for")
  func putOff() throws {
    let turns = try talk(["我想退货", Small.order, "先不退了", "退了没有", "还是退吧", "坏了", "嗯嗯对的", "那个退货还算数吗"])
    #expect(turns[2].form?.state == .cancelled)
    #expect(turns[3].replies.joined().contains("没有给尾号5678这单办退货"))
    #expect(turns[4].asking == "退货原因" && turns[4].slots["order_id"] == Small.order)
    #expect(turns[6].form?.state == .done)
    #expect(turns[7].replies.joined().contains("受理号"))
  }

  @Test("a session of a store from before it had a memory is read, and goes on")
  func oldStore() throws {
    let bot = try Small.bot.get()
    var session = Session(id: "t")
    for line in ["我想退货", Small.order] { _ = bot.respond(to: line, in: &session, now: Fixture.now) }
    var fields = try #require(
      JSONSerialization.jsonObject(with: JSONEncoder().encode(session)) as? [String: Any])
    #expect(fields.removeValue(forKey: "remembered") != nil)
    var old = try JSONDecoder().decode(Session.self, from: JSONSerialization.data(withJSONObject: fields))
    #expect(bot.respond(to: "坏了", in: &old, now: Fixture.now).asking == "核对")
  }

  @Test("three answers that are no consent keep the message: a question is answered before anything else")
  func answeredFirst() throws {
    let turns = try talk(["我想退货", Small.order, "坏了", "大鹏展翅", "风马牛不", "你们几点上班", "行"])
    #expect(turns[5].replies.first == "每天早上八点到晚上十点。")
    #expect(turns[6].form?.state == .done)
  }
}

@Suite("Persons")
struct PersonTests {
  private func people() throws -> PersonReader { try Fixture.bot.get().people }

  @Test(
    "who is spoken of",
    arguments: [
      ("我老伴头疼", PersonReader.Reference.named("老伴")), ("他头疼", .pronoun), ("我能给他吃吗", .pronoun),
      ("吃着辛伐他汀", .nobody), ("其他药呢", .nobody),
      ("娃又发烧了", .named("孩子")), ("我自己吃", .named("我")), ("我的快递", .nobody), ("我妈问孩子能吃吗", .named("孩子")),
    ])
  func reference(_ text: String, expected: PersonReader.Reference) throws {
    #expect(try people().reference(in: FoldedText(text)) == expected)
  }

  @Test("what was told of somebody counts for 他, and not for somebody else")
  func memory() throws {
    let bot = try Fixture.bot.get()
    let told = Fixture.talk(["我老伴吃着降压药 还有阿司批林", "多少钱包邮", "他头疼吃布洛芬行不行"], to: bot)
    let whole = Fixture.talk(["我老伴吃着降压药和阿司匹林，头疼能吃布洛芬吗"], to: bot)
    #expect(told[2].firedGuard == whole[0].firedGuard && told[2].firedGuard != nil)
    let other = Fixture.talk(["我老伴吃着阿司匹林", "多少钱包邮", "我儿子的快递到哪了"], to: bot)
    #expect(other[2].firedGuard == nil)
  }

  @Test("questions tell nothing of a person")
  func facts() throws {
    let bot = try Fixture.bot.get()
    let message = bot.understanding.read("孩子4岁 16公斤 能吃美林吗 他吃着头孢", now: Fixture.now)
    #expect(bot.people.facts(in: message, current: nil).map(\.fact) == ["孩子4岁", "16公斤", "他吃着头孢"])
  }
}
