import Support

/// The instructions of a flow, one after another, until the customer's word is needed.
extension Responder {
  /// Each instruction may be passed a few times (重问, corrections); a script that loops ends at a person.
  private static let fuel = 200
  /// The drug is certain here, so less likeness suffices than `Understanding.Threshold.faq` asks for.
  static let lookUpThreshold = 0.3

  mutating func runFlow() {
    guard let name = session.forms.last?.flow, let flow = bot.script.flow(name) else { return }
    let index = session.forms.count - 1
    for _ in 0..<Responder.fuel {
      let position = session.forms[index].position
      guard position < flow.program.count else {
        complete()
        return
      }
      session.forms[index].position += 1
      switch flow.program[position] {
      case .ask(let slot) where session.forms[index].slots[slot.text] == nil:
        session.forms[index].position = position
        if takeKnown(slot.text, flow) { continue }
        ask(slot.text)
        return
      case .ask(let slot) where lacksBuilding(slot.text):
        session.forms[index].position = position
        session.forms[index].asking = slot.text
        return
      case .reask(let slot):
        guard rewind(to: slot.text, in: flow) else { return }
      case .confirm(let slots) where !session.forms[index].isConfirmed:
        session.forms[index].position = position
        session.forms[index].asking = nil
        session.forms[index].confirming = slots.map(\.text)
        askAgain()
        return
      case .ask: continue
      case .confirm: session.forms[index].isConfirmed = false
      case .act(let action, _):
        guard perform(action.text, flow.program[position]) else { return }
      case .say(let reply): speak(reply)
      case .record(let record, _): file(record.text)
      case .transfer(let target): transfer(target)
      case .jumpUnless(let condition, let target):
        if !holds(condition) {
          session.forms[index].position = target
          forgetUnasked(position..<target, of: flow)
        }
      case .jump(let target): session.forms[index].position = target
      case .end:
        complete()
        return
      }
    }
    turn.reasons.append("流程“\(name)”停不下来，转人工")
    putAway(.cancelled)
    hand(to: .human)
  }

  /// Fills a 词 with what was told before; a phone's tail that was found right is not even mentioned.
  private mutating func takeKnown(_ name: String, _ flow: Script.Flow) -> Bool {
    let index = session.forms.count - 1
    if let tail = checkedTail(name, flow, session.forms[index]) {
      session.forms[index].slots[name] = tail
      turn.reasons.append("“\(name)”这一单已经核过，不再问")
      return true
    }
    guard let told = takeTold(name) else { return false }
    session.forms[index].slots[name] = told
    if !overheard.contains(where: { $0.name == name }),
      let notice = phrase(.toldBefore, ["词": name, "值": marked(told, of: name)])
    {
      say(notice)
      keptNotices.insert(notice)
    }
    turn.reasons.append("“\(name)”前面已经说过，不再问")
    return true
  }

  /// The tail that was found right for the same order, or for another of hers if it fits this one as well.
  private func checkedTail(_ name: String, _ flow: Script.Flow, _ form: Session.Form) -> String? {
    let arguments = flow.program.compactMap { step -> [Fragment]? in
      if case .act(let act, let arguments) = step, act.text == ActionSpecification.verifyPhone {
        arguments
      } else {
        nil
      }
    }.first
    let tails = session.memory.checkedTails
    guard !tails.isEmpty, arguments?.last?.text == name,
      let number = arguments?.first.flatMap({ form.slots[$0.text] })
    else { return nil }
    if let tail = tails[number] { return tail }
    return Set(tails.values).sorted().first { tail in
      bot.actions.perform(
        ActionSpecification.verifyPhone, ["订单号": number, "手机尾号": tail],
        key: actionKey(ActionSpecification.verifyPhone))?.outcome == "一致"
    }
  }

  /// An address without a number is asked about once.
  private mutating func lacksBuilding(_ name: String) -> Bool {
    let index = session.forms.count - 1
    guard let slot = bot.script.slot(name), slot.isAddress, let value = session.forms[index].slots[name],
      !AddressReader.isComplete(value), session.forms[index].attempts[Self.building] == nil
    else { return false }
    session.forms[index].attempts[Self.building] = 1
    turn.replies.removeAll { keptNotices.contains($0) && $0.contains(AddressReader.spoken(value)) }
    say(phrase(.addressRest, ["值": AddressReader.spoken(value)]))
    return true
  }

  private static let building = "门牌"

  /// What only a branch asks that is not taken is no part of the matter: 税号 of a title that is a person's now.
  private mutating func forgetUnasked(_ skipped: Range<Int>, of flow: Script.Flow) {
    let index = session.forms.count - 1
    for step in flow.program[skipped.clamped(to: flow.program.indices)] {
      guard case .ask(let slot) = step else { continue }
      let isAskedElsewhere = flow.program.enumerated().contains { place, step in
        if case .ask(let other) = step { !skipped.contains(place) && other.text == slot.text } else { false }
      }
      if !isAskedElsewhere { session.forms[index].slots[slot.text] = nil }
    }
  }

