/// The units and measure words that join a number: `片`, `毫克`, `mg`. A trie over the same character codes as the
/// dictionary's; a value view of memory that a `WordTable` owns.
struct UnitTable {
  let nodes: UnsafePointer<DoubleArrayNode>

  typealias Match = (end: Int, kind: Token.Kind)

  // What a node's number says: the kind of token that a number becomes with the unit, in the low bits, and of
  // what else the word is an example.
  private static let kindMask: UInt16 = 0x1F
  private static let noKind: UInt16 = 0x1F
  private static let lookalike: UInt16 = 0x20
  private static let newspaperWord: UInt16 = 0x40
  private static let span: UInt16 = 0x80

  /// The longest unit that begins at `position` of `characters`, of which there are `count`.
  @inline(__always)
  func match(_ characters: UnsafePointer<CharacterRecord>, _ position: Int, _ count: Int) -> Match? {
    guard position < count, characters[position].has(CharacterRecord.unitStart) else { return nil }
    return longest(characters, position, count)
  }

  private func longest(
    _ characters: UnsafePointer<CharacterRecord>, _ position: Int, _ count: Int
  ) -> Match? {
    var found: Match?
    var node = nodes[0]
    var end = position
    while end < count {
      node = nodes[Int(node.base) + characters[end].code]
      guard Int(node.check) == characters[end].code else { break }
      end += 1
      if node.isWord, let kind = Token.Kind(rawValue: UInt8(node.value & Self.kindMask)) {
        found = (end, kind)
      }
    }
    return found
  }

  /// Whether a dictionary word is a word although it reads as a numeral with its unit: 十分, 千克.
  func isLookalike(_ characters: UnsafePointer<CharacterRecord>, _ start: Int, _ end: Int) -> Bool {
    guard let value = value(characters, start, end) else { return false }
    return value & Self.lookalike != 0 || value & Self.kindMask == UInt16(Token.Kind.quantity.rawValue)
  }

  /// Whether a newspaper keeps the numeral and its unit whole: 一个.
  func isNewspaperWord(_ characters: UnsafePointer<CharacterRecord>, _ start: Int, _ end: Int) -> Bool {
    guard let value = value(characters, start, end) else { return false }
    return value & Self.newspaperWord != 0 || isLookalike(characters, start, end)
  }

  /// Whether 个 counts the unit though it is a measure word itself: 个|月, 个|小时.
  func isSpan(_ characters: UnsafePointer<CharacterRecord>, _ start: Int, _ end: Int) -> Bool {
    value(characters, start, end).map { $0 & Self.span != 0 } ?? false
  }

  private func value(_ characters: UnsafePointer<CharacterRecord>, _ start: Int, _ end: Int) -> UInt16? {
    var node = nodes[0]
    for position in start..<end {
      node = nodes[Int(node.base) + characters[position].code]
      guard Int(node.check) == characters[position].code else { return nil }
    }
    return node.isWord ? node.value : nil
  }

  /// 块毛角 alone: after a Chinese numeral they are pieces rather than prices.
  static func isPiece(_ character: UInt16) -> Bool {
    character == 0x5757 || character == 0x6BDB || character == 0x89D2
  }

  // MARK: - What goes into the trie

  private static let money = ["元", "块", "块钱", "元钱", "角", "毛", "毛钱", "万元", "人民币", "rmb"]
  private static let date = ["年", "月", "日", "号", "月份", "年份"]
  private static let time = ["点", "点半", "点钟", "时", "点整"]
  /// Everyday words that only look like a numeral with a unit.
  private static let lookalikes = [
    "十分", "一度", "一味", "一番", "一样", "半天", "三角", "五角", "八角", "四周", "两头", "零星",
  ]
  /// Numerals with a unit that newspapers keep whole.
  private static let newspaperWords = ["一个", "一家", "一期", "一块"]
  private static let spans = ["小时", "钟头", "星期", "礼拜", "月", "季度"]

  /// The words of the trie with their values.
  /// - Parameter units: in normal form.
  static func words(units: [String]) -> [String: UInt16] {
    var values: [String: UInt16] = [:]
    for (words, kind) in [
      (units, Token.Kind.quantity), (money, .money), (date, .date), (time, .time),
    ] {
      for word in words { values[word] = UInt16(kind.rawValue) }
    }
    // ㎎ ㎖ ㎏ … (U+3380–33DF) do not fold to one character, so the table knows them as they are.
    for point in UInt32(0x3380)...0x33DF {
      guard let scalar = Unicode.Scalar(point) else { continue }
      values[String(scalar)] = values[Normalizer.normalize(String(scalar))]
    }
    values["℃"] = values["°c"]
    for (words, mark) in [(lookalikes, lookalike), (newspaperWords, newspaperWord), (spans, span)] {
      for word in words { values[word, default: noKind] |= mark }
    }
    return values
  }

  static func isUnit(_ value: UInt16) -> Bool { value & kindMask != noKind }

  /// By folded form: the flags of `CharacterRecord` that amounts need.
  static func flags(unitStarts: some Sequence<UInt16>) -> [UInt8] {
    var flags = [UInt8](repeating: 0, count: CharacterTable.planeSize)
    func mark(_ characters: some Sequence<UInt16>, _ flag: UInt8) {
      for character in characters { flags[Int(character)] |= flag }
    }
    mark("零〇一二两三四五六七八九十百千万亿半几壹贰叁肆伍陆柒捌玖拾佰仟".utf16, CharacterRecord.numeral)
    mark("百千万亿佰仟".utf16, CharacterRecord.largePlace)
    mark("零〇一二两三四五六七八九十半几壹贰叁肆伍陆柒捌玖拾百第".utf16, CharacterRecord.opening)
    mark(unitStarts, CharacterRecord.unitStart)
    return flags
  }
}
