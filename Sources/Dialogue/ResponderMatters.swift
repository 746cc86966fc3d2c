/// What was put off, done or is still open in the session, and changes of mind about it: 还是改吧, 不退了给换个新的,
/// 刚才那个退货还算数吗.
extension Responder {
  func deed(_ form: Session.Form) -> Deed? { bot.deeds[form.flow] }

  /// 给尾号5926这单办退货; without an order the name of the flow.
  func deedText(_ form: Session.Form) -> String {
    deed(form)?.text(order: orderText(form), request: form.slots[Self.request]) ?? form.flow
  }

  /// 尾号5926这单的退货.
  func deedNoun(_ form: Session.Form) -> String {
    (orderText(form).map { $0 + "的" } ?? "") + (deed(form)?.noun ?? form.flow)
  }

  private func orderText(_ form: Session.Form) -> String? {
    slotsAsked(by: form.flow).first(where: isOrder)
      .flatMap { slot in form.slots[slot.name].map { "尾号\(shown($0, of: slot.name))这单" } }
  }

  /// The 词 that says which order is meant.
  func isOrder(_ slot: Script.Slot) -> Bool {
    guard case .digits(let lengths) = slot.shape else { return false }
    return slot.isKept && lengths.lowerBound >= 12
  }

  /// Whether a flow does something that the customer agrees to.
  func isDeed(_ flow: String) -> Bool {
    (bot.script.flow(flow)?.program ?? []).contains { if case .confirm = $0 { true } else { false } }
  }

  // MARK: - Keeping

  mutating func keepMatter(_ form: Session.Form, _ state: SessionMemory.Matter.State) {
    guard !slotsAsked(by: form.flow).isEmpty else { return }
    session.memory.note(.init(form: form, state: state, turn: session.turns))
  }

  /// Whether a flow that ran to its end did what the customer wanted, and not only said why not.
  func isDone(_ form: Session.Form) -> Bool {
    if form.results["受理号"] != nil { return true }
    guard form.isAgreed == true, let flow = bot.script.flow(form.flow) else { return false }
    return !flow.program.contains { step in
      guard case .act(let name, _) = step else { return false }
      return ActionSpecification.all.first { $0.name == name.text }?.results.contains("受理号") ?? false
    }
  }

  /// ，受理号955231.
  func receipt(_ form: Session.Form) -> String {
    form.results["受理号"].map { "（受理号\($0)）" } ?? ""
  }

  // MARK: - Changing one's mind

  /// Takes up, tells or changes over what the session knows of; false when the message is about nothing of it.
  mutating func reconsidered() -> Bool {
    guard !(session.forms.isEmpty && session.memory.matters.isEmpty), message.text.count <= 48 else {
      return false
    }
    return toldState() || wantedAfterAll() || changedMind()
  }

  private static let stateQuestions = [
    "算数", "作数", "还有效", "生效了", "好了没", "好了吗", "好没", "好了不", "好了么", "好吗", "成了吗", "成了没", "成没", "了没", "了吗", "了么",
    "办成", "掉了没", "掉没",
    "成功了", "搞定", "还在吧", "还在吗", "还在不", "没动吧", "没丢吧",
  ]
  private static let plainStateQuestions = [
    "算数", "作数", "办好了没", "办好了吗", "弄好了没", "弄好了吗", "办成", "搞定了", "搞好了", "到底办",
  ]
  private static let otherMatters = [
    "到账", "收到", "发货", "到哪", "到了没", "到了吗", "签收", "多久", "几天", "什么时候", "啥时候", "寄出",
  ]

  private mutating func toldState() -> Bool {
    let text = message.text
    guard text.contains(anyOf: Self.stateQuestions) || text.contains("没"),
      !text.contains(anyOf: Self.otherMatters)
    else {
      return false
    }
    let open = session.forms.reversed().map { ($0, SessionMemory.Matter.State?.none) }
    let past = session.memory.matters.reversed().map { ($0.form, Optional($0.state)) }
    let candidates = (open + past).filter { isDeed($0.0.flow) || $0.0.results["受理号"] != nil }
    let isAboutOrder = text.contains("单") && text.contains(anyOf: ["还在", "没动", "没丢"])
    let named = candidates.first { form, _ in
      // 改没改, 退没退成
      if deed(form)?.verbs.contains(where: { text.contains($0 + "没" + $0) }) ?? false { return true }
      return (deed(form)?.mentions(in: text) ?? []).contains { mention in
        let rest = FoldedText(text.text(mention.place..<min(text.count, mention.place + 10)))
        return rest.contains(anyOf: Self.stateQuestions)
      }
    }
    let isPlain = text.contains(anyOf: Self.plainStateQuestions) || isAboutOrder
    guard let (form, state) = named ?? (isPlain ? candidates.first : nil) else { return false }
    // 退款申请有结果了吗 is a wish of its own.
    if case .intent(let score) = choice(), score.similarity >= 0.8, score.name != form.flow, !isPlain {
      return false
    }
    turn.reasons.append("问“\(form.flow)”办得怎样：照实说")
    switch state {
    case .done: sayDone(form)
    case .putOff: say(phrase(.statePutOff, ["事": deedText(form)]))
    case .withdrawn: say(phrase(.stateWithdrawn, ["事": deedNoun(form), "受理号": receipt(form)]))
    case nil where !form.confirming.isEmpty: say(phrase(.stateConfirm, ["事": deedText(form)]))
    case nil: say(phrase(.stateAsking, ["事": deedNoun(form), "词": form.asking ?? "几样信息"]))
    }
    answerRest(after: Self.stateQuestions)
    if state == nil { askAnew() }
    return true
  }

