import Support
import Testing

@testable import Audience

@Suite("Segments by rules") struct SegmentRulesTests {
  static let table = FeatureTable(
    names: ["最近购买", "购买次数", "累计金额"], ids: (0..<10).map { "c\($0)" },
    values: (0..<10).flatMap { (row: Int) -> [Double] in
      [Double(row * 30), Double(row % 4), Double(row * 100)]
    })
  static let features = ["最近购买": 0, "购买次数": 1, "累计金额": 2, "monetary": 2]

  static func labels(_ rules: String) throws -> [Int32] {
    try SegmentRules(text: "segment\tcondition\n" + rules, file: "segments.tsv", features: features)
      .labels(of: table)
  }

  @Test("the first rule that holds decides")
  func order() throws {
    #expect(try Self.labels("甲\t购买次数 >= 3\n乙\t最近购买 < 120 天\n丙") == [1, 1, 1, 0, 2, 2, 2, 0, 2, 2])
    #expect(try Self.labels("甲\t购买次数 = 3") == [-1, -1, -1, 0, -1, -1, -1, 0, -1, -1])
  }

  @Test("且 binds tighter than 或; full-width signs and units are fine")
  func grammar() throws {
    #expect(
      try Self.labels("甲\t购买次数＝1次 且 最近购买≤30天前 或 累计金额>800元\n乙") == [1, 0, 1, 1, 1, 1, 1, 1, 1, 0])
    #expect(try Self.labels("甲\tmonetary != 0 并且 购买次数 = 0\n乙") == [1, 1, 1, 1, 0, 1, 1, 1, 0, 1])
  }

  @Test("前 and 后 take a share of the customers")
  func shares() throws {
    #expect(try Self.labels("甲\t累计金额 前 20%\n乙\t累计金额 后 30%\n丙") == [1, 1, 1, 2, 2, 2, 2, 2, 0, 0])
    #expect(try Self.labels("甲\t累计金额 前 0%\n乙").allSatisfy { $0 == 1 })
  }

  @Test(
    "mistakes are told with their place",
    arguments: [
      ("甲\t购买次 >= 3", "segments.tsv:2:3: 错误：不认识的特征“购买次”"),
      ("甲\t购买次数 3", "segments.tsv:2:8: 错误：这里应该是 <"),
      ("甲\t购买次数 >= 三", "segments.tsv:2:11: 错误：这里应该是一个数"),
      ("甲\t购买次数 >= 3 最近购买 < 2", "segments.tsv:2:13: 错误：这里应该是“且”或“或”"),
      ("甲\t购买次数 >= 3%", "百分比只能跟在“前”“后”后面"),
      ("甲\n乙\t购买次数 >= 3", "segments.tsv:3:1: 错误：上一行“甲”没有条件"),
    ])
  func mistakes(rules: String, expected: String) {
    let error = #expect(throws: DiagnosticList.self) { try Self.labels(rules) }
    #expect(error.map { "\($0)".contains(expected) } ?? false, "\(error.map { "\($0)" } ?? "")")
  }

  @Test("the rules that come with the program are sound")
  func shipped() throws {
    let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
    let features = PurchaseHistory.Feature.allCases
    let rules = try SegmentRules(
      path: root + "/Templates/segments.tsv",
      features: Dictionary(uniqueKeysWithValues: features.enumerated().map { ($1.title, $0) }))
    // recency, frequency, monetary, average, tenure, interval
    let table = FeatureTable(
      names: features.map(\.title), ids: ["常客", "头一回", "很久没来", "偶尔"],
      values: [5, 8, 900, 112, 300, 40] + [3, 1, 60, 60, 3, 3] + [400, 2, 90, 45, 500, 100]
        + [100, 2, 120, 60, 200, 100])
    let labels = rules.labels(of: table)
    #expect(labels.map { $0 < 0 ? "" : rules.segments[Int($0)] } == ["老客", "新客", "沉睡", "普通"])
  }
}
