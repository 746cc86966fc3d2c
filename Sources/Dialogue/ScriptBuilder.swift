import Support

/// Sections → a `Script`: gives every entry its meaning and reports what has none.
///
/// References between sections are `ScriptChecker`'s.
struct ScriptBuilder {
  var script = Script()
  var mistakes: [Diagnostic] = []
  /// Sections that could be read at all, by kind and name, for the checker.
  private(set) var places: [ScriptSection.Kind: [String: Fragment]] = [:]
  /// 药品 of a 问答 and 审核 of anything, with their places.
  private(set) var reviews: [(name: String, place: Fragment, review: Script.Review)] = []

  /// The words of each 说法.
  private var classes: GuardPattern.Classes = [:]

  mutating func build(_ sections: [ScriptSection]) {
    // 护栏 of any file use them.
    for section in sections where section.kind == .wording { addWording(section) }
    // 药品 answer 问法 of any file.
    var drugs: [ScriptSection] = []
    for section in sections {
      // 建议 and 设定 may be written in several parts; everything else is known by its name.
      if let first = places[section.kind]?[section.name.text], section.kind != .settings {
        mistakes.append(
          section.name.mistake(
            "“\(section.kind.rawValue) \(section.name.text)”已经在 \(first.file):\(first.line) 写过。",
            suggestion: "换一个名字，或合成一段。"))
        continue
      }
      places[section.kind, default: [:]][section.name.text] = section.name
      switch section.kind {
      case .intent: addIntent(section)
      case .slot: addSlot(section)
      case .flow: addFlow(section)
      case .reply: addReply(section)
      case .faq: addFAQ(section)
      case .drugQuestion: addDrugQuestion(section)
      case .drug: drugs.append(section)
      case .guardRule: addGuard(section)
      case .wording: break
      case .counterexample: script.counterexamples += section.items
      case .suggestion: addSuggestion(section)
      case .comfort: addComfort(section)
      case .settings: addSettings(section)
      case .test: addTest(section)
      }
    }
    for drug in drugs { addDrug(drug) }
  }

  private mutating func addIntent(_ section: ScriptSection) {
    if section.items.isEmpty {
      mistakes.append(section.name.mistake("意图“\(section.name.text)”没有例句。", suggestion: "写上几句“- 顾客会怎么说”。"))
    }
    script.intents.append(
      Script.Intent(name: section.name.text, examples: section.items, answers: section.entry("答")?.all ?? []))
  }

  private mutating func addReply(_ section: ScriptSection) {
    if section.items.isEmpty {
      mistakes.append(section.name.mistake("答复“\(section.name.text)”是空的。", suggestion: "写上“- 要说的话”。"))
    }
    script.replies.append(Script.Reply(name: section.name.text, variants: section.items))
  }

  private mutating func addFlow(_ section: ScriptSection) {
    var parser = FlowParser()
    parser.parse(section.steps)
    mistakes += parser.mistakes
    if section.steps.isEmpty {
      mistakes.append(section.name.mistake("流程“\(section.name.text)”一步也没有。", suggestion: "例如“1. 问 订单号”。"))
    }
    script.flows.append(
      Script.Flow(
        name: section.name.text, program: parser.program,
        fingerprint: stableHash(section.steps.map(\.folded).joined(separator: "\n"))))
  }