  /// What follows the clause with one of `words`, when it asks something more.
  private mutating func answerRest(after words: [String]) {
    let clauses = message.text.clauses
    guard let index = clauses.firstIndex(where: { FoldedText(message.text.text($0)).contains(anyOf: words) }),
      index + 1 < clauses.count
    else { return }
    // 取消了没有，不要给我取消: that wants nothing.
    let rest = FoldedText(message.text.text(clauses[index + 1].lowerBound..<message.text.count))
    if bot.deeds.values.contains(where: { $0.mentions(in: rest).contains(where: \.isDenied) }) { return }
    answerAside(clauses[index + 1].lowerBound..<message.text.count, isPromised: false)
  }

  /// 那行，取消掉吧: what was put off is wanted, without a word like 还是.
  private mutating func wantedAfterAll() -> Bool {
    guard session.forms.isEmpty, !message.isQuestion, let matter = session.memory.matters.last,
      matter.state == .putOff, session.turns - matter.turn <= 8, orderSaid == nil
    else { return false }
    let text = message.text
    let isWanted = (deed(matter.form)?.mentions(in: text) ?? []).contains { place, isDenied in
      guard !isDenied, let clause = text.clauses.first(where: { $0.contains(place) }) else { return false }
      let before = text.text(clause.lowerBound..<place)
      return clause.upperBound - place <= 5
        && ["", "那", "就", "那就", "还是", "给我", "帮我", "直接", "那还是"].contains(before)
    }
    guard isWanted else { return false }
    resume(matter)
    return true
  }

  private static let turns = [
    "还是", "要不", "那就", "不如", "干脆", "接着", "继续", "又想", "改主意", "想好了", "想通了", "算了", "得了",
  ]
  private static let goingOn = ["接着办", "继续办", "接着弄", "接着来", "继续吧", "想好了", "想通了", "还是办", "那办吧", "那就办"]

  private mutating func changedMind() -> Bool {
    let text = message.text
    let marker = Self.turns.compactMap { text.firstIndex(of: Array($0.unicodeScalars)) }.min()
    var wanted: [(flow: String, place: Int)] = []
    var isGivenUp = false
    for flow in bot.script.flows where isDeed(flow.name) {
      let mentions = bot.deeds[flow.name]?.mentions(in: text) ?? []
      let denied = mentions.filter(\.isDenied)
      if !denied.isEmpty,
        session.forms.contains(where: { $0.flow == flow.name })
          || session.memory.matters.contains(where: { $0.form.flow == flow.name })
      {
        isGivenUp = true
      }
      // 不退了，还是不换了: what is denied anywhere is not wanted.
      guard denied.isEmpty, let place = mentions.map(\.place).filter({ $0 > marker ?? -1 }).min() else {
        continue
      }
      wanted.append((flow.name, place))
    }
    // 还是退吧，换来的也不放心: what comes first after 还是 is wanted.
    let first = wanted.map(\.place).min()
    wanted = wanted.filter { $0.place == first }
    guard marker != nil || isGivenUp else { return false }
    guard !wanted.isEmpty else {
      if isGivenUp, session.forms.isEmpty, takenBack() { return true }
      return !message.isQuestion && text.contains(anyOf: Self.goingOn) && resumedLatest()
    }
    // 是改地址还是取消重拍好 asks; 不退了给换一个行吗 wants.
    if message.isQuestion, !isGivenUp { return false }
    let isWanted = { (flow: String) in wanted.contains { $0.flow == flow } }
    if let top = session.forms.last, isWanted(top.flow) {
      // A new value in the same words is the form's own business.
      guard !wantsNewValue(top) else { return false }
      turn.reasons.append("还是要办“\(top.flow)”：接着办")
      askAnew()
      return true
    }
    if let matter = session.memory.matters.last(where: { isWanted($0.form.flow) }), matter.state != .withdrawn
    {
      matter.state == .done ? standBy(matter) : resume(matter)
      return true
    }
    guard !session.forms.isEmpty || session.memory.matters.contains(where: { session.turns - $0.turn <= 10 }),
      let flow = wanted.max(by: { score($0.flow) < score($1.flow) })?.flow
    else { return false }
    turn.reasons.append("改主意了：改办“\(flow)”，前面说过的都带过去")
    turn.takenIntent = flow
    let earlier = session.forms.last?.slots ?? session.memory.matters.last?.form.slots ?? [:]
    if !session.forms.isEmpty { putAwayLast(.cancelled) }
    begin(flow, with: earlier)
    return true
  }

