import Support

/// What ails the customer or hers: the answer of a 问答 that listens for it, however it is put, also in pieces:
/// 我妈咳嗽 …  七十了 … 要去医院吗.
extension Responder {
  /// For how many turns an ailment is still spoken of.
  private static let attention = 4
  /// Longer messages say themselves what they are about.
  private static let piece = 16

  /// The answer about what ails whom the message speaks of; nil when it tells of no ailment that is known.
  ///
  /// - Parameter wish: what the message most likely wants, if that is likely enough.
  func ailment(beside wish: Message.IntentScore?) -> Message.FAQScore? {
    guard message.drugs.allSatisfy(isTaken), wish.map(isOfIllness) ?? true else { return nil }
    // 这个药 is asked about, not what it is for.
    if wish != nil, isUsage(wish), message.text.contains(anyOf: Self.medicines) { return nil }
    if let plain = message.ailment {
      return bot.understanding.ailment(in: told(before: message.text), now: now) ?? plain
    }
    return ailmentInPieces(beside: wish)
  }

  private func isOfIllness(_ wish: Message.IntentScore) -> Bool {
    let phrases = bot.script.phrases
    return isUsage(wish)
      || (phrases.variants(.illnessIntent) + phrases.variants(.conditionIntent)).contains(wish.name)
  }

  private func isUsage(_ wish: Message.IntentScore?) -> Bool {
    wish?.name == bot.script.phrases.variants(.usageFlow).first
  }

  private static let medicines = ["药", "它", "这个", "那个", "片", "粒", "袋", "含", "涂", "贴", "喷", "滴"]

  /// Whether the message only tells that `drug` is taken: 平时吃阿司匹林, 咳得厉害能吃点啥.
  private func isTaken(_ drug: DrugName) -> Bool { noted.contains { $0.contains(drug.said) } }

  /// `text` with how old the one is whom it is about, where that was told before.
  private func told(before text: FoldedText) -> FoldedText {
    guard let person = person(), person.name != PersonReader.oneself || !person.facts.isEmpty else {
      return text
    }
    let ages = person.facts.filter { fact in ["岁", "个月", "天大"].contains { fact.contains($0) } }
    let known = ([person.name] + ages).filter { !text.contains($0) && $0 != PersonReader.oneself }
    return known.isEmpty ? text : FoldedText((known + [text.text]).joined(separator: "，"))
  }

  /// A piece that says by itself no ailment belongs to the one spoken of before: where it makes a difference, or
  /// asks what to do.
  private func ailmentInPieces(beside wish: Message.IntentScore?) -> Message.FAQScore? {
    guard let earlier = session.memory.ailment, session.turns - earlier.turn <= Self.attention,
      message.text.count <= Self.piece, wish != nil || !noted.isEmpty || age != nil
    else { return nil }
    let piece = age ?? message.text.text
    let whole = told(before: FoldedText(earlier.text + "，" + piece))
    guard let found = bot.understanding.ailment(in: whole, now: now) else { return nil }
    let faq = bot.script.faqs[found.faq]
    if faq.name != earlier.answer { return found }
    // The same again only in other words.
    return noted.isEmpty && message.isQuestion && faq.answers.count > 1 ? found : nil
  }

  /// 70了, 快七十: said of nobody but who ails, with 岁.
  private var age: String? {
    let text = message.text.compact
    guard text.count <= 5, let group = DigitRun.groups(in: message.text).first, group.count == 2 else {
      return nil
    }
    let digits = message.text.text(group)
    let rest = text.replacing(digits, with: "")
    return ["了", "多了", "", "多", "快了", "快"].contains(rest) ? digits + "岁" : nil
  }

  /// Keeps what ails whom, in the customer's words.
  mutating func noteAilment(_ faq: Script.FAQ) {
    guard faq.listens != nil else { return }
    var text = message.text.text
    if message.ailment == nil, let earlier = session.memory.ailment { text = earlier.text + "，" + text }
    let last = text.unicodeScalars.suffix(Self.kept)
    session.memory.ailment = .init(
      text: String(String.UnicodeScalarView(last)), answer: faq.name, turn: session.turns)
  }

  private static let kept = 80
}
