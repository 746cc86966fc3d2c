import ArgumentParser
import Dialogue
import Storage
import Support
import Tokenization

struct BotGapsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gaps", abstract: "把存下的、没答上的问题归类，写成可以直接贴进话本的意图。",
    discussion: """
      结果写到标准输出，改好名字和答案就能贴进 Conversations/ 的话本；再跑 yaoyu bot check。
      例：yaoyu bot gaps --store 会话.db > 新意图.话
      """)

  @OptionGroup var home: HomeOption

  @Option(help: ArgumentHelp("yaoyu chat --store 存的库。", valueName: "FILE"))
  var store: String

  @Option(help: ArgumentHelp("少于这么多句的不算一类。", valueName: "N"))
  var min = 3

  @Option(help: ArgumentHelp("最多写几类，问得多的在前。", valueName: "N"))
  var top = 20

  @Option(help: ArgumentHelp("只看这一天起的，例如 2026-11-01。", valueName: "DATE"))
  var since: String?

  @Option(help: ArgumentHelp("问题太多时抽样用的种子。", valueName: "S"))
  var seed: UInt64 = 1

  func run() throws {
    if let since, Moment(since) == nil { throw UsageMistake("看不懂 --since 的日期“\(since)”。请写成 2026-11-01。") }
    if min < 2 || top < 1 { throw UsageMistake("--min 至少是 2，--top 至少是 1。") }
    let home = try home.find()
    let questions = try ConversationArchive(path: store).unanswered(since: since)
    var options = GapFinder.Options()
    options.minimum = min
    options.seed = seed
    let script = try Script.load(home: home).script
    var result = try GapFinder(script: script, tokenizer: Tokenizer(home: home), options: options)
      .find(in: questions)
    let found = result.gaps.count
    result.gaps = Array(result.gaps.prefix(top))
    FileHandleWriter.standardOutput.write(result.script)
    ChatCommand.warn(
      questions.isEmpty
        ? "库里没有没答上的问题。"
        : "没答上的 \(questions.count) 句，归成 \(found) 类"
          + (found > top ? "，写出前 \(top) 类" : "") + "；\(result.scattered) 句零散的没有归类。")
  }
}
