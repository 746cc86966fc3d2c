/// The exit codes of the command-line contract (`sysexits.h` numbers where one fits).
public enum ExitCode: Int32, Sendable {
  case done = 0
  /// The check found something: a blocked text, a failed conversation test.
  case found = 1
  case usage = 64
  case badData = 65
  case noInput = 66
  case `internal` = 70
  case inputOutput = 74
}

/// An error whose `description` is meant for the person at the terminal: what is wrong, where, what to do.
/// Each room has one enum of them.
public protocol YaoyuError: Error, CustomStringConvertible, Sendable {
  var exitCode: ExitCode { get }
}
