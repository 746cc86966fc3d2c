/// What Chinese numerals add to the lattice, and what a dictionary word that begins with one is.
extension Lattice {
  /// 第
  private static let ordinalPrefix: UInt16 = 0x7B2C
  /// 元
  private static let yuan: UInt16 = 0x5143

  // MARK: - Edges

  /// Edges for a Chinese numeral and for a numeral with its unit.
  mutating func relaxAmount(at position: Int) {
    if characters[position].folded == Self.ordinalPrefix { return relaxOrdinal(at: position) }
    let scanner = self.scanner
    if let end = scanner.percentage(at: position) {
      return relaxAmount(position, end, Self.quantityCost, .percent)
    }
    guard !characters[position].has(CharacterRecord.largePlace) else { return }
    let end = scanner.numeral(at: position)
    if end - position >= 2 { relaxAmount(position, end, Self.numeralCost, .number) }
    if policy == .newspaper {
      // 一九九八年, 十二月: the newspaper keeps these together whatever the numeral.
      if let unit = units.match(characters, end, count), unit.kind == .date,
        !scanner.isDuration(position, end)
      {
        relaxAmount(position, unit.end, Self.quantityCost, unit.kind)
      }
    } else if let amount = scanner.amount(position, end) {
      if amount.shortest < amount.longest {
        relaxAmount(position, amount.shortest, Self.quantityCost, .quantity)
      }
      relaxAmount(position, amount.longest, Self.quantityCost, amount.kind)
    }
  }

  /// 第十七, 第3; in shops with the measure word: 第二次, 第3天.
  private mutating func relaxOrdinal(at position: Int) {
    let start = position + 1
    let isDigit = characters[start].isDigit
    var end = start
    while end < count, isDigit ? characters[end].isDigit : characters[end].has(CharacterRecord.numeral) {
      end += 1
    }
    guard end > start else { return }
    relaxAmount(position, end, Self.quantityCost, .number)
    if policy == .retail, let unit = units.match(characters, end, count), unit.kind != .time,
      unit.kind != .money
    {
      relaxAmount(position, unit.end, Self.quantityCost, .quantity)
    }
  }

  /// 哈哈哈哈, 啊啊啊: three or more of one character are one token.
  func relaxRun(at position: Int, from start: Int) {
    let character = characters[position]
    guard position == start || characters[position - 1].folded != character.folded else { return }
    let end = endOfRun(position) { $0.folded == character.folded && $0.isHan }
    guard end - position >= 3, !character.has(CharacterRecord.numeral) else { return }
    relax(position, end, Self.runCost, .afterWords(.word))
  }

  // MARK: - Dictionary words that are amounts

  /// Where the newspaper parts a dictionary word that is a numeral with a unit: 一|年, 第三|个, 百万|元.
  func endOfNumeral(_ start: Int, _ end: Int) -> Int? {
    var middle = characters[start].folded == Self.ordinalPrefix ? start + 1 : start
    let first = characters[middle]
    guard first.has(CharacterRecord.numeral) else { return nil }
    while middle < end, characters[middle].has(CharacterRecord.numeral) { middle += 1 }
    guard middle < end,
      !first.has(CharacterRecord.largePlace) || characters[middle].folded == Self.yuan,
      let unit = units.match(characters, middle, end), unit.end == end, unit.kind != .time,
      unit.kind != .date || scanner.isDuration(start, middle),
      !units.isNewspaperWord(characters, start, end)
    else { return nil }
    return middle
  }

  /// Dictionaries list 一个 and 三十 as words; what they are is a quantity and a number.
  func wordKind(_ start: Int, _ end: Int, _ entry: LexiconEntry.ID) -> Token.Kind {
    let first = characters[start]
    if !first.isHan {
      for position in start..<end where characters[position].isHan { return .word }
      return scanner.atom(at: start).kind
    }
    guard entry < 0, first.has(CharacterRecord.numeral), !first.has(CharacterRecord.largePlace) else {
      return .word
    }
    var position = start
    while position < end, characters[position].has(CharacterRecord.numeral) { position += 1 }
    if position == end {
      return end - start == 1 || ChineseNumeral.value(folded(start, end)) != nil ? .number : .word
    }
    guard let amount = scanner.amount(start, position), amount.longest == end else { return .word }
    return units.isLookalike(characters, start, end) ? .word : amount.kind
  }

  private func folded(_ start: Int, _ end: Int) -> String {
    var text = String.UnicodeScalarView()
    for position in start..<end {
      if let scalar = Unicode.Scalar(characters[position].folded) { text.append(scalar) }
    }
    return String(text)
  }
}
