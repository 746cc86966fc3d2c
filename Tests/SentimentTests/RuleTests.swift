import Sentiment
import Testing

/// One rule a test, on sentences that differ in nothing else where that is possible.
@Suite struct RuleTests {
  private func polarity(_ text: String) throws -> Polarity { try Fixture.analyze(text).polarity }

  private func aspects(_ text: String) throws -> [String] {
    try Fixture.analyze(text).aspects.map { "\($0.aspect.rawValue):\($0.polarity.rawValue)" }
  }

  @Test(
    "what a shop is asked to do is no opinion of it",
    arguments: ["我想退货", "我要退款", "麻烦催一下快递", "帮我取消昨天那单", "请帮我换货", "讲个笑话", "麻烦改一下地址", "请尽快发货"])
  func requests(_ text: String) throws {
    let result = try Fixture.analyze(text)
    #expect(result.polarity == .neutral && result.score == 0 && result.aspects.isEmpty, "\(result)")
  }

  @Test("a complaint beside a request is still one", arguments: ["我要退货，质量太差", "退款，客服不理人", "我要投诉"])
  func complaintWithRequest(_ text: String) throws {
    #expect(try polarity(text) == .negative)
  }

  @Test("what the goods are measured by is not judged")
  func standard() throws {
    #expect(try polarity("比地摊上的强多了") == .positive)
    #expect(try !aspects("比便宜的好用").contains("价格:positive"))
    #expect(try polarity("比上次便宜") == .positive)
  }

  @Test("倒是 grants in front of a complaint and answers one before it")
  func counterpoint() throws {
    let granted = try Fixture.analyze("快递倒是快，没效果")
    let answered = try Fixture.analyze("没效果，快递倒是快")
    #expect(granted.polarity == .negative)
    #expect(granted.reasons.contains { $0.rules.contains(.concession) })
    #expect(answered.reasons.contains { $0.rules.contains(.contrast) && $0.weight > 0 })
  }

  @Test("a symptom that has gone is praise of the effect")
  func healed() throws {
    #expect(try aspects("抹了几天，红疹退了") == ["疗效:positive"])
    #expect(try !aspects("抹了几天，红疹没退").contains("疗效:positive"))
  }

  @Test("praise is mockery only with a 真 that the next clause denies")
  func mockery() throws {
    #expect(try polarity("发货真快，等了半个月") == .negative)
    #expect(try aspects("口感也很好，不太甜").contains("体验:positive"))
  }

  @Test("better than this one is worse for this one")
  func worseThanOthers() throws {
    #expect(try polarity("去年买的比这次好用") == .negative)
    #expect(try polarity("没有比这个更好用的") == .positive)
  }

  @Test("what is outdone, and praise behind 不如, is not praised")
  func outdone() throws {
    #expect(try polarity("不如原来好吃") == .negative)
    #expect(try polarity("没我想象的好用") == .negative)
    #expect(try polarity("比想象的好用") == .positive)
  }

  @Test("the 好 of 都好难吃 is a degree, 不大 before praise denies it, 一如既往的 makes stronger what follows")
  func degreesThatLookLikePraise() throws {
    #expect(try polarity("两道菜都好难吃") == .negative)
    #expect(try polarity("都好，味道也正") == .positive)
    #expect(try polarity("不大好吃") == .negative)
    #expect(try polarity("一如既往的慢") == .negative)
    #expect(try polarity("一如既往的好吃") == .positive)
  }

  @Test("who has not tried the goods and says nothing else leans to content, and stays neutral")
  func untried() throws {
    let result = try Fixture.analyze("刚到，还没用")
    #expect(result.polarity == .neutral && result.score > 0)
    #expect(try Fixture.analyze("还没用，盒子就破了").score < 0)
  }

  @Test("beside a complaint about the goods, praise of the delivery says least")
  func deliveryPraise() throws {
    let alone = try Fixture.analyze("送货很快，味道很好")
    let beside = try Fixture.analyze("送货很快，味道很差")
    func weight(_ result: SentimentResult) -> Double { result.reasons.first?.weight ?? 0 }
    #expect(weight(beside) < weight(alone) && weight(beside) > 0)
  }

  @Test("who need not suffer any longer is relieved")
  func relieved() throws {
    #expect(try polarity("再也不用半夜起来挠了") == .positive)
    #expect(try polarity("挑不出别的毛病") == .positive)
  }

  @Test("said twice is not asked", arguments: ["不错不错", "非常好吃下次再买不错不错"])
  func repetition(_ text: String) throws {
    #expect(try polarity(text) == .positive)
  }

  @Test("A-not-A asks", arguments: ["快不快", "效果好不好", "疼不疼"])
  func question(_ text: String) throws {
    #expect(try polarity(text) == .neutral)
  }

