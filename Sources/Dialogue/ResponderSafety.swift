/// What comes before any answer: safety rules, reports of harm, and how the customer feels.
extension Responder {
  /// For how many turns a part of a safety rule is remembered: about as long as people go on about one matter.
  private static let memory = 6

  mutating func guarded() -> Bool {
    let named = namedPerson
    let context =
      isAboutEarlierDrugs
      ? session.recentDrugs.filter { earlier in
        // What her husband takes is not what her son asks about.
        earlier.turn < session.turns && (earlier.person == nil || named == nil || earlier.person == named)
      }.map(\.drug) : []
    let subject = GuardMatcher.Subject(message.text, entities: message.entities, context: context)
    // What is said now goes before what is only true together with what was said before.
    // A rule that has spoken hides no other: a new drug or a rash may be another rule's matter.
    let told = Set(session.heard.filter { $0.part == Self.told }.map(\.rule))
    let spokenOut = Set(
      bot.script.guards.filter { told.contains($0.name) && isSpokenOut($0) }.map(\.name))
    let isNew = { (rule: Script.Guard) in rule.level == .emergency || !spokenOut.contains(rule.name) }
    let hit =
      firstGuard(of: subject, where: isNew) ?? firstGuardOfWholeSentence(subject, where: isNew)
      ?? (session.heard.isEmpty || isLeave ? nil : firstGuardLookingBack(of: subject, where: isNew))
      ?? (told.isEmpty || tellsHarm ? nil : firstGuardOnceMore(subject))
    remember(subject)
    let rule: Script.Guard
    let cause: String
    if let danger = message.danger, !isRash,
      hit == nil || danger.isSure && danger.isKnown && hit?.0.level != .emergency,
      !isEmergencyMentioned(in: subject)
    {
      // Advice on a wound helps nobody who chokes: where it is not clear what it is, only what is true of all.
      let general = danger.isKnown ? nil : bot.script.generalEmergency
      rule = bot.script.guards[general ?? danger.rule]
      cause = "规则里没有这些词，但整句话像“\(danger.example)”（相似度 \(percent(danger.similarity))）"
    } else if let (heard, evidence) = hit {
      rule = heard
      cause = "听到 \(evidence.map { "“\($0)”" }.joined(separator: "、"))"
    } else {
      return false
    }
    fire(rule, cause)
    return true
  }

  /// Does what a rule says.
  mutating func fire(_ rule: Script.Guard, _ cause: String) {
    turn.firedGuard = rule.name
    turn.reasons.append("护栏“\(rule.name)”（\(rule.level.rawValue)）：\(cause)，护栏排在一切流程之前")
    leaveTopic(rule.name, .health)
    tell(rule)
    cite(rule.source, rule.review)
    if let record = rule.record { file(record) }
    if rule.level == .emergency {
      turn.escalate = .emergency
      session.memory.emergency = .init(rule: rule.name, turn: session.turns)
      putAway(.cancelled)
    } else {
      if let target = rule.target { turn.escalate = escalation(target) }
      // The pharmacist has the question now: the bot does not ask on about it.
      if turn.escalate == .pharmacist,
        session.forms.last?.flow == bot.script.phrases.variants(.usageFlow).first
      {
        putAwayLast(.cancelled)
      }
      if !session.isHandedOver {
        takeAside()
        if !session.forms.isEmpty { digressed() }
        askAgain()
      }
    }
  }

  /// Says what the rule says; to whom has heard it in the last turns, that it still holds. An emergency is
  /// said again and again.
  private mutating func tell(_ rule: Script.Guard) {
    if rule.level != .emergency, isSpokenOut(rule) {
      say(phrase(.alreadyTold, ["药品": newPart ?? message.drugs.first?.said ?? "这个"]))
    } else {
      say(render(variant(of: "护栏 \(rule.name)", rule.answers.map(\.text))))
    }
    session.heard.append(.init(rule: rule.name, part: Self.told, turn: session.turns))
  }

  /// Whether all that the rule could say to this was said: what is asked of another drug may be answered by another
  /// of its texts.
  private func isSpokenOut(_ rule: Script.Guard) -> Bool {
    let told = session.heard.count { $0.rule == rule.name && $0.part == Self.told }
    return told > 0 && (isFollowingUp || message.drugs.isEmpty || told >= rule.answers.count)
  }

  /// In place of a part's number, which is at least 1: the rule has spoken.
  private static let told = 0

  /// Thanks and goodbye ask for nothing, whatever was spoken of before.
  private var isLeave: Bool { !message.isQuestion && Leave.isAll(of: message.text) }

