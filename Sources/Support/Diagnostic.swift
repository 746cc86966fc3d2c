/// One mistake in a file that a person edits, told so that she can mend it: where, what, and what she may
/// have meant.
public struct Diagnostic: YaoyuError, Hashable {
  public enum Severity: String, Sendable {
    case error = "错误"
    case warning = "提醒"
  }

  public var severity: Severity
  public var file: String
  /// 1-based; 0 when the mistake concerns the whole file.
  public var line: Int
  /// 1-based, in characters as the editor shows them; 0 when the whole line is meant.
  public var column: Int
  public var message: String
  /// What to write instead, as a full sentence.
  public var suggestion: String?

  public init(
    _ severity: Severity = .error, file: String, line: Int = 0, column: Int = 0, _ message: String,
    suggestion: String? = nil
  ) {
    self.severity = severity
    self.file = file
    self.line = line
    self.column = column
    self.message = message
    self.suggestion = suggestion
  }

  /// `file:line:column: 错误：message。suggestion`, the form that editors make clickable.
  public var description: String {
    var place = file
    if line > 0 { place += ":\(line)" }
    if line > 0, column > 0 { place += ":\(column)" }
    return "\(place): \(severity.rawValue)：\(message)" + (suggestion.map { " \($0)" } ?? "")
  }

  public var exitCode: ExitCode { .badData }
}

/// Everything that is wrong with a set of files, in file and line order, so that all is mended in one go.
public struct DiagnosticList: YaoyuError {
  public let diagnostics: [Diagnostic]

  public init(_ diagnostics: [Diagnostic]) {
    self.diagnostics = diagnostics.sorted {
      ($0.file, $0.line, $0.column) < ($1.file, $1.line, $1.column)
    }
  }

  public var errors: [Diagnostic] { diagnostics.filter { $0.severity == .error } }
  public var exitCode: ExitCode { .badData }
  public var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}
