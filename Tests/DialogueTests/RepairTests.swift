import Foundation
import Support
import Testing

@testable import Dialogue

@Suite("Repair")
struct RepairTests {
  private func talk(_ lines: [String]) throws -> [Turn] { try Fixture.talk(lines, to: Small.bot.get()) }

  @Test("numbered options are chosen by 1, １, 一, 第二个 or their text")
  func options() throws {
    for (said, wanted) in [
      ("1", "质量问题"), ("１", "质量问题"), ("一", "质量问题"), ("第二个", "发错货"), ("选3", "不想要了"), ("发错货", "发错货"),
      ("坏了", "质量问题"),
    ] {
      let turns = try talk(["我想退货", Small.order, said])
      #expect(turns[2].asking == "核对", "\(said): \(turns[2].replies)")
      #expect(turns[2].slots["reason"] == wanted, "\(said)")
    }
  }

  @Test("a question that is not answered is asked in other words, then a person takes over")
  func graded() throws {
    let turns = try talk(["我想退货", "呃", "嗯这个那个", "不晓得啊啊"])
    #expect(turns[1].replies == ["订单号应当是18位数字。"])
    #expect(turns[2].replies.first == "还是不像订单号，在“我的订单”里能看到。")
    #expect(turns[2].replies.joined().contains("转人工"))
    #expect(turns[3].escalate == .human)
  }

  @Test("what was said is corrected in the middle, and at the confirmation")
  func correction() throws {
    let turns = try talk(["我想退货", Small.order, "质量问题", "不对，是发错货", "对"])
    #expect(turns[3].asking == "核对")
    #expect(turns[3].slots["reason"] == "发错货")
    #expect(turns[4].form?.state == .done)
    #expect(turns[4].replies.joined().contains("受理号"))
  }

  @Test("a question in between is answered, and the form goes on")
  func digression() throws {
    let turns = try talk(["我想退货", "你们几点上班", Small.order])
    #expect(turns[1].replies.first == "每天早上八点到晚上十点。")
    #expect(turns[1].asking == "订单号")
    #expect(turns[2].asking == "退货原因")
  }

  @Test("another flow in between is done first; then the first goes on with what is known by now")
  func switching() throws {
    let turns = try talk(["我想退货", "帮我改一下地址", Small.order, "杭州市西湖区样例路5号", "对"])
    #expect(turns[1].form?.name == "改地址")
    #expect(turns[4].replies.joined().contains("地址改好了"))
    #expect(turns[4].form?.name == "退货")
    #expect(turns[4].asking == "退货原因")
  }

  @Test("a flow is given up at any step, and nothing is done")
  func cancel() throws {
    for lines in [["我想退货", "算了"], ["我想退货", Small.order, "不退了"], ["我想退货", Small.order, "坏了", "先不办了"]] {
      let last = try #require(try talk(lines).last)
      #expect(last.form?.state == .cancelled, "\(lines)")
      #expect(!last.replies.joined().contains("受理号"))
    }
  }

  @Test("variants follow one another without repeating, in an order that the seed decides")
  func variants() throws {
    let turns = try talk(["你好", "在吗", "您好", "早上好"])
    let said = turns.map { $0.replies.joined() }
    #expect(Set(said[..<3]).count == 3)
    #expect(said[3] == said[0])
  }
}

@Suite("Hand-off")
struct HandOffTests {
  private func talk(_ lines: [String]) throws -> [Turn] { try Fixture.talk(lines, to: Small.bot.get()) }

  @Test("after the hand-off the bot says nothing, whatever it would know")
  func silence() throws {
    // Giving something else up gives the person up for nobody.
    let turns = try talk(["转人工", "你们几点上班", "我想退货", "", "对", "算了，不退了"])
    #expect(turns[0].replies.count == 1)
    for turn in turns[1...] {
      #expect(turn.replies.isEmpty)
      #expect(turn.escalate == .human)
      #expect(turn.form == nil)
    }
  }

