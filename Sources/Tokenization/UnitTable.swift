/// The units and measure words that join a number: `片`, `毫克`, `mg`. From the lexicon entries tagged `unit`.
struct UnitTable: Sendable {
  /// What a number becomes with a unit.
  private let kinds: [String: Token.Kind]
  private let longest: Int
  /// Per BMP character: bit 0, part of a Chinese numeral; bit 1, first of a unit; bit 2, 百千万亿, which begin
  /// words (百度, 万里) rather than numerals.
  let flags: [UInt8]

  static let numeral: UInt8 = 1
  static let unitStart: UInt8 = 2
  static let largePlace: UInt8 = 4

  /// After a Chinese numeral these are pieces rather than prices: 含一块, 拔一毛.
  private static let pieces: Set<String> = ["块", "毛", "角"]
  private static let money: Set<String> = ["元", "块", "块钱", "元钱", "角", "毛", "毛钱", "万元", "人民币", "rmb"]
  /// Everyday words that only look like a numeral with a unit.
  private static let lookalikes: Set<String> = ["十分", "一度", "一味", "四周", "八角", "三角"]
  private static let date: Set<String> = ["年", "月", "日", "号", "月份", "年份"]
  private static let time: Set<String> = ["点", "点半", "点钟", "时", "点整"]

  init(words: [String]) {
    var kinds: [String: Token.Kind] = [:]
    for word in words { kinds[word] = .quantity }
    for word in Self.money { kinds[word] = .money }
    for word in Self.date { kinds[word] = .date }
    for word in Self.time { kinds[word] = .time }
    // ㎎ ㎖ ㎏ … (U+3380–33DF) do not fold to one character, so the table knows them as they are.
    for point in UInt32(0x3380)...0x33DF {
      guard let scalar = Unicode.Scalar(point) else { continue }
      kinds[String(scalar)] = kinds[Normalizer.normalize(String(scalar))]
    }
    self.kinds = kinds
    longest = kinds.keys.map(\.unicodeScalars.count).max() ?? 0
    var flags = [UInt8](repeating: 0, count: CharacterTable.planeSize)
    for character in "零〇一二两三四五六七八九十百千万亿半几壹贰叁肆伍陆柒捌玖拾佰仟".utf16 { flags[Int(character)] |= Self.numeral }
    for character in "百千万亿佰仟".utf16 { flags[Int(character)] |= Self.largePlace }
    for word in kinds.keys {
      if let first = word.utf16.first { flags[Int(first)] |= Self.unitStart }
    }
    self.flags = flags
  }

  /// Whether the dictionary word `text` is a word although it reads as a numeral with its unit.
  static func isLookalike(_ text: String) -> Bool { lookalikes.contains(text) }

  /// The longest unit that begins at `position` of `folded`, which has `count` positions.
  /// - Parameter afterNumeral: after a Chinese numeral 点, 时, 号, 日, 月 and the like make everyday words (一点,
  ///   一时, 一号), so only plain units and money join it.
  func match(
    _ folded: UnsafePointer<UInt16>, _ position: Int, _ count: Int, afterNumeral: Bool = false
  ) -> (end: Int, kind: Token.Kind)? {
    guard position < count, flags[Int(folded[position])] & Self.unitStart != 0 else { return nil }
    var text = ""
    var found: (end: Int, kind: Token.Kind)?
    for end in position..<min(count, position + longest) {
      guard let scalar = Unicode.Scalar(folded[end]) else { break }
      text.unicodeScalars.append(scalar)
      guard let kind = kinds[text] else { continue }
      if afterNumeral, kind == .date || kind == .time { continue }
      found = (end + 1, afterNumeral && Self.pieces.contains(text) ? .quantity : kind)
    }
    return found
  }
}
