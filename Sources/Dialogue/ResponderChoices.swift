import Support

/// Honest choices instead of a guess: which of these did you mean?
extension Responder {
  /// Questions less like the message than this say nothing about it.
  private static let nearest = 0.36
  /// How far behind the nearest one a question may be to be offered as well.
  private static let reach = 0.15
  private static let mostChoices = 3

  /// Offers the questions that the message is most like, when any is like it at all; a bare number picks one.
  /// - Returns: whether anything was offered.
  mutating func offeredChoice() -> Bool {
    guard session.forms.isEmpty, Repair.number(message.text) == nil, bot.understanding.isMostlyKnown(message)
    else { return false }
    var found: [(text: String, similarity: Double)] =
      message.faqs.prefix(Self.mostChoices).map { ($0.example, $0.similarity) }
    for score in message.intents.prefix(Self.mostChoices) where score.confidence >= 0.1 {
      found.append((plainExample(of: score), score.similarity))
    }
    found = found.filter { !$0.text.isEmpty && $0.similarity >= Self.nearest }
      .sorted { ($0.similarity, $1.text) > ($1.similarity, $0.text) }
    guard let best = found.first else { return false }
    var texts: [String] = []
    for (text, similarity) in found.prefix(Self.mostChoices) where similarity >= best.similarity - Self.reach
    {
      if !texts.contains(text) { texts.append(text) }
    }
    session.offered = texts
    session.isOneQuestion = texts.count == 1
    turn.reasons.append("最像“\(best.text)”（相似度 \(percent(best.similarity))），不够准：让顾客选")
    say(
      texts.count == 1
        ? phrase(.isItQuestion, ["问题": texts[0]]) : phrase(.whichQuestion, ["选项": Self.list(texts)]))
    return true
  }

  /// The intent's nearest example that can be said as it is, without `{…}`.
  private func plainExample(of score: Message.IntentScore) -> String {
    if !score.example.contains("{") { return score.example }
    return bot.script.intent(score.name)?.examples.map(\.text).first {
      !$0.contains("{") && !$0.contains("｛")
    } ?? ""
  }

  /// What reviewed answers there are about the drug whose question went to the pharmacist.
  mutating func offerDrugAnswers() {
    guard let drug = unanswered, !session.isHandedOver, session.forms.isEmpty else { return }
    let faqs = bot.understanding.faqs(about: drug).map { bot.script.faqs[$0] }
      .filter { $0.review.map { $0.until >= now.date } ?? true }
    let questions = faqs.prefix(Self.mostChoices).compactMap(\.examples.first?.text)
    guard !questions.isEmpty else { return }
    session.offered = questions
    say(phrase(.drugAnswers, ["选项": Self.list(questions)]))
  }

  private static func list(_ texts: [String]) -> String {
    zip(1..., texts).map { "\n\($0). \($1)" }.joined()
  }

  /// The one of `offered` that a message repeats, in the same words or most of them; nil for none and for several.
  func paraphrased(_ said: FoldedText, among offered: [String]) -> String? {
    let words = said.compact
    guard words.count >= 2, words.count <= 30 else { return nil }
    let options = offered.map { FoldedText($0).compact }
    let same = options.indices.filter {
      words == options[$0] || words.count > 3 && words.contains(options[$0])
    }
    if same.count == 1 { return offered[same[0]] }
    let shares = options.map { Self.share(of: words, in: $0) }
    let ranked = shares.indices.sorted { (shares[$0], $1) > (shares[$1], $0) }
    guard let best = ranked.first, shares[best] >= Self.paraphrase,
      ranked.dropFirst().allSatisfy({ shares[$0] <= shares[best] - Self.lead })
    else { return nil }
    return offered[best]
  }

  /// A choice is repeated by this share of the message's pairs of characters, and by so much more than another.
  private static let paraphrase = 0.6
  private static let lead = 0.25

  private static func share(of said: String, in option: String) -> Double {
    let scalars = Array(said.unicodeScalars)
    guard scalars.count > 1 else { return 0 }
    let known = Array(option.unicodeScalars)
    let pairs = Set(zip(known, known.dropFirst()).map { [$0, $1] })
    let held = zip(scalars, scalars.dropFirst()).filter { pairs.contains([$0, $1]) }
    return Double(held.count) / Double(scalars.count - 1)
  }
}
