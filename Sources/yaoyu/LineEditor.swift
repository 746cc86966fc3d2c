import CEdit
import Dialogue

#if canImport(Glibc)
  import Glibc
#endif

/// A line typed at a terminal, edited with libedit: arrow keys, history, Ctrl-R, Tab; what is pasted stays one
/// line.
final class LineEditor {
  enum Input {
    case line(String)
    /// Ctrl-D on an empty line.
    case end
    /// Ctrl-C: the line was given up.
    case interrupted
  }

  /// What C holds on to while it calls back.
  private final class Helper {
    var complete: (String) -> InputCompletion.Answer
    init(_ complete: @escaping (String) -> InputCompletion.Answer) { self.complete = complete }
  }

  private let editor: OpaquePointer
  private let helper: Helper

  /// nil when the terminal cannot be edited on.
  init?(complete: @escaping (String) -> InputCompletion.Answer) {
    helper = Helper(complete)
    let context = Unmanaged.passUnretained(helper).toOpaque()
    guard
      let editor = cedit_open(
        "yaoyu",
        { context, line in
          guard let context, let line else { return cedit_completion() }
          let helper = Unmanaged<Helper>.fromOpaque(context).takeUnretainedValue()
          return LineEditor.completion(helper.complete(String(cString: line)), String(cString: line))
        }, context)
    else { return nil }
    self.editor = editor
  }

  deinit { cedit_close(editor) }

  func remember(_ line: String) { cedit_remember(editor, line) }

  /// - Parameter style: an escape sequence before the prompt and one after it, which take no columns.
  func read(prompt: String, style: (on: String, off: String)) -> Input {
    // libedit shows an escape only together with a character after it.
    let shown = style.on.isEmpty ? prompt + " " : "\u{1}\(style.on)\u{1}\(prompt)\u{1}\(style.off)\u{1} "
    var status: Int32 = 0
    guard let line = cedit_read(editor, shown, &status) else {
      return status == Int32(CEDIT_INTERRUPTED) ? .interrupted : .end
    }
    return .line(String(cString: line))
  }

  private static func completion(_ answer: InputCompletion.Answer, _ line: String) -> cedit_completion {
    var result = cedit_completion()
    if let insertion = answer.insertion {
      result.replaced = line.suffix(answer.replaced).utf8.count
      result.insertion = strdup(insertion)
    }
    // What is certain is put in first; asked once more, the rest is shown.
    if answer.insertion == nil, !answer.candidates.isEmpty {
      let layout = HangingText(first: "  ", width: Terminal.width(Terminal.standardOutput))
      result.listing = strdup(
        layout.lines(answer.candidates.joined(separator: "　")).joined(separator: "\r\n"))
    }
    return result
  }
}
