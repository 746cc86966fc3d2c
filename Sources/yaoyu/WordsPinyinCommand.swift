import ArgumentParser
import Corpus
import Support
import Tokenization

struct WordsPinyinCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pinyin", abstract: "注音：一行进，一行出，音节之间一个空格；多音字按词读。",
    discussion: """
      例：
        echo '银行行长重复用药' | yaoyu words pinyin --style marked
        echo '布洛芬' | yaoyu words pinyin --initials
      读错了，把词和读音写进 Lexicons/pinyin.tsv。
      """)

  enum Style: String, ExpressibleByArgument, CaseIterable {
    case plain, numbered, marked

    var pinyin: Pinyin.Style {
      switch self {
      case .plain: .plain
      case .numbered: .numbered
      case .marked: .marked
      }
    }
  }

  @Argument(help: ArgumentHelp("文本文件，- 是标准输入。", valueName: "FILE"))
  var input = "-"

  @Option(name: .long, help: "plain 不带声调（hang），numbered 用数字（hang2），marked 用符号（háng）。")
  var style = Style.marked

  @Flag(name: .long, help: "只要每个音节的首字母。")
  var initials = false

  @OptionGroup var home: HomeOption

  func run() throws {
    let pinyin = try Pinyin(home: home.find())
    var output = FileHandleWriter.standardOutput
    // One line may be a whole book.
    let reader = try CorpusReader(input, options: CorpusOptions(format: .lines, recordLimit: 1 << 30))
    let counts = try reader.forEach { record in
      let line = record.withUTF8 { String(decoding: $0, as: UTF8.self) }
      output.append(
        initials ? pinyin.initials(line) : pinyin.syllables(line, style: style.pinyin).joined(separator: " "))
      output.append("\n")
    }
    output.flush()
    warn(about: counts, unit: "行")
  }
}
