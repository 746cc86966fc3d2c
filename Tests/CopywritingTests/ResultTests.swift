import Foundation
import Support
import Testing

@testable import Copywriting

@Suite("Results")
struct ResultTests {
  private func load(_ csv: String) throws -> CampaignResults {
    let path = NSTemporaryDirectory() + "结果-\(UUID().uuidString).csv"
    try FileAccess.write(Array(csv.utf8), to: path)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try CampaignResults.load(path)
  }

  private let table = """
    segment,channel,variant,delivered,clicked,converted,unsubscribed,revenue,cost,holdout
    新客,sms,sms-general:1-2-0-3-1/short,100,60,45,1,900,100,n
    老客,sms,sms-general:2-2-0-3-1/short,100,50,30,0,500,100,n
    老客,sms,,100,0,20,0,0,0,y
    """

  @Test("rates, intervals, tests and return agree with the formulas' reference values")
  func statistics() throws {
    // python3: wilson(45, 100) = (0.356145, 0.547554); pooled z-test of 45/100 and 30/100: z = 2.19089, p = 0.028460
    let rate = Rate(successes: 45, trials: 100)
    #expect(abs(rate.lower - 0.356145) < 1e-5 && abs(rate.upper - 0.547554) < 1e-5)
    let results = try load(table)
    #expect(results.total.delivered == 200 && results.holdout.delivered == 100)
    #expect(results.total.returnOnInvestment == 6)
    let report = ResultReport(results, metric: .convert)
    let new = try #require(report.lines(.segment).first { $0.name == "新客" })
    #expect(abs((new.test?.z ?? 0) - 2.19089) < 1e-4 && abs((new.test?.p ?? 0) - 0.028460) < 1e-5)
    #expect(report.lines(.channel).first?.test == nil)
    #expect(abs((report.lift?.difference ?? 0) - 0.175) < 1e-12)
    #expect(report.text.contains("新客") && report.json.contains("\"roi\":6"))
  }

  @Test("Holm's correction keeps the order and never exceeds one")
  func correction() {
    #expect(holm([0.01, 0.04, 0.03]).map { ($0 * 1000).rounded() } == [30, 60, 60])
    #expect(holm([0.9, 0.8]) == [1, 1])
  }

  @Test(
    "the better wording weighs more, every wording keeps some weight, and the same seed gives the same file")
  func weights() throws {
    let catalogue = try Content.catalogue.get()
    let rate = ResultReport.Metric.convert.rate
    let learned = WordingWeights.learn(from: try load(table), catalogue: catalogue, seed: 5, rate: rate)
    let slots = try #require(learned.template("sms-general"))
    #expect(slots.count == catalogue.wordingCounts("sms-general")?.count)
    #expect(slots[0].count == 5 && abs(slots[0].reduce(0, +) - 1) < 1e-9)
    #expect(slots[0][0] > slots[0][1] && slots[0].allSatisfy { $0 > 0.01 })
    #expect(slots[2].isEmpty)
    #expect(learned == WordingWeights.learn(from: try load(table), catalogue: catalogue, seed: 5, rate: rate))
    let path = NSTemporaryDirectory() + "权重-\(UUID().uuidString).json"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try learned.save(path)
    let read = try #require(try WordingWeights.load(path).template("sms-general"))
    #expect(zip(read.joined(), slots.joined()).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test(
    "what cannot be is told with its line",
    arguments: [
      ("delivered,clicked\n10,11\n", ":2: 错误：点击、转化、退订最多有 11"),
      ("delivered\nmany\n", ":2: 错误：“delivered”要是不小于 0 的数"),
      ("deliverd\n1\n", "您是不是想写“deliverd”？"), ("delivered,cost\n1\n", "有 1 格"), ("", "是空的"),
      ("delivered\n1.5\n", "整数"),
    ])
  func mistakes(csv: String, expected: String) {
    #expect { try load(csv) } throws: { "\($0)".contains(expected) }
  }

  @Test("a file that is no weights file is refused with what to do")
  func strangeWeights() throws {
    let path = NSTemporaryDirectory() + "x-\(UUID().uuidString).json"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try FileAccess.write(Array("{\"format\":\"别的\"}".utf8), to: path)
    #expect { try WordingWeights.load(path) } throws: { "\($0)".contains("yaoyu results") }
  }
}

@Suite("Template check")
struct TemplateCheckTests {
  @Test("every template of ours fits on its channel, whatever the product")
  func feasible() throws {
    let reports = try TemplateCheck(
      catalogue: try Content.catalogue.get(), campaign: nil, home: try Content.home
    ).reports()
    #expect(reports.count == 10)
    // A single text message cannot hold what the law wants beside a medicine's name: the reason for the two-part one.
    #expect(reports.filter(\.isInfeasible).map { "\($0.id)/\($0.channel.id)" } == ["sms-regulated/sms-one"])
    let push = try #require(reports.first { $0.id == "push-general" })
    #expect(push.variables.contains { $0.name == "称呼" && $0.source == "客户" && !$0.isNeeded })
    #expect(push.variables.contains { $0.name == "截止" && $0.type == "日期" && $0.source == "活动或客户" })
    #expect(push.text.contains("卖点") && push.json.contains("\"template\":\"push-general\""))
  }

  @Test("no text is longer than the check says")
  func bound() throws {
    let yaml = Content.yaml(
      products: ["gouqi", "liuwei", "gaipian"], channels: ["sms", "wechat", "push", "email"])
    let catalogue = try Content.catalogue.get()
    let reports = try TemplateCheck(
      catalogue: catalogue, campaign: try Content.campaign(yaml), home: try Content.home
    ).reports()
    var writer = try Content.writer(yaml)
    for record in writer.records(for: .anonymous) {
      let report = reports.first { record.variant.hasPrefix($0.id + ":") && $0.channel == record.channel }
      #expect((record.length?.units ?? .max) <= report?.longest ?? 0)
    }
  }
}