  private mutating func ask(_ name: String) {
    session.forms[session.forms.count - 1].asking = name
    guard let slot = bot.script.slot(name) else { return }
    if slot.isTitle, TitleReader.wantsCompany(message.text), !message.isQuestion {
      say(phrase(.companyTitle))
      return
    }
    say(render(variant(of: "词 \(name)", slot.questions)))
  }

  /// 重问: forgets the value and goes back to its question; false when it was asked too often.
  private mutating func rewind(to name: String, in flow: Script.Flow) -> Bool {
    let index = session.forms.count - 1
    session.forms[index].slots[name] = nil
    session.kept[name] = nil
    session.memory.told[name] = nil
    session.forms[index].attempts[name, default: 0] += 1
    let limit = bot.script.slot(name)?.limit ?? 3
    if session.forms[index].attempts[name, default: 0] >= limit {
      turn.reasons.append("“\(name)”问了 \(limit) 次还没有，转人工")
      putAway(.cancelled)
      hand(to: .human)
      return false
    }
    session.forms[index].position =
      flow.program.firstIndex { step in
        if case .ask(let slot) = step { slot.text == name } else { false }
      } ?? flow.program.count
    return true
  }

  private mutating func perform(_ name: String, _ step: FlowStep) -> Bool {
    guard case .act(_, let arguments) = step,
      let specification = ActionSpecification.all.first(where: { $0.name == name })
    else { return true }
    let index = session.forms.count - 1
    if name == ActionSpecification.lookUpDrug {
      session.forms[index].outcome = lookUpDrug() ? "找到" : "没找到"
      return true
    }
    var values: [String: String] = [:]
    for (parameter, argument) in zip(specification.parameters, arguments) {
      values[parameter] = session.forms[index].slots[argument.text] ?? session.kept[argument.text]
    }
    guard let result = bot.actions.perform(name, values, key: actionKey(name)) else {
      say(phrase(.actionFailed))
      putAway(.cancelled)
      hand(to: .human)
      return false
    }
    turn.reasons.append("办“\(name)”：\(result.outcome)")
    session.forms[index].outcome = result.outcome
    learn(result, of: name, values)
    session.forms[index].results.merge(result.values) { $1 }
    if let goods = result.values["商品"] {
      let hasDrug = bot.understanding.mentionsDrug(goods)
      session.forms[index].results["品类"] = hasDrug ? "药品" : "其他"
    }
    return !asksForOtherOrder(result, arguments)
  }

  /// What an action found out is known for the rest of the session.
  private mutating func learn(_ result: ActionResult, of name: String, _ values: [String: String]) {
    guard let number = values["订单号"] else { return }
    switch result.outcome {
    case "没查到" where name != ActionSpecification.withdraw:
      session.memory.orders.removeAll { $0.number == number }
    default: session.memory.note(order: number, goods: result.values["商品"], turn: session.turns)
    }
    // A phone that was checked is not asked for again.
    if result.outcome == "一致", let tail = values["手机尾号"] { session.memory.checkedTails[number] = tail }
    if name == ActionSpecification.withdraw, result.outcome == "成功" { noteWithdrawn(result.values["受理号"]) }
  }

  /// 我要退血压计 of an order that holds none: said once, and the number is asked for again.
  private mutating func asksForOtherOrder(_ result: ActionResult, _ arguments: [Fragment]) -> Bool {
    let index = session.forms.count - 1
    let form = session.forms[index]
    guard let goods = result.values["商品"], isDeed(form.flow), let order = arguments.first?.text,
      let number = form.slots[order], form.attempts[Self.otherOrder] == nil,
      case .unknown(let item) = self.order(
        holdingInsteadOf: number, named: form.opening.isEmpty ? message.text : FoldedText(form.opening))
    else { return false }
    session.forms[index].attempts[Self.otherOrder] = 1
    session.forms[index].slots[order] = nil
    session.forms[index].asking = order
    session.forms[index].position = 0
    session.kept[order] = nil
    turn.replies.removeAll { keptNotices.contains($0) }
    say(phrase(.orderHolds, ["单": "尾号\(number.suffix(4))这单", "有": goods, "商品": item]))
    return true
  }

  private static let otherOrder = "不在单里"

  /// The turn is the same when it is taken again after a crash, so is the key.
  func actionKey(_ name: String) -> String {
    let place = "\(session.id)\n\(session.turns)\n\(turn.reasons.count)\n\(name)"
    return String(stableHash(place), radix: 16)
  }

