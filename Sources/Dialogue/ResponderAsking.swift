/// How a form asks again: after an answer that was none, after something in between, and when it lets go.
extension Responder {
  private static let digressions = "插话"
  private static let phone = "收件人电话"

  mutating func digressed() {
    session.forms[session.forms.count - 1].attempts[Self.digressions, default: 0] += 1
  }

  /// 邮费谁出 in a return: who asks about what is being done has not left it.
  mutating func digressed(to answer: Message.FAQScore) {
    let index = session.forms.count - 1
    let example = FoldedText(answer.example)
    let isRelated = deed(session.forms[index])?.mentions(in: example).isEmpty == false
    let count = session.forms[index].attempts[Self.digressions, default: 0]
    session.forms[index].attempts[Self.digressions] = isRelated ? min(count + 1, max(count, 2)) : count + 1
  }

  /// The asked value came: what was in between is forgotten.
  mutating func returned() {
    let index = session.forms.count - 1
    if index >= 0 { session.forms[index].attempts[Self.digressions] = nil }
  }

  mutating func notFilled(_ slot: Script.Slot) {
    if Repair.isUnknowing(message.text), let help = slot.unknown {
      turn.reasons.append("顾客不知道“\(slot.name)”")
      let form = session.forms.count - 1
      session.forms[form].attempts[slot.name, default: 0] += 1
      if isExhausted(slot) { giveUp(slot) } else { say(render(help)) }
      return
    }
    turn.reasons.append("没有从这句话里听出“\(slot.name)”")
    reask(slot, countsAsFailure: true)
  }

  private func isExhausted(_ slot: Script.Slot) -> Bool {
    (session.forms.last?.attempts[slot.name] ?? 0) >= slot.limit
  }

  private mutating func giveUp(_ slot: Script.Slot) {
    turn.reasons.append("“\(slot.name)”问了 \(slot.limit) 次还没有，转人工")
    putAway(.cancelled)
    hand(to: .human)
  }

  /// Asks once more: first what was wrong, then the question itself, then a person takes over.
  mutating func reask(_ slot: Script.Slot, countsAsFailure: Bool) {
    let form = session.forms.count - 1
    guard form >= 0 else { return }
    if countsAsFailure {
      session.forms[form].attempts[slot.name, default: 0] += 1
      if isExhausted(slot) {
        giveUp(slot)
        return
      }
      if !slot.invalid.isEmpty {
        let failures = session.forms[form].attempts[slot.name, default: 1]
        say(render(slot.invalid[min(failures, slot.invalid.count) - 1]))
        if failures == slot.limit - 1, failures > 1 { say(phrase(.offerHuman)) }
        return
      }
    }
    say(render(variant(of: "词 \(slot.name)", slot.questions)))
  }

  /// Takes up the flow that waited below one that has ended.
  mutating func goOnWithWaiting() {
    guard let waiting = session.forms.last else { return }
    // One that was put off again and again is only named.
    if waiting.attempts[Self.digressions, default: 0] < Self.patience {
      say(phrase(.resume, ["流程": waiting.flow]))
      askAnew()
    } else {
      askAgain()
    }
  }

  /// The open question, whatever came between: she has come back to it.
  mutating func askAnew() {
    returned()
    askAgain()
  }

  /// Reminded once, she knows; a form that is asked for under every answer is a nuisance, and who goes on with other
  /// things has left it.
  private static let patience = 3

  /// After an answer in between: the open question again.
  mutating func askAgain() {
    guard !holdsQuestions, let form = session.forms.last else { return }
    let digressions = form.attempts[Self.digressions, default: 0]
    if digressions >= Self.patience {
      turn.reasons.append("“\(form.flow)”被岔开 \(digressions) 次，先放下，不再追问")
      putAwayLast(.cancelled)
      if let last = session.memory.matters.indices.last { session.memory.matters[last].isPutAside = true }
      say(phrase(.putAside, ["流程": form.flow]))
      return
    }
    if digressions > 1 {
      turn.reasons.append("“\(form.flow)”提醒过了，这次不再追问")
      return
    }
    if !form.confirming.isEmpty {
      if form.confirming.contains(where: { form.slots[$0].map(AddressReader.lacksPhone) ?? false }),
        form.attempts[Self.phone] == nil
      {
        session.forms[session.forms.count - 1].attempts[Self.phone] = 1
        say(phrase(.recipientPhone))
      }
      say(phrase(digressions > 0 ? .confirmAfter : .confirm, ["内容": summary(form)]))
    } else if let name = form.asking, let slot = bot.script.slot(name) {
      digressions > 0 ? remind(of: slot, form) : reask(slot, countsAsFailure: false)
    } else {
      runFlow()
    }
  }

  /// One short line; choices are said again, since they have numbers.
  private mutating func remind(of slot: Script.Slot, _ form: Session.Form) {
    if case .choice = slot.shape {
      reask(slot, countsAsFailure: false)
    } else {
      say(phrase(.reminder, ["事": deedNoun(form), "词": slot.name]))
    }
  }
}
