/// What comes before any answer: safety rules, reports of harm, and how the customer feels.
extension Responder {
  mutating func guarded() -> Bool {
    let context = session.recentDrugs.filter { $0.turn < session.turns }.map(\.drug)
    var hit: (rule: Script.Guard, evidence: [String])?
    for level in Script.Guard.Level.allCases where hit == nil {
      for rule in bot.script.guards where rule.level == level && hit == nil {
        if let evidence = GuardMatcher.evidence(
          for: rule, in: message.text, entities: message.entities, context: context)
        {
          hit = (rule, evidence)
        }
      }
    }
    guard let (rule, evidence) = hit else { return false }
    turn.firedGuard = rule.name
    turn.reasons.append(
      "护栏“\(rule.name)”（\(rule.level.rawValue)）：听到 \(evidence.map { "“\($0)”" }.joined(separator: "、"))，护栏排在一切流程之前"
    )
    say(render(variant(of: "护栏 \(rule.name)", rule.answers.map(\.text))))
    cite(rule.source, rule.review)
    if let record = rule.record { file(record) }
    if rule.level == .emergency {
      turn.escalate = .emergency
      putAway(.cancelled)
    } else {
      if let target = rule.target { turn.escalate = escalation(target) }
      askAgain()
    }
    return true
  }

  /// A report of harm opens the 不良反应 flow, whatever else is going on.
  mutating func reportedAdverseReaction() -> Bool {
    guard message.mood.signals.contains("adverse-reaction"),
      !message.isQuestion || message.text.contains("怎么办"),
      let name = bot.script.phrases.variants(.adverseFlow).first, bot.script.flow(name) != nil,
      !session.forms.contains(where: { $0.flow == name })
    else { return false }
    turn.reasons.append("听到用药后的不适（安全信号 adverse-reaction），先走“\(name)”")
    turn.takenIntent = name
    begin(name)
    return true
  }

  // MARK: - Mood

  /// −0.35 is one clear complaint, −0.6 several or a strong one (scale of `SentimentResult.score`).
  enum MoodLimit {
    static let negative = -0.35
    static let strong = -0.65
    static let margin = 0.1
  }

  mutating func soothe() {
    guard !session.isHandedOver, session.forms.isEmpty, message.mood.score <= moodLimit() else { return }
    say(phrase(.apology))
    turn.reasons.append("情绪 \(rounded(message.mood.score))：先道歉")
  }

  /// 退货运费谁出 sounds negative by its topic alone: beside a like example only what goes beyond it is mood.
  func moodLimit() -> Double {
    let (similarity, mood): (Double, Double)
    switch choice() {
    case .faq(let score): (similarity, mood) = (score.similarity, score.exampleMood)
    case .intent(let score): (similarity, mood) = (score.similarity, score.exampleMood)
    case .nothing: return MoodLimit.strong
    }
    return similarity < 0.7 ? MoodLimit.negative : min(MoodLimit.negative, mood - MoodLimit.margin)
  }

  mutating func offerHuman() {
    guard !session.isHandedOver, turn.escalate == .none, !session.hasOfferedHuman else { return }
    let last = session.moods.suffix(3)
    let isFalling =
      last.count == 3 && last.reduce(0, +) < -0.7 && zip(last, last.dropFirst()).allSatisfy { $0 >= $1 }
    let isStrong = message.mood.score <= MoodLimit.strong && turn.replies.count > 1
    guard isStrong || isFalling else { return }
    session.hasOfferedHuman = true
    say(phrase(.offerHuman))
    turn.reasons.append(isFalling ? "情绪连续三轮走低：提出转人工" : "情绪很差：提出转人工")
  }
}
