import Support

/// What a person at the terminal may say to the program rather than to the bot: a line that begins with `/`.
public enum ConsoleCommand: String, CaseIterable, Sendable {
  case help = "帮助"
  case why = "为什么"
  case slots = "槽"
  case restart = "重来"
  case undo = "撤回"
  case human = "转人工"
  case release = "结束人工"
  case save = "存"
  case replay = "回放"
  case reload = "重载"
  case multiline = "多行"
  case quit = "退出"

  /// English first, as help shows it.
  public var aliases: [String] {
    switch self {
    case .help: ["help", "h", "?", "？"]
    case .why: ["why"]
    case .slots: ["slots", "表单"]
    case .restart: ["restart", "reset", "重新开始"]
    case .undo: ["undo", "收回"]
    case .human: ["human", "agent", "人工"]
    case .release: ["release", "bot", "机器人"]
    case .save: ["save", "保存"]
    case .replay: ["replay", "重放"]
    case .reload: ["reload", "重新载入"]
    case .multiline: ["multiline", "paste"]
    case .quit: ["quit", "exit", "q", "再见"]
    }
  }

  /// What follows the name; nil when nothing does.
  public var argument: String? {
    switch self {
    case .save, .replay: "文件"
    default: nil
    }
  }

  private var summary: String {
    switch self {
    case .help: "看这些命令"
    case .why: "刚才那句为什么这么答"
    case .slots: "现在记着什么"
    case .restart: "重新开始，忘掉刚才说的"
    case .undo: "收回刚才那一句，当没说过"
    case .human: "转人工客服，机器人不再插话"
    case .release: "结束人工，机器人接着答"
    case .save: "把这段对话存成可以重放的测试"
    case .replay: "重放存下的对话，看哪里和当时不同"
    case .reload: "重新读话本，对话接着来（话本改了也会自动重读）"
    case .multiline: "写几行再一起发，空行结束"
    case .quit: "结束（也可以按 Ctrl-D）"
    }
  }

  public enum Reading: Sendable, Equatable {
    case command(ConsoleCommand, String)
    /// What to tell the person.
    case unknown(String)
  }

  /// nil when the line is meant for the bot.
  public static func read(_ line: String) -> Reading? {
    let text = line.trimmingBlanks
    guard text.hasPrefix("/") || text.hasPrefix("／") else { return nil }
    let words = text.dropFirst().split(maxSplits: 1, whereSeparator: \.isWhitespace)
    // Input methods may be at full width: ／ｈｅｌｐ.
    let name = String(scalars: (words.first ?? "").unicodeScalars.map(halfWidth)).lowercased()
    let argument = words.count > 1 ? String(words[1]).trimmingBlanks : ""
    guard let command = allCases.first(where: { $0.rawValue == name || $0.aliases.contains(name) }) else {
      let near = nearestName(to: name, among: names).map { "您是不是想打“/\($0)”？" } ?? "打 /帮助 看有哪些命令。"
      return .unknown("没有“/\(name.prefix(20))”这个命令。\(near)")
    }
    if let wanted = command.argument, argument.isEmpty {
      return .unknown("“/\(command.rawValue)”后面要写\(wanted)名，例如“/\(command.rawValue) 对话.话”。")
    }
    if command.argument == nil, !argument.isEmpty {
      return .unknown("“/\(command.rawValue)”后面不用写别的。")
    }
    return .command(command, argument)
  }

  /// Every name that can follow the slash, single letters left out.
  public static var names: [String] {
    allCases.flatMap { [$0.rawValue] + $0.aliases.filter { $0.count > 1 } }
  }

  public static var overview: String {
    allCases.map { command in
      "/\(command.rawValue)\(command.argument.map { " \($0)" } ?? "")（/\(command.aliases[0])）　\(command.summary)"
    }.joined(separator: "\n")
  }
}
