/// Short questions that go on from the last one: 那云南呢, 会犯困吗, 不是，我问的是氯雷他定.
///
/// The last question is read again with its part of the same kind replaced, or with the new part before it; an aspect
/// alone gets what the last question was about. What comes of it must be understood clearly, or the message stands as
/// it was written.
extension Responder {
  /// For how many turns a question can be gone on from.
  private static let attention = 3
  private static let longestAspect = 14
  /// How much less like its example a drug's own answer may be than a general one that goes before it.
  private static let ownLead = 0.2
  private static let exact = 0.95
  private static let sameQuestion = 0.4

  var recentTopic: SessionMemory.Topic? {
    session.memory.topic.flatMap { session.turns - $0.turn <= Self.attention ? $0 : nil }
  }

  /// Keeps what the turn was about, for what follows.
  mutating func leaveTopic(_ answer: String, _ theme: Theme?) {
    guard
      message.isQuestion || !message.drugs.isEmpty || bot.understanding.mentionsSymptom(message.text),
      message.text.count <= SessionMemory.Topic.longest
    else { return }
    let question = leftQuestion ?? echo(message.text.text)
    let text = FoldedText(question)
    let found = subjects(in: text).filter { $0.kind != SubjectReader.person }
    var names = found.map { text.text($0.range) }
    // 能喝酒吗 after 氯雷他定 is about both.
    if !found.contains(where: { isNamed($0.kind) }) {
      names = (recentTopic?.subjects ?? []).filter { !names.contains($0) }.prefix(2) + names
    }
    session.memory.topic = .init(
      question: question, answer: answer, isAboutHealth: theme == .health,
      subjects: names, turn: session.turns)
  }

  /// Reads a message that is too short to be understood alone together with the last question.
  mutating func followUp() {
    guard !session.isHandedOver, message.danger == nil, !fillsForm else { return }
    if let age = bareAge {
      message = bot.understanding.read(age, now: now)
      return
    }
    let ellipsis = Ellipsis.read(message.text)
    defer { if let ellipsis, !isFollowingUp { forgetOtherParts(ellipsis) } }
    guard let topic = recentTopic else { return }
    if let ellipsis, completed(ellipsis, topic) { return }
    takeUpSubject(topic)
    if let ellipsis, ellipsis.isPlain, !isFollowingUp { dropParticle(ellipsis) }
  }

  /// 70了 or 八个月 after a question about health: how old somebody is, and not for how long something lasts.
  private var bareAge: String? {
    guard healthTopic != nil, session.forms.isEmpty else { return nil }
    return PersonReader.bareAge(message.text, ofChild: person().map(PersonReader.isChild) ?? false)
  }

  /// 漏服了呢 is 漏服了 where that is understood better.
  private mutating func dropParticle(_ ellipsis: Ellipsis) {
    guard ellipsis.rest.count > 1, similarity(of: choice()) < Self.exact else { return }
    let bare = bot.understanding.read(ellipsis.rest.text, now: now)
    guard similarity(of: choice(of: bare)) > max(similarity(of: choice()), Understanding.Threshold.faq) else {
      return
    }
    message = bare
    message.isQuestion = true
  }

  /// 我那药呢 is like 那钱呢 in everything but what it is about.
  private mutating func forgetOtherParts(_ ellipsis: Ellipsis) {
    guard ellipsis.shape == .instead, ellipsis.isPlain else { return }
    func isOther(_ example: String) -> Bool {
      guard let other = Ellipsis.read(FoldedText(example)), other.shape == .instead, other.isPlain else {
        return false
      }
      return !message.text.contains(other.rest.text)
    }
    message.faqs.removeAll { isOther($0.example) }
    message.intents.removeAll { isOther($0.example) }
  }

  /// The message is what the form in progress asks for.
  private var fillsForm: Bool {
    guard let form = session.forms.last else { return false }
    guard form.confirming.isEmpty, let name = form.asking, let slot = bot.script.slot(name) else {
      return true
    }
    if case .text = slot.shape { return !message.isQuestion }
    return bot.filler.value(of: slot, in: message, isAsked: true) != nil
  }

