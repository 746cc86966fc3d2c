import Support

/// A person takes over, and gives back.
extension Responder {
  /// Hands over. To a person it is said once, she is told what the conversation was about, and from then on
  /// the bot is silent.
  mutating func hand(to target: Script.Target) {
    turn.escalate = escalation(target)
    guard target == .human else { return }
    if session.isHandedOver {
      say(phrase(.waitingForHuman))
      return
    }
    session.isHandedOver = true
    say(phrase(.toHuman))
    let result = bot.actions.perform(
      ActionSpecification.queueForHuman,
      ["会话": session.id, "原因": turn.takenIntent ?? turn.reasons.last ?? "", "摘要": handOffSummary],
      key: actionKey(ActionSpecification.queueForHuman))
    if let waiting = result?.values["排队人数"], waiting != "0" { say(phrase(.queue, ["人数": waiting])) }
  }

  /// What the session knows, for the one who takes over, without numbers that identify the customer.
  private var handOffSummary: String {
    session.forms.reduce(into: session.kept) { $0.merge($1.slots) { $1 } }.sorted { $0.key < $1.key }
      .map { "\($0.key)：\(bot.shown($0.value, of: $0.key))" }.joined(separator: "；")
  }

  /// While a person speaks with the customer the bot says nothing but what safety asks for, until it is called
  /// back.
  mutating func listen() {
    if message.text.compact.isEmpty {
      turn.escalate = .human
    } else if guarded() {
      if turn.escalate == .none { turn.escalate = .human }
    } else if Repair.isBackToBot(message.text) {
      session.takeBack()
      turn.reasons.append("顾客要机器人接着答：结束人工")
      say(phrase(.backToBot))
    } else {
      turn.escalate = .human
      turn.reasons.append("人工客服已接手，机器人不插话；顾客说“找机器人”或客服结束后再答")
    }
  }

  /// The script may have changed since the forms were filled: what is gone is dropped, and a flow whose steps
  /// are others is gone through again from its beginning with the values that are there.
  mutating func adaptForms() {
    let script = bot.script
    session.forms.removeAll { script.flow($0.flow) == nil }
    for index in session.forms.indices {
      let form = session.forms[index]
      guard let flow = script.flow(form.flow), flow.fingerprint != form.fingerprint else { continue }
      session.forms[index].fingerprint = flow.fingerprint
      session.forms[index].position = 0
      session.forms[index].confirming = []
      session.forms[index].isConfirmed = false
      session.forms[index].isCorrecting = false
      let asked = slotsAsked(by: form.flow).map(\.name)
      // What was being asked, or confirmed, is asked first again; nothing is done before the customer spoke.
      if form.asking.map({ !asked.contains($0) }) ?? true {
        session.forms[index].asking = asked.first { form.slots[$0] == nil }
      }
    }
  }
}
