import Foundation
import Support
import Testing

@testable import Tokenization

@Suite("Word frequencies from raw text")
struct WordListEstimateTests {
  private func estimate(_ texts: [String]) throws -> WordListEstimate {
    var estimate = try WordListEstimate()
    for text in texts { Array(text.utf8).withUnsafeBufferPointer { estimate.append($0) } }
    return estimate
  }

  /// Everyday sentences in which 新 and 的 meet as two words, and 物流 is one.
  private static let texts: [String] = (0..<4000).map {
    ["新的药", "物流很快", "新鲜的药", "新药的价格", "我的药", "药的物流", "好的药", "新的包装", "快递的包装", "的确新"][$0 % 10]
  }

  @Test("a phrase costs more than its parts, a word of the text less than before")
  func phrases() throws {
    let words = try estimate(Self.texts.map { $0 + "，" + $0 }).words()
    let frequency = Dictionary(words.map { ($0.word, $0.frequency) }, uniquingKeysWith: max)
    func probability(_ word: String) -> Double { Double(frequency[word] ?? 1) / 1e9 }
    #expect(probability("新的") < probability("新") * probability("的") * 50)
    #expect(probability("物流") > probability("物") * probability("流") * 1000)
    let total = words.reduce(0) { $0 + $1.frequency }
    #expect((900_000_000...1_100_000_000).contains(total))
    #expect(zip(words, words.dropFirst()).allSatisfy { $0.frequency >= $1.frequency })
  }

  @Test("the list is one that the tokenizer takes in place of the system's")
  func asList() throws {
    let words = try estimate(Self.texts).words()
    let path = FileManager.default.temporaryDirectory.path + "/yaoyu-list-\(UUID()).txt"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try FileAccess.write(words.map { "\($0.word) \($0.frequency)\n" }.joined().utf8, to: path)
    let tokenizer = Tokenizer(entries: [], systemList: path)
    #expect(tokenizer.usesSystemList)
    #expect(tokenizer.tokenize("新的物流").sources == ["新", "的", "物流"])
  }

  @Test("the same text in other pieces gives the same list")
  func deterministic() throws {
    let whole = try estimate(Self.texts).words(.init(iterations: 1))
    let joined = try estimate([Self.texts.joined(separator: "。")]).words(.init(iterations: 1))
    #expect(whole == joined)
  }

  @Test("too little text is refused in words")
  func tooLittle() throws {
    let few = try estimate(["好用", "abc", "", "\u{FFFD}"])
    #expect(throws: WordListEstimate.Failure.tooLittleText(characters: 2)) { try few.words() }
  }
}
