import Tokenization

/// Whom a message speaks of, and what it tells of them: age, weight, conditions, medicines taken, drink.
struct PersonReader: Sendable {
  /// Names of diseases, from the lexicon (tag `disease`).
  private let diseases: SymptomWords

  private let symptoms: SymptomWords

  init(_ lexicon: [LexiconEntry]) {
    diseases = SymptomWords(lexicon, tag: "disease")
    symptoms = SymptomWords(lexicon)
  }

  /// 70了, 今年七十多: 70岁, 七十多岁; 八个月 of a child: 八个月大. Below ten a bare number may be anything.
  static func bareAge(_ words: FoldedText, ofChild isChild: Bool) -> String? {
    var text = words.compact[...]
    guard text.count <= 8 else { return nil }
    for unit in ["个多月", "个半月", "个月"] where isChild && text.hasSuffix(unit) {
      var number = text.dropLast(unit.count)
      for lead in ["才", "刚", "他", "她", "宝宝", "今年"] where number.hasPrefix(lead) {
        number = number.dropFirst(lead.count)
      }
      guard let value = ChineseNumeral.value(String(number)), (1...36).contains(value) else { continue }
      return number + "个月大"
    }
    var isMarked = false
    for lead in ["他", "她", "我", "今年", "都", "已经", "快", "才", "刚", "满"] where text.hasPrefix(lead) {
      text = text.dropFirst(lead.count)
      isMarked = isMarked || lead.count > 1
    }
    if text.hasSuffix("了") {
      text = text.dropLast()
      isMarked = true
    }
    let number = text.hasSuffix("多") ? text.dropLast() : text
    guard isMarked, number.count <= 3, let value = ChineseNumeral.value(String(number)),
      (10...110).contains(value)
    else { return nil }
    return text + "岁"
  }

  /// Who is spoken of.
  enum Reference: Equatable {
    /// By the name that all words for her or him share.
    case named(String)
    /// 他, 她: whoever was spoken of last.
    case pronoun
    case nobody
  }

  static let child = "孩子"
  static let oneself = "我"

  /// Words for one person, the name first; longer words before those they begin with.
  private static let words: [(name: String, word: [Unicode.Scalar])] = names.flatMap { name, words in
    words.map { (name, Array($0.unicodeScalars)) }
  }
  private static let firstScalars = Set(words.map { $0.word[0] })
  private static let names: [(name: String, words: [String])] = [
    (
      child, ["孩子", "小孩", "宝宝", "宝贝", "小朋友", "小家伙", "婴儿", "囡囡", "娃", "儿子", "女儿", "闺女", "孙子", "孙女", "外孙", "崽"]
    ),
    ("老伴", ["老伴", "老头", "老公", "爱人", "丈夫", "孩他爸", "孩子他爸"]), ("老婆", ["老婆", "妻子", "媳妇", "老太婆"]),
    ("妈妈", ["我妈", "妈妈", "母亲", "老妈", "婆婆", "岳母", "丈母娘"]), ("爸爸", ["我爸", "爸爸", "父亲", "老爸", "公公", "岳父", "老丈人"]),
    ("爷爷", ["爷爷", "外公", "姥爷"]), ("奶奶", ["奶奶", "外婆", "姥姥"]), ("老人", ["老人", "老太太", "老爷子"]),
    ("朋友", ["朋友", "同事", "邻居"]), ("哥哥", ["我哥", "哥哥"]), ("姐姐", ["我姐", "姐姐"]), ("弟弟", ["我弟", "弟弟"]),
    ("妹妹", ["我妹", "妹妹"]),
  ]
  private static let pronouns = Set("他她".unicodeScalars)
  /// 我 is the customer herself only where something is told or asked of her.
  private static let selves = [
    "我自己", "我本人", "我吃", "我能", "我可以", "我也", "我现在", "我在", "我有", "我对", "我是", "我头", "我感冒", "我发", "我怀", "我一直",
    "我今年", "我平时",
    "我每天", "我高血压", "我血压", "我血糖", "我糖尿病", "我胃", "我肾", "我肝", "我咳", "我喝",
  ]

  /// The person that a stretch of text names; with several, the one named last: 我老公问孩子能吃吗.
  func reference(in text: FoldedText, _ range: Range<Int>? = nil) -> Reference {
    let range = range ?? 0..<text.count
    for index in range.reversed() where Self.firstScalars.contains(text.scalars[index]) {
      if let (name, _) = Self.words.first(where: {
        index + $0.word.count <= range.upperBound && text.matches($0.word, at: index)
          && !Self.isMessenger(text, after: index + $0.word.count)
      }) {
        return .named(name)
      }
    }
    // 我能给他吃吗 is about him.
    if Self.hasPronoun(text, range) { return .pronoun }
    let isSelf = range.contains { index in
      text.scalars[index] == "我" && Self.selves.contains { text.stands($0, at: index) }
    }
    return isSelf ? .named(Self.oneself) : .nobody
  }

  private static let telling = ["打电话", "打来电话", "来电话", "发消息", "发微信", "发信息", "告诉我", "通知我"]

  /// 婆婆打电话说: she tells of somebody else.
  private static func isMessenger(_ text: FoldedText, after index: Int) -> Bool {
    (index...index + 1).contains { place in telling.contains { text.stands($0, at: place) } }
  }

