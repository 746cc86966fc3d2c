import CICU
import Support

/// The most common Mandarin reading of each Han character of the Basic Multilingual Plane, from ICU's Han-Latin
/// transform (Unihan's kMandarin).
///
/// The transform reads 0.4 MB/s, so the table is made once per ICU version and then mapped from the cache; it
/// is loaded on the first question for a reading.
final class PinyinTable: @unchecked Sendable {
  // Immutable after `init`, hence safe to share.
  static let shared = PinyinTable()

  /// Syllables with the tone as a digit (1–4, 5 neutral), `ü` written `v`: `lv4`. The first is empty.
  let numbered: [String]
  /// The different syllables without tones; the first is empty.
  let plain: [String]
  /// By index into `numbered`: the index into `plain`.
  private let plainIndex: [Int]
  private let readings: UnsafePointer<UInt16>
  private let memory: AnyObject

  private static let planeSize = CharacterTable.planeSize
  private static let formatVersion: UInt64 = 1

  private init() {
    let version = String(cString: cicu_version())
    let key = stableHash(version, seed: Self.formatVersion)
    let name = "pinyin-icu\(version)-\(Self.formatVersion).bin"
    let bytes: UnsafeRawBufferPointer
    if let mapping = CacheFile.map(name, key: key), mapping.bytes.count > Self.planeSize * 2 {
      (bytes, memory) = (mapping.bytes, mapping)
    } else {
      let copy = OwnedBytes(copying: Self.make())
      bytes = UnsafeRawBufferPointer(copy.bytes)
      memory = copy
      CacheFile.store(name, key: key, payload: bytes)
    }
    // The size was checked; both kinds of memory are aligned far beyond two bytes.
    readings = bytes.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: UInt16.self)
    let text = String(decoding: bytes[(Self.planeSize * 2)...], as: UTF8.self)
    numbered = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var plain: [String] = []
    var index: [String: Int] = [:]
    plainIndex = numbered.map { syllable in
      let toneless = String(syllable.dropLast())
      if index[toneless] == nil {
        index[toneless] = plain.count
        plain.append(toneless)
      }
      return index[toneless] ?? 0
    }
    self.plain = plain
  }

  /// Index of the scalar's reading in `plain`; nil when it has none.
  func plainReading(_ scalar: Unicode.Scalar) -> Int? { reading(scalar).map { plainIndex[$0] } }

  /// Index of the scalar's reading in `numbered`; nil when it has none.
  func reading(_ scalar: Unicode.Scalar) -> Int? {
    guard scalar.value < 0x10000 else { return nil }
    let reading = Int(readings[Int(scalar.value)])
    return reading > 0 && reading < numbered.count ? reading : nil
  }

  /// The readings by code point, then the syllables by line.
  private static func make() -> [UInt8] {
    var syllables = [""]
    var index: [String: UInt16] = [:]
    var readings = [UInt16](repeating: 0, count: planeSize)
    let han = (0..<UInt32(planeSize)).filter { CharacterTable.isHan($0) }
    for (point, marked) in zip(han, CharacterTable.transliterate(han, "Han-Latin")) {
      guard let syllable = numbered(marked) else { continue }
      let known = index[syllable] ?? UInt16(syllables.count)
      if known == syllables.count {
        index[syllable] = known
        syllables.append(syllable)
      }
      readings[Int(point)] = known
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(planeSize * 2 + 1 << 14)
    readings.withUnsafeBytes { bytes.append(contentsOf: $0) }
    bytes.append(contentsOf: syllables.joined(separator: "\n").utf8)
    return bytes
  }

  /// `lǜ` → `lv4`, `de` → `de5`; nil for what is no syllable.
  static func numbered(_ marked: String) -> String? {
    var letters = ""
    var tone = 5
    for scalar in marked.unicodeScalars {
      if let (letter, itsTone) = vowels[scalar] {
        letters += letter
        if itsTone > 0 { tone = itsTone }
      } else if ("a"..."z").contains(scalar) {
        letters.unicodeScalars.append(scalar)
      } else if !cicu_is_mark(scalar.value) {
        return nil
      }
    }
    return letters.isEmpty ? nil : "\(letters)\(tone)"
  }

  /// `lv4` → `lǜ`. The mark stands on a or e, on the o of ou, else on the last vowel (GB/T 16159-2012, 7.2).
  static func marked(_ numbered: String) -> String {
    guard let tone = numbered.last?.wholeNumberValue else { return numbered }
    let letters = Array(numbered.dropLast())
    let place = toneLetter(letters)
    return letters.enumerated().map { index, letter -> String in
      let marked = index == place ? marks["\(letter)\(tone)"] : nil
      return marked ?? (letter == "v" ? "ü" : String(letter))
    }.joined()
  }

  private static func toneLetter(_ letters: [Character]) -> Int? {
    if let open = letters.firstIndex(where: { $0 == "a" || $0 == "e" }) { return open }
    if let rounded = letters.firstIndex(of: "o"), letters[rounded...].starts(with: ["o", "u"]) {
      return rounded
    }
    return letters.lastIndex { "iouv".contains($0) }
  }

  /// Vowel letters of ICU's readings with their tone; ü as input methods write it.
  private static let vowels: [Unicode.Scalar: (String, Int)] = {
    var result: [Unicode.Scalar: (String, Int)] = ["ê": ("e", 0), "ü": ("v", 0)]
    for (letter, forms) in [
      ("a", "āáǎà"), ("e", "ēéěè"), ("i", "īíǐì"), ("o", "ōóǒò"), ("u", "ūúǔù"), ("v", "ǖǘǚǜ"),
    ] {
      for (tone, form) in zip(1..., forms.unicodeScalars) { result[form] = (letter, tone) }
    }
    for (form, letter, tone) in [
      ("ń", "n", 2), ("ň", "n", 3), ("ǹ", "n", 4), ("ḿ", "m", 2), ("ế", "e", 2), ("ề", "e", 4),
    ] as [(Unicode.Scalar, String, Int)] { result[form] = (letter, tone) }
    return result
  }()

  private static let marks: [String: String] = {
    var result: [String: String] = [:]
    for (scalar, (letter, tone)) in vowels where tone > 0 && "aeiouv".contains(letter) {
      result["\(letter)\(tone)"] =
        result["\(letter)\(tone)"].map { min($0, String(scalar)) } ?? String(scalar)
    }
    return result
  }()
}
