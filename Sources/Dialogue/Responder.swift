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
  /// What flows said this turn by 答.
  var spoken: Set<String> = []
  /// The message before it was understood.
  let input: String
  /// Two drugs that the message asks about together, one of them by a pronoun; else empty.
  var bothDrugs: [DrugName] = []
  /// What the message told without being asked.
  var overheard: [(name: String, value: String)] = []
  /// What the message told of a person.
  var noted: [String] = []
  /// Where it told them.
  var notedClauses: [Range<Int>] = []
  /// The message was read together with the question before it.
  var isFollowingUp = false
  /// The question to go on from, where it is not the whole message.
  var leftQuestion: String?
  /// What a short message put in the place of something.
  var newPart: String?
  /// What was said for comfort alone.
  var comforting: Set<String> = []
  /// Somebody's hours were said, so that they need not be told once more.
  var saidHours = false
  /// Nothing is asked again while one part of a message is answered beside another.
  var holdsQuestions = false
  /// A drug that the turn was asked about and had no answer for.
  var unanswered: DrugName?

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
      if !session.isHandedOver { say(phrase(.tooLong)) }
    }
    adaptForms()
    text = Assent.withoutAttention(offeredQuestion(for: text) ?? text)
    message = bot.understanding.read(text, now: now)
    followUp()
    note()
    keepAnswersOfBothDrugs()
    overhear()
    if let rest = withoutTold(), choice() == .nothing { message = bot.understanding.read(rest, now: now) }
    readWithDeed()
    readAboutEarlierDrug()
    notePeople()
    keepAnswersForPerson()
    if session.isHandedOver {
      listen()
    } else if message.text.compact.isEmpty {
      say(phrase(.empty))
      askAgain()
    } else if !reachedHelp(), !guardedAndAnswered(), !wentOnFromEmergency(), !tookPatient(),
      !reportedAdverseReaction()
    {
      setAsideTaken()
      if askedWhichDrug() {
        finish()
        return
      }
      leaveBackgroundDrugs()
      if !Repair.isRetreat(message.text) { soothe() }
      if !reconsidered(), !compared(), !continuedForm(), !continuedDeed(), !changedRecipient(),
        !answeredParts()
      {
        choose()
      }
      offerHuman()
    }
    finish()
  }

  /// A bare number picks one of the questions offered in the last turn.
  private mutating func offeredQuestion(for text: String) -> String? {
    let (offered, drugs) = (session.offered, session.offeredDrugs)
    let wasOneQuestion = session.isOneQuestion
    if !offered.isEmpty { session.memory.noteOffered(offered, turn: session.turns) }
    (session.offered, session.offeredDrugs, session.isOneQuestion) = ([], [], false)
    let said = FoldedText(text)
    if let drug = drugs.firstIndex(where: { said.contains($0) && said.compact.count <= $0.count + 4 }),
      drug < offered.count
    {
      turn.reasons.append("您说的是“\(drugs[drug])”")
      return offered[drug]
    }
    if session.forms.isEmpty, offered.count == 1, wasOneQuestion, Assent.read(said, verbs: []) == .yes {
      turn.reasons.append("您说是：“\(offered[0])”")
      return offered[0]
    }
    // Asked 您是想问“地址改一下”吗 she sends the number: that is a yes.
    if session.forms.isEmpty, offered.count == 1, wasOneQuestion, said.count >= 12,
      said.scalars.allSatisfy({ ("0"..."9").contains($0) || $0 == " " })
    {
      turn.reasons.append("您发来单号：“\(offered[0])”")
      return offered[0] + " " + text
    }
    if session.forms.isEmpty, offered.count > 1, let chosen = paraphrased(said, among: offered) {
      turn.reasons.append("您选的是：“\(chosen)”")
      return chosen
    }
    guard session.forms.isEmpty || !drugs.isEmpty, let number = Repair.number(FoldedText(text)) else {
      return nil
    }
    // A number after something in between still means the list before it.
    let list = offered.isEmpty ? session.memory.offered(before: session.turns) : offered
    guard number <= list.count else { return nil }
    turn.reasons.append("您选了第 \(number) 个建议：“\(list[number - 1])”")
    return list[number - 1]
  }

  /// Two drugs that a wrongly typed name fits equally well are never mixed up: the customer says which.
  private mutating func askedWhichDrug() -> Bool {
    guard let entity = message.entities.first(where: { !$0.otherDrugs.isEmpty }), let drug = entity.drug
    else {
      return false
    }
    let said = message.text.text(entity.range)
    let names = ([drug] + entity.otherDrugs).map(\.said)
    session.offered = names.map {
      message.text.text(0..<entity.range.lowerBound) + $0
        + message.text.text(entity.range.upperBound..<message.text.count)
    }
    session.offeredDrugs = names
    session.recentDrugs.removeAll { $0.turn == session.turns }
    session.kept["药品"] = session.recentDrugs.first?.drug.title
    message.entities.removeAll { !$0.otherDrugs.isEmpty }
    turn.reasons.append("“\(said)”可能是\(names.joined(separator: "、"))，一样像，先问清楚")
    let options = zip(1..., names).map { "\n\($0). \($1)" }.joined()
    say(phrase(.whichDrug, ["药品": names.joined(separator: "还是"), "选项": options]))
    return true
  }

  /// 它, 这个 beside 一起: the drug of an earlier turn is meant as well, and an answer must speak of both.
  private mutating func keepAnswersOfBothDrugs() {
    guard message.text.contains(anyOf: ["它", "这个", "那个", "刚才"]),
      message.text.contains(anyOf: ["一起", "同时", "一块"]), Set(message.drugs.map(\.generic)).count == 1,
      let earlier = session.recentDrugs.first(where: { $0.drug.generic != message.drugs[0].generic })
    else { return }
    bothDrugs = message.drugs + [earlier.drug]
    message.faqs = message.faqs.filter { bot.understanding.speaks($0.faq, of: bothDrugs) }
  }

  private mutating func note() {
    turn.intents = message.intents.prefix(3).map { .init(name: $0.name, confidence: rounded($0.confidence)) }
    turn.sentiment = .init(polarity: message.mood.polarity, score: rounded(message.mood.score))
    let isMood = message.mood.score > MoodLimit.negative || message.mood.score <= moodLimit()
    session.moods = session.moods.suffix(4) + [isMood ? message.mood.score : 0]
    session.recentDrugs.removeAll { session.turns - $0.turn > 3 }
    for drug in message.drugs.reversed() {
      session.recentDrugs.removeAll { $0.drug == drug }
      session.recentDrugs.insert(.init(drug: drug, turn: session.turns, person: namedPerson), at: 0)
    }
    session.kept["药品"] = session.recentDrugs.first?.drug.title
  }

  private mutating func finish() {
    offerDrugAnswers()
    comfortOnce()
    tellPharmacistsHours()
    // The person who takes over has the values; the bot will not ask for them any more.
    if session.isHandedOver, !session.forms.isEmpty { putAway(.cancelled) }
    for entity in message.entities where turn.slots[entity.kind.key] == nil {
      turn.slots[entity.kind.key] = entity.value
    }
    for slot in bot.script.slots where !slot.key.isEmpty && turn.slots[slot.key] == nil {
      if case .choice = slot.shape { continue }
      guard let value = bot.filler.value(of: slot, in: message, isAsked: false) else { continue }
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

  // MARK: - Choosing what to do

  enum Choice: Equatable {
    case faq(Message.FAQScore)
    case intent(Message.IntentScore)
    case nothing
  }

  /// The answer or intent that the message means, if either is likely enough.
  func choice() -> Choice {
    if isNothingButDrug { return .nothing }
    let faq = message.isBareValue ? nil : message.faqs.first.flatMap { fits($0) ? $0 : nil }
    let intent = Understanding.isClear(message) ? message.intents.first : nil
    if faq.map({ $0.similarity < intent?.similarity ?? 0 || !message.drugs.isEmpty }) ?? true,
      let ailment = ailment(beside: intent)
    {
      return .faq(ailment)
    }
    switch (faq, intent) {
    case (let faq?, let intent?): return faq.similarity >= intent.similarity ? .faq(faq) : .intent(intent)
    case (let faq?, nil): return .faq(faq)
    case (nil, let intent?): return .intent(intent)
    case (nil, nil): return (usageQuestion() ?? illness() ?? pleasantry()).map { .intent($0) } ?? .nothing
    }
  }

  /// What listens for words is not answered for a likeness alone: all complaints sound alike.
  private func fits(_ score: Message.FAQScore) -> Bool {
    let isListening = bot.script.faqs[score.faq].listens != nil
    return score.similarity >= (isListening ? Self.surely : Understanding.Threshold.faq)
  }

  private static let surely = 0.75

  /// A drug's name and nothing else asks for no answer in particular.
  private var isNothingButDrug: Bool {
    message.entity(.drug).map { $0.range.count >= message.text.compact.count } ?? false
  }

  /// Small talk and what no pharmacy does are answered on a guess: to ask back would be odder than to be wrong.
  private func pleasantry() -> Message.IntentScore? {
    let harmless =
      bot.script.phrases.variants(.outsideIntent) + bot.script.phrases.variants(.socialIntents)
    guard session.forms.isEmpty, let best = message.intents.first, harmless.contains(best.name),
      best.confidence >= Understanding.Threshold.confidence,
      best.similarity >= Understanding.Threshold.similarity,
      best.similarity > message.faqs.first?.similarity ?? 0
    else { return nil }
    return best
  }

  /// A question that names a drug is about its use sooner than about nothing.
  private func usageQuestion() -> Message.IntentScore? {
    guard message.isQuestion, !message.drugs.isEmpty, let best = message.intents.first,
      best.confidence >= 0.2,
      best.name == bot.script.phrases.variants(.usageFlow).first
    else { return nil }
    return best
  }

  /// Symptoms, and no drug, are what ails the customer sooner than nothing.
  private func illness() -> Message.IntentScore? {
    guard message.drugs.isEmpty, bot.understanding.mentionsSymptom(message.text) else { return nil }
    let name = bot.script.phrases.variants(.illnessIntent).first
    return message.intents.first { $0.name == name }
  }

  private mutating func choose() {
    if tookTold() { return }
    let choice = choice()
    if resumedByYes() || askedWhichDeed() { return }
    if Repair.isYes(message.text), !isCertain(choice) {
      if Leave.isAll(of: message.text) {
        leave(nil)
        return
      }
      say(phrase(.agreed))
      return
    }
    if Repair.isRetreat(message.text), !message.isQuestion {
      say(phrase(.nothingToCancel))
      return
    }
    if message.text.compact.count <= 8, choice == .nothing || isAboutWaiting, Repair.isBackToBot(message.text)
    {
      say(phrase(.empty))
      return
    }
    switch choice {
    case .faq(let score): answer(score)
    case .intent(let score) where isHasty(score) && offeredChoice(): turn.abstained = true
    case .intent(let score): take(score)
    case .nothing:
      if let wish = plainWish() {
        turn.takenIntent = wish
        turn.reasons.append("话里直说要“\(wish)”")
        begin(wish)
      } else if Leave.isAll(of: message.text) {
        leave(nil)
      } else if waitsOnly {
        say(phrase(.agreed))
      } else if Repair.isCancel(message.text) {
        say(phrase(.nothingToCancel))
      } else if Repair.isNo(message.text) {
        say(phrase(.agreed))
      } else {
        abstain()
      }
    }
  }

  /// 等等，先别退 where nothing is under way.
  private var waitsOnly: Bool {
    guard !message.isQuestion, message.text.compact.count <= 10, message.drugs.isEmpty,
      case .putOff = Assent.read(message.text, verbs: ["退", "换", "改", "取消", "开", "办"])
    else { return false }
    return true
  }

  mutating func take(_ score: Message.IntentScore) {
    turn.takenIntent = score.name
    turn.reasons.append(
      "意图“\(score.name)” \(percent(score.confidence))：最像例句“\(score.example)”（相似度 \(percent(score.similarity))）"
    )
    acknowledge(score.name)
    leaveTopic(score.name, Theme(intent: score.name, in: bot.script))
    if bot.script.flow(score.name) != nil {
      begin(score.name)
    } else if let answers = bot.script.intent(score.name)?.answers {
      sayAnswer(
        score.name, "意图 \(score.name)", answers, Theme(intent: score.name, in: bot.script))
      askAgain()
      if bot.script.phrases.variants(.outsideIntent).contains(score.name) { suggestInstead() }
    }
  }

  /// What no pharmacy does is declined; the first time with what can be asked instead.
  private mutating func suggestInstead() {
    turn.abstained = true
    guard session.forms.isEmpty, session.misses == 0 else { return }
    session.misses = 1
    say(phrase(.outsideInstead, ["建议": suggestions()]))
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
    keepSpeaking(of: score.faq)
    noteAilment(faq)
    acknowledge(faq.name)
    let theme = Theme(faq)
    leaveTopic(faq.name, theme)
    sayAnswer(faq.name, "问答 \(faq.name)", faq.answers, theme)
    cite(faq.source, faq.review)
    if let target = faq.target { hand(to: target) }
    if !isContinuing, !session.isHandedOver { askAgain() }
  }

  /// Nothing to say from reviewed material: the pharmacist takes it.
  /// - Parameter known: the drug, whose other answers are offered.
  mutating func refer(to drug: String, known: DrugName? = nil) {
    unanswered = known
    leaveTopic(bot.script.phrases.variants(.usageFlow).first ?? "", .health)
    say(phrase(.noReviewedAnswer, ["药品": drug]))
    turn.escalate = .pharmacist
    turn.abstained = true
  }
}
