import Foundation
import Support
import Testing
import Tokenization

@testable import Dialogue

@Suite("Finding questions")
struct QuestionIndexTests {
  private static let questions = ["退款一般几天到账", "宝宝十个月能吃钙片吗", "发票可以补开吗", "药品开封后能放多久", "怎么修改收货地址"]

  private static func index() throws -> QuestionIndex {
    var builder = QuestionIndex.Builder(synonyms: try Synonyms(home: Fixture.home))
    for (number, question) in questions.enumerated() { builder.add(owner: number, FoldedText(question)) }
    return QuestionIndex(builder)
  }

  @Test(
    "the question that means the same comes first",
    arguments: [
      ("退款要多久", 0), ("10个月的孩子可以吃钙吗", 1), ("能补发票吗", 2), ("打开以后放多长时间", 3), ("换个地址", 4), ("退宽几天到帐", 0),
    ])
  func nearest(text: String, question: Int) throws {
    let index = try Self.index()
    let found = index.hits(index.similarities(index.query(FoldedText(text))), owners: 0..<5)
    #expect(found.first?.owner == question)
  }

  @Test("a question word for word has similarity 1, another matter far less, and nothing is out of range")
  func similarity() throws {
    let index = try Self.index()
    func best(_ text: String) -> Double {
      index.hits(index.similarities(index.query(FoldedText(text))), owners: 0..<5).first?.similarity ?? 0
    }
    #expect(best("退款一般几天到账") > 0.999)
    #expect(best("今晚有足球赛") < 0.4)
    #expect(best("") == 0)
    for text in ["\u{200B}", "？？？", String(repeating: "退款", count: 4000), "a1b2", "\u{FFFD}"] {
      #expect((0...1).contains(best(text)))
    }
  }

  @Test("of many hits the best few are the same as of all sorted")
  func top() throws {
    var generator = SeededGenerator(seed: 5)
    let characters = Array("药品订单发货退款地址发票价格")
    var builder = QuestionIndex.Builder(synonyms: Synonyms())
    for number in 0..<500 {
      let text = (0..<6).map { _ in characters[Int.random(in: 0..<characters.count, using: &generator)] }
      builder.add(owner: number, FoldedText(String(text)))
    }
    let index = QuestionIndex(builder)
    let similarities = index.similarities(index.query(FoldedText("退款发票")))
    let all = index.hits(similarities, owners: 0..<500)
    #expect(index.hits(similarities, owners: 0..<500, top: 7) == Array(all.prefix(7)))
    #expect(index.hits(similarities, owners: 100..<200).allSatisfy { (100..<200).contains($0.owner) })
  }

  // MARK: - Tables

  private static func file(_ text: String, _ name: String) throws -> String {
    let folder = NSTemporaryDirectory() + "faq-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let path = folder + "/" + name
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  @Test("a table may be CSV or TSV, with English or Chinese column names, or a folder of them")
  func tables() throws {
    let csv = try Self.file("问题,答案,来源\n几点下班,\"晚上九点，全年无休\",店规\n", "a.csv")
    let entries = try FAQTable(csv).entries
    #expect(entries.map(\.question) == ["几点下班"])
    #expect(entries.map(\.answer) == ["晚上九点，全年无休"])
    #expect(entries.first?.source == "店规")
    let tsv = try Self.file("question\tanswer\n几点上班\t八点\n", "b.tsv")
    #expect(try FAQTable(tsv).entries.first?.source == nil)
    let folder = String(csv.dropLast("/a.csv".count))
    #expect(try FAQTable.read(folder).count == 1)
  }

  @Test("a table without the columns, or with an empty cell, is refused with its place")
  func damaged() throws {
    let noColumn = try Self.file("q,a\n1,2\n", "a.csv")
    #expect(throws: DiagnosticList.self) { try FAQTable(noColumn) }
    let empty = try Self.file("question\tanswer\n几点上班\t八点\n几点下班\t\n", "b.tsv")
    do {
      _ = try FAQTable(empty)
      Issue.record("an empty answer was taken")
    } catch let list as DiagnosticList {
      #expect(list.diagnostics.map(\.line) == [3])
    }
    #expect(throws: (any Error).self) { try FAQTable("/nowhere.csv") }
  }

  @Test("what a table says of a drug needs a source and a sign-off, and serves that drug only")
  func drugsInTables() throws {
    let lexicon = try Fixture.tokenizer.get().lexicon
    let header = "question\tanswer\tsource\treview\n"
    let bare = try FAQTable(Self.file(header + "布洛芬能掰开吗\t不能。\t\t\n", "a.tsv"))
    var script = Script()
    #expect(throws: DiagnosticList.self) { try script.add([bare], lexicon: lexicon) }
    let signed = try FAQTable(
      Self.file(header + "布洛芬能掰开吗\t不能。\t说明书\t李敏 执业药师 2026-11-01，有效至 2027-10-31\n几点下班\t九点。\t\t\n", "b.tsv"))
    try script.add([signed], lexicon: lexicon)
    #expect(script.faqs.map(\.drugs) == [["布洛芬"], []])
    #expect(script.faqs[0].review?.by.isEmpty == false)
  }
}
