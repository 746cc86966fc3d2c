import Support

/// Flows and forms: asking, filling, correcting, digressing, going on.
extension Responder {
  /// Begins a flow above whatever is going on; that waits and is taken up again.
  /// - Parameter earlier: values by 词 that another flow has.
  mutating func begin(_ name: String, with earlier: [String: String] = [:]) {
    if session.forms.last?.flow == name {
      askAgain()
      return
    }
    session.forms.removeAll { $0.flow == name }
    // A customer who changes the subject more than this has left the first one behind.
    if session.forms.count >= 3 { session.forms.removeFirst() }
    var form = Session.Form(
      flow: name, fingerprint: bot.script.flow(name)?.fingerprint ?? 0, opening: message.text.text,
      startedAt: session.turns)
    let putOff = slotsPutOff(of: name)
    session.memory.matters.removeAll { $0.form.flow == name && $0.state == .putOff }
    for slot in slotsAsked(by: name) {
      if let value = bot.filler.value(of: slot, in: message, isAsked: false) {
        form.slots[slot.name] = value
      } else if isOrder(slot), let order = orderReferredTo() {
        form.slots[slot.name] = order
      } else if isOrder(slot), let value = putOff[slot.name] ?? earlier[slot.name] ?? session.kept[slot.name]
      {
        takeOver(order: value, slot, &form)
      } else if let value = putOff[slot.name] ?? earlier[slot.name] {
        form.slots[slot.name] = value
      } else if slot.isKept, let value = session.kept[slot.name] {
        form.slots[slot.name] = value
        if slot.name == "药品" {
          let said = session.recentDrugs.first { $0.drug.title == value }?.drug.said
          say(phrase(.aboutEarlierDrug, ["药品": said ?? value]))
        } else if let notice = phrase(.keptValue, ["词": slot.name, "值": marked(value, of: slot.name)]) {
          say(notice)
          keptNotices.insert(notice)
        }
        turn.reasons.append("“\(slot.name)”沿用前面说过的")
      }
    }
    let order = slotsAsked(by: name).first(where: isOrder)?.name
    form.slots.merge(slotsDone(for: name, order: order.flatMap { form.slots[$0] })) { told, _ in told }
    if isDeed(name), isDoneAlready(form) { return }
    tellDoneBefore(form)
    session.forms.append(form)
    runFlow()
  }

  /// The order spoken of before, or the one that holds what the message names.
  private mutating func takeOver(order value: String, _ slot: Script.Slot, _ form: inout Session.Form) {
    switch order(holdingInsteadOf: value) {
    case .order(let number):
      form.slots[slot.name] = number
      turn.reasons.append("“\(slot.name)”沿用前面说过的")
      guard let notice = phrase(.keptValue, ["词": slot.name, "值": marked(number, of: slot.name)]) else {
        return
      }
      say(notice)
      keptNotices.insert(notice)
    case .unknown(let item):
      turn.reasons.append("前面那单里没有“\(item)”，不沿用")
      session.kept[slot.name] = nil
      say(phrase(.notInOrder, ["单": "刚才那单（\(marked(value, of: slot.name))）", "商品": item]))
    }
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
    if !form.confirming.isEmpty {
      confirm(form, decision)
      return true
    }
    if isCancel(decision) || isPutOff(form, decision) {
      cancel()
      return true
    }
    guard let name = form.asking, let slot = bot.script.slot(name) else {
      // Nothing is open after a change of the script: the flow says what is next.
      if form.position == 0 {
        runFlow()
        return true
      }
      session.forms.removeLast()
      return false
    }
    if Leave.isAll(of: message.text) || isSocial(decision),
      !isChoice(slot) || bot.filler.value(of: slot, in: message, isAsked: true) == nil
    {
      leave(form)
      return true
    }
    // 对的 is nobody's name.
    if Repair.isYes(message.text), !isLexicon(slot) {
      reask(slot, countsAsFailure: false)
      return true
    }
    let isDigression = digresses(decision, asked: slot)
    if !isDigression, fill(slot, form) { return true }
    if correct(form, except: name, decision) { return true }
    if !isDigression, sayOverheard(in: form) {
      _ = fillQuietly(form)
      reask(slot, countsAsFailure: false)
      return true
    }
    if slot.unknown != nil, Repair.isUnknowing(message.text), !isCertain(decision) {
      notFilled(slot)
      return true
    }
    switch decision {
    case .faq(let score) where isDigression || fits(score):
      if fillQuietly(form) {
        turn.reasons.append("同一句里也有表单要的内容，一并记下")
      } else {
        digressed()
      }
      answer(score)
      return true
    case .intent(let score) where score.name != form.flow:
      digressed()
      take(score)
      return true
    case .intent: reask(slot, countsAsFailure: false)
    case .faq: notFilled(slot)
    case .nothing where message.isQuestion && !isOpen(slot):
      // A question that is not understood is no failed answer.
      turn.reasons.append("像是问别的，没有听懂")
      digressed()
      reask(slot, countsAsFailure: false)
    case .nothing: if !comforted() { notFilled(slot) }
    }
    return true
  }

  /// How often a form may be put off by other questions before the bot stops reminding of it.
  private static let patience = 4
  private static let digressions = "插话"
  private static let phone = "收件人电话"

  mutating func digressed() {
    session.forms[session.forms.count - 1].attempts[Self.digressions, default: 0] += 1
  }

