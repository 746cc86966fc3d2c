import Foundation
import Insight
import Support
import Testing

@testable import Copywriting

@Suite("Copy")
struct CopyWriterTests {
  private let herbs = "4931335"

  private func lead(_ insight: Insight?) throws -> (claim: String?, evidence: CopyEvidence?) {
    var writer = try Content.writer(Content.yaml(products: ["gouqi"], channels: ["wechat"]), insight: insight)
    let record = try #require(writer.records(for: .anonymous).first)
    return (record.claims.first, record.evidence)
  }

  @Test("another insight leads with another approved claim and says why")
  func leadFollowsReviews() throws {
    let taste = try Content.insight([herbs: [("体验", 0.3, 90, 10), ("物流", 0.2, 50, 5)], "": []])
    let speed = try Content.insight([herbs: [("体验", 0.3, 20, 60), ("物流", 0.2, 50, 5)], "": []])
    let first = try lead(taste)
    #expect(first.claim == "gq-tiyan")
    let second = try lead(speed)
    #expect(second.claim == "gq-wuliu")
    let evidence = try #require(second.evidence?.lead)
    #expect(evidence.label == "物流词")
    #expect(evidence.share == 0.2)
    #expect(evidence.positive == 50 && evidence.negative == 5)
    #expect(abs(evidence.leadScore - 0.2 * wilsonLowerBound(50, of: 55)) < 1e-12)
    #expect(second.evidence?.runnerUp?.aspect == "体验")
    #expect(second.evidence?.group == herbs)
    // Sixty complaints about the taste deserve an answer: 0.3 × 60/80.
    #expect(second.evidence?.objection?.aspect == "体验")
    #expect(abs((second.evidence?.objection?.objectionScore ?? 0) - 0.225) < 1e-12)
  }

  @Test("three happy reviews do not outweigh three hundred")
  func wilson() throws {
    let insight = try Content.insight([herbs: [("体验", 0.2, 3, 0), ("物流", 0.2, 280, 20)], "": []])
    #expect(try lead(insight).claim == "gq-wuliu")
  }

  @Test("a group that the insight lacks is said to be missing, and the whole corpus decides")
  func missingGroup() throws {
    let insight = try Content.insight(["别的": [], "": [("包装", 0.4, 50, 1)]])
    let found = try lead(insight)
    #expect(found.claim == "gq-baozhuang")
    #expect(found.evidence?.group == nil)
    #expect(found.evidence?.notes.contains("洞察里没有“4931335”这一组，改用全部评价。") == true)
  }

  @Test("aspect mentions decide where no topic is about the aspect")
  func mentions() throws {
    let insight = try Content.insight(
      [herbs: [], "": []], mentions: [("真伪", 0.3, 40, 2), ("价格", 0.1, 40, 2)])
    let found = try lead(insight)
    #expect(found.claim == "gq-zhen")
    #expect(found.evidence?.lead?.topic == nil)
    #expect(abs((found.evidence?.lead?.share ?? 0) - 0.75) < 1e-12)
  }

  @Test("without an insight the file's order decides, and the evidence says so")
  func noInsight() throws {
    let found = try lead(nil)
    #expect(found.claim == "gq-tiyan")
    #expect(found.evidence?.notes.first?.contains("没有给洞察文件") == true)
  }

  @Test(
    "every sample product on every channel with a template is legal, fits and has an origin for every character"
  )
  func coverage() throws {
    let catalogue = try Content.catalogue.get()
    let products = catalogue.products.map(\.id)
    var writer = try Content.writer(Content.yaml(products: products, channels: ["sms", "wechat"]))
    let records = writer.records(for: .anonymous)
    #expect(records.count == products.count * 2)
    for record in records {
      if record.category == .rx {
        #expect(record.skipped == .rxToPublic)
        continue
      }
      #expect(record.skipped == nil, "\(record.id) \(record.skipped?.title ?? "")")
      #expect(record.rendered.coverage == 1)
      #expect(record.rendered.spans.first?.start == 0)
      #expect(zip(record.rendered.spans, record.rendered.spans.dropFirst()).allSatisfy { $0.end == $1.start })
      #expect(record.rendered.spans.last?.end == record.rendered.text.unicodeScalars.count)
      #expect(record.verdict == "ok", "\(record.rendered.text) \(record.lint?.hits ?? [])")
      #expect(record.length?.fits == true)
      #expect(record.lint.map { $0.required.allSatisfy(\.isPresent) && !$0.required.isEmpty } == true)
      #expect(record.claims.first.map { id in catalogue.claims.contains { $0.id == id } } == true)
    }
  }

  @Test(
    "what does not fit is never cut: regulated goods in one text message are infeasible, food is shortened")
  func infeasible() throws {
    let yaml = Content.yaml(products: ["liuwei", "gouqi"], channels: ["sms-one"])
    var writer = try Content.writer(yaml)
    let records = writer.records(for: .anonymous)
    #expect(records.first?.skipped == .infeasibleChannel)
    #expect(records.first?.evidence?.notes.last?.contains("渠道最多 70") == true)
    let food = try #require(records.last)
    #expect(food.skipped == nil)
    #expect(food.length.map { $0.units <= 70 } == true)
  }

