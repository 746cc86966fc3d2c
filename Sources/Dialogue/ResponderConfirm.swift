/// 核对: what the flow has is said back, agreed to or corrected.
extension Responder {
  mutating func confirm(_ form: Session.Form, _ decision: Choice) {
    if Repair.isYes(message.text) {
      session.forms[session.forms.count - 1].confirming = []
      session.forms[session.forms.count - 1].isConfirmed = true
      runFlow()
      return
    }
    if correct(form, except: nil, decision) { return }
    if Repair.isNo(message.text) || Repair.isCorrection(message.text) || form.isCorrecting {
      if let name = form.confirming.first(where: { isNamed($0) }) {
        forget(name)
      } else if !rewrite(form) {
        session.forms[session.forms.count - 1].isCorrecting = true
        say(phrase(.whatToCorrect))
      }
      return
    }
    if let name = form.confirming.first(where: { message.text.compact == $0 }) {
      forget(name)
      return
    }
    switch decision {
    case .faq(let score): answer(score)
    case .intent(let score) where score.name != form.flow: take(score)
    case .intent: say(phrase(.confirmAgain))
    case .nothing: if !comforted() { confirmAgain() }
    }
  }

  /// Graded: what to reply, then how to leave, then a person.
  private mutating func confirmAgain() {
    let index = session.forms.count - 1
    let failures = session.forms[index].attempts["核对", default: 0] + 1
    session.forms[index].attempts["核对"] = failures
    switch failures {
    case 1: say(phrase(.confirmAgain))
    case 2: say(phrase(.confirmOrCancel))
    default:
      turn.reasons.append("核对了 \(failures) 次还没有听懂，转人工")
      putAway(.cancelled)
      hand(to: .human)
    }
  }

  /// Whether the message names the slot, by its whole name or its head: 地址 for 新地址.
  private func isNamed(_ slot: String) -> Bool {
    guard message.text.compact.count <= 8 else { return false }
    return message.text.contains(slot) || (slot.count > 2 && message.text.contains(String(slot.suffix(2))))
  }

  /// 不对，是杭州青禾科技: new words for the one free-text slot there is.
  private mutating func rewrite(_ form: Session.Form) -> Bool {
    let open = form.confirming.compactMap(bot.script.slot).filter {
      if case .text = $0.shape { true } else { false }
    }
    guard open.count == 1, let slot = open.first, !Repair.isNo(message.text),
      let value = bot.filler.value(of: slot, in: message, isAsked: true), value != form.slots[slot.name]
    else { return false }
    restart(form, with: [(slot.name, value)])
    return true
  }

  /// The customer named what is wrong: it is asked for anew.
  private mutating func forget(_ name: String) {
    let index = session.forms.count - 1
    session.forms[index].slots[name] = nil
    session.kept[name] = nil
    session.forms[index].confirming = []
    session.forms[index].isCorrecting = false
    session.forms[index].position = 0
    runFlow()
  }

  func summary(_ form: Session.Form) -> String {
    form.confirming.compactMap { name in
      form.slots[name].map { value in
        (bot.script.slot(name)?.shownTail == nil ? "\(name)：" : name) + marked(value, of: name)
      }
    }.joined(separator: "，")
  }

  /// 尾号5678 where only the tail is shown.
  func marked(_ value: String, of name: String) -> String {
    (bot.script.slot(name)?.shownTail == nil ? "" : "尾号") + shown(value, of: name)
  }
}
