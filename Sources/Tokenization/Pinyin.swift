/// Mandarin readings without tones, for matching what sounds alike: `布落分` and `布洛芬` are both `buluofen`.
///
/// Each character has its most common reading (ICU's Han-Latin); `ü` is written `v`. Characters without a
/// reading stand for themselves, normalised.
public enum Pinyin {
  /// One element per Han character, one per run of other characters.
  public static func syllables(_ text: String) -> [String] {
    let table = CharacterTable.shared
    var result: [String] = []
    var other = ""
    for scalar in Normalizer.normalize(text).unicodeScalars {
      let reading = scalar.value < 0x10000 ? Int(table.readings[Int(scalar.value)]) : 0
      if reading > 0, reading < table.syllables.count {
        if !other.isEmpty { result.append(other) }
        other = ""
        result.append(table.syllables[reading])
      } else {
        other.unicodeScalars.append(scalar)
      }
    }
    if !other.isEmpty { result.append(other) }
    return result
  }

  /// Every syllable that a character may have; the first is empty.
  public static var allSyllables: [String] { CharacterTable.shared.syllables }

  /// Index into `allSyllables` of a normalised character's reading, nil when it has none. O(1).
  public static func syllableIndex(of scalar: Unicode.Scalar) -> Int? {
    guard scalar.value < 0x10000 else { return nil }
    let reading = Int(CharacterTable.shared.readings[Int(scalar.value)])
    return reading > 0 ? reading : nil
  }

  /// The syllables run together: `布洛芬` → `buluofen`.
  public static func plain(_ text: String) -> String { syllables(text).joined() }

  /// First letters: `布洛芬` → `blf`.
  public static func initials(_ text: String) -> String {
    String(syllables(text).compactMap(\.first))
  }
}
