import Support

/// Several wishes in one message, each answered.
extension Responder {
  /// A rule of safety, and beside what it says the wishes of the message that it says nothing of.
  mutating func guardedAndAnswered() -> Bool {
    guard guarded() else { return false }
    guard turn.escalate != .emergency, message.parts.count > 1, session.forms.isEmpty else { return true }
    let whole = message
    defer { message = whole }
    for part in whole.parts {
      let subject = GuardMatcher.Subject(part.text, entities: part.entities)
      guard firstGuard(of: subject) == nil, part.text.count > 2 else { continue }
      message = part
      switch choice() {
      case .faq(let score): answer(score, isContinuing: true)
      case .intent(let score) where bot.script.flow(score.name) == nil: take(score)
      case .intent(let score) where score.name == bot.script.phrases.variants(.usageFlow).first:
        answerAside(0..<part.text.count, isPromised: false)
      default: continue
      }
    }
    return true
  }

  /// What can be answered at once comes first, in the order of the message; then what needs the customer's word,
  /// the first wish now and the others when it is done.
  /// - Returns: whether the message had several wishes.
  mutating func answeredParts() -> Bool {
    guard message.parts.count > 1, session.forms.isEmpty else { return false }
    let whole = message
    defer { message = whole }
    turn.reasons.append("一句话里有\(whole.parts.count)件事，一件一件来")
    turn.intents = whole.parts.compactMap { part in
      part.intents.first.map { .init(name: $0.name, confidence: rounded($0.confidence)) }
    }
    var flows: [(part: Message, score: Message.IntentScore)] = []
    for part in whole.parts {
      message = part
      followUp()
      switch choice() {
      case .intent(let score) where bot.script.flow(score.name) != nil: flows.append((part, score))
      case .intent(let score): take(score)
      case .faq(let score): answer(score)
      case .nothing: answerAside(0..<part.text.count)
      }
    }
    // What is answered at once goes before what the customer is asked about.
    let ready = flows.map { part, score in
      message = part
      return isReady(score.name)
    }
    for place in flows.indices.sorted(by: { (ready[$0] ? 0 : 1, $0) < (ready[$1] ? 0 : 1, $1) }) {
      let (part, score) = flows[place]
      message = part
      if session.forms.isEmpty, turn.escalate != .human {
        take(score)
      } else if turn.escalate != .human, session.forms.last?.flow != score.name {
        queue(score.name)
      }
    }
    return true
  }
}
