import Support

/// What the customer tells before it is asked: it is kept, and not asked again.
extension Responder {
  /// Keeps addresses, tails of phones and titles of invoices that nothing asks for now.
  mutating func overhear() {
    for slot in bot.script.slots where bot.askedSlots.contains(slot.name) {
      guard session.awaited != slot.name, let value = told(slot) else { continue }
      session.memory.told[slot.name] = value
      overheard.append((slot.name, value))
    }
    for slot in bot.script.slots where session.forms.isEmpty && bot.askedSlots.contains(slot.name) {
      guard case .choice = slot.shape,
        !message.isQuestion
          || message.text.contains(anyOf: Self.pleas)
            && !message.text.contains(anyOf: ["如果", "要是", "万一"]),
        let value = bot.filler.value(of: slot, in: message, isAsked: false)
      else { continue }
      session.memory.told[slot.name] = value
      session.uses[Self.toldAt + slot.name] = session.turns
    }
    if let number = orderSaid { session.memory.note(order: number, goods: nil, turn: session.turns) }
  }

  /// The order whose number the message says.
  var orderSaid: String? {
    bot.script.slots.first(where: isOrder).flatMap {
      bot.filler.value(of: $0, in: message, isAsked: false)
    }
  }

  private func told(_ slot: Script.Slot) -> String? {
    switch slot.shape {
    case .digits(let lengths) where lengths.upperBound <= 6: return tail(lengths)
    case .text where slot.isAddress:
      let earlier = session.memory.told[slot.name]
      return AddressReader.address(in: message, earlier: session.forms.isEmpty ? earlier : nil)
    case .text where slot.isTitle || slot.isTaxNumber:
      guard !slot.isTitle || message.text.contains(slot.name) && !message.isQuestion else { return nil }
      return bot.filler.value(of: slot, in: message, isAsked: false)
    case .text: return bot.filler.assigned(to: slot.name, in: message.text)
    default: return nil
    }
  }

  private static let tailWords = ["尾号", "后四位", "后4位", "末四位", "手机"]
  private static let tailLeads = Set("是为:： 的".unicodeScalars)

  /// Digits after 尾号, if not those of an order: 单号…尾号6031.
  private func namedTail(_ lengths: ClosedRange<Int>) -> String? {
    let text = message.text
    for word in Self.tailWords {
      var from = 0
      let scalars = Array(word.unicodeScalars)
      while let place = text.firstIndex(of: scalars, from: from) {
        from = place + 1
        var start = place + scalars.count
        while start < text.count, Self.tailLeads.contains(text.scalars[start]) { start += 1 }
        var end = start
        while end < text.count, ("0"..."9").contains(text.scalars[end]) { end += 1 }
        let value = text.text(start..<end)
        let isOrder = ["这单", "那单", "的单", "的订单", "订单", "单"].contains { text.stands($0, at: end) }
        if lengths.contains(end - start), !isOrder, orderEnding(with: value) == nil { return value }
      }
    }
    return nil
  }

  /// A clause that is nothing but digits, or digits after 尾号; not the end of an order's number known here.
  private func tail(_ lengths: ClosedRange<Int>) -> String? {
    if let named = namedTail(lengths) { return named }
    let text = message.text
    // 202611100055556666 7719: behind an order's number stand the digits that go with it.
    let groups = DigitRun.groups(in: text)
    if let number = groups.firstIndex(where: { $0.count >= 12 }), number + 1 < groups.count,
      lengths.contains(groups[number + 1].count),
      groups[number + 1].lowerBound - groups[number].upperBound <= 2
    {
      return text.text(groups[number + 1])
    }
    for clause in text.clauses {
      let words = FoldedText(text.text(clause))
      let digits = words.scalars.filter { ("0"..."9").contains($0) }
      guard lengths.contains(digits.count), words.scalars.allSatisfy({ !"岁元块点".unicodeScalars.contains($0) }),
        digits.count == words.compact.unicodeScalars.count
          || words.count <= 14 && words.contains(anyOf: Self.tailWords)
      else { continue }
      let value = String(scalars: digits)
      if orderEnding(with: value) == nil { return value }
    }
    return nil
  }

