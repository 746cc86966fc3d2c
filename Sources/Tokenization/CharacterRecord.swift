/// What the lattice knows of one character, in eight bytes: one load tells its dictionary code, folded form, class
/// and part in amounts.
struct CharacterRecord: Equatable {
  // Code in bits 0–15, folded form in 16–31, class in 32–39, flags in 40–47.
  private var bits: UInt64

  init(code: UInt16, folded: UInt16, kind: CharacterClass, flags: UInt8 = 0) {
    bits = UInt64(code) | UInt64(folded) << 16 | UInt64(kind.rawValue) << 32 | UInt64(flags) << 40
  }

  /// In the double arrays; a code that leads nowhere for characters of no word.
  @inline(__always) var code: Int { Int(truncatingIfNeeded: bits & 0xFFFF) }
  @inline(__always) var folded: UInt16 { UInt16(truncatingIfNeeded: bits >> 16) }
  /// Raw value of a `CharacterClass`: comparing numbers needs no check that there is such a class.
  @inline(__always) var kind: UInt8 { UInt8(truncatingIfNeeded: bits >> 32) }
  @inline(__always) private var flags: UInt8 { UInt8(truncatingIfNeeded: bits >> 40) }

  @inline(__always) func has(_ flag: UInt8) -> Bool { flags & flag != 0 }
  @inline(__always) func hasNone(of flags: UInt8) -> Bool { self.flags & flags == 0 }

  @inline(__always) var isHan: Bool { kind == CharacterClass.han.rawValue }
  @inline(__always) var isDigit: Bool { kind == CharacterClass.digit.rawValue }
  @inline(__always) var isLetter: Bool { kind == CharacterClass.letter.rawValue }

  // MARK: - Flags

  /// Part of a Chinese numeral.
  static let numeral: UInt8 = 1
  /// First of a unit.
  static let unitStart: UInt8 = 2
  /// 百千万亿, which begin words (百度, 万里) rather than numerals.
  static let largePlace: UInt8 = 4
  /// First of a numeral, of an ordinal or of 百分之.
  static let opening: UInt8 = 8
  /// Written in ASCII: `，` folds to a comma but is none in a number.
  static let ascii: UInt8 = 16
  /// Decoding must look at what is before it: see `Lattice.decodeSpecial`.
  static let special: UInt8 = 32
}
