import ArgumentParser
import CMalloc
import Dialogue
import Insight
import Shop
import Storage
import Support
import Tokenization

struct ChatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "chat",
    abstract: "和客服机器人聊天。",
    discussion: """
      内容在 Conversations/*.话 里。在终端里直接打字；从管道来时一行一句，答完一句出一句。
      聊天里可以打 /帮助 看命令。

      例子：
        yaoyu chat
        yaoyu chat --insight herbal/insight.json
        yaoyu chat --store 会话.db --session 张三
        yaoyu chat --save 对话.话；以后 yaoyu chat --replay 对话.话
        printf '你好\\n我想退货\\n' | yaoyu chat --json
      """)

  @OptionGroup var home: HomeOption

  @Option(help: ArgumentHelp("评价分析的结果（yaoyu analyze 写的 insight.json）。", valueName: "FILE"))
  var insight: String?

  @Option(
    help: ArgumentHelp(
      "订单从哪里来：JSON 文件、药语的订单库（.db）或店铺接口的网址；不写就用 Conversations/样例订单.json。", valueName: "FILE|URL"))
  var orders: String?

  @Option(
    help: ArgumentHelp("再加一张问答表（TSV、CSV，列 question answer source review）或放着它们的文件夹。", valueName: "FILE"))
  var faq: String?

  @Option(help: ArgumentHelp("会话的名字。", valueName: "ID"))
  var session = "1"

  @Option(help: ArgumentHelp("当作现在的时间，例如 2026-11-21T10:00；不写就用系统时间（北京时间）。", valueName: "ISO8601"))
  var now: String?

  @Option(help: ArgumentHelp("同样的种子，同样的对话，逐字节相同。", valueName: "S"))
  var seed: UInt64 = 1

  @Flag(help: "每句输出一行 JSON。")
  var json = false

  @Option(
    help: ArgumentHelp("把会话存进这个库（SQLite），退出后再来接着办；个人信息打码后才写。", valueName: "FILE"))
  var store: String?

  @Option(help: ArgumentHelp("结束时把对话存成可以重放的测试。", valueName: "FILE"))
  var save: String?

  @Option(help: ArgumentHelp("重放存下的对话，逐句比较；有不同退出码 1。", valueName: "FILE"))
  var replay: String?

  func run() throws {
    try check()
    var fixed: Moment?
    if let now {
      guard let moment = Moment(now) else {
        throw UsageMistake("看不懂 --now 的时间“\(now)”。请写成 2026-11-21T10:00 或 2026-11-21T10:00:00+08:00。")
      }
      fixed = moment
    }
    // The content is learned by two threads that allocate and give back: with an arena each, a tenth more memory.
    cmalloc_share_one_arena()
    let home = try home.find()
    let load = { [insight, orders, faq, seed] in
      try Bot.load(home: home, insight: insight, orders: orders, faq: faq, seed: seed, warn: Self.warn)
    }
    let bot = try load()
    if let replay {
      let (report, isEqual) = try ChatRecording.replay(replay, bot: bot)
      FileHandleWriter.standardOutput.write(report)
      if !isEqual { throw ArgumentParser.ExitCode(Support.ExitCode.found.rawValue) }
      return
    }
    let desk = ChatDesk(bot: bot, store: try store.map { try ConversationStore(path: $0) })
    Interrupt.listen()
    if json {
      var lines = ChatLines(desk: desk, session: session, fixed: fixed, home: home, load: load)
      try lines.run()
    } else {
      var console = ChatConsole(desk: desk, session: session, fixed: fixed, home: home, load: load)
      try console.run(save: save)
    }
  }

  private func check() throws {
    if json, save != nil || replay != nil {
      throw UsageMistake("--json 不能和 --save、--replay 一起用：录音是给人看的对话。请去掉一个。")
    }
    if replay != nil, save != nil || store != nil {
      throw UsageMistake("--replay 只重放，不能和 --save、--store 一起用。请去掉一个。")
    }
    if let save { try ChatRecording.check(save) }
  }

  static func warn(_ text: String) { FileHandleWriter.standardError.write("yaoyu: \(text)\n") }
}

/// A mistake in how the command was called.
struct UsageMistake: YaoyuError {
  let description: String
  var exitCode: Support.ExitCode { .usage }
  init(_ description: String) { self.description = description }
}

extension Bot {
  /// The bot of a home folder: its script, the orders and the insight.
  /// - Parameter warn: told what works with less than was hoped for.
  static func load(
    home: Home, insight: String? = nil, orders: String? = nil, faq: String? = nil, extra: [String] = [],
    seed: UInt64 = 1, warn: (String) -> Void
  ) throws -> Bot {
    var (script, _) = try Script.load(home: home, extra: extra)
    let tokenizer = try Tokenizer(home: home)
    if let faq { try script.add(FAQTable.read(faq), lexicon: tokenizer.lexicon) }
    return try Bot(
      script: script, home: home, tokenizer: tokenizer,
      actions: ShopConnection.open(orders, home: home),
      insight: insight.map { try InsightFile.load($0) }, seed: seed)
  }
}
