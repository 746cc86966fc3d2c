import Support
import Testing
import Tokenization

@testable import Insight

@Suite("Reports for people") struct ReportTests {
  /// Made by `yaoyu analyze Tests/Fixtures/Insight/reviews.csv --group-by product_id --date-column date
  /// --rating-column rating --topics 3 --iterations 60 --min-df 2 --out …`; kept, so that better lexicons do not
  /// change what is tested here.
  private static let insight = try? InsightFile.load(Fixture.folder + "/insight.json")

  @Test("the terminal summary of the sample corpus, as people read it", arguments: [80, 56])
  func summary(width: Int) throws {
    let insight = try #require(Self.insight)
    let text = InsightSummary.text(of: insight, style: TextStyle(width: width))
    #expect(try text == FileAccess.readText(Fixture.folder + "/summary-\(width).txt"))
    for line in text.split(separator: "\n") { #expect(displayWidth(line) <= width) }
  }

  @Test("colours are the only difference that colours make")
  func colors() throws {
    let insight = try #require(Self.insight)
    let colored = InsightSummary.text(of: insight, style: TextStyle(width: 80, usesColor: true))
    let plain = colored.replacing(#/\u{1B}\[[0-9]+m/#, with: "")
    #expect(plain == InsightSummary.text(of: insight, style: TextStyle(width: 80)))
    #expect(colored.contains("\u{1B}[32m"))
  }

  @Test("the page escapes what customers write and closes what it opens")
  func page() throws {
    var insight = try #require(Self.insight)
    insight.source.name = "<script>alert('x')</script>&\""
    insight.groups[0].name = "</details><img src=x>"
    let page = InsightReport.html(of: insight)
    #expect(!page.contains("<script"))
    #expect(!page.contains("<img"))
    #expect(page.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot;"))
    var open: [Substring] = []
    for match in page.matches(of: #/<(/?)([a-z0-9]+)[^>]*?(/?)>/#) {
      let name = match.output.2
      if ["meta"].contains(name) || !match.output.3.isEmpty { continue }
      if match.output.1.isEmpty { open.append(name) } else { #expect(open.popLast() == name) }
    }
    #expect(open.isEmpty)
    #expect(!page.contains("http"))
  }

  @Test("an insight without groups, months, aspects or topics still makes reports")
  func bare() throws {
    var insight = try #require(Self.insight)
    insight.groups = []
    insight.months = []
    insight.topics = []
    insight.overall.aspects = []
    insight.overall.safety = []
    insight.overall.rating = nil
    #expect(InsightSummary.text(of: insight).contains("情感"))
    #expect(InsightReport.html(of: insight).contains("</html>"))
  }

  @Test(
    "bars fill eighths of a column and never vanish while something is there",
    arguments: [
      (0, "    "), (1, "████"), (0.5, "██  "), (0.25, "█   "), (0.03, "▏   "), (0.0001, "▏   "),
      (2, "████"), (-1, "    "), (0.3, "█▎  "),
    ])
  func bars(share: Double, expected: String) { #expect(bar(share, width: 4) == expected) }

  @Test("text is cut by columns, not by characters")
  func fitting() {
    #expect(fitted("枸杞颗粒饱满", 7) == "枸杞颗…")
    #expect(fitted("枸杞", 4) == "枸杞")
    #expect(padded("枸杞", 6) == "枸杞  ")
    #expect(padded("12", 4, alignRight: true) == "  12")
  }

  @Test("numbers as people read them")
  func numbers() {
    #expect(
      [0, 7, 999, 1000, 175_325, 1_234_567, -4321].map(grouped) == [
        "0", "7", "999", "1,000", "175,325", "1,234,567", "-4,321",
      ])
    #expect(
      [0, 1, 0.5, 0.71239, 0.0001, 0.99999].map(percent) == [
        "0.0%", "100.0%", "50.0%", "71.2%", "<0.1%", "99.9%",
      ])
    #expect([4.234, 5, 4.999].map(decimal) == ["4.23", "5.00", "5.00"])
  }
}