  @Test("claims past their last day are not used, and when none is left the record says so")
  func expiry() throws {
    var later = try Content.writer(
      Content.yaml(products: ["gouqi"], channels: ["wechat"], date: "2028-06-01"))
    #expect(later.records(for: .anonymous).first?.skipped == .expiredClaim)
    var now = try Content.writer(Content.yaml(products: ["gouqi"], channels: ["wechat"]))
    let record = try #require(now.records(for: .anonymous).first)
    #expect(record.evidence?.notes.last?.contains("gq-jieri（Templates/claims.tsv:") == true)
  }

  @Test("an advertising approval that ends before the send date blocks the text")
  func expiredApproval() throws {
    let catalogue = try Content.catalogue.get()
    let forever = catalogue.claims.map { claim in
      Claim(
        id: claim.id, product: claim.product, kind: claim.kind, aspect: claim.aspect, text: claim.text,
        short: claim.short, synonyms: claim.synonyms, channels: claim.channels, source: claim.source,
        approver: claim.approver,
        validUntil: nil, line: claim.line)
    }
    let lasting = Catalogue(
      products: catalogue.products, claims: forever, channels: catalogue.channels,
      required: catalogue.required,
      phrases: catalogue.phrases, templates: catalogue.templates,
      opposites: catalogue.opposites, claimsFile: catalogue.claimsFile)
    let yaml = Content.yaml(products: ["liuwei"], channels: ["wechat"], date: "2028-01-01")
    var writer = try CopyWriter(
      campaign: Campaign.parse(yaml, file: "c", catalogue: lasting), catalogue: lasting,
      home: try Content.home)
    try writer.prepare()
    let record = try #require(writer.records(for: .anonymous).first)
    #expect(record.skipped == .blocked)
    #expect(record.lint?.hits.map(\.rule) == ["GATE-AD-EXPIRED"])
    #expect(record.rendered.text.isEmpty)
  }

  @Test("consent decides who gets a text and how personal it is; the counts add up")
  func consent() throws {
    var writer = try Content.writer(Content.yaml(products: ["gouqi"], channels: ["sms", "wechat"]))
    var tally = CopyTally()
    func first(_ customer: Customer) -> CopyRecord? {
      let records = writer.records(for: customer)
      tally.add(records)
      return records.first
    }
    #expect(first(.sample(optedOut: true))?.skipped == .optOut)
    #expect(first(.sample(marketing: false))?.skipped == .noConsent)
    #expect(first(.sample(declined: ["sms"]))?.skipped == .noChannelConsent)
    let personal = try #require(first(.sample(sensitive: false, lastPurchase: "六味地黄丸")))
    #expect(personal.rendered.text.contains("王女士"))
    #expect(!personal.rendered.text.contains("六味地黄丸"))
    let plain = try #require(first(.sample(profiling: false)))
    #expect(!plain.rendered.text.contains("王"))
    #expect(tally.records == 10)
    #expect(tally.summary == "5 位客户，10 条：写出 5 条，跳过 5 条（客户没有同意接收营销信息 2，客户已退订 2，客户没有同意用这个渠道 1）。")
  }

  @Test("past purchases are spoken of only with the separate consent to health data")
  func sensitive() throws {
    var writer = try Content.writer(Content.yaml(products: ["gouqi"], channels: ["wechat"]))
    let with = writer.records(for: .sample(sensitive: true, lastPurchase: "冻干柠檬片")).first?.rendered.text
    let without = writer.records(for: .sample(sensitive: false, lastPurchase: "冻干柠檬片")).first?.rendered.text
    #expect(with?.contains("冻干柠檬片") == true)
    #expect(without?.contains("冻干柠檬片") == false)
  }

