/// Taking back what was done: 刚才那个不退了, 退货改成换货.
extension Responder {
  /// The 词 that says what is taken back, and the one for its number.
  static let request = "申请"
  static let ticket = "受理号"

  func performs(_ flow: String, _ actions: [String]) -> Bool {
    (bot.script.flow(flow)?.program ?? []).contains { step in
      if case .act(let name, _) = step { actions.contains(name.text) } else { false }
    }
  }

  /// Whether what was done can be taken back.
  private func isWithdrawable(_ matter: SessionMemory.Matter) -> Bool {
    matter.state == .done && matter.form.results[Self.ticket] != nil
      && performs(matter.form.flow, ActionSpecification.withdrawable)
  }

  private var withdrawal: String? {
    bot.script.flows.first { performs($0.name, [ActionSpecification.withdraw]) }?.name
  }

  /// 刚才那个不退了, when it was done: it is taken back, after a yes, or she is told that it cannot be.
  /// - Returns: whether the message is about anything that was done.
  mutating func takenBack() -> Bool {
    let text = message.text
    guard
      let matter = session.memory.matters.last(where: { matter in
        bot.deeds[matter.form.flow]?.mentions(in: text).contains(where: \.isDenied) ?? false
      })
    else { return false }
    if matter.state == .putOff {
      say(phrase(.statePutOff, ["事": deedText(matter.form)]))
      return true
    }
    if matter.state == .withdrawn {
      say(phrase(.stateWithdrawn, ["事": deedNoun(matter.form), "受理号": receipt(matter.form)]))
      return true
    }
    if isWithdrawable(matter), let flow = withdrawal {
      turn.takenIntent = flow
      turn.reasons.append("“\(matter.form.flow)”已经办过：改成撤掉它")
      begin(flow)
    } else {
      turn.reasons.append("“\(matter.form.flow)”已经办过，撤不回来：照实说")
      say(phrase(.cannotUndo, ["事": deedNoun(matter.form), "受理号": receipt(matter.form)]))
    }
    return true
  }

  /// What a flow that takes something back knows of what was done last, or of what the message names.
  func withdrawn(by flow: String) -> [String: String] {
    guard performs(flow, [ActionSpecification.withdraw]) else { return [:] }
    let candidates = session.memory.matters.filter(isWithdrawable)
    let named = candidates.last { !(bot.deeds[$0.form.flow]?.mentions(in: message.text).isEmpty ?? true) }
    guard let matter = named ?? candidates.last else { return [:] }
    var values = matter.form.slots.filter { bot.script.slot($0.key).map(isOrder) ?? false }
    values[Self.ticket] = matter.form.results[Self.ticket]
    values[Self.request] = bot.deeds[matter.form.flow]?.noun
    return values
  }

  mutating func noteWithdrawn(_ ticket: String?) {
    for index in session.memory.matters.indices
    where session.memory.matters[index].state == .done
      && session.memory.matters[index].form.results[Self.ticket] == ticket
    {
      session.memory.matters[index].state = .withdrawn
    }
  }

  /// What was done with the same order for the same reason: a return gives way to an exchange, and the other way.
  func matterReplaced(by form: Session.Form) -> SessionMemory.Matter? {
    guard let order = slotsAsked(by: form.flow).first(where: isOrder)?.name,
      performs(form.flow, ActionSpecification.withdrawable)
    else { return nil }
    return session.memory.matters.last {
      isWithdrawable($0) && $0.form.flow != form.flow && $0.form.slots[order] == form.slots[order]
    }
  }

  /// The new request is filed, so the old one is taken back.
  mutating func replaceMatters(by form: Session.Form) {
    guard let matter = matterReplaced(by: form), let ticket = matter.form.results[Self.ticket] else { return }
    let order = matter.form.slots.first { bot.script.slot($0.key).map(isOrder) ?? false }?.value ?? ""
    let name = ActionSpecification.withdraw
    guard
      bot.actions.perform(name, ["订单号": order, "受理号": ticket], key: actionKey(name))?.outcome == "成功"
    else { return }
    noteWithdrawn(ticket)
    turn.reasons.append("办“\(name)”：原来的“\(matter.form.flow)”不用了")
    say(
      phrase(
        .replaced, ["事": bot.deeds[matter.form.flow]?.noun ?? matter.form.flow, "受理号": receipt(matter.form)]))
  }
}
