import Tokenization

/// Finds a 词's value in a message.
struct SlotFiller: Sendable {
  /// Names of lexicon words by tag, with their canonical forms.
  private let lexicons: [String: (matcher: NameMatcher, canonical: [String])]
  /// By slot with choices: how each may be said, names before aliases.
  private let choices: [String: [(name: String, said: [Unicode.Scalar])]]

  init(script: Script, lexicon: [LexiconEntry]) {
    var lexicons: [String: (matcher: NameMatcher, canonical: [String])] = [:]
    for slot in script.slots {
      guard case .lexicon(let tag) = slot.shape, lexicons[tag] == nil else { continue }
      let entries = lexicon.filter { $0.tag == tag }
      lexicons[tag] = (NameMatcher(entries.map { FoldedText($0.word).text }), entries.map(\.canonical))
    }
    self.lexicons = lexicons
    var choices: [String: [(name: String, said: [Unicode.Scalar])]] = [:]
    for slot in script.slots {
      guard case .choice(let options) = slot.shape else { continue }
      choices[slot.name] = options.flatMap { option in
        ([option.name] + option.aliases).map { (option.name, FoldedText($0).scalars) }
      }
    }
    self.choices = choices
  }

  /// - Parameter isAsked: whether the bot has just asked for it: then a bare number picks a choice, a bare
  ///   number without unit is a quantity, and free text is taken as it is.
  /// - Returns: the normalised value, nil when there is none.
  func value(of slot: Script.Slot, in message: Message, isAsked: Bool) -> String? {
    switch slot.shape {
    case .digits(let lengths): digits(lengths, slot, message, isAsked: isAsked)
    case .entity(let kind): entity(kind, message, isAsked: isAsked)
    case .lexicon(let tag): words(tag, message.text, isAsked: isAsked)
    case .choice(let choices): choice(choices, slot.name, message.text, isAsked: isAsked)
    case .text(let minimum) where slot.isAddress:
      AddressReader.address(in: message) ?? (isAsked ? place(message, minimum: minimum) : nil)
    case .text where slot.isTitle:
      TitleReader.title(in: Repair.corrected(message.text), isAsked: isAsked && !message.isQuestion)
    case .text where slot.isTaxNumber: TitleReader.taxNumber(in: message.text, isAsked: isAsked)
    case .text(let minimum):
      assigned(to: slot.name, in: message.text) ?? (isAsked ? words(message.text, minimum: minimum) : nil)
    }
  }

  private static let assigning = ["写上", "就写", "就开", "写", "开", "填", "是", "用", "为", "就", "：", ":", " "]
  private static let notValues = ["吗", "什么", "怎么", "错", "改", "不对", "填", "能", "吧?", "哪", "谁", "要", "没"]

  /// 抬头写个人就行: 个人.
  func assigned(to name: String, in text: FoldedText) -> String? {
    guard let place = text.firstIndex(of: Array(name.unicodeScalars)) else { return nil }
    let start = place + name.unicodeScalars.count
    var end = start
    while end < text.count, !",，。;；!！?？\n".unicodeScalars.contains(text.scalars[end]) { end += 1 }
    var value = text.original(start..<end).trimmingBlanks
    while let lead = Self.assigning.first(where: { value.hasPrefix($0) }) { value.removeFirst(lead.count) }
    value = value.split(separator: " ").first.map(String.init) ?? ""
    for ending in ["就可以了", "就可以", "就行了", "就行", "就好", "即可", "吧", "好了"] where value.hasSuffix(ending) {
      value.removeLast(ending.count)
    }
    guard (2...40).contains(value.count), !Self.notValues.contains(where: { value.contains($0) }) else {
      return nil
    }
    return value
  }

  /// Free text as it was written, without 不对，是… before it.
  private func words(_ text: FoldedText, minimum: Int) -> String? {
    let text = Repair.corrected(text)
    guard text.compact.unicodeScalars.count >= minimum else { return nil }
    return text.original(0..<text.count).trimmingBlanks
  }

