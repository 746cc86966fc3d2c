import ArgumentParser
import Copywriting
import Corpus
import Support

struct LintCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint",
    abstract: "检查文案有没有违反广告法，一行一条；有不能发的就以 1 退出。",
    discussion: "例：echo '根治慢性咽炎' | yaoyu lint - --category otc")

  enum Scope: String, ExpressibleByArgument, CaseIterable {
    case fragment, full
  }

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case json, text
  }

  @OptionGroup var homeOption: HomeOption
  @Argument(help: ArgumentHelp("文案，一行一条；- 是标准输入。", valueName: "FILE")) var file: String = "-"
  @Option(help: ArgumentHelp("rx otc health device fsmp food general。", valueName: "C")) var category: String
  @Option(help: ArgumentHelp("渠道，见 Templates/channels.tsv；any 表示不限。", valueName: "NAME")) var channel: String?
  @Option(help: "fragment 是一句话；full 是整条文案，还要查法定文字写全没有。") var scope: Scope = .fragment
  @Option(help: ArgumentHelp("发送日，用来查广告批准文号过期没有。", valueName: "YYYY-MM-DD")) var date: String?
  @Option(help: "json 给程序读，text 给人看。") var format: Format = .json

  func run() throws {
    let home = try homeOption.find()
    let catalogue = try Catalogue.load(home: home)
    guard let category = Category(rawValue: category) else { throw CopyError.unknownCategory(category) }
    let channel = try self.channel.flatMap { $0 == "any" ? nil : $0 }.map { try catalogue.channel($0) }
    let day = date.flatMap { CivilDate($0) }
    if date != nil, day == nil { throw ValidationError("--date 要写成 2026-11-21 这样。") }
    var linter = try Linter.load(home: home, catalogue: catalogue)
    let context = Linter.Context(category: category, channel: channel, isWhole: scope == .full, date: day)
    var output = FileHandleWriter.standardOutput
    var lines = NDJSONLines()
    var isBlocked = false
    try CorpusReader(file, options: CorpusOptions(format: .lines)).forEach { record in
      let text = record.text
      let result = linter.lint(text, context)
      isBlocked = isBlocked || result.isBlocked
      if format == .json {
        output.append(lines.line(result, text: text))
      } else {
        output.append(result.preview(text: text) + "\n")
      }
    }
    output.flush()
    if isBlocked { throw ArgumentParser.ExitCode(1) }
  }
}
