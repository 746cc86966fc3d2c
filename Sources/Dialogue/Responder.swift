import Support

/// One turn: decides in a fixed order, safety first, and leaves the new session and the turn's record.
struct Responder {
  let bot: Bot
  var session: Session
  var turn: Turn
  let now: Moment
  var message: Message
  /// Replies that say which earlier values a flow takes over.
  var keptNotices: Set<String> = []
  /// The message before it was understood.
  private let input: String

  init(bot: Bot, session: Session, text: String, now: Moment) {
    self.bot = bot
    self.session = session
    self.now = now
    input = text
    turn = Turn(session: session.id, turn: session.turns)
    message = Message(
      text: FoldedText(""), entities: [], intents: [], faqs: [], mood: .neutral, isQuestion: false)
  }

  mutating func run() {
    session.turns += 1
    turn.turn = session.turns
    var text = input
    if text.unicodeScalars.count > Bot.messageLimit {
      text = String(String.UnicodeScalarView(text.unicodeScalars.prefix(Bot.messageLimit)))
      say(phrase(.tooLong))
    }
    text = offeredQuestion(for: text) ?? text
    message = bot.understanding.read(text, now: now)
    note()
    if message.text.compact.isEmpty {
      say(phrase(.empty))
      askAgain()
    } else if !guarded(), !reportedAdverseReaction() {
      soothe()
      if !continuedForm() { choose() }
      offerHuman()
    }
    finish()
  }

  /// A bare number picks one of the questions offered in the last turn.
  private mutating func offeredQuestion(for text: String) -> String? {
    let offered = session.offered
    session.offered = []
    guard session.forms.isEmpty, let number = Repair.number(FoldedText(text)), number <= offered.count else {
      return nil
    }
    turn.reasons.append("您选了第 \(number) 个建议：“\(offered[number - 1])”")
    return offered[number - 1]
  }

  private mutating func note() {
    turn.intents = message.intents.prefix(3).map { .init(name: $0.name, confidence: rounded($0.confidence)) }
    turn.sentiment = .init(polarity: message.mood.polarity, score: rounded(message.mood.score))
    session.moods = session.moods.suffix(4) + [message.mood.score]
    session.recentDrugs.removeAll { session.turns - $0.turn > 3 }
    for drug in message.drugs.reversed() {
      session.recentDrugs.removeAll { $0.drug == drug }
      session.recentDrugs.insert(.init(drug: drug, turn: session.turns), at: 0)
    }
    session.kept["药品"] = session.recentDrugs.first?.drug.title
  }

  private mutating func finish() {
    for entity in message.entities where turn.slots[entity.kind.key] == nil {
      turn.slots[entity.kind.key] = entity.value
    }
    for slot in bot.script.slots {
      guard let value = bot.filler.value(of: slot, in: message, isAsked: false), !slot.key.isEmpty,
        turn.slots[slot.key] == nil
      else { continue }
      if case .choice = slot.shape { continue }
      turn.slots[slot.key] = value
    }
    for (name, value) in session.slots { turn.slots[bot.script.slot(name)?.key ?? name] = value }
    if let form = session.forms.last {
      turn.asking = form.confirming.isEmpty ? form.asking : "核对"
      turn.form = .init(
        name: form.flow, state: form.startedAt == session.turns ? .started : .continued,
        ask: form.confirming.isEmpty ? form.asking.flatMap { bot.script.slot($0)?.key } : "confirm")
    }
    // What is being confirmed says already which values are taken over.
    if turn.asking == "核对" { turn.replies.removeAll { keptNotices.contains($0) } }
    if !turn.abstained { session.misses = 0 }
  }

  // MARK: - Safety

