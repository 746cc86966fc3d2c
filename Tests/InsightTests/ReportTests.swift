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
    // One insight of before there were maps and trends, and one of today.
    for original in [try #require(Self.insight), try #require(Fixture.insight)] {
      var insight = original
      insight.source.name = "<script>alert('x')</script>&\""
      insight.groups[0].name = "</details><img src=x>"
      insight.topics[0].label = "<b onclick=x>"
      insight.topics[0].examples = ["</script><script>alert(1)</script>"]
      let page = InsightReport.html(of: insight)
      #expect(page.ranges(of: "<script").count == 1)
      #expect(!page.contains("<img") && !page.contains("<b onclick"))
      #expect(page.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot;"))
      var open: [Substring] = []
      for match in page.matches(of: #/<(/?)([a-z0-9]+)[^>]*?(/?)>/#) {
        let name = match.output.2
        if ["meta", "input"].contains(name) || !match.output.3.isEmpty { continue }
        if match.output.1.isEmpty { open.append(name) } else { #expect(open.popLast() == name) }
      }
      #expect(open.isEmpty)
      #expect(!page.contains("://"))
    }
  }

  @Test("every link leads to a part of the page")
  func links() throws {
    let page = InsightReport.html(of: try #require(Fixture.insight))
    let parts = page.matches(of: #/ id="([^"]+)"/#).map(\.output.1)
    #expect(Set(parts).count == parts.count)
    let targets = Set(page.matches(of: #/href="#([^"]+)"/#).map(\.output.1))
    #expect(targets.count > 5)
    #expect(targets.isSubset(of: parts))
  }

  @Test("words of a topic come by relevance at λ = 0.6, with all that the slider can bring up")
  func relevance() throws {
    let insight = try #require(Fixture.insight)
    for topic in insight.topics {
      let words = try #require(topic.relevant)
      #expect(words.count >= min(10, topic.words.count))
      let scores = words.map { Relevance.relevance($0, Relevance.default) }
      #expect(zip(scores, scores.dropFirst()).allSatisfy { $0 >= $1 })
      // λ = 1 ranks by probability.
      let likely = words.max { $0.probability < $1.probability }
      #expect(likely?.probability == topic.words.first?.probability)
    }
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
