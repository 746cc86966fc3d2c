/// Bytes → characters of a window.
extension Lattice {
  /// Folded form of what is no character of the Basic Multilingual Plane.
  static let unfolded: UInt16 = 0xFFFD
  /// The same for the first half of a flag.
  private static let halfFlag: UInt16 = 0xFFFC
  /// ○ and ０, which may stand for 〇; what ill-formed bytes read as.
  static let specialScalars: Set<UInt32> = [0x25CB, 0xFF10, 0xFFFD]

  // MARK: - Windows

  /// Bytes after which a window may end, and after which it must: a token of two million bytes is no word. Costs
  /// along the latter stay below 2³¹ (no edge costs more than 700 a byte).
  private static let windowSize = 1 << 16
  private static let longestWindow = 1 << 21

  /// Where the window that begins at `start` ends: at the end of the text, or after a full stop, a comma or a
  /// space with a word behind it, across which no token reaches and no rule looks.
  static func windowEnd(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
    guard text.count - start > windowSize else { return text.count }
    var end = start + windowSize
    while end < text.count {
      let isForced = end - start >= longestWindow
      if isForced ? text[end] & 0xC0 != 0x80 : beginsWord(text[end]) && isSentenceMark(text, before: end) {
        return end
      }
      // Ill-formed bytes may have no end of a character for long.
      if end - start > longestWindow + 8 { return end }
      end += 1
    }
    return text.count
  }

  /// Whether the byte leads a Han character or is a letter or digit.
  private static func beginsWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0xE4...0xE9, 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: false
    }
  }

  /// A space, or 。，；！？
  private static func isSentenceMark(_ text: UnsafeBufferPointer<UInt8>, before end: Int) -> Bool {
    let last = text[end - 1]
    if last == 0x20 { return true }
    guard end >= 3 else { return false }
    switch (text[end - 3], text[end - 2]) {
    case (0xE3, 0x80): return last == 0x82
    case (0xEF, 0xBC): return last == 0x8C || last == 0x9B || last == 0x81 || last == 0x9F
    default: return false
    }
  }

  // MARK: - Characters

  /// One position per character. Combining and zero-width characters, emoji modifiers and joined emoji belong
  /// to the position before them. An ill-formed byte is a symbol of its own.
  mutating func decode(_ window: Range<Int>) {
    let (text, table) = (self.text, characterTable)
    let (characters, offsets) = (self.characters, self.offsets)
    var byte = window.lowerBound
    var positions = 0
    while byte < window.upperBound {
      let start = byte
      let scalar: UInt32
      (scalar, byte) = UTF8Decoder.next(text, byte)
      if scalar < 0x10000 {
        let record = table[Int(scalar)]
        if record.has(CharacterRecord.special) {
          guard let record = decodeSpecial(scalar, record, start..<byte, positions) else { continue }
          characters[positions] = record
        } else {
          characters[positions] = record
        }
      } else {
        guard let record = decodeWide(scalar, start, positions) else { continue }
        characters[positions] = record
      }
      offsets[positions] = UInt32(truncatingIfNeeded: start)
      positions &+= 1
    }
    // What attaches to nothing belongs to the first character.
    offsets[0] = UInt32(truncatingIfNeeded: window.lowerBound)
    offsets[positions] = UInt32(truncatingIfNeeded: window.upperBound)
    characters[positions] = table[0]
    characters[positions + 1] = table[0]
    // Words are offered up to two positions beyond the end.
    arrivals.update(repeating: .unreached, count: positions + 3)
    count = positions
  }

  /// The record of a special character of the Basic Multilingual Plane; nil when it belongs to the position before.
  private mutating func decodeSpecial(
    _ scalar: UInt32, _ record: CharacterRecord, _ bytes: Range<Int>, _ position: Int
  ) -> CharacterRecord? {
    switch record.kind {
    case CharacterClass.attached.rawValue: return nil
    case CharacterClass.emoji.rawValue: return isJoined(bytes.lowerBound, position) ? nil : record
    default: break
    }
    if scalar == 0xFFFD {
      isIllFormed = isIllFormed || bytes.count == 1
    } else if position > 0, characters[position - 1].has(CharacterRecord.numeral) {
      // 二○○一年, 二００一年: a circle or a full-width nought after a numeral stands for 〇.
      return characterTable[0x3007]
    }
    return record
  }

  /// The record of a character beyond the Basic Multilingual Plane; nil when it belongs to the position before:
  /// skin tones and the second half of a flag, and whatever a zero-width joiner adds.
  private func decodeWide(_ scalar: UInt32, _ start: Int, _ position: Int) -> CharacterRecord? {
    let kind = CharacterTable.wideClass(scalar)
    if kind == .attached { return nil }
    let isFlag = (0x1F1E6...0x1F1FF).contains(scalar)
    if kind == .emoji, position > 0, characters[position - 1].kind == CharacterClass.emoji.rawValue {
      if (0x1F3FB...0x1F3FF).contains(scalar) || isJoined(start, position) { return nil }
      if isFlag, characters[position - 1].folded == Self.halfFlag {
        characters[position - 1] = wide(.emoji, Self.unfolded)
        return nil
      }
    }
    return wide(kind, isFlag ? Self.halfFlag : Self.unfolded)
  }

  /// A record that no word has: `table[0]`, a control character, has the unused code.
  private func wide(_ kind: CharacterClass, _ folded: UInt16) -> CharacterRecord {
    CharacterRecord(code: UInt16(characterTable[0].code), folded: folded, kind: kind)
  }

  /// Whether the emoji that begins at byte `start` follows an emoji and a zero-width joiner (U+200D).
  private func isJoined(_ start: Int, _ position: Int) -> Bool {
    position > 0 && characters[position - 1].kind == CharacterClass.emoji.rawValue && start >= 3
      && text[start - 3] == 0xE2 && text[start - 2] == 0x80 && text[start - 1] == 0x8D
  }
}