  private mutating func guarded() -> Bool {
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
    say(render(variant(of: "护栏 \(rule.name)", rule.answers)))
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
  private mutating func reportedAdverseReaction() -> Bool {
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
  private enum MoodLimit {
    static let negative = -0.35
    static let strong = -0.65
    static let margin = 0.1
  }

  private mutating func soothe() {
    guard !session.isHandedOver, session.forms.isEmpty, message.mood.score <= moodLimit() else { return }
    say(phrase(.apology))
    turn.reasons.append("情绪 \(rounded(message.mood.score))：先道歉")
  }

  /// 退货运费谁出 sounds negative by its topic alone: beside a like example only what goes beyond it is mood.
  private func moodLimit() -> Double {
    let (similarity, mood): (Double, Double)
    switch choice() {
    case .faq(let score): (similarity, mood) = (score.similarity, score.exampleMood)
    case .intent(let score): (similarity, mood) = (score.similarity, score.exampleMood)
    case .nothing: return MoodLimit.strong
    }
    return similarity < 0.7 ? MoodLimit.negative : min(MoodLimit.negative, mood - MoodLimit.margin)
  }

  private mutating func offerHuman() {
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

  // MARK: - Choosing what to do

  enum Choice: Equatable {
    case faq(Message.FAQScore)
    case intent(Message.IntentScore)
    case nothing
  }

  /// The answer or intent that the message means, if either is likely enough.
  func choice() -> Choice {
    let faq = message.faqs.first.flatMap { $0.similarity >= Understanding.Threshold.faq ? $0 : nil }
    let intent = message.intents.first.flatMap {
      $0.confidence >= Understanding.Threshold.confidence
        && $0.similarity >= Understanding.Threshold.similarity ? $0 : nil
    }
    switch (faq, intent) {
    case (let faq?, let intent?): return faq.similarity >= intent.similarity ? .faq(faq) : .intent(intent)
    case (let faq?, nil): return .faq(faq)
    case (nil, let intent?): return .intent(intent)
    case (nil, nil): return usageQuestion().map { .intent($0) } ?? .nothing
    }
  }

  /// A question that names a drug is about its use sooner than about nothing.
  private func usageQuestion() -> Message.IntentScore? {
    guard message.isQuestion, !message.drugs.isEmpty, let best = message.intents.first,
      best.confidence >= 0.2,
      best.name == bot.script.phrases.variants(.usageFlow).first
    else { return nil }
    return best
  }

  private mutating func choose() {
    switch choice() {
    case .faq(let score): answer(score)
    case .intent(let score): take(score)
    case .nothing:
      if Repair.isCancel(message.text) {
        say(phrase(.nothingToCancel))
      } else if Repair.isYes(message.text) || Repair.isNo(message.text) {
        say(phrase(.agreed))
      } else {
        abstain()
      }
    }
  }

  mutating func take(_ score: Message.IntentScore) {
    turn.takenIntent = score.name
    turn.reasons.append(
      "意图“\(score.name)” \(percent(score.confidence))：最像例句“\(score.example)”（相似度 \(percent(score.similarity))）"
    )
    acknowledge(score.name)
    if bot.script.flow(score.name) != nil {
      begin(score.name)
    } else if let answers = bot.script.intent(score.name)?.answers {
      say(render(variant(of: "意图 \(score.name)", answers)))
      askAgain()
    }
  }

  mutating func answer(_ score: Message.FAQScore, isContinuing: Bool = false) {
    let faq = bot.script.faqs[score.faq]
    turn.reasons.append(
      "问答“\(faq.name)”：最像问法“\(score.example)”（相似度 \(percent(score.similarity))）"
        + (faq.drugs.isEmpty ? "" : "，药品相符"))
    guard faq.review.map({ $0.until >= now.date }) ?? true else {
      turn.reasons.append("但它的审核已过期，不能用")
      refer(to: faq.drugs.first ?? faq.name)
      return
    }
    turn.answeredFAQs.append(faq.name)
    acknowledge(faq.name)
    say(render(variant(of: "问答 \(faq.name)", faq.answers)))
    cite(faq.source, faq.review)
    if let target = faq.target { hand(to: target) }
    if !isContinuing { askAgain() }
  }

  /// Nothing to say from reviewed material: the pharmacist takes it.
  mutating func refer(to drug: String) {
    say(phrase(.noReviewedAnswer, ["药品": drug]))
    turn.escalate = .pharmacist
    turn.abstained = true
  }

  private mutating func abstain() {
    turn.abstained = true
    if let best = message.intents.first {
      turn.reasons.append("没有把握：最接近的是“\(best.name)” \(percent(best.confidence))，不到界线，如实说不会")
    } else {
      turn.reasons.append("没有一句例句与这句话相近，如实说不会")
    }
    if session.isHandedOver {
      turn.escalate = .human
      if !session.hasSaidWaiting { say(phrase(.waitingForHuman)) } else { say("好的，已转达。") }
      session.hasSaidWaiting = true
      return
    }
    if let drug = message.drugs.first {
      let isBare = message.text.compact.count <= drug.title.count + 2
      if isBare { say(phrase(.bareDrug, ["药品": drug.title])) } else { refer(to: drug.title) }
      return
    }
    session.misses += 1
    if message.mood.score <= MoodLimit.strong, session.misses < 3 {
      session.hasOfferedHuman = true
      say(phrase(.offerHuman))
      return
    }
    switch session.misses {
    case 1: say(phrase(.notUnderstood, ["建议": suggestions()]))
    case 2: say(phrase(.stillNotUnderstood, ["建议": suggestions()]))
    default:
      turn.reasons.append("连续 \(session.misses) 次没听懂：转人工")
      hand(to: .human)
    }
  }

  /// When the turn touches what many reviews complain about, says once that others did too.
  private mutating func acknowledge(_ name: String) {
    guard !session.isHandedOver else { return }
    for suggestion in bot.script.suggestions {
      let aspect = suggestion.aspect
      let isComplaint = message.mood.aspects.contains { $0.name == aspect && $0.isComplaint }
      guard let text = suggestion.acknowledgement, suggestion.intents.contains(name) || isComplaint,
        bot.voice.isComplainedAbout(aspect), session.acknowledged.insert(aspect).inserted
      else { continue }
      say(text)
      if let share = bot.voice.aspects[aspect] {
        turn.reasons.append(
          "评价分析：\(percent(share.share))的评价说到\(aspect)，其中至少 \(percent(share.negative))是抱怨（界线 \(percent(CustomerVoice.complaintThreshold))），所以先表示知道"
        )
      }
      return
    }
  }
}
