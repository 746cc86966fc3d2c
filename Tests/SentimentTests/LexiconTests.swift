import Support
import Testing

@testable import Sentiment

@Suite struct LexiconTests {
  @Test("the shipped lexicon loads and holds at least 2,500 opinion words")
  func shipped() throws {
    var counts: [String: Int] = [:]
    for count in try Fixture.analyzer.get().entryCounts { counts[count.file] = count.entries }
    #expect(try #require(counts["polarity"]) >= 2500)
    for file in ["context", "degree", "negation", "markers", "aspects", "safety"] {
      #expect(try #require(counts[file]) > 0)
    }
  }

  @Test("every shipped file begins by saying who may edit it")
  func headers() throws {
    for path in try Home.files(in: Fixture.home.get().lexicons + "/sentiment", suffix: ".tsv") {
      let head = try FileAccess.readText(path).prefix(200)
      #expect(head.hasPrefix("#") && head.contains("谁可以改"), "\(path)")
    }
  }

  @Test("a small lexicon works like the large one")
  func small() throws {
    let home = try TemporaryHome()
    let analyzer = try home.load()
    #expect(analyzer.analyze("很好用").polarity == .positive)
    #expect(analyzer.analyze("不好用").polarity == .negative)
    #expect(analyzer.analyze("好像").polarity == .neutral)
    #expect(analyzer.analyze("价格高").polarity == .negative)
    #expect(analyzer.analyze("好用吗").polarity == .neutral)
  }

  private func mistakes(_ replaced: [String: String], name: String = #function) throws -> String {
    let home = try TemporaryHome(replaced, name: name)
    let error = try #require(throws: DiagnosticList.self) { try home.load() }
    return error.description
  }

  @Test("conflicting strengths and repetitions are told with both lines")
  func conflicts() throws {
    let text = try mistakes(["polarity": "word\tstrength\n好\t1\n好\t2\n差\t-2\n差\t-2\n"])
    #expect(
      text == """
        Lexicons/sentiment/polarity.tsv:3:1: 错误：“好”的强度前后矛盾：第 2 行是 1，这里是 2。 请只留一行。
        Lexicons/sentiment/polarity.tsv:5:1: 错误：“差”重复了，第 4 行已经有了。 请只留一行。
        """)
  }

  @Test("mistakes of all files are told at once, with the place and the nearest name")
  func severalFiles() throws {
    let text = try mistakes([
      "polarity": "word\tstrength\taspect\n好\t9\n差\t-2\t物硫\n",
      "markers": "kind\tword\ncontrst\t但是\n",
      "safety": "signal\tword\tseverity\toops\nexpired\t过期\t3\t\n",
    ])
    #expect(text.contains("polarity.tsv:2:3: 错误：“9”不是 -3 到 3 之间的数。"))
    #expect(text.contains("polarity.tsv:3:6: 错误：不认识“物硫”") && text.contains("您是不是想写“物流”？"))
    #expect(text.contains("markers.tsv:2:1: 错误：不认识“contrst”") && text.contains("您是不是想写“contrast”？"))
    #expect(text.contains("safety.tsv:1") && text.contains("不认识的列“oops”"))
  }

  @Test("a missing file is named")
  func missing() throws {
    let home = try TemporaryHome(missing: "degree")
    let path = home.home.lexicons + "/sentiment/degree.tsv"
    let error = try #require(throws: FileError.self) { try home.load() }
    #expect(error == .notFound(path))
  }

  @Test("the trie finds exactly the words it was given")
  func trie() {
    var generator = SeededGenerator(seed: 11)
    var words: [[UInt16]: Int32] = [:]
    for value in 0..<500 {
      let length = Int.random(in: 1...5, using: &generator)
      words[(0..<length).map { _ in UInt16.random(in: 1...20, using: &generator) }] = Int32(value)
    }
    let trie = ScalarTrie(words: words.map { ($0.key, $0.value) }, alphabet: 20)
    for _ in 0..<2000 {
      let text = (0..<5).map { _ in UInt16.random(in: 1...20, using: &generator) }
      let expected = (1...5).compactMap { length in words[Array(text.prefix(length))].map { (length, $0) } }
      let found = trie.words(at: 0, of: text)
      #expect(found.map(\.length) == expected.map(\.0) && found.map(\.value) == expected.map(\.1))
    }
  }
}
