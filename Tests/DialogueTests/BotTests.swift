import Foundation
import Insight
import Support
import Testing

@testable import Dialogue

@Suite("The bot")
struct BotTests {
  @Test("every conversation that ships goes as written")
  func conversations() throws {
    let bot = try Fixture.bot.get()
    let tester = ConversationTester(bot: bot)
    for test in bot.script.tests {
      let outcome = tester.run(test)
      #expect(
        outcome.hasPassed,
        "\(test.name): \(outcome.failures.map { "\($0.customer) 应当 \($0.expected) 实际 \($0.got)" })")
    }
  }

  @Test("taking a return back has a name in the wire, and its number goes with it")
  func withdrawing() throws {
    #expect(ActionWire.path(of: "撤销申请") == "/actions/withdraw-request")
    #expect(ActionWire.path(of: "提交换货") == "/actions/exchange-order")
    #expect(ActionWire.body(["订单号": "1", "受理号": "955231"]) == #"{"order_id":"1","ticket":"955231"}"#)
    let done = ActionWire.result(of: "撤销申请", json: Array(#"{"outcome":"done","ticket":"955231"}"#.utf8))
    #expect(done == ActionResult("成功", ["受理号": "955231"]))
    #expect(ActionWire.result(of: "撤销申请", json: Array(#"{"outcome":"not_found"}"#.utf8))?.outcome == "没查到")
  }

  @Test("a drug question is answered with its source")
  func sourced() throws {
    let turn = try Fixture.talk(["布洛芬一次吃几粒"], to: Fixture.bot.get())[0]
    #expect(turn.replies.joined().contains("一次1粒"))
    #expect(turn.sources.first?.contains("说明书") == true)
    #expect(!turn.abstained)
    #expect(turn.slots["drug"] == "布洛芬")
  }

  @Test("an emergency is told to call 120 in the first words")
  func emergency() throws {
    let turn = try Fixture.talk(["喘不上气，嘴唇都肿了，刚吃完头孢"], to: Fixture.bot.get())[0]
    #expect(turn.replies.first?.prefix(20).contains("120") == true)
    #expect(turn.escalate == .emergency)
  }

  @Test("an expired answer is not given")
  func expired() throws {
    var session = Session(id: "t")
    let later = Moment(date: try #require(CivilDate(year: 2030, month: 1, day: 1)))
    let turn = try Fixture.bot.get().respond(to: "布洛芬一次吃几粒", in: &session, now: later)
    #expect(!turn.replies.joined().contains("一次1粒"))
    #expect(turn.escalate == .pharmacist)
  }

  @Test("the record has every field of the contract, null where nothing is")
  func json() throws {
    let turns = try Fixture.talk(["你好", "我想退货"], to: Fixture.bot.get())
    for turn in turns {
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(turn.json.utf8)) as? [String: Any])
      #expect(
        object.keys.sorted() == [
          "abstained", "escalate", "form", "intents", "replies", "sentiment", "session", "slots", "sources",
          "turn",
        ])
      #expect(!turn.json.contains("\n"))
    }
    #expect(turns[0].json.contains("\"form\":null"))
    #expect(turns[1].json.contains("{\"ask\":\"order_id\",\"name\":\"退货\",\"state\":\"started\"}"))
  }

  @Test("the same conversation gives the same bytes; another seed may choose other words")
  func determinism() throws {
    let lines = ["你好", "帮我写首诗", "我想退货", "202611100055556666", "坏了", "对", "谢谢", "布洛芬怎么吃"]
    let first = try Fixture.talk(lines, to: Fixture.bot()).map(\.json)
    let second = try Fixture.talk(lines, to: Fixture.makeBot()).map(\.json)
    #expect(first == second)
    let seeds = try (2...5).map {
      try Fixture.talk(["你好", "谢谢", "再见"], to: Fixture.bot(seed: $0)).map(\.json)
    }
    #expect(Set(seeds).count > 1)
  }

  @Test("no message makes it crash", arguments: 0..<12)
  func fuzz(seed: Int) throws {
    let bot = try Fixture.bot.get()
    var generator = SeededGenerator(seed: UInt64(seed))
    let pieces = [
      "我想退货", "布洛芬", "202611180012345678", "不对", "是", "取消", "1", "２", "没有", "呼吸困难", "😀", "\u{200B}",
      "\u{FFFD}", "{药品}", "{", "…", "，", "。", "昨天",
      "99999999999999999999999", "点", "半", "岁", "一", " ", "\t", "a", "（", "/", "头孢", "喝酒", "１３８００００１１１１",
      "转人工", "怎么吃",
    ]
    var session = Session(id: "f")
    for _ in 0..<25 {
      var text = ""
      for _ in 0..<Int.random(in: 0...12, using: &generator) {
        text += pieces.randomElement(using: &generator) ?? ""
      }
      let turn = bot.respond(to: text, in: &session, now: Fixture.now)
      #expect(!turn.replies.isEmpty || session.isHandedOver)
      #expect(turn.json.hasPrefix("{"))
    }
  }

  @Test("a message of any length is answered, and the customer is told that it was cut")
  func long() throws {
    let turn = try Fixture.talk([String(repeating: "药", count: 5000)], to: Fixture.bot.get())[0]
    #expect(turn.replies.first?.contains("有点长") == true)
  }

  @Test("numbers of persons are not echoed")
  func masking() throws {
    let turns = try Fixture.talk(
      ["发票怎么开", "202611100055556666", "王小明13800001111", "对"], to: Fixture.bot.get())
    let replies = turns.flatMap(\.replies).joined()
    #expect(!replies.contains("13800001111"))
    #expect(!replies.contains("202611100055556666"))
  }

  @Test("a flow that can never end hands over to a person")
  func endless() throws {
    let bot = try Fixture.bot(
      "# 词 甲\n样子：文字\n问：甲？\n最多问：9次\n# 意图 转圈\n- 转圈圈\n# 流程 转圈\n1. 问 甲\n2. 办 查订单（甲）\n3. 若 没查到：重问 甲")
    let turns = Fixture.talk(["转圈圈"] + (0..<9).map { "第\($0)遍" }, to: bot)
    #expect(turns.last?.escalate == .human)
  }

  @Test("complaints of the reviews are acknowledged once, and their topics offered first")
  func insight() throws {
    let bot = try Fixture.bot(insight: Fixture.insight(aspect: "价格", share: 0.4, negative: 60, positive: 40))
    var session = Session(id: "t")
    #expect(bot.greeting(in: &session).contains("\n1. 有什么优惠"))
    let turns = Fixture.talk(["太贵了", "怎么这么贵"], to: bot)
    #expect(turns[0].replies.joined().contains("不少顾客也说过"))
    #expect(turns[0].reasons.joined().contains("价格"))
    #expect(!turns[1].replies.joined().contains("不少顾客也说过"))
    let calm = try Fixture.bot(insight: Fixture.insight(aspect: "价格", share: 0.4, negative: 2, positive: 98))
    #expect(!Fixture.talk(["太贵了"], to: calm)[0].replies.joined().contains("不少顾客也说过"))
  }
}

