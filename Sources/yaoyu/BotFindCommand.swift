import ArgumentParser
import Corpus
import Dialogue
import FoundationEssentials
import Support

struct BotFindCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "find", abstract: "在问答表里找意思最近的问题，看顾客的话会答到哪一条。",
    discussion: """
      FAQ 是 TSV、CSV 文件或放着它们的文件夹，第一行是列名：question（问题）、answer（答案），可以有 source（来源）、review（审核）。
      例：echo 退款要几天 | yaoyu bot find 常见问题.csv -
      每行是一个对象：{"text","hits":[{"question","answer","source","line","similarity"}]}，similarity 从 0 到 1。
      """)

  @Argument(help: ArgumentHelp("问答表或文件夹。", valueName: "FAQ"))
  var faq: String

  @Argument(help: ArgumentHelp("顾客的话，一行一句；- 是标准输入。", valueName: "INPUT"))
  var input: String

  @Option(name: .long, help: ArgumentHelp("每句列出几条。", valueName: "N"))
  var top = 5

  @OptionGroup var home: HomeOption

  private struct Line: Encodable {
    struct Hit: Encodable {
      var question: String
      var answer: String
      var source: String?
      var line: Int
      var similarity: Double
    }

    var text: String
    var hits: [Hit]
  }

  func validate() throws {
    guard top > 0 else { throw ValidationError("--top 要大于 0。") }
  }

  func run() throws {
    let tables = try FAQTable.read(faq)
    let search = FAQSearch(tables, synonyms: try Synonyms(home: home.find()))
    let reader = try CorpusReader(input, options: CorpusOptions(format: .lines))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var output = FileHandleWriter.standardOutput
    let counts = try reader.forEach { record in
      let text = record.text
      let hits = search.nearest(text, top: top).map {
        Line.Hit(
          question: $0.entry.question, answer: $0.entry.answer, source: $0.entry.source,
          line: $0.entry.line, similarity: $0.similarity)
      }
      output.append(String(decoding: try encoder.encode(Line(text: text, hits: hits)), as: UTF8.self) + "\n")
    }
    output.flush()
    warn(about: counts)
  }
}
