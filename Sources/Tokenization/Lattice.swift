import CICU

/// One text on its way to tokens: characters are decoded and classified once, then each stretch of Han, letters
/// and digits is cut by the cheapest path.
///
/// Invariant: positions `0..<count` are the text's characters in order, `offsets[count]` is its length; every
/// array has at least `count + 1` places (`Scratch.reserve`).
struct Lattice {
  private let nodes: UnsafePointer<DoubleArrayNode>
  private let dictionaryCodes: UnsafePointer<UInt16>
  private let foldTable: UnsafePointer<UInt16>
  private let classTable: UnsafePointer<UInt8>
  private let units: UnitTable
  let policy: Tokenizer.NumberPolicy
  private let model: WordModel?
  private let text: UnsafeBufferPointer<UInt8>

  let folded: UnsafeMutablePointer<UInt16>
  private let codes: UnsafeMutablePointer<UInt16>
  let classes: UnsafeMutablePointer<UInt8>
  private let offsets: UnsafeMutablePointer<Int32>
  private let best: UnsafeMutablePointer<Int32>
  let back: UnsafeMutablePointer<Int32>
  let label: UnsafeMutablePointer<Int32>
  let tags: UnsafeMutablePointer<UInt8>
  private let tokens: UnsafeMutablePointer<Token>
  private var count = 0
  private var tokenCount = 0

  /// In hundredths of a nat: a Han character of no word; an atom; a Chinese numeral, alone and with a unit.
  private static let unknownCost: Int32 = 1800
  private static let atomCost: Int32 = 1000
  private static let numeralCost: Int32 = 1000
  private static let quantityCost: Int32 = 900
  /// Three or more of one character.
  private static let runCost: Int32 = 1000
  /// 第
  private static let ordinalPrefix: UInt16 = 0x7B2C
  /// 元
  private static let yuan: UInt16 = 0x5143
  private static let unreached = Int32.max
  /// Inside an atom: no path may end here.
  private static let blocked = Int32.min
  /// Label of a word that the word model cut.
  static let retagged = Int32.min

  init(tokenizer: Tokenizer, text: UnsafeBufferPointer<UInt8>, scratch: Tokenizer.Scratch) {
    nodes = tokenizer.words.nodes
    dictionaryCodes = tokenizer.words.codes
    foldTable = tokenizer.characters.folded
    classTable = tokenizer.characters.classes
    units = tokenizer.units
    policy = tokenizer.numberPolicy
    model = tokenizer.wordModel
    self.text = text
    (folded, codes, classes, offsets) = (scratch.folded, scratch.codes, scratch.classes, scratch.offsets)
    (best, back, label, tokens) = (scratch.best, scratch.back, scratch.label, scratch.tokens)
    tags = scratch.tags
  }

  /// Fills the scratch's tokens and returns how many there are.
  mutating func run() -> Int {
    guard !text.isEmpty else { return 0 }
    decode()
    if count == 0 {
      tokens[0] = Token(start: 0, end: text.count, kind: .space)
      return 1
    }
    for position in 0...count { best[position] = Self.unreached }
    var position = 0
    while position < count {
      switch classes[position] {
      case CharacterClass.han.rawValue, CharacterClass.letter.rawValue, CharacterClass.digit.rawValue:
        position = cutStretch(from: position)
      case CharacterClass.space.rawValue:
        position = emit(position, endOfRun(position) { classes[$0] == CharacterClass.space.rawValue }, .space)
      case CharacterClass.emoji.rawValue:
        position = emit(position, position + 1, .emoji)
      default:
        if let atom = scanner.signed(at: position) {
          position = emit(position, atom.end, atom.kind)
        } else {
          let symbol = folded[position]
          let end = endOfRun(position) {
            folded[$0] == symbol && classes[$0] == CharacterClass.symbol.rawValue && symbol != 0xFFFD
          }
          position = emit(position, max(end, position + 1), .punctuation)
        }
      }
    }
    return tokenCount
  }

  private func endOfRun(_ start: Int, _ isInside: (Int) -> Bool) -> Int {
    var end = start
    while end < count, isInside(end) { end += 1 }
    return end
  }

