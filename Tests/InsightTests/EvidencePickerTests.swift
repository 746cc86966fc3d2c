import Support
import Testing
import Tokenization

@testable import Insight

@Suite("Quoting evidence") struct EvidencePickerTests {
  @Test(
    "a passage of a long review is clauses of it around the evidence, at most 60 characters",
    arguments: 0..<40)
  func passage(seed: Int) throws {
    let tokenizer = Tokenizer(entries: [], systemList: nil)
    var generator = SeededGenerator(seed: UInt64(seed))
    let clauses = ["味道很好", "物流快", "包装严实没有破损", "喝了一个星期感觉有一点效果但是不太明显", "好", "客服态度差", "，", "😀"]
    let marks = ["，", "。", "！", "、", " ", "…"]
    var review = ""
    while review.unicodeScalars.count < 120 {
      review += clauses.randomElement(using: &generator) ?? ""
      review += marks.randomElement(using: &generator) ?? ""
    }
    let text = tokenizer.tokenize(review)
    let token = try #require(text.tokens.filter(\.isContent).randomElement(using: &generator))
    let passage = EvidencePicker.passage(text, text.clauses(), around: token.start..<token.end)
    #expect(review.contains(passage))
    #expect(passage.contains(text.source(token)))
    #expect((1...60).contains(passage.unicodeScalars.count))
  }

  @Test("a clause without end is cut and says so")
  func endless() {
    let tokenizer = Tokenizer(entries: [], systemList: nil)
    let text = tokenizer.tokenize(String(repeating: "效果一般吧", count: 30))
    let passage = EvidencePicker.passage(text, text.clauses(), around: 0..<6)
    #expect(passage.unicodeScalars.count == 60)
    #expect(passage.hasSuffix("…"))
  }

  @Test("a quote is the clause that speaks of the aspect, with neighbours only while it is too short")
  func focus() throws {
    let reviews = [
      "东西真的不错我很喜欢，就是快递太慢了等了八天才收到，下次还会再来买的，家里老人也说好",
      "枸杞很甜，颗粒饱满，个个都大。太慢！快递。家里人都喜欢吃，以后还会再来，推荐给朋友们了",
      "很久才来评价，用得挺好的，一直在这家买东西，从来没有失望过，推荐大家都来试一试吧",
    ]
    let insight = try Fixture.insight(of: reviews)
    let delivery = try #require(insight.overall.aspects.first { $0.aspect == "物流" })
    #expect(delivery.criticised.first == "就是快递太慢了等了八天才收到")
    #expect(delivery.criticised.allSatisfy { !$0.contains("很久才来评价") })
  }

  @Test("of many documents the few with the largest fitness stay, largest first, the first of equals")
  func top() {
    var top = TopDocuments(limit: 3)
    for (document, fitness) in [2, 5, 1, 5, 4].enumerated() { top.offer(document, fitness: Float(fitness)) }
    #expect(top.ids == [1, 3, 4])
  }
}
