import Foundation
import Support
import Testing

@testable import Copywriting

@Suite("Who gets a message")
struct ConsentTests {
  private func reasons(_ customer: Customer, _ more: String = "", channels: [String] = ["sms", "email"])
    throws -> [String]
  {
    var writer = try Content.writer(Content.yaml(products: ["gouqi"], channels: channels, more: more))
    return writer.records(for: customer).map { $0.skipped?.code ?? "sent" }
  }

  @Test("nobody under eighteen on the send date is written to")
  func minors() throws {
    #expect(try reasons(.sample(age: .born(#require(CivilDate("2008-11-22"))))) == ["minor", "minor"])
    #expect(try reasons(.sample(age: .born(#require(CivilDate("2008-11-21"))))) == ["sent", "sent"])
    #expect(try reasons(.sample(age: .years(17))) == ["minor", "minor"])
    #expect(try reasons(.sample(age: .minor(true))) == ["minor", "minor"])
    #expect(try reasons(.sample(age: nil)) == ["sent", "sent"])
  }

  @Test("quiet hours hold back what rings, the customer's own before the campaign's")
  func quietHours() throws {
    let late = "send_time: \"21:30\"\nquiet_hours: \"21:00-08:00\""
    #expect(try reasons(.sample(), late) == ["quiet-hours", "sent"])
    #expect(try reasons(.sample(quietHours: QuietHours("23:00-07:00")), late) == ["sent", "sent"])
    #expect(
      try reasons(.sample(quietHours: QuietHours("09:00-11:00")), "send_time: \"10:00\"") == [
        "quiet-hours", "sent",
      ])
    #expect(try reasons(.sample(), "send_time: \"8:00\"\nquiet_hours: \"21:00-08:00\"") == ["sent", "sent"])
  }

  @Test("the frequency cap counts what was sent before and what this campaign sends")
  func frequencyCap() throws {
    let cap = "frequency_cap: {messages: 2, days: 7}"
    let channels = ["sms", "wechat", "email"]
    #expect(try reasons(.sample(), cap, channels: channels) == ["sent", "sent", "frequency-cap"])
    #expect(
      try reasons(.sample(recent: 1), cap, channels: channels) == ["sent", "frequency-cap", "frequency-cap"])
    #expect(
      try reasons(.sample(declined: ["sms"], recent: 1), cap, channels: channels) == [
        "no-channel-consent", "sent", "frequency-cap",
      ])
  }

  @Test("the holdout group has the asked share and does not depend on the seed")
  func holdout() throws {
    func group(_ seed: UInt64) throws -> Set<String> {
      let yaml = Content.yaml(products: ["gouqi"], channels: ["sms"], more: "holdout: 10%")
      var writer = try Content.writer(yaml, seed: seed)
      return Set(
        (0..<2000).map { "k\($0)" }.filter { writer.records(for: .sample($0)).first?.skipped == .holdout })
    }
    let one = try group(1)
    #expect((150...250).contains(one.count))
    #expect(try group(2) == one)
  }

  @Test(
    "mistakes in the campaign's rules are told with their place",
    arguments: [
      ("send_time: noon", "“noon”不是时刻"), ("quiet_hours: \"21点\"", "不是时段"), ("holdout: 120%", "不是比例"),
      ("frequency_cap: 3", "frequency_cap"), ("frequency_cap: {messages: 0, days: 7}", "正整数"),
      ("claims: [lw-xiao]", "卖点“lw-xiao”是给“liuwei”的，这次活动里没有这个商品"),
    ])
  func mistakes(more: String, expected: String) {
    #expect { try Content.writer(Content.yaml(products: ["gouqi"], channels: ["sms"], more: more)) } throws: {
      "\($0)".contains(expected) && "\($0)".hasPrefix("campaign.yaml:6:")
    }
  }

  private func run(_ csv: String, more: String = "") throws -> (records: [CopyRecord], writer: CopyWriter) {
    let path = NSTemporaryDirectory() + "yaoyu-\(UUID().uuidString).csv"
    try FileAccess.write(Array(csv.utf8), to: path)
    defer { try? FileManager.default.removeItem(atPath: path) }
    var writer = try Content.writer(
      Content.yaml(products: ["gouqi"], channels: ["sms", "email"], more: more))
    var records: [CopyRecord] = []
    try writer.run(CustomerFile(path)) { records += $0 }
    return (records, writer)
  }

  @Test("of a customer who stands in the file twice the first row counts, and the counts add up")
  func twice() throws {
    let found = try run("id,name,consent_marketing\nk1,王兰,y\nk2,李雷,y\nk1,张三,y\nk1,王兰,y\n").records
    #expect(
      found.map { $0.skipped?.code ?? "sent" } == ["sent", "sent", "sent", "sent"]
        + [String](repeating: "duplicate-customer", count: 4))
    var tally = CopyTally()
    tally.add(found)
    #expect(tally.records == tally.written + tally.skipped.values.reduce(0) { $0 + $1.count })
  }

  @Test("the survey finds exactly those who came before, in many customers")
  func survey() {
    var survey = CustomerSurvey(path: "/nowhere")
    var generator = SeededGenerator(seed: 4)
    let ids = (0..<3000).map { _ in "k\(Int.random(in: 0..<2500, using: &generator))" }
    for id in ids { survey.add(.sample(id), product: nil) }
    var seen: Set<String> = []
    for id in ids { #expect(survey.isRepeated(.sample(id), product: nil) == !seen.insert(id).inserted) }
  }

  @Test("an offer that differs between people for one product is flagged for all of them")
  func offers() throws {
    let catalogue = try Content.catalogue.get()
    let template = try Template(
      text: "{{ 必备开头 }}{{ 商品 }}{{ 标识 }}：{{ 卖点 }}。专享{{ 会员价 | 元 }}。{{ 必备结尾 }}", file: "x.txt",
      literalOrigin: { .phrase("x#\($0)") })
    let own = Catalogue(
      products: catalogue.products, claims: catalogue.claims, channels: catalogue.channels,
      required: catalogue.required, phrases: catalogue.phrases,
      templates: [
        CopyTemplate(
          id: "x", isFirstOfFile: true, approver: "某人", channel: "sms", categories: [.food],
          template: template)
      ], opposites: [], claimsFile: "claims.tsv")
    func verdicts(_ prices: [String]) throws -> [String] {
      let rows = prices.enumerated().map { "k\($0),y,y,\($1)\n" }.joined()
      let path = NSTemporaryDirectory() + "yaoyu-\(UUID().uuidString).csv"
      try FileAccess.write(Array("id,consent_marketing,consent_profiling,会员价\n\(rows)".utf8), to: path)
      defer { try? FileManager.default.removeItem(atPath: path) }
      let yaml = Content.yaml(products: ["gouqi"], channels: ["sms"])
      var writer = try CopyWriter(
        campaign: Campaign.parse(yaml, file: "c", catalogue: own), catalogue: own, home: try Content.home)
      var verdicts: [String] = []
      try writer.run(CustomerFile(path)) { verdicts += $0.map(\.verdict) }
      #expect(writer.warnings.isEmpty == (Set(prices).count == 1))
      return verdicts
    }
    #expect(try verdicts(["30", "30"]) == ["ok", "ok"])
    #expect(try verdicts(["30", "33"]) == ["needs-review", "needs-review"])
  }
}
