import Tokenization

/// One line on standard error that says how far the work is and when it will be done; nothing where nobody looks.
///
///     var line = ProgressLine()
///     defer { line.clear() }
///     for step in 1...100 { line.show("训练", step, of: 100) }
struct ProgressLine {
  private let isShown = Terminal.canRedraw(Terminal.standardError)
  private let width = Terminal.width(Terminal.standardError)
  private var stage: String?
  private var start = ContinuousClock.now
  private var last: ContinuousClock.Instant?

  /// Says what is being done, where its end is not known.
  mutating func show(_ text: @autoclosure () -> String) {
    guard isShown, isDue else { return }
    write(text())
  }

  /// Says that `done` of `total` steps of a stage are done. The time left is reckoned from the time since the
  /// stage was first shown.
  mutating func show(_ stage: String, _ done: Int, of total: Int, note: String = "") {
    guard isShown else { return }
    if self.stage != stage {
      self.stage = stage
      start = .now
      last = nil
    }
    guard isDue || done == total else { return }
    let elapsed = (ContinuousClock.now - start) / .seconds(1)
    write(Self.text(stage, done, of: total, elapsed: elapsed, note: note))
  }

  /// Takes the line away.
  mutating func clear() {
    if isShown, last != nil { FileHandleWriter.standardError.write("\r\u{1B}[K") }
    (stage, last) = (nil, nil)
  }

  /// `训练 ███████▌    63/100  还要 12 秒  困惑度 812.4`; without the time before it can be reckoned.
  static func text(_ stage: String, _ done: Int, of total: Int, elapsed: Double, note: String = "") -> String
  {
    let share = min(1, Double(done) / Double(max(1, total)))
    var text = "\(stage) \(bar(share, width: 24)) \(done)/\(total)"
    if share > 0, elapsed >= 0.5 { text += "  还要 \(duration(elapsed / share - elapsed))" }
    return note.isEmpty ? text : text + "  " + note
  }

  /// `12 秒`, `3 分 05 秒`, `2 小时 10 分`.
  private static func duration(_ seconds: Double) -> String {
    let seconds = Int(min(seconds, 1e9).rounded(.up))
    func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    if seconds < 60 { return "\(seconds) 秒" }
    if seconds < 3600 { return "\(seconds / 60) 分 \(padded(seconds % 60)) 秒" }
    return "\(seconds / 3600) 小时 \(padded(seconds / 60 % 60)) 分"
  }

  /// At most ten times a second.
  private var isDue: Bool { last.map { ContinuousClock.now - $0 > .milliseconds(100) } ?? true }

  private mutating func write(_ text: String) {
    last = .now
    // Carriage return, the text, erase to the end of the line (ECMA-48 EL).
    FileHandleWriter.standardError.write("\r\(fitted(text, width - 1))\u{1B}[K")
  }
}
