import Support
import Tokenization

/// What a character sounds like, as a number: equal numbers sound alike without tones.
///
/// `fuzzy` takes n/l, zh/z, ch/c, sh/s and -ng/-n as one as well, the confusions that Chinese input methods
/// offer as "fuzzy pinyin" (模糊音). A scalar without a reading sounds only like itself.
enum Sound {
  static func plain(_ scalar: Unicode.Scalar) -> UInt64 {
    readings[scalar].map { stableHash($0) | 1 } ?? number(scalar, plainNumbers)
  }

  static func fuzzy(_ scalar: Unicode.Scalar) -> UInt64 {
    readings[scalar].map { stableHash(merged($0)) | 1 } ?? number(scalar, fuzzyNumbers)
  }

  /// Characters whose reading in names of medicines is not ICU's most common one: 地黄 is dihuang.
  private static let readings: [Unicode.Scalar: String] = [
    "地": "di", "参": "shen", "枸": "ju", "拓": "tuo", "调": "tiao",
  ]

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

  private static let plainNumbers = Pinyin.allSyllables.map { stableHash($0) | 1 }
  private static let fuzzyNumbers = Pinyin.allSyllables.map { stableHash(merged($0)) | 1 }

  private static func number(_ scalar: Unicode.Scalar, _ numbers: [UInt64]) -> UInt64 {
    guard let syllable = Pinyin.syllableIndex(of: scalar), syllable < numbers.count else {
      return mix64(UInt64(scalar.value)) | 1
    }
    return numbers[syllable]
  }
}
