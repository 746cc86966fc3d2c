import Support
import Testing

@testable import Copywriting

@Suite("Linter")
struct LinterTests {
  private static let linter = Result {
    try Linter.load(home: try Content.home, catalogue: Content.catalogue.get())
  }

  private func lint(
    _ text: String, _ category: Category, channel: String? = nil, whole: Bool = false,
    date: String? = nil
  ) throws -> LintResult {
    var linter = try Self.linter.get()
    let channel = try channel.map { try Content.catalogue.get().channel($0) }
    return linter.lint(
      text,
      Linter.Context(
        category: category, channel: channel, isWhole: whole, date: date.flatMap { CivilDate($0) }))
  }

  @Test("our own clean and violating lines are judged as a pharmacist would")
  func cases() throws {
    let table = try Table(
      path: Content.fixtures + "/lint-cases.tsv",
      required: ["category", "text", "rule"])
    for row in table.rows {
      let category = try #require(Category(rawValue: row["category"]))
      let rules = Set(try lint(row["text"], category).hits.map(\.rule))
      if row["rule"] == "clean" {
        #expect(rules.isEmpty, "\(row["text"]) → \(rules.sorted())")
      } else {
        #expect(rules.contains(row["rule"]), "\(row["text"]) → \(rules.sorted())")
      }
    }
  }

  @Test("a hit points at the characters as they were written")
  func offsets() throws {
    let result = try lint("😀品质最*佳，ＴＯＰ１", .general)
    #expect(result.hits.map(\.text) == ["最*佳", "ＴＯＰ１"])
    #expect(result.hits.first?.start == 3)
    #expect(result.hits.first?.end == 6)
    #expect(result.verdict == "blocked")
  }

  @Test("traditional characters and spaces between lone characters hide nothing")
  func disguises() throws {
    #expect(try lint("保證有效", .otc).hits.map(\.rule) == ["EFF-GUARANTEE"])
    #expect(try lint("根 治咽炎", .otc).hits.map(\.rule) == ["EFF-CURE"])
    #expect(try lint("根\u{200B}治咽炎", .otc).hits.map(\.text) == ["根\u{200B}治"])
  }

  @Test("a whole message must carry the mandatory sentences of its category and channel")
  func mandatory() throws {
    let text = "【安和堂】健胃消食片（OTC）。禁忌、不良反应详见说明书。粤药广审（文）第271231-00012号 拒收请回复R"
    #expect(try lint(text, .otc, channel: "sms", whole: true).hits.map(\.rule) == ["OTC-WARN"])
    let full = text + "请按药品说明书或者在药师指导下购买和使用"
    #expect(try lint(full, .otc, channel: "sms", whole: true).verdict == "ok")
    #expect(try lint(full, .otc, channel: "sms").verdict == "ok")
    let late = try lint(full, .otc, channel: "sms", whole: true, date: "2028-01-01")
    #expect(late.hits.map(\.rule) == ["GATE-AD-EXPIRED"])
  }

  @Test("prescription drugs are blocked everywhere but in professional journals")
  func prescription() throws {
    #expect(try lint("阿莫西林胶囊到货", .rx).isBlocked)
    #expect(try lint("阿莫西林胶囊到货", .rx, channel: "sms").isBlocked)
    #expect(try lint("阿莫西林胶囊到货", .rx, channel: "journal").verdict == "ok")
  }

  @Test("any bytes are linted without harm, and every hit lies inside the text")
  func fuzz() throws {
    let pieces = [
      "最", "好", "第一", "治愈", "3天", "见效", "，", "。", "😀", "\u{200B}", "100%", "不", "@", "*", "有效率", "Ａ", "\n",
    ]
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<500 {
      let text = (0..<Int.random(in: 0...20, using: &generator))
        .map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
      for hit in try lint(text, .health).hits {
        let scalars = Array(text.unicodeScalars)
        #expect(0 <= hit.start && hit.start < hit.end && hit.end <= scalars.count)
      }
    }
  }
}

@Suite("Pattern")
struct PatternTests {
  private func matches(_ pattern: String, _ text: String) throws -> String? {
    let classes = ["药": WordTrie(["布洛芬", "药"])]
    var folder = ScalarFolder()
    let scalars = FoldedText(text, folder: &folder).scalars
    guard let range = try Pattern(pattern, classes: classes).firstMatch(in: scalars) else { return nil }
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars[range].compactMap(Unicode.Scalar.init))
    return String(view)
  }

  @Test(
    "the pattern language means what the header of rules.tsv says",
    arguments: [
      ("(根|断)根", "能断根吗", "断根"), ("最[为]好", "最为好", "最为好"), ("最[为]好", "最好", "最好"),
      ("保证…有效", "保证一定有效", "保证一定有效"), ("保证…2有效", "保证用了一定有效", nil), ("保证…有效", "保证好，有效", nil),
      ("保证……6有效", "保证好，有效", "保证好,有效"), ("#天", "只要二十五天", "二十五天"), ("#%", "达95.6%", "95.6%"),
      ("吃@药", "别吃布洛芬了", "吃布洛芬"), ("^最", "好，最", "最"), ("^最", "好最", nil), ("好$", "真好。", "好"),
      ("\\#1", "#1", "#1"), ("有助于…4", "有助于改善睡眠质量", "有助于改善睡眠"), ("(a|b[c])d", "BCD", "bcd"),
    ] as [(String, String, String?)])
  func language(pattern: String, text: String, expected: String?) throws {
    #expect(try matches(pattern, text) == expected)
  }

  @Test("rare Han begin a pattern as any character does", arguments: ["𠮷祥", "𡃁"])
  func rareHan(pattern: String) throws {
    var folder = ScalarFolder()
    let text = FoldedText("今天" + pattern + "来了", folder: &folder).scalars
    let index = PatternIndex([try Pattern(pattern, classes: [:]), try Pattern("来了", classes: [:])])
    let found = index.matches(in: text).sorted { $0.pattern < $1.pattern }
    #expect(found.map(\.pattern) == [0, 1])
    #expect(found.first?.range == 2..<2 + pattern.unicodeScalars.count)
  }

  @Test(
    "a mistake in a pattern is reported at its character",
    arguments: [("最(好", 1), ("最好)", 2), ("…好", 0), ("最@药师", 99), ("@医", 0), ("[最]", 0)])
  func mistakes(pattern: String, position: Int) {
    do throws(Pattern.Mistake) {
      _ = try Pattern(pattern, classes: ["药": WordTrie(["药"])])
      #expect(position == 99)
    } catch {
      #expect(error.position == position)
    }
  }
}
