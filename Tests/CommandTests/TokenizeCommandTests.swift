import Foundation
import Testing

@Suite struct TokenizeCommandTests {
  @Test("one line in is one line out, tokens joined by one space, empty lines kept")
  func lines() throws {
    let result = try Program.run(["tokenize"], input: "芬必得不错！\n\n买了3盒\n")
    #expect(result.exitCode == 0)
    #expect(result.output == "芬必得 不错 ！\n\n买 了 3盒\n")
  }

  @Test("ndjson gives text, scalar offsets, kind and norm")
  func ndjson() throws {
    let result = try Program.run(["tokenize", "--format", "ndjson"], input: "👍ＶＣ藥")
    let tokens = try #require(try Program.object(result.output)["tokens"] as? [[String: Any]])
    #expect(tokens.map { $0["text"] as? String } == ["👍", "ＶＣ", "藥"])
    #expect(tokens.map { $0["start"] as? Int } == [0, 1, 3])
    #expect(tokens.map { $0["end"] as? Int } == [1, 3, 4])
    #expect(tokens.map { $0["norm"] as? String } == ["👍", "vc", "药"])
    #expect(tokens.map { $0["kind"] as? String } == ["emoji", "latin", "word"])
  }

  @Test("ill-formed UTF-8 is replaced, counted and reported")
  func illFormed() throws {
    let result = try Program.run(["tokenize"], input: Data([0xE8, 0x8D, 0xAF, 0xFF, 0x0A]))
    #expect(result.exitCode == 0)
    #expect(result.output == "药 \u{FFFD}\n")
    #expect(result.errors.contains("1 行"))
  }

  @Test("a word of the user's lexicon stays whole; a mistake in it is told with its line")
  func userLexicon() throws {
    let folder = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let lexicon = folder.appending(path: "mine.txt")
    try Data("云朵安睡枕 3 term\n".utf8).write(to: lexicon)
    let good = try Program.run(["tokenize", "--lexicon", lexicon.path], input: "云朵安睡枕很软")
    #expect(good.output.hasPrefix("云朵安睡枕 "))
    try Data("好\n云朵 很多\n".utf8).write(to: lexicon)
    let bad = try Program.run(["tokenize", "--lexicon", lexicon.path], input: "云朵")
    #expect(bad.exitCode == 65)
    #expect(bad.errors.contains("mine.txt:2:4"))
  }

  @Test("--pretty tells what a word is, and nothing where nothing is known")
  func pretty() throws {
    let folder = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let lexicon = folder.appending(path: "mine.txt")
    try Data("云朵安睡枕\n小月牌 1 自家牌\n".utf8).write(to: lexicon)
    let result = try Program.run(
      ["tokenize", "--pretty", "--lexicon", lexicon.path], input: "芬必得买了3盒，云朵安睡枕是小月牌的\n")
    #expect(
      result.output == "芬必得〔品牌=布洛芬〕 / 买 / 了 / 3盒〔数量〕 / ， / 云朵安睡枕 / 是 / 小月牌〔自家牌〕 / 的\n")
  }

  @Test(
    "any number of threads gives the same bytes; CRLF, a byte-order mark and a missing last newline are nothing"
  )
  func threads() throws {
    var text = "\u{FEFF}"
    for line in 0..<6_000 { text += "第\(line)次买布洛芬，吃了\(line % 7)天，效果不错！\r\n" }
    text += "还会再买"
    let one = try Program.run(["tokenize"], input: text)
    let two = try Program.run(["tokenize", "--threads", "2"], input: text)
    #expect(one.output == two.output)
    #expect(one.lines.count == 6_001)
    #expect(one.output.hasPrefix("第0次 买 布洛芬 ， "))
    #expect(one.output.hasSuffix("效果 不错 ！\n还 会 再 买\n"))
    #expect(!one.output.contains("\r"))
  }

  @Test(
    "processes that start at once without a cache all cut the text, and leave one whole cache to the next")
  func coldStart() throws {
    let folder = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let cache = ["XDG_CACHE_HOME": folder.path]
    let text = Data("芬必得不错！买了3盒\n".utf8)
    let first = try (0..<2).map { _ in try Program.Running(["tokenize"], input: text, environment: cache) }
    let results = try first.map { try $0.result() }
    let names = { try FileManager.default.contentsOfDirectory(atPath: folder.path + "/yaoyu").sorted() }
    let left = try names()
    let warm = try Program.Running(["tokenize"], input: text, environment: cache).result()
    for result in results + [warm] {
      #expect(result.exitCode == 0)
      #expect(result.output == "芬必得 不错 ！ 买 了 3盒\n")
      #expect(result.errors == "")
    }
    #expect(left.filter { $0.hasPrefix("words-") }.count == 1)
    #expect(left.filter { $0.hasPrefix("characters-") }.count == 1)
    #expect(left.count == 2)
    #expect(try names() == left)
  }

  @Test("doctor tells a word list that is switched off from one that is not there")
  func doctorWithoutList() throws {
    let result = try Program.Running(["doctor"], environment: ["YAOYU_WORD_LIST": "none"]).result()
    #expect(result.output.contains("! 环境变量 YAOYU_WORD_LIST 是 none"))
    #expect(!result.output.contains("apt-get"))
    #expect(result.exitCode == 0)
  }

  @Test("a missing file is exit 66, an unknown option 64")
  func badCalls() throws {
    let missing = try Program.run(["tokenize", "no-such-file.txt"])
    #expect(missing.exitCode == 66)
    #expect(missing.errors.contains("no-such-file.txt"))
    #expect(try Program.run(["tokenize", "--colour"]).exitCode == 64)
    #expect(try Program.run(["tokenize", "--pretty", "--format", "ndjson"]).exitCode == 64)
  }
}
