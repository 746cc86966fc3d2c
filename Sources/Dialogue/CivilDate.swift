#if canImport(Glibc)
  import Glibc
#endif

/// A day of the Gregorian calendar.
public struct CivilDate: Sendable, Hashable, Comparable, CustomStringConvertible {
  public let year: Int
  public let month: Int
  public let day: Int

  /// nil when there is no such day, or the year is outside 1…9999.
  public init?(_ year: Int, _ month: Int, _ day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month),
      (1...CivilDate.length(month: month, year: year)).contains(day)
    else { return nil }
    self.year = year
    self.month = month
    self.day = day
  }

  /// `2026-11-01`, also with `/` or `.` and without leading zeros; nil for anything else.
  public init?(_ text: some StringProtocol) {
    let parts = text.split { "-/.年月日".contains($0) }.map { Int($0) }
    guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2] else { return nil }
    self.init(year, month, day)
  }

  /// Days since 1970-01-01 (Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil).
  public var dayNumber: Int {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  /// The day `dayNumber` days after 1970-01-01, clamped to the years 1…9999.
  public init(dayNumber: Int) {
    let number = min(max(dayNumber, -719_162), 2_932_896) + 719_468
    let era = number / 146_097
    let dayOfEra = number - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shifted + 2) / 5 + 1
    month = shifted < 10 ? shifted + 3 : shifted - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  public func adding(days: Int) -> CivilDate { CivilDate(dayNumber: dayNumber + days) }

  /// 1 is Monday, 7 is Sunday.
  public var weekday: Int { ((dayNumber + 3) % 7 + 7) % 7 + 1 }

  public var description: String { "\(pad(year, 4))-\(pad(month))-\(pad(day))" }

  public static func < (a: CivilDate, b: CivilDate) -> Bool {
    (a.year, a.month, a.day) < (b.year, b.month, b.day)
  }

  private static func length(month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

/// A minute on the shop's clock, which is China's (UTC+8).
public struct Moment: Sendable, Hashable, CustomStringConvertible {
  public var date: CivilDate
  public var hour: Int
  public var minute: Int

  public init(date: CivilDate, hour: Int = 0, minute: Int = 0) {
    self.date = date
    self.hour = hour
    self.minute = minute
  }

  /// ISO 8601: `2026-11-21`, `2026-11-21T10:30`, with seconds, with `Z` or an offset such as `+08:00`, which
  /// is converted to UTC+8; without an offset the time is the shop's. nil for anything else.
  public init?(_ text: String) {
    let text = text.filter { !$0.isWhitespace || $0 == " " }
    let halves = text.split(maxSplits: 1, whereSeparator: { "Tt ".contains($0) })
    guard let first = halves.first, let date = CivilDate(first), !first.contains("年") else { return nil }
    self.init(date: date)
    guard halves.count == 2 else { return }
    var clock = halves[1]
    var shift = 0
    if clock.last == "Z" || clock.last == "z" {
      clock = clock.dropLast()
      shift = 480
    } else if let sign = clock.lastIndex(where: { "+-".contains($0) }) {
      let offset = clock[clock.index(after: sign)...].filter { $0 != ":" }
      guard offset.count == 4 || offset.count == 2, let value = Int(offset) else { return nil }
      let minutes = offset.count == 2 ? value * 60 : value / 100 * 60 + value % 100
      guard minutes <= 14 * 60 else { return nil }
      shift = 480 - (clock[sign] == "-" ? -minutes : minutes)
      clock = clock[..<sign]
    }
    let parts = clock.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), let hour = Int(parts[0]), let minute = Int(parts[1]),
      (0...23).contains(hour), (0...59).contains(minute),
      parts.count == 2 || Double(parts[2]).map({ (0..<61).contains($0) }) == true
    else { return nil }
    let total = hour * 60 + minute + shift
    let days = total < 0 ? -1 : total / 1440
    self.date = date.adding(days: days)
    self.hour = (total - days * 1440) / 60
    self.minute = (total - days * 1440) % 60
  }

  /// The shop's clock now.
  public static var now: Moment {
    let minutes = Int(time(nil)) / 60 + 480
    return Moment(
      date: CivilDate(dayNumber: minutes / 1440), hour: minutes % 1440 / 60, minute: minutes % 60)
  }

  /// `2026-11-21 10:30`.
  public var description: String { "\(date) \(pad(hour)):\(pad(minute))" }
}

private func pad(_ number: Int, _ width: Int = 2) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