  /// 他 and 她, not in 其他 or 辛伐他汀.
  private static func hasPronoun(_ text: FoldedText, _ range: Range<Int>) -> Bool {
    range.contains { index in
      guard pronouns.contains(text.scalars[index]) else { return false }
      let next = index + 1 < text.count ? text.scalars[index + 1] : " "
      let before = index > 0 ? text.scalars[index - 1] : " "
      return !"汀克达莫巴唑非林定尼".unicodeScalars.contains(next) && !"其吉".unicodeScalars.contains(before)
    }
  }

  static func isChild(_ person: SessionMemory.Person) -> Bool { person.name == child }

  private static let classes = [
    "降压药", "降糖药", "降脂药", "抗凝药", "安眠药", "抗抑郁", "化疗药", "激素", "避孕药", "心脏病的药", "降血压的药", "降血糖的药", "血压药", "血糖药",
    "胃药", "止痛药",
    "感冒药", "退烧药", "抗生素", "消炎药", "胰岛素", "中药", "保健品",
  ]
  private static let states = [
    "怀孕", "怀了", "孕", "备孕", "喂奶", "哺乳", "母乳", "血压高", "高血压", "血糖高", "糖尿病", "心脏", "冠心", "支架", "胃溃疡", "胃出血",
    "胃不好", "肝不好",
    "肾不好", "肝功能", "肾功能", "肌酐", "转氨酶", "透析", "哮喘", "青光眼", "前列腺", "痛风", "癫痫", "中风", "脑梗", "过敏", "蚕豆病", "做过手术",
    "刚手术",
    "喝酒", "白酒", "啤酒", "红酒", "黄酒", "米酒", "早产",
  ]
  private static let taking = ["吃", "服", "用着", "在用", "打着", "打胰岛素", "喝着", "喂了", "喂过"]
  private static let units = ["公斤", "千克", "kg", "斤"].map { Array($0.unicodeScalars) }
  private static let wishes = [
    "买", "有货", "多少钱", "订单", "快递", "发货", "退货", "换货", "哪", "怎么", "吗", "呢", "能不能", "行不行", "可不可以", "要不要", "什么",
    "多少", "几", "?", "？",
    "啥", "咋", "谁", "没事吧", "行吧", "吧", "一起", "对不", "能", "可以", "行不", "不知道", "要不", "会不", "该不",
  ]

  /// What `message` tells of persons, in its order.
  /// - Parameters:
  ///   - current: whom the conversation was about, for what names nobody.
  ///   - isAboutHealth: a question about health was asked before, so that 70了 is an age and 咳了五天 told of the same.
  func facts(
    in message: Message, current: String?, isAboutHealth: Bool = false
  ) -> [(person: String, fact: String, clause: Range<Int>)] {
    var person = current
    var told: [(person: String, fact: String, clause: Range<Int>)] = []
    var wasMedicine = false
    for clause in message.text.clauses {
      switch reference(in: message.text, clause) {
      case .named(let name): person = name
      case .pronoun: person = person == Self.oneself ? nil : person
      case .nobody: break
      }
      guard let owner = person, clause.count <= 24 else {
        wasMedicine = false
        continue
      }
      let words = FoldedText(message.text.text(clause))
      // 喝得了不 asks, too.
      guard !words.contains(anyOf: Self.wishes), !"不伐没".contains(words.text.last ?? " ") else {
        wasMedicine = false
        continue
      }
      let inside = message.entities.filter { clause.contains($0.range.lowerBound) }
      let hasMedicine = inside.contains { $0.kind == .drug } || words.contains(anyOf: Self.classes)
      let isTaken = hasMedicine && (wasMedicine || words.contains(anyOf: Self.taking))
      wasMedicine = isTaken
      let isState =
        inside.contains { $0.kind == .age } || weight(in: words) != nil
        || words.contains(anyOf: Self.states) || diseases.mentions(in: words)
      if isAboutHealth, !isTaken, let age = Self.bareAge(words, ofChild: owner == Self.child) {
        told.append((owner, age, clause))
        continue
      }
      let isCourse =
        isAboutHealth
        && (inside.contains { $0.kind == .duration } || symptoms.mentions(in: words))
      guard isTaken || isState || isCourse else { continue }
      told.append((owner, plain(clause, of: message), clause))
    }
    return told
  }

  /// 16公斤.
  func weight(in text: FoldedText) -> String? {
    for group in DigitRun.groups(in: text) {
      for unit in Self.units where text.matches(unit, at: group.upperBound) {
        return text.text(group.lowerBound..<group.upperBound + unit.count)
      }
    }
    return nil
  }

  /// The clause with the drugs as the lexicon writes them.
  private func plain(_ clause: Range<Int>, of message: Message) -> String {
    var output = ""
    var index = clause.lowerBound
    for entity in message.entities where entity.kind == .drug && clause.contains(entity.range.lowerBound) {
      guard entity.range.lowerBound >= index, let drug = entity.drug else { continue }
      output += message.text.text(index..<entity.range.lowerBound) + drug.said
      index = entity.range.upperBound
    }
    if index < clause.upperBound { output += message.text.text(index..<clause.upperBound) }
    return output
  }
}