  /// A place in words that no rule knows, when it was asked for: 老供销社后面第二栋楼. Questions are none.
  private func place(_ message: Message, minimum: Int) -> String? {
    guard !message.isQuestion,
      let clause = message.text.clauses.last(where: {
        FoldedText(message.text.text($0)).contains(anyOf: Self.placeWords)
      })
    else { return nil }
    let place = AddressReader.withoutLead(message.text, clause)
    return place.unicodeScalars.count >= minimum ? place : nil
  }

  private static let placeWords = [
    "路", "街", "村", "号", "楼", "栋", "小区", "县", "镇", "乡", "市", "单元", "大厦", "学校", "医院", "驿站", "宿舍", "公司", "超市",
  ]

  private func digits(
    _ lengths: ClosedRange<Int>, _ slot: Script.Slot, _ message: Message, isAsked: Bool
  ) -> String? {
    if lengths == 11...11 { return message.entity(.phone)?.value }
    // Short numbers mean something only when asked for.
    guard isAsked || lengths.lowerBound >= 8 else { return nil }
    // 世纪大道1388号 tells no four digits of a phone.
    let others = message.entities.filter {
      $0.kind == .phone || $0.kind == .address && lengths.upperBound < 8
    }
    return DigitRun.numbers(lengths, in: message.text)
      .first { run in !others.contains { $0.range.overlaps(run.range) } || lengths.lowerBound > 11 }?.digits
  }

  private func entity(_ kind: Entity.Kind, _ message: Message, isAsked: Bool) -> String? {
    // Later mentions win: 不是布洛芬，是对乙酰氨基酚.
    if Repair.isCorrection(message.text), let last = message.entities.last(where: { $0.kind == kind }) {
      return last.value
    }
    if let found = message.entity(kind) { return found.value }
    guard isAsked, let number = ChineseNumeral.value(message.text.compact) else { return nil }
    switch kind {
    case .age: return Measure.format(number) + "岁"
    case .quantity, .money: return Measure.format(number)
    default: return nil
    }
  }

  private func words(_ tag: String, _ text: FoldedText, isAsked: Bool) -> String? {
    var seen: Set<String> = []
    let known = lexicons[tag].map { lexicon in
      lexicon.matcher.matches(in: text).compactMap { $0.names.first.map { lexicon.canonical[$0] } }
        .filter { seen.insert($0).inserted }
    }
    if let known, !known.isEmpty { return known.joined(separator: "、") }
    // An own description of a symptom is worth more than another question.
    return isAsked && text.compact.count >= 2 && text.count <= 60
      ? text.original(0..<text.count).trimmingBlanks : nil
  }

  private func choice(
    _ choices: [Script.Slot.Choice], _ slot: String, _ text: FoldedText, isAsked: Bool
  ) -> String? {
    if isAsked, let number = Repair.number(text), number <= choices.count { return choices[number - 1].name }
    let text = Repair.corrected(text)
    // 发错了，盒子也压坏了: what is said first is the reason.
    var best: (name: String, place: Int, length: Int)?
    for (name, said) in self.choices[slot] ?? [] {
      guard let place = isSaid(said, in: text) else { continue }
      if let known = best, (known.place, -known.length) <= (place, -said.count) { continue }
      best = (name, place, said.count)
    }
    return best?.name
  }

  private static let denials = ["不是", "并非", "没有", "不要", "不开"].map { Array($0.unicodeScalars) }

  /// Where `word` stands first without being denied: 不是坏的，是发错了 chooses 发错货.
  private func isSaid(_ word: [Unicode.Scalar], in text: FoldedText) -> Int? {
    var start = 0
    while let index = text.firstIndex(of: word, from: start) {
      let isDenied = Self.denials.contains { index >= $0.count && text.matches($0, at: index - $0.count) }
      if !isDenied { return index }
      start = index + 1
    }
    return nil
  }
}

extension String {
  var trimmingBlanks: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }),
      let last = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(self[first...last])
  }
}
