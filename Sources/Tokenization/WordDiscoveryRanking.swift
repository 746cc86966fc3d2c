#if canImport(Glibc)
  import Glibc
#endif

/// Which candidates are words, and how good.
///
/// score = ln(texts) · (cohesion − 2) · √freedom · aligned · wordness. The logarithm keeps what everybody says
/// from drowning what is named a hundred times; the last factor tells a word from a habit of speech. 值得信赖
/// and 日期新鲜 hold together too, but they are two words that also stand alone. So a candidate whose weakest
/// split leaves a word on both sides counts by the square of its dependence, how rarely either side does
/// without the other (相宜·本草 never); one that leaves bare characters (智商·税, 百·雀羚) counts in full.
struct DiscoveryRanking {
  let text: DiscoveryText
  let candidates: DiscoveryCandidates
  let tokenizer: Tokenizer

  private static let leastEntropy = 1.0
  private static let baseCohesion = 2.0
  /// A string that stands inside one longer string more often than this is a part of it.
  private static let mostCoverage = 0.7
  private static let leastPhraseFactor = 0.1

  func best(_ count: Int) -> [WordDiscovery.NewWord] {
    var scored: [(score: Double, index: Int)] = []
    for (index, candidate) in candidates.candidates.enumerated() {
      let score = score(candidate)
      if score > 0 { scored.append((score, index)) }
    }
    // Candidates are in order of length and first appearance.
    scored.sort { ($1.score, $0.index) < ($0.score, $1.index) }
    return scored.prefix(count).map { newWord(candidates.candidates[$0.index], score: $0.score) }
  }

  private func score(_ candidate: DiscoveryCandidates.Candidate) -> Double {
    let freedom = min(candidate.leftEntropy, candidate.rightEntropy)
    guard candidate.coverage <= Self.mostCoverage, freedom >= Self.leastEntropy,
      candidate.cohesion > Self.baseCohesion
    else { return 0 }
    let wordness = wordness(candidate)
    guard wordness > 0 else { return 0 }
    return log(Double(candidate.documents + 1)) * (candidate.cohesion - Self.baseCohesion)
      * freedom.squareRoot() * candidate.aligned * wordness
  }

  private func wordness(_ candidate: DiscoveryCandidates.Candidate) -> Double {
    let range = Int(candidate.start)..<Int(candidate.start) + candidate.length
    let pieces = text.pieces(range).map(text.string)
    // The lattice has it as one token, which a lexicon's entry or a rule made.
    guard pieces.count > 1, let first = pieces.first, let last = pieces.last else { return 0 }
    if FunctionWords.anywhere.contains(first) || FunctionWords.anywhere.contains(last) { return 0 }
    if FunctionWords.atStart.contains(first) || FunctionWords.atEnd.contains(last) { return 0 }
    if pieces.dropFirst().dropLast().contains(where: FunctionWords.anywhere.contains) { return 0 }
    let middle = range.lowerBound + candidate.split
    guard isWord(range.lowerBound..<middle), isWord(middle..<range.upperBound) else { return 1 }
    let dependence = min(candidate.dependence, 1)
    return Self.leastPhraseFactor + (1 - Self.leastPhraseFactor) * dependence * dependence
  }

  /// Whether the positions hold a word of two or more characters, known or new, rather than bare characters.
  private func isWord(_ range: Range<Int>) -> Bool {
    guard range.count > 1 else { return text.isLatin(text.symbols[range.lowerBound]) }
    if text.pieces(range).contains(where: { $0.count > 1 }) { return true }
    if tokenizer.words.contains(text.string(range).utf16) { return true }
    let key = text.symbols.withUnsafeBufferPointer { NGramTable.key($0, range.lowerBound, range.count) }
    guard let found = candidates.index[key] else { return false }
    return candidates.candidates[Int(found.extra)].coverage <= Self.mostCoverage
  }

  private func newWord(_ candidate: DiscoveryCandidates.Candidate, score: Double) -> WordDiscovery.NewWord {
    let range = Int(candidate.start)..<Int(candidate.start) + candidate.length
    return WordDiscovery.NewWord(
      word: text.string(range), count: candidate.count, documents: candidate.documents,
      cohesion: candidate.cohesion, leftEntropy: candidate.leftEntropy,
      rightEntropy: candidate.rightEntropy, score: score, pieces: text.pieces(range).map(text.string),
      firstDocument: text.document(at: range.lowerBound))
  }
}

/// Tokens that tie words together and hardly ever are a part of a new one: particles, pronouns, adverbs of
/// degree, prepositions, conjunctions, and the verbs and adjectives of everyday reviews that stand alone.
private enum FunctionWords {
  static let anywhere: Set<String> = words(
    """
    的 了 吗 呢 吧 啊 呀 哦 嘛 咯 哈 呗 着 过 得 地 们 们的 个 些 这 那 这个 那个 这些 这款 这家 这样 哪 每 其他 其它
    我 你 您 他 她 它 我们 你们 他们 大家 自己 谁 什么 怎么 怎样 一个 一名 一种 一些 一点 一下 一次 某 各
    很 太 都 也 就 还 又 再 更 越 最 挺 蛮 超 超级 非常 十分 特别 比较 相当 真 真的 完全 有点 有些 稍微 已 已经 刚 刚刚 才 正在 一直 果断 真是 不得不
    还是 还有 也是 都是 就是 是 不是 没 没有 没什么 不 别 不会 不能 无 可以 应该 可能 能 会 想 要 必须 希望
    和 与 及 或 并 并且 而 而且 但 但是 不过 因为 所以 如果 虽然 然后 而是 以及 比 跟 同 像 对 对于 向 从 由 被 把 给 让 使 在 按 为
    为了 关于 作为 通过 请 谢谢 祝 感谢 属于 值得 觉得 感觉 有 没啥 总体 整体 很多 很好 很快 好多
    """)
  static let atStart: Set<String> = words(
    """
    买 吃 喝 用 看 做 说 听 打 当 嫌 搞 赚 拆 送 找 换 放 拿 拿到 收 收到 趁 玩 赶 来 去 到 挑 懂 怕 待 等 叫 问 写 闻 刷
    大 大大 满满 一大 涂 抹 泡 适合 洗完 上午 下午 早上 晚上 昨天 今天 明天 昨晚 当天 全 第一 双 半个 下 上 前 后
    """)
  static let atEnd: Set<String> = words(
    """
    好 大 小 高 低 快 慢 多 少 足 强 长 短 重 轻 新 贵 便宜 不错 好用 好喝 好吃 一样 一致 细腻 饱满 新鲜 效果 到 来 去 完 出来
    起来 下来 以上 脸上 上 下 里 中 时 后 前 买 吃 喝 用 看 说 推荐 期间 活动 程度 漂亮 干净
    """)

  private static func words(_ text: String) -> Set<String> {
    Set(text.split(whereSeparator: \.isWhitespace).map(String.init))
  }
}
