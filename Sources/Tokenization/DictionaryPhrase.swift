/// Entries of ICU's dictionary that a reader takes as two words, because one of them is a function word: 吃了,
/// 我的, 也不, 掉得, 都没有.
///
/// ICU's dictionary was made for breaking lines and searching, and its costs hardly tell a phrase from a word.
/// The rules are those of `ListedPhrase` carried on: particles, pronouns and adverbs are words of their own (Yu
/// Shiwen et al., 2003), unless the two have grown together (为了, 觉得, 还是, 我国). A general word list counts
/// its words better and needs only `ListedPhrase`.
enum DictionaryPhrase {
  /// - Parameter word: a folded word of Han characters in UTF-16.
  static func isPhrase(_ word: some RandomAccessCollection<UInt16>) -> Bool {
    guard word.count == 2 || word.count == 3, let first = word.first, let last = word.last else {
      return false
    }
    if ListedPhrase.isPhrase(word) { return true }
    let isOpen =
      word.count == 2
      ? isPair(first, last) : isTriple(first, word[word.index(after: word.startIndex)], last)
    return isOpen && !grown.contains(key(word))
  }

  private static func isPair(_ first: UInt16, _ last: UInt16) -> Bool {
    if adverbs.contains(first) || pronouns.contains(first) || first == of { return true }
    switch last {
    case done, of, going, gaining: return true
    case past: return pastVerbs.contains(first)
    case finished: return finishedVerbs.contains(first)
    case being: return subjects.contains(first)
    default: return first == being || (first == at && places.contains(last))
    }
  }

  private static func isTriple(_ first: UInt16, _ middle: UInt16, _ last: UInt16) -> Bool {
    if first == not || longAdverbs.contains(first) { return true }
    if pronouns.contains(first) { return middle != plural }
    if first == ever.0, middle == ever.1 { return true }
    return last == done || last == of || last == going || last == being
  }

  /// Up to three characters as one number.
  private static func key(_ word: some Sequence<UInt16>) -> UInt64 {
    word.reduce(0) { $0 << 16 | UInt64($1) }
  }

  private static func set(_ characters: String) -> Set<UInt16> { Set(characters.utf16) }
  private static func unit(_ character: Unicode.Scalar) -> UInt16 { UInt16(character.value) }

  private static let done = unit("了")
  private static let of = unit("的")
  private static let going = unit("着")
  private static let gaining = unit("得")
  private static let past = unit("过")
  private static let finished = unit("完")
  private static let being = unit("是")
  private static let at = unit("在")
  private static let not = unit("不")
  private static let plural = unit("们")
  private static let ever = (unit("从"), unit("来"))

  private static let pronouns = set("我你您他她它俺咱")
  private static let adverbs = set("也都就还又再只才却既并很太更最挺真")
  private static let longAdverbs = set("也都就还又再只才却")
  private static let pastVerbs = set("吃用买喝见看换说听去来做试问写读洗")
  private static let finishedVerbs = set("吃用喝买看做写说听洗读办")
  private static let subjects = set("这那也都他我你它您谁才又正乃")
  private static let places = set("这那我此他你家")

  /// What looks like that and is one word.
  private static let grown: Set<UInt64> = Set(
    """
    为了 除了 罢了 算了 得了 极了 末了 真的 有的 目的 似的 别的 是的 的确 的士 的哥 大不了 免不了 少不了 受不了 忘不了 了不得
    接着 随着 沿着 跟着 向着 本着 朝着 凭着 趁着 顺着 有着 意味着 试着 为着 冲着 对着 穿着 衣着 执着 沉着 显着 附着 胶着 睡着
    懂得 觉得 值得 获得 取得 使得 记得 显得 舍得 难得 赢得 晓得 认得 免得 省得 由得 懒得 心得 所得 不得 求得 博得 夺得 落得
    非得 总得 只得 亏得 独得 应得 自得 弄得 搞得 变得 购得 怪得 多得 习得 恰得 巴不得 怪不得 得到 是非 是否
    也许 也罢 也好 也门 都市 都城 都市化 都江堰 就是 就业 就医 就诊 就近 就餐 就读 就地 就此 就位 就职 就座 就坐 就寝 就任 就学 就绪
    就算 就义 就业率 就业者 就是说
    还是 还有 还要 还原 还款 还钱 还价 还击 还债 还本 还给 还礼 还手 还俗 还乡 还愿 还账 还贷 还清 还魂 还嘴 还阳草
    又是 再次 再三 再生 再见 再说 再也 再度 再现 再造 再者 再版 再婚 再议 再会 再则 再植 再审 再犯 再就业 再生产 再循环 再教育
    只是 只要 只有 只能 只好 只怕 只顾 只管 只身 只不过 才华 才干 才智 才子 才识 才气 才女 才刚 才俊 才学 才情 才思 才略 才艺
    却是 却步 既然 既是 既定 既往 既成 并且 并不 并非 并列 并存 并发 并行 并举 并购 并用 并轨 并入 并排 并肩 并重 并进 并未 并无
    并网 并联 并立 并吞 并蒂 并拢 并称 并案
    很多 很久 太太 太阳 太平 太空 太极 太子 太湖 太原 太后 太监 太医 太学 太守 太婆 太岁 太虚 太上 太师 太公 太行 太保 太爷
    更加 更是 更新 更换 更改 更正 更为 更名 更替 更衣 更迭 更生 更多 最近 最后 最初 最终 最好 最多 最少 最高 最低 最佳 最大 最小
    最为 最新 最早 最先 最优 最爱 最强 最美 挺进 挺拔 挺身 挺立 挺直
    真正 真是 真实 真理 真相 真诚 真心 真情 真空 真菌 真假 真丝 真皮 真伪 真谛 真知 真人 真迹 真品 真经 真传 真切 真挚 真话 真事
    真爱 真金 真凶 真名 真言 真善
    我们 你们 他们 她们 它们 您们 俺们 咱们 我国 我党 我军 我方 我辈 你好 您好 他人 他日 他乡 他杀 他国 他处
    不锈钢 不得了 不得不 不见得 不由得 不要紧 不至于 不得已 不用说 不起眼 不在乎 不经意 不动产 不等式 不成文 不倒翁 不在意
    不成器 不怎么 不起诉 不敢当 不像话 不自觉 不定期 不规则 不对劲 不一样 不相干 不冻港 不可逆 不等号 不粘锅 不老草 不孕症
    不育症 不夜城 不透明
    """.split(whereSeparator: \.isWhitespace).map { key($0.utf16) })
}
