import Support

/// What a person at the terminal may say to the program rather than to the bot: a line that begins with `/`.
public enum ConsoleCommand: String, CaseIterable, Sendable {
  case help = "帮助"
  case why = "为什么"
  case slots = "槽"
  case restart = "重来"
  case human = "转人工"
  case quit = "退出"

  private var aliases: [String] {
    switch self {
    case .help: ["help", "h", "?"]
    case .why: ["why"]
    case .slots: ["slots", "表单"]
    case .restart: ["restart", "reset", "重新开始"]
    case .human: ["human", "agent", "人工"]
    case .quit: ["quit", "exit", "q", "再见"]
    }
  }

  private var summary: String {
    switch self {
    case .help: "看这些命令"
    case .why: "刚才那句为什么这么答"
    case .slots: "现在记着什么"
    case .restart: "重新开始，忘掉刚才说的"
    case .human: "转人工客服"
    case .quit: "结束（也可以按 Ctrl-D）"
    }
  }

  public enum Reading: Sendable, Equatable {
    case command(ConsoleCommand)
    /// What to tell the person.
    case unknown(String)
  }

  /// nil when the line is meant for the bot.
  public static func read(_ line: String) -> Reading? {
    let text = line.trimmingBlanks
    guard text.hasPrefix("/") || text.hasPrefix("／") else { return nil }
    let name = text.dropFirst().lowercased().trimmingBlanks
    for command in allCases where command.rawValue == name || command.aliases.contains(name) {
      return .command(command)
    }
    let names = allCases.flatMap { [$0.rawValue] + $0.aliases.filter { $0.count > 1 } }
    let near = nearestName(to: name, among: names).map { "您是不是想打“/\($0)”？" } ?? "打 /帮助 看有哪些命令。"
    return .unknown("没有“/\(name.prefix(20))”这个命令。\(near)")
  }

  public static var overview: String {
    allCases.map { "/\($0.rawValue)（/\($0.aliases[0])）　\($0.summary)" }.joined(separator: "\n")
  }
}
