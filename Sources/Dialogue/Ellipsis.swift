/// A message that says only what is different from the question before it: 那云南呢, 不是，我问的是氯雷他定.
struct Ellipsis: Sendable {
  enum Shape: Sendable, Equatable {
    /// 云南呢, 要是没拆封呢: something in the place of something.
    case instead
    /// 我问的是氯雷他定: what was asked, put right.
    case correction
    /// 布洛芬: a name and nothing else.
    case bare
  }

  var shape: Shape
  /// What is different, without the words that only join it.
  var rest: FoldedText

  /// Ends with a plain 呢.
  var isPlain = false

  /// How many characters it may have beside the names of what it is about.
  func mostOtherWords(isKnown: Bool) -> Int {
    switch shape {
    case .bare: 0
    case .correction: isKnown ? 2 : 0
    case .instead: isPlain ? isKnown ? 4 : 6 : 1
    }
  }

  private static let leads = [
    "那么", "那如果是", "那如果", "那要是", "那", "还有", "如果是", "如果", "要是", "假如", "换成", "换作", "请问", "嗯", "哦", "好的", "好",
    "知道了", "就是", "另外", "对了",
  ]
  private static let tails = [
    "也是这样吗", "也是一样吗", "也一样吗", "也是吗", "也行吗", "也可以吗", "也能吗", "也要吗", "一样吗", "行不行", "可不可以", "行吗", "可以吗", "行不",
    "可以不", "咋样", "呢",
  ]
  private static let corrections = [
    "我想问的是", "我要问的是", "我问的是", "我说的是", "我指的是", "我是想问", "我是问", "我是说", "问的是", "说的是", "指的是",
  ]
  private static let questionWords = ["怎么", "什么", "多少", "哪", "为什么", "几", "谁", "咋", "啥", "多久", "还没", "没人"]
  private static let most = 14

  /// nil when the message says more than a part.
  static func read(_ text: FoldedText) -> Ellipsis? {
    correction(in: text) ?? instead(in: text)
  }

  private static func instead(in text: FoldedText) -> Ellipsis? {
    guard let last = text.clauses.last,
      text.clauses.dropLast().allSatisfy({
        Repair.isYes(FoldedText(text.text($0))) || leads.contains(text.text($0))
      })
    else { return nil }
    var words = FoldedText(text.text(last)).compact[...]
    guard words.count <= most else { return nil }
    var isJoined = false
    while let lead = leads.first(where: { words.hasPrefix($0) && words.count > $0.count + 1 }) {
      words = words.dropFirst(lead.count)
      isJoined = true
    }
    let tail = tails.first { words.hasSuffix($0) && words.count > $0.count }
    if let tail { words = words.dropLast(tail.count) }
    let rest = FoldedText(String(words))
    guard rest.count > 0, !rest.contains(anyOf: questionWords) else { return nil }
    if let tail { return Ellipsis(shape: .instead, rest: rest, isPlain: tail == "呢" || tail.hasPrefix("也")) }
    return isJoined && rest.count > 6 ? nil : Ellipsis(shape: .bare, rest: rest)
  }

  private static func correction(in text: FoldedText) -> Ellipsis? {
    guard text.compact.count <= 2 * most else { return nil }
    for word in corrections {
      let scalars = Array(word.unicodeScalars)
      guard let place = text.firstIndex(of: scalars), place + scalars.count < text.count else { continue }
      let before = FoldedText(text.text(0..<place)).compact
      guard before.count <= 6, !before.hasSuffix("不是") || before == "不是" else { continue }
      return Ellipsis(shape: .correction, rest: trimmed(text.text(place + scalars.count..<text.count)))
    }
    // 不是布洛芬，是对乙酰.
    let clauses = text.clauses.map { FoldedText(text.text($0)).compact }
    let denied = clauses.filter { isDenial($0) }
    guard !denied.isEmpty, let kept = clauses.last(where: { !isDenial($0) }) else { return nil }
    let words = kept.hasPrefix("是") ? String(kept.dropFirst()) : kept
    let rest = trimmed(words)
    guard !rest.scalars.isEmpty, rest.count <= most, !rest.contains(anyOf: questionWords),
      kept.hasPrefix("是") || denied.contains(where: { $0.count <= 3 })
    else { return nil }
    return Ellipsis(shape: .correction, rest: rest)
  }

  private static func isDenial(_ clause: String) -> Bool {
    clause == "不对" || clause == "不是" || clause == "错了" || clause.hasPrefix("不是") && clause.count <= 12
  }

  private static func trimmed(_ words: String) -> FoldedText {
    var words = FoldedText(words).compact[...]
    for tail in ["的啊", "啊", "呀", "呢", "哦", "啦"] where words.hasSuffix(tail) && words.count > tail.count {
      words = words.dropLast(tail.count)
    }
    return FoldedText(String(words))
  }
}
