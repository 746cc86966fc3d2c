import Features
import FoundationEssentials
import Support
import Testing
import Tokenization

@Suite("Stop words")
struct StopWordsTests {
  private func withFile(_ text: String, _ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("stop-\(UUID()).tsv").path
    try FileAccess.write(text.utf8, to: path)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }

  @Test("the house's lists hold function words and review talk, and no word that is a topic")
  func house() throws {
    let folder = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
    let words = try StopWords(home: Home.find(folder))
    for word in ["的", "了", "我们", "非常", "因为", "宝贝", "不错"] { #expect(words.contains(word)) }
    for word in ["物流", "快递", "效果", "苦", "辣", "快", "慢", "贵", "便宜", "过期", "副作用", "包装", "正品", "睡眠"] {
      #expect(!words.contains(word))
    }
  }

  @Test("each purpose has its own: keywords leave out more than topics, a search hardly anything")
  func purposes() throws {
    let folder = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
    let home = try Home.find(folder)
    let topics = try StopWords(home: home, for: .topics)
    let keywords = try StopWords(home: home, for: .keywords)
    let search = try StopWords(home: home, for: .search)
    #expect(search.count < topics.count && topics.count < keywords.count)
    for word in ["快", "小", "送"] { #expect(keywords.contains(word) && !topics.contains(word)) }
    for word in ["的", "请问", "怎么", "吗"] { #expect(search.contains(word)) }
    for word in ["不", "没", "没有", "三次", "一天", "饭后", "孩子", "不能", "岁"] { #expect(!search.contains(word)) }
    for word in ["物流", "味道", "便宜", "苦"] { #expect(!keywords.contains(word)) }
  }

  @Test("a user's list may be a table or plain words, one or more a line")
  func user() throws {
    try withFile("# 我的\nword\tnote\n药店\t店名\nＡＢＣ\t\n") { path in
      let words = try StopWords(path: path)
      #expect(words.count == 2)
      #expect(words.contains("药店"))
      #expect(words.contains("abc"))
    }
    try withFile("# 注释 不算\r\n药店\r\n大 药房\n") { path in
      let words = try StopWords(path: path)
      #expect(words.count == 3)
      #expect(words.contains("药房"))
      #expect(!words.contains("不算"))
    }
    try withFile("") { path in
      let words = try StopWords(path: path)
      #expect(words.count == 0)
    }
  }

  @Test("a mistake in a table is reported with its line")
  func mistakes() throws {
    try withFile("word\tnota\n药店\t\n") { path in
      #expect(throws: DiagnosticList.self) { try StopWords(path: path) }
    }
    #expect(throws: FileError.self) { try StopWords(path: "/nowhere/stop.tsv") }
  }
}
