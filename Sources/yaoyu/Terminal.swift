import FoundationEssentials
import Support

#if canImport(Glibc)
  import Glibc
#endif

/// What is known of the screen behind a stream.
enum Terminal {
  static let standardInput: Int32 = 0
  static let standardOutput: Int32 = 1
  static let standardError: Int32 = 2

  /// Whether a person is looking.
  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// Colours are for terminals that can show them, unless `NO_COLOR` is set to anything (https://no-color.org).
  static func usesColor(_ descriptor: Int32) -> Bool {
    usesColor(isTerminal: isTerminal(descriptor), environment: ProcessInfo.processInfo.environment)
  }

  static func usesColor(isTerminal: Bool, environment: [String: String]) -> Bool {
    canRedraw(isTerminal: isTerminal, environment: environment)
      && environment["NO_COLOR", default: ""].isEmpty
  }

  /// Whether what is written can be written over: not in a file, nor on a terminal that says it is `dumb`
  /// (terminfo(5)).
  static func canRedraw(_ descriptor: Int32) -> Bool {
    canRedraw(isTerminal: isTerminal(descriptor), environment: ProcessInfo.processInfo.environment)
  }

  private static func canRedraw(isTerminal: Bool, environment: [String: String]) -> Bool {
    isTerminal && !["", "dumb"].contains(environment["TERM", default: ""])
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
