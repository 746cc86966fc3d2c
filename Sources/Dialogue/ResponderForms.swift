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
    let sameKind = orderOfSameKind(name)
    session.memory.matters.removeAll { $0.form.flow == name && $0.state == .putOff }
    for slot in slotsAsked(by: name) {
      if let value = bot.filler.value(of: slot, in: message, isAsked: false) {
        form.slots[slot.name] = value
      } else if isOrder(slot), let order = orderReferredTo() {
        form.slots[slot.name] = order
      } else if isOrder(slot),
        let value = putOff[slot.name] ?? earlier[slot.name] ?? sameKind?.form.slots[slot.name]
          ?? session.memory.orders.last?.number
          ?? session.kept[slot.name]
      {
        takeOver(order: value, slot, &form)
      } else if let value = putOff[slot.name] ?? earlier[slot.name] ?? sameAgain(slot) {
        form.slots[slot.name] = value
      } else if slot.isTaxNumber, let value = sameKind?.form.slots[slot.name] {
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
    for (slot, value) in withdrawn(by: name) where form.slots[slot] == nil { form.slots[slot] = value }
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
      guard isWorthTelling(number),
        let notice = phrase(.keptValue, ["词": slot.name, "值": marked(number, of: slot.name)])
      else { return }
      say(notice)
      keptNotices.insert(notice)
    case .unknown(let item):
      turn.reasons.append("前面那单里没有“\(item)”，不沿用")
      session.kept[slot.name] = nil
      say(phrase(.notInOrder, ["单": "刚才那单（\(marked(value, of: slot.name))）", "商品": item]))
    }
  }

  /// Not while she speaks of it: only after some turns, or where another could be meant.
  private func isWorthTelling(_ number: String) -> Bool {
    let last = session.memory.orders.last { $0.number == number }?.turn
    return last.map { session.turns - $0 > (session.memory.orders.count > 1 ? 1 : 4) } ?? true
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
    let decision = decisionInside(form)
    if !form.confirming.isEmpty {
      confirm(form, decision)
      return true
    }
    if leftOff(form, decision) { return true }
    guard let name = form.asking, let slot = bot.script.slot(name) else {
      // Nothing is open after a change of the script: the flow says what is next.
      if form.position == 0 {
        runFlow()
        return true
      }
      session.forms.removeLast()
      return false
    }
    let isPlainYes = Repair.isYes(message.text) && Leave.said(in: message.text).isEmpty
    if Leave.isAll(of: message.text) || isSocial(decision) && !isPlainYes,
      !isChoice(slot) || bot.filler.value(of: slot, in: message, isAsked: true) == nil
    {
      leave(form)
      return true
    }
    if sufficed(slot, form) { return true }
    // 对的 is nobody's name.
    if Repair.isYes(message.text), !isLexicon(slot) {
      reask(slot, countsAsFailure: false)
      return true
    }
    let isDigression = digresses(decision, asked: slot)
    if !isDigression, fill(slot, form) { return true }
    if correct(form, except: name, decision) { return true }
    if wantedCompany(form) || wantedOwnName(form) { return true }
    if !isDigression, sayOverheard(in: form) {
      _ = fillQuietly(form)
      reask(slot, countsAsFailure: false)
      return true
    }
    if slot.unknown != nil, Repair.isUnknowing(message.text), !isCertain(decision) {
      notFilled(slot)
      return true
    }
    answerInside(form, slot, decision, isDigression: isDigression)
    return true
  }

  /// What the message means while a form is open. Another thing is begun only where its name is said or the message
  /// is all but one of its examples: 给我领一张 is like 给我开一张 and asks for no invoice.
  private func decisionInside(_ form: Session.Form) -> Choice {
    guard !message.isBareValue else { return .nothing }
    let decision = choice()
    guard case .intent(let score) = decision, score.name != form.flow, changesSomething(score.name),
      score.similarity < Self.certainWish
    else { return decision }
    let isNamed = bot.deeds[score.name]?.mentions(in: message.text).contains { !$0.isDenied } ?? false
    return isNamed ? decision : .nothing
  }

  private static let certainWish = 0.8

  /// What is filed without being confirmed is begun only by words that are near to its examples.
  func isHasty(_ score: Message.IntentScore) -> Bool {
    score.similarity < Self.plainWish && !isDeed(score.name) && changesSomething(score.name)
  }

  private static let plainWish = 0.55

  private func changesSomething(_ flow: String) -> Bool {
    (bot.script.flow(flow)?.program ?? []).contains { step in
      switch step {
      case .confirm, .record: true
      case .act(let name, _):
        ActionSpecification.all.first { $0.name == name.text }?.results.contains("受理号") ?? false
      default: false
      }
    }
  }

  /// Neither a value nor a correction: answered, if anything answers it, and the form goes on.
  private mutating func answerInside(
    _ form: Session.Form, _ slot: Script.Slot, _ decision: Choice, isDigression: Bool
  ) {
    if restates(form) {
      reask(slot, countsAsFailure: false)
      return
    }
    switch decision {
    case .faq(let score) where isDigression || fits(score):
      if fillQuietly(form) {
        turn.reasons.append("同一句里也有表单要的内容，一并记下")
      } else {
        digressed(to: score)
      }
      answer(score)
    case .intent(let score) where score.name != form.flow:
      digressed()
      take(score)
    case .intent: if !answeredNearest() { reask(slot, countsAsFailure: false) }
    case .faq: notFilled(slot)
    case .nothing where message.isQuestion && (!isOpen(slot) || isStrict(slot)):
      // A question that is not understood is no failed answer.
      if !answeredNearest() { answerUnknown() }
    case .nothing where isStrict(slot) && !comforted():
      say(phrase(.asideNotUnderstood, ["原话": echo(message.text.text)]))
      notFilled(slot)
    case .nothing: if !comforted() { notFilled(slot) }
    }
  }

  /// 就是量的数忽高忽低: the reason once more, and no question about it.
  func restates(_ form: Session.Form) -> Bool {
    (!message.isQuestion || message.text.contains(anyOf: ["还能是", "还用", "不然呢", "还有什么"]))
      && slotsAsked(by: form.flow).contains { slot in
        guard isChoice(slot), let known = form.slots[slot.name] else { return false }
        return bot.filler.value(of: slot, in: message, isAsked: false) == known
      }
  }

  /// A question in the middle of a form has the nearest answer, where one is near.
  mutating func answeredNearest() -> Bool {
    guard message.isQuestion, let best = message.faqs.first, best.similarity >= Self.nearAnswer else {
      return false
    }
    digressed(to: best)
    answer(best)
    return true
  }

  private static let nearAnswer = 0.45

  /// 算了, 先不退了: the form is left, and what is asked beside it is answered.
  private mutating func leftOff(_ form: Session.Form, _ decision: Choice) -> Bool {
    if isCancel(decision) || isPutOff(form, decision) {
      cancel()
      return true
    }
    guard message.isQuestion, let off = Assent.puttingOff(message.text, verbs: deed(form)?.verbs ?? []),
      off.clauses.count < message.text.clauses.count,
      off.isFinal
        || off.clauses.contains(where: { FoldedText(message.text.text($0)).contains(anyOf: Self.thinking) })
    else { return false }
    cancel()
    answerRest(besides: off.clauses)
    return true
  }

  private static let thinking = ["再想", "考虑", "先别", "先不", "暂", "商量", "再说", "改天"]

  /// The clauses that put nothing off, answered.
  mutating func answerRest(besides clauses: [Range<Int>]) {
    let rest = message.text.clauses.filter { !clauses.contains($0) }
    guard let question = rest.first(where: { Understanding.isQuestion(FoldedText(message.text.text($0))) }),
      let last = rest.last
    else { return }
    answerAside(question.lowerBound..<max(last.upperBound, question.upperBound))
  }

  /// 没有门牌, 就这个地址: what was told of an address is all there is.
  private mutating func sufficed(_ slot: Script.Slot, _ form: Session.Form) -> Bool {
    guard slot.isAddress, form.slots[slot.name] != nil,
      Repair.isYes(message.text) || message.text.contains(anyOf: ["没有", "没门牌", "就这个", "就这些", "打电话", "到了"]),
      AddressReader.address(in: message, earlier: form.slots[slot.name]) == nil
    else { return false }
    session.forms[session.forms.count - 1].asking = nil
    runFlow()
    return true
  }

  /// 先不退了, 我再想想: not now; 等一下 only waits, and has an answer of its own.
  private func isPutOff(_ form: Session.Form, _ decision: Choice) -> Bool {
    guard !message.isQuestion,
      case .putOff(let isFinal) = Assent.read(message.text, verbs: deed(form)?.verbs ?? [])
    else { return false }
    guard let name = form.asking, let slot = bot.script.slot(name),
      bot.filler.value(of: slot, in: message, isAsked: true) == nil || isOpen(slot)
    else { return false }
    return isFinal || message.text.contains(anyOf: Self.thinking)
  }

  /// Takes only what has its shape, though it is text.
  private func isStrict(_ slot: Script.Slot) -> Bool { slot.isAddress || slot.isTitle || slot.isTaxNumber }

  private func isChoice(_ slot: Script.Slot) -> Bool {
    if case .choice = slot.shape { true } else { false }
  }

  private func isCancel(_ decision: Choice) -> Bool {
    guard Repair.isCancel(message.text), !Repair.isBackToBot(message.text) else { return false }
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
    case .faq(let score):
      // 能送到文三路138号吗 has the address, whatever else it asks.
      if isStrict(slot), bot.filler.value(of: slot, in: message, isAsked: false) != nil { return false }
      return message.isQuestion && score.similarity >= 0.55
    case .intent(let score):
      guard score.name != session.forms.last?.flow else { return false }
      if case .choice = slot.shape, !message.isQuestion,
        bot.filler.value(of: slot, in: message, isAsked: true) != nil
      {
        return false
      }
      // A question that means something is no name and no address.
      if isStrict(slot), bot.filler.value(of: slot, in: message, isAsked: false) != nil { return false }
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
    guard !(Repair.isUnknowing(message.text) && isOpen(slot) && !isStrict(slot)),
      let value =
        (slot.isAddress
          ? AddressReader.address(in: message, earlier: form.slots[slot.name] ?? AddressReader.unchanged)
          : nil)
        ?? bot.filler.value(of: slot, in: message, isAsked: true)
        ?? (isOrder(slot) ? orderReferredTo() : nil) ?? sameAgain(slot)
    else { return false }
    var form = form
    form.slots[slot.name] = value
    form.asking = nil
    session.forms[session.forms.count - 1] = form
    returned()
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

  // MARK: - Ends

  private mutating func cancel() {
    guard let form = session.forms.last else { return }
    turn.reasons.append("顾客不办了：取消“\(form.flow)”")
    putAway(.cancelled)
    if isDeed(form.flow) {
      say(phrase(.putOff, ["事": deedText(form)]))
      sayHowToPay(form)
    } else {
      say(phrase(.cancelled, ["流程": form.flow]))
    }
  }

  /// 那还是留着吧 我付: how to pay, for an order that waits for it.
  mutating func sayHowToPay(_ form: Session.Form) {
    guard form.results["状态"] == "待付款", message.text.contains(anyOf: ["付", "留着", "留下"]) else { return }
    say(phrase(.howToPay))
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
