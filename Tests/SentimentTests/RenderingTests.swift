import Sentiment
import Testing

@Suite struct RenderingTests {
  private func rendering(_ text: String) throws -> SentimentRendering {
    SentimentRendering(text: text, result: try Fixture.analyze(text))
  }

  @Test("the JSON line has the members of the contract, offsets in characters")
  func json() throws {
    #expect(
      try rendering("👍吃了\"过敏\"").json == #"""
        {"text":"👍吃了\"过敏\"","polarity":"negative","score":-0.0245,"confidence":0.5}
        """#)
  }

  @Test("the readable form marks praise, complaints and signals, without colour by signs")
  func readable() throws {
    #expect(
      try rendering("虽然有点贵，但是见效快。吃完头晕，客服不理人").readable(colour: false) == "")
  }

  @Test("colours are green for praise and red for complaints")
  func colours() throws {
    let text = try rendering("效果很好，客服不理人").readable(colour: true)
    #expect(text.contains("\u{1B}[32m效果很好\u{1B}[0m"))
    #expect(text.contains("\u{1B}[31m"))
  }

  @Test("a CSV record quotes what needs quoting")
  func csv() throws {
    #expect(
      try rendering("很好,\"推荐\"\n会回购").csv.hasPrefix("\"很好,\"\"推荐\"\"\n会回购\",positive,"))
    #expect(SentimentRendering.csvHeader.split(separator: ",").count == 6)
  }
}
