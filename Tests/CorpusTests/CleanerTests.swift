import Support
import Testing

@testable import Corpus

@Suite("Cleaning") struct CleanerTests {
  private let cleaner = Cleaner(patterns: [
    Cleaner.Pattern("此用户未填写评价内容", kind: .contains), Cleaner.Pattern("默认好评", kind: .exact),
  ])

  private func clean(_ text: String) -> (Cleaner.Outcome, String) {
    var output: [UInt8] = []
    var scratch = Cleaner.Scratch()
    let outcome = Array(text.utf8).withUnsafeBufferPointer {
      cleaner.clean($0, into: &output, scratch: &scratch)
    }
    return (outcome, String(decoding: output, as: UTF8.self))
  }

  @Test(
    "HTML references are decoded, doubly encoded ones too, unknown ones stay",
    arguments: [
      ("好&hellip;用", "好…用"), ("A&amp;B", "A&B"), ("it&#39;s", "it's"), ("&#x4e2d;药", "中药"),
      ("a&nbsp;b", "a b"),
      ("&amp;hellip;嗯", "…嗯"), ("药&通;好", "药&通;好"), ("R&D", "R&D"), ("&#0;&#xD800;&;", "&#0;&#xD800;&;"),
      ("&hearts;爱", "♥爱"),
      ("&apos;好&apos;", "'好'"), ("&#99999999999;好", "&#99999999999;好"),
    ])
  func entities(text: String, expected: String) {
    #expect(clean(text).1 == expected)
    #expect(clean(text).0 == .kept(decodedEntities: text != expected))
  }

  @Test("white space is one space, invisible characters go, emoji stay whole")
  func whitespace() {
    #expect(clean("\u{3000} 很\u{200B}好 \n\t 用\u{7}\u{FEFF}\u{A0}").1 == "很好 用")
    #expect(clean("👨‍👩‍👧好").1 == "👨‍👩‍👧好")
  }

  @Test("a text without any word is empty", arguments: ["", "  \n", "。。。！！", "*", "？?…", "\u{200B}"])
  func empty(text: String) { #expect(clean(text).0 == .empty) }

  @Test(
    "the shop's own texts are told from a customer's",
    arguments: [
      ("此用户未填写评价内容", true), ("【此用户未填写评价内容】", true), ("此用户未填写评价内容，五星", true),
      ("默认好评！", true), ("默认好评，等看效果", false), ("以前总是显示此用户未填写评价内容，这次我要认真写一写", false), ("👍", false),
    ])
  func defaultTexts(text: String, isDefault: Bool) {
    #expect((clean(text).0 == .defaultText) == isDefault)
  }

  @Test(
    "any well-formed text passes through cleaning as well-formed text, and twice changes nothing",
    arguments: 0..<40)
  func fuzz(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let parts = [
      "&", "amp;", "#", "12", "x4e2d;", ";", "好", "\u{3000}", "\u{1F600}", "\u{200D}", "\u{85}", " ", "é",
      "。",
    ]
    var text = ""
    for _ in 0..<30 { text += parts.randomElement(using: &generator) ?? "" }
    let once = clean(text).1
    #expect(Array(once.utf8).withUnsafeBufferPointer(isWellFormedUTF8))
    if !once.contains("&") { #expect(clean(once).1 == once) }
  }
}

@Suite("A clean corpus") struct CleanCorpusTests {
  private func corpus(_ csv: String, options: CorpusOptions = CorpusOptions()) throws -> CleanCorpus {
    let cleaner = Cleaner(patterns: [Cleaner.Pattern("此用户未填写评价内容", kind: .contains)])
    return try .read(CorpusReader(bytes: Array(csv.utf8), name: "x.csv", options: options), cleaner: cleaner)
  }

  private static let long = "物流很快，包装很严实，喝了感觉不错"

  @Test("what was read is what was kept and what was dropped for each reason")
  func counts() throws {
    let corpus = try corpus(
      """
      g,text
      a,\(Self.long)
      a,\(Self.long)
      b,\(Self.long)
      b,\(Self.long)
      a,好
      a,好
      a,此用户未填写评价内容
      a,。。。
      a,坏,坏
      c,口感一般&hellip;

      """, options: CorpusOptions(groupColumn: "g"))
    #expect(corpus.count == 4)
    #expect(corpus.dropped == [.duplicate: 2, .pooled: 1, .defaultText: 1, .empty: 1, .damaged: 1])
    #expect(corpus.reading.read == corpus.count + corpus.dropped.values.reduce(0, +))
    #expect(corpus.repaired == [.htmlEntity: 1])
    #expect((0..<corpus.count).map(corpus.text) == [Self.long, "好", "好", "口感一般…"])
  }

  @Test("a review shown under two products is held once and said of both")
  func pooled() throws {
    let corpus = try corpus(
      "g,text\na,\(Self.long)\nb,\(Self.long)\n", options: CorpusOptions(groupColumn: "g"))
    #expect(corpus.count == 1)
    #expect(corpus.groups == ["a", "b"])
    #expect(corpus.pooled.map { "\($0.document) \($0.group)" } == ["0 1"])
  }

  @Test(
    "months are read from the dates that shops write",
    arguments: [
      ("2024-05-06", "2024-05"), ("2024/5/6 12:00", "2024-05"), ("2024年12月1日", "2024-12"),
      ("20240506", "2024-05"),
      ("2024-05-06T08:00:00+08:00", "2024-05"), ("202405", "2024-05"), ("1715000000", nil), ("昨天", nil),
      ("", nil),
      ("2024-13-01", nil), ("5/6/2024", nil),
    ])
  func months(date: String, expected: String?) {
    #expect(Array(date.utf8).withUnsafeBufferPointer(monthName) == expected)
  }

  @Test("a rating that is no number is none")
  func ratings() throws {
    let corpus = try corpus(
      "rating,text\n5,甲\n4.5,乙\n,丙\n五,丁\nnan,戊\n", options: CorpusOptions(ratingColumn: "rating"))
    #expect(corpus.rating.map { $0.isNaN ? -1 : $0 } == [5, 4.5, -1, -1, -1])
  }
}
