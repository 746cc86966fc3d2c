/// Amounts as shops write them: what follows a number, in digits or in Chinese numerals, and is one token with it.
extension AtomScanner {
  /// A number with its measure word: up to the measure word itself (一天 of 一天三次), and with all that belongs
  /// to the amount.
  struct Amount {
    var shortest: Int
    var longest: Int
    var kind: Token.Kind
  }

  // MARK: - Numerals

  func isNumeral(_ position: Int) -> Bool {
    position < count && characters[position].has(CharacterRecord.numeral)
  }

  /// The end of the Chinese numeral at `start`, with its decimals: 三十二, 一点五.
  func numeral(at start: Int) -> Int {
    var end = start
    while isNumeral(end), end < start + 24 { end += 1 }
    guard end > start, has(end, "点") else { return end }
    var decimal = end + 1
    while isNumeral(decimal), decimal < start + 24, !isPlace(decimal) { decimal += 1 }
    if decimal == end + 1 || isNumeral(decimal) && !has(decimal, "万") && !has(decimal, "亿") { return end }
    while has(decimal, "万") || has(decimal, "亿") { decimal += 1 }
    return decimal
  }

  /// 百分之三十, 百分之九点五, 百分之30.
  func percentage(at start: Int) -> Int? {
    guard has(start, "百"), has(start + 1, "分"), has(start + 2, "之") else { return nil }
    let end = anyNumber(at: start + 3)
    return end > start + 3 ? end : nil
  }

  /// 十百千万半几两: what numerals read digit by digit do not have.
  private func isPlace(_ position: Int) -> Bool {
    switch characters[position].folded {
    case 0x5341, 0x767E, 0x5343, 0x4E07, 0x4EBF, 0x534A, 0x51E0, 0x4E24: true
    default: false
    }
  }

  /// Whether a reader would count by the numeral: not by the 五一 of 三块五|一盒. Digits side by side are a guess
  /// (两三盒, 三五天) or a year.
  private func isCount(_ start: Int, _ end: Int) -> Bool {
    for position in start..<max(start, end - 1) {
      guard let a = Self.digit(characters[position].folded),
        let b = Self.digit(characters[position + 1].folded)
      else { continue }
      guard a > 0, b - a == 1 || a == 3 && b == 5 else { return false }
    }
    return true
  }

  /// 零〇一二两三四五六七八九
  private static func digit(_ character: UInt16) -> Int? {
    switch character {
    case 0x96F6, 0x3007: 0
    case 0x4E00: 1
    case 0x4E8C, 0x4E24: 2
    case 0x4E09: 3
    case 0x56DB: 4
    case 0x4E94: 5
    case 0x516D: 6
    case 0x4E03: 7
    case 0x516B: 8
    case 0x4E5D: 9
    default: nil
    }
  }

  /// Whether the numeral before 年 counts years (二十年) rather than naming one (一九九八年).
  func isDuration(_ start: Int, _ end: Int) -> Bool {
    guard has(end, "年"), !isDigit(start) else { return false }
    for position in start..<end where isPlace(position) { return true }
    return end - start < 3
  }

  /// Whether the number before 年 names a year (2015年, 98年, 08年) rather than counting years (8年陈皮, 3-5年).
  private func isYear(_ start: Int, _ end: Int) -> Bool {
    guard digits(start) == end else { return false }
    return end - start == 4 || end - start == 2 && (has(start, "0") || characters[start].folded >= 0x35)
  }

  /// Digits, a range of them, or a Chinese numeral.
  private func anyNumber(at start: Int) -> Int {
    guard isDigit(start) else { return numeral(at: start) }
    let end = number(at: start)
    return isRangeMark(end) && isDigit(end + 1) ? number(at: end + 1) : end
  }

  // MARK: - Measures

  /// The measure of the number at `start..<end`: 3盒, 20多天, 一个半小时, 五月六日, 三块五, 一日三次.
  func amount(_ start: Int, _ end: Int) -> Amount? {
    var position = end
    if isApproximation(position), isDigit(end - 1) || isRound(end - 1),
      measured(position + 1) != nil || has(position + 1, "个")
    {
      position += 1
    }
    if let end = span(position) {
      return Amount(shortest: end, longest: tail(position, end, .quantity).end, kind: .quantity)
    }
    guard let unit = measured(position) else { return nil }
    guard !isDigit(start) else {
      let whole = tail(position, unit.end, unit.kind)
      let isSpan = has(position, "年") && whole.end == unit.end && !(position == end && isYear(start, end))
      return Amount(shortest: unit.end, longest: whole.end, kind: isSpan ? .quantity : whole.kind)
    }
    // 一点, 半点, 一时 are everyday words.
    if unit.kind == .time, unit.end == position + 1, !has(position, "点") || end == start + 1 && isVague(start)
    {
      return nil
    }
    guard unit.kind == .date || isCount(start, end) else { return nil }
    let kind = isDuration(start, end) ? Token.Kind.quantity : unit.kind
    let whole = tail(position, unit.end, kind)
    // 含一块, 拔一毛: pieces rather than prices.
    let isPiece = whole.end == position + 1 && UnitTable.isPiece(characters[position].folded)
    return Amount(shortest: unit.end, longest: whole.end, kind: isPiece ? .quantity : whole.kind)
  }

