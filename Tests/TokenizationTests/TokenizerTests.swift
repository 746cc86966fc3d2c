import Support
import Testing

@testable import Tokenization

/// A small lexicon that does not depend on what is installed.
private let lexicon = [
  LexiconEntry(word: "布洛芬", tag: "drug"), LexiconEntry(word: "芬必得", tag: "brand", canonical: "布洛芬"),
  LexiconEntry(word: "布洛芬缓释胶囊", tag: "drug", canonical: "布洛芬"), LexiconEntry(word: "维生素c", tag: "supplement"),
  LexiconEntry(word: "三七", tag: "herb"),
  LexiconEntry(word: "VC+"), LexiconEntry(word: "夏桑菊-颗粒"), LexiconEntry(word: "阿·莫林"),
  LexiconEntry(word: "片", tag: "unit"), LexiconEntry(word: "粒", tag: "unit"),
  LexiconEntry(word: "盒", tag: "unit"),
  LexiconEntry(word: "天", tag: "unit"), LexiconEntry(word: "次", tag: "unit"),
  LexiconEntry(word: "分", tag: "unit"),
  LexiconEntry(word: "g", tag: "unit"),
  LexiconEntry(word: "mg", tag: "unit"), LexiconEntry(word: "毫克", tag: "unit"),
  LexiconEntry(word: "分钟", tag: "unit"), LexiconEntry(word: "小时", tag: "unit"),
  LexiconEntry(word: "年代", tag: "unit"), LexiconEntry(word: "度", tag: "unit"),
  LexiconEntry(word: "°c", tag: "unit"), LexiconEntry(word: "mmhg", tag: "unit"),
  LexiconEntry(word: "板", tag: "unit"), LexiconEntry(word: "个", tag: "unit"),
]
private let tokenizer = Tokenizer(entries: lexicon, systemList: nil)

private func pieces(_ text: String) -> [String] {
  let result = tokenizer.tokenize(text)
  return result.tokens.map { "\(result.source($0))/\($0.kind)" }
}

@Suite struct TokenizerTests {
  @Test(
    "numbers, doses, dates, prices and addresses are one token of their kind",
    arguments: [
      ("0.25g×24粒", ["0.25g×24粒/quantity"]), ("100mg*6片", ["100mg*6片/quantity"]),
      ("500㎎", ["500㎎/quantity"]), ("３盒", ["３盒/quantity"]), ("两片", ["两片/quantity"]),
      ("三十二粒", ["三十二粒/quantity"]), ("3-5天", ["3-5天/quantity"]), ("三百五", ["三百五/number"]),
      ("1,280.50", ["1,280.50/number"]), ("100%", ["100%/percent"]), ("￥19.9", ["￥19.9/money"]),
      ("19.9元", ["19.9元/money"]), ("5块5", ["5块5/money"]), ("2024年5月6日", ["2024年5月6日/date"]),
      ("2024-05-06", ["2024-05-06/date"]), ("10:20", ["10:20/time"]), ("8点半", ["8点半/time"]),
      ("B12", ["B12/model"]), ("SK-II", ["SK-II/latin"]), ("KN95", ["KN95/model"]),
      ("me.you+x@mail.example.com", ["me.you+x@mail.example.com/email"]),
      ("https://a.example/c?d=1", ["https://a.example/c?d=1/url"]),
      ("！！！", ["！！！/punctuation"]), ("……", ["……/punctuation"]),
    ])
  func atoms(_ text: String, _ expected: [String]) {
    #expect(pieces(text) == expected)
  }

  @Test(
    "an amount is one token with all that belongs to it",
    arguments: [
      ("20多天", "20多天/quantity"), ("十来天", "十来天/quantity"), ("一个半小时", "一个半小时/quantity"),
      ("三个月", "三个月/quantity"), ("两片半", "两片半/quantity"), ("38度5", "38度5/quantity"),
      ("12片×2板", "12片×2板/quantity"), ("100mg/片", "100mg/片/quantity"), ("3元/盒", "3元/盒/money"),
      ("1/2片", "1/2片/quantity"), ("120/80mmHg", "120/80mmHg/quantity"), ("1:3", "1:3/number"),
      ("38.5℃", "38.5℃/quantity"), ("-20℃", "-20℃/quantity"), ("百分之九十五", "百分之九十五/percent"),
      ("一点五片", "一点五片/quantity"), ("一日三次", "一日三次/quantity"), ("1天2-3次", "1天2-3次/quantity"),
      ("三块五毛", "三块五毛/money"), ("三月五号", "三月五号/date"), ("二○○四年", "二○○四年/date"),
      ("八点半", "八点半/time"), ("八点二十", "八点二十/time"), ("第三盒", "第三盒/quantity"), ("第3天", "第3天/quantity"),
      ("PM2.5", "PM2.5/model"), ("8年", "8年/quantity"), ("15年", "15年/quantity"), ("3-5年", "3-5年/quantity"),
      ("10多年", "10多年/quantity"), ("98年", "98年/date"), ("2015年", "2015年/date"), ("15年5月", "15年5月/date"),
    ])
  func amounts(_ text: String, _ expected: String) {
    #expect(pieces(text) == [expected])
  }

