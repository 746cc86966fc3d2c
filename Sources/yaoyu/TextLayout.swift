import Tokenization

#if canImport(Glibc)
  import Glibc
#endif

/// `text` filled up with spaces to `width` terminal columns.
func padded(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - displayWidth(text)))
}

/// A horizontal bar of `width` columns, filled to `share` (0…1) in eighths of a column.
func bar(_ share: Double, width: Int) -> String {
  let eighths = Int((min(1, max(0, share)) * Double(width * 8)).rounded())
  let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
  let filled = String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
  return filled + String(repeating: " ", count: width - eighths / 8 - (eighths % 8 > 0 ? 1 : 0))
}

/// `value` with `digits` decimals, rounded half away from zero.
func decimal(_ value: Double, _ digits: Int) -> String {
  guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
  let scale = (0..<digits).reduce(1) { scale, _ in scale * 10 }
  let scaled = Int((abs(value) * Double(scale)).rounded())
  let fraction = "\(scaled % scale)"
  let sign = value < 0 && scaled > 0 ? "-" : ""
  guard digits > 0 else { return "\(sign)\(scaled)" }
  return "\(sign)\(scaled / scale).\(String(repeating: "0", count: digits - fraction.count))\(fraction)"
}

/// `0.1234` → `12.3%`.
func percentage(_ share: Double) -> String { decimal(share * 100, 1) + "%" }

/// A CSV field (RFC 4180), quoted where it has to be.
func csvField(_ text: String) -> String {
  guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
  return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
}

/// Whether a file descriptor is a terminal: 1 standard output, 2 standard error.
func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

/// One line on standard error that is written over as work goes on; silent unless it is a terminal.
struct ProgressLine {
  private let isShown = isTerminal(2)
  private let start = ContinuousClock.now
  private var last: ContinuousClock.Instant?

  /// Shows that `done` of `total` steps are done, and when the rest will be.
  mutating func show(_ title: String, _ done: Int, of total: Int, note: String = "") {
    let now = ContinuousClock.now
    guard isShown, done == total || last.map({ now - $0 > .milliseconds(100) }) ?? true else { return }
    last = now
    let share = Double(done) / Double(max(1, total))
    let elapsed = (now - start) / .seconds(1)
    let rest = share > 0 ? elapsed / share - elapsed : 0
    FileHandleWriter.standardError.write(
      "\r\u{1B}[K\(title) \(bar(share, width: 24)) \(done)/\(total)  还要 \(decimal(rest, 0)) 秒  \(note)")
  }

  /// Takes the line away.
  func clear() { if isShown, last != nil { FileHandleWriter.standardError.write("\r\u{1B}[K") } }
}
