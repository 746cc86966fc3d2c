/// The rules for what begins with a digit or letter: numbers with their units, dates, times, addresses, model
/// names. Each is one token that no dictionary word may cut.
///
/// Works on the positions of a `Lattice`; reads at most `count`, where there is a space.
struct AtomScanner {
  let characters: UnsafePointer<CharacterRecord>
  let count: Int
  let units: UnitTable
  let policy: Tokenizer.NumberPolicy

  func atom(at start: Int) -> (end: Int, kind: Token.Kind) {
    if let address = address(at: start) { return address }
    return isDigit(start) ? numeric(at: start) : word(at: start)
  }

  /// What begins with a sign and a digit: `￥19.9`, `-5℃`. A minus stands apart from what is before it: the
  /// hyphen of `3-5天` or of a model name does not.
  func signed(at start: Int) -> (end: Int, kind: Token.Kind)? {
    guard isDigit(start + 1) else { return nil }
    switch characters[start].folded {
    case 0xA5, 0x24, 0x20AC, 0xA3:
      let end = number(at: start + 1)
      if let unit = units.match(characters, end, count), unit.kind == .money { return (unit.end, .money) }
      return (end, .money)
    case 0x2D, 0x2212:
      // A newspaper's forecast writes 晴－5.
      guard start == 0 || isApart(start - 1) || (policy == .newspaper && !isASCII(start)),
        start == 0 || characters[start].folded != characters[start - 1].folded
      else { return nil }
      let atom = numeric(at: start + 1)
      return atom.kind == .number || atom.kind == .quantity || atom.kind == .percent ? atom : nil
    default: return nil
    }
  }

  private func isApart(_ position: Int) -> Bool {
    let kind = characters[position].kind
    return kind == CharacterClass.space.rawValue || kind == CharacterClass.symbol.rawValue
  }

  // MARK: - Characters

  func isDigit(_ position: Int) -> Bool {
    position < count && characters[position].isDigit
  }

  private func isLetter(_ position: Int) -> Bool {
    position < count && characters[position].isLetter
  }

  private func isLetterOrDigit(_ position: Int) -> Bool { isLetter(position) || isDigit(position) }

  func has(_ position: Int, _ character: Unicode.Scalar) -> Bool {
    position < count && UInt32(characters[position].folded) == character.value
  }

  /// Whether the character is written in ASCII: `，` and `。` fold to signs that mean something else in a number.
  private func isASCII(_ position: Int) -> Bool {
    position < count && characters[position].has(CharacterRecord.ascii)
  }

  func digits(_ start: Int) -> Int {
    var end = start
    while isDigit(end) { end += 1 }
    return end
  }

  // MARK: - Numbers

  /// Digits with thousands separators and a decimal point.
  func number(at start: Int) -> Int {
    var end = digits(start)
    while has(end, ","), isASCII(end), digits(end + 1) == end + 4 { end += 4 }
    if has(end, "."), isDigit(end + 1) { end = digits(end + 1) }
    return end
  }

  private func numeric(at start: Int) -> (end: Int, kind: Token.Kind) {
    if let end = calendarDate(at: start) { return (end, .date) }
    if let end = clockTime(at: start) { return (end, .time) }
    var end = number(at: start)
    // 1/2片, 120/80mmHg, 1:3: a fraction, a pair or a ratio is one amount.
    if has(end, "/") || has(end, ":"), isDigit(end + 1) { end = number(at: end + 1) }
    // 30万, 1.5亿: the place is part of the number, unless a shop's unit begins with it (万元, 万单位).
    while has(end, "万") || has(end, "亿"), policy == .newspaper || measured(end) == nil { end += 1 }
    // 3-5天, 2~3片: a range is one amount.
    if isRangeMark(end), isDigit(end + 1) {
      let upper = number(at: end + 1)
      if measured(upper) != nil || has(upper, "%") { end = upper }
    }
    if has(end, "%") || has(end, "‰") { return (end + 1, .percent) }
    if policy == .retail {
      if let amount = amount(start, end) { return (amount.longest, amount.kind) }
    } else if let measured = measured(end), isNewspaperDate(start, end, measured) {
      return measured
    }
    if isLetter(end) { return (word(at: end).end, .model) }
    return (end, .number)
  }

  func isRangeMark(_ position: Int) -> Bool {
    has(position, "-") || has(position, "~") || has(position, "–") || has(position, "—")
  }

  /// The unit at `end`, which must not run on into a longer Latin word.
  func measured(_ end: Int) -> (end: Int, kind: Token.Kind)? {
    guard let unit = units.match(characters, end, count) else { return nil }
    if isLetter(unit.end - 1), isLetterOrDigit(unit.end) { return nil }
    return unit
  }

  /// Newspapers join 1998年, 5月, 6日, 8时 and the 30分 after it, but not the 10 of 10 年 or the 3 of 3 分.
  private func isNewspaperDate(_ start: Int, _ end: Int, _ unit: (end: Int, kind: Token.Kind)) -> Bool {
    switch unit.kind {
    case .date: !has(end, "年") || end - start == 4 || has(start, "0")
    case .time: true
    default:
      has(end, "分") && unit.end == end + 1 && start > 0 && (has(start - 1, "时") || has(start - 1, "点"))
    }
  }

  /// `2024-05-06`, `2024/5/6`, `2024.5.6`.
  private func calendarDate(at start: Int) -> Int? {
    let year = digits(start)
    guard year - start == 4, has(year, "-") || has(year, "/") || has(year, ".") else { return nil }
    let month = digits(year + 1)
    guard (1...2).contains(month - year - 1), month < count,
      characters[month].folded == characters[year].folded
    else { return nil }
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

  /// Letters, or letters and digits with single hyphens or decimal points inside: `vc`, `b12`, `sk-ii`, `pm2.5`.
  private func word(at start: Int) -> (end: Int, kind: Token.Kind) {
    var end = start
    var hasDigit = false
    while isLetterOrDigit(end)
      || ((has(end, "-") || has(end, "'") || has(end, "_")) && end > start && isASCII(end)
        && isLetterOrDigit(end + 1))
      || (has(end, ".") && end > start && isDigit(end - 1) && isDigit(end + 1))
    {
      hasDigit = hasDigit || isDigit(end)
      end += 1
    }
    return (end, hasDigit ? .model : .latin)
  }

  /// Of an e-mail address, before the @ (RFC 5321, 4.5.3.1.1).
  private static let longestLocalPart = 64

  /// A web address (`http://…`, `www.…`) or an e-mail address.
  private func address(at start: Int) -> (end: Int, kind: Token.Kind)? {
    if matches("http://", start) || matches("https://", start) || matches("www.", start) {
      var end = start
      while isASCII(end), characters[end].kind != CharacterClass.space.rawValue { end += 1 }
      // A full stop or bracket at the end belongs to the sentence.
      while end > start, has(end - 1, ".") || has(end - 1, ",") || has(end - 1, ")") || has(end - 1, "!") {
        end -= 1
      }
      return (end, .url)
    }
    var at = start
    while at - start <= Self.longestLocalPart, isASCII(at),
      isLetterOrDigit(at) || has(at, ".") || has(at, "_") || has(at, "-") || has(at, "+")
    {
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
    where UInt32(characters[start + index].folded) != UInt32(prefix.utf8Start[index]) { return false }
    return true
  }
}