  @Test("吧 behind an opinion softens it and asks nothing")
  func softener() throws {
    #expect(try aspects("你们物流也太慢了吧") == ["物流:negative"])
    #expect(try polarity("还不错吧") == .positive)
    #expect(try polarity("这个是正品吧？") == .neutral)
  }

  @Test(
    "an effect that was not seen is a complaint about the effect",
    arguments: ["效果没有看到", "吃了两盒，效果没感觉到", "疗效没有体会到", "还可以，非常明显的效果没有看到"])
  func unseenEffect(_ text: String) throws {
    #expect(try polarity(text) == .negative)
    #expect(try aspects(text) == ["疗效:negative"])
  }

  @Test("emphatic praise that the next clause denies was mockery")
  func contradiction() throws {
    #expect(try polarity("发货速度真快，足足等了半个月") == .negative)
    #expect(try aspects("发货速度真快，足足等了半个月") == ["物流:negative"])
    #expect(try polarity("发货速度真快，第二天就到了") == .positive)
  }

  @Test("not worse is praise, not better is none")
  func notWorse() throws {
    #expect(try polarity("不比进口的差") == .positive)
    #expect(try polarity("不比别家的好用") == .negative)
  }

  @Test("what may not be left undone is done")
  func necessity() throws {
    #expect(try polarity("不推荐都不行") == .positive)
    #expect(try polarity("质量不行") == .negative)
  }

  @Test("the verdict at the end counts more than the list before it")
  func summary() throws {
    #expect(try polarity("房间旧，隔音差，总的来说很满意") == .positive)
    #expect(try Fixture.analyze("隔音差，总的来说很满意").reasons.contains { $0.rules.contains(.summary) })
  }

  @Test("a grave complaint is not minor because 就是 stands before it")
  func afterthought() throws {
    #expect(try polarity("味道不错，就是有点贵") == .positive)
    let minor = try Fixture.analyze("味道不错，就是有点贵").score
    #expect(try Fixture.analyze("味道不错，就是态度太恶劣").score < minor)
  }

  @Test("a courier's manners are the delivery's, a shop's are the service's")
  func courier() throws {
    #expect(try aspects("快递小哥服务态度好") == ["物流:positive"])
    #expect(try aspects("店家服务态度好") == ["客服:positive"])
  }

  @Test("words that only look like one about an aspect are about none")
  func wrongAspects() throws {
    #expect(try !aspects("很久才起床").contains { $0.hasPrefix("物流") })
    #expect(try aspects("没有用过").isEmpty)
    #expect(try !aspects("楼上天天吵架").contains { $0.hasPrefix("客服") })
    #expect(try aspects("良心老板") == ["客服:positive"])
    let wine = try Fixture.analyze("和枸杞一起泡酒")
    #expect(wine.safety.isEmpty && wine.aspects.isEmpty)
  }

  @Test(
    "aspects are found without their names",
    arguments: [
      ("三天就到了", "物流:positive"), ("越抹越痒", "副作用:negative"), ("喝了睡得踏实", "疗效:positive"),
      ("问什么都秒回", "客服:positive"), ("离到期只剩两个月", "有效期:negative"), ("一掀盖子全洒了", "包装:negative"),
    ])
  func implicit(_ text: String, _ expected: String) throws {
    #expect(try aspects(text) == [expected])
  }

  @Test(
    "traditional characters and letters among Chinese are read",
    arguments: [
      ("客服態度很差，藥膏沒效果", Polarity.negative), ("包裝完整，發貨很快", .positive), ("超级nice，very good", .positive),
      ("so bad，再也不买了", .negative), ("👍👍", .positive), ("😡😡😡", .negative),
    ])
  func scripts(_ text: String, _ expected: Polarity) throws {
    #expect(try polarity(text) == expected)
  }

  @Test("punctuation alone says nothing", arguments: ["！！！", "……", "～～～", "，，，", "???", "（）", "\u{200B}"])
  func punctuation(_ text: String) throws {
    let result = try Fixture.analyze(text)
    #expect(result.polarity == .neutral && result.reasons.isEmpty && result.safety.isEmpty)
  }

  @Test(
    "reviews of other goods are judged too",
    arguments: [
      ("情节拖沓，看不下去", Polarity.negative), ("译文流畅，值得一读", .positive), ("房间有霉味，隔音很差", .negative),
      ("位置好找，房间干净", .positive), ("充电慢，用两次就鼓包了", .negative), ("屏幕清晰，运行流畅", .positive),
      ("橙子很甜，汁水足", .positive), ("洗一次就掉色严重", .negative),
    ])
  func otherDomains(_ text: String, _ expected: Polarity) throws {
    #expect(try polarity(text) == expected)
  }
}
