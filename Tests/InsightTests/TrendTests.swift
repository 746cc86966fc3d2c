import Corpus
import Support
import Testing

@testable import Insight

@Suite("What became worse in a year") struct TrendTests {
  /// A year of reviews of a product, of which `complaints` in ten are complaints about the courier.
  private static func year(_ year: Int, _ product: String, reviews: Int, complaints: Int) -> [String] {
    (0..<reviews).map { index in
      let month = index % 12 + 1
      let text =
        index % 10 < complaints ? "快递太慢了，\(product)\(year)的第\(index)单" : "物流很快，\(product)\(year)的第\(index)单"
      return "\(product),\(year)-\(month < 10 ? "0" : "")\(month)-01,\(text)"
    }
  }

  private static func trend(_ rows: [[String]]) throws -> Insight.Trend? {
    let options = InsightOptions(topics: 1, iterations: 1, threads: 1, minimumDocumentFrequency: 1)
    let builder = try InsightBuilder(home: Fixture.home(), options: options)
    let bytes = Array((["product,date,text"] + rows.joined()).joined(separator: "\n").utf8)
    let columns = CorpusOptions(groupColumn: "product", dateColumn: "date")
    let corpus = try builder.read(CorpusReader(bytes: bytes, name: "reviews.csv", options: columns))
    return try builder.build(corpus, name: "reviews").trend
  }

  @Test(
    "a product that got worse is told with its aspect, its counts and this year's complaints; others are not")
  func worse() throws {
    let trend = try #require(
      try Self.trend([
        Self.year(2022, "甲", reviews: 100, complaints: 1), Self.year(2023, "甲", reviews: 100, complaints: 6),
        Self.year(2022, "乙", reviews: 100, complaints: 2), Self.year(2023, "乙", reviews: 100, complaints: 2),
        // Twenty reviews prove nothing.
        Self.year(2022, "丙", reviews: 20, complaints: 0), Self.year(2023, "丙", reviews: 20, complaints: 9),
      ]))
    #expect(trend.before == Insight.Span(from: "2022-01", through: "2022-12"))
    #expect(trend.after == Insight.Span(from: "2023-01", through: "2023-12"))
    #expect(!trend.worse.contains { $0.groups.contains("乙") || $0.groups.contains("丙") })
    let change = try #require(trend.worse.first { $0.groups == ["甲"] && $0.aspect == "物流" })
    #expect(change.before.negative == 10)
    #expect(change.after.negative == 60)
    #expect(change.after.positiveUpperBound < change.before.positiveLowerBound)
    #expect(!change.examples.isEmpty && change.examples.allSatisfy { $0.contains("慢") })
    #expect(trend.better.isEmpty)
    #expect(zip(trend.worse, trend.worse.dropFirst()).allSatisfy { abs($0.difference) >= abs($1.difference) })
  }

  @Test("better is the other way round, and variants that change alike are one row")
  func better() throws {
    let trend = try #require(
      try Self.trend([
        Self.year(2022, "甲", reviews: 90, complaints: 7), Self.year(2023, "甲", reviews: 90, complaints: 1),
        Self.year(2022, "乙", reviews: 90, complaints: 7), Self.year(2023, "乙", reviews: 90, complaints: 1),
      ]))
    #expect(trend.worse.isEmpty)
    #expect(trend.better.contains { $0.groups == ["甲", "乙"] && $0.aspect == "物流" })
    #expect(trend.better.contains { $0.groups.isEmpty && $0.aspect == nil })
  }

  @Test(
    "a few reviews of the month that has begun do not move the year; one year has nothing to compare with")
  func months() throws {
    let years = [
      Self.year(2022, "甲", reviews: 1440, complaints: 1), Self.year(2023, "甲", reviews: 1440, complaints: 1),
    ]
    let begun = try #require(try Self.trend(years + [["甲,2031-05-01,物流很快，下次再来买的"]]))
    #expect(begun.after == Insight.Span(from: "2023-01", through: "2023-12"))
    #expect(try Self.trend([years[0]]) == nil)
    #expect(try Self.trend([["甲,,物流很快，下次再来买的"]]) == nil)
  }
}
