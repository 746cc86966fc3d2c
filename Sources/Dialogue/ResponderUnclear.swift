/// What is said when a message was not understood: by what it is nearest to, with one step that a yes accepts.
extension Responder {
  /// An example at least so like a message says what it is about, if not what it wants.
  private static let related = 0.3
  private static let voters = 6
  /// What is like many things is like none; one that is a little like says too little.
  private static let majority = 0.6
  private static let clear = 0.5
  /// Shorter messages go on from the one before.
  private static let shortest = 6

  mutating func abstain() {
    if comforted() { return }
    turn.abstained = true
    if let best = message.intents.first {
      turn.reasons.append(
        "没有把握：最接近的是“\(best.name)” \(percent(best.confidence))，像药房的事 \(percent(message.inScope))，不到界线，如实说不会")
    } else {
      turn.reasons.append("没有一句例句与这句话相近，如实说不会")
    }
    if let drug = message.drugs.first {
      let isBare = message.text.compact.count <= drug.said.count + 2
      if isBare {
        turn.abstained = false
        say(phrase(.bareDrug, ["药品": drug.said]))
      } else {
        refer(to: drug.said, known: Set(message.drugs.map(\.generic)).count == 1 ? drug : nil)
      }
      return
    }
    if offeredChoice() { return }
    session.misses += 1
    let theme = theme
    if let theme { turn.reasons.append("听着像\(theme.rawValue)的事") }
    switch session.misses {
    case 1: sayUnclear(theme?.notUnderstood ?? .notUnderstood, accepted: theme?.accepted)
    case 2:
      let isHealth = theme == .health
      sayUnclear(
        isHealth ? .stillNotUnderstoodIllness : .stillNotUnderstood,
        accepted: isHealth ? .acceptHealth : .acceptPerson)
    default:
      turn.reasons.append("连续 \(session.misses) 次没听懂：转人工")
      hand(to: .human)
    }
  }

  private mutating func sayUnclear(_ key: Phrases.Key, accepted: Phrases.Key?) {
    let hasMenu = bot.script.phrases.variants(key).contains { $0.contains("建议") }
    say(phrase(key, hasMenu ? ["建议": suggestions()] : [:]))
    if !hasMenu, let accepted { offer(bot.script.phrases.variants(accepted).first) }
  }

  /// A yes in the next turn asks `question`.
  mutating func offer(_ question: String?) {
    guard let question else { return }
    session.offered = [question]
    session.isOneQuestion = true
  }

  /// What the message is about, by the answers that it is most like; else what the last turns were about.
  private var theme: Theme? {
    if bot.understanding.mentionsSymptom(message.text) || !message.drugs.isEmpty { return .health }
    if recentEmergency != nil { return .health }
    var votes: [Theme: Double] = [:]
    let related = bot.understanding.isMostlyKnown(message) ? Self.related : Self.related + 0.1
    let intents = message.intents.sorted { ($0.similarity, $0.name) > ($1.similarity, $1.name) }
    for score in intents.prefix(Self.voters) where score.similarity >= related {
      if let theme = Theme(intent: score.name, in: bot.script) {
        votes[theme, default: 0] += score.similarity
      }
    }
    for score in message.faqs.prefix(Self.voters) where score.similarity >= related {
      if let theme = Theme(bot.script.faqs[score.faq]) {
        votes[theme, default: 0] += score.similarity
      }
    }
    let all = votes.values.reduce(0, +)
    if let best = votes.max(by: { ($0.value, $1.key.rawValue) < ($1.value, $0.key.rawValue) }),
      best.value >= Self.majority * all, best.value >= Self.clear
    {
      return best.key
    }
    // What no example knows is not of what was spoken of before.
    guard message.text.count <= Self.shortest || bot.understanding.isMostlyKnown(message) else { return nil }
    if !session.recentDrugs.isEmpty || !session.heard.isEmpty { return .health }
    return recentTopic?.isAboutHealth == true ? .health : nil
  }
}
