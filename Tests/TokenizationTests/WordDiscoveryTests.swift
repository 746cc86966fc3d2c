import Support
import Testing

@testable import Tokenization

private let tokenizer = Tokenizer(entries: [LexiconEntry(word: "云朵安睡枕", tag: "term")], systemList: nil)

/// Reviews in which made-up words stand in many contexts among everyday ones.
private func reviews(_ planted: [String], count: Int = 240, seed: UInt64 = 7) -> [String] {
  let people = ["我", "朋友", "妈妈", "同事", "孩子", "邻居"]
  let deeds = ["买了", "推荐", "喝了", "吃了", "喜欢", "用了", "不爱", "退了", "收到"]
  let things = ["味道", "价格", "包装", "效果", "物流", "服务", "质量"]
  let judgements = ["很好", "一般", "不错", "还可以", "很差", "可以更好", "没话说"]
  var generator = SeededGenerator(seed: seed)
  func any(_ words: [String]) -> String { words[Int.random(in: 0..<words.count, using: &generator)] }
  return (0..<count).map { index in
    let word = index % 3 == 0 ? any(planted) : any(["东西", "产品", "药", "胶囊"])
    return any(people) + any(deeds) + word + any(things) + any(judgements) + "，" + any(things)
      + any(judgements)
  }
}

private func discover(
  _ texts: [String], tokenizer: Tokenizer = tokenizer, _ options: WordDiscovery.Options = .init()
) -> [WordDiscovery.NewWord] {
  var discovery = WordDiscovery(tokenizer: tokenizer)
  for text in texts { Array(text.utf8).withUnsafeBufferPointer { discovery.append($0) } }
  return discovery.words(options)
}

@Suite struct WordDiscoveryTests {
  @Test("made-up words come first, whole, with their counts and how they are cut today")
  func planted() throws {
    let texts = reviews(["魑魅糕", "蘑菇侠"])
    let found = discover(texts)
    #expect(Set(found.prefix(2).map(\.word)) == ["魑魅糕", "蘑菇侠"])
    let first = try #require(found.first)
    #expect(first.count == texts.filter { $0.contains(first.word) }.count)
    #expect(first.documents == first.count)
    #expect(first.pieces.joined() == first.word && first.pieces.count > 1)
    #expect(texts[first.firstDocument].contains(first.word))
    #expect(!found.contains { $0.word == "魑魅" || $0.word == "菇侠" })
  }

  @Test("what a dictionary or the user's lexicon has is not new")
  func known() {
    let found = discover(reviews(["云朵安睡枕", "魑魅糕"])).map(\.word)
    #expect(found.contains("魑魅糕"))
    #expect(!found.contains { tokenizer.isListed($0) })
    let taught = Tokenizer(entries: [LexiconEntry(word: "魑魅糕")], systemList: nil)
    #expect(!discover(reviews(["魑魅糕"]), tokenizer: taught).contains { $0.word == "魑魅糕" })
  }

  @Test("the same corpus gives the same list; top and the least count are kept")
  func options() {
    let texts = reviews(["魑魅糕", "蘑菇侠", "q弹"])
    let found = discover(texts)
    #expect(found == discover(texts))
    #expect(discover(texts, .init(top: 1)) == Array(found.prefix(1)))
    #expect(discover(texts, .init(minimumCount: 500)).isEmpty)
    #expect(found.map(\.score) == found.map(\.score).sorted(by: >))
  }

  @Test("nothing, garbage and one endless word give no words")
  func nothing() {
    #expect(discover([]).isEmpty)
    #expect(discover(["", "！！！", "\u{FFFD}\u{200B}"]).isEmpty)
    #expect(discover([String(repeating: "魑", count: 500)]).isEmpty)
  }

  @Test("n-gram counts are those of counting every n-gram", arguments: UInt64(1)...5)
  func counts(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let alphabet = Array("糕侠魅药，")
    var text = DiscoveryText()
    var naive: [String: Int] = [:]
    for _ in 0..<30 {
      let characters = (0..<20).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] }
      Array(String(characters).utf8).withUnsafeBufferPointer { text.append($0, tokenizer: tokenizer) }
      for start in 0..<20 {
        for length in 1...4 where start + length <= 20 {
          let gram = String(characters[start..<(start + length)])
          if !gram.contains("，") { naive[gram, default: 0] += 1 }
        }
      }
    }
    let counts = DiscoveryCounts(text, minimum: 3, longest: 4)
    for length in 2...4 {
      let found = counts.levels[length].slots.filter { $0.key != 0 }.map { slot in
        (text.string(Int(slot.first)..<Int(slot.first) + length), Int(slot.count))
      }
      let expected = naive.filter { $0.key.count == length && $0.value >= 3 }
      #expect(Dictionary(found, uniquingKeysWith: +) == expected)
    }
  }
}