  private mutating func completed(_ ellipsis: Ellipsis, _ topic: SessionMemory.Topic) -> Bool {
    if ellipsis.shape == .correction {
      let own = bot.understanding.read(ellipsis.rest.text, now: now)
      let words = own.text.count - subjects(in: own.text).reduce(0) { $0 + $1.range.count }
      if own.isQuestion && choice(of: own) != .nothing && (own.drugs.isEmpty || words > 2)
        || words > ellipsis.mostOtherWords(isKnown: true)
      {
        return take(own, over: topic)
      }
    }
    let rest =
      ellipsis.rest.text.hasSuffix("的")
      ? FoldedText(String(ellipsis.rest.text.dropLast())) : ellipsis.rest
    let question = FoldedText(topic.question)
    let known = subjects(in: question)
    let new = subjects(in: rest)
    // A whole sentence may begin with 那 or end with 行吗, too.
    guard new.count <= 2, let kind = new.last?.kind ?? (ellipsis.shape == .bare ? nil : "") else {
      return false
    }
    let others = rest.count - new.reduce(0) { $0 + $1.range.count }
    guard others <= ellipsis.mostOtherWords(isKnown: !kind.isEmpty) else { return false }
    if ellipsis.shape == .bare, !isNamed(kind) { return false }
    let replaced = known.last { Self.isSame($0.kind, kind) } ?? (isNamed(kind) ? pronoun(in: question) : nil)
    let own = similarity(of: choice())
    if replaced == nil, own >= (kind.isEmpty ? Understanding.Threshold.faq : Self.exact) { return false }
    if ellipsis.shape == .bare, replaced == nil, !known.isEmpty || own > 0 { return false }
    let text =
      replaced.map {
        question.text(0..<$0.range.lowerBound) + rest.text
          + question.text($0.range.upperBound..<question.count)
      } ?? rest.text + question.text
    var candidate = bot.understanding.read(text, now: now)
    prefer(rest, in: &candidate)
    guard accepts(candidate, topic, unknown: kind.isEmpty ? rest : nil) else { return false }
    if choice(of: candidate) == .nothing, let best = candidate.faqs.first,
      bot.script.faqs[best.faq].name == topic.answer
    {
      candidate.faqs[0].similarity = max(best.similarity, Understanding.Threshold.faq)
    }
    // 周末呢, then 药师呢: when it is belongs to the one question, whom it is about to all that follow.
    let isPassing = replaced == nil && kind != SubjectReader.person
    newPart = new.isEmpty ? nil : rest.text
    return take(candidate, over: topic, leaving: isPassing ? topic.question : nil)
  }

  /// An answer whose question names what is new goes before one about all of its kind: 胰岛素放哪里 before 药放哪里.
  private func prefer(_ rest: FoldedText, in candidate: inout Message) {
    guard rest.count > 1,
      let place = candidate.faqs.firstIndex(where: {
        $0.similarity >= Understanding.Threshold.faq && FoldedText($0.example).contains(rest.text)
      })
    else { return }
    var score = candidate.faqs.remove(at: place)
    score.similarity = max(score.similarity, similarity(of: choice(of: candidate)))
    candidate.faqs.insert(score, at: 0)
  }

  /// A drug or goods, in place of which others can be meant without more words.
  private func isNamed(_ kind: String) -> Bool { kind == SubjectReader.drug || kind == SubjectReader.goods }

  private static func isSame(_ one: String, _ other: String) -> Bool {
    let named = [SubjectReader.drug, SubjectReader.goods]
    return one == other || named.contains(one) && named.contains(other)
  }

  private func subjects(in text: FoldedText) -> [SubjectReader.Subject] {
    bot.subjects.subjects(in: text, entities: bot.understanding.entities(in: text, now: now))
  }

  private static let pronouns = ["这个药", "那个药", "这种药", "这药", "这个", "那个", "它"].map { Array($0.unicodeScalars) }

  private func pronoun(in text: FoldedText) -> SubjectReader.Subject? {
    for word in Self.pronouns {
      guard let place = text.firstIndex(of: word) else { continue }
      return .init(kind: SubjectReader.drug, range: place..<place + word.count)
    }
    return nil
  }

  /// An aspect alone, 一天几次 or 吃这个会犯困吗: with the drug of the last question its own answer goes before a
  /// general one; with any other subject only where the message says nothing alone.
  private mutating func takeUpSubject(_ topic: SessionMemory.Topic) {
    guard message.drugs.isEmpty, message.parts.isEmpty, message.text.compact.count <= Self.longestAspect,
      message.isQuestion || message.text.contains("多久")
    else { return }
    let own = choice()
    if tookUpBoth(topic) { return }
    if let drug = session.recentDrugs.first(where: { $0.turn >= topic.turn })?.drug {
      let candidate = bot.understanding.read(naming(drug), now: now)
      if let best = candidate.faqs.first(where: { !bot.script.faqs[$0.faq].drugs.isEmpty }),
        best.similarity >= Understanding.Threshold.faq,
        best.similarity >= similarity(of: own) - Self.ownLead
      {
        _ = take(candidate, over: topic)
        return
      }
    }
    let ownSimilarity = similarity(of: own)
    guard ownSimilarity < Understanding.Threshold.faq || presupposes(own),
      session.turns - topic.turn < Self.attention
    else { return }
    let names = topic.subjects.filter { !message.text.contains($0) }
    guard !names.isEmpty, names.count <= 3 else { return }
    let candidate = bot.understanding.read(names.joined() + message.text.text, now: now)
    let least =
      presupposes(own) ? Understanding.Threshold.faq : max(ownSimilarity, Understanding.Threshold.faq)
    let isClearer = similarity(of: choice(of: candidate)) >= least
    if isClearer || isGuarded(candidate), accepts(candidate, topic, unknown: nil) {
      _ = take(candidate, over: topic)
    }
  }