  /// Adds the token of positions `start..<end` and returns `end`.
  private mutating func emit(_ start: Int, _ end: Int, _ kind: Token.Kind, entry: Int32 = -1) -> Int {
    tokens[tokenCount] = Token(
      start: Int(offsets[start]), end: Int(offsets[end]), kind: kind, entry: entry < 0 ? nil : entry)
    tokenCount += 1
    return end
  }

  // MARK: - Decoding

  /// One position per character. Combining and zero-width characters, emoji modifiers and joined emoji belong
  /// to the position before them. An ill-formed byte is a symbol of its own.
  private mutating func decode() {
    var byte = 0
    var positions = 0
    var joins = false
    let length = text.count
    while byte < length {
      let start = byte
      let scalar: UInt32
      (scalar, byte) = UTF8Decoder.next(text, byte)
      if scalar < 0x10000 {
        var kind = classTable[Int(scalar)]
        var fold = foldTable[Int(scalar)]
        if kind == CharacterClass.attached.rawValue {
          joins = scalar == 0x200D
          continue
        }
        // 二○○一年, 二００一年: a circle or a full-width nought after a numeral stands for 〇.
        if scalar == 0x25CB || scalar == 0xFF10, positions > 0,
          units.flags[Int(folded[positions - 1])] & UnitTable.numeral != 0
        {
          (kind, fold) = (CharacterClass.han.rawValue, 0x3007)
        }
        folded[positions] = fold
        codes[positions] = dictionaryCodes[Int(fold)]
        classes[positions] = kind
      } else {
        let kind = CharacterTable.classify(scalar)
        if kind == .attached { continue }
        if kind == .emoji, positions > 0, continuesEmoji(scalar, positions, joins) {
          joins = false
          continue
        }
        folded[positions] = 0xFFFD
        codes[positions] = 0
        classes[positions] = kind.rawValue
        // Remembered to pair regional indicators (flags).
        if (0x1F1E6...0x1F1FF).contains(scalar) { folded[positions] = 0xFFFC }
      }
      if joins, positions > 0, classes[positions] == CharacterClass.emoji.rawValue,
        classes[positions - 1] == CharacterClass.emoji.rawValue
      {
        joins = false
        continue
      }
      joins = false
      offsets[positions] = Int32(truncatingIfNeeded: positions == 0 ? 0 : start)
      positions += 1
    }
    offsets[positions] = Int32(truncatingIfNeeded: length)
    folded[positions] = 0
    codes[positions] = 0
    classes[positions] = CharacterClass.space.rawValue
    count = positions
  }

  /// Skin tones and the second half of a flag belong to the emoji before them, as does whatever a zero-width
  /// joiner adds.
  private func continuesEmoji(_ scalar: UInt32, _ positions: Int, _ joins: Bool) -> Bool {
    guard classes[positions - 1] == CharacterClass.emoji.rawValue else { return false }
    if joins || (0x1F3FB...0x1F3FF).contains(scalar) { return true }
    guard (0x1F1E6...0x1F1FF).contains(scalar), folded[positions - 1] == 0xFFFC else { return false }
    folded[positions - 1] = 0xFFFD
    return true
  }

  // MARK: - Cheapest path

  /// Cuts the stretch of Han, letters and digits (and the atoms they begin) at `start`; returns its end.
  private mutating func cutStretch(from start: Int) -> Int {
    best[start] = 0
    var position = start
    while position < count {
      let kind = classes[position]
      if kind == CharacterClass.han.rawValue {
        relax(
          position, position + 1, best[position] &+ Self.unknownCost, -Int32(Token.Kind.word.rawValue) - 1)
        walkDictionary(from: position)
        if units.flags[Int(folded[position])] & UnitTable.opening != 0 { relaxAmount(at: position) }
        if folded[position + 1] == folded[position] { relaxRun(at: position, from: start) }
        position += 1
      } else if kind == CharacterClass.letter.rawValue || kind == CharacterClass.digit.rawValue {
        let atom = self.atom(at: position)
        for inside in (position + 1)..<max(atom.end, position + 1) { best[inside] = Self.blocked }
        relax(position, atom.end, best[position] &+ Self.atomCost, -Int32(atom.kind.rawValue) - 1)
        walkDictionary(from: position)
        position = atom.end
      } else {
        break
      }
    }
    turnPath(from: start, to: position)
    if let model { retag(start..<position, by: model) }
    emitPath(from: start, to: position)
    return position
  }

