/// Entries of general word lists that a reader takes as two words: 很快, 这家, 放在, 摔下来, 甜甜的, 从来不.
///
/// Such lists are counted from text that somebody else has cut, and these phrases crowd out the words that a
/// review is about: 太|苦, 不|好. The lattice may still use them, at a price. The standard is that of the People's
/// Daily corpus (Yu Shiwen et al., 2003): degree adverb and adjective, demonstrative and measure word, verb and
/// complement are words of their own, unless the two have grown together (很多, 这个, 收到, 看起来).
enum ListedPhrase {
  /// In nats: more than two common words differ by.
  static let penalty = 6.0

  /// - Parameter word: a word of Han characters in UTF-16.
  static func isPhrase(_ word: some RandomAccessCollection<UInt16>) -> Bool {
    guard let first = word.first, let last = word.last else { return false }
    switch word.count {
    case 2:
      return pairs.contains(UInt32(first) << 16 | UInt32(last))
        || openings.contains(first) && isOpeningPhrase(first, last)
        || endings.contains(last) && isEndingPhrase(first, last)
    case 3: return isThreeCharacterPhrase(word, first, last)
    default: return false
    }
  }

  private static func isOpeningPhrase(_ first: UInt16, _ last: UInt16) -> Bool {
    if first == not, verbs.contains(last) { return true }
    if degrees.contains(first) { return adjectives.contains(last) && !isWord(first, last) }
    if demonstratives.contains(first) { return measures.contains(last) }
    return pronouns.contains(first) && last == home
  }

  private static func isEndingPhrase(_ first: UInt16, _ last: UInt16) -> Bool {
    switch last {
    case at: placing.contains(first)
    case to: sending.contains(first)
    default: taking.contains(first)
    }
  }

  private static func isThreeCharacterPhrase(
    _ word: some RandomAccessCollection<UInt16>, _ first: UInt16, _ last: UInt16
  ) -> Bool {
    let middle = word[word.index(after: word.startIndex)]
    if last == of, first == middle { return true }
    if first == ever.0, middle == ever.1 { return true }
    guard directions.contains(middle), last == come || last == go else { return false }
    return !grown.contains(first)
  }

  private static func pairSet(_ words: [String]) -> Set<UInt32> {
    Set(
      words.compactMap { word in
        let units = Array(word.utf16)
        return units.count == 2 ? UInt32(units[0]) << 16 | UInt32(units[1]) : nil
      })
  }

  private static func isWord(_ first: UInt16, _ last: UInt16) -> Bool {
    words.contains(UInt32(first) << 16 | UInt32(last))
  }

  private static func set(_ characters: String) -> Set<UInt16> { Set(characters.utf16) }

  private static let degrees = set("不很太更最极真")
  private static let adjectives = set(
    "大小多少高低长短快慢好坏贵差新旧重轻厚薄粗细甜苦酸辣咸淡干湿软硬冷热凉烫深浅远近早晚难易强弱香臭脏满空累困疼痛痒紧松美丑")
  private static let verbs = set("吃喝买卖退换发给")
  /// Two words each (怎样 才 能, 买 点 药, 这 本 书) that seldom are one in shops.
  private static let pairs = pairSet(["才能", "买点", "本书"])
  /// 很多 and the like have grown together.
  private static let words = pairSet(
    [
      "很多", "最多", "最少", "最好", "最近", "更多", "更新", "太空", "不满", "不少", "不久", "不薄", "不易", "不早",
    ])
  private static let demonstratives = set("这那哪每整")
  private static let measures = set("家款位盒瓶粒片袋包支件套只批条张块双台份颗杯名项类期段")
  private static let pronouns = set("我你您他她俺咱别")
  private static let openings = degrees.union(demonstratives).union(pronouns)
  private static let placing = set("放住站坐躺摆写装涂含贴抹留")
  private static let sending = set("送放买寄发查用吃降升涨退减拖等")
  private static let taking = set("拿取掏")
  private static let directions = set("下起出上进过回")
  private static let not: UInt16 = 0x4E0D
  private static let grown = set("看说想听接")
  private static let home: UInt16 = 0x5BB6
  private static let at: UInt16 = 0x5728
  private static let to: UInt16 = 0x5230
  private static let out: UInt16 = 0x51FA
  private static let endings: Set<UInt16> = [at, to, out]
  private static let of: UInt16 = 0x7684
  /// 从来
  private static let ever: (UInt16, UInt16) = (0x4ECE, 0x6765)
  private static let come: UInt16 = 0x6765
  private static let go: UInt16 = 0x53BB
}