extension Fixture {
  static func insight(aspect: String, share: Double, negative: Int, positive: Int) -> Insight {
    let polarity = Insight.Polarity(positive: positive, neutral: 0, negative: negative)
    let json = """
      {"format":"yaoyu-insight","version":1,"source":{"name":"t","read":100,"kept":100,"dropped":{},"repaired":{}},
      "settings":{"topics":0,"iterations":0,"seed":1,"vocabulary":0,"minimumDocumentFrequency":1},"topics":[],
      "overall":{"name":"","reviews":100,"sentiment":{"positive":\(polarity.positive),"neutral":0,"negative":\(polarity.negative)},
      "keywords":[],"topics":[],"aspects":[{"aspect":"\(aspect)","share":\(share),
      "sentiment":{"positive":\(positive),"neutral":0,"negative":\(negative)},"praised":[],"criticised":[]}],"safety":[]},
      "groups":[],"months":[]}
      """
    guard let insight = try? JSONDecoder().decode(Insight.self, from: Data(json.utf8)) else {
      preconditionFailure("the fixture is not an insight")
    }
    return insight
  }
}

extension ConsoleCommand.Reading {
  /// Read as this command, or as this command wrongly used.
  fileprivate func isAbout(_ command: ConsoleCommand) -> Bool {
    switch self {
    case .command(let read, _): read == command
    case .unknown(let advice): advice.hasPrefix("“/\(command.rawValue)”")
    }
  }
}

@Suite("Console and lines")
struct ConsoleTests {
  @Test("commands are known by both names, others get the nearest")
  func commands() {
    #expect(ConsoleCommand.read("/why") == .command(.why, ""))
    #expect(ConsoleCommand.read("／退出") == .command(.quit, ""))
    #expect(ConsoleCommand.read("/存  我的 对话.话 ") == .command(.save, "我的 对话.话"))
    for command in ConsoleCommand.allCases {
      for name in [command.rawValue] + command.aliases {
        #expect(ConsoleCommand.read("/\(name) x")?.isAbout(command) == true, "\(name)")
      }
      #expect(command.aliases.contains { $0.allSatisfy(\.isASCII) }, "\(command) has no English name")
    }
    #expect(ConsoleCommand.read("/回放") == .unknown("“/回放”后面要写文件名，例如“/回放 对话.话”。"))
    #expect(ConsoleCommand.read("/为甚么") == .unknown("没有“/为甚么”这个命令。您是不是想打“/为什么”？"))
    #expect(ConsoleCommand.read("你好") == nil)
  }

  @Test("a JSON line is text or an object; a broken object is told")
  func lines() {
    #expect(ChatLine("你好") == .message(session: nil, text: "你好"))
    #expect(ChatLine(#"{"session":"a","text":"你好"}"#) == .message(session: "a", text: "你好"))
    #expect(ChatLine(#"{"text":"\u4f60"}"#) == .message(session: nil, text: "你"))
    #expect(ChatLine(#"{"session":"a","handoff":"end"}"#) == .release(session: "a"))
    for broken in [#"{"text":"#, #"{"txt":"a"}"#, #"{"text":5}"#, #"{"text":"\ud83d"}"#] {
      guard case .malformed = ChatLine(broken) else {
        Issue.record("\(broken) was read")
        continue
      }
    }
  }

  @Test("orders are read leniently, and refused with the number of the wrong one")
  func orders() throws {
    let book = try OrderBook(
      json: Array(#"[{"id":1234,"status":"shipped","items":[{"name":"口罩"}],"signed":"2026-01-02"}]"#.utf8),
      file: "o")
    #expect(book.perform("查订单", ["订单号": "1234"])?.values["状态"] == "已签收")
    #expect(book.perform("查订单", ["订单号": "9"])?.outcome == "没查到")
    #expect(throws: DialogueError.badOrders(file: "o", reason: "第 2 个订单没有 id")) {
      try OrderBook(json: Array(#"[{"id":"1"},{}]"#.utf8), file: "o")
    }
    #expect(throws: DialogueError.self) { try OrderBook(json: Array("{".utf8), file: "o") }
  }
}
