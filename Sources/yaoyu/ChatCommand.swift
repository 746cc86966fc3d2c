import ArgumentParser
import Dialogue
import Insight
import Support
import Tokenization

#if canImport(Glibc)
  import Glibc
#endif

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
        printf '你好\\n我想退货\\n' | yaoyu chat --json
      """)

  @OptionGroup var home: HomeOption

  @Option(help: ArgumentHelp("评价分析的结果（yaoyu analyze 写的 insight.json）。", valueName: "FILE"))
  var insight: String?

  @Option(help: ArgumentHelp("订单文件，JSON 数组；不写就用 Conversations/样例订单.json。", valueName: "FILE"))
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

  @Option(help: ArgumentHelp("把会话存进文件（还没有做好）。", valueName: "FILE"))
  var store: String?

  func run() throws {
    if store != nil { throw UsageMistake("--store 还没有做好，会话目前只在内存里，退出就没有了。请先去掉这个选项。") }
    var fixed: Moment?
    if let now {
      guard let moment = Moment(now) else {
        throw UsageMistake("看不懂 --now 的时间“\(now)”。请写成 2026-11-21T10:00 或 2026-11-21T10:00:00+08:00。")
      }
      fixed = moment
    }
    let bot = try Bot.load(
      home: home.find(), insight: insight, orders: orders, faq: faq, seed: seed, warn: Self.warn)
    endQuietlyOnInterrupt()
    if json {
      converseInJSON(with: bot, fixed: fixed)
    } else {
      ChatConsole(bot: bot, sessionName: session, fixed: fixed).run()
    }
  }

  private func converseInJSON(with bot: Bot, fixed: Moment?) {
    var sessions: [String: Session] = [:]
    let output = FileHandleWriter.standardOutput
    var lines = LineReader(descriptor: 0)
    while let line = lines.next() {
      if line.text.allSatisfy(\.isWhitespace) { continue }
      switch ChatLine(line.text) {
      case .message(let name, let text):
        let id = name ?? session
        var current = sessions[id] ?? Session(id: id)
        output.write(bot.respond(to: text, in: &current, now: fixed ?? .now).json + "\n")
        sessions[id] = current
      case .malformed(let reason):
        output.write(Turn.malformed(reason, in: sessions[session] ?? Session(id: session)).json + "\n")
      }
    }
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
    let sample = home.conversations + "/样例订单.json"
    let book =
      try orders.map { try OrderBook(path: $0) } ?? OrderBook(path: sample, name: home.display(sample))
    return try Bot(
      script: script, home: home, tokenizer: tokenizer, actions: book,
      insight: insight.map { try InsightFile.load($0) }, seed: seed)
  }
}

/// Ctrl-C ends the line and the program, as Ctrl-D does: everything said is already out.
private func endQuietlyOnInterrupt() {
  signal(SIGINT) { _ in
    _ = Glibc.write(1, "\n", 1)
    _exit(0)
  }
  signal(SIGPIPE, SIG_IGN)
}