  @inline(__always)
  private func relax(_ from: Int, _ to: Int, _ cost: Int32, _ what: Int32) {
    if cost < best[to] {
      best[to] = cost
      back[to] = Int32(truncatingIfNeeded: from)
      label[to] = what
    }
  }

  @inline(__always)
  private func walkDictionary(from position: Int) {
    let cost = best[position]
    var node = 0
    var end = position
    while true {
      // Position `count` has code 0, which leads nowhere.
      let slot = Int(nodes[node].base) &+ Int(codes[end])
      guard nodes[slot].check == Int32(truncatingIfNeeded: node), codes[end] != 0 else { return }
      node = slot
      end &+= 1
      if nodes[node].cost != DoubleArrayNode.noWord {
        relax(position, end, cost &+ nodes[node].cost, Int32(truncatingIfNeeded: node))
      }
      if nodes[node].base == 0 { return }
    }
  }

  /// 第十七, 第3; in shops with the measure word: 第二次, 第3天.
  private func relaxOrdinal(at position: Int) {
    var end = position + 1
    let isDigit = classes[end] == CharacterClass.digit.rawValue
    while end < count,
      isDigit
        ? classes[end] == CharacterClass.digit.rawValue
        : units.flags[Int(folded[end])] & UnitTable.numeral != 0
    { end += 1 }
    guard end > position + 1 else { return }
    let cost = best[position] &+ Self.quantityCost
    relax(position, end, cost, -Int32(Token.Kind.number.rawValue) - 1)
    if policy == .retail, let unit = units.match(folded, end, count), unit.kind != .time, unit.kind != .money
    {
      relax(position, unit.end, cost, -Int32(Token.Kind.quantity.rawValue) - 1)
    }
  }

  /// Edges for a Chinese numeral and for a numeral with its unit.
  private func relaxAmount(at position: Int) {
    if folded[position] == Self.ordinalPrefix { return relaxOrdinal(at: position) }
    let scanner = self.scanner
    let cost = best[position]
    if let end = scanner.percentage(at: position) {
      return relax(position, end, cost &+ Self.quantityCost, -Int32(Token.Kind.percent.rawValue) - 1)
    }
    guard units.flags[Int(folded[position])] & UnitTable.largePlace == 0 else { return }
    let end = scanner.numeral(at: position)
    if end - position >= 2 {
      relax(position, end, cost &+ Self.numeralCost, -Int32(Token.Kind.number.rawValue) - 1)
    }
    if policy == .newspaper {
      // 一九九八年, 十二月: the newspaper keeps these together whatever the numeral.
      if let unit = units.match(folded, end, count), unit.kind == .date, !scanner.isDuration(position, end) {
        relax(position, unit.end, cost &+ Self.quantityCost, -Int32(unit.kind.rawValue) - 1)
      }
    } else if let amount = scanner.amount(position, end) {
      if amount.shortest < amount.longest {
        relax(position, amount.shortest, cost &+ Self.quantityCost, -Int32(Token.Kind.quantity.rawValue) - 1)
      }
      relax(position, amount.longest, cost &+ Self.quantityCost, -Int32(amount.kind.rawValue) - 1)
    }
  }

  /// 哈哈哈哈, 啊啊啊: three or more of one character are one token.
  private func relaxRun(at position: Int, from start: Int) {
    guard position == start || folded[position - 1] != folded[position] else { return }
    let character = folded[position]
    let end = endOfRun(position) { folded[$0] == character && classes[$0] == CharacterClass.han.rawValue }
    guard end - position >= 3, units.flags[Int(character)] & UnitTable.numeral == 0 else { return }
    relax(position, end, best[position] &+ Self.runCost, -Int32(Token.Kind.word.rawValue) - 1)
  }

