/// What was told already is changed: 不对，订单号是…, or only the new value while it is being confirmed.
extension Responder {
  /// Changes what the message says anew and goes through the flow again; false when it says nothing new.
  ///
  /// Without words like 不对 only a plain statement counts, and only of what is unmistakable: another number, or, while
  /// it is being confirmed, whatever has the shape of one of its values. A question about another drug corrects nothing.
  mutating func correct(_ form: Session.Form, except asked: String?, _ decision: Choice) -> Bool {
    let isSaid = Repair.isCorrection(message.text)
    var changed: [(name: String, value: String)] = []
    for slot in slotsAsked(by: form.flow) where slot.name != asked {
      guard let old = form.slots[slot.name],
        let value = newValue(of: slot, old, form, decision, isSaid: isSaid),
        value != old
      else { continue }
      changed.append((slot.name, value))
    }
    guard !changed.isEmpty else { return false }
    restart(form, with: changed)
    return true
  }

  private static let changing = ["改", "换", "写", "填", "还是", "应该"]

  private func newValue(
    of slot: Script.Slot, _ old: String, _ form: Session.Form, _ decision: Choice, isSaid: Bool
  ) -> String? {
    let isConfirming = !form.confirming.isEmpty
    if slot.isTitle || slot.isAddress || slot.isTaxNumber {
      // 个人吧, when the tax number of a company is asked for.
      let isTitleOfTax = slot.isTitle && form.asking.flatMap(bot.script.slot)?.isTaxNumber ?? false
      guard isSaid || isConfirming || isTitleOfTax,
        !message.isQuestion || isSaid || message.text.contains(anyOf: Self.changing)
      else { return nil }
      if slot.isAddress {
        return AddressReader.address(in: message, earlier: old, isCorrecting: isSaid || form.isCorrecting)
      }
      if slot.isTaxNumber { return TitleReader.taxNumber(in: message.text, isAsked: !isSaid) }
      return TitleReader.title(in: Repair.corrected(message.text), isAsked: form.isCorrecting || isSaid)
        ?? TitleReader.title(in: message.text, isAsked: false)
    }
    var isNumber = false
    if case .digits = slot.shape { isNumber = true }
    guard isSaid || (!message.isQuestion && !isCertain(decision) && (isNumber || isConfirming)) else {
      return nil
    }
    return bot.filler.value(of: slot, in: message, isAsked: false)
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
    returned()
    spoken = []
    turn.reasons.append("改口：\(changed.map(\.name).joined(separator: "、"))")
    runFlow()
    // What is said back whole needs no announcement.
    if !changed.contains(where: { bot.script.slot($0.name).map(isOrder) ?? false }),
      session.forms.last?.flow == form.flow
    {
      turn.replies.removeAll { spoken.contains($0) }
    }
    if session.awaited == "核对" {
      let announced = changed.compactMap {
        phrase(.corrected, ["词": $0.name, "值": marked($0.value, of: $0.name)])
      }
      turn.replies.removeAll { announced.contains($0) }
    }
  }

  /// 电话还是我的, 收件人不变.
  func keepsPart(_ form: Session.Form) -> Bool {
    form.confirming.contains { bot.script.slot($0)?.isAddress ?? false }
      && Self.parts.contains { message.text.contains($0.said) } && message.text.count <= 14
      && message.text.contains(anyOf: ["还是我的", "不变", "没变", "还是原来", "不用改", "不用换", "还用我的", "一样"])
  }

  /// 不对: what is wrong is changed, asked for anew, or asked about.
  mutating func askWhatIsWrong(_ form: Session.Form) {
    if let part = Self.parts.first(where: { message.text.contains($0.said) }),
      form.confirming.contains(where: { bot.script.slot($0)?.isAddress ?? false })
    {
      session.forms[session.forms.count - 1].isCorrecting = true
      say(phrase(.whatInstead, ["词": part.name]))
    } else if let name = form.confirming.first(where: { isNamed($0) }) {
      forget(name)
    } else if !rewrite(form) {
      session.forms[session.forms.count - 1].isCorrecting = true
      say(phrase(.whatToCorrect))
    }
  }

