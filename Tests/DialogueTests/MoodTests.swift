import Insight
import Testing

@testable import Dialogue

@Suite("Complaints whose wish is not sure")
struct MoodTests {
  @Test("the apology comes first, then what others said too, then the next step, then a person")
  func order() throws {
    let insight = Fixture.insight(aspect: "物流", share: 0.3, negative: 400, positive: 100)
    let turn = try Fixture.talk(["你们物流也太慢了吧，气死我了"], to: Fixture.bot(insight: insight))[0]
    #expect(turn.replies.count == 4)
    #expect(turn.replies.first?.contains("对不起") == true || turn.replies.first?.contains("抱歉") == true)
    #expect(turn.replies.dropFirst().first?.contains("不少顾客也反映过物流慢") == true)
    #expect(turn.replies.dropFirst(2).first?.contains("订单号") == true)
    #expect(turn.replies.last?.contains("转人工") == true)
    #expect(turn.form?.ask == "order_id")
    #expect(!turn.abstained)
  }

  @Test(
    "a complaint never gets the words for what is out of scope",
    arguments: ["气死我了", "你们真是烂透了", "价格贵得离谱，坑人", "吃了一点没用，太失望了", "什么垃圾东西，无语", "包装都压坏了，太差劲了"])
  func warm(text: String) throws {
    let turn = try Fixture.talk([text], to: Fixture.bot.get())[0]
    let cold = try Fixture.bot.get().script.phrases.variants(.notUnderstood).map { $0.prefix(6) }
    #expect(!cold.contains { turn.replies.joined().contains($0) }, "\(turn.replies)")
  }

  @Test(
    "what only sounds so is no complaint",
    arguments: ["讲个笑话", "我想退货", "202611100055556666", "电脑蓝屏了怎么修", "布洛芬一次吃几粒"])
  func calm(text: String) throws {
    let turn = try Fixture.talk([text], to: Fixture.bot.get())[0]
    let sorry = ["对不起", "抱歉，让", "真抱歉"]
    #expect(!sorry.contains { turn.replies.joined().contains($0) }, "\(turn.replies)")
  }

  @Test("one worried question after calm ones is not handed over")
  func once() throws {
    let turns = try Fixture.talk(["你好", "布洛芬一次吃几粒", "布洛芬过期了还能吃吗"], to: Fixture.bot.get())
    #expect(turns.map(\.escalate) == [.none, .none, .none])
  }

  @Test("who stays upset gets a person, also in the middle of a form")
  func handOver() throws {
    let turns = try Fixture.talk(["我想退货", "烦死了，太让人失望了", "你们真是烂透了，失望透顶"], to: Fixture.bot.get())
    #expect(turns[1].escalate == .none)
    #expect(turns[1].form?.ask == "order_id")
    #expect(turns[2].escalate == .human)
  }
}
