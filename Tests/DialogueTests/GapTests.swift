import Foundation
import Support
import Testing

@testable import Dialogue

@Suite("Gaps")
struct GapTests {
  private static let parking = ["门口能停车吗", "附近哪里能停车", "开车来有地方停车吗", "停车收费吗", "店门口好停车吗"]
  private static let membership = ["会员积分怎么用", "积分能换什么", "我的会员积分在哪看", "积分会过期吗", "会员积分可以抵钱吗"]
  private static let others = ["帮我写首诗", "世界杯谁赢了", "推荐一部电影"]

  private func find(_ questions: [String]) throws -> GapFinder.Result {
    let script = try Script.read([("小.话", Small.text)]).script
    return try GapFinder(script: script, tokenizer: Fixture.tokenizer.get()).find(in: questions)
  }

  @Test("questions about one thing become one proposal, others none")
  func groups() throws {
    let result = try find(Self.parking + Self.membership + Self.others + ["门口能停车吗？", "门口能停车吗"])
    #expect(result.questions == 15)
    let groups = result.gaps.map { Set($0.examples) }
    #expect(groups.contains(Set(Self.parking)), "\(groups)")
    #expect(groups.contains(Set(Self.membership)), "\(groups)")
    #expect(groups.count == 2)
    #expect(result.gaps.first?.count == 7)
    #expect(result.gaps.first?.name.contains("停车") == true)
    #expect(result.scattered == 3)
  }

  @Test("the same questions in any order of asking give the same groups, and the same order the same bytes")
  func determinism() throws {
    let questions = Self.parking + Self.membership + Self.others
    #expect(try find(questions).script == find(questions).script)
    let other = try find(questions.reversed())
    #expect(
      try Set(find(questions).gaps.map { Set($0.examples) }) == Set(other.gaps.map { Set($0.examples) }))
  }

  @Test("the proposal is 话本 text that can be pasted as it is, and that the bot then understands")
  func pasteable() throws {
    let text = try find(
      Self.parking + Self.membership + ["[手机号]停车要钱吗", "{停车}怎么停", "你们几点上班", "[单号]"]
    ).script
    let (script, reminders) = try Script.read([("小.话", Small.text), ("新.话", text)])
    #expect(reminders.isEmpty)
    #expect(script.intents.count == 6)
    #expect(!text.contains("手机号"))
    let bot = try Small.make(Small.text + "\n" + text)
    let turn = Fixture.talk(["这儿停车收费吗"], to: bot)[0]
    #expect(turn.takenIntent?.contains("停车") == true)
  }

  @Test("nothing, one question and thousands are all right")
  func extremes() throws {
    #expect(try find([]).gaps.isEmpty)
    #expect(try find(["停车"]).script == "")
    #expect(try find(Array(repeating: "停车", count: 50)).gaps.isEmpty)
    var options = GapFinder.Options()
    options.limit = 30
    let finder = try GapFinder(
      script: Script.read([("小.话", Small.text)]).script, tokenizer: Fixture.tokenizer.get(), options: options)
    let many = (0..<300).map { "第\($0)号窗口怎么走" }
    #expect(finder.find(in: many).script == finder.find(in: many).script)
    #expect(finder.find(in: many).gaps.count == 1)
  }

  @Test("average linkage joins what is close on the whole, not what touches in one place")
  func linkage() {
    let similarity: [[Float]] = [
      [1, 0.9, 0.1, 0], [0.9, 1, 0.5, 0], [0.1, 0.5, 1, 0.45], [0, 0, 0.45, 1],
    ]
    #expect(AverageLinkage(similarity).clusters(atLeast: 0.4) == [[0, 1], [2, 3]])
    #expect(AverageLinkage(similarity).clusters(atLeast: 0.13) == [[0, 1, 2, 3]])
    #expect(AverageLinkage(similarity).clusters(atLeast: 0.95) == [[0], [1], [2], [3]])
    #expect(AverageLinkage([]).clusters(atLeast: 0).isEmpty)
  }
}
