import FoundationEssentials
import Insight
import Tokenization

#if canImport(Glibc)
  import Glibc
#endif

/// What is known of the screen behind a stream.
enum Terminal {
  static let standardOutput: Int32 = 1
  static let standardError: Int32 = 2

  /// Whether a person is looking.
  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// Colours are for terminals that can show them, unless `NO_COLOR` is set to anything (https://no-color.org).
  static func usesColor(_ descriptor: Int32) -> Bool {
    let environment = ProcessInfo.processInfo.environment
    return usesColor(isTerminal: isTerminal(descriptor), environment: environment)
  }

  static func usesColor(isTerminal: Bool, environment: [String: String]) -> Bool {
    guard isTerminal, environment["NO_COLOR", default: ""].isEmpty else { return false }
    let name = environment["TERM", default: ""]
    return !name.isEmpty && name != "dumb"
  }

  /// Columns of the terminal; `COLUMNS` where there is none, 80 where nothing is said.
  static func width(_ descriptor: Int32) -> Int {
    var size = winsize()
    if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
    return ProcessInfo.processInfo.environment["COLUMNS"].flatMap { Int($0) } ?? 80
  }

  /// How reports on standard output look.
  static var style: TextStyle {
    TextStyle(width: min(width(standardOutput), 120), usesColor: usesColor(standardOutput))
  }
}

/// One line on standard error that says how far the work is; nothing where nobody looks.
struct StatusLine {
  private let isShown = Terminal.isTerminal(Terminal.standardError)
  private let width = Terminal.width(Terminal.standardError)
  private var shown = ""
  private var lastTime = ContinuousClock.now - .seconds(1)

  /// Replaces the line, at most ten times a second.
  mutating func show(_ text: @autoclosure () -> String) {
    guard isShown, ContinuousClock.now - lastTime > .milliseconds(100) else { return }
    lastTime = .now
    let text = text()
    if text == shown { return }
    shown = text
    // Carriage return, the text, erase to the end of the line (ECMA-48 EL).
    FileHandleWriter.standardError.write("\r\(fitted(text))\u{1B}[K")
  }

  /// Takes the line away.
  mutating func clear() {
    if isShown, !shown.isEmpty { FileHandleWriter.standardError.write("\r\u{1B}[K") }
    shown = ""
  }

  private func fitted(_ text: String) -> String {
    var text = text
    while displayWidth(text) >= width, !text.isEmpty { text.removeLast() }
    return text
  }
}