  @Test(
    "two segments with different reviews get different leads for the same product, and the record says why")
  func segmentLift() throws {
    let insight = try Content.insight(
      ["": [], "4931335": [("体验", 0.30, 90, 5), ("价格", 0.25, 90, 5)]],
      mentions: [("体验", 0.4, 80, 10), ("价格", 0.2, 40, 10)],
      segments: [
        "新客": [("体验", 0.45, 160, 15), ("价格", 0.1, 30, 8)],
        "沉睡": [("体验", 0.3, 100, 20), ("价格", 0.4, 130, 20)],
        "老客": [("体验", 0.4, 80, 10), ("价格", 0.2, 40, 10)],
      ])
    var writer = try Content.writer(Content.yaml(products: ["gouqi"], channels: ["wechat"]), insight: insight)
    func lead(_ segment: String?, profiling: Bool = true) throws -> (claim: String?, evidence: ReviewEvidence)
    {
      let customer = Customer.sample("k-\(segment ?? "")", segment: segment, profiling: profiling)
      let record = try #require(writer.records(for: customer).first)
      return (record.claims.first, try #require(record.evidence?.lead))
    }
    #expect(try lead("新客").claim == "gq-tiyan")
    let asleep = try lead("沉睡")
    #expect(asleep.claim == "gq-jia")
    // (0.4·400 + 50·0.2) / (450·0.2) and (130 + 50·0.8) / (200·0.8)
    let lift = try #require(asleep.evidence.lift)
    #expect(abs(lift.attention - 170 / 90) < 1e-12)
    #expect(abs(lift.praise - 170 / 160) < 1e-12)
    let product = 0.25 * wilsonLowerBound(90, of: 95)
    #expect(abs(asleep.evidence.leadScore - product * lift.attention * lift.praise) < 1e-12)
    // A segment like everybody changes nothing; nobody is profiled against her will.
    #expect(abs((try lead("老客").evidence.lift?.attention ?? 0) - 1) < 1e-12)
    #expect(try lead("老客").claim == "gq-tiyan")
    #expect(try lead("沉睡", profiling: false).evidence.lift == nil)
    let record = try #require(writer.records(for: .sample("k9", segment: "沉睡")).first)
    #expect(record.preview.contains("“沉睡”这一群更在意“价格”，说得也比大家满意：他们的评价有 40% 说到它，全部评价 20%（400 条评价，折算 1.9 倍）"))
    #expect(record.json.contains("\"overall_share\":0.2"))
  }

  @Test("the same seed gives the same bytes, another seed other wordings")
  func seeds() throws {
    let yaml = Content.yaml(products: ["gouqi"], channels: ["wechat"])
    func texts(_ seed: UInt64) throws -> [String] {
      var writer = try Content.writer(yaml, seed: seed)
      return (0..<20).flatMap { writer.records(for: .sample("k\($0)")).map(\.json) }
    }
    #expect(try texts(1) == texts(1))
    #expect(try texts(1) != texts(2))
    #expect(Set(try texts(1)).count == 20)
  }

  @Test("a template that asks for an unknown variable stops the run with its place")
  func unknownVariable() throws {
    let catalogue = try Content.catalogue.get()
    let template = try Template(
      text: "{{ 必备开头 }}{{ 商品明 }}", file: "Templates/copy/x.txt", literalOrigin: { .phrase("x#\($0)") })
    let broken = Catalogue(
      products: catalogue.products, claims: catalogue.claims, channels: catalogue.channels,
      required: catalogue.required, phrases: catalogue.phrases,
      templates: [
        CopyTemplate(
          id: "x", isFirstOfFile: true, approver: "某人", channel: "wechat", categories: [.food],
          template: template)
      ], opposites: [], claimsFile: catalogue.claimsFile)
    let yaml = Content.yaml(products: ["gouqi"], channels: ["wechat"])
    var writer = try CopyWriter(
      campaign: Campaign.parse(yaml, file: "c", catalogue: broken), catalogue: broken, home: try Content.home)
    #expect { try writer.prepare() } throws: {
      "\($0)".contains("Templates/copy/x.txt:1:14: 错误：没有“商品明”这个变量。 您是不是想写“商品”？")
    }
  }

  @Test("a record is one line of JSON with the contract's fields")
  func json() throws {
    var writer = try Content.writer(Content.yaml(products: ["gouqi", "amoxilin"], channels: ["sms"]))
    let keys: Set = [
      "record_id", "campaign", "customer", "segment", "product", "category", "channel", "variant", "text",
      "length",
      "slots", "spans", "evidence", "claims", "compliance", "skipped",
    ]
    for record in writer.records(for: .anonymous) {
      #expect(!record.json.contains("\n"))
      let object = try JSONSerialization.jsonObject(with: Data(record.json.utf8)) as? [String: Any]
      #expect(Set(object?.keys ?? [:].keys) == keys)
    }
  }

  /// Rewrite with `YAOYU_UPDATE_GOLDEN=1 swift test --filter CopywritingTests`.
  @Test("the sample campaign reads as it did")
  func golden() throws {
    let catalogue = try Content.catalogue.get()
    let path = Content.root + "/Templates/campaigns/xiaoxue.yaml"
    let insight = try Content.insight([
      herbs: [("体验", 0.21, 820, 190), ("物流", 0.16, 640, 20), ("客服", 0.05, 30, 25)],
      "": [("疗效", 0.08, 300, 120), ("物流", 0.2, 900, 60), ("真伪", 0.05, 100, 90), ("有效期", 0.03, 20, 30)],
    ])
    let campaign = try Campaign.load(path, catalogue: catalogue)
    var writer = try CopyWriter(
      campaign: campaign, catalogue: catalogue, home: try Content.home, insight: insight)
    var text = ""
    var tally = CopyTally()
    try CustomerFile(try #require(campaign.customersPath)).forEach(
      channels: catalogue.channels, header: { try writer.prepare(customerColumns: $0) }
    ) { customer in
      let records = writer.records(for: customer)
      tally.add(records)
      text += records.map { $0.preview + "\n" }.joined()
    }
    text += tally.summary + "\n"
    let golden = Content.fixtures + "/xiaoxue.txt"
    if ProcessInfo.processInfo.environment["YAOYU_UPDATE_GOLDEN"] != nil {
      try FileAccess.write(Array(text.utf8), to: golden)
    }
    #expect(text == (try FileAccess.readText(golden)))
  }
}
