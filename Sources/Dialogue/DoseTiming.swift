import Tokenization

/// How often and when a medicine is taken: 一日三次 is `3次/天`, 每八小时一次 is `1次/8小时`, 饭后 is `饭后`.
enum DoseTiming {
  /// What customers say, with the word of the label.
  private static let moments: [(word: [Unicode.Scalar], title: String)] = [
    ("饭后", "饭后"), ("餐后", "饭后"), ("吃完饭", "饭后"), ("吃饭后", "饭后"), ("饭前", "饭前"), ("餐前", "饭前"), ("吃饭前", "饭前"),
    ("空腹", "空腹"), ("空肚子", "空腹"), ("随餐", "随餐"), ("饭中", "随餐"), ("餐中", "随餐"), ("临睡前", "睡前"), ("睡觉前", "睡前"),
    ("睡前", "睡前"),
  ].map { (Array($0.0.unicodeScalars), $0.1) }

  private static let periods: [(word: [Unicode.Scalar], title: String)] = [
    ("每天", "天"), ("每日", "天"), ("一天", "天"), ("一日", "天"), ("1天", "天"), ("1日", "天"), ("每周", "周"), ("一周", "周"),
    ("每晚", "天"), ("天天", "天"),
  ].map { (Array($0.0.unicodeScalars), $0.1) }

  private static let times = ["次", "回", "顿"].map { Array($0.unicodeScalars) }

  static func entities(in text: FoldedText) -> [Entity] {
    var found: [Entity] = []
    var index = 0
    while index < text.count {
      if let moment = moments.first(where: { text.matches($0.word, at: index) }) {
        let range = index..<index + moment.word.count
        found.append(Entity(kind: .timing, range: range, value: moment.title))
        index = range.upperBound
      } else if let entity = frequency(in: text, at: index) {
        found.append(entity)
        index = entity.range.upperBound
      } else {
        index += 1
      }
    }
    return found
  }

  /// 一天三次, 每日2次, 每8小时一次.
  private static func frequency(in text: FoldedText, at start: Int) -> Entity? {
    var index = start
    var title = ""
    if let period = periods.first(where: { text.matches($0.word, at: start) }) {
      index += period.word.count
      title = period.title
    } else if text.scalars[start] == "每" || text.scalars[start] == "隔" {
      index += 1
      guard let hours = number(in: text, &index),
        let unit = ["个小时", "小时"].map({ Array($0.unicodeScalars) }).first(where: {
          text.matches($0, at: index)
        })
      else { return nil }
      index += unit.count
      title = Measure.format(hours) + "小时"
    } else {
      return nil
    }
    for filler in ["要吃", "吃", "服", "用", "喝"] {
      let scalars = Array(filler.unicodeScalars)
      if text.matches(scalars, at: index) {
        index += scalars.count
        break
      }
    }
    guard let count = number(in: text, &index),
      let unit = times.first(where: { text.matches($0, at: index) })
    else { return nil }
    return Entity(
      kind: .frequency, range: start..<index + unit.count, value: "\(Measure.format(count))次/\(title)",
      number: count)
  }

  private static func number(in text: FoldedText, _ index: inout Int) -> Double? {
    var end = index
    while end < text.count, Measure.isNumeral(text.scalars[end]) { end += 1 }
    guard end > index, let value = ChineseNumeral.value(text.text(index..<end)), value.isFinite, value < 1000
    else { return nil }
    index = end
    return value
  }
}
