import Support
import Testing

@testable import Dialogue

private func fires(_ pattern: String, _ text: String, emergency: Bool = true) throws -> Bool {
  guard case .success(let when) = GuardPattern.parse(Fragment(file: "例.话", line: 1, pattern)) else {
    Issue.record("\(pattern) is no pattern")
    return false
  }
  let message = try Fixture.bot.get().understanding.read(text, now: Fixture.now)
  let rule = Script.Guard(
    name: "例", level: .emergency, when: when, unless: nil, countsHypothetical: !emergency, answers: [],
    target: nil, record: nil, source: nil, review: nil)
  return GuardMatcher.evidence(for: rule, in: .init(message.text, entities: message.entities)) != nil
}

@Suite("Safety rules")
struct GuardTests {
  @Test(
    "what happens now is heard",
    arguments: [
      "我呼吸困难", "突然呼吸困难怎么办", "不知道为什么呼吸困难", "没想到呼吸困难了", "现在呼吸困难会不会是过敏", "不舒服，呼吸困难", "刚吃完药就呼吸困难",
      "不是没有呼吸困难，是一直有",
      "如果呼吸困难怎么办，现在还在喘", "我奶奶呼吸困难", "邻居呼吸困难让我来问",
    ])
  func heard(text: String) throws { #expect(try fires("呼吸困难｜胸痛", text)) }

  @Test(
    "what is denied, supposed, asked about in general or long past is not",
    arguments: [
      "没有呼吸困难", "没有出现呼吸困难", "没有发烧、胸痛和呼吸困难", "没有 呼吸困难", "会导致呼吸困难吗", "吃了会呼吸困难吗", "如果呼吸困难怎么办",
      "呼吸困难的症状有哪些", "以前呼吸困难过", "并没有感觉呼吸困难", "呼吸困难倒没有", "电视里的人呼吸困难", "作业里问呼吸困难是什么",
    ])
  func notHeard(text: String) throws { #expect(try !fires("呼吸困难｜胸痛", text)) }

  /// Written before they were first heard; none of them is an example of a rule.
  @Test(
    "dangerous messages are caught, harmless ones are left alone",
    arguments: [
      ("safety", 150, 0.95, 0.03), ("safety-2", 50, 0.9, 0.06), ("safety-3", 80, 0.93, 0.06),
      ("safety-4", 40, 0.9, 0.05), ("safety-5", 20, 0.9, 0.05), ("safety-6", 40, 0.9, 0.05),
      ("safety-7", 30, 0.9, 0.05),
    ])
  func safety(file: String, size: Int, caught: Double, alarms: Double) throws {
    let path = try Fixture.home.path + "/Tests/Fixtures/Dialogue/\(file).tsv"
    let evaluation = try SafetyEvaluation(
      Table(path: path, required: ["expected", "text"]), bot: Fixture.bot.get())
    print(evaluation)
    #expect(evaluation.dangerous.count >= size && evaluation.harmless.count >= size)
    #expect(evaluation.caught >= caught)
    #expect(evaluation.alarms <= alarms)
  }

  @Test("none of the messages that measure the safety net is learned from")
  func heldOut() throws {
    let script = try Fixture.bot.get().script
    let learned = Set(
      (script.guards.flatMap(\.examples) + script.counterexamples + script.intents.flatMap(\.examples)
        + script.faqs.flatMap(\.examples)).map { FoldedText($0.text).compact })
    for file in ["safety", "safety-2", "safety-3", "safety-4", "safety-5", "safety-6", "safety-7"] {
      let path = try Fixture.home.path + "/Tests/Fixtures/Dialogue/\(file).tsv"
      let texts = try Table(path: path, required: ["expected", "text"]).rows.map {
        FoldedText($0["text"]).compact
      }
      #expect(texts.filter(learned.contains).isEmpty)
    }
  }

  @Test(
    "an emergency in unforeseen words is heard by its likeness to the rule's examples, what only looks so is not"
  )
  func likeness() throws {
    let script = """
      # 护栏 中风
      等级：急救
      当：中风了
      像：
      - 奶奶右半身突然使不上劲
      - 爸爸早上起来左手拿不住筷子
      - 姥姥端碗老掉，嘴也瓢了
      - 老伴儿忽然讲话大舌头
      答：
      - 请马上拨打120。
      # 反例 不是急症
      - 手机拿不住摔了
      - 左边的按钮点不动
      # 意图 问候
      - 你好
      - 早上好
      答：您好。
      # 意图 查物流
      - 我的快递到哪了
      - 怎么还没到
      答：在路上。
      """
    let bot = try Fixture.bot(script)
    let turn = Fixture.talk(["爷爷早上右手端碗老掉，筷子也拿不住"], to: bot)[0]
    #expect(turn.firedGuard == "中风" && turn.escalate == .emergency)
    #expect(turn.reasons.contains { $0.contains("整句话像") })
    for text in ["我的快递到哪了", "早上好", "右边的按钮也点不动", "电影几点开始"] {
      #expect(Fixture.talk([text], to: bot)[0].firedGuard == nil, "\(text)")
    }
  }

  @Test("words of a 说法 stand for each other, also around a gap, and a name that is none is told")
  func wordings() throws {
    let script = """
      # 说法 一侧
      - 左、右、半边
      # 说法 没力气
      - 没力气、抬不起
      # 护栏 中风
      等级：急救
      当：
      - {一侧}…{没力气}
      - {一侧} 且 麻木
      答：
      - 请马上拨打120。
      # 意图 问候
      - 你好
      答：您好。
      """
    let bot = try Fixture.bot(script)
    func fires(_ text: String) -> Bool { Fixture.talk([text], to: bot)[0].firedGuard != nil }
    #expect(fires("我爸左边身子没力气"))
    #expect(fires("半边脸麻木"))
    #expect(fires("右手忽然就抬不起来"))
    #expect(!fires("左手没有没力气"))
    #expect(!fires("左边，没力气"))
    #expect(!fires("没力气"))
    #expect(throws: DiagnosticList.self) {
      try Script.read([("例.话", script.replacing("{一侧}…", with: "{一边}…"))])
    }
    #expect(throws: DiagnosticList.self) {
      try Script.read([("例.话", script.replacing("# 说法 一侧", with: "# 说法 药品"))])
    }
  }

