import Sentiment
import Support
import Testing
import Tokenization

@Suite struct SentimentAnalyzerTests {
  @Test(
    "negation turns an opinion, a second negation turns it back",
    arguments: [
      ("这个药好用", Polarity.positive), ("这个药不好用", .negative), ("从来没有不满意", .positive),
      ("没有任何不良反应", .positive), ("不得不说真好", .positive),
    ])
  func negation(_ text: String, _ expected: Polarity) throws {
    #expect(try Fixture.analyze(text).polarity == expected)
  }

  @Test("degree words order the scores")
  func degree() throws {
    let scores = try ["有点难闻", "难闻", "非常难闻"].map { try Fixture.analyze($0).score }
    #expect(scores[0] > scores[1] && scores[1] > scores[2])
  }

  @Test("after 但是 counts more than before it, whichever side the praise is on")
  func contrast() throws {
    #expect(try Fixture.analyze("价格便宜，但是没效果").polarity == .negative)
    #expect(try Fixture.analyze("快递有点慢，但是效果很好").polarity == .positive)
  }

  @Test("the same word is praise of one thing and complaint about another")
  func context() throws {
    #expect(try Fixture.analyze("价格高").polarity == .negative)
    #expect(try Fixture.analyze("效率高").polarity == .positive)
  }

  @Test(
    "asked, denied, supposed and treated harm is no signal",
    arguments: ["会过敏吗", "没有过敏", "怕过敏", "治疗过敏性鼻炎", "抗过敏药很好", "头痛好了", "如果过敏怎么办"])
  func noSignal(_ text: String) throws {
    #expect(try Fixture.analyze(text).safety == [])
  }

  @Test("a signal says where it stands and how bad it is")
  func signal() throws {
    let text = "吃了半片就呼吸困难"
    let finding = try #require(try Fixture.analyze(text).safety.first)
    #expect(finding.signal == .adverseReaction)
    #expect(finding.severity == 3)
    #expect(text.utf8Slice(finding.range) == "呼吸困难")
  }

  @Test("a reason covers the opinion word with the words that act on it, and names the rules")
  func reasons() throws {
    let reason = try #require(try Fixture.analyze("真的不怎么好用").reasons.first)
    #expect(reason.text.hasSuffix("好用"))
    #expect(reason.weight < 0)
    let negated = try #require(try Fixture.analyze("这药没有那么神奇").reasons.first)
    #expect(negated.rules.contains(.negation))
    #expect(negated.rules.name.contains("negation"))
  }

  @Test("an aspect's evidence runs from its name to the opinion")
  func evidence() throws {
    let text = "快递小哥态度非常好"
    let aspect = try #require(try Fixture.analyze(text).aspects.first)
    #expect(aspect.polarity == .positive)
    #expect(text.utf8Slice(aspect.evidence).contains("好"))
  }

  @Test("traditional, full-width and upper-case letters mean the same")
  func variants() throws {
    #expect(try Fixture.analyze("藥膏沒效果").score == Fixture.analyze("药膏没效果").score)
    #expect(try Fixture.analyze("ＧＯＯＤ").score == Fixture.analyze("good").score)
  }

  @Test(
    "text without words is neutral and no reason is made up",
    arguments: ["", " ", "。。。", "？！", "12345", "\u{FFFD}", "the box"])
  func empty(_ text: String) throws {
    let result = try Fixture.analyze(text)
    #expect(result.polarity == .neutral)
    #expect(result.score == 0)
    #expect(result.reasons.isEmpty)
  }

  @Test("emoji alone are opinions")
  func emoji() throws {
    #expect(try Fixture.analyze("👍👍👍").polarity == .positive)
    #expect(try Fixture.analyze("😡").polarity == .negative)
  }

