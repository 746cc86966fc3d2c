import Support
import Tokenization

/// Days and times as customers say them: 昨天晚上八点半, 三天前, 上周五, 11月20号, 刚才.
///
/// The value is `2026-11-20`, or `2026-11-20 20:30` when a time of day is said.
enum TimeExpression {
  static func entities(in text: FoldedText, now: Moment) -> [Entity] {
    var found: [Entity] = []
    var index = 0
    while index < text.count {
      var reader = Reader(text: text, now: now, index: index)
      if let value = reader.read() {
        found.append(Entity(kind: .date, range: index..<reader.index, value: value))
        index = reader.index
      } else {
        index += 1
      }
    }
    return found
  }

  private static let days: [(String, Int)] = [
    ("大前天", -3), ("前天", -2), ("前晚", -2), ("昨天", -1), ("昨日", -1), ("昨晚", -1), ("昨夜", -1), ("今天", 0), ("今日", 0),
    ("今早", 0),
    ("今晚", 0), ("大后天", 3), ("明天", 1), ("明早", 1), ("明晚", 1), ("后天", 2),
  ]

  private static let parts: [(String, Int)] = [
    ("凌晨", 0), ("清晨", 0), ("早上", 0), ("早晨", 0), ("上午", 0), ("中午", 12), ("下午", 12), ("傍晚", 12), ("晚上", 12),
    ("夜里", 12),
    ("半夜", 0),
  ]

  private static let immediate = ["刚才", "刚刚", "现在", "这会儿"]

  private struct Reader {
    let text: FoldedText
    let now: Moment
    var index: Int

    mutating func read() -> String? {
      if TimeExpression.immediate.contains(where: { take($0) }) { return now.description }
      let start = index
      let date = day()
      let saved = index
      let part = part()
      let isEvening = (start..<saved).contains { "晚夜".unicodeScalars.contains(text.scalars[$0]) }
      let clock = time(shift: part ?? (isEvening ? 12 : 0), isAnchored: date != nil || part != nil)
      if clock == nil, date == nil { return nil }
      // 晚上 without a day or an hour says nothing that a form could keep.
      let day = date ?? now.date
      guard let clock else { return day.description }
      return Moment(date: day, hour: clock.hour, minute: clock.minute).description
    }

    private mutating func take(_ word: String) -> Bool {
      guard text.stands(word, at: index) else { return false }
      index += word.unicodeScalars.count
      return true
    }

    private mutating func numeral() -> Int? {
      var end = index
      while end < text.count, Measure.isNumeral(text.scalars[end]), text.scalars[end] != "半" { end += 1 }
      guard end > index, let value = ChineseNumeral.value(text.text(index..<end)), value >= 0, value < 10_000,
        value == value.rounded()
      else { return nil }
      index = end
      return Int(value)
    }

    private mutating func day() -> CivilDate? {
      for (word, offset) in TimeExpression.days where take(word) { return now.date.adding(days: offset) }
      if let date = weekday() { return date }
      let start = index
      guard index == 0 || !Measure.isNumeral(text.scalars[index - 1]), let first = numeral() else {
        return nil
      }
      if let date = calendarDay(first) ?? daysAgo(first) { return date }
      index = start
      return nil
    }

    /// 上周五 这周三 周一
    private mutating func weekday() -> CivilDate? {
      let start = index
      var weeks = 0
      if take("上") { weeks = -1 } else if take("下") { weeks = 1 } else { _ = take("这") || take("本") }
      if take("周") || take("星期") || take("礼拜"), index < text.count,
        let day = "一二三四五六日天".unicodeScalars.firstIndex(of: text.scalars[index])
      {
        let scalars = "一二三四五六日天".unicodeScalars
        let number = min(7, scalars.distance(from: scalars.startIndex, to: day) + 1)
        index += 1
        return now.date.adding(days: number - now.date.weekday + 7 * weeks)
      }
      index = start
      return nil
    }

    /// 11月20号, 2026年11月20日, 2026-11-20, 11-20 is not taken: it may be anything.
    private mutating func calendarDay(_ first: Int) -> CivilDate? {
      var year = now.date.year
      var month = first
      if first >= 1000 {
        guard take("年") || take("-") || take("/"), let second = numeral() else { return nil }
        year = first
        month = second
      }
      guard take("月") || (first >= 1000 && (take("-") || take("/"))), let day = numeral() else { return nil }
      _ = take("日") || take("号")
      guard let date = CivilDate(year: year, month: month, day: day) else { return nil }
      // 12月30号 said in January is last year's: what customers report has happened.
      if first < 1000, date > now.date.adding(days: 60) {
        return CivilDate(year: year - 1, month: month, day: day)
      }
      return date
    }

    /// 三天前, 两周前
    private mutating func daysAgo(_ count: Int) -> CivilDate? {
      var days = count
      if take("周") || take("个星期") || take("星期") { days *= 7 } else if !(take("天") || take("日")) { return nil }
      guard take("前") || take("以前") || take("之前") else { return nil }
      return now.date.adding(days: -days)
    }

    private mutating func part() -> Int? {
      for (word, shift) in TimeExpression.parts where take(word) { return shift }
      return nil
    }

    private mutating func time(shift: Int, isAnchored: Bool) -> (hour: Int, minute: Int)? {
      let start = index
      guard let hour = numeral(), (0...24).contains(hour), take("点") || take(":") || take("时") else {
        index = start
        return nil
      }
      var minute = 0
      if take("半") {
        minute = 30
      } else if take("一刻") {
        minute = 15
      } else if let value = numeral(), value < 60 {
        minute = value
        _ = take("分")
      }
      // 一点 as in 好一点 is no time of day: a bare hour needs a day, a part of the day, or minutes.
      if !isAnchored, minute == 0, start == index - 2 {
        index = start
        return nil
      }
      return (hour < 12 && shift == 12 && hour != 0 ? hour + 12 : hour % 24, minute)
    }
  }
}
