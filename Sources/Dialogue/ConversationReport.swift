public import Support

extension ConversationTester.Outcome {
  /// What did not go as written, for people; empty when all did. Of a recording the lines that are missing
  /// (－) and those that are new (＋), between those that are the same.
  public var report: String {
    guard !hasPassed else { return "" }
    var text = "✗ \(test.name)（\(test.file):\(test.line)）\n"
    for failure in failures {
      text += "  \(failure.file):\(failure.line) 顾客：\(failure.customer.isEmpty ? "（开场）" : failure.customer)\n"
      text += test.isVerbatim ? failure.difference : failure.comparison
    }
    return text
  }
}

extension ConversationTester.Failure {
  fileprivate var comparison: String {
    "    应当　\(expected)\n    实际　\(got.replacing("\n", with: " ⏎ "))\n"
  }

  /// A line diff (Myers 1986, the standard library's `difference`).
  fileprivate var difference: String {
    let old = expected.split(separator: "\n").map(String.init)
    let new = ConversationRecording.lines(of: got)
    let change = new.difference(from: old)
    let removed = Set(change.removals.compactMap(offset))
    let inserted = Set(change.insertions.compactMap(offset))
    var text = ""
    var position = 0
    for (index, line) in old.enumerated() {
      if removed.contains(index) {
        text += "    － \(line)\n"
        continue
      }
      while position < new.count, inserted.contains(position) {
        text += "    ＋ \(new[position])\n"
        position += 1
      }
      text += "       \(line)\n"
      position += 1
    }
    for line in new[min(position, new.count)...] { text += "    ＋ \(line)\n" }
    return text
  }

  private func offset(_ change: CollectionDifference<String>.Change) -> Int? {
    switch change {
    case .insert(let offset, _, _), .remove(let offset, _, _): offset
    }
  }
}

extension Script {
  /// The 测试 of a text, all else in it left alone.
  /// - Throws: what is wrong with their shape.
  public func tests(in text: String, file: String) throws(DiagnosticList) -> [ConversationTest] {
    var reader = ScriptReader()
    reader.read(text, file: file)
    var builder = ScriptBuilder()
    builder.build(reader.sections.filter { $0.kind == .test })
    let mistakes = reader.mistakes + builder.mistakes
    if mistakes.contains(where: { $0.severity == .error }) { throw DiagnosticList(mistakes) }
    return builder.script.tests
  }
}

extension ConversationTest {
  /// How many times the customer speaks.
  public var count: Int { exchanges.count }
}
