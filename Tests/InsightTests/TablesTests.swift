import Corpus
import Support
import Testing

@testable import Insight

@Suite("Tables for spreadsheets") struct TablesTests {
  /// The cells of a table, as a reader of CSV gives them.
  private static func rows(_ csv: String) -> [[String]] {
    #expect(csv.hasPrefix("\u{FEFF}") && csv.hasSuffix("\r\n"))
    return csv.dropFirst().split(separator: "\r\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  @Test("a row for every group and topic, the whole corpus first")
  func topics() throws {
    let insight = try #require(Fixture.insight)
    let rows = Self.rows(InsightTables.topics(of: insight))
    #expect(rows.count == 1 + (insight.groups.count + 1) * insight.topics.count)
    #expect(rows.allSatisfy { $0.count == rows[0].count })
    #expect(rows[1][0] == "全部")
    let share = insight.overall.topics[0]
    #expect(rows[1][2] == "\(share.topic)")
    #expect(rows[1][5] == "\(share.share)")
    #expect(
      rows[1][6...8] == [
        "\(share.sentiment.positive)", "\(share.sentiment.neutral)", "\(share.sentiment.negative)",
      ])
  }

  @Test("a row for every group as a whole and for each of its aspects")
  func groups() throws {
    let insight = try #require(Fixture.insight)
    let rows = Self.rows(InsightTables.groups(of: insight))
    #expect(rows.count == 1 + ([insight.overall] + insight.groups).reduce(0) { $0 + 1 + $1.aspects.count })
    #expect(rows.allSatisfy { $0.count == rows[0].count })
  }

  @Test("names with commas, quotes and line breaks are one cell")
  func names() throws {
    var insight = try #require(Fixture.insight)
    insight.groups[0].name = "枸杞,\"特级\"\n500g"
    let csv = InsightTables.groups(of: insight)
    #expect(csv.contains("\r\n\"枸杞,\"\"特级\"\"\n500g\","))
    var names: [String] = []
    let reader = try CorpusReader(
      bytes: Array(csv.utf8), name: "groups.csv", options: CorpusOptions(textColumn: "group"))
    let counts = try reader.forEach { names.append($0.text) }
    #expect(counts.damaged == 0)
    #expect(names.contains("枸杞,\"特级\"\n500g"))
  }
}
