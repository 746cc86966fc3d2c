import Foundation
import Support
import Testing

@testable import Tokenization

@Suite("A text in normal form that knows where it comes from")
struct NormalizedTextTests {
  /// Pieces of everything that normalising treats in its own way.
  private static let fragments = [
    "布洛芬", "藥效", "ＶＣ５００", "Ⅲ期", "㎎", "e\u{301}", "\u{1100}\u{1161}\u{11A8}", "\u{AC00}\u{11A8}", "ﬁ", "ß",
    "İ",
    "\u{200B}", "\u{FE0F}", "\u{AD}", "\u{300}", "好好好好", "！！！！", "……", "哈", "药片儿", "女儿", "花儿童", "一点儿", "👍🏽",
    "👨‍👩‍👧",
    "1000", "www", "三三三", "\u{FDFA}", "𠀀", " ", "\n", "\u{3000}", "\u{F900}", "\u{2F800}", "ｶﾞ", "\u{0344}",
    "\u{115F}",
  ]

  private static func randomText(_ generator: inout SeededGenerator) -> String {
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...14, using: &generator) {
      if Int.random(in: 0..<4, using: &generator) > 0 {
        text.append(
          contentsOf: fragments[Int.random(in: 0..<fragments.count, using: &generator)].unicodeScalars)
      } else if let scalar = Unicode.Scalar(UInt32.random(in: 0..<0x30000, using: &generator)) {
        text.append(scalar)
      }
    }
    return String(text)
  }

  @Test("without options it is what the normaliser gives, on any text", arguments: UInt64(1)...20)
  func sameAsNormalizer(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<100 {
      let text = Self.randomText(&generator)
      let view = NormalizedText(text)
      #expect(view.text == Normalizer.normalize(text), "\(text.unicodeScalars.map(\.value))")
      #expect(Normalizer.normalize(view.text) == view.text, "\(text.unicodeScalars.map(\.value))")
    }
  }

  @Test("pieces tile both texts, and mapping there and back gives the same pieces", arguments: UInt64(1)...20)
  func roundTrips(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let erhua = try ErhuaWords(home: Home.find(#filePath.components(separatedBy: "/Tests/")[0]))
    for _ in 0..<100 {
      let text = Self.randomText(&generator)
      let view = NormalizedText(
        text, options: .init(maximumRun: seed % 2 == 0 ? 2 : nil, erhua: seed % 3 == 0 ? erhua : nil))
      #expect(view.sourceCount == text.unicodeScalars.count)
      var (position, sourceEnd, ends) = (0, 0, [0])
      while position < view.count {
        let source = view.sourceRange(of: position..<position + 1)
        #expect(source.lowerBound == sourceEnd && source.upperBound > sourceEnd)
        let piece = view.range(ofSource: source)
        #expect(piece.lowerBound == position && piece.upperBound > position)
        #expect(view.sourceRange(of: piece) == source)
        for offset in source { #expect(view.range(ofSource: offset..<offset + 1) == piece) }
        (position, sourceEnd) = (piece.upperBound, source.upperBound)
        ends.append(position)
      }
      #expect(view.count == 0 || sourceEnd == view.sourceCount)
      // Any whole pieces, and any part of them.
      for _ in 0..<10 where view.count > 0 {
        let (a, b) = (ends.randomElement(using: &generator) ?? 0, ends.randomElement(using: &generator) ?? 0)
        let pieces = min(a, b)..<max(a, b)
        #expect(view.range(ofSource: view.sourceRange(of: pieces)) == pieces)
        let lower = Int.random(in: 0...view.count, using: &generator)
        let part = lower..<Int.random(in: lower...view.count, using: &generator)
        let back = view.range(ofSource: view.sourceRange(of: part))
        #expect(part.isEmpty || back.lowerBound <= part.lowerBound && back.upperBound >= part.upperBound)
        #expect(String(view.source(of: part)) == String(view.source(of: back)) || part.isEmpty)
      }
    }
  }

  @Test("a piece remembers its source, whatever became of it")
  func sources() {
    let view = NormalizedText("藥效Ⅲ期e\u{301}！", options: .init())
    #expect(view.text == "药效iii期é!")
    #expect(view.sourceRange(of: 2..<5) == 2..<3)
    #expect(view.sourceRange(of: 3..<4) == 2..<3)
    #expect(view.source(of: 0..<1) == "藥")
    #expect(view.source(of: 6..<7) == "e\u{301}")
    #expect(view.sourceUTF8Range(of: 0..<2) == 0..<6)
    #expect(view.range(ofSource: 4..<5) == 6..<7)
    #expect(view.sourceRange(of: 0..<0) == 0..<0)
    #expect(view.sourceRange(of: view.count..<view.count) == view.sourceCount..<view.sourceCount)
  }

  @Test("invisible characters belong to what is before them, at the beginning to what follows")
  func invisible() {
    let view = NormalizedText("\u{200B}布\u{200B}\u{FE0F}洛")
    #expect(view.text == "布洛")
    #expect(view.sourceRange(of: 0..<1) == 0..<4)
    #expect(NormalizedText("\u{200B}").count == 0)
    #expect(NormalizedText("").sourceRange(of: 0..<0) == 0..<0)
  }

  @Test(
    "runs are cut to the wanted length, but not those of letters, digits and numerals",
    arguments: [
      ("好好好好用！！！！！", "好好用!!"), ("www.1000.com", "www.1000.com"), ("Ⅲ期", "iii期"), ("三三三", "三三三"),
      ("👍👍👍👍", "👍👍"),
      ("……………", ".."), ("哈\u{200B}哈哈哈", "哈哈"), ("谢谢", "谢谢"),
    ])
  func squeezed(_ text: String, _ expected: String) {
    let view = NormalizedText(text, options: .init(maximumRun: 2))
    #expect(view.text == expected)
    #expect(String(view.source(of: 0..<view.count)) == text)
  }

  @Test(
    "the 儿 of a way of speaking goes, that of a word stays",
    arguments: [
      ("药片儿太大", "药片太大"), ("便宜點兒吧", "便宜点吧"), ("我女儿", "我女儿"), ("花儿童装", "花儿童装"), ("这儿有吗", "这儿有吗"),
      ("新生儿", "新生儿"), ("一会儿给儿子吃", "一会给儿子吃"), ("儿", "儿"),
    ])
  func erhua(_ text: String, _ expected: String) throws {
    let erhua = try ErhuaWords(home: Home.find(#filePath.components(separatedBy: "/Tests/")[0]))
    let view = NormalizedText(text, options: .init(erhua: erhua))
    #expect(view.text == expected)
    #expect(String(view.source(of: 0..<view.count)) == text)
  }

  @Test("removing characters leaves the rest where it was")
  func removing() {
    let view = NormalizedText("最*佳Ⅲ").removing([1, 4])
    #expect(view.text == "最佳ii")
    #expect(view.sourceRange(of: 0..<1) == 0..<2)
    #expect(view.source(of: 2..<3) == "Ⅲ")
  }
}