  private mutating func addFAQ(_ section: ScriptSection) {
    let name = section.name.text
    let drugs = section.entry("药品")?.all.flatMap { $0.split("、,") } ?? []
    let answers = requiredAnswers(section)
    let questions = section.entry("问法")?.all.flatMap { $0.split("、,") } ?? []
    let listens = pattern(section, "听到")
    if section.items.isEmpty, questions.isEmpty, listens == nil {
      mistakes.append(
        section.name.mistake("问答“\(name)”没有问法。", suggestion: "写上几句“- 顾客会怎么问”，用药回答也可以写“问法：要注意什么”。"))
    }
    if let entry = section.entry("问法"), drugs.isEmpty {
      mistakes.append(entry.key.mistake("“问法”要和“药品”一起用。", suggestion: "写上“药品：…”，或者只写“- 顾客会怎么问”。"))
    }
    if let entry = section.entry("听到"), !drugs.isEmpty {
      mistakes.append(entry.key.mistake("写了“药品”的问答不能写“听到”。", suggestion: "“听到”是给不说药名、只说哪里不舒服的话用的。"))
    }
    if section.entry("药品") != nil || listens != nil {
      for key in ["来源", "审核"] where section.entry(key)?.all.isEmpty ?? true {
        mistakes.append(section.name.mistake("用药回答“\(name)”必须写“\(key)”。", suggestion: reviewExample(key)))
      }
    }
    script.faqs.append(
      Script.FAQ(
        name: name, drugs: drugs.map(\.text), questions: questions, examples: section.items, answers: answers,
        source: section.entry("来源")?.all.first?.text, review: review(section), target: target(section),
        listens: listens, unless: pattern(section, "除非")))
  }

  private mutating func addWording(_ section: ScriptSection) {
    let words = section.items.flatMap { $0.split("、,|") }
    if words.isEmpty {
      mistakes.append(
        section.name.mistake("说法“\(section.name.text)”是空的。", suggestion: "写上“- 孩子、宝宝、小孩”这样的几个词。"))
    }
    for word in words where word.text.contains(where: { "…{}｛｝（）()且".contains($0) }) {
      mistakes.append(
        word.mistake("说法里只能写词：“\(word.text)”里有规则才用的符号。", suggestion: "把隔几个字、两样都要的写法写进护栏的“当”。"))
    }
    if let kind = Entity.Kind(rawValue: section.name.text) {
      mistakes.append(
        section.name.mistake("{\(kind.rawValue)} 机器人自己认得，说法要换一个名字。"))
    }
    classes[section.name.text] = words
  }

  private mutating func addGuard(_ section: ScriptSection) {
    let name = section.name.text
    let answers = requiredAnswers(section)
    var level = Script.Guard.Level.pharmacist
    if let entry = section.entry("等级"), let known = Script.Guard.Level(rawValue: entry.value.text) {
      level = known
    } else {
      let place = section.entry("等级")?.key ?? section.name
      mistakes.append(place.mistake("护栏“\(name)”的等级要写 急救 或 药师。", suggestion: "例如“等级：急救”。"))
    }
    if level != .emergency, let entry = section.entry("像") {
      mistakes.append(entry.key.mistake("“像”只用在等级是急救的护栏里。", suggestion: "药师一级的写进“当”。"))
    }
    let isGeneral =
      level == .emergency && section.entry("当") == nil && section.entry("像") == nil
      && script.generalEmergency == nil
    if isGeneral { script.generalEmergency = script.guards.count }
    guard let when = isGeneral ? GuardPattern.never : pattern(section, "当") else {
      if section.entry("当")?.all.isEmpty ?? true {
        mistakes.append(section.name.mistake("护栏“\(name)”没有写“当”。", suggestion: "例如“当：（头孢｜甲硝唑）且（喝酒｜啤酒）”。"))
      }
      return
    }
    script.guards.append(
      Script.Guard(
        name: name, level: level, when: when, unless: pattern(section, "除非"),
        countsHypothetical: countsHypothetical(section, level), memory: memory(section), answers: answers,
        target: target(section) ?? (level == .emergency ? .emergency : nil),
        examples: section.entry("像")?.all ?? [],
        record: section.entry("记")?.value.text, source: section.entry("来源")?.all.first?.text,
        review: review(section)))
  }

  private mutating func countsHypothetical(_ section: ScriptSection, _ level: Script.Guard.Level) -> Bool {
    guard let value = section.entry("假设")?.value else { return level == .pharmacist }
    if !["也算", "不算"].contains(value.text) {
      mistakes.append(value.mistake("“假设”只能写“也算”或“不算”，写的是“\(value.text)”。"))
    }
    return value.text == "也算"
  }

