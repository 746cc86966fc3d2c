import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// The program at a terminal of its own, typed at and looked at like a person does.
///
/// Started with posix_spawn: Foundation's `Process` notices an exit by a socket that grandchildren inherit.
final class PseudoTerminal {
  /// What the editor sends each time it begins to read a line, and never while it redraws one: bracketed paste on.
  private static let begin = "\u{1B}[?2004h"

  private static let setsid = "/usr/bin/setsid"
  static let isAvailable = FileManager.default.isExecutableFile(atPath: setsid)

  private let master: Int32
  private let identifier: pid_t
  private let isDumb: Bool
  /// As of waitpid; nil while the program runs.
  private var status: Int32?
  /// Everything that was shown.
  private(set) var shown = ""
  private var bytes: [UInt8] = []
  private var looked = 0

  init(
    _ arguments: [String], columns: UInt16 = 80, term: String = "xterm-256color",
    environment more: [String: String] = [:]
  ) throws {
    isDumb = term == "dumb"
    var master: Int32 = -1
    var slave: Int32 = -1
    var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    let opened = openpty(&master, &slave, nil, nil, &size)
    try #require(opened == 0)
    self.master = master
    defer { close(slave) }
    var environment = ProcessInfo.processInfo.environment
    environment["TERM"] = term
    environment["NO_COLOR"] = nil
    environment.merge(more) { $1 }
    // Another test's program must not keep this terminal open.
    _ = fcntl(master, F_SETFD, FD_CLOEXEC)
    // Both become the program in turn, with its identifier; setsid makes the terminal its own, so that Ctrl-C
    // reaches it.
    let command = [
      "/usr/bin/env", "--chdir", Program.root.path, Self.setsid, "--ctty", Program.executable.path,
    ]
    identifier = try Self.spawn(command + arguments, environment, terminal: slave)
  }

  private static func spawn(
    _ arguments: [String], _ environment: [String: String], terminal: Int32
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    for descriptor in 0...2 as ClosedRange<Int32> {
      posix_spawn_file_actions_adddup2(&actions, terminal, descriptor)
    }
    // Threads of tests may have signals blocked, and processes inherit that: Ctrl-C must arrive.
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    let words = arguments.map { strdup($0) } + [nil]
    let settings = environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in words + settings { free(text) } }
    var identifier: pid_t = 0
    let failed = posix_spawn(&identifier, arguments[0], &actions, &attributes, words, settings)
    try #require(failed == 0, "\(String(cString: strerror(failed)))")
    return identifier
  }

  deinit {
    if isRunning {
      kill(identifier, SIGKILL)
      waitpid(identifier, nil, 0)
    }
    close(master)
  }

  private var isRunning: Bool {
    var code: Int32 = 0
    if status == nil, waitpid(identifier, &code, WNOHANG) != 0 { status = code }
    return status == nil
  }

  func type(_ text: String) {
    let bytes = Array(text.utf8)
    _ = Glibc.write(master, bytes, bytes.count)
  }

  /// Types a line and waits until the next prompt.
  @discardableResult func say(_ line: String, prompt: String = "您 ›") throws -> String {
    type(line + "\n")
    return try waitForPrompt(prompt)
  }

  /// What was shown since the last wait, up to and with the prompt of a line that is read from here on.
  @discardableResult func waitForPrompt(_ prompt: String = "您 ›") throws -> String {
    (isDumb ? "" : try wait(for: Self.begin)) + (try wait(for: prompt))
  }

  /// What was shown since the last wait, up to and with `text`.
  @discardableResult func wait(for text: String, seconds: Double = 60) throws -> String {
    let deadline = Date(timeIntervalSinceNow: seconds)
    while true {
      shown = String(decoding: bytes, as: UTF8.self)
      let rest = String(shown.dropFirst(looked))
      if let range = rest.range(of: text) {
        let seen = String(rest[..<range.upperBound])
        looked += seen.count
        return PseudoTerminal.plain(seen)
      }
      guard Date() < deadline, receive(seconds: 0.1) else {
        Issue.record("did not show “\(text)” but: \(rest)")
        throw CocoaError(.fileReadUnknown)
      }
    }
  }

  /// Ctrl-D at the prompt. The exit code.
  func leave() -> Int32 {
    type("\u{4}")
    return end()
  }

  /// The exit code; a program that does not end is killed and recorded as an issue.
  func end(within seconds: Double = 60) -> Int32 {
    let deadline = Date(timeIntervalSinceNow: seconds)
    while isRunning, Date() < deadline { if !receive(seconds: 0.02) { usleep(2_000) } }
    while receive(seconds: 0) {}
    shown = String(decoding: bytes, as: UTF8.self)
    if isRunning {
      Issue.record("did not end within \(seconds) s: \(shown.suffix(300).debugDescription)")
      kill(identifier, SIGKILL)
      var code: Int32 = 0
      waitpid(identifier, &code, 0)
      status = code
    }
    // Of a normal exit bits 8…15 (wait(2)); a signal's number otherwise.
    let code = status ?? -1
    return code & 0x7f == 0 ? (code >> 8) & 0xff : code
  }

  /// - Returns: false when the other side is gone.
  private func receive(seconds: Double) -> Bool {
    var input = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    guard poll(&input, 1, Int32(seconds * 1000)) > 0 else { return seconds > 0 }
    var chunk = [UInt8](repeating: 0, count: 65_536)
    let count = Glibc.read(master, &chunk, chunk.count)
    guard count > 0 else { return false }
    bytes += chunk[..<count]
    return true
  }

  /// Without escape sequences and carriage returns.
  static func plain(_ text: String) -> String {
    text.replacing(/\u{1B}\[[0-9;?]*[A-Za-z]/, with: "").replacing("\r", with: "")
  }
}
