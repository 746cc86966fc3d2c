import Support
import Tokenization

/// What a character sounds like, as a number: equal numbers sound alike without tones, and with n/l, zh/z, ch/c,
/// sh/s and -ng/-n as one, the confusions that Chinese input methods offer as "fuzzy pinyin" (模糊音). A scalar
/// without a reading sounds only like itself.
enum Sound {
  /// By the most usual reading.
  /// - Complexity: O(1).
  static func fuzzy(_ scalar: Unicode.Scalar) -> UInt64 {
    let place = Int(scalar.value) - firstTabled
    return place >= 0 && place < table.count ? table[place] : number(scalar)
  }

  /// The reading without tones; a scalar without one stands for itself.
  static func syllable(_ scalar: Unicode.Scalar) -> String {
    first(of: scalar).map { syllables[$0] } ?? String(scalar)
  }

  /// The syllable with the fuzzy pairs merged: `zhang` → `zan`, `neng` → `len`.
  static func merged(_ syllable: String) -> String {
    var syllable = syllable
    for (long, short) in [("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l")] where syllable.hasPrefix(long) {
      syllable = short + syllable.dropFirst(long.count)
      break
    }
    return syllable.hasSuffix("ng") ? String(syllable.dropLast()) : syllable
  }

  // MARK: - Readings

  /// Every syllable, its place being its number; the first is empty.
  static let syllables: [String] = {
    let known = Pinyin.allSyllables
    let more = Set(Polyphones.readings.values.joined()).subtracting(known)
    return known + more.sorted()
  }()

  /// Numbers of the usual readings of a character, as names of medicines have them first; none without a reading.
  /// O(1).
  static func readings(of scalar: Unicode.Scalar) -> [Int] {
    if let several = several[scalar] { return several }
    guard let syllable = Pinyin.syllableIndex(of: scalar), syllable < single.count else { return [] }
    return single[syllable]
  }

  /// The class of syllables that fuzzy pinyin takes as one, from 1.
  static func fuzzyClass(of syllable: Int) -> UInt16 { classes[syllable] }

  /// The classes of all readings of a character, each once; none without a reading. O(1).
  static func fuzzyClasses(of scalar: Unicode.Scalar) -> [UInt16] {
    if let several = severalClasses[scalar] { return several }
    guard let syllable = Pinyin.syllableIndex(of: scalar), syllable < singleClasses.count else { return [] }
    return singleClasses[syllable]
  }

  /// Characters whose most usual reading is not what ICU has: 地 di, 参 shen.
  private static let misread = Set("地参枸拓调".unicodeScalars)

  private static func first(of scalar: Unicode.Scalar) -> Int? {
    if misread.contains(scalar), let several = several[scalar] { return several.first }
    guard let syllable = Pinyin.syllableIndex(of: scalar), syllable < syllables.count else { return nil }
    return syllable
  }

  private static let several: [Unicode.Scalar: [Int]] = {
    var numbers: [String: Int] = [:]
    for (number, syllable) in syllables.enumerated() { numbers[syllable] = number }
    return Polyphones.readings.mapValues { readings in readings.compactMap { numbers[$0] } }
  }()
  private static let single: [[Int]] = syllables.indices.map { [$0] }

  private static let classes: [UInt16] = {
    var numbers: [String: UInt16] = [:]
    return syllables.map { syllable in
      let next = UInt16(numbers.count + 1)
      let number = numbers[merged(syllable)] ?? next
      numbers[merged(syllable)] = number
      return number
    }
  }()
  private static let singleClasses: [[UInt16]] = classes.map { [$0] }
  private static let severalClasses: [Unicode.Scalar: [UInt16]] = several.mapValues { readings in
    readings.reduce(into: []) { found, reading in
      if !found.contains(classes[reading]) { found.append(classes[reading]) }
    }
  }

  /// The Unified Ideographs block, where nearly every character of a message stands.
  private static let firstTabled = 0x4E00
  private static let table = (UInt32(firstTabled)...0x9FFF).compactMap(Unicode.Scalar.init).map(number)

  private static let numbers = syllables.map { stableHash(merged($0)) | 1 }

  private static func number(_ scalar: Unicode.Scalar) -> UInt64 {
    first(of: scalar).map { numbers[$0] } ?? mix64(UInt64(scalar.value)) | 1
  }
}