  /// 先不退了, 我再想想: not now; 等一下 only waits, and has an answer of its own.
  private func isPutOff(_ form: Session.Form, _ decision: Choice) -> Bool {
    guard !message.isQuestion,
      case .putOff(let isFinal) = Assent.read(message.text, verbs: deed(form)?.verbs ?? [])
    else { return false }
    guard let name = form.asking, let slot = bot.script.slot(name),
      bot.filler.value(of: slot, in: message, isAsked: true) == nil || isOpen(slot)
    else { return false }
    return isFinal || message.text.contains(anyOf: ["再想", "考虑", "先别", "先不", "暂", "商量", "再说", "改天"])
  }

  private func isChoice(_ slot: Script.Slot) -> Bool {
    if case .choice = slot.shape { true } else { false }
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
      if case .choice = slot.shape, !message.isQuestion,
        bot.filler.value(of: slot, in: message, isAsked: true) != nil
      {
        return false
      }
      // A question that means something is no name and no address.
      if case .text = slot.shape {
        return message.isQuestion || score.similarity >= 0.6 && score.confidence >= 0.6
      }
      if case .lexicon = slot.shape { return score.similarity >= 0.6 && score.confidence >= 0.6 }
      return score.similarity >= 0.75 && score.confidence >= 0.7
    case .nothing: return false
    }
  }

  func isCertain(_ decision: Choice) -> Bool {
    switch decision {
    case .faq(let score): score.similarity >= 0.75
    case .intent(let score): score.similarity >= 0.75
    case .nothing: false
    }
  }

  private func fits(_ score: Message.FAQScore) -> Bool { score.similarity >= Understanding.Threshold.faq }

  /// Fills the asked slot, and what else the flow wants, from the message.
  private mutating func fill(_ slot: Script.Slot, _ form: Session.Form) -> Bool {
    guard !(Repair.isUnknowing(message.text) && isOpen(slot)),
      let value = bot.filler.value(of: slot, in: message, isAsked: true)
        ?? (isOrder(slot) ? orderReferredTo() : nil)
    else { return false }
    var form = form
    form.slots[slot.name] = value
    form.asking = nil
    form.attempts[Self.digressions] = nil
    session.forms[session.forms.count - 1] = form
    _ = fillQuietly(form)
    if !isOpen(slot), let aside = addedWish() { answerAside(aside) }
    runFlow()
    return true
  }

  private func isLexicon(_ slot: Script.Slot) -> Bool {
    if case .lexicon = slot.shape { true } else { false }
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
  ///
  /// Without such words only a plain statement counts, and only of what is unmistakable: another number, or a
  /// choice while it is being confirmed. A question about another drug corrects nothing.
  mutating func correct(_ form: Session.Form, except asked: String?, _ decision: Choice) -> Bool {
    let isSaid = Repair.isCorrection(message.text)
    guard isSaid || (!message.isQuestion && !isCertain(decision)) else { return false }
    var changed: [(name: String, value: String)] = []
    for slot in slotsAsked(by: form.flow) where slot.name != asked && form.slots[slot.name] != nil {
      var isNumber = false
      if case .digits = slot.shape { isNumber = true }
      guard isSaid || isNumber || !form.confirming.isEmpty else { continue }
      let said =
        slot.isAddress
        ? AddressReader.address(in: message, earlier: form.slots[slot.name])
        : bot.filler.value(of: slot, in: message, isAsked: false)
      guard let value = said, value != form.slots[slot.name] else { continue }
      changed.append((slot.name, value))
    }
    guard !changed.isEmpty else { return false }
    restart(form, with: changed)
    return true
  }

  /// Goes through the flow again with new values.
  mutating func restart(_ form: Session.Form, with changed: [(name: String, value: String)]) {
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
    let index = session.forms.count - 1
    if index >= 0 { session.forms[index].attempts[Self.digressions] = nil }
    askAgain()
  }

  /// After an answer in between: the open question again.
  mutating func askAgain() {
    guard !holdsQuestions, let form = session.forms.last else { return }
    if form.attempts[Self.digressions, default: 0] >= Self.patience {
      turn.reasons.append("“\(form.flow)”被岔开 \(Self.patience) 次，先放下，不再追问")
      putAwayLast(.cancelled)
      say(phrase(.putAside, ["流程": form.flow]))
      return
    }
    // Reminded once, she knows; a form that is asked for under every answer is a nuisance.
    if form.attempts[Self.digressions, default: 0] > 1 {
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
      say(phrase(.confirm, ["内容": summary(form)]))
    } else if let name = form.asking, let slot = bot.script.slot(name) {
      reask(slot, countsAsFailure: false)
    } else {
      runFlow()
    }
  }

  // MARK: - Ends

  private mutating func cancel() {
    guard let form = session.forms.last else { return }
    turn.reasons.append("顾客不办了：取消“\(form.flow)”")
    putAway(.cancelled)
    say(phrase(.cancelled, ["流程": form.flow]))
  }

  /// Drops the flow on top; what waits below it still waits.
  mutating func putAwayLast(_ state: Turn.Form.State) {
    guard let form = session.forms.popLast() else { return }
    turn.form = .init(name: form.flow, state: state, ask: nil)
    keep(form)
    keepMatter(form, .putOff)
  }

  /// Drops every flow under way.
  mutating func putAway(_ state: Turn.Form.State) {
    guard let form = session.forms.last else { return }
    turn.form = .init(name: form.flow, state: state, ask: nil)
    keep(form)
    for waiting in session.forms { keepMatter(waiting, .putOff) }
    session.forms = []
  }

  mutating func keep(_ form: Session.Form) {
    for slot in slotsAsked(by: form.flow) where slot.isKept {
      if let value = form.slots[slot.name] { session.kept[slot.name] = value }
    }
  }
}
