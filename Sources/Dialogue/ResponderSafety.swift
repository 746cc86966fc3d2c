/// What comes before any answer: safety rules, reports of harm, and how the customer feels.
extension Responder {
  /// For how many turns a part of a safety rule is remembered: about as long as people go on about one matter.
  private static let memory = 6

  mutating func guarded() -> Bool {
    let context =
      isAboutEarlierDrugs ? session.recentDrugs.filter { $0.turn < session.turns }.map(\.drug) : []
    // What is said now goes before what is only true together with what was said before.
    let hit = firstGuard(looksBack: false, context) ?? firstGuard(looksBack: true, context)
    remember()
    let rule: Script.Guard
    if let danger = message.danger, hit?.0.level != .emergency, !isMentionedOtherwise {
      rule = bot.script.guards[danger.rule]
      turn.reasons.append(
        "护栏“\(rule.name)”（\(rule.level.rawValue)）：规则里没有这些词，但整句话像“\(danger.example)”（相似度 \(percent(danger.similarity))），护栏排在一切流程之前"
      )
    } else if let hit {
      rule = hit.0
      turn.reasons.append(
        "护栏“\(rule.name)”（\(rule.level.rawValue)）：听到 \(hit.1.map { "“\($0)”" }.joined(separator: "、"))，护栏排在一切流程之前"
      )
    } else {
      return false
    }
    turn.firedGuard = rule.name
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

  /// An emergency's words stand in the message, denied, supposed or about something else: the rules have judged it.
  private var isMentionedOtherwise: Bool {
    bot.script.guards.contains {
      $0.level == .emergency && GuardMatcher.isMentioned($0, in: message.text, entities: message.entities)
    }
  }

  /// The gravest rule that holds, the first of equally grave ones.
  private func firstGuard(looksBack: Bool, _ context: [DrugName]) -> (Script.Guard, [String])? {
    for level in Script.Guard.Level.allCases {
      for rule in bot.script.guards where rule.level == level {
        let heard = looksBack ? session.heard.filter { $0.rule == rule.name }.map(\.part) : []
        if let evidence = GuardMatcher.evidence(
          for: rule, in: message.text, entities: message.entities,
          context: rule.memory == .none ? [] : context, heard: Set(heard))
        {
          return (rule, evidence)
        }
      }
    }
    return nil
  }

  /// Notes what parts of the rules that look back the message holds.
  private mutating func remember() {
    session.heard.removeAll { session.turns - $0.turn >= Responder.memory }
    for rule in bot.script.guards where rule.memory == .words {
      for part in GuardMatcher.parts(of: rule, in: message.text, entities: message.entities) {
        session.heard.removeAll { $0.rule == rule.name && $0.part == part }
        session.heard.append(.init(rule: rule.name, part: part, turn: session.turns))
      }
    }
  }

  /// Whether drugs of earlier turns belong to this message: it names none (那能喝酒吗), or one to be taken with
  /// them. 褪黑素有货吗 after a question about 艾司唑仑 is about 褪黑素 alone.
  private var isAboutEarlierDrugs: Bool {
    message.drugs.isEmpty || message.text.contains(anyOf: ["一起", "同时", "一块", "再吃", "还能", "合用", "隔多久", "混着"])
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
}
