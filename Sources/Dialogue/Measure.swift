import Tokenization

/// Numbers with a unit: 两片, 0.3g, 三天, 两岁半, 19.9元.
enum Measure {
  /// Unit words longest first, with what they measure and the unit as values write it.
  private static let units: [(word: [Unicode.Scalar], kind: Entity.Kind, title: String)] =
    unitWords.map { (Array($0.0.unicodeScalars), $0.1, $0.2) }

  private static let unitWords: [(String, Entity.Kind, String)] = [
    ("个小时", .duration, "小时"), ("个钟头", .duration, "小时"), ("钟头", .duration, "小时"), ("小时", .duration, "小时"),
    ("分钟", .duration, "分钟"), ("个月大", .age, "个月"),
    ("个多月", .duration, "个月"), ("个月", .duration, "个月"), ("个星期", .duration, "周"), ("星期", .duration, "周"),
    ("个礼拜", .duration, "周"), ("礼拜", .duration, "周"), ("周岁", .age, "岁"), ("岁", .age, "岁"),
    ("周", .duration, "周"),
    ("多天", .duration, "天"), ("天", .duration, "天"), ("日", .duration, "天"), ("年", .duration, "年"),
    ("毫克", .dose, "mg"),
    ("微克", .dose, "μg"), ("毫升", .dose, "ml"), ("克", .dose, "g"), ("mg", .dose, "mg"), ("ml", .dose, "ml"),
    ("g", .dose, "g"),
    ("多片", .quantity, "片"), ("多粒", .quantity, "粒"), ("片", .quantity, "片"), ("粒", .quantity, "粒"),
    ("颗", .quantity, "粒"), ("盒", .quantity, "盒"), ("整瓶", .quantity, "瓶"), ("瓶", .quantity, "瓶"),
    ("袋", .quantity, "袋"),
    ("包", .quantity, "包"), ("支", .quantity, "支"), ("丸", .quantity, "丸"), ("板", .quantity, "板"),
    ("贴", .quantity, "贴"),
    ("滴", .quantity, "滴"), ("件", .quantity, "件"), ("块钱", .money, "元"), ("元", .money, "元"), ("块", .money, "元"),
  ]

  static func entities(in text: FoldedText) -> [Entity] {
    var found: [Entity] = []
    var index = 0
    while index < text.count {
      guard isNumeral(text.scalars[index]) else {
        index += 1
        continue
      }
      var end = index
      while end < text.count, isNumeral(text.scalars[end]) { end += 1 }
      if let entity = entity(index..<end, in: text) { found.append(entity) }
      index = end
    }
    return found
  }

  private static func entity(_ range: Range<Int>, in text: FoldedText) -> Entity? {
    guard let value = ChineseNumeral.value(text.text(range)), value.isFinite, value <= 1e9 else { return nil }
    var start = range.upperBound
    while start < text.count, text.scalars[start] == " " { start += 1 }
    guard let unit = units.first(where: { text.matches($0.word, at: start) }) else { return nil }
    var end = start + unit.word.count
    var number = value
    if unit.title == "g" || unit.title == "mg" || unit.title == "ml" {
      // `g` must not begin a word of letters.
      if end < text.count, ("a"..."z").contains(text.scalars[end]), unit.word.last?.isASCII == true {
        return nil
      }
    }
    if end < text.count, text.scalars[end] == "半", ["岁", "年", "片", "粒", "包", "袋", "天"].contains(unit.title) {
      number += 0.5
      end += 1
    }
    // 20粒装 is a size of pack, not how many.
    if unit.kind == .quantity, end < text.count, text.scalars[end] == "装" { return nil }
    if unit.kind == .duration, isFrequency(text, after: end) || end < text.count && text.scalars[end] == "前" {
      return nil
    }
    var kind = unit.kind
    if kind == .duration, unit.title == "个月", isAge(range.lowerBound..<end, in: text) { kind = .age }
    let years = kind == .age && unit.title == "个月" ? number / 12 : number
    return Entity(
      kind: kind, range: range.lowerBound..<end, value: format(number) + unit.title, number: years)
  }

  private static let child = Set("宝娃孩婴崽".unicodeScalars)

  /// 宝宝六个月, 六个月的孩子 say how old; 孩子咳了三个月 and 怀孕三个月 say how long.
  private static func isAge(_ range: Range<Int>, in text: FoldedText) -> Bool {
    if range.upperBound < text.count, "了前后".unicodeScalars.contains(text.scalars[range.upperBound]) {
      let next = range.upperBound + 1
      let isPlain =
        text.scalars[range.upperBound] == "了" && (next == text.count || isSeparator(text.scalars[next]))
      if !isPlain { return false }
    }
    let before = max(0, range.lowerBound - 4)..<range.lowerBound
    if before.contains(where: { "孕吃用服咳烧喝拉痒了".unicodeScalars.contains(text.scalars[$0]) }) { return false }
    let after = range.upperBound..<min(text.count, range.upperBound + 4)
    return before.contains { child.contains(text.scalars[$0]) }
      || after.contains { child.contains(text.scalars[$0]) } || standsAlone(range, in: text)
  }

  /// 给宝宝吃蒙脱石散行吗 10个月: told apart, with a child in the message.
  private static func standsAlone(_ range: Range<Int>, in text: FoldedText) -> Bool {
    let isOpen = range.lowerBound == 0 || isSeparator(text.scalars[range.lowerBound - 1])
    let isClosed = range.upperBound == text.count || isSeparator(text.scalars[range.upperBound])
    return isOpen && isClosed && text.scalars.contains(where: child.contains)
  }

  /// 一天三次, 一日几次: how often, not how long.
  private static func isFrequency(_ text: FoldedText, after index: Int) -> Bool {
    let rest = index..<min(text.count, index + 5)
    return rest.contains { "次回顿".unicodeScalars.contains(text.scalars[$0]) }
      || rest.contains { text.scalars[$0] == "几" }
  }

  static func isNumeral(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "0"..."9", ".", "零", "〇", "一", "二", "两", "三", "四", "五", "六", "七", "八", "九", "十", "百", "千", "万", "半":
      true
    default: false
    }
  }

  /// Without a trailing `.0`.
  static func format(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
  }
}