  private mutating func memory(_ section: ScriptSection) -> Script.Guard.Memory {
    guard let value = section.entry("前文")?.value else { return .drugs }
    if let memory = Script.Guard.Memory(rawValue: value.text) { return memory }
    let known = Script.Guard.Memory.allCases.map(\.rawValue)
    mistakes.append(
      value.mistake(
        "“前文”只能写 \(known.joined(separator: "、"))，写的是“\(value.text)”。",
        suggestion: didYouMean(value.text, among: known)))
    return .drugs
  }

  /// The value, or any of the lines below.
  private mutating func pattern(_ section: ScriptSection, _ key: String) -> GuardPattern? {
    guard let lines = section.entry(key)?.all, !lines.isEmpty else { return nil }
    switch GuardPattern.parse(lines, classes: classes) {
    case .success(let pattern): return pattern
    case .failure(let mistake):
      mistakes.append(mistake)
      return nil
    }
  }

  private mutating func addSuggestion(_ section: ScriptSection) {
    if section.items.isEmpty {
      mistakes.append(section.name.mistake("建议“\(section.name.text)”是空的。", suggestion: "写上“- 建议顾客问的话”。"))
    }
    script.suggestions.append(
      Script.Suggestion(
        aspect: section.name.text, questions: section.items.map(\.text),
        intents: section.entry("意图")?.all.flatMap { $0.split("、,") }.map(\.text) ?? [],
        acknowledgement: section.entry("共鸣")?.value.text))
  }

  private mutating func addComfort(_ section: ScriptSection) {
    if section.items.isEmpty {
      mistakes.append(
        section.name.mistake("安抚“\(section.name.text)”是空的。", suggestion: "写上“- 先向顾客道歉的话”。"))
    }
    script.comforts.append(
      Script.Comfort(
        aspect: section.name.text,
        cues: section.entry("听到")?.all.flatMap { $0.split("、,") }.map { FoldedText($0.text).text } ?? [],
        texts: section.items, next: section.entry("接着")?.value,
        target: target(section)))
  }

  private mutating func addSettings(_ section: ScriptSection) {
    for key in Phrases.Key.allCases {
      guard let entry = section.entry(key.rawValue) else { continue }
      let variants = entry.all
      if variants.isEmpty { mistakes.append(entry.key.mistake("“\(key.rawValue)”是空的。")) }
      for variable in variants.flatMap(\.variables)
      where !key.variables.contains(variable.text) && !Phrases.clockVariables.contains(variable.text) {
        let known = key.variables.map { "{\($0)}" }.joined(separator: "、")
        mistakes.append(
          variable.mistake(
            "“\(key.rawValue)”里不能用“{\(variable.text)}”" + (known.isEmpty ? "。" : "，可用：\(known)。"),
            suggestion: didYouMean(variable.text, among: key.variables)))
      }
      script.phrases.set(key, variants.map(\.text))
    }
  }

  private mutating func requiredAnswers(_ section: ScriptSection) -> [Fragment] {
    let answers = section.entry("答")?.all ?? []
    if answers.isEmpty {
      mistakes.append(
        section.name.mistake(
          "\(section.kind.rawValue)“\(section.name.text)”没有写“答”。", suggestion: "写上“答：”，下一行“- 要说的话”。"))
    }
    return answers
  }

  private func texts(_ section: ScriptSection, _ key: String) -> [String] {
    section.entry(key)?.all.map(\.text) ?? []
  }

  private mutating func target(_ section: ScriptSection) -> Script.Target? {
    guard let value = section.entry("转")?.value else { return nil }
    if let target = Script.Target(rawValue: value.text) { return target }
    let known = Script.Target.allCases.map(\.rawValue)
    mistakes.append(
      value.mistake(
        "不能转“\(value.text)”，只能转 \(known.joined(separator: "、"))。",
        suggestion: didYouMean(value.text, among: known)))
    return nil
  }