  private static let together = ["一起", "同时", "一块", "两个", "两种", "两样", "交替", "混着", "哪个", "哪种"]

  /// 两个一起吃行吗, of the two drugs spoken of last.
  private mutating func tookUpBoth(_ topic: SessionMemory.Topic) -> Bool {
    guard topic.isAboutHealth, message.text.contains(anyOf: Self.together) else { return false }
    var drugs: [DrugName] = []
    for recent in session.recentDrugs where !drugs.contains(where: { $0.generic == recent.drug.generic }) {
      drugs.append(recent.drug)
    }
    guard drugs.count > 1 else { return false }
    let candidate = bot.understanding.read(
      drugs[1].said + "和" + drugs[0].said + message.text.text, now: now)
    return take(candidate, over: topic)
  }

  /// 要几天 is like 换货要几天, which is about something that the message has not: what was spoken of goes before.
  private func presupposes(_ choice: Choice) -> Bool {
    let example: String
    switch choice {
    case .faq(let score): example = score.example
    case .intent(let score): example = score.example
    case .nothing: return true
    }
    let text = FoldedText(example)
    return message.text.compact.count <= Self.shortAspect
      && subjects(in: text).contains { !message.text.contains(text.text($0.range)) }
  }

  private static let shortAspect = 6

  /// The message with `drug` for its pronoun, or before it.
  private func naming(_ drug: DrugName) -> String {
    if let place = pronoun(in: message.text)?.range {
      return message.text.text(0..<place.lowerBound) + drug.said
        + message.text.text(place.upperBound..<message.text.count)
    }
    let text = message.text.text
    return drug.said + (text.hasPrefix("那") ? String(text.dropFirst()) : text)
  }

  func choice(of other: Message) -> Choice {
    var responder = self
    responder.message = other
    return responder.choice()
  }

  func similarity(of choice: Choice) -> Double {
    switch choice {
    case .faq(let score): score.similarity
    case .intent(let score): score.similarity
    case .nothing: 0
    }
  }

  /// - Parameter unknown: a part of no known kind, which the answer must speak of itself.
  private func accepts(_ candidate: Message, _ topic: SessionMemory.Topic, unknown: FoldedText?) -> Bool {
    if isGuarded(candidate) { return true }
    let names: (example: String, answers: [Fragment])
    switch choice(of: candidate) {
    case .faq(let score): names = (score.example, bot.script.faqs[score.faq].answers)
    case .intent(let score):
      // What was asked is no wish to have something done.
      guard score.name == topic.answer || !isDeed(score.name) else { return false }
      names = (score.example, bot.script.intent(score.name)?.answers ?? [])
    case .nothing:
      // With something added it is the same question still.
      if let best = candidate.faqs.first, best.similarity >= Self.sameQuestion,
        bot.script.faqs[best.faq].name == topic.answer
      {
        return true
      }
      // The drug is asked about all the same: the pharmacist knows.
      return unknown == nil && !candidate.drugs.isEmpty && candidate.isQuestion
    }
    guard let unknown else { return true }
    return ([names.example] + names.answers.map(\.text)).contains { $0.contains(unknown.text) }
  }

  private func isGuarded(_ candidate: Message) -> Bool {
    firstGuard(of: GuardMatcher.Subject(candidate.text, entities: candidate.entities)) != nil
  }

  /// - Parameter question: what is left behind as the last question, where that is not the message as it is read now.
  private mutating func take(
    _ candidate: Message, over topic: SessionMemory.Topic, leaving question: String? = nil
  ) -> Bool {
    turn.reasons.append("接着前面的“\(topic.question)”，读作“\(echo(candidate.text.text))”")
    message = candidate
    message.parts = []
    message.isQuestion = true
    isFollowingUp = true
    leftQuestion = question
    return true
  }
}