  /// The gravest rule that holds of the message together with what was told of the person it is about, and not
  /// of that alone.
  private func firstGuardOfWholeSentence(
    _ subject: GuardMatcher.Subject, where isWanted: (Script.Guard) -> Bool
  ) -> (Script.Guard, [String])? {
    guard let (sentence, facts) = wholeSentence() else { return nil }
    func subject(_ text: String) -> GuardMatcher.Subject {
      let folded = FoldedText(text)
      return GuardMatcher.Subject(
        folded, entities: bot.understanding.entities(in: folded, now: now))
    }
    let whole = subject(sentence)
    let known = subject(facts)
    for level in Script.Guard.Level.allCases {
      for rule in bot.script.guards where rule.level == level && isWanted(rule) {
        guard let evidence = GuardMatcher.evidence(for: rule, in: whole),
          GuardMatcher.evidence(for: rule, in: known) == nil
        else { continue }
        return (rule, evidence + ["前面说的“\(facts)”"])
      }
    }
    return nil
  }

  /// The words of an emergency stand in the message, denied, supposed or about something else: the rules have
  /// judged it.
  private func isEmergencyMentioned(in subject: GuardMatcher.Subject) -> Bool {
    bot.script.guards.contains {
      $0.level == .emergency && GuardMatcher.isMentioned($0, in: subject)
    }
  }

  /// The gravest rule that holds, the first of equally grave ones.
  func firstGuard(
    of subject: GuardMatcher.Subject, where isWanted: (Script.Guard) -> Bool = { _ in true }
  ) -> (Script.Guard, [String])? {
    for level in Script.Guard.Level.allCases {
      for rule in bot.script.guards where rule.level == level && isWanted(rule) {
        if let evidence = GuardMatcher.evidence(for: rule, in: subject) { return (rule, evidence) }
      }
    }
    return nil
  }

  /// The same, of rules of which earlier turns held a part.
  private func firstGuardLookingBack(
    of subject: GuardMatcher.Subject, where isWanted: (Script.Guard) -> Bool
  ) -> (Script.Guard, [String])? {
    let named = namedPerson
    for level in Script.Guard.Level.allCases {
      for rule in bot.script.guards where rule.level == level && isWanted(rule) {
        let heard = session.heard.filter {
          // What was said of the child does not hold for her father.
          $0.rule == rule.name && ($0.person == nil || named == nil || $0.person == named)
        }.map(\.part)
        guard !heard.isEmpty else { continue }
        if let evidence = GuardMatcher.evidence(for: rule, in: subject, heard: Set(heard)) {
          return (rule, evidence)
        }
      }
    }
    return nil
  }

  var namedPerson: String? {
    if case .named(let name) = bot.people.reference(in: message.text) { name } else { nil }
  }

  /// Notes what parts of the rules that look back the message holds.
  private mutating func remember(_ subject: GuardMatcher.Subject) {
    session.heard.removeAll { session.turns - $0.turn >= Responder.memory }
    let named = namedPerson
    for rule in bot.script.guards where rule.memory == .words {
      for part in GuardMatcher.parts(of: rule, in: subject) {
        session.heard.removeAll { $0.rule == rule.name && $0.part == part }
        session.heard.append(
          .init(rule: rule.name, part: part, turn: session.turns, person: named))
      }
    }
  }

  /// Whether drugs of earlier turns belong to this message: it names none (那能喝酒吗), or one to be taken with
  /// them. 褪黑素有货吗 after a question about 艾司唑仑 is about 褪黑素 alone.
  private var isAboutEarlierDrugs: Bool {
    message.drugs.isEmpty || message.text.contains(anyOf: ["一起", "同时", "一块", "再吃", "还能", "合用", "隔多久", "混着"])
  }

  /// A rule that has spoken still holds of what is said now, and of every drug that is asked about.
  private func firstGuardOnceMore(_ subject: GuardMatcher.Subject) -> (Script.Guard, [String])? {
    if let hit = firstGuard(of: subject) { return hit }
    guard message.isQuestion, !message.drugs.isEmpty else { return nil }
    return firstGuardOfWholeSentence(subject, where: { _ in true })
      ?? firstGuardLookingBack(of: subject, where: { _ in true })
  }

  /// Harm that the skin shows and nothing worse: for the report of an adverse reaction.
  private var isRash: Bool {
    tellsHarm && message.text.contains(anyOf: ["红", "疹", "疙瘩", "风团", "痒", "起泡", "脱皮"])
      && !message.text.contains(anyOf: ["肿", "喘", "晕", "心慌", "黑", "吐", "憋", "叫不"])
  }

  private static let taken = ["吃完", "吃了", "喂完", "喂了", "用完", "用了", "涂了", "贴了", "打了", "喝了"]
  private static let harm = [
    "红点", "红疹", "疹", "红疙瘩", "疙瘩", "风团", "发红", "红了一片", "肿", "发痒", "痒", "起泡", "脱皮", "吐了", "头晕", "心慌",
  ]

  /// Something came up after a medicine: 吃完美林身上起红点点了.
  var tellsHarm: Bool {
    message.text.contains(anyOf: Self.taken) && message.text.contains(anyOf: Self.harm)
      && (!message.drugs.isEmpty || message.text.contains("药"))
      && !message.text.contains(anyOf: ["会不会", "会吗", "会起", "怕", "如果", "要是"])
  }

  /// A report of harm opens the 不良反应 flow, whatever else is going on.
  mutating func reportedAdverseReaction() -> Bool {
    guard message.mood.signals.contains("adverse-reaction") || tellsHarm,
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