  /// `李敏 执业药师 2026-11-01，有效至 2027-10-31`.
  mutating func review(_ section: ScriptSection) -> Script.Review? {
    guard let value = section.entry("审核")?.value, !value.isEmpty else { return nil }
    let parts = value.split(",;")
    let until = parts.last.flatMap { part -> CivilDate? in
      guard part.hasPrefix("有效至") else { return nil }
      return CivilDate(part.dropFirst(3).trimmed.folded)
    }
    guard parts.count >= 2, let until, let by = parts.first else {
      mistakes.append(value.mistake("“审核”要写明谁、哪天审的、有效到哪天。", suggestion: reviewExample("审核")))
      return nil
    }
    let review = Script.Review(by: by.text, until: until)
    reviews.append((section.name.text, value, review))
    return review
  }

  func reviewExample(_ key: String) -> String {
    key == "来源" ? "例如“来源：布洛芬缓释胶囊说明书【用法用量】”。" : "例如“审核：李敏 执业药师 2026-11-01，有效至 2027-10-31”。"
  }
}

// MARK: - Slots and tests

extension ScriptBuilder {
  private mutating func addSlot(_ section: ScriptSection) {
    let name = section.name.text
    let ways = ["样子", "取自", "选"].filter { section.entry($0) != nil }
    if ways.count != 1 {
      mistakes.append(
        section.name.mistake(
          "词“\(name)”要写“样子”“取自”“选”里的一样" + (ways.isEmpty ? "。" : "，现在写了 \(ways.joined(separator: "、"))。"),
          suggestion: "例如“样子：18位数字”。"))
    }
    var slot = Script.Slot(
      name: name, key: section.entry("键")?.value.text ?? name, shape: shape(section),
      questions: texts(section, "问"), invalid: texts(section, "不对"),
      unknown: section.entry("不知道")?.all.first?.text, limit: 3, shownTail: nil,
      isKept: section.entry("沿用").map { $0.value.text != "否" } ?? false)
    if slot.questions.isEmpty {
      mistakes.append(section.name.mistake("词“\(name)”没有写“问”。", suggestion: "例如“问：请把订单号发给我。”。"))
    }
    if let limit = section.entry("最多问")?.value {
      let digits = limit.folded.prefix { $0.isNumber }
      if let count = Int(digits), (1...9).contains(count) {
        slot.limit = count
      } else {
        mistakes.append(limit.mistake("“最多问”要写次数（1 到 9）。", suggestion: "例如“最多问：2次，之后转客服”。"))
      }
    }
    if let store = section.entry("存档")?.value {
      let digits = store.folded.filter { $0.isNumber }
      if store.hasPrefix("只留后"), let count = Int(digits), (1...99).contains(count) {
        slot.shownTail = count
      } else {
        mistakes.append(store.mistake("“存档”看不懂。", suggestion: "例如“存档：只留后4位”。"))
      }
    }
    script.slots.removeAll { $0.name == name }
    script.slots.append(slot)
  }

  private mutating func shape(_ section: ScriptSection) -> Script.Slot.Shape {
    if let choices = section.entry("选") {
      return .choice(parseChoices(choices, aliases: section.entry("也叫")))
    }
    if let aliases = section.entry("也叫") {
      mistakes.append(aliases.key.mistake("“也叫”要和“选”一起用。"))
    }
    if let lexicon = section.entry("取自") {
      if lexicon.value.isEmpty { mistakes.append(lexicon.key.mistake("“取自”后面要写词表的标签或文件名，例如“取自：symptom”。")) }
      return .lexicon(lexicon.value.folded)
    }
    guard let value = section.entry("样子")?.value else { return .text(minimum: 1) }
    let text = value.folded
    if text.hasSuffix("位数字") {
      let numbers = text.dropLast(3).split { !$0.isASCII || !$0.isNumber }.compactMap { Int($0) }
      if let low = numbers.first, let high = numbers.last, numbers.count <= 2, low >= 1, low <= high,
        high <= 40
      {
        return .digits(low...high)
      }
    }
    switch text {
    case "手机号": return .digits(11...11)
    case "文字": return .text(minimum: 1)
    case "地址": return .text(minimum: 6)
    default: break
    }
    if let kind = Entity.Kind(rawValue: text) { return .entity(kind) }
    let known = ["18位数字", "手机号", "文字", "地址"] + Entity.Kind.allCases.map(\.rawValue)
    mistakes.append(
      value.mistake(
        "看不懂样子“\(value.text)”，可用：\(known.joined(separator: "、"))。",
        suggestion: didYouMean(text, among: known)))
    return .text(minimum: 1)
  }

