import FoundationEssentials

#if canImport(Glibc)
  import Glibc
#endif

/// The lines that were typed in earlier chats, for the arrow keys: `$XDG_STATE_HOME/yaoyu/chat_history`
/// (XDG Base Directory Specification), mode 0600, what identifies somebody masked before it is written. That it
/// cannot be written is no reason to stop a chat.
struct HistoryFile {
  static let limit = 500

  private let path: String

  /// nil where the user has no home.
  init?(environment: [String: String] = ProcessInfo.processInfo.environment) {
    var folder = environment["XDG_STATE_HOME"] ?? ""
    if folder.isEmpty {
      guard let home = environment["HOME"], !home.isEmpty else { return nil }
      folder = home + "/.local/state"
    }
    folder += "/yaoyu"
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    path = folder + "/chat_history"
  }

  /// The last `limit` lines, oldest first.
  func load() -> [String] {
    guard let data = try? Data(contentsOf: URL(filePath: path)) else { return [] }
    let lines = String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    if lines.count > Self.limit * 2 { replace(with: lines.suffix(Self.limit)) }
    return lines.suffix(Self.limit)
  }

  func append(_ line: String) { write(line + "\n", to: path, O_APPEND) }

  private func replace(with lines: some Sequence<String>) {
    let temporary = "\(path).\(getpid())"
    write(lines.joined(separator: "\n") + "\n", to: temporary, O_TRUNC)
    rename(temporary, path)
  }

  private func write(_ text: String, to path: String, _ mode: Int32) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | mode, 0o600)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    // A file from before, made by somebody with another mask.
    fchmod(descriptor, 0o600)
    let bytes = Array(text.utf8)
    _ = Glibc.write(descriptor, bytes, bytes.count)
  }
}