  func orderEnding(with digits: String) -> String? {
    digits.count >= 4 ? session.memory.orders.last { $0.number.hasSuffix(digits) }?.number : nil
  }

  /// Without what only tells a value: 能开票不 of 能开票不 抬头写个人就行. nil where nothing else is left.
  func withoutTold() -> String? {
    // In a form the address is what the message is about.
    let address = session.forms.isEmpty ? message.entity(.address)?.range : nil
    let title = overheard.first { message.text.contains($0.name) }?.name
    guard title != nil || address != nil && !overheard.isEmpty else { return nil }
    let rest = message.text.clauses.filter { clause in
      !(address?.overlaps(clause) ?? false)
        && !(title.map { FoldedText(message.text.text(clause)).contains($0) } ?? false)
    }
    let text = rest.map { message.text.original($0) }.joined(separator: "，")
    return text.count < 3 ? nil : text
  }

  private static let toldAt = "说过 "
  /// A question that holds a fact: 坏了能退吗.
  private static let pleas = ["能退", "能换", "可以退", "可以换", "退吗", "换吗", "退不", "换不", "怎么办", "咋办", "给退", "给换"]
  /// For how many turns a reason that was told is one.
  private static let attention = 5

  /// Takes a value that was told before, once.
  mutating func takeTold(_ name: String) -> String? {
    guard let value = session.memory.told[name] else { return nil }
    session.memory.told[name] = nil
    if let turn = session.uses[Self.toldAt + name], session.turns - turn > Self.attention { return nil }
    return value
  }

  /// The message only tells something that nothing asks for: it is kept, and what waited for it goes on.
  /// - Returns: whether the turn is answered so.
  mutating func tookTold() -> Bool {
    guard let (name, value) = overheard.first, session.forms.isEmpty,
      choice() == .nothing || message.text.compact == value
    else {
      return notedPerson()
    }
    if let matter = session.memory.matters.last, matter.state == .putOff, session.turns - matter.turn <= 4,
      slotsAsked(by: matter.form.flow).contains(where: { $0.name == name })
    {
      resume(matter)
      return true
    }
    // Another address after the last one was changed: it is changed again.
    if let matter = session.memory.matters.last, matter.state == .done, session.turns - matter.turn <= 4,
      let slot = bot.script.slot(name), slot.isAddress || slot.isTitle,
      slotsAsked(by: matter.form.flow).contains(where: { $0.name == name })
    {
      turn.reasons.append("刚办过“\(matter.form.flow)”，又说了新的“\(name)”：再办一次")
      begin(
        matter.form.flow, with: matter.form.slots.filter { bot.script.slot($0.key).map(isOrder) ?? false })
      return true
    }
    // An address out of the blue is one to be changed to.
    if let slot = bot.script.slot(name), slot.isAddress, !message.isQuestion, AddressReader.isComplete(value),
      let flow = bot.script.flows.first(where: { flow in
        slotsAsked(by: flow.name).contains { $0.name == name }
          && slotsAsked(by: flow.name).contains(where: isOrder)
      })
    {
      turn.takenIntent = flow.name
      turn.reasons.append("说了新的“\(name)”：办“\(flow.name)”")
      begin(flow.name)
      return true
    }
    turn.reasons.append("没有在问“\(name)”，先记下")
    say(phrase(.noted, ["内容": "\(name)（\(marked(value, of: name))）"]))
    if let aside = addedWish() {
      answerAside(aside)
    } else if let order = session.memory.orders.last, message.text.compact == value {
      say(phrase(.whatOfOrder, ["单": "尾号\(order.number.suffix(4))这单"]))
    }
    return true
  }

  private static let recipients = ["收件人", "收货人", "收件", "收货", "电话", "手机号"]
  private static let changing = ["改", "换", "写", "填"]

