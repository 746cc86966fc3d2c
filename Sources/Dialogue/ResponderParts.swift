import Support

/// Several wishes in one message, each answered.
extension Responder {
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
      switch choice() {
      case .intent(let score) where bot.script.flow(score.name) != nil: flows.append((part, score))
      case .intent(let score): take(score)
      case .faq(let score): answer(score)
      case .nothing: break
      }
    }
    for (part, score) in flows {
      message = part
      if session.forms.isEmpty, turn.escalate != .human {
        take(score)
      } else if turn.escalate != .human, session.forms.last?.flow != score.name {
        turn.reasons.append("“\(score.name)”排在后面，前一件办完就接着办")
        say(phrase(.queued, ["流程": score.name]))
        var form = Session.Form(flow: score.name, opening: part.text.text, startedAt: session.turns)
        // As if it had been asked: the value is taken over when the flow in front has it.
        form.asking = slotsAsked(by: score.name).first?.name
        session.forms.insert(form, at: 0)
      }
    }
    return true
  }
}
