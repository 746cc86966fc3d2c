/// The small words of every conversation that no author needs to write: yes, no, cancel, I don't know.
enum Repair {
  private static let no: Set<String> = [
    "不对", "不", "不是", "错了", "不行", "有误", "否", "no", "n", "不正确", "不是的", "写错了", "弄错了", "改一下", "要改", "不太对",
    "不可以",
  ]
  private static let strongCancel = [
    "算了", "不办了", "先不办", "不弄了", "不搞了", "不退了", "不查了", "不改了", "不开了", "不问了", "不想办了", "不想退了", "不想弄了", "取消办理",
    "取消操作", "先这样吧",
    "以后再说", "别问了", "别再问", "别老问", "不要再问", "不要问了", "烦不烦",
  ]
  private static let cancel: Set<String> = [
    "取消", "取消吧", "取消了", "我要取消", "不用了", "不用", "不要了", "停", "退出", "结束", "先不", "不了", "换个话题", "别弄了", "别办了", "没事了",
    "不需要了", "不必了",
  ]
  private static let doNotKnow = [
    "不知道", "没有", "找不到", "忘了", "忘记", "不记得", "记不清", "记不得", "哪里看", "哪看", "哪找", "怎么看", "在哪看", "哪里找", "在哪里", "怎么查",
    "不清楚", "看不到",
    "没收到", "不晓得", "上哪",
  ]
  private static let correction = ["不对", "不是", "错了", "改成", "改为", "应该是", "应当是", "说错", "写错", "发错", "换成", "更正"]

  private static func bare(_ text: FoldedText) -> String {
    var text = text.compact
    while let last = text.last, "啊呀呢吧了哦哈啦嘛的".contains(last), text.count > 1 { text.removeLast() }
    return text
  }

  private static func holds(_ words: Set<String>, _ text: FoldedText) -> Bool {
    words.contains(text.compact) || words.contains(bare(text))
  }

  static func isYes(_ text: FoldedText) -> Bool { Assent.read(text, verbs: []) == .yes }
  static func isNo(_ text: FoldedText) -> Bool { holds(no, text) }

  static func isCancel(_ text: FoldedText) -> Bool {
    holds(cancel, text) || (text.compact.count <= 12 && text.contains(anyOf: strongCancel))
  }

  private static let denials = ["不对", "不是", "错了", "有误", "写错", "弄错", "搞错", "填错", "选错", "说错", "不太对", "不正确"]
  private static let undoing = ["没有", "没什么", "没啥", "是不是", "有没有", "会不会", "什么", "怎么", "哪"]

  /// 不对, 单号错了, not 是不是我姿势不对: whether a clause says that what is confirmed is wrong.
  static func denies(_ text: FoldedText) -> Bool {
    isNo(text)
      || text.clauses.contains { clause in
        let words = FoldedText(text.text(clause))
        return words.contains(anyOf: denials) && !words.contains(anyOf: undoing)
          && !Understanding.isQuestion(words)
      }
  }

  /// 不退了, 不查了: not even a wish where nothing is under way, though it has the words of one.
  static func isRetreat(_ text: FoldedText) -> Bool {
    isBareRetreat(text)
      || text.compact.count <= 12
        && text.contains(anyOf: ["不退了", "不查了", "不改了", "不开了", "不换了", "不想退了", "先不退", "先不换"])
  }

  /// 算了不退, 那就先不改吧.
  private static func isBareRetreat(_ text: FoldedText) -> Bool {
    var words = text.compact[...]
    guard words.count <= 10 else { return false }
    for lead in ["唉", "哎", "那", "就", "还是", "我", "算了", "那", "就", "先", "暂时"] where words.hasPrefix(lead) {
      words = words.dropFirst(lead.count)
    }
    while let last = words.last, "了吧啦哈啊".contains(last) { words = words.dropLast() }
    let denials = ["不", "别", "不想", "不用"]
    let matters = ["退", "换", "改", "开", "查", "取消", "办", "退货", "换货", "退款", "开票", "开发票", "改地址"]
    return denials.contains { denial in
      words.hasPrefix(denial) && matters.contains(String(words.dropFirst(denial.count)))
    }
  }