  /// The 问答 about the flow's drug that the opening message, or this one, asks for.
  private mutating func lookUpDrug() -> Bool {
    guard let form = session.forms.last, let name = form.slots["药品"] else { return false }
    let opening = bot.understanding.read(form.opening, now: now)
    // What was said carries the dosage form, which the slot's generic name has not.
    let said = message.drugs + opening.drugs + session.recentDrugs.map(\.drug)
    let drug = said.first { $0.title == name } ?? bot.understanding.drug(named: name)
    var scores = bot.understanding.faqs(for: opening, about: drug)
    // 能和益生菌一起吃吗 asks about the drug before, too.
    if message.text.contains(anyOf: ["一起", "同时", "一块"]) {
      for earlier in session.recentDrugs.map(\.drug) where earlier != drug {
        scores += bot.understanding.faqs(for: message, about: earlier)
      }
    }
    if form.opening != message.text.text { scores += bot.understanding.faqs(for: message, about: drug) }
    if !bothDrugs.isEmpty { scores.removeAll { !bot.understanding.speaks($0.faq, of: bothDrugs) } }
    scores = fitting(scores).sorted { ($0.similarity, $1.faq) > ($1.similarity, $0.faq) }
    guard let best = scores.first else {
      if bothDrugs.isEmpty { unanswered = drug }
      return false
    }
    // 我想问问用药 asks nothing in particular: the drug's first answer is how to take it.
    let isOpen = !opening.isQuestion && !message.isQuestion
    if best.similarity >= Responder.lookUpThreshold {
      answer(best, isContinuing: true)
    } else if isOpen, let first = scores.min(by: { $0.faq < $1.faq }) {
      answer(first, isContinuing: true)
    } else {
      if bothDrugs.isEmpty, Set(message.drugs.map(\.generic)).count < 2 { unanswered = drug }
      return false
    }
    return true
  }

  private mutating func speak(_ reply: Fragment) {
    var text: String?
    if isInline(reply) {
      text = render(reply.dropFirst().text.trimmingSuffix(["”", "\"", "“"]))
    } else if let known = bot.script.reply(reply.text) {
      text = render(variant(of: "答复 \(known.name)", known.variants.map(\.text)))
    }
    if let text { spoken.insert(text) }
    say(text)
  }

  private mutating func transfer(_ target: Script.Target) {
    if target == .human { hand(to: .human) } else { turn.escalate = escalation(target) }
  }

  private mutating func complete() {
    guard let form = session.forms.popLast() else { return }
    keep(form)
    for name in form.slots.keys { session.memory.told[name] = nil }
    if isDone(form) {
      replaceMatters(by: form)
      keepMatter(form, .done)
    }
    for (name, value) in form.slots { turn.slots[bot.script.slot(name)?.key ?? name] = value }
    turn.form = .init(name: form.flow, state: .done, ask: nil)
    guard let waiting = session.forms.last, turn.escalate != .human else {
      if turn.escalate == .human {
        for waiting in session.forms { keepMatter(waiting, .putOff) }
        session.forms = []
      }
      return
    }
    if holdsQuestions { return }
    if let asked = waiting.asking, bot.script.slot(asked)?.isKept == true, let value = session.kept[asked] {
      session.forms[session.forms.count - 1].slots[asked] = value
      session.forms[session.forms.count - 1].asking = nil
    }
    goOnWithWaiting()
  }

  // MARK: - Conditions

  private func holds(_ condition: Condition) -> Bool {
    condition.alternatives.contains { $0.allSatisfy(holds) }
  }

  private func holds(_ test: Condition.Test) -> Bool {
    guard let form = session.forms.last else { return false }
    func value(_ name: Fragment) -> String? {
      if name.text == ActionSpecification.titleKind {
        return form.slots.first { bot.script.slot($0.key)?.isTitle ?? false }
          .map { TitleReader.isOrganisation($0.value) ? "公司" : "个人" }
      }
      return form.results[name.text] ?? form.slots[name.text] ?? session.kept[name.text]
    }
    switch test {
    case .outcome(let name): return form.outcome == name.text
    case .filled(let name, let isFilled): return (value(name) != nil) == isFilled
    case .compare(let name, let comparison, let wanted):
      guard let value = value(name) else { return comparison == .unequal }
      switch comparison {
      case .equal: return value == wanted
      case .unequal: return value != wanted
      case .less: return number(value).flatMap { left in number(wanted).map { left < $0 } } ?? false
      case .greater: return number(value).flatMap { left in number(wanted).map { left > $0 } } ?? false
      }
    }
  }

  private func number(_ text: String) -> Double? {
    Double(text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") })
  }
}

extension String {
  fileprivate func trimmingSuffix(_ suffixes: [String]) -> String {
    for suffix in suffixes where hasSuffix(suffix) { return String(dropLast(suffix.count)) }
    return self
  }
}
