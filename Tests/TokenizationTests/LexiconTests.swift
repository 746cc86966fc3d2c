import Foundation
import Support
import Testing

@testable import Tokenization

@Suite struct LexiconTests {
  private static let root = #filePath.components(separatedBy: "/Tests/")[0]

  private func folder(_ files: [String: String]) throws -> String {
    let root = FileManager.default.temporaryDirectory.path + "/yaoyu-lexicon-\(UInt64.random(in: 0...(.max)))"
    try FileAccess.makeFolder(root + "/Lexicons/words")
    for (name, text) in files { try FileAccess.write(text.utf8, to: "\(root)/Lexicons/words/\(name)") }
    return root
  }

  private func userFile(_ text: String) throws -> Lexicon { try userFile(Array(text.utf8)) }

  private func userFile(_ bytes: [UInt8]) throws -> Lexicon {
    let path = FileManager.default.temporaryDirectory.path + "/yaoyu-words-\(UUID()).txt"
    try FileAccess.write(bytes, to: path)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try Lexicon(userFile: path)
  }

  /// `line:column message`, one a diagnostic.
  private func told(_ diagnostics: [Diagnostic]) -> [String] {
    diagnostics.map { "\($0.line):\($0.column) \($0.message)" }
  }

  @Test("the repository's lexicons load without a mistake and hold what a pharmacy needs")
  func ownLexicons() throws {
    let lexicon = try Lexicon(home: Home.find(Self.root))
    var counts: [String: Int] = [:]
    for entry in lexicon.entries { counts[entry.tag, default: 0] += 1 }
    let generics = Set(lexicon.entries.filter { $0.tag == "drug" }.map(\.canonical))
    #expect(generics.count + counts["form", default: 0] >= 1200)
    #expect(counts["symptom", default: 0] + counts["disease", default: 0] >= 400)
    #expect(counts["term", default: 0] >= 300)
  }

  @Test("no word stands twice, whatever the script or width it is written in")
  func noDuplicates() throws {
    let lexicon = try Lexicon(home: Home.find(Self.root))
    let words = Dictionary(grouping: lexicon.entries, by: \.word)
    #expect(words.filter { $0.value.count > 1 }.keys.sorted() == [])
  }

  @Test("a canonical name leads to a word of the lexicons that is its own canonical name")
  func noClashes() throws {
    let lexicon = try Lexicon(home: Home.find(Self.root))
    let words = Dictionary(lexicon.entries.map { ($0.word, $0) }, uniquingKeysWith: { first, _ in first })
    let led = lexicon.entries.filter { $0.canonical != $0.word }
    let adrift = led.filter { $0.tag == "brand" && words[$0.canonical] == nil }
    #expect(adrift.map(\.word) == [], "brands of a drug that no lexicon has")
    let chained = led.filter { words[$0.canonical].map { $0.canonical != $0.word } ?? false }
    #expect(chained.map { "\($0.word) → \($0.canonical)" } == [], "names that lead on to a third")
    let (medicines, complaints) = (Set(["drug", "herb", "supplement"]), Set(["symptom", "disease"]))
    let crossed = led.filter { entry in
      guard let target = words[entry.canonical] else { return false }
      return medicines.contains(entry.tag) && !medicines.contains(target.tag)
        || complaints.contains(entry.tag) != complaints.contains(target.tag)
    }
    #expect(crossed.map { "\($0.word) (\($0.tag)) → \($0.canonical)" } == [], "a drug is no symptom")
  }

