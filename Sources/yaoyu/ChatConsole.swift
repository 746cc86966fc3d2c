import Dialogue
import FoundationEssentials
import Storage
import Support

/// The chat in a terminal or a pipe: reads a line, prints the replies. Banner, prompt, colour and line editing
/// only where a person sees them.
struct ChatConsole {
  private let name: String
  private let fixed: Moment?
  private let load: () throws -> Bot
  private var desk: ChatDesk
  private var watch: ContentWatch
  private var input: ChatInput
  private var recording: ConversationRecording
  private var last: Turn?
  private let output = FileHandleWriter.standardOutput
  private let isTerminal =
    Terminal.isTerminal(Terminal.standardInput) && Terminal.isTerminal(Terminal.standardOutput)
  private let style = Terminal.style

  /// - Parameter load: reads the content anew, for `/重载`.
  init(desk: ChatDesk, session: String, fixed: Moment?, home: Home, load: @escaping () throws -> Bot) {
    name = session
    self.fixed = fixed
    self.load = load
    self.desk = desk
    watch = ContentWatch(home: home)
    recording = ConversationRecording(of: desk.bot)
    input = ChatInput(isTerminal: isTerminal)
  }

  private var now: Moment { fixed ?? .now }

  /// Talks until the input ends.
  /// - Parameter save: where the conversation is kept as a 测试.
  /// - Throws: `StoreError`, `FileError`.
  mutating func run(save: String?) throws {
    try begin()
    while let line = input.next(prompt: "您 ›", helping: desk, session: name) {
      if line.wasCut { output.write(dim("（这一行太长，后面的没有读）\n")) }
      let text = ConversationRecording.oneLine(line.text)
      if text.isEmpty { continue }
      try reloadIfChanged()
      input.remember(text, masking: Redactor(bot: desk.bot, sessions: [desk.session(name)]))
      switch ConsoleCommand.read(text) {
      case .command(.quit, _):
        try keep(save)
        return
      case .command(let command, let argument): try perform(command, argument)
      case .unknown(let advice): output.write(dim(advice) + "\n")
      case nil: try respond(text)
      }
    }
    if isTerminal { output.write("\n") }
    try keep(save)
  }

  private mutating func begin() throws {
    if isTerminal { output.write(dim("药语客服　打 /帮助 看命令，Tab 补全，Ctrl-D 结束\n\n")) }
    guard let state = try desk.open(name) else {
      try greet()
      return
    }
    let session = state.session
    if state.isForgotten { ChatCommand.warn("库里这个会话没办完的事接不上了（钥匙文件换过，或是旧版存的），聊天记录还在。") }
    guard isTerminal else { return }
    var text = "接着会话“\(name)”，前面说过 \(session.turns) 句。"
    if let flow = session.flow { text += "正在办：\(flow)" + (session.awaited.map { "，在等：\($0)" } ?? "") + "。" }
    if session.isHandedOver { text += Self.silence }
    output.write(dim(text) + "\n\n")
  }

  private mutating func greet() throws {
    guard isTerminal else { return }
    let text = try desk.greeting(in: name)
    recording.add(greeting: text)
    print(text)
  }

  private mutating func perform(_ command: ConsoleCommand, _ argument: String) throws {
    switch command {
    case .help: output.write(dim(ConsoleCommand.overview) + "\n")
    case .why: explain()
    case .slots: show(desk.session(name))
    case .restart:
      try desk.restart(name, now: now)
      recording = ConversationRecording(of: desk.bot)
      last = nil
      if !isTerminal { output.write("好的，重新开始。\n") }
      try greet()
    case .undo: try undo()
    case .human: try respond("转人工")
    case .release:
      let wasHandedOver = try desk.takeBack(name, now: now)
      output.write(dim(wasHandedOver ? "人工结束，机器人接着答。" : "现在就是机器人在答。") + "\n")
    case .save:
      do {
        try ChatRecording.write(recording, to: argument)
        output.write(dim("存好了：\(argument)（\(recording.count) 句，重放：/回放 \(argument)）") + "\n")
      } catch let error as any YaoyuError {
        output.write(dim("\(error)") + "\n")
      }
    case .replay: replay(argument)
    case .reload:
      _ = watch.hasChanged()
      reload(isAsked: true)
    case .multiline: try respondToMany()
    case .quit: break
    }
  }

