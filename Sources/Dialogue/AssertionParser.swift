/// One piece of a `＝` line → what it claims.
enum AssertionParser {
  static let forms = [
    "意图 名", "问答 名", "护栏 名", "没有护栏", "转 客服", "不转", "含 字", "不含 字", "在问 词", "不在问", "仍有 词", "没有 词", "已取消",
    "记 名", "没听懂", "词=值",
  ]

  static func parse(_ text: Fragment) -> ConversationTest.Assertion.Claim? {
    switch text.text {
    case "没有护栏": return .noGuard
    case "不转": return .transfer(nil)
    case "不在问": return .asking(nil)
    case "已取消": return .cancelled
    case "没听懂": return .notUnderstood
    default: break
    }
    // Longer words first: 不含 before 含.
    for (word, make) in named where text.hasPrefix(word) {
      let rest = text.dropFirst(word.unicodeScalars.count)
      guard let first = rest.half.first, first.properties.isWhitespace else { continue }
      return make(rest.trimmed.text)
    }
    guard let (slot, value) = text.cut("="), !slot.isEmpty, !value.isEmpty else { return nil }
    return .value(slot: slot.text, value.folded)
  }

  private static let named: [(String, @Sendable (String) -> ConversationTest.Assertion.Claim?)] = [
    ("意图", { .intent($0) }), ("问答", { .faq($0) }), ("护栏", { .guarded($0) }),
    ("转", { Script.Target(rawValue: $0).map { .transfer($0) } }),
    ("不含", { .lacks($0) }), ("含", { .contains($0) }), ("在问", { .asking($0) }),
    ("仍有", { .keeps($0) }), ("没有", { .lost($0) }), ("记", { .recorded($0) }),
  ]
}