  /// 我上礼拜买的口罩要退: a wish in plain words that the examples have in others.
  mutating func plainWish() -> String? {
    let text = message.text
    let wanted = bot.script.flows.filter { flow in
      guard isDeed(flow.name), message.intents.prefix(5).contains(where: { $0.name == flow.name }) else {
        return false
      }
      return bot.deeds[flow.name]?.mentions(in: text).contains { place, isDenied in
        let before = text.text(max(0, place - 2)..<place)
        let clause = text.clauses.first { $0.contains(place) } ?? place..<place
        let words = FoldedText(text.text(clause))
        let isAsked = words.contains(anyOf: ["帮我", "给我", "麻烦", "请", "快", "赶紧"])
        return !isDenied && clause.upperBound - place <= 4
          && !"吗么呢不没几?？".unicodeScalars.contains(text.scalars[clause.upperBound - 1])
          && (isAsked
            || ["要", "想", "得", "我", "给", "还是", "把它", "先", "就", "那"].contains { before.hasSuffix($0) })
      } ?? false
    }
    return wanted.max { score($0.name) < score($1.name) }?.name
  }

  private func score(_ flow: String) -> Double {
    message.intents.first { $0.name == flow }?.confidence ?? 0
  }

  /// Whether the message answers what the form asks, or corrects it.
  private func wantsNewValue(_ form: Session.Form) -> Bool {
    slotsAsked(by: form.flow).contains { slot in
      guard let value = bot.filler.value(of: slot, in: message, isAsked: false) else { return false }
      return value != form.slots[slot.name]
    }
  }

  /// 好 to 先放着，想接着办说一声: what was put aside in the last turns is taken up, and nothing else is agreed to.
  mutating func resumedByYes() -> Bool {
    guard session.forms.isEmpty, Repair.isYes(message.text), !Leave.isAll(of: message.text),
      let matter = session.memory.matters.last, matter.state == .putOff, matter.isPutAside == true,
      session.turns - matter.turn <= 2
    else { return false }
    resume(matter)
    return true
  }

  /// An order's number alone, after 退换都行: which of them? Only where both can be done.
  mutating func askedWhichDeed() -> Bool {
    guard session.forms.isEmpty, message.isBareValue, let order = orderSaid,
      let offered = session.uses[Self.offeredDeeds], (1...2).contains(session.turns - offered)
    else { return false }
    let flows = bot.script.flows.filter { performs($0.name, ActionSpecification.withdrawable) }
    guard flows.count > 1 else { return false }
    session.offered = flows.map { "我要\($0.name)" }
    turn.reasons.append("前面说到退换，只报了单号：问是哪一样")
    session.kept[bot.script.slots.first(where: isOrder)?.name ?? ""] = order
    say(phrase(.whichDeed, ["单": "尾号\(order.suffix(4))这单"]))
    return true
  }

  private mutating func resumedLatest() -> Bool {
    if !session.forms.isEmpty { return false }
    guard let matter = session.memory.matters.last(where: { $0.state == .putOff }) else { return false }
    resume(matter)
    return true
  }

  /// 还是退吧 after a return that was done already: it stands, and what was begun instead is dropped.
  private mutating func standBy(_ matter: SessionMemory.Matter) {
    turn.reasons.append("“\(matter.form.flow)”前面已经办好，照旧")
    if !session.forms.isEmpty { putAwayLast(.cancelled) }
    sayDone(matter.form)
  }