  private mutating func respond(_ text: String) throws {
    let now = now
    let turn = try desk.respond(to: text, in: name, now: now)
    recording.add(text, turn, now: now)
    last = turn
    if turn.replies.isEmpty {
      if isTerminal { output.write(dim(Self.silence) + "\n") }
    } else {
      print(turn.replies.joined(separator: "\n"))
    }
    for source in turn.sources {
      if isTerminal {
        for line in layout(Self.indent).lines("来源：\(source)") { output.write(dim(line) + "\n") }
      } else {
        output.write("　来源：\(source)\n")
      }
    }
    if isTerminal { output.write("\n") }
  }

  private static let silence = "（人工客服接手中，您写的都转过去，机器人不插话。想让它先答，说“你来说吧”或打 /结束人工。）"

  private mutating func undo() throws {
    guard try desk.undo(in: name, now: now) else {
      output.write(dim("没有可以收回的话。") + "\n")
      return
    }
    recording.removeLast()
    last = nil
    output.write(dim("收回了刚才那一句。") + "\n")
  }

  /// Lines until an empty one, said as one message.
  private mutating func respondToMany() throws {
    if isTerminal { output.write(dim("写几行都行，空行结束：") + "\n") }
    var lines: [String] = []
    while let line = input.next(prompt: "…", helping: desk, session: name),
      !line.text.allSatisfy(\.isWhitespace)
    {
      lines.append(line.text)
    }
    let text = ConversationRecording.oneLine(lines.joined(separator: "\n"))
    if !text.isEmpty { try respond(text) }
  }

  private func replay(_ path: String) {
    do {
      let (report, _) = try ChatRecording.replay(path, bot: desk.bot)
      output.write(dim(report))
    } catch {
      output.write(dim("\(error)") + "\n")
    }
  }

  private func keep(_ path: String?) throws {
    guard let path, recording.count > 0 else { return }
    try ChatRecording.write(recording, to: path)
  }

  // MARK: - Content

  private mutating func reloadIfChanged() throws {
    if watch.hasChanged() { reload(isAsked: false) }
  }

  /// A broken file leaves what was there before; so does an answer that nobody asked for in a pipe.
  private mutating func reload(isAsked: Bool) {
    do {
      let bot = try load()
      desk.reload(bot)
      let counts = bot.script.counts.prefix(6).map { "\($0.kind) \($0.count)" }.joined(separator: "，")
      tell(isAsked ? "重新读好了：\(counts)。" : "话本有改动，已经重新读好：\(counts)。", isAsked)
    } catch {
      tell("话本有错，还用原来的：\n\(error)", isAsked)
    }
  }

  private func tell(_ text: String, _ isAsked: Bool) {
    if isAsked || isTerminal { output.write(dim(text) + "\n") } else { ChatCommand.warn(text) }
  }

  // MARK: - Showing

  private func explain() {
    guard let last, !last.reasons.isEmpty else {
      output.write(dim("还没有可解释的回答。") + "\n")
      return
    }
    for line in last.reasons.flatMap(layout("· ").lines) { output.write(dim(line) + "\n") }
  }

  private func show(_ session: Session) {
    var lines = session.slots.map { "\($0.name)：\(desk.bot.shown($0.value, of: $0.name))" }
    if let flow = session.flow {
      lines.insert("正在办：\(flow)" + (session.awaited.map { "（在等：\($0)）" } ?? ""), at: 0)
    }
    output.write(dim(lines.isEmpty ? "还没有记下什么。" : lines.joined(separator: "\n")) + "\n")
  }

  private func print(_ text: String) {
    guard isTerminal else {
      output.write(text + "\n")
      return
    }
    // The name is coloured after the layout, which counts columns and knows no escapes.
    for (number, line) in layout(Self.indent).lines(text).enumerated() {
      output.write(
        (number == 0 ? style.paint("客服", .cyan) + "  " + line.dropFirst(Self.indent.count) : line) + "\n")
    }
  }

  /// As wide as the name before a reply.
  private static let indent = "      "

  /// A pipe gets every paragraph on one line.
  private func layout(_ first: String) -> HangingText {
    HangingText(first: first, width: isTerminal ? min(Terminal.width(1), 100) : .max)
  }

  private func dim(_ text: String) -> String { style.paint(text, .dim) }
}
