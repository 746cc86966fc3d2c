/// When somebody is there, as a 设定 says it: `8:00～22:00`.
struct OpeningHours: Sendable, Equatable {
  /// Minutes of the day, the end not included; an end before the start is on the next day.
  var start: Int
  var end: Int

  /// nil for anything but two times with a dash between them.
  init?(_ text: String) {
    let parts = text.split { "～~-—–至到".contains($0) }.map { Self.minutes($0) }
    guard parts.count == 2, let start = parts[0], let end = parts[1] else { return nil }
    (self.start, self.end) = (start, end)
  }

  func contains(_ moment: Moment) -> Bool {
    let minute = moment.hour * 60 + moment.minute
    return start <= end ? (start..<end).contains(minute) : minute >= start || minute < end
  }

  private static func minutes(_ text: Substring) -> Int? {
    let parts = text.filter { $0 != " " }.split { ":：".contains($0) }.map { Int($0) }
    guard parts.count == 2, let hour = parts[0], let minute = parts[1], (0...24).contains(hour),
      (0..<60).contains(minute)
    else { return nil }
    return hour * 60 + minute
  }
}
