import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// The program at a terminal of its own, typed at and looked at like a person does.
final class PseudoTerminal {
  /// util-linux's setsid makes the terminal the program's own, so that Ctrl-C reaches it.
  static let isAvailable = FileManager.default.isExecutableFile(atPath: "/usr/bin/setsid")

  private let master: Int32
  private let process = Process()
  /// Everything that was shown.
  private(set) var shown = ""
  private var bytes: [UInt8] = []
  private var looked = 0

  init(
    _ arguments: [String], columns: UInt16 = 80, term: String = "xterm-256color",
    environment more: [String: String] = [:]
  ) throws {
    var master: Int32 = -1
    var slave: Int32 = -1
    var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    let opened = openpty(&master, &slave, nil, nil, &size)
    self.master = master
    try #require(opened == 0)
    let handle = FileHandle(fileDescriptor: slave, closeOnDealloc: true)
    process.executableURL = URL(filePath: "/usr/bin/setsid")
    process.arguments = ["--ctty", "--wait", Program.executable.path] + arguments
    process.currentDirectoryURL = Program.root
    var environment = ProcessInfo.processInfo.environment
    environment["TERM"] = term
    environment["NO_COLOR"] = nil
    environment.merge(more) { $1 }
    process.environment = environment
    process.standardInput = handle
    process.standardOutput = handle
    process.standardError = handle
    // Threads of tests may have signals blocked, and processes inherit that: Ctrl-C must arrive.
    var all = sigset_t()
    var blocked = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_UNBLOCK, &all, &blocked)
    defer { pthread_sigmask(SIG_SETMASK, &blocked, nil) }
    try process.run()
    try handle.close()
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    close(master)
  }

  func type(_ text: String) {
    let bytes = Array(text.utf8)
    _ = Glibc.write(master, bytes, bytes.count)
  }

  /// Types a line and waits until the next prompt.
  @discardableResult func say(_ line: String, prompt: String = "您 ›") throws -> String {
    type(line + "\n")
    return try wait(for: prompt)
  }

  /// What was shown since the last wait, up to and with `text`.
  @discardableResult func wait(for text: String, seconds: Double = 30) throws -> String {
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

  /// The exit code; a program that does not end is killed and recorded as an issue.
  func end(within seconds: Double = 60) -> Int32 {
    let deadline = Date(timeIntervalSinceNow: seconds)
    while process.isRunning, Date() < deadline { if !receive(seconds: 0.1) { break } }
    process.end(within: max(1, deadline.timeIntervalSinceNow))
    while receive(seconds: 0) {}
    shown = String(decoding: bytes, as: UTF8.self)
    return process.terminationStatus
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
