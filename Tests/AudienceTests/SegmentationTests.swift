import Corpus
import Testing

@testable import Audience

@Suite("Portraits of segments") struct SegmentationTests {
  static let table = FeatureTable(
    names: ["最近购买", "购买次数", "累计金额"], ids: ["a", "b", "c", "d", "e"],
    values: [3, 9, 900, 5, 8, 800, 4, 10, 1000, 300, 1, 20, 280, 1, 30])

  static func segmentation(_ clusters: [Int32]) throws -> Segmentation {
    Segmentation(table, clusters: clusters, points: try table.points(scale: .logZscore))
  }

  @Test("clusters come largest first, named by recency, frequency and value")
  func names() throws {
    let segmentation = try Self.segmentation([1, 1, 1, 0, 0])
    #expect(segmentation.segments.map(\.name) == ["重要价值客户", "一般挽留客户"])
    #expect(segmentation.segments.map(\.customers) == [3, 2])
    #expect(segmentation.segments[0].means == [4, 9, 900])
    #expect(segmentation.labels == [0, 0, 0, 1, 1])
    #expect(segmentation.segments.reduce(0) { $0 + $1.share } == 1)
  }

  @Test("noise is a segment of its own, the last")
  func noise() throws {
    let segmentation = try Self.segmentation([0, 0, 0, -1, -1])
    #expect(segmentation.segments.map(\.name).last == "零散客户")
    #expect(segmentation.segmentOf["e"] == "零散客户")
  }

  @Test("other features are told by what is high and what is low")
  func traits() throws {
    let table = FeatureTable(names: ["年龄", "身高"], ids: ["a", "b", "c"], values: [20, 1, 20, 1, 80, 1])
    let segmentation = Segmentation(table, clusters: [0, 0, 1], points: try table.points(scale: .zscore))
    #expect(segmentation.segments.map(\.name) == ["第 1 群（年龄低）", "第 2 群（年龄高）"])
  }

  @Test("a logarithm of −1 is refused with the feature's name")
  func logarithm() {
    let table = FeatureTable(names: ["余额"], ids: ["a"], values: [-1])
    #expect(throws: AudienceError.unsuitableValue(feature: "余额", value: -1)) {
      try table.points(scale: .logZscore)
    }
  }

  @Test("what is written is read back; the customers' own columns stay")
  func file() throws {
    let segmentation = try Self.segmentation([1, 1, 1, 0, 0])
    let csv = SegmentFile.csv(of: segmentation)
    #expect(csv.hasPrefix("id,segment,最近购买,购买次数,累计金额\na,重要价值客户,3,9,900\n"))
    let reader = try RowReader(bytes: Array(csv.utf8), name: "segments.csv")
    #expect(try SegmentFile.load(reader) == segmentation.segmentOf)

    let customers = "客户编号,姓名,分群\nd,\"王,小\",旧群\nx,李雷,旧群\n"
    let (text, counts, matched) = try SegmentFile.csv(
      of: segmentation, joining: RowReader(bytes: Array(customers.utf8), name: "customers.csv"))
    #expect(text == "客户编号,姓名,分群\nd,\"王,小\",一般挽留客户\nx,李雷,旧群\n")
    #expect(counts.read == 2 && matched == 1)
  }

  @Test("a table of customers: numbers are taken, incomplete and repeated rows are counted")
  func customerTable() throws {
    let csv = "id,年龄,消费\na,30,\"1,200\"\nb,,5\na,31,6\nc,40,7元\n"
    let customers = try CustomerTable(
      RowReader(bytes: Array(csv.utf8), name: "c.csv"), columns: ["年龄", "消费"])
    #expect(customers.table.ids == ["a", "c"])
    #expect(customers.table.values == [30, 1200, 40, 7])
    #expect(customers.incomplete == 1 && customers.repeated == 1)
    #expect(throws: AudienceError.unknownFeature("年纪", file: "c.csv", known: ["id", "年龄", "消费"])) {
      try CustomerTable(RowReader(bytes: Array(csv.utf8), name: "c.csv"), columns: ["年纪"])
    }
  }
}
