/// What a customer answers when she is asked whether something is to be done: yes, not now, or something else.
///
/// A yes is a message, or the beginning of one, that is made of nothing but words of agreement and particles
/// (嗯嗯对的, 好的谢谢啦, 就按这个办), so that 不对 and 对不对 are none. Not now is said in any clause (等哈，先不取消了).
enum Assent: Equatable {
  case yes
  /// A yes, and after it something else; indexes into the text.
  case yesAnd(Range<Int>)
  /// She waits or thinks it over (等等), or gives it up (不退了).
  case putOff(isFinal: Bool)
  case other

  private static let agreement = [
    "没有什么不对", "没什么不对", "没有不对", "没啥不对", "没不对", "没有错", "没什么问题", "没啥问题", "没什么毛病", "没有问题", "没问题", "木问题", "没毛病",
    "没错", "没意见", "正确", "确认", "确定", "同意", "可以", "当然", "必须", "照办", "提交", "继续",
    "就这样", "就这个", "就这么着", "就这么定", "这个就行", "就按这", "定了", "这么办", "这样办", "按这个", "这个办", "办理", "中", "成", "妥", "要得",
    "得嘞", "好嘞", "好勒", "好滴", "好", "嗯", "恩", "昂",
    "哎", "对",
    "是", "行", "办", "可", "okay", "ok", "yes", "y", "👌", "👍", "🆗", "✅",
  ].map { Array($0.unicodeScalars) }
  /// Particles, thanks and words of politeness: they agree to nothing by themselves.
  private static let fillers = [
    "废话", "还用问", "还用说", "那还用说", "都说了", "谢谢", "多谢", "感谢", "谢了", "谢", "辛苦", "麻烦", "帮我", "给我", "赶紧", "快点", "我说",
    "老板", "姑娘", "小姐", "客服", "信息", "的话",
    "它",
    "哩", "咧", "呦", "喽", "噻", "撒", "的", "呀", "啊", "吧", "呢", "了", "哦", "噢", "啦", "嘛", "滴", "哈", "哟", "呗", "嘞",
    "哒", "呐", "诶", "欸", "就", "那",
    "都",
    "全", "也", "你", "您", "请", "快", "先", "亲", "按", "单", "们", "去",
  ].map { Array($0.unicodeScalars) }
  /// A yes that is also said to take leave (好的谢谢，先这样): what follows it decides.
  private static let weak: Set<String> = ["好", "嗯", "恩", "行", "哦", "成", "中", "ok", "okay", "哎", "可"]

  private static let waiting = [
    "等等", "等哈", "等下", "等一下", "等会", "等一会", "稍等", "慢着", "且慢", "先等", "再想想", "想一想", "想一下", "想想看", "考虑", "再看看",
    "看看再",
    "再说吧", "以后再", "回头再", "晚点再", "一会再", "过会再", "改天", "明天再", "先别", "先不", "先放", "先缓", "缓一缓", "缓缓", "暂时不", "暂时别",
    "暂不",
    "不急", "别急", "犹豫", "拿不准", "拿不定", "问问我", "问下我", "问一下我", "商量", "先搁",
  ]
  private static let givingUp = [
    "算了", "拉倒", "作罢", "打住", "不用了", "不需要了", "不必了", "没必要了", "反悔", "后悔了", "改主意", "不办了", "不弄了", "不搞了", "不想办了",
    "不想弄了",
    "不要了", "当我没说", "留着吧", "还是留着", "就留着", "留下吧", "先留着",
  ]
  private static let denials = ["不", "别", "甭", "不要", "不想", "不用", "不再"].map { Array($0.unicodeScalars) }

  /// - Parameter verbs: what the matter is called (退, 取消订单): 退吧 agrees to it, 不退了 does not.
  static func read(_ text: FoldedText, verbs: [String]) -> Assent {
    let verbs = verbs.map { Array($0.unicodeScalars) }
    if agrees(Array(text.compact.unicodeScalars), verbs) { return .yes }
    for clause in text.clauses where clause.count <= 16 {
      let words = FoldedText(text.text(clause))
      if words.contains(anyOf: givingUp) || denies(words, verbs) {
        return .putOff(isFinal: !words.contains(anyOf: waiting))
      }
      if words.contains(anyOf: waiting) { return .putOff(isFinal: false) }
    }
    let clauses = text.clauses
    let leading = clauses.prefix { agrees(Array(text.text($0).unicodeScalars), verbs) }
    guard let last = leading.last, let next = clauses.dropFirst(leading.count).first else { return .other }
    let said = leading.map { text.text($0) }.joined()
    let core = String(said.filter { !"的呀啊吧呢了哦噢啦嘛谢多你您".contains($0) })
    if core.isEmpty || Self.weak.contains(core)
      || Set(core).count == 1 && Self.weak.contains(String(core.prefix(1)))
    {
      return .other
    }
    return .yesAnd(max(last.upperBound, next.lowerBound)..<text.count)
  }

  /// Whether the customer only waits: 等一下我找找.
  static func waits(_ text: FoldedText) -> Bool {
    text.compact.count <= 12 && text.contains(anyOf: waiting)
  }

  /// 不取消, 先别退了, 不想改了.
  private static func denies(_ text: FoldedText, _ verbs: [[Unicode.Scalar]]) -> Bool {
    // 电话不用改 gives up nothing.
    if text.contains(anyOf: parts) { return false }
    return verbs.contains { verb in
      guard let place = text.firstIndex(of: verb), place > 0 else { return false }
      return denials.contains { place >= $0.count && text.matches($0, at: place - $0.count) }
        && !(place > 1 && text.text(0..<place).hasSuffix("对不"))
    }
  }

