import Support

/// Flows and forms: asking, filling, correcting, digressing, going on.
extension Responder {
  /// Begins a flow above whatever is going on; that waits and is taken up again.
  mutating func begin(_ name: String) {
    if session.forms.last?.flow == name {
      askAgain()
      return
    }
    session.forms.removeAll { $0.flow == name }
    // A customer who changes the subject more than this has left the first one behind.
    if session.forms.count >= 3 { session.forms.removeFirst() }
    var form = Session.Form(flow: name, opening: message.text.text, startedAt: session.turns)
    for slot in slotsAsked(by: name) {
      if let value = bot.filler.value(of: slot, in: message, isAsked: false) {
        form.slots[slot.name] = value
      } else if slot.isKept, let value = session.kept[slot.name] {
        form.slots[slot.name] = value
        if slot.name == "药品" {
          say(phrase(.aboutEarlierDrug, ["药品": value]))
        } else if let notice = phrase(.keptValue, ["词": slot.name, "值": marked(value, of: slot.name)]) {
          say(notice)
          keptNotices.insert(notice)
        }
        turn.reasons.append("“\(slot.name)”沿用前面说过的")
      }
    }
    session.forms.append(form)
    runFlow()
  }

  func slotsAsked(by flow: String) -> [Script.Slot] {
    (bot.script.flow(flow)?.program ?? []).compactMap { step in
      if case .ask(let name) = step { bot.script.slot(name.text) } else { nil }
    }
  }

  // MARK: - Answers to what was asked

  /// Takes the message as part of the flow in progress; false when there is none.
  mutating func continuedForm() -> Bool {
    guard let form = session.forms.last else { return false }
    let decision = message.isBareValue ? .nothing : choice()
    if isCancel(decision) {
      cancel()
      return true
    }
    if !form.confirming.isEmpty {
      confirm(form, decision)
      return true
    }
    guard let name = form.asking, let slot = bot.script.slot(name) else {
      session.forms.removeLast()
      return false
    }
    let isDigression = digresses(decision, asked: slot)
    if !isDigression, fill(slot, form) { return true }
    if correct(form, except: name) { return true }
    switch decision {
    case .faq(let score) where isDigression || fits(score):
      if fillQuietly(form) { turn.reasons.append("同一句里也有表单要的内容，一并记下") }
      answer(score)
      return true
    case .intent(let score) where score.name != form.flow:
      take(score)
      return true
    case .intent: reask(slot, countsAsFailure: false)
    default: notFilled(slot)
    }
    return true
  }

  private func isCancel(_ decision: Choice) -> Bool {
    guard Repair.isCancel(message.text) else { return false }
    // 取消订单 is a wish of its own, and 不想要了 may be the reason asked for.
    if case .intent(let score) = decision, score.similarity > 0.8 { return false }
    guard let form = session.forms.last, let name = form.asking, let slot = bot.script.slot(name),
      case .choice = slot.shape
    else { return true }
    return bot.filler.value(of: slot, in: message, isAsked: true) == nil
  }

  /// Whether the message clearly asks something else rather than answering.
  private func digresses(_ decision: Choice, asked slot: Script.Slot) -> Bool {
    switch decision {
    case .faq(let score): return message.isQuestion && score.similarity >= 0.55
    case .intent(let score):
      guard score.name != session.forms.last?.flow else { return false }
      if case .text = slot.shape { return score.similarity >= 0.6 && score.confidence >= 0.6 }
      if case .lexicon = slot.shape { return score.similarity >= 0.6 && score.confidence >= 0.6 }
      return score.similarity >= 0.75 && score.confidence >= 0.7
    case .nothing: return false
    }
  }

  private func fits(_ score: Message.FAQScore) -> Bool { score.similarity >= Understanding.Threshold.faq }

  /// Fills the asked slot, and what else the flow wants, from the message.
  private mutating func fill(_ slot: Script.Slot, _ form: Session.Form) -> Bool {
    guard !(Repair.isUnknowing(message.text) && isOpen(slot)),
      let value = bot.filler.value(of: slot, in: message, isAsked: true)
    else { return false }
    var form = form
    form.slots[slot.name] = value
    form.asking = nil
    session.forms[session.forms.count - 1] = form
    _ = fillQuietly(form)
    runFlow()
    return true
  }