  @Test("a gap reaches over a few characters of one clause")
  func gaps() throws {
    #expect(try fires("嘴唇…肿", "嘴唇都肿了"))
    #expect(try !fires("嘴唇…肿", "嘴唇干，脚肿了"))
  }

  @Test("and, or, brackets, drugs and numbers combine")
  func operators() throws {
    #expect(try fires("（头孢｜甲硝唑）且（酒）", "吃了甲硝唑喝酒", emergency: false))
    #expect(try !fires("（头孢｜甲硝唑）且（酒）", "甲硝唑怎么吃", emergency: false))
    #expect(try fires("{药品} 且 肿", "布落分吃完肿了"))
    #expect(try fires("{年龄<2}", "8个月大的宝宝"))
    #expect(try !fires("{年龄<2}", "3岁的宝宝"))
  }

  private static let rules = """
    # 护栏 怀孕
    等级：药师
    前文：也算
    当：怀孕 且（{药品}｜能吃）
    答：
    - 请先不要用。
    # 护栏 网上不卖
    等级：药师
    前文：不算
    当：艾司唑仑 且 有货
    答：
    - 网上不卖。
    # 意图 库存
    - 有货吗
    答：有。
    # 意图 问候
    - 你好
    答：您好。
    """

  @Test("what a rule that looks back heard counts for some turns, what was denied does not")
  func memory() throws {
    let bot = try Fixture.bot(Self.rules)
    func fired(_ lines: [String]) -> String? { Fixture.talk(lines, to: bot).last?.firedGuard }
    #expect(fired(["我怀孕了", "能吃布洛芬吗"]) == "怀孕")
    #expect(fired(["我怀孕了", "你好"]) == nil)
    #expect(fired(["我没怀孕", "能吃布洛芬吗"]) == nil)
    #expect(fired(["我怀孕了"] + Array(repeating: "你好", count: 6) + ["能吃布洛芬吗"]) == nil)
  }

  @Test(
    "a rule that does not look back hears only the message, a drug named now takes the earlier one's place")
  func forgetful() throws {
    let bot = try Fixture.bot(Self.rules)
    func fired(_ lines: [String]) -> String? { Fixture.talk(lines, to: bot).last?.firedGuard }
    #expect(fired(["艾司唑仑有货吗"]) == "网上不卖")
    #expect(fired(["艾司唑仑怎么吃", "有货吗"]) == nil)
    let script = try Script.read([("例.话", Self.rules.replacing("前文：不算\n", with: ""))]).script
    #expect(script.guards.last?.memory == .drugs)
    #expect(throws: DiagnosticList.self) {
      try Script.read([("例.话", Self.rules.replacing("也算", with: "都算"))])
    }
  }
}
