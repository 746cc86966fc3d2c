import Sentiment
import Support
import Testing

@Suite struct RenderingTests {
  private func rendering(_ text: String) throws -> SentimentRendering {
    SentimentRendering(text: text, result: try Fixture.analyze(text))
  }

  @Test("the JSON line has the members of the contract, offsets in characters")
  func json() throws {
    let expected = #"""
      {"text":"👍吃了\"过敏\"，客服不理人","polarity":"negative","score":-0.338,"confidence":0.842,
      "aspects":[{"aspect":"副作用","polarity":"negative","score":-0.4588,"evidence":"过敏","start":4,"end":6},{"aspect":"客服","polarity":"negative","score":-0.4588,"evidence":"客服不理人","start":8,"end":13}],
      "safety":[{"signal":"adverse-reaction","severity":2,"text":"过敏","start":4,"end":6}],
      "reasons":[{"text":"👍","start":0,"end":1,"rule":"word","weight":2},{"text":"过敏","start":4,"end":6,"rule":"word","weight":-1.7969},{"text":"客服不理人","start":8,"end":13,"rule":"word","weight":-1.5938}]}
      """#
    #expect(try rendering("👍吃了\"过敏\"，客服不理人").json == expected.replacing("\n", with: ""))
  }

  @Test("the readable form marks praise, complaints and signals, without colour by signs")
  func readable() throws {
    let expected = """
      虽然[-有点贵]，但是[+见效快]。吃完[!头晕]，[-客服不理人]
        差评 -0.23 把握 77%  疗效+  副作用-  价格-  客服-  ⚠ 不良反应（药师应当回复）
      """
    #expect(try rendering("虽然有点贵，但是见效快。吃完头晕，客服不理人").readable(style: TextStyle()) == expected)
  }

  @Test("colours are green for praise and red for complaints")
  func colours() throws {
    let text = try rendering("效果很好，客服不理人").readable(style: TextStyle(usesColor: true))
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
