import Support
import Tokenization

/// What a character sounds like, as a number: equal numbers sound alike without tones, and with n/l, zh/z, ch/c,
/// sh/s and -ng/-n as one, the confusions that Chinese input methods offer as "fuzzy pinyin" (模糊音). A scalar
/// without a reading sounds only like itself.
enum Sound {
  /// - Complexity: O(1).
  static func fuzzy(_ scalar: Unicode.Scalar) -> UInt64 {
    let place = Int(scalar.value) - firstTabled
    return place >= 0 && place < table.count ? table[place] : number(scalar)
  }

  /// Characters whose reading in names of medicines is not ICU's most common one: 地黄 is dihuang.
  private static let readings: [Unicode.Scalar: String] = [
    "地": "di", "参": "shen", "枸": "ju", "拓": "tuo", "调": "tiao",
  ]

  /// Whether the character's reading in names of medicines is its most common one.
  static func isUsual(_ scalar: Unicode.Scalar) -> Bool {
    readings[scalar] == nil && Pinyin.syllableIndex(of: scalar) != nil
  }

  /// The reading without tones; a scalar without one stands for itself.
  static func syllable(_ scalar: Unicode.Scalar) -> String {
    readings[scalar] ?? Pinyin.plain(String(scalar))
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

  /// The Unified Ideographs block, where nearly every character of a message stands.
  private static let firstTabled = 0x4E00
  private static let table = (UInt32(firstTabled)...0x9FFF).compactMap(Unicode.Scalar.init).map(number)

  private static let numbers = Pinyin.allSyllables.map { stableHash(merged($0)) | 1 }

  private static func number(_ scalar: Unicode.Scalar) -> UInt64 {
    if let reading = readings[scalar] { return stableHash(merged(reading)) | 1 }
    guard let syllable = Pinyin.syllableIndex(of: scalar), syllable < numbers.count else {
      return mix64(UInt64(scalar.value)) | 1
    }
    return numbers[syllable]
  }
}
