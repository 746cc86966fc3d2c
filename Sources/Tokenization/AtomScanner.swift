/// The rules for what begins with a digit or letter: numbers with their units, dates, times, addresses, model
/// names. Each is one token that no dictionary word may cut.
///
/// Works on the positions of a `Lattice`; reads at most `count`, where class and code are those of a space.
struct AtomScanner {
  let text: UnsafeBufferPointer<UInt8>
  let folded: UnsafePointer<UInt16>
  let classes: UnsafePointer<UInt8>
  let offsets: UnsafePointer<Int32>
  let count: Int
  let units: UnitTable
  let policy: Tokenizer.NumberPolicy

  func atom(at start: Int) -> (end: Int, kind: Token.Kind) {
    if let address = address(at: start) { return address }
    return isDigit(start) ? numeric(at: start) : word(at: start)
  }

  /// `￥19.9`.
  func price(at start: Int) -> (end: Int, kind: Token.Kind) {
    let end = number(at: start + 1)
    if let unit = units.match(folded, end, count), unit.kind == .money { return (unit.end, .money) }
    return (end, .money)
  }

  // MARK: - Characters

  private func isDigit(_ position: Int) -> Bool {
    position < count && classes[position] == CharacterClass.digit.rawValue
  }

  private func isLetter(_ position: Int) -> Bool {
    position < count && classes[position] == CharacterClass.letter.rawValue
  }

  private func isLetterOrDigit(_ position: Int) -> Bool { isLetter(position) || isDigit(position) }

  private func has(_ position: Int, _ character: Unicode.Scalar) -> Bool {
    position < count && UInt32(folded[position]) == character.value
  }

  /// Whether the character is written in ASCII: `，` and `。` fold to signs that mean something else in a number.
  private func isASCII(_ position: Int) -> Bool { position < count && text[Int(offsets[position])] < 0x80 }

  private func digits(_ start: Int) -> Int {
    var end = start
    while isDigit(end) { end += 1 }
    return end
  }

  // MARK: - Numbers

  /// Digits with thousands separators and a decimal point.
  private func number(at start: Int) -> Int {
    var end = digits(start)
    while has(end, ","), isASCII(end), digits(end + 1) == end + 4 { end += 4 }
    if has(end, "."), isDigit(end + 1) { end = digits(end + 1) }
    return end
  }

  private func numeric(at start: Int) -> (end: Int, kind: Token.Kind) {
    if let end = calendarDate(at: start) { return (end, .date) }
    if let end = clockTime(at: start) { return (end, .time) }
    var end = number(at: start)
    // 30万, 1.5亿: the place is part of the number, unless it begins a unit (万元).
    while has(end, "万") || has(end, "亿"), measured(end) == nil { end += 1 }
    // 3-5天, 2~3片: a range is one amount.
    if has(end, "-") || has(end, "~"), isDigit(end + 1) {
      let upper = number(at: end + 1)
      if measured(upper) != nil || has(upper, "%") { end = upper }
    }
    if has(end, "%") || has(end, "‰") { return (end + 1, .percent) }
    if let measured = measured(end) {
      if policy == .retail { return chain(measured.end, measured.kind) }
      if measured.kind == .date || measured.kind == .time { return measured }
    }
    if isLetter(end) { return (word(at: end).end, .model) }
    return (end, .number)
  }

  /// The unit at `end`, which must not run on into a longer Latin word.
  private func measured(_ end: Int) -> (end: Int, kind: Token.Kind)? {
    guard let unit = units.match(folded, end, count) else { return nil }
    if isLetter(unit.end - 1), isLetterOrDigit(unit.end) { return nil }
    return unit
  }

  /// What may follow a number with its unit and be part of it: 5月6日, 8点30分, 0.25g×24粒, 3万元, 5块5.
  private func chain(_ end: Int, _ kind: Token.Kind) -> (end: Int, kind: Token.Kind) {
    switch kind {
    case .date, .time:
      guard isDigit(end), let next = measured(digits(end)) else { return (end, kind) }
      if next.kind == kind { return chain(next.end, kind) }
      return kind == .time && has(next.end - 1, "分") ? (next.end, .time) : (end, kind)
    case .quantity:
      guard has(end, "×") || has(end, "*") || has(end, "x"), isDigit(end + 1),
        let next = measured(number(at: end + 1)), next.kind == .quantity
      else { return (end, kind) }
      return chain(next.end, .quantity)
    case .money:
      let tail = digits(end)
      return tail == end + 1 && !has(tail, ".") && measured(tail) == nil ? (tail, .money) : (end, .money)
    default:
      return (end, kind)
    }
  }

  /// `2024-05-06`, `2024/5/6`, `2024.5.6`.
  private func calendarDate(at start: Int) -> Int? {
    let year = digits(start)
    guard year - start == 4, has(year, "-") || has(year, "/") || has(year, ".") else { return nil }
    let month = digits(year + 1)
    guard (1...2).contains(month - year - 1), month < count, folded[month] == folded[year] else { return nil }
    let day = digits(month + 1)
    return (1...2).contains(day - month - 1) ? day : nil
  }

  /// `8:30`, `20:30:15`.
  private func clockTime(at start: Int) -> Int? {
    let hour = digits(start)
    guard (1...2).contains(hour - start), has(hour, ":") else { return nil }
    let minute = digits(hour + 1)
    guard minute - hour == 3 else { return nil }
    if has(minute, ":"), digits(minute + 1) == minute + 3 { return minute + 3 }
    return minute
  }

  // MARK: - Words and addresses

  /// Letters, or letters and digits with single hyphens, dots or pluses inside: `vc`, `b12`, `sk-ii`.
  private func word(at start: Int) -> (end: Int, kind: Token.Kind) {
    var end = start
    var hasDigit = false
    while isLetterOrDigit(end)
      || ((has(end, "-") || has(end, "'") || has(end, "_")) && end > start && isASCII(end)
        && isLetterOrDigit(end + 1))
    {
      hasDigit = hasDigit || isDigit(end)
      end += 1
    }
    return (end, hasDigit ? .model : .latin)
  }

  /// A web address (`http://…`, `www.…`) or an e-mail address.
  private func address(at start: Int) -> (end: Int, kind: Token.Kind)? {
    if matches("http://", start) || matches("https://", start) || matches("www.", start) {
      var end = start
      while end < count, isASCII(end), classes[end] != CharacterClass.space.rawValue { end += 1 }
      // A full stop or bracket at the end belongs to the sentence.
      while end > start, has(end - 1, ".") || has(end - 1, ",") || has(end - 1, ")") || has(end - 1, "!") {
        end -= 1
      }
      return (end, .url)
    }
    var at = start
    while isASCII(at), isLetterOrDigit(at) || has(at, ".") || has(at, "_") || has(at, "-") || has(at, "+") {
      at += 1
    }
    guard at > start, has(at, "@") else { return nil }
    var end = at + 1
    var dots = 0
    while isASCII(end), isLetterOrDigit(end) || ((has(end, ".") || has(end, "-")) && isLetterOrDigit(end + 1))
    {
      if has(end, ".") { dots += 1 }
      end += 1
    }
    return dots > 0 ? (end, .email) : nil
  }

  private func matches(_ prefix: StaticString, _ start: Int) -> Bool {
    guard start + prefix.utf8CodeUnitCount < count else { return false }
    for index in 0..<prefix.utf8CodeUnitCount
    where UInt32(folded[start + index]) != UInt32(prefix.utf8Start[index]) { return false }
    return true
  }
}