  /// 收件人电话改成13862019947: another recipient at the same address, or at the one that was told last.
  mutating func changedRecipient() -> Bool {
    let text = message.text
    guard session.forms.isEmpty, !message.isQuestion, message.entity(.address) == nil,
      text.contains(anyOf: Self.recipients), text.contains(anyOf: Self.changing),
      let flow = bot.script.flows.first(where: { flow in
        slotsAsked(by: flow.name).contains(where: \.isAddress)
          && slotsAsked(by: flow.name).contains(where: isOrder)
      }), let slot = slotsAsked(by: flow.name).first(where: \.isAddress)
    else { return false }
    let earlier =
      session.memory.told[slot.name]
      ?? session.memory.matters.last { $0.form.slots[slot.name] != nil }?.form.slots[slot.name]
    guard let value = AddressReader.address(in: message, earlier: earlier ?? AddressReader.unchanged) else {
      return false
    }
    session.memory.told[slot.name] = nil
    turn.takenIntent = flow.name
    turn.reasons.append("换收件人或电话：办“\(flow.name)”")
    begin(flow.name, with: [slot.name: value])
    return true
  }

  /// 他16公斤: nothing is asked, and it is good to know.
  private mutating func notedPerson() -> Bool {
    guard !noted.isEmpty, session.forms.isEmpty, !message.isQuestion, choice() == .nothing else {
      return false
    }
    turn.reasons.append("说的是用药人的情况：记下")
    say(phrase(.notedPlain, ["内容": noted.joined(separator: "，")]))
    return true
  }

  /// What was told beside the asked slot: 新地址记下了.
  mutating func sayOverheard(in form: Session.Form) -> Bool {
    let names = Set(slotsAsked(by: form.flow).map(\.name))
    let new = overheard.filter { names.contains($0.name) }
    guard !new.isEmpty else { return false }
    say(
      phrase(
        .noted, ["内容": new.map { "\($0.name)（\(marked($0.value, of: $0.name))）" }.joined(separator: "、")]))
    return true
  }

  // MARK: - Orders

  private static let lastOrder = [
    "刚才那单", "刚才那个单", "刚刚那单", "刚才的单", "刚才的那单", "就那单", "就那个单", "上一单", "同一单", "那一单", "就这单", "这一单", "前面那单",
    "上面那单", "还是那单",
    "刚才那个", "刚才的", "刚说的那", "还是那个",
  ]

  /// The order meant by 刚才那单, or by the last digits of its number.
  func orderReferredTo() -> String? {
    if message.text.count <= 16, message.text.contains(anyOf: Self.lastOrder) {
      return session.memory.orders.last?.number
    }
    let digits = message.text.compact
    return (4...8).contains(digits.count) && digits.allSatisfy(\.isNumber) ? orderEnding(with: digits) : nil
  }

  enum OrderChoice: Equatable {
    case order(String)
    /// None of the orders known here holds it.
    case unknown(item: String)
  }

  /// Which order holds what the message names, when it is not the one that would be taken over.
  /// - Parameter text: what names it, the message when not given.
  mutating func order(holdingInsteadOf kept: String, named text: FoldedText? = nil) -> OrderChoice {
    var items = bot.items.items(in: text ?? message.text)
    let drugs = text.map { bot.understanding.drugEntities($0.text).compactMap(\.drug) } ?? message.drugs
    items += drugs.map(\.said)
    guard let item = items.first else { return .order(kept) }
    func holds(_ goods: String) -> Bool {
      let known = bot.understanding.drugEntities(goods).compactMap(\.drug?.generic)
      return bot.items.items(in: FoldedText(goods)).contains { held in
        items.contains { held.hasSuffix($0) || $0.hasSuffix(held) }
      } || items.contains { goods.contains($0) } || drugs.contains { known.contains($0.generic) }
    }
    let goods = goods(of: kept)
    guard !goods.isEmpty, !holds(goods) else { return .order(kept) }
    if let other = session.memory.orders.last(where: { !$0.goods.isEmpty && holds($0.goods) }) {
      return .order(other.number)
    }
    return .unknown(item: item)
  }

  /// What an order holds, looked up once in a session.
  private mutating func goods(of number: String) -> String {
    if let known = session.memory.orders.last(where: { $0.number == number }), !known.goods.isEmpty {
      return known.goods
    }
    let name = "查订单"
    let goods = bot.actions.perform(name, ["订单号": number], key: actionKey(name))?.values["商品"] ?? ""
    let turn = session.memory.orders.last { $0.number == number }?.turn ?? session.turns
    session.memory.note(order: number, goods: goods, turn: turn)
    return goods
  }
}

extension Script.Slot {
  var isAddress: Bool { key == "address" || name.hasSuffix("地址") }
}
