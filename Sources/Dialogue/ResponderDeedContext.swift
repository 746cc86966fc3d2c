/// 能恢复吗 after a cancellation, 几天能到账 in a return: what is asked in few words is about what is being done, or was
/// done last.
extension Responder {
  /// For how many turns what was done is still spoken of.
  private static let attention = 6
  private static let shortest = 2
  private static let longest = 16
  /// An answer must be this like the question with the deed in front of it, and by so much more than without it;
  /// while the deed is under way it may be less like by as much.
  private static let likeness = 0.6
  private static let gain = 0.08

  /// Reads a short question once more with the deed in front of it: 取消了 + 能恢复吗.
  mutating func readWithDeed() {
    guard message.isQuestion, message.drugs.isEmpty, !message.isBareValue,
      (Self.shortest...Self.longest).contains(message.text.compact.count),
      !bot.understanding.mentionsSymptom(message.text), let deed = deedSpokenOf,
      deed.mentions(in: message.text).isEmpty, let verb = deed.verbs.first
    else { return }
    let known = max(message.faqs.first?.similarity ?? 0, message.intents.first?.similarity ?? 0)
    var best: Message?
    for lead in [verb + "了", verb] {
      let read = bot.understanding.read(lead + message.text.text, now: now)
      if let faq = read.faqs.first, faq.similarity > best?.faqs.first?.similarity ?? 0 { best = read }
    }
    let gain = session.forms.isEmpty ? Self.gain : -Self.gain
    guard let best, let faq = best.faqs.first, faq.similarity >= max(Self.likeness, known + gain),
      !deed.mentions(in: FoldedText(faq.example)).isEmpty
    else { return }
    turn.reasons.append("接着“\(deed.noun)”问的：“\(best.text.text)”")
    message.faqs = best.faqs
    message.parts = []
  }

  private var deedSpokenOf: Deed? {
    if let form = session.forms.last { return isDeed(form.flow) ? deed(form) : nil }
    guard let matter = session.memory.matters.last, session.turns - matter.turn <= Self.attention,
      isDeed(matter.form.flow)
    else { return nil }
    return deed(matter.form)
  }
}
