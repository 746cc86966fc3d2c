import Dialogue
import Storage
import Support

/// `chat --json`: a line in, a record out, for programs. Any number of sessions by turns.
struct ChatLines {
  private var desk: ChatDesk
  private let session: String
  private let fixed: Moment?
  private let load: () throws -> Bot
  private var watch: ContentWatch

  /// - Parameters:
  ///   - session: of lines that name none.
  ///   - load: reads the content anew when a file has changed.
  init(desk: ChatDesk, session: String, fixed: Moment?, home: Home, load: @escaping () throws -> Bot) {
    self.desk = desk
    self.session = session
    self.fixed = fixed
    self.load = load
    watch = ContentWatch(home: home)
  }

  /// - Throws: `StoreError`: a turn that cannot be kept is not answered.
  mutating func run() throws {
    let output = FileHandleWriter.standardOutput
    var lines = LineReader(descriptor: Terminal.standardInput)
    while let line = lines.next() {
      if line.text.allSatisfy(\.isWhitespace) { continue }
      if watch.hasChanged() { reload() }
      output.write(try answer(line).json + "\n")
    }
  }

  /// A broken file leaves what was there before.
  private mutating func reload() {
    do {
      desk.reload(try load())
      ChatCommand.warn("话本有改动，已经重新读好。")
    } catch {
      ChatCommand.warn("话本有错，还用原来的：\n\(error)")
    }
  }

  private mutating func answer(_ line: LineReader.Line) throws -> Turn {
    let now = fixed ?? .now
    switch ChatLine(line.text) {
    case .message(let name, let text): return try desk.respond(to: text, in: name ?? session, now: now)
    case .release(let name):
      let id = name ?? session
      _ = try desk.takeBack(id, now: now)
      return .released(desk.session(id))
    case .malformed(let reason):
      let advice = line.wasCut ? "这一行超过 64 KB，后面的没有读，读到的部分不是完整的 JSON。请分开发。" : reason
      return .malformed(advice, in: desk.session(session))
    }
  }
}
