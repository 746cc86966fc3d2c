import Support
import Testing

@testable import Dialogue

/// 问法: what is asked about any drug is written once.
@Suite("What is asked about any drug")
struct DrugQuestionTests {
  private static let text = """
    # 意图 用药咨询
    - {药品}怎么吃
    - 这个药怎么吃
    - 要注意什么
    - 有什么副作用吗
    - {药品}能和{药品}一起吃吗
    # 流程 用药咨询
    1. 问 药品
    2. 办 查用药（药品）
    3. 若 没找到：答 “请药师来答。”；转 药师
    # 意图 价格
    - {药品}多少钱
    - {药品}多少钱一盒
    - 这个卖多少钱
    - 价格是多少
    - 贵不贵
    答：看商品页。
    # 问法 要注意什么
    - {药品}要注意什么
    - {药品}有什么副作用
    # 问法 治什么
    - {药品}治什么
    - {药品}对荨麻疹管用吗
    # 问法 会犯困吗
    没有就看：要注意什么
    要说到：犯困
    - {药品}吃了会犯困吗
    - 吃了{药品}能开车吗
    - {药品}和{药品}哪个不困
    # 问法 怎么保存
    - {药品}要放冰箱吗
    - {药品}怎么保存
    # 问法 有什么区别
    没有就看：治什么
    - {药品}和{药品}有什么区别
    - {药品}和{药品}哪个好
    # 问答 氯雷他定片要注意什么
    药品：氯雷他定片
    问法：要注意什么
    答：氯雷他定少数人犯困。
    来源：说明书
    审核：李敏 2026-11-01，有效至 2027-10-31
    # 药品 氯雷他定片
    也叫：开瑞坦
    治什么：氯雷他定治过敏。【适应症】
    怎么保存：氯雷他定放阴凉处。【贮藏】
    审核：李敏 2026-11-01，有效至 2027-10-31
    # 药品 盐酸西替利嗪片
    会犯困吗：西替利嗪容易犯困。【不良反应】【注意事项】
    治什么：西替利嗪治荨麻疹。
    来源：西替利嗪说明书
    审核：李敏 2026-11-01，有效至 2027-10-31
    # 药品 布洛芬缓释胶囊
    要注意什么：布洛芬伤胃。
    怎么保存：胶囊放干燥处。
    审核：李敏 2026-11-01，有效至 2027-10-31
    # 药品 布洛芬混悬液
    怎么保存：混悬液开封后一个月用完。
    审核：李敏 2026-11-01，有效至 2027-10-31
    """

  private static let bot = Result { try Small.make(text) }

  private static func replies(_ messages: [String]) throws -> [Turn] {
    var session = Session(id: "1")
    return try messages.map {
      try bot.get().respond(to: $0, in: &session, now: ConversationTest.standardMoment)
    }
  }

  @Test(
    "a wording that is written once serves every drug, by generic name, brand and form",
    arguments: [
      ("氯雷他定要放冰箱吗", "氯雷他定片怎么保存"), ("开瑞坦怎么保存呀", "氯雷他定片怎么保存"), ("西替利嗪会犯困吗", "盐酸西替利嗪片会犯困吗"),
      ("布洛芬混悬液要放冰箱吗", "布洛芬混悬液怎么保存"), ("布洛芬缓释胶囊要放冰箱吗", "布洛芬缓释胶囊怎么保存"),
      ("开瑞坦有什么副作用", "氯雷他定片要注意什么"),
    ])
  func oneWording(text: String, answer: String) throws {
    #expect(try Self.replies([text])[0].answeredFAQs == [answer])
  }

  @Test("a drug without its own answer is served by another 问法, if that speaks of the matter, else by nobody")
  func elsewhere() throws {
    #expect(try Self.replies(["氯雷他定吃了会犯困吗"])[0].answeredFAQs == ["氯雷他定片要注意什么"])
    let ibuprofen = try Self.replies(["布洛芬吃了会犯困吗"])[0]
    #expect(ibuprofen.answeredFAQs.isEmpty)
    #expect(ibuprofen.escalate == .pharmacist)
  }

  @Test("a question that names no drug is about the one of the last turns")
  func followUp() throws {
    let turns = try Self.replies(["开瑞坦治什么", "吃了会犯困吗", "多少钱一盒", "对荨麻疹也管用吗"])
    #expect(turns[1].answeredFAQs == ["氯雷他定片要注意什么"])
    #expect(turns[2].answeredFAQs.isEmpty)
    #expect(turns[2].takenIntent == "价格")
    #expect(turns[3].answeredFAQs == ["氯雷他定片治什么"])
    #expect(try Self.replies(["吃了会犯困吗"])[0].answeredFAQs.isEmpty)
  }

