/// What is told of the patient after a question about health is taken in: 70了, 有糖尿病, 青霉素过敏.
extension Responder {
  /// What the message tells and asks nothing beside: it is kept, and the last question is answered in the light of
  /// it where that makes a difference.
  /// - Returns: whether the turn is answered so.
  mutating func tookPatient() -> Bool {
    if askedAboutTaken() { return true }
    guard tellsOnly, session.forms.isEmpty, let topic = healthTopic else { return false }
    if case .intent(let score) = choice(), bot.script.flow(score.name) == nil {
      turn.takenIntent = score.name
    }
    let content = noted.map(Self.plain).joined(separator: "、")
    turn.reasons.append("补充的是用药人的情况：\(content)，连着前面的“\(topic.question)”看")
    let whole = bot.understanding.read(message.text.text + "，" + topic.question, now: now)
    let question = FoldedText(topic.question)
    let known = GuardMatcher.Subject(
      question, entities: bot.understanding.entities(in: question, now: now))
    let subject = GuardMatcher.Subject(whole.text, entities: whole.entities)
    if let (rule, evidence) = firstGuard(of: subject), GuardMatcher.evidence(for: rule, in: known) == nil {
      say(phrase(.notedShort, ["内容": content]))
      fire(rule, "听到 \(evidence.map { "“\($0)”" }.joined(separator: "、"))")
      return true
    }
    if let found = ailment(beside: nil), !session.memory.wasAnswered(bot.script.faqs[found.faq].name) {
      say(phrase(.notedShort, ["内容": content]))
      answer(found)
      return true
    }
    if case .faq(let score) = choice(of: whole), bot.script.faqs[score.faq].name != topic.answer,
      bot.script.faqs[score.faq].review != nil, !session.memory.wasAnswered(bot.script.faqs[score.faq].name),
      score.similarity >= Understanding.Threshold.faq + 0.1
    {
      say(phrase(.notedShort, ["内容": content]))
      message = whole
      answer(score)
      return true
    }
    let now = session.turns
    session.memory.topic?.turn = now
    if session.memory.hasAskedPharmacist {
      say(phrase(.notedForPharmacist, ["内容": content]))
    } else if let offered = session.memory.pharmacistOffered, now - offered <= Self.offerPatience {
      say(phrase(.notedMore, ["内容": content]))
    } else {
      session.memory.pharmacistOffered = now
      say(phrase(.notedPatient, ["内容": content]))
      offer(bot.script.phrases.variants(.acceptHealth).first)
    }
    return true
  }

  /// What somebody takes is told, not asked about: 平时吃阿司匹林 能吃点啥 asks what to take.
  mutating func setAsideTaken() {
    let taken = notedClauses.filter { clause in
      message.entities.contains { $0.kind == .drug && clause.contains($0.range.lowerBound) }
    }
    guard !taken.isEmpty, message.isQuestion, session.forms.isEmpty, !isFollowingUp,
      message.entities.filter({ $0.kind == .drug }).allSatisfy({ drug in
        taken.contains { $0.contains(drug.range.lowerBound) }
      })
    else { return }
    let rest = message.text.clauses.filter { !taken.contains($0) }.map { message.text.text($0) }
    let text = rest.joined(separator: "，")
    guard text.count >= 3 else { return }
    turn.reasons.append("在吃的药记下了，问的是“\(echo(text))”")
    message = bot.understanding.read(text, now: now)
    message.isQuestion = true
  }

  private static let offerPatience = 4
  /// A clause beside what is noted may be so long: 就是没精神.
  private static let shortClause = 8

  /// 降压药呢, of what somebody was said to take: it goes on, and is looked at together with what is new.
  private mutating func askedAboutTaken() -> Bool {
    guard session.forms.isEmpty, healthTopic != nil,
      let rest = Ellipsis.read(FoldedText(input))?.rest, rest.count > 1,
      let person = person(),
      person.turn < session.turns || !noted.contains(where: { $0.contains(rest.text) }),
      person.facts.contains(where: { $0.contains(rest.text) && !$0.contains("过敏") }),
      bot.subjects.subjects(in: rest, entities: bot.understanding.entities(in: rest, now: now))
        .contains(where: { $0.kind == SubjectReader.drug && $0.range.count == rest.count })
    else { return false }
    turn.reasons.append("前面说过在吃“\(rest.text)”：照常吃，加药一起核对")
    say(phrase(.takenAlready, ["药品": rest.text]))
    if !session.memory.hasAskedPharmacist { offer(bot.script.phrases.variants(.acceptHealth).first) }
    return true
  }

  /// The message tells of somebody's body and medicines, clause for clause.
  private var tellsOnly: Bool {
    guard !noted.isEmpty, !message.isQuestion, !isFollowingUp, !tellsHarm, message.text.count <= 60,
      message.mood.signals.isEmpty || isAllergy
    else { return false }
    let rest = message.text.clauses.filter { clause in
      !notedClauses.contains(clause) && !Repair.isYes(FoldedText(message.text.text(clause)))
        && clause.count > 2
    }
    guard rest.count <= 1, rest.allSatisfy({ $0.count <= Self.shortClause }) else { return false }
    switch choice() {
    case .nothing: return true
    case .faq(let score): return bot.script.faqs[score.faq].review != nil
    case .intent(let score): return Theme(intent: score.name, in: bot.script) == .health
    }
  }

  /// 青霉素过敏 is what she knows of herself, 吃了青霉素过敏了 what has happened.
  private var isAllergy: Bool {
    message.text.contains("过敏")
      && !message.text.contains(anyOf: ["吃了", "用了", "喝了", "打了", "涂了", "贴了", "起", "痒", "疹", "肿", "过敏了"])
  }

  /// What was last asked, if it was about health.
  var healthTopic: SessionMemory.Topic? {
    guard let topic = recentTopic, topic.isAboutHealth else { return nil }
    return topic
  }

  /// 她有糖尿病 and 吃二甲双胍 as they may be repeated: 糖尿病、吃二甲双胍.
  private static func plain(_ fact: String) -> String {
    var words = fact[...]
    for lead in ["她", "他", "我", "而且", "还", "也", "有", "是", "得了"]
    where words.hasPrefix(lead) && words.count > lead.count + 1 {
      words = words.dropFirst(lead.count)
    }
    return String(words)
  }
}