  /// What an address has beside the place.
  private static let parts: [(said: String, name: String)] = [
    ("收件人", "收件人"), ("收货人", "收件人"), ("名字", "收件人"), ("姓名", "收件人"), ("电话", "电话"), ("手机", "电话"), ("号码", "电话"),
    ("门牌", "门牌号"), ("楼号", "楼号"), ("房号", "门牌号"),
  ]

  /// Whether the message names the slot, by its whole name or its head: 地址 for 新地址.
  private func isNamed(_ slot: String) -> Bool {
    guard message.text.compact.count <= 10 else { return false }
    return message.text.contains(slot) || (slot.count > 2 && message.text.contains(String(slot.suffix(2))))
  }

  /// 不对，是杭州青禾科技: new words for the one free-text slot there is.
  private mutating func rewrite(_ form: Session.Form) -> Bool {
    let open = form.confirming.compactMap(bot.script.slot).filter {
      if case .text = $0.shape { true } else { false }
    }
    guard open.count == 1, let slot = open.first, !Repair.isNo(message.text),
      !slot.isAddress || AddressReader.address(in: message) != nil,
      let value = bot.filler.value(of: slot, in: message, isAsked: true), value != form.slots[slot.name]
    else { return false }
    restart(form, with: [(slot.name, value)])
    return true
  }

  /// The customer named what is wrong: it is asked for anew.
  mutating func forget(_ name: String) {
    let index = session.forms.count - 1
    session.forms[index].slots[name] = nil
    session.kept[name] = nil
    session.memory.told[name] = nil
    session.forms[index].confirming = []
    session.forms[index].isCorrecting = false
    session.forms[index].position = 0
    runFlow()
  }

  private static let otherPlaces = [
    "家里", "我家", "单位", "公司", "学校", "宿舍", "别的地方", "另一个地方", "老家", "娘家", "她那", "他那", "我妈那", "我爸那", "那边", "那儿",
    "换个地方", "别处",
  ]
  private static let bringing = ["寄", "送", "改", "换", "发"]

  /// 还是寄家里吧, and no address, while one is confirmed: where is that?
  mutating func wantedOtherPlace(_ form: Session.Form) -> Bool {
    guard !message.isQuestion, message.text.count <= 16, message.text.contains(anyOf: Self.otherPlaces),
      message.text.contains(anyOf: Self.bringing),
      let slot = form.confirming.first(where: { bot.script.slot($0)?.isAddress ?? false })
    else { return false }
    forget(slot)
    return true
  }

  /// 写我名字: whose?
  mutating func wantedOwnName(_ form: Session.Form) -> Bool {
    guard form.asking.flatMap(bot.script.slot)?.isTitle ?? false, message.text.count <= 12,
      message.text.contains(anyOf: ["我名字", "我的名字", "我自己", "我本人", "写我", "开我", "用我的", "我姓名"])
    else { return false }
    say(phrase(.whatInstead, ["词": "姓名"]))
    return true
  }

  /// 开公司的吧, and no name: the title is asked for with what a company's needs.
  mutating func wantedCompany(_ form: Session.Form) -> Bool {
    guard let title = slotsAsked(by: form.flow).first(where: \.isTitle)?.name, !message.isQuestion,
      form.asking == title || form.confirming.contains(title), TitleReader.wantsCompany(message.text),
      !(form.slots[title].map(TitleReader.isOrganisation) ?? false)
    else { return false }
    let index = session.forms.count - 1
    session.forms[index].slots[title] = nil
    session.forms[index].confirming = []
    session.forms[index].position = 0
    session.forms[index].asking = title
    say(phrase(.companyTitle))
    return true
  }
}