  @Test(
    "a review of 200 kB is read to its end, whatever it repeats",
    arguments: ["收到。", "好", "不", "价格高", "但是，好", "怀孕，", "头痛", "很"])
  func longText(_ unit: String) throws {
    let text = String(repeating: unit, count: 200_000 / unit.utf8.count) + "。效果很好"
    let result = try Fixture.analyze(text)
    #expect(abs(result.score) <= 1)
    let last = try #require(result.reasons.last)
    #expect(last.text.hasSuffix("很好"))
    #expect(SentimentRendering(text: text, result: result).json.utf8.count > text.utf8.count)
  }

  /// Fragments that exercise every rule, glued in a seeded order.
  private static let fragments = [
    "不", "没有", "很", "好用", "没效果", "但是", "虽然", "，", "。", "？", "！", "吗", "“", "”", "过敏", "吃了", "治", "价格", "高",
    "👍", "呵呵", "便宜是便宜", "好不好", "怎么能", "如果", "0.5g", " ", "\n", "藥", "\u{200D}", "🤦🏽‍♀️", "é", "﻿",
  ]

  @Test("for any text, ranges are inside it on character borders, and scores inside their bounds")
  func fuzz() throws {
    var generator = SeededGenerator(seed: 5)
    let analyzer = try Fixture.analyzer.get()
    for _ in 0..<300 {
      let text = (0..<Int.random(in: 0..<30, using: &generator))
        .map { _ in Self.fragments.randomElement(using: &generator) ?? "" }.joined()
      let result = analyzer.analyze(text)
      #expect(abs(result.score) <= 1)
      #expect((0...1).contains(result.confidence))
      var ranges: [Range<Int>] = result.reasons.map { $0.range }
      ranges += result.safety.map { $0.range }
      ranges += result.aspects.map { $0.evidence }
      for range in ranges {
        #expect(range.upperBound <= text.utf8.count && !range.isEmpty)
        #expect(!text.utf8Slice(range).unicodeScalars.contains("\u{FFFD}"))
      }
      #expect(result.reasons.allSatisfy { $0.text == text.utf8Slice($0.range) })
      #expect(analyzer.analyze(text) == result)
    }
  }

  @Test("any bytes are read without a crash, and one scratch serves them all")
  func bytes() throws {
    var generator = SeededGenerator(seed: 7)
    let analyzer = try Fixture.analyzer.get()
    let tokenizer = try Fixture.tokenizer.get()
    let memory = Tokenizer.Scratch()
    var scratch = SentimentAnalyzer.Scratch()
    for _ in 0..<300 {
      let bytes = (0..<Int.random(in: 0..<60, using: &generator)).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
      bytes.withUnsafeBufferPointer { text in
        let score = tokenizer.withTokens(of: text, scratch: memory) {
          analyzer.score(text, tokens: $0, scratch: &scratch)
        }
        #expect(abs(score.score) <= 1)
      }
    }
  }

  @Test("the fast path gives the same numbers as the full result")
  func fastPath() throws {
    let analyzer = try Fixture.analyzer.get()
    var scratch = SentimentAnalyzer.Scratch()
    for text in ["虽然有点贵，但是见效快！", "吃了过敏起疹子", "客服不理人", "还行", ""] {
      let tokenized = try Fixture.tokenizer.get().tokenize(text)
      var copy = text
      let score = copy.withUTF8 { utf8 in
        tokenized.tokens.withUnsafeBufferPointer {
          analyzer.score(utf8, tokens: $0, scratch: &scratch)
        }
      }
      let result = analyzer.analyze(tokenized)
      #expect(score.score == result.score && score.polarity == result.polarity)
      #expect(result.aspects.allSatisfy { score.aspects[$0.aspect] != nil })
      #expect(result.safety.allSatisfy { score.signals.contains($0.signal) })
    }
  }

  @Test("without tokens, every character counts as one")
  func noTokens() throws {
    let analyzer = try Fixture.analyzer.get()
    #expect(analyzer.analyze(TokenizedText(text: "效果很好", tokens: [])).polarity == Polarity.positive)
  }
}
