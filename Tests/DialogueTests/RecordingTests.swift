import Foundation
import Support
import Testing

@testable import Dialogue

@Suite("Recordings")
struct RecordingTests {
  private static let lines = [
    "你好", "我想退货", Small.order, "你们几点上班", "１", "不对，是不想要了", "对", "我的手机是13812345678", "讲个笑话", "嗯：这样…好吗？",
    "#1 {药品}",
    "转人工", "你好", "找机器人", "😀👨‍👩‍👧",
  ]

  private func record(_ lines: [String], seed: UInt64 = 7) throws -> String {
    var bot = try Small.bot.get()
    bot.seed = seed
    var session = Session(id: "a")
    var recording = ConversationRecording(of: bot)
    recording.add(greeting: bot.greeting(in: &session))
    var now = Fixture.now
    for (number, line) in lines.enumerated() {
      if number == 3 { now = try #require(Moment("2026-11-21T10:05")) }
      recording.add(line, bot.respond(to: line, in: &session, now: now), now: now)
    }
    return try #require(recording.script)
  }

  private func replay(_ text: String, with script: String = Small.text) throws -> [ConversationTester.Outcome]
  {
    let bot = try script == Small.text ? Small.bot.get() : Small.make(script)
    return try bot.script.tests(in: text, file: "录.话").map(ConversationTester(bot: bot).run)
  }

  @Test("a recording is a test that goes as it went, with its own seed and clock")
  func faithful() throws {
    let text = try record(Self.lines)
    let outcomes = try replay(text)
    #expect(outcomes.count == 1)
    #expect(outcomes.allSatisfy { $0.hasPassed }, "\(outcomes.map(\.report))\n\(text)")
    #expect(try record(Self.lines) == text)
    // As part of a script it is read and checked like any other.
    _ = try Script.read([("小.话", Small.text), ("录.话", text)])
  }

  @Test("what is said otherwise now is shown line by line")
  func differs() throws {
    let text = try record(["你好", "你们几点上班"])
    let changed = Small.text.replacing("每天早上八点到晚上十点。", with: "每天早上九点到晚上十点。")
    let outcome = try #require(try replay(text, with: changed).first)
    #expect(!outcome.hasPassed)
    #expect(outcome.report.contains("－ 每天早上八点到晚上十点。"))
    #expect(outcome.report.contains("＋ 每天早上九点到晚上十点。"))
    #expect(outcome.report.contains("顾客：你们几点上班"))
  }

  @Test("numbers of persons are not kept, those of sample orders are")
  func disguise() throws {
    let text = try record(["我想退货", Small.order, "我的手机是13812345678，住杭州市西湖区文三路55号3幢", "不是110105199003078888"])
    #expect(text.contains(Small.order))
    for secret in ["13812345678", "文三路", "110105199003078888"] { #expect(!text.contains(secret)) }
    #expect(text.contains("13900005678"))
    #expect(try replay(text).allSatisfy { $0.hasPassed })
  }

  @Test("a test that says too little or too much about itself is refused with its place")
  func mistakes() throws {
    let bot = try Small.bot.get()
    for (text, place) in [
      ("# 测试 一\n种子：甲\n顾客：你好\n", "录.话:2:4"), ("# 测试 一\n逐字：也许\n顾客：你好\n", "录.话:2:4"),
      ("# 测试 一\n顾客：你好\n现在：昨天\n顾客：你好\n", "录.话:3:4"), ("# 测试 一\n客服：您好\n＝ 没听懂\n顾客：你好\n", "录.话:2:4"),
    ] {
      #expect {
        _ = try bot.script.tests(in: text, file: "录.话")
      } throws: { error in
        "\(error)".hasPrefix(place)
      }
    }
  }
}

@Suite("Tab")
struct InputCompletionTests {
  private let completion = InputCompletion(drugs: ["布洛芬缓释胶囊", "布洛芬混悬液", "对乙酰氨基酚片", "阿莫西林胶囊"])

  private func answer(_ line: String, _ options: [String] = []) -> InputCompletion.Answer {
    completion.answer(for: line, options: options) { typed in ["对话.话", "对账.话"].filter { $0.hasPrefix(typed) }
    }
  }

  @Test("commands, also by their English names")
  func commands() {
    #expect(answer("/帮").insertion == "帮助")
    #expect(answer("/rel").candidates == ["release", "reload"])
    #expect(answer("/重").candidates.contains("重载"))
    #expect(answer("/没有这个").insertion == nil)
    #expect(answer("/存 对账").insertion == "对账.话")
    #expect(answer("/save 对").candidates == ["对话.话", "对账.话"])
  }

  @Test("the options of the open question")
  func options() {
    #expect(answer("质", ["质量问题", "发错货"]).insertion == "质量问题")
    #expect(answer("", ["质量问题", "发错货"]).candidates == ["质量问题", "发错货"])
  }

  @Test("drug names in characters, pinyin and first letters, inside a sentence")
  func drugs() {
    #expect(answer("请问阿莫").insertion == "阿莫西林胶囊")
    #expect(answer("请问阿莫").replaced == 2)
    #expect(answer("布").insertion == "布洛芬")
    #expect(answer("布洛芬").candidates == ["布洛芬缓释胶囊", "布洛芬混悬液"])
    #expect(answer("问下amoxilin").insertion == "阿莫西林胶囊")
    #expect(answer("amxljn").insertion == "阿莫西林胶囊")
    #expect(answer("hello").insertion == nil)
    #expect(answer("今天").insertion == nil)
  }
}