  @Test(
    "an amount ends where the next begins",
    arguments: [
      ("三块五一盒", ["三块五/money", "一盒/quantity"]), ("一片半片", ["一片/quantity", "半片/quantity"]),
      ("3-5", ["3/number", "-/punctuation", "5/number"]), ("片-5", ["片/word", "-/punctuation", "5/number"]),
    ])
  func neighbours(_ text: String, _ expected: [String]) {
    #expect(pieces(text) == expected)
  }

  @Test(
    "newspapers part numbers from their units, but keep dates",
    arguments: [
      ("3盒", "3 盒"), ("10年", "10 年"), ("1998年5月6日", "1998年 5月 6日"), ("90年代", "90 年代"), ("10万元", "10万 元"),
      ("万元", "万 元"), ("一年", "一 年"), ("两个", "两 个"), ("第三个", "第三 个"), ("一个", "一个"), ("十分", "十分"),
      ("二○○一年", "二○○一年"), ("二十年", "二十 年"), ("晴－5", "晴 －5"), ("百分之七十", "百分之七十"),
    ])
  func newspaper(_ text: String, _ expected: String) {
    var newspaper = tokenizer
    newspaper.numberPolicy = .newspaper
    #expect(newspaper.tokenize(text).sources.joined(separator: " ") == expected)
  }

  @Test("three or more of one character are one token")
  func runs() {
    #expect(pieces("哈哈哈哈布洛芬") == ["哈哈哈哈/word", "布洛芬/word"])
  }

  @Test("listed phrases of two words are cut, grown-together words are not")
  func phrases() {
    for phrase in ["很快", "太苦", "不好", "这家", "我家", "放在", "送到", "拿出", "摔下来", "甜甜的"] {
      #expect(ListedPhrase.isPhrase(Array(phrase.utf16)), "\(phrase)")
    }
    for word in ["很多", "不错", "不能", "这个", "大家", "现在", "收到", "看起来", "真的", "未来", "布洛芬", ""] {
      #expect(!ListedPhrase.isPhrase(Array(word.utf16)), "\(word)")
    }
  }

  @Test(
    "without a general list, dictionary entries with a function word are cut too, words that only look so are not"
  )
  func dictionaryPhrases() {
    for phrase in ["吃了", "我的", "新的", "也不", "掉得", "都没有", "从来不", "居然是", "看完", "见过", "戴着", "很快"] {
      #expect(DictionaryPhrase.isPhrase(Array(phrase.utf16)), "\(phrase)")
    }
    for word in ["为了", "目的", "觉得", "还是", "我们", "太阳", "就诊", "不锈钢", "意味着", "再生", "布洛芬", "药", ""] {
      #expect(!DictionaryPhrase.isPhrase(Array(word.utf16)), "\(word)")
    }
    #expect(tokenizer.tokenize("我的药吃了也不见效").sources.prefix(5) == ["我", "的", "药", "吃", "了"])
  }

  @Test("a thousands separator is an ASCII comma: a Chinese comma separates two numbers")
  func chineseComma() {
    #expect(pieces("100，200") == ["100/number", "，/punctuation", "200/number"])
  }

  @Test("emoji with skin tone, joiner, variation selector or flag are one token each")
  func emoji() {
    #expect(pieces("👍👍🏽👨‍👩‍👧🇨🇳❤️") == ["👍/emoji", "👍🏽/emoji", "👨‍👩‍👧/emoji", "🇨🇳/emoji", "❤️/emoji"])
  }

  @Test("a lexicon word wins over its parts, also in traditional, full-width or mixed writing")
  func lexiconWords() throws {
    #expect(pieces("布洛芬缓释胶囊") == ["布洛芬缓释胶囊/word"])
    #expect(pieces("維生素Ｃ") == ["維生素Ｃ/word"])
    #expect(pieces("布\u{200B}洛芬") == ["布\u{200B}洛芬/word"])
    let brand = tokenizer.tokenize("芬必得")
    let entry = try #require(brand.tokens.first?.entry)
    #expect(tokenizer.entry(entry).canonical == "布洛芬")
  }

