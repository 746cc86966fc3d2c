import Dialogue
import FoundationEssentials
import Storage
import Support

/// Where the lines of a chat come from: the line editor at a terminal that can be redrawn, else lines as they
/// arrive, with a prompt where a person sees it.
struct ChatInput {
  private let isTerminal: Bool
  private let style = Terminal.style
  private var reader = LineReader(descriptor: Terminal.standardInput)
  private let helper = Helper()
  private let editor: LineEditor?
  private let history: HistoryFile?

  /// What Tab knows at the moment.
  private final class Helper {
    var completion: InputCompletion?
    var names: () -> [String] = { [] }
    var options: [String] = []
  }

  init(isTerminal: Bool) {
    self.isTerminal = isTerminal
    let isEdited =
      isTerminal && Terminal.canRedraw(Terminal.standardInput) && Terminal.canRedraw(Terminal.standardOutput)
    history = isEdited ? HistoryFile() : nil
    let helper = helper
    editor =
      isEdited
      ? LineEditor { line in
        // Readings of thousands of names are worth computing only for those who press Tab.
        let completion = helper.completion ?? InputCompletion(drugs: helper.names())
        helper.completion = completion
        return completion.answer(for: line, options: helper.options, files: ChatInput.files)
      } : nil
    for line in history?.load() ?? [] { editor?.remember(line) }
  }

  /// - Returns: nil when the input has ended.
  mutating func next(prompt: String, helping desk: ChatDesk, session: String) -> LineReader.Line? {
    guard let editor else {
      if isTerminal { FileHandleWriter.standardOutput.write(style.paint(prompt, .bold) + " ") }
      return reader.next()
    }
    let bot = desk.bot
    helper.names = { bot.drugNames }
    helper.options = bot.options(in: desk.session(session))
    let escapes = style.paint("|", .bold).split(separator: "|", maxSplits: 1).map(String.init)
    let painted = escapes.count == 2 ? (escapes[0], escapes[1]) : ("", "")
    while !Interrupt.isRequested {
      switch editor.read(prompt: prompt, style: painted) {
      case .line(let text): return .init(text: text, wasCut: false)
      case .end: return nil
      // Ctrl-C gives the line up; Ctrl-D ends the chat.
      case .interrupted: continue
      }
    }
    return nil
  }

  /// What was typed can be called back as it was in this chat, and masked in the next ones.
  func remember(_ text: String, masking redactor: Redactor) {
    guard let editor else { return }
    editor.remember(text)
    history?.append(redactor.mask(text))
  }

  /// Files that the path may go on to, folders with a stroke at the end.
  private static func files(_ typed: String) -> [String] {
    let folder = typed.lastIndex(of: "/").map { String(typed[...$0]) } ?? ""
    let start = typed.dropFirst(folder.count)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
    return names.filter { $0.hasPrefix(start) && (!$0.hasPrefix(".") || start.hasPrefix(".")) }.sorted().map {
      var isFolder = false
      _ = FileManager.default.fileExists(atPath: folder + $0, isDirectory: &isFolder)
      return folder + $0 + (isFolder ? "/" : "")
    }
  }
}
