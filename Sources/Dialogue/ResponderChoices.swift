import Support

/// Honest choices instead of a guess: which of these did you mean?
extension Responder {
  /// Questions less like the message than this say nothing about it.
  private static let nearest = 0.36
  /// How far behind the nearest one a question may be to be offered as well.
  private static let reach = 0.15
  private static let mostChoices = 3
  /// What is offered must mostly be what was said: 体重15公斤 is no reading of 他16公斤, nor 还没人理我 of 白天家里没人.
  private static let leastShare = 0.5

  /// Offers the questions that the message is most like, when any is like it at all; a bare number picks one.
  /// - Returns: whether anything was offered.
  mutating func offeredChoice() -> Bool {
    guard session.forms.isEmpty, Repair.number(message.text) == nil, bot.understanding.isMostlyKnown(message)
    else { return false }
    var found = message.faqs.prefix(Self.mostChoices).map {
      Candidate(text: $0.example, similarity: $0.similarity, choice: .faq($0))
    }
    for score in message.intents.prefix(Self.mostChoices) where score.confidence >= 0.1 {
      found.append(
        Candidate(text: plainExample(of: score), similarity: score.similarity, choice: .intent(score)))
    }
    found = found.filter {
      !$0.text.isEmpty && $0.similarity >= Self.nearest
        && bot.understanding.share(of: $0.text, in: message) >= Self.leastShare
    }
    .sorted { ($0.similarity, $1.text) > ($1.similarity, $0.text) }
    guard let best = found.first else { return false }
    if isAlone(best, before: found.dropFirst().first?.similarity ?? 0) {
      answerNearest(best)
      return true
    }
    var texts: [String] = []
    for near in found.prefix(Self.mostChoices) where near.similarity >= best.similarity - Self.reach {
      if !texts.contains(near.text) { texts.append(near.text) }
    }
    session.offered = texts
    session.isOneQuestion = texts.count == 1
    turn.reasons.append(
      "最像“\(best.text)”（相似度 \(percent(best.similarity))，字面相同 \(percent(bot.understanding.share(of: best.text, in: message)))、\(percent(bot.understanding.share(of: message, in: best.text)))，下一个 \(percent(found.dropFirst().first?.similarity ?? 0))），不够准：让顾客选"
    )
    say(
      texts.count == 1
        ? phrase(.isItQuestion, ["问题": texts[0]]) : phrase(.whichQuestion, ["选项": Self.list(texts)]))
    return true
  }

  private struct Candidate {
    var text: String
    var similarity: Double
    var choice: Choice
  }

  /// Nearer than this, so far ahead of the next, and with so much of the words in common both ways, the nearest
  /// question is answered without asking back.
  private static let nearEnough = 0.45
  private static let ahead = 0.06
  private static let common = 0.6
  private static let sure = 0.55

  private func isAlone(_ best: Candidate, before next: Double) -> Bool {
    // 还没退咋办 of a fever is no question about a refund.
    if healthTopic != nil, theme(of: best.choice) != .health { return false }
    guard best.similarity >= Self.nearEnough, best.similarity - next >= Self.ahead,
      message.isInScope || best.similarity >= Understanding.Threshold.near,
      bot.understanding.share(of: best.text, in: message) >= Self.common,
      bot.understanding.share(of: message, in: best.text) >= Self.common
    else { return false }
    // What is done for her she must have said.
    if case .intent(let score) = best.choice {
      return score.confidence >= Self.sure && message.isInScope && !isDeed(score.name)
    }
    return true
  }

  private func theme(of choice: Choice) -> Theme? {
    switch choice {
    case .faq(let score): Theme(bot.script.faqs[score.faq])
    case .intent(let score): Theme(intent: score.name, in: bot.script)
    case .nothing: nil
    }
  }

  private mutating func answerNearest(_ best: Candidate) {
    turn.abstained = false
    turn.reasons.append("不够准，但只有“\(best.text)”相近（相似度 \(percent(best.similarity))），字面也大半相同：直接答")
    say(phrase(.youAsk, ["问题": best.text]))
    switch best.choice {
    case .faq(let score): answer(score)
    case .intent(let score): take(score)
    case .nothing: return
    }
  }

  /// The intent's nearest example that can be said as it is, without `{…}`.
  private func plainExample(of score: Message.IntentScore) -> String {
    // Nobody is to be asked whether she means what the shop cannot do, or whether she is only chatting.
    let unasked = bot.script.phrases.variants(.outsideIntent) + bot.script.phrases.variants(.socialIntents)
    if unasked.contains(score.name) { return "" }
    if !score.example.contains("{") { return score.example }
    return bot.script.intent(score.name)?.examples.map(\.text).first {
      !$0.contains("{") && !$0.contains("｛")
    } ?? ""
  }

  /// What reviewed answers there are about the drug whose question went to the pharmacist.
  mutating func offerDrugAnswers() {
    guard let drug = unanswered, !session.isHandedOver, session.forms.isEmpty else { return }
    if toldCautions(of: drug) { return }
    let faqs = bot.understanding.faqs(about: drug).filter {
      bot.script.faqs[$0].review.map { $0.until >= now.date } ?? true
    }
    let questions = faqs.prefix(Self.mostChoices).compactMap {
      bot.understanding.question(of: $0, about: drug)
    }
    guard !questions.isEmpty else { return }
    session.offered = questions
    say(phrase(.drugAnswers, ["选项": Self.list(questions)]))
  }

  private static let permission = [
    "能吃", "能用", "能喝", "能贴", "能涂", "能不能", "可以吃", "可以用", "可以喝", "可不可以", "吃行", "用行", "喝行", "行吗", "行不",
  ]

  /// Who asks whether a drug is for her gets what to watch out for, where that is all there is.
  private mutating func toldCautions(of drug: DrugName) -> Bool {
    guard message.text.contains(anyOf: Self.permission), Set(message.drugs.map(\.generic)).count < 2,
      let question = bot.script.phrases.variants(.cautionQuestion).first
    else { return false }
    let asked = bot.understanding.read(question, now: now)
    guard let best = fitting(bot.understanding.faqs(for: asked, about: drug)).first,
      best.similarity >= Responder.lookUpThreshold
    else { return false }
    let faq = bot.script.faqs[best.faq]
    guard faq.review.map({ $0.until >= now.date }) ?? true else { return false }
    turn.reasons.append("没有单独说能不能用的答案：先说“\(faq.name)”")
    turn.answeredFAQs.append(faq.name)
    say(phrase(.cautions, ["药品": drug.said]))
    say(render(variant(of: "问答 \(faq.name)", faq.answers.map(\.text))))
    cite(faq.source, faq.review)
    return true
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