  @Test("an emergency is answered all the same")
  func safety() throws {
    let turns = try talk(["转人工", "我喘不上气了"])
    #expect(turns[1].replies == ["请马上打120。"])
    #expect(turns[1].escalate == .emergency)
  }

  @Test(
    "the customer calls the bot back",
    arguments: ["找机器人", "不用人工了", "还是机器人吧", "不等了", "机器人你回来", "不转了 你说吧", "你来说吧", "算了，先问你"])
  func back(_ said: String) throws {
    let turns = try talk(["转人工", "你好", said, "你们几点上班"])
    #expect(!turns[2].replies.isEmpty)
    #expect(turns[2].escalate == .none)
    #expect(turns[3].replies.first == "每天早上八点到晚上十点。")
  }

  @Test("called back, the bot answers what was asked meanwhile, and nothing that only called for a person")
  func askedMeanwhile() throws {
    let turns = try talk(["转人工", "好的", "在吗", "你们几点上班", "怎么还没人啊", "机器人你回来"])
    let said = turns[5].replies.joined(separator: "\n")
    #expect(said.contains("“你们几点上班”") && said.contains("每天早上八点到晚上十点。"))
    #expect(!said.contains("在吗") && !said.contains("没人"))
  }

  @Test(
    "who presses on is told that she is in the queue",
    arguments: ["还要等多久啊", "怎么还没人", "人呢", "在吗", "前面还有几个人"])
  func pressing(_ said: String) throws {
    let turns = try talk(["转人工", said])
    #expect(turns[1].replies.count == 1)
    #expect(turns[1].escalate == .human)
  }

  @Test("not wanting the bot is no call for it", arguments: ["不要机器人", "我不想和机器人说"])
  func notBack(_ said: String) throws {
    #expect(try talk(["转人工", "你好", said])[2].escalate == .human)
  }

  @Test("the one who takes over is told which session it is and what is known, without whole numbers")
  func queue() throws {
    let queue = QueueSpy()
    let bot = try Bot(
      script: Script.read([("小.话", Small.text)]).script, home: Fixture.home,
      tokenizer: Fixture.tokenizer.get(), actions: queue)
    let turns = Fixture.talk(["我想退货", Small.order, "转人工"], to: bot)
    #expect(turns[2].replies.joined().contains("前面还有3位"))
    let request = try #require(queue.requests.first)
    #expect(request["会话"] == "t")
    #expect(request["摘要"]?.contains("…5678") == true)
    #expect(request["摘要"]?.contains(Small.order) == false)
  }

  private final class QueueSpy: Actions, @unchecked Sendable {
    private(set) var requests: [[String: String]] = []

    func perform(_ name: String, _ arguments: [String: String], key: String) -> ActionResult? {
      guard name == ActionSpecification.queueForHuman else { return nil }
      requests.append(arguments)
      return ActionResult("成功", ["排队人数": "3"])
    }
  }

  @Test("a shop that does not answer leads to a person, not to silence")
  func dead() throws {
    struct Dead: Actions {
      func perform(_ name: String, _ arguments: [String: String], key: String) -> ActionResult? { nil }
    }
    let bot = try Bot(
      script: Script.read([("小.话", Small.text)]).script, home: Fixture.home,
      tokenizer: Fixture.tokenizer.get(), actions: Dead())
    let last = try #require(Fixture.talk(["我想退货", Small.order, "坏了", "对"], to: bot).last)
    #expect(last.escalate == .human)
    #expect(!last.replies.isEmpty)
  }

  @Test("a mood that falls from turn to turn brings an apology and a person")
  func falling() throws {
    let turns = try Fixture.talk(
      ["东西收到了，盒子有点破", "你们怎么这样，太差了", "垃圾店，骗人，气死我了，再也不来了"], to: Fixture.bot())
    let last = try #require(turns.last)
    #expect(last.escalate == .human || turns[1].escalate == .human)
    let said = turns.flatMap(\.replies).joined()
    #expect(["抱歉", "对不起", "不好意思"].contains { said.contains($0) })
  }
}
