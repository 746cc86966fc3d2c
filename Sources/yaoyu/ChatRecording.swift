import Dialogue
import FoundationEssentials
import Support

/// Recordings as files: `chat --save`, `/存`, `chat --replay`, `/回放`.
enum ChatRecording {
  /// - Throws: `UsageMistake` when there is a file that is no recording, which somebody wrote.
  static func check(_ path: String) throws {
    var isFolder = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return }
    if isFolder { throw UsageMistake("“\(path)”是一个文件夹。请写一个文件名，例如 对话.话。") }
    guard try FileAccess.readText(path).hasPrefix(ConversationRecording.mark) else {
      throw UsageMistake("“\(path)”已经有了，而且不是录音，不能覆盖。请换一个文件名。")
    }
  }

  static func write(_ recording: ConversationRecording, to path: String) throws {
    guard let script = recording.script else { throw UsageMistake("还没有说过话，没有可存的。") }
    try check(path)
    try FileAccess.write(script.utf8, to: path)
  }

  /// Replays the tests of a file against the bot.
  /// - Returns: what differs, and whether anything does.
  static func replay(_ path: String, bot: Bot) throws -> (report: String, isEqual: Bool) {
    let tests = try bot.script.tests(in: FileAccess.readText(path), file: path)
    guard !tests.isEmpty else { throw DialogueError.noSuchTest(file: path) }
    let tester = ConversationTester(bot: bot)
    let outcomes = tests.map(tester.run)
    let report = outcomes.filter { !$0.hasPassed }.map(\.report).joined()
    if report.isEmpty {
      return ("和“\(path)”里的一样：\(tests.reduce(0) { $0 + $1.count }) 句。\n", true)
    }
    return (report, false)
  }
}