  /// What was done once with an order is not done again: 退货 of what was returned already.
  /// - Returns: whether the customer was told so.
  mutating func isDoneAlready(_ form: Session.Form) -> Bool {
    guard let order = slotsAsked(by: form.flow).first(where: isOrder)?.name, let number = form.slots[order],
      !message.text.contains(anyOf: ["再", "另", "还要", "还想", "重新", "别的"]),
      let matter = session.memory.matters.last(where: {
        $0.state == .done && $0.form.flow == form.flow && $0.form.slots[order] == number
      }),
      // An address may be changed twice, and a title.
      !slotsAsked(by: form.flow).contains(where: { if case .text = $0.shape { true } else { false } })
    else { return false }
    turn.reasons.append("“\(form.flow)”这一单前面已经办好，不重复办")
    turn.replies.removeAll { keptNotices.contains($0) }
    sayDone(matter.form)
    return true
  }

  /// That it is done, and what else was done with the same order since then.
  private mutating func sayDone(_ form: Session.Form) {
    say(phrase(.stateDone, ["事": deedNoun(form), "受理号": receipt(form)]))
    let matters = session.memory.matters
    guard let place = matters.lastIndex(where: { $0.state == .done && $0.form.flow == form.flow }),
      let order = slotsAsked(by: form.flow).first(where: isOrder)?.name,
      let later = matters[(place + 1)...].last(where: {
        $0.state == .done && $0.form.slots[order] == form.slots[order]
          && sharesMore($0.form, form, than: order)
      })
    else { return }
    say(phrase(.alsoDone, ["事": deed(later.form)?.noun ?? later.form.flow, "受理号": receipt(later.form)]))
  }

  /// Takes up what was put off, with what was told for it then and since.
  mutating func resume(_ matter: SessionMemory.Matter) {
    turn.reasons.append("接着办前面放下的“\(matter.form.flow)”")
    session.memory.matters.removeAll { $0.form.flow == matter.form.flow && $0.state == .putOff }
    session.forms.removeAll { $0.flow == matter.form.flow }
    if session.forms.count >= 3 { session.forms.removeFirst() }
    var form = Session.Form(
      flow: matter.form.flow, fingerprint: bot.script.flow(matter.form.flow)?.fingerprint ?? 0,
      opening: matter.form.opening, startedAt: session.turns)
    form.slots = matter.form.slots
    for slot in slotsAsked(by: form.flow) {
      if let value = bot.filler.value(of: slot, in: message, isAsked: false) { form.slots[slot.name] = value }
    }
    session.forms.append(form)
    say(phrase(.resume, ["流程": form.flow]))
    runFlow()
  }

  /// The slots of what was put off under the same name, unless the message is about another order.
  func slotsPutOff(of flow: String) -> [String: String] {
    guard let matter = session.memory.matters.last(where: { $0.form.flow == flow && $0.state == .putOff })
    else {
      return [:]
    }
    let isOther = slotsAsked(by: flow).contains { slot in
      guard isOrder(slot), let said = bot.filler.value(of: slot, in: message, isAsked: false) else {
        return false
      }
      return matter.form.slots[slot.name].map { $0 != said } ?? false
    }
    return isOther ? [:] : matter.form.slots
  }

  /// Another matter of the same order was done in this session: it is told before this one begins.
  mutating func tellDoneBefore(_ form: Session.Form) {
    guard isDeed(form.flow), let order = slotsAsked(by: form.flow).first(where: isOrder)?.name,
      let number = form.slots[order],
      let matter = session.memory.matters.last(where: {
        $0.state == .done && $0.form.slots[order] == number && isDeed($0.form.flow)
      }), sharesMore(matter.form, form, than: order), matterReplaced(by: form) == nil,
      withdrawn(by: form.flow).isEmpty, orderOfSameKind(form.flow) == nil
    else { return }
    say(
      phrase(
        .doneBefore,
        ["事": deed(matter.form)?.noun ?? matter.form.flow, "受理号": receipt(matter.form)]))
  }

  /// 退货 and 换货 ask for the same reason: one takes the place of the other.
  private func sharesMore(_ one: Session.Form, _ other: Session.Form, than order: String) -> Bool {
    let names = Set(slotsAsked(by: one.flow).map(\.name))
    return slotsAsked(by: other.flow).contains { $0.name != order && names.contains($0.name) }
  }

  /// What a done matter of the same order knows: the reason of a return is that of an exchange.
  func slotsDone(for flow: String, order: String?) -> [String: String] {
    guard let order, let name = slotsAsked(by: flow).first(where: isOrder)?.name else { return [:] }
    return session.memory.matters.last {
      $0.state == .done && $0.form.slots[name] == order && $0.form.flow != flow
    }?
    .form.slots.filter { key, _ in
      if case .choice = bot.script.slot(key)?.shape { true } else { false }
    } ?? [:]
  }
}