  /// 多余来几
  private func isApproximation(_ position: Int) -> Bool {
    switch characters[position].folded {
    case 0x591A, 0x4F59, 0x6765, 0x51E0: true
    default: false
    }
  }

  /// 十百千万亿
  private func isRound(_ position: Int) -> Bool {
    switch characters[position].folded {
    case 0x5341, 0x767E, 0x5343, 0x4E07, 0x4EBF: true
    default: false
    }
  }

  private func isVague(_ position: Int) -> Bool { has(position, "一") || has(position, "半") }

  /// 个月, 个半小时, 个多星期.
  private func span(_ start: Int) -> Int? {
    guard has(start, "个") else { return nil }
    let inner = has(start + 1, "半") || has(start + 1, "多") ? start + 2 : start + 1
    guard let unit = measured(inner) else { return nil }
    return units.isSpan(characters, inner, unit.end) ? unit.end : nil
  }

  /// What may follow a measure word and be part of the amount; the unit stands at `unit..<end`.
  private func tail(_ unit: Int, _ end: Int, _ kind: Token.Kind) -> (end: Int, kind: Token.Kind) {
    var (unit, end) = (unit, end)
    while kind == .quantity, let factor = factor(at: end) { (unit, end) = factor }
    // 两斤半, 三岁半, unless it begins an amount of its own: 一片半片.
    if has(end, "半"), kind != .date, kind != .time, !isNumeral(end + 1), measured(end + 1) == nil {
      return (end + 1, kind)
    }
    // 3元/盒, 100mg/片
    if has(end, "/"), kind == .quantity || kind == .money, let per = measured(end + 1) {
      return (per.end, kind)
    }
    switch kind {
    case .date: return dateTail(unit, end)
    case .time: return timeTail(end)
    case .money: return (priceTail(end), .money)
    case .quantity:
      if let end = frequency(unit, end) { return (end, .quantity) }
      // 38度5, 一米七
      return (has(end - 1, "度") || has(end - 1, "米") && end == unit + 1 ? priceTail(end) : end, kind)
    default: return (end, kind)
    }
  }

  /// The unit of the next factor of 0.25g×24粒×2板.
  private func factor(at end: Int) -> (unit: Int, end: Int)? {
    guard has(end, "×") || has(end, "*") || has(end, "x"), isDigit(end + 1) else { return nil }
    let unit = number(at: end + 1)
    guard let next = measured(unit), next.kind == .quantity else { return nil }
    return (unit, next.end)
  }

  /// 2024年5月6日, 三月五号; 一日三次. A few parts make a date; a line of nothing else must not be read from each
  /// of its numerals to its end.
  private func dateTail(_ unit: Int, _ end: Int) -> (end: Int, kind: Token.Kind) {
    var (unit, end) = (unit, end)
    for _ in 0..<6 {
      if let end = frequency(unit, end) { return (end, .quantity) }
      let number = anyNumber(at: end)
      guard number > end, let next = measured(number), next.kind == .date else { break }
      (unit, end) = (number, next.end)
    }
    return (end, .date)
  }

  /// 8点30分, 八点二十, 十点一刻.
  private func timeTail(_ end: Int) -> (end: Int, kind: Token.Kind) {
    let number = anyNumber(at: end)
    guard number > end else { return (end, .time) }
    if has(number, "分") && measured(number)?.end == number + 1 || has(number, "刻") {
      return (number + 1, .time)
    }
    return number >= end + 2 && measured(number) == nil ? (number, .time) : (end, .time)
  }

  /// 5块5, 三块五, 三块五毛, 38度5: the digit of the next place.
  private func priceTail(_ end: Int) -> Int {
    guard isDigit(end) || isNumeral(end), !isDigit(end + 1), !has(end + 1, ".") else { return end }
    guard !isNumeral(end + 1) else { return isCount(end, end + 2) || isPlace(end) ? end : end + 1 }
    guard let unit = measured(end + 1) else { return end + 1 }
    return unit.kind == .money && UnitTable.isPiece(characters[end + 1].folded) ? unit.end : end
  }

  /// 一日三次, 1天2-3次, 一周两次.
  private func frequency(_ unit: Int, _ end: Int) -> Int? {
    guard end == unit + 1, has(unit, "日") || has(unit, "天") || has(unit, "周") else { return nil }
    let number = anyNumber(at: end)
    return number > end && has(number, "次") && measured(number)?.end == number + 1 ? number + 1 : nil
  }
}