  @Test("words of a list and amounts may have symbols inside")
  func symbols() {
    func cut(_ text: String) -> [String] {
      let result = tokenizer.tokenize(text)
      return result.tokens.map { "\(result.source($0))/\(result.entry($0, tokenizer) ?? "")" }
    }
    #expect(cut("vc+好") == ["vc+/vc+", "好/"])
    #expect(cut("买夏桑菊-颗粒，阿·莫林") == ["买/", "夏桑菊-颗粒/夏桑菊-颗粒", "，/", "阿·莫林/阿·莫林"])
    #expect(cut("阿·莫好").contains("·/"))
    #expect(pieces("三元/盒") == ["三元/盒/money"])
    #expect(pieces("百分之9.5") == ["百分之9.5/percent"])
  }

  @Test("a herb whose name is a number is a word")
  func herb() {
    #expect(pieces("三七") == ["三七/word"])
  }

  @Test("words that look like a numeral with a unit are words")
  func lookalikes() {
    #expect(pieces("十分满意").first == "十分/word")
    #expect(pieces("三次").first == "三次/quantity")
  }

  @Test("norms fold case, width and traditional characters; sources stay as written")
  func norms() {
    let text = tokenizer.tokenize("ＶＣ藥")
    #expect(text.sources.joined() == "ＶＣ藥")
    #expect(text.tokens.map(text.norm).joined() == "vc药")
  }

  @Test("the empty text has no tokens; a text of zero-width characters is one space")
  func nothing() {
    #expect(tokenizer.tokenize("").tokens.isEmpty)
    #expect(tokenizer.tokenize("\u{200B}\u{FEFF}").tokens.map(\.kind) == [.space])
  }

  @Test("tokens tile any byte sequence", arguments: UInt64(1)...20)
  func tiling(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let fragments: [[UInt8]] = [
      Array("布洛芬".utf8), Array("3.5mg×".utf8), Array("👨‍👩‍👧".utf8), Array("，。".utf8), [0xE4, 0xB8], [0x80],
      [0xFF],
      [0xF0, 0x9F], Array("https://x".utf8), Array("三百万亿半".utf8), Array("二○０年".utf8), Array("一个半小时".utf8),
      Array("第".utf8), Array("百分之".utf8), Array("点块日次度".utf8), Array("哈哈哈".utf8), Array("－".utf8), [0],
      Array("\u{20000}\u{E0041}".utf8),
      Array("￥12:3-4@b.c%".utf8), [0xED, 0xA0, 0x80], [0xC0, 0xAF], [0xE0, 0x80, 0x80],
    ]
    let scratch = Tokenizer.Scratch()
    for _ in 0..<200 {
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 0...12, using: &generator) {
        if Bool.random(using: &generator) {
          bytes += fragments[Int.random(in: 0..<fragments.count, using: &generator)]
        } else {
          bytes.append(UInt8.random(in: 0...255, using: &generator))
        }
      }
      let isTiled = bytes.withUnsafeBufferPointer { buffer in
        tokenizer.withTokens(of: buffer, scratch: scratch) { tokens in
          var position = 0
          for token in tokens {
            guard token.start == position, token.end > token.start else { return false }
            position = token.end
          }
          return position == buffer.count
        }
      }
      #expect(isTiled, "\(bytes)")
    }
  }

  @Test("a line of a million ill-formed bytes stays within its memory")
  func longGarbage() {
    let bytes = [UInt8](repeating: 0xE4, count: 1_500_000)
    let count = bytes.withUnsafeBufferPointer { buffer in
      tokenizer.withTokens(of: buffer, scratch: Tokenizer.Scratch()) { $0.count }
    }
    #expect(count == bytes.count)
  }

  @Test("one tokenizer shared by threads gives each the same tokens")
  func threads() async {
    let texts = (0..<200).map { "布洛芬缓释胶囊0.3g×\($0)粒，一日\($0 % 4)次，維生素Ｃ也买了👍🏽物流很快" }
    let expected = texts.map { tokenizer.tokenize($0).tokens }
    await withTaskGroup(of: [[Token]].self) { group in
      for _ in 0..<4 {
        group.addTask {
          let scratch = Tokenizer.Scratch()
          return texts.map { text in
            var text = text
            return text.withUTF8 { tokenizer.withTokens(of: $0, scratch: scratch) { Array($0) } }
          }
        }
      }
      for await result in group { #expect(result == expected) }
    }
  }
}

extension TokenizedText {
  /// The word of the lexicon entry behind a token.
  fileprivate func entry(_ token: Token, _ tokenizer: Tokenizer) -> String? {
    token.entry.map { tokenizer.entry($0).word }
  }
}