  private mutating func parseChoices(
    _ entry: ScriptSection.Entry, aliases: ScriptSection.Entry?
  ) -> [Script.Slot.Choice] {
    var choices = entry.all.flatMap { $0.split("、,") }.map { Script.Slot.Choice(name: $0.text, aliases: []) }
    if choices.count < 2 { mistakes.append(entry.key.mistake("“选”至少要有两项，用“、”隔开。")) }
    for part in aliases?.all.flatMap({ $0.split(";") }) ?? [] {
      guard let (name, words) = part.cut("=") else {
        mistakes.append(part.mistake("“也叫”要写成“选项=说法、说法”。", suggestion: "例如“质量问题=坏了、破了”。"))
        continue
      }
      guard let index = choices.firstIndex(where: { $0.name == name.text }) else {
        let known = choices.map(\.name)
        mistakes.append(
          name.mistake(
            "“选”里没有“\(name.text)”，有：\(known.joined(separator: "、"))。",
            suggestion: didYouMean(name.text, among: known)))
        continue
      }
      choices[index].aliases += words.split("、,").map(\.text)
    }
    return choices
  }

  private mutating func addTest(_ section: ScriptSection) {
    var test = ConversationTest(
      name: section.name.text, file: section.name.file, line: section.name.line,
      now: section.entry("现在").flatMap { moment($0.value) } ?? ConversationTest.standardMoment, exchanges: [])
    if let entry = section.entry("种子")?.value {
      test.seed = UInt64(entry.folded)
      if test.seed == nil { mistakes.append(entry.mistake("“种子”要写一个数。", suggestion: "例如“种子：1”。")) }
    }
    if let entry = section.entry("逐字")?.value {
      test.isVerbatim = entry.text == "是"
      if !["是", "否"].contains(entry.text) { mistakes.append(entry.mistake("“逐字”只能写“是”或“否”。")) }
    }
    for exchange in section.exchanges {
      let index = test.exchanges.count - 1
      if exchange.isCustomer {
        test.exchanges.append(
          .init(
            customer: exchange.text, now: exchange.now.flatMap { moment($0) }, expected: [], assertions: []))
      } else if index >= 0 {
        test.exchanges[index].expected.append(exchange.text)
      } else {
        test.greeting.append(exchange.text)
      }
      guard !exchange.assertions.isEmpty else { continue }
      if test.exchanges.isEmpty {
        mistakes.append(exchange.text.mistake("“＝”要写在一句“顾客：”的下面。"))
      } else {
        test.exchanges[test.exchanges.count - 1].assertions += assertions(exchange.assertions)
      }
    }
    if section.exchanges.isEmpty {
      mistakes.append(section.name.mistake("测试“\(section.name.text)”是空的。", suggestion: "写上“顾客：…”和“客服：…”。"))
    }
    script.tests.append(test)
  }

  private mutating func moment(_ text: Fragment) -> Moment? {
    let moment = Moment(text.folded)
    if moment == nil {
      mistakes.append(text.mistake("看不懂时间“\(text.text)”。", suggestion: "例如“现在：2026-11-21 10:00”。"))
    }
    return moment
  }

  private mutating func assertions(_ texts: [Fragment]) -> [ConversationTest.Assertion] {
    texts.compactMap { text in
      guard let claim = AssertionParser.parse(text) else {
        mistakes.append(
          text.mistake(
            "看不懂断言“\(text.text)”。", suggestion: "可用：\(AssertionParser.forms.joined(separator: "、"))。"))
        return nil
      }
      return .init(claim: claim, place: text)
    }
  }
}
