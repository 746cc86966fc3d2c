public import Support

#if canImport(Glibc)
  import Glibc
#endif

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