  /// Turns the back pointers around: `back[p]` becomes the end of the edge that starts at `p`.
  private func turnPath(from start: Int, to end: Int) {
    var position = end
    var next = end
    while position > start {
      let previous = Int(back[position])
      back[position] = Int32(truncatingIfNeeded: next)
      next = position
      position = previous
    }
    back[start] = Int32(truncatingIfNeeded: next)
  }

  private mutating func emitPath(from start: Int, to end: Int) {
    var position = start
    while position < end {
      let edgeEnd = Int(back[position])
      let edge = edge(position, edgeEnd)
      if policy == .newspaper, edge.entry < 0, label[edgeEnd] >= 0,
        let middle = endOfNumeral(position, edgeEnd)
      {
        _ = emit(position, middle, .number)
        position = emit(middle, edgeEnd, .word)
      } else {
        position = emit(position, edgeEnd, edge.kind, entry: edge.entry)
      }
    }
  }

  /// Where the newspaper parts a dictionary word that is a numeral with a unit: 一|年, 第三|个, 百万|元.
  private func endOfNumeral(_ start: Int, _ end: Int) -> Int? {
    var middle = folded[start] == Self.ordinalPrefix ? start + 1 : start
    let flags = units.flags[Int(folded[middle])]
    guard flags & UnitTable.numeral != 0 else { return nil }
    while middle < end, units.flags[Int(folded[middle])] & UnitTable.numeral != 0 { middle += 1 }
    guard middle < end, flags & UnitTable.largePlace == 0 || folded[middle] == Self.yuan,
      let unit = units.match(folded, middle, end), unit.end == end, unit.kind != .time,
      unit.kind != .date || scanner.isDuration(start, middle), !units.isNewspaperWord(text(start, end))
    else { return nil }
    return middle
  }

  /// What the path's edge over positions `start..<end` is; entry −1 for none.
  func edge(_ start: Int, _ end: Int) -> (kind: Token.Kind, entry: Int32) {
    let what = label[end]
    if what == Self.retagged { return (wordKind(start, end, -1), -1) }
    guard what >= 0 else { return (Token.Kind(rawValue: UInt8(truncatingIfNeeded: -what - 1)) ?? .word, -1) }
    let entry = nodes[Int(what)].entry
    return (wordKind(start, end, entry), entry)
  }

  /// Dictionaries list 一个 and 三十 as words; what they are is a quantity and a number.
  private func wordKind(_ start: Int, _ end: Int, _ entry: Int32) -> Token.Kind {
    let first = classes[start]
    if first != CharacterClass.han.rawValue {
      for position in start..<end where classes[position] == CharacterClass.han.rawValue { return .word }
      return atom(at: start).kind
    }
    let flags = units.flags[Int(folded[start])]
    guard entry < 0, flags & (UnitTable.numeral | UnitTable.largePlace) == UnitTable.numeral else {
      return .word
    }
    var position = start
    while position < end, units.flags[Int(folded[position])] & UnitTable.numeral != 0 { position += 1 }
    if position == end {
      return end - start == 1 || ChineseNumeral.value(text(start, end)) != nil ? .number : .word
    }
    guard let amount = scanner.amount(start, position), amount.longest == end else { return .word }
    return units.isLookalike(text(start, end)) ? .word : amount.kind
  }

  private func text(_ start: Int, _ end: Int) -> String {
    var text = String.UnicodeScalarView()
    for position in start..<end {
      if let scalar = Unicode.Scalar(folded[position]) { text.append(scalar) }
    }
    return String(text)
  }

  // MARK: - Atoms

  private var scanner: AtomScanner {
    AtomScanner(
      text: text, folded: UnsafePointer(folded), classes: UnsafePointer(classes),
      offsets: UnsafePointer(offsets), count: count, units: units, policy: policy)
  }

  /// What begins with the letter or digit at `start`.
  private func atom(at start: Int) -> (end: Int, kind: Token.Kind) { scanner.atom(at: start) }
}