  private func isOpen(_ slot: Script.Slot) -> Bool {
    switch slot.shape {
    case .text, .lexicon: true
    default: false
    }
  }

  private mutating func fillQuietly(_ form: Session.Form) -> Bool {
    var filled = false
    for slot in slotsAsked(by: form.flow) where session.forms.last?.slots[slot.name] == nil {
      guard let value = bot.filler.value(of: slot, in: message, isAsked: false) else { continue }
      session.forms[session.forms.count - 1].slots[slot.name] = value
      if slot.name == form.asking { session.forms[session.forms.count - 1].asking = nil }
      filled = true
    }
    return filled
  }

  /// 不对，订单号是…: changes what was already said and goes through the flow again.
  private mutating func correct(_ form: Session.Form, except asked: String?) -> Bool {
    var changed: [(name: String, value: String)] = []
    for slot in slotsAsked(by: form.flow) where slot.name != asked && form.slots[slot.name] != nil {
      guard let value = bot.filler.value(of: slot, in: message, isAsked: false),
        value != form.slots[slot.name]
      else { continue }
      changed.append((slot.name, value))
    }
    guard !changed.isEmpty else { return false }
    restart(form, with: changed)
    return true
  }

  /// Goes through the flow again with new values.
  private mutating func restart(_ form: Session.Form, with changed: [(name: String, value: String)]) {
    var form = form
    for (name, value) in changed {
      form.slots[name] = value
      say(phrase(.corrected, ["词": name, "值": marked(value, of: name)]))
    }
    form.position = 0
    form.asking = nil
    form.confirming = []
    form.isConfirmed = false
    form.isCorrecting = false
    form.results = [:]
    session.forms[session.forms.count - 1] = form
    turn.reasons.append("改口：\(changed.map(\.name).joined(separator: "、"))")
    runFlow()
  }

  private mutating func notFilled(_ slot: Script.Slot) {
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
  private mutating func reask(_ slot: Script.Slot, countsAsFailure: Bool) {
    let form = session.forms.count - 1
    guard form >= 0 else { return }
    if countsAsFailure {
      session.forms[form].attempts[slot.name, default: 0] += 1
      if isExhausted(slot) {
        giveUp(slot)
        return
      }
      if let invalid = slot.invalid {
        say(render(invalid))
        return
      }
    }
    say(render(variant(of: "词 \(slot.name)", slot.questions)))
  }

  /// After an answer in between: the open question again.
  mutating func askAgain() {
    guard let form = session.forms.last else { return }
    if !form.confirming.isEmpty {
      say(phrase(.confirm, ["内容": summary(form)]))
    } else if let name = form.asking, let slot = bot.script.slot(name) {
      reask(slot, countsAsFailure: false)
    } else {
      runFlow()
    }
  }

  // MARK: - 核对

  private mutating func confirm(_ form: Session.Form, _ decision: Choice) {
    if Repair.isYes(message.text) {
      session.forms[session.forms.count - 1].confirming = []
      session.forms[session.forms.count - 1].isConfirmed = true
      runFlow()
      return
    }
    if correct(form, except: nil) { return }
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
    default: say(phrase(.confirmAgain))
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

  private func summary(_ form: Session.Form) -> String {
    form.confirming.compactMap { name in
      form.slots[name].map { value in
        (bot.script.slot(name)?.shownTail == nil ? "\(name)：" : name) + marked(value, of: name)
      }
    }.joined(separator: "，")
  }

  /// 尾号5678 where only the tail is shown.
  private func marked(_ value: String, of name: String) -> String {
    (bot.script.slot(name)?.shownTail == nil ? "" : "尾号") + shown(value, of: name)
  }

  // MARK: - Ends

  private mutating func cancel() {
    guard let form = session.forms.last else { return }
    turn.reasons.append("顾客不办了：取消“\(form.flow)”")
    putAway(.cancelled)
    say(phrase(.cancelled, ["流程": form.flow]))
  }

  /// Drops every flow under way.
  mutating func putAway(_ state: Turn.Form.State) {
    guard let form = session.forms.last else { return }
    turn.form = .init(name: form.flow, state: state, ask: nil)
    keep(form)
    session.forms = []
  }

  mutating func keep(_ form: Session.Form) {
    for slot in slotsAsked(by: form.flow) where slot.isKept {
      if let value = form.slots[slot.name] { session.kept[slot.name] = value }
    }
  }
}
