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
    guard word.count == 2 || word.count == 3, let first = word.first, let last = word.last else {
      return false
    }
    let (opening, ending) = (Self.roles[Int(first)], Self.roles[Int(last)])
    guard word.count == 2 else {
      return isThreeCharacterPhrase(first, word[word.index(after: word.startIndex)], last)
    }
    if opening.contains(.pairFirst), pairs.contains(pair(first, last)) { return true }
    if first == not, ending.contains(.verb) { return true }
    if opening.contains(.degree) { return ending.contains(.adjective) && !words.contains(pair(first, last)) }
    if opening.contains(.demonstrative) { return ending.contains(.measure) }
    if opening.contains(.pronoun), last == home { return true }
    switch last {
    case at: return opening.contains(.placing)
    case to: return opening.contains(.sending)
    case out: return opening.contains(.taking)
    default: return false
    }
  }

  /// 甜甜的, 从来不, 摔下来
  private static func isThreeCharacterPhrase(_ first: UInt16, _ middle: UInt16, _ last: UInt16) -> Bool {
    if last == of, first == middle { return true }
    if first == ever.0, middle == ever.1 { return true }
    guard roles[Int(middle)].contains(.direction), last == come || last == go else { return false }
    return !roles[Int(first)].contains(.grown)
  }

  private static func pair(_ first: UInt16, _ last: UInt16) -> UInt32 { UInt32(first) << 16 | UInt32(last) }

  private static func pairSet(_ words: [String]) -> Set<UInt32> {
    Set(
      words.compactMap { word in
        let units = Array(word.utf16)
        return units.count == 2 ? pair(units[0], units[1]) : nil
      })
  }

  /// What a character can be in a phrase.
  private struct Role: OptionSet {
    let rawValue: UInt16
    static let degree = Role(rawValue: 1)
    static let adjective = Role(rawValue: 1 << 1)
    static let verb = Role(rawValue: 1 << 2)
    static let demonstrative = Role(rawValue: 1 << 3)
    static let measure = Role(rawValue: 1 << 4)
    static let pronoun = Role(rawValue: 1 << 5)
    static let placing = Role(rawValue: 1 << 6)
    static let sending = Role(rawValue: 1 << 7)
    static let taking = Role(rawValue: 1 << 8)
    static let direction = Role(rawValue: 1 << 9)
    static let grown = Role(rawValue: 1 << 10)
    static let pairFirst = Role(rawValue: 1 << 11)
  }

  /// By character.
  private static let roles: [Role] = {
    var roles = [Role](repeating: [], count: CharacterTable.planeSize)
    for (role, characters) in [
      (Role.degree, "不很太更最极真"),
      (.adjective, "大小多少高低长短快慢好坏贵差新旧重轻厚薄粗细甜苦酸辣咸淡干湿软硬冷热凉烫深浅远近早晚难易强弱香臭脏满空累困疼痛痒紧松美丑"),
      (.verb, "吃喝买卖退换发给"), (.demonstrative, "这那哪每整"),
      (.measure, "家本款位盒瓶粒片袋包支件套只批条张块双台份颗杯名项类期段"), (.pronoun, "我你您他她俺咱别"),
      (.placing, "放住站坐躺摆写装涂含贴抹留"), (.sending, "送放买寄发查用吃降升涨退减拖等"), (.taking, "拿取掏"),
      (.direction, "下起出上进过回"), (.grown, "看说想听接"),
    ] {
      for character in characters.utf16 { roles[Int(character)].insert(role) }
    }
    for pair in pairs { roles[Int(pair >> 16)].insert(.pairFirst) }
    return roles
  }()

  /// Two words each (怎样 才 能, 买 点 药, 这 本 书) that seldom are one in shops.
  private static let pairs = pairSet(["才能", "买点", "本书"])
  /// 很多 and the like have grown together.
  private static let words = pairSet(
    [
      "很多", "最多", "最少", "最好", "最近", "更多", "更新", "太空", "不满", "不少", "不久", "不薄", "不易", "不早",
    ])
  private static let not: UInt16 = 0x4E0D
  private static let home: UInt16 = 0x5BB6
  private static let at: UInt16 = 0x5728
  private static let to: UInt16 = 0x5230
  private static let out: UInt16 = 0x51FA
  private static let of: UInt16 = 0x7684
  /// 从来
  private static let ever: (UInt16, UInt16) = (0x4ECE, 0x6765)
  private static let come: UInt16 = 0x6765
  private static let go: UInt16 = 0x53BB
}