  @Test("two drugs are compared by what each has to say, and the first one stays the subject")
  func comparison() throws {
    let turns = try Self.replies(["氯雷他定要注意什么", "跟西替利嗪比哪个不困", "要放冰箱吗"])
    #expect(turns[1].answeredFAQs == ["氯雷他定片要注意什么", "盐酸西替利嗪片会犯困吗"])
    #expect(turns[2].answeredFAQs == ["氯雷他定片怎么保存"])
    let difference = try Self.replies(["氯雷他定和西替利嗪有什么区别"])[0]
    #expect(difference.answeredFAQs == ["氯雷他定片治什么", "盐酸西替利嗪片治什么"])
    #expect(difference.sources.count == 2)
  }

  @Test("the label's section that ends a short answer is its source, not said")
  func source() throws {
    let turn = try Self.replies(["西替利嗪会犯困吗"])[0]
    #expect(turn.replies == ["西替利嗪容易犯困。"])
    #expect(turn.sources == ["西替利嗪说明书【不良反应】【注意事项】（李敏 2026-11-01审核，有效至 2027-10-31）"])
    let other = try Self.replies(["氯雷他定怎么保存"])[0]
    #expect(other.sources.first?.hasPrefix("氯雷他定片说明书【贮藏】") ?? false)
  }

  @Test("mistakes in 问法 and 药品 are told with place and nearest name")
  func mistakes() {
    let text = """
      # 问法 会犯困吗
      没有就看：要注意甚么
      - {药品}吃了会犯困吗
      - {药品}吃了会犯困吗
      # 问法 要注意什么
      每种药都要：是
      - {药品}要注意什么
      # 问法 怎么保存
      - {药品}要放冰箱吗
      # 问答 甲
      问法：会犯困吗
      答：好。
      # 问答 布洛芬片要注意什么
      药品：布洛芬片
      问法：要注意甚么
      答：伤胃。
      来源：说明书
      审核：李敏 2026-11-01，有效至 2027-10-31
      # 药品 氯雷他定片
      会犯困：少数人会。
      - 漏在这里
      # 药品 空的
      """
    let found: [String]
    do {
      found = try Script.read([("例.话", text)]).reminders.map(\.description)
    } catch {
      found = error.diagnostics.map(\.description)
    }
    #expect(
      found == [
        "例.话:2:6: 错误：没有叫“要注意甚么”的问法或不分药的问答。 您是不是想写“要注意什么”？",
        "例.话:4:3: 提醒：“{药品}吃了会犯困吗”在“问法 会犯困吗”里写了两遍。 删掉一句。",
        "例.话:5:6: 提醒：问法“要注意什么”还没有一条问答用到。 在“# 药品”里写“要注意什么：答案”，在问答里写“问法：要注意什么”，或者写“没有就看：…”。",
        "例.话:5:6: 提醒：1种药还没有“要注意什么”的答案：布洛芬片。 在这种药的“# 药品”里写“要注意什么：答案”。",
        "例.话:8:6: 提醒：问法“怎么保存”还没有一条问答用到。 在“# 药品”里写“怎么保存：答案”，在问答里写“问法：怎么保存”，或者写“没有就看：…”。",
        "例.话:11:1: 错误：“问法”要和“药品”一起用。 写上“药品：…”，或者只写“- 顾客会怎么问”。",
        "例.话:15:4: 错误：没有叫“要注意甚么”的问法。 您是不是想写“要注意什么”？",
        "例.话:19:6: 错误：药品“氯雷他定片”必须写“审核”。 例如“审核：李敏 执业药师 2026-11-01，有效至 2027-10-31”。",
        "例.话:20:1: 错误：“药品”里没有“会犯困”这一项，也没有叫这个名字的问法。可用：也叫、来源、审核、会犯困吗、要注意什么、怎么保存。 您是不是想写“会犯困吗”？",
        "例.话:21:1: 错误：“药品”里不能直接写“-”开头的行。 每一行写“问法：答案”，例如“会犯困吗：少数人会犯困。”。",
        "例.话:22:6: 错误：药品“空的”是空的。 写上“问法：答案”，例如“会犯困吗：少数人会犯困。”。",
      ])
  }
}
