/// The same once more: 抬头一样, 手机同一个号, 下一个单号….
extension Responder {
  private static let same = [
    "一样", "同上", "同一个", "还是这个", "也是这个", "还是那个", "跟前面", "跟刚才", "和前面", "和刚才", "照旧", "照前面", "不变", "同样", "也开",
    "也是", "改到这", "送这", "寄这", "送到这", "寄到这", "这个地址",
  ]
  private static let next = [
    "下一个", "下一单", "还有", "另一", "另外", "再来", "再开", "再办", "也", "第二", "第三", "一样", "同样", "接着", "这单", "这个",
  ]
  /// For how many turns what was done may be done to another order.
  private static let attention = 3

  private var saysSame: Bool { message.text.contains(anyOf: Self.same) && !message.isQuestion }

  /// The value that the slot had in what was done last, when the message says that it is the same.
  func sameAgain(_ slot: Script.Slot) -> String? {
    guard saysSame else { return nil }
    if case .digits(let lengths) = slot.shape {
      guard lengths.upperBound < 8 else { return nil }
      return session.memory.orders.reversed().compactMap { session.memory.checkedTails[$0.number] }.first
    }
    return session.memory.matters.last { $0.form.slots[slot.name] != nil }?.form.slots[slot.name]
  }

  /// Another order after something was done: the same is done to it, if she says so, or she is asked.
  mutating func continuedDeed() -> Bool {
    guard session.forms.isEmpty, let matter = session.memory.matters.last, matter.state == .done,
      session.turns - matter.turn <= Self.attention, isDeed(matter.form.flow), let number = orderSaid,
      let order = slotsAsked(by: matter.form.flow).first(where: isOrder)?.name,
      matter.form.slots[order] != number
    else { return false }
    let flow = matter.form.flow
    if message.isBareValue {
      session.offered = ["\(bot.deeds[flow]?.verbs.first ?? flow) \(number)"]
      session.isOneQuestion = true
      turn.reasons.append("刚办过“\(flow)”，又发来一个单号：问是不是也办")
      say(phrase(.alsoThis, ["单": "尾号\(number.suffix(4))这单", "事": deed(matter.form)?.noun ?? flow]))
      return true
    }
    guard message.text.contains(anyOf: Self.next), !message.isQuestion, meansNothingElse(than: flow) else {
      return false
    }
    turn.takenIntent = flow
    turn.reasons.append("换一单，接着办“\(flow)”")
    let earlier = matter.form.slots.filter { name, _ in
      guard let slot = bot.script.slot(name), !isOrder(slot) else { return false }
      if case .digits = slot.shape { return false }
      return saysSame
    }
    begin(flow, with: earlier)
    return true
  }

  private func meansNothingElse(than flow: String) -> Bool {
    switch choice() {
    case .nothing: true
    case .intent(let score): score.name == flow || score.similarity < 0.8
    case .faq(let score): score.similarity < 0.8
    }
  }

  /// The order whose invoice is to be written anew: the last one that has one, or the first where she says so.
  func orderOfSameKind(_ flow: String) -> SessionMemory.Matter? {
    let titles = slotsAsked(by: flow).filter(\.isTitle).map(\.name)
    guard let title = titles.first else { return nil }
    let done = session.memory.matters.filter {
      $0.state == .done && $0.form.slots[title] != nil && $0.form.flow != flow
    }
    return message.text.contains("第一") ? done.first : done.last
  }
}
