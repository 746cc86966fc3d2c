import Support
import Testing

@testable import Tokenization

@Suite("Sentences and clauses")
struct TokenRangesTests {
  private static let tokenizer = Tokenizer(entries: [], systemList: nil)

  private func pieces(_ text: String, _ unit: TokenRanges.Unit) -> [String] {
    let text = Self.tokenizer.tokenize(text)
    let ranges = unit == .sentences ? text.sentences() : text.clauses()
    return ranges.map { text.tokens[$0].map { String(text.source($0)) }.joined() }
  }

  @Test(
    "a sentence ends at its marks, with the quotes, brackets and spaces behind them",
    arguments: [
      ("好用。下次还买！", ["好用。", "下次还买！"]), ("他说：“好用。”我也觉得。", ["他说：“好用。”", "我也觉得。"]),
      ("真的？！不信……好吧", ["真的？！", "不信……", "好吧"]), ("很好。 \n 第二行", ["很好。 \n ", "第二行"]),
      ("第一行\n第二行", ["第一行\n", "第二行"]), ("（很好用！）推荐", ["（很好用！）", "推荐"]),
      ("每次3.5g，一日2次", ["每次3.5g，一日2次"]), ("Very good. I like it.", ["Very good. ", "I like it."]),
      ("看www.a.example.com吧", ["看www.a.example.com吧"]), ("嗯...好", ["嗯...", "好"]), ("。。。", ["。。。"]), ("", []),
    ])
  func sentences(_ text: String, _ expected: [String]) {
    #expect(pieces(text, .sentences) == expected)
  }

  @Test(
    "a clause ends at commas, colons and spaces too, but not between Latin words",
    arguments: [
      ("虽然贵，但是好用！！下次还买", ["虽然贵，", "但是好用！！", "下次还买"]), ("物流快 包装好", ["物流快 ", "包装好"]),
      ("规格：大、中、小", ["规格：", "大、", "中、", "小"]), ("omega 3 很好", ["omega 3 ", "很好"]), ("快~好", ["快~", "好"]),
    ])
  func clauses(_ text: String, _ expected: [String]) {
    #expect(pieces(text, .clauses) == expected)
  }

  @Test("they tile the tokens of any bytes", arguments: UInt64(1)...10)
  func tiling(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let alphabet = Array("好。，!?；… \n”)）.a1：~".utf8) + [0xE3, 0x80, 0xFF]
    for _ in 0..<100 {
      let bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
        alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
      }
      bytes.withUnsafeBufferPointer { text in
        Self.tokenizer.withTokens(of: text, scratch: Tokenizer.Scratch()) { tokens in
          for unit in [TokenRanges.Unit.sentences, .clauses] {
            var end = 0
            for range in TokenRanges(tokens, of: text, at: unit) {
              #expect(range.lowerBound == end && !range.isEmpty)
              end = range.upperBound
            }
            #expect(end == tokens.count)
          }
        }
      }
    }
  }
}
