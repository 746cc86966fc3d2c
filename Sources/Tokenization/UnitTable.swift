/// The units and measure words that join a number: `片`, `毫克`, `mg`. From the lexicon entries tagged `unit`.
struct UnitTable: Sendable {
  /// What a number becomes with a unit.
  private let kinds: [String: Token.Kind]
  /// A trie in a dictionary, so that looking makes no `String`: (state, character) → next state, and per state
  /// what the unit is that ends there, if one does.
  private let steps: [UInt32: UInt16]
  private let ends: [Token.Kind?]
  /// Per BMP character: bit 0, part of a Chinese numeral; bit 1, first of a unit; bit 2, 百千万亿, which begin
  /// words (百度, 万里) rather than numerals; bit 3, first of a numeral, ordinal or 百分之.
  let flags: [UInt8]

  static let numeral: UInt8 = 1
  static let unitStart: UInt8 = 2
  static let largePlace: UInt8 = 4
  static let opening: UInt8 = 8

  private static let money: Set<String> = ["元", "块", "块钱", "元钱", "角", "毛", "毛钱", "万元", "人民币", "rmb"]
  private static let date: Set<String> = ["年", "月", "日", "号", "月份", "年份"]
  private static let time: Set<String> = ["点", "点半", "点钟", "时", "点整"]

  /// Everyday words that only look like a numeral with a unit.
  private static let lookalikes: Set<String> = [
    "十分", "一度", "一味", "一番", "一样", "半天", "三角", "五角", "八角", "四周", "两头", "零星",
  ]
  /// Numerals with a unit that newspapers keep whole.
  private static let newspaperWords: Set<String> = ["一个", "一家", "一期", "一块"]

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
    kinds["℃"] = kinds["°c"]
    self.kinds = kinds
    (steps, ends) = Self.trie(kinds)
    var flags = [UInt8](repeating: 0, count: CharacterTable.planeSize)
    for character in "零〇一二两三四五六七八九十百千万亿半几壹贰叁肆伍陆柒捌玖拾佰仟".utf16 { flags[Int(character)] |= Self.numeral }
    for character in "百千万亿佰仟".utf16 { flags[Int(character)] |= Self.largePlace }
    for character in "零〇一二两三四五六七八九十半几壹贰叁肆伍陆柒捌玖拾百第".utf16 { flags[Int(character)] |= Self.opening }
    for word in kinds.keys {
      if let first = word.utf16.first { flags[Int(first)] |= Self.unitStart }
    }
    self.flags = flags
  }

  /// Whether the dictionary word `text` is a word although it reads as a numeral with its unit: 十分, 千克.
  func isLookalike(_ text: String) -> Bool { Self.lookalikes.contains(text) || kinds[text] == .quantity }

  func isNewspaperWord(_ text: String) -> Bool { Self.newspaperWords.contains(text) || isLookalike(text) }

  /// The longest unit that begins at `position` of `folded`, which has `count` positions.
  func match(
    _ folded: UnsafePointer<UInt16>, _ position: Int, _ count: Int
  ) -> (end: Int, kind: Token.Kind)? {
    guard position < count, flags[Int(folded[position])] & Self.unitStart != 0 else { return nil }
    var state: UInt16 = 0
    var found: (end: Int, kind: Token.Kind)?
    var end = position
    while end < count, let next = steps[Self.step(state, folded[end])] {
      state = next
      end += 1
      if let kind = ends[Int(state)] { found = (end, kind) }
    }
    return found
  }

  private static func step(_ state: UInt16, _ character: UInt16) -> UInt32 {
    UInt32(state) << 16 | UInt32(character)
  }

  /// State 0 is the start. There are a few hundred units: far fewer states than 65,535.
  private static func trie(_ kinds: [String: Token.Kind]) -> ([UInt32: UInt16], [Token.Kind?]) {
    var steps: [UInt32: UInt16] = [:]
    var ends: [Token.Kind?] = [nil]
    for (word, kind) in kinds where ends.count + word.utf16.count < UInt16.max {
      var state: UInt16 = 0
      for character in word.utf16 {
        if let next = steps[step(state, character)] {
          state = next
        } else {
          let next = UInt16(ends.count)
          steps[step(state, character)] = next
          ends.append(nil)
          state = next
        }
      }
      ends[Int(state)] = kind
    }
    return (steps, ends)
  }

  /// 块毛角 alone: after a Chinese numeral they are pieces rather than prices.
  func isPiece(_ character: UInt16) -> Bool {
    character == 0x5757 || character == 0x6BDB || character == 0x89D2
  }
}
