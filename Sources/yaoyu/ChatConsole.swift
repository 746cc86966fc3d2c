import Dialogue
import Support
import Tokenization

#if canImport(Glibc)
  import Glibc
#endif

/// The chat in a terminal or a pipe: reads a line, prints the replies. Banner, prompt and colour only where a
/// person sees them.
struct ChatConsole {
  let bot: Bot
  let sessionName: String
  let fixed: Moment?
  private let output = FileHandleWriter.standardOutput
  private let isTerminal =
    Terminal.isTerminal(Terminal.standardInput) && Terminal.isTerminal(Terminal.standardOutput)
  private let style = Terminal.style

  init(bot: Bot, sessionName: String, fixed: Moment?) {
    self.bot = bot
    self.sessionName = sessionName
    self.fixed = fixed
  }

  func run() {
    var session = Session(id: sessionName)
    var last: Turn?
    var lines = LineReader(descriptor: 0)
    if isTerminal {
      output.write(dim("药语客服　打 /帮助 看命令，Ctrl-D 结束\n\n"))
      print(bot.greeting(in: &session))
    }
    while true {
      if isTerminal { output.write(bold("您 › ")) }
      guard let line = lines.next() else { break }
      if line.wasCut { output.write(dim("（这一行太长，后面的没有读）\n")) }
      if line.text.allSatisfy(\.isWhitespace) { continue }
      switch ConsoleCommand.read(line.text) {
      case .command(.quit): return
      case .command(.help): output.write(dim(ConsoleCommand.overview) + "\n")
      case .command(.why): explain(last)
      case .command(.slots): show(session)
      case .command(.restart):
        session = Session(id: sessionName)
        last = nil
        print(bot.greeting(in: &session))
      case .command(.human): last = respond("转人工", &session)
      case .unknown(let advice): output.write(dim(advice) + "\n")
      case nil: last = respond(line.text, &session)
      }
    }
    if isTerminal { output.write("\n") }
  }

  private func respond(_ text: String, _ session: inout Session) -> Turn {
    let turn = bot.respond(to: text, in: &session, now: fixed ?? .now)
    print(turn.replies.joined(separator: "\n"))
    for source in turn.sources {
      if isTerminal {
        for line in layout(Self.indent).lines("来源：\(source)") { output.write(dim(line) + "\n") }
      } else {
        output.write("　来源：\(source)\n")
      }
    }
    if isTerminal { output.write("\n") }
    return turn
  }

  private func explain(_ turn: Turn?) {
    guard let turn, !turn.reasons.isEmpty else {
      output.write(dim("还没有可解释的回答。") + "\n")
      return
    }
    for line in turn.reasons.flatMap(layout("· ").lines) { output.write(dim(line) + "\n") }
  }

  private func show(_ session: Session) {
    var lines = session.slots.map { "\($0.name)：\(bot.shown($0.value, of: $0.name))" }
    if let flow = session.flow { lines.insert("正在办：\(flow)", at: 0) }
    output.write(dim(lines.isEmpty ? "还没有记下什么。" : lines.joined(separator: "\n")) + "\n")
  }

  private func print(_ text: String) {
    guard isTerminal else {
      output.write(text + "\n")
      return
    }
    // The name is coloured after the layout, which counts columns and knows no escapes.
    for (number, line) in layout(Self.indent).lines(text).enumerated() {
      output.write((number == 0 ? cyan("客服") + "  " + line.dropFirst(Self.indent.count) : line) + "\n")
    }
  }

  /// As wide as the name before a reply.
  private static let indent = "      "

  /// A pipe gets every paragraph on one line.
  private func layout(_ first: String) -> HangingText {
    HangingText(first: first, width: isTerminal ? min(Terminal.width(1), 100) : .max)
  }

  private func dim(_ text: String) -> String { style.paint(text, .dim) }
  private func bold(_ text: String) -> String { style.paint(text, .bold) }
  private func cyan(_ text: String) -> String { style.paint(text, .cyan) }
}

/// Lines of a descriptor as they arrive, ill-formed UTF-8 repaired. A line longer than `limit` bytes is cut,
/// so that nothing that is piped in can fill the memory.
struct LineReader {
  struct Line {
    var text: String
    var wasCut: Bool
  }

  private static let limit = 1 << 16
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var position = 0
  private var isAtEnd = false

  init(descriptor: Int32) { self.descriptor = descriptor }

  mutating func next() -> Line? {
    var bytes: [UInt8] = []
    var wasCut = false
    while true {
      if position == buffer.count, !fill() {
        return bytes.isEmpty ? nil : line(bytes, wasCut)
      }
      let end = buffer[position...].firstIndex(of: 0x0A)
      let piece = buffer[position..<(end ?? buffer.count)]
      let room = LineReader.limit - bytes.count
      bytes += piece.prefix(room)
      wasCut = wasCut || piece.count > room
      position = (end ?? buffer.count - 1) + 1
      if end != nil { return line(bytes, wasCut) }
    }
  }

  private func line(_ bytes: [UInt8], _ wasCut: Bool) -> Line {
    var bytes = bytes[...]
    if bytes.last == 0x0D { bytes = bytes.dropLast() }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    var text = String(decoding: bytes, as: UTF8.self)
    // A cut inside a character leaves no half of it.
    if wasCut { while text.last == "\u{FFFD}" { text.removeLast() } }
    return Line(text: text, wasCut: wasCut)
  }

  private mutating func fill() -> Bool {
    guard !isAtEnd else { return false }
    buffer = [UInt8](repeating: 0, count: 1 << 16)
    position = 0
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      buffer.removeLast(buffer.count - max(0, count))
      isAtEnd = count <= 0
      return count > 0
    }
  }
}