  /// Whether the customer, asked for something, says she cannot tell.
  static func isUnknowing(_ text: FoldedText) -> Bool {
    text.compact.count <= 14 && text.contains(anyOf: doNotKnow)
  }

  static func isCorrection(_ text: FoldedText) -> Bool {
    text.contains(anyOf: correction) || contrasted(text) != nil
  }

  /// 不开公司的，开个人: 个人.
  private static func contrasted(_ text: FoldedText) -> FoldedText? {
    let clauses = text.clauses
    guard let last = clauses.last, clauses.count > 1 else { return nil }
    for verb in ["开", "写", "要", "是", "用", "寄", "送", "填"] {
      let isDenied = clauses.dropLast().contains { clause in
        text.stands("不" + verb, at: clause.lowerBound) || text.stands("别" + verb, at: clause.lowerBound)
      }
      if isDenied, text.stands(verb, at: last.lowerBound), last.count > verb.count + 1 {
        return FoldedText(text.original(last.dropFirst(verb.unicodeScalars.count)))
      }
    }
    return nil
  }

  private static let backToBot = [
    "找机器人", "回到机器人", "转机器人", "换机器人", "要机器人", "和机器人", "跟机器人", "机器人吧", "不用人工", "不要人工", "不找人工", "不转人工", "取消人工",
    "结束人工", "退出人工", "不等人工", "不等了", "不用客服", "不找客服", "不等客服", "机器人你", "机器人来", "机器人回", "机器人呢", "叫机器人", "机器人先",
    "机器人帮", "不转了", "不用转了", "别转了", "先不转",
    "你来说", "你来答", "你来吧", "你来办", "你说吧", "你说呗", "你先说", "你先答", "你先回答", "你答吧", "你回来", "先问你", "问你吧", "问你也行",
    "还是问你", "还是你来", "还是你吧", "你帮我答",
    "不等真人", "不要真人",
  ]

  /// Whether a customer who waits for a person wants the bot again.
  static func isBackToBot(_ text: FoldedText) -> Bool {
    text.compact == "机器人"
      || !text.contains(anyOf: ["不要机器人", "不想和机器人", "不跟机器人", "不和机器人", "不找机器人", "别让机器人"])
        && text.clauses.contains { clause in
          clause.count <= 14 && FoldedText(text.text(clause)).contains(anyOf: backToBot)
        }
  }

  /// What stands after 不对，是… or 改成…, else the whole text.
  static func corrected(_ text: FoldedText) -> FoldedText {
    if let value = contrasted(text) { return value }
    for word in ["改成", "改为", "换成", "应该是", "应当是", "不对，是", "不对,是", "不对是", "不对，", "不对,", "错了，是", "错了,是"] {
      let scalars = Array(word.unicodeScalars)
      guard let index = text.firstIndex(of: scalars), index + scalars.count < text.count else { continue }
      return FoldedText(text.original(index + scalars.count..<text.count))
    }
    return text
  }

  /// A bare choice by number: 1, １, 一, 第二个, 选3. 1-based.
  static func number(_ text: FoldedText) -> Int? {
    var word = text.compact[...]
    for prefix in ["第", "选", "我选"] where word.hasPrefix(prefix) { word = word.dropFirst(prefix.count) }
    for suffix in ["个", "项", "条", "号"] where word.hasSuffix(suffix) { word = word.dropLast() }
    if let value = Int(word), (1...99).contains(value) { return value }
    let numerals = "一二三四五六七八九"
    guard word.count == 1, let index = numerals.firstIndex(of: word[word.startIndex]) else { return nil }
    return numerals.distance(from: numerals.startIndex, to: index) + 1
  }
}