  /// The clauses of `text` that put off, and are no question.
  static func puttingOff(_ text: FoldedText, verbs: [String]) -> (clauses: [Range<Int>], isFinal: Bool)? {
    var isFinal = true
    let clauses = text.clauses.filter { clause in
      let words = FoldedText(text.text(clause))
      guard !Understanding.isQuestion(words), case .putOff(let final) = read(words, verbs: verbs),
        !(attention.contains(words.compact) && Understanding.isQuestion(text))
      else { return false }
      isFinal = isFinal && final
      return true
    }
    return clauses.isEmpty ? nil : (clauses, isFinal)
  }

  /// 等下 before a question only asks for attention.
  static let attention: Set<String> = [
    "等等", "等哈", "等下", "等一下", "等会", "等会儿", "等一会", "稍等", "稍等一下", "慢着", "且慢", "先等等", "等等啊", "等下啊", "等一下啊",
  ]

  /// 有没有送货上门 of 等下 有没有送货上门.
  static func withoutAttention(_ text: String) -> String {
    let folded = FoldedText(text)
    let clauses = folded.clauses
    guard clauses.count > 1, attention.contains(FoldedText(folded.text(clauses[0])).compact) else {
      return text
    }
    let rest = folded.original(clauses[1].lowerBound..<folded.count)
    return Understanding.isQuestion(FoldedText(rest)) ? rest : text
  }

  /// What a matter has besides itself.
  private static let parts = ["电话", "号码", "名字", "姓名", "收件人", "收货人", "抬头", "数量", "原因", "手机", "门牌", "公司", "单位"]

  /// 对了 begins something else.
  private static func isByTheWay(_ text: [Unicode.Scalar]) -> Bool {
    text.count <= 3 && text.suffix(2).elementsEqual("对了".unicodeScalars) && text.first != "都"
  }

  /// Whether `text` is nothing but agreement, with at least one word that agrees.
  /// - Complexity: O(length × words).
  private static func agrees(_ text: [Unicode.Scalar], _ verbs: [[Unicode.Scalar]]) -> Bool {
    guard !text.isEmpty, text.count <= 30, !isByTheWay(text) else { return false }
    // 0: no way here; 1: by particles alone; 2: with agreement.
    var reached = [UInt8](repeating: 0, count: text.count + 1)
    reached[0] = 1
    for start in text.indices where reached[start] > 0 {
      func step(_ word: [Unicode.Scalar], _ value: UInt8) {
        let end = start + word.count
        guard end <= text.count, text[start..<end].elementsEqual(word) else { return }
        reached[end] = max(reached[end], max(reached[start], value))
      }
      for word in agreement { step(word, 2) }
      for word in fillers { step(word, 1) }
      // 取消吧, 就退: the matter itself, said without a no.
      for verb in verbs { step(verb, verb.count > 1 || start > 0 || text.count > 1 ? 2 : 1) }
      if (0x1F3FB...0x1F3FF).contains(text[start].value) { step([text[start]], 1) }
    }
    return reached[text.count] == 2
  }
}

/// Thanks, praise and goodbye, and nothing else.
enum Leave {
  private static let words = [
    "拜拜", "再见", "谢谢", "谢啦", "谢了", "多谢", "感谢", "先这样", "先忙", "去忙", "先下了", "先走", "回聊", "不聊了", "辛苦", "态度", "靠谱",
    "挺好", "蛮好",
    "不错", "满意", "好评", "有耐心", "真好", "知道了", "明白了", "晓得了", "你真",
  ]
  private static let complaints = [
    "不满意", "态度差", "态度不", "态度恶", "不靠谱", "什么态度", "太差", "吗", "哪", "怎么", "多少", "几", "为什么",
  ]

  /// The words of leave in `text`, in the order of the list.
  static func said(in text: FoldedText) -> [String] { words.filter(text.contains) }

  /// Whether every clause takes leave or only agrees, and nothing is asked.
  static func isAll(of text: FoldedText) -> Bool {
    guard text.count <= 60, text.contains(anyOf: Self.words), !text.contains(anyOf: complaints) else {
      return false
    }
    var isSaid = false
    for clause in text.clauses {
      let words = FoldedText(text.text(clause))
      if words.contains(anyOf: Self.words) {
        isSaid = true
      } else if Assent.read(words, verbs: []) != .yes {
        return false
      }
    }
    return isSaid
  }
}

extension FoldedText {
  /// What commas, stops and spaces part, without them; 38.9 is not parted.
  var clauses: [Range<Int>] {
    var found: [Range<Int>] = []
    var start = 0
    for index in 0...count {
      guard index == count || isClauseBreak(at: index) else { continue }
      if index > start { found.append(start..<index) }
      start = index + 1
    }
    return found
  }

  private func isClauseBreak(at index: Int) -> Bool {
    guard ",.;!?，。；！？、~～…\n ".unicodeScalars.contains(scalars[index]) else { return false }
    let isNumber = { (place: Int) in
      place >= 0 && place < count && ("0"..."9").contains(scalars[place])
    }
    return !(scalars[index] == "." && isNumber(index - 1) && isNumber(index + 1))
      && !(scalars[index] == " " && isNumber(index - 1) && isNumber(index + 1))
  }
}