  @Test("every mistake of every file is told at once, with its place")
  func mistakes() throws {
    let root = try folder([
      "a.tsv": "# a\nword\ttag\tweight\n布洛芬\tdrug\t多\n",
      "b.tsv": "word\ttag\n布洛芬\tdrug\n\tbrand\n",
    ])
    defer { try? FileManager.default.removeItem(atPath: root) }
    let list = try #require(throws: DiagnosticList.self) { _ = try Lexicon(home: Home.find(root)) }
    #expect(
      list.diagnostics.map { "\($0.file):\($0.line):\($0.column)" } == [
        "Lexicons/words/a.tsv:3:10", "Lexicons/words/b.tsv:3:1",
      ])
  }

  @Test("a word written in two files is told with both places")
  func twice() throws {
    let root = try folder(["a.tsv": "word\n布洛芬\n", "b.tsv": "word\n布洛芬\n"])
    defer { try? FileManager.default.removeItem(atPath: root) }
    let list = try #require(throws: DiagnosticList.self) { _ = try Lexicon(home: Home.find(root)) }
    #expect(list.description.contains("Lexicons/words/b.tsv:2:1"))
    #expect(list.description.contains("Lexicons/words/a.tsv:2"))
  }

  @Test("a byte-order mark, CRLF, comments and blank lines are fine")
  func forgiving() throws {
    let root = try folder(["a.tsv": "\u{FEFF}# note\r\nword\ttag\r\n\r\n布洛芬\tdrug\r\n"])
    defer { try? FileManager.default.removeItem(atPath: root) }
    #expect(try Lexicon(home: Home.find(root)).entries == [LexiconEntry(word: "布洛芬", tag: "drug")])
  }

  @Test("a user's plain list: words, weights, tags, separated by spaces or tabs, with BOM and CRLF")
  func plainList() throws {
    let lexicon = try userFile("\u{FEFF}# 我的\r\n小绿膏\r\n青草膏\t2\tbrand\r\n\r\n  虎皮膏 0.5\r\n")
    #expect(
      lexicon.entries == [
        LexiconEntry(word: "小绿膏"), LexiconEntry(word: "青草膏", tag: "brand", weight: 2),
        LexiconEntry(word: "虎皮膏", weight: 0.5),
      ])
    #expect(lexicon.reminders.isEmpty)
  }

  @Test("what cannot be read as meant is told with line and column, all of it at once")
  func badList() throws {
    let list = try #require(throws: DiagnosticList.self) {
      _ = try userFile("小绿膏 多\n青草膏 -1\n虎皮膏 1 brand 好用\n维生素 C 片\n艾草贴 1e400\n风油精 0\n")
    }
    #expect(
      told(list.diagnostics) == [
        "1:5 权重“多”不是大于 0 的数。", "2:5 权重“-1”不是大于 0 的数。", "3:13 “好用”是多出来的。", "4:5 权重“C”不是大于 0 的数。",
        "5:5 权重“1e400”不是大于 0 的数。", "6:5 权重“0”不是大于 0 的数。",
      ])
    #expect(list.exitCode == .badData)
  }

  @Test("a table's mistakes are told too: no word, a weight that is none, a tab too many, an unknown column")
  func badTable() throws {
    let list = try #require(throws: DiagnosticList.self) {
      _ = try userFile("word\ttag\tweight\n\tdrug\n小绿膏\tdrug\t1\t2\n")
    }
    #expect(list.diagnostics.map(\.line) == [2, 3])
    let weights = try #require(throws: DiagnosticList.self) {
      _ = try userFile("word\ttag\tweight\n小绿膏\tdrug\t重\n")
    }
    #expect(told(weights.diagnostics) == ["2:10 权重“重”不是大于 0 的数。"])
    let header = try #require(throws: DiagnosticList.self) { _ = try userFile("word\ttga\n小绿膏\tdrug\n") }
    #expect(header.description.contains("您是不是想写“tag”？"))
  }

  @Test("what hardly says what was meant is a reminder, and the good lines are used")
  func reminders() throws {
    let lexicon = try userFile(
      """
      word\ttag\tcanonical\tweight
      小绿膏\tbrand
      小绿膏\tbrand
      青草膏\tbrand
      青草膏\tterm
      虎皮膏\tbrand\t膏药
      虎皮膏\tbrand\t贴膏
      艾草贴\tbrand\t\t2
      艾草贴\tbrand\t\t3
      维生素 C 片\tdrug
      \u{200B}\tdrug
      风油精\tdurg
      清凉油\t店里的

      """)
    #expect(
      told(lexicon.reminders) == [
        "3:1 “小绿膏”第 2 行已经写过。", "5:1 “青草膏”的标签和第 4 行不一样（“brand”、“term”），以这一行为准。",
        "7:1 “虎皮膏”的主名和第 6 行不一样（“膏药”、“贴膏”），以这一行为准。", "9:1 “艾草贴”的权重和第 8 行不一样（2.0、3.0），以这一行为准。",
        "10:1 “维生素 C 片”里有空格，分词时连不成一个词，没有用它。", "11:1 这个词里只有看不见的字符，没有用它。", "12:5 不认识的标签“durg”，照样用。",
      ])
    #expect(lexicon.entries.map(\.word) == ["小绿膏", "青草膏", "虎皮膏", "艾草贴", "风油精", "清凉油"])
    #expect(lexicon.entries.map(\.tag) == ["brand", "term", "brand", "brand", "durg", "店里的"])
    #expect(lexicon.entries.first { $0.word == "艾草贴" }?.weight == 3)
  }

  @Test("the same word in another script or width is the same word")
  func sameWord() throws {
    let lexicon = try userFile("藥膏\n药膏\nＡＢ膏\nab膏\n")
    #expect(lexicon.entries.map(\.word) == ["药膏", "ab膏"])
    #expect(lexicon.reminders.map(\.line) == [2, 4])
  }

  @Test("bytes that are no UTF-8 are told with their place, and the encoding that they may have")
  func encoding() throws {
    let list = try #require(throws: DiagnosticList.self) {
      // 小绿膏 in GBK.
      _ = try userFile(Array("布洛芬\n小".utf8) + [0xC2, 0xCC, 0xB8, 0xE0, 0x0A])
    }
    #expect(told(list.diagnostics) == ["2:2 这里的字节不是 UTF-8。"])
    #expect(list.description.contains("iconv -f GB18030 -t UTF-8"))
    #expect(throws: DiagnosticList.self) { _ = try userFile([UInt8](repeating: 0xFF, count: 10_000)) }
    #expect(try userFile("\u{FFFD}膏\n").entries.count == 1)
  }

  @Test("a file that is no word list is not told line by line for ever")
  func hopeless() throws {
    let list = try #require(throws: DiagnosticList.self) {
      _ = try userFile(String(repeating: "一 二 三\n", count: 5000))
    }
    #expect(list.diagnostics.count == 51)
    #expect(list.description.contains("还有 4950 处错误"))
  }

  @Test("a word too long for the dictionary is told")
  func tooLong() throws {
    let lexicon = try userFile(String(repeating: "膏", count: 65) + "\n")
    #expect(lexicon.entries.isEmpty)
    #expect(lexicon.reminders.map(\.line) == [1])
  }

  @Test("any bytes make entries or a message, never a crash", arguments: UInt64(1)...10)
  func fuzz(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let fragments = [
      "word", "\t", "\n", "\r\n", " ", "布洛芬", "1", "-", "drug", "#", "\u{FEFF}", "\u{200B}", "weight", "tag",
    ]
    for _ in 0..<50 {
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 0...30, using: &generator) {
        bytes += Array(fragments[Int.random(in: 0..<fragments.count, using: &generator)].utf8)
        if Int.random(in: 0..<20, using: &generator) == 0 {
          bytes.append(.random(in: 0...255, using: &generator))
        }
      }
      do {
        let lexicon = try userFile(bytes)
        #expect(lexicon.entries.allSatisfy { !$0.word.isEmpty && $0.weight > 0 })
      } catch let list as DiagnosticList {
        #expect(!list.diagnostics.isEmpty)
      }
    }
  }

  @Test("a user's last word wins, over her own first and over the house's")
  func tokenizer() throws {
    let path = FileManager.default.temporaryDirectory.path + "/yaoyu-words-\(UUID()).txt"
    try FileAccess.write("小绿膏 1 term\n小绿膏 1 brand\n布洛芬 1 mine\n".utf8, to: path)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let root = try folder(["a.tsv": "word\ttag\n布洛芬\tdrug\n"])
    defer { try? FileManager.default.removeItem(atPath: root) }
    let tokenizer = try Tokenizer(home: Home.find(root), userLexicons: [path])
    #expect(tokenizer.entry(word: "小绿膏")?.tag == "brand")
    let text = tokenizer.tokenize("布洛芬小绿膏")
    #expect(text.tokens.compactMap(\.entry).map { tokenizer.entry($0).tag } == ["mine", "brand"])
  }
}
