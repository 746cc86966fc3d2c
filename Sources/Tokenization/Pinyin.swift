public import Support

/// Mandarin readings, for matching what sounds alike (`布落分` and `布洛芬` are both `buluofen`), for typing by
/// first letters, for reading aloud.
///
///     let pinyin = try Pinyin(home: home)
///     pinyin.syllables("银行", style: .marked)     // ["yín", "háng"]
///     pinyin.initials("重复用药")                   // "cfyy"
///
/// A character has its reading in the longest word of `Lexicons/pinyin.tsv` that fits, from left to right (银行,
/// but 行走), else the file's reading for the character, else its most common one (ICU). Tones are those of the
/// characters: the changes that neighbours bring about (一, 不, two third tones) are not written, as in
/// dictionaries. Characters without a reading stand for themselves, in normal form.
public struct Pinyin: Sendable {
  public enum Style: String, Sendable, CaseIterable {
    /// `lv`: no tone, ü as input methods write it.
    case plain
    /// `lv4`: the tone as a digit, 5 for the neutral one.
    case numbered
    /// `lǜ`.
    case marked
  }

  /// By word in normal form: its syllables, numbered.
  private var words: [String: [String]] = [:]
  private var longestByFirst: [Unicode.Scalar: Int] = [:]

  /// Characters alone, each with its most common reading.
  public init() {}

  /// With the words and characters of `Lexicons/pinyin.tsv`.
  /// - Throws: `DiagnosticList` with every mistake, or `FileError`.
  public init(home: Home) throws {
    let path = home.lexicons + "/pinyin.tsv"
    let table = try Table(
      path: path, name: home.display(path), required: ["word", "pinyin"], optional: ["note"])
    var mistakes: [Diagnostic] = []
    let known = Set(PinyinTable.shared.plain).union(Self.rareSyllables)
    for row in table.rows {
      let word = Normalizer.normalize(row["word"])
      let syllables = row["pinyin"].split(separator: " ").map(String.init)
      if let wrong = syllables.first(where: { !Self.isSyllable($0, known) }) {
        let plain = String(wrong.prefix { !$0.isNumber })
        mistakes.append(
          row.mistake(
            "pinyin", "“\(wrong)”不是带声调数字的拼音（如 hang2，轻声写 5，ü 写 v）。",
            suggestion: known.contains(plain) ? "请在后面写 1 到 5。" : didYouMean(plain, among: known)))
      } else if syllables.count != word.unicodeScalars.count {
        mistakes.append(
          row.mistake(
            "pinyin", "“\(row["word"])”有 \(word.unicodeScalars.count) 个字，拼音写了 \(syllables.count) 个。",
            suggestion: "每个字一个音节，中间一个空格。"))
      } else if words[word] != nil {
        mistakes.append(row.mistake("word", "“\(row["word"])”前面已经写过。", suggestion: "请只留一处。"))
      } else {
        insert(word, syllables)
      }
    }
    guard mistakes.isEmpty else { throw DiagnosticList(mistakes) }
  }

  /// That are no character's most common reading: 得, 诶, 咯, 哟, 扽.
  private static let rareSyllables = ["cei", "dei", "den", "ei", "eng", "kei", "lo", "yo", "zhei"]

  private static func isSyllable(_ text: String, _ known: Set<String>) -> Bool {
    guard let tone = text.last?.wholeNumberValue, (1...5).contains(tone) else { return false }
    return text.count > 1 && known.contains(String(text.dropLast()))
  }

  private mutating func insert(_ word: String, _ syllables: [String]) {
    guard let first = word.unicodeScalars.first else { return }
    words[word] = syllables
    longestByFirst[first] = max(longestByFirst[first] ?? 0, syllables.count)
  }

  // MARK: - Reading

  /// One element per Han character, one per run of other characters.
  /// - Complexity: O(length × longest word).
  public func syllables(_ text: String, style: Style = .plain) -> [String] {
    let scalars = Array(Normalizer.normalize(text).unicodeScalars)
    var result: [String] = []
    var other = ""
    var position = 0
    while position < scalars.count {
      let syllables = reading(scalars, position)
      if syllables.isEmpty {
        other.unicodeScalars.append(scalars[position])
      } else {
        if !other.isEmpty { result.append(other) }
        other = ""
        result += syllables.map { Self.styled($0, style) }
      }
      position += max(syllables.count, 1)
    }
    if !other.isEmpty { result.append(other) }
    return result
  }

  /// The syllables run together: `布洛芬` → `buluofen`.
  public func plain(_ text: String) -> String { syllables(text).joined() }

  /// First letters: `布洛芬` → `blf`.
  public func initials(_ text: String) -> String { String(syllables(text).compactMap(\.first)) }

  /// Numbered syllables of the longest word at `position`, or of the character; none without a reading.
  private func reading(_ text: [Unicode.Scalar], _ position: Int) -> [String] {
    let longest = min(longestByFirst[text[position]] ?? 0, text.count - position)
    for length in stride(from: longest, through: 1, by: -1) {
      let word = String(String.UnicodeScalarView(text[position..<position + length]))
      if let syllables = words[word] { return syllables }
    }
    return PinyinTable.shared.reading(text[position]).map { [PinyinTable.shared.numbered[$0]] } ?? []
  }

  private static func styled(_ numbered: String, _ style: Style) -> String {
    switch style {
    case .plain: String(numbered.dropLast())
    case .numbered: numbered
    case .marked: PinyinTable.marked(numbered)
    }
  }
}

extension Pinyin {
  /// Every syllable that a character may have, without tone; the first is empty.
  public static var allSyllables: [String] { PinyinTable.shared.plain }

  /// Index into `allSyllables` of a normalised character's most common reading, nil when it has none. O(1).
  public static func syllableIndex(of scalar: Unicode.Scalar) -> Int? {
    PinyinTable.shared.plainReading(scalar)
  }

  /// As the instance's, each character by its most common reading: the same everywhere, whatever lexicons say.
  public static func syllables(_ text: String) -> [String] { Pinyin().syllables(text) }

  /// As the instance's, each character by its most common reading.
  public static func plain(_ text: String) -> String {
    var scalars = text.unicodeScalars.makeIterator()
    if let only = scalars.next(), scalars.next() == nil, let reading = PinyinTable.shared.plainReading(only) {
      return PinyinTable.shared.plain[reading]
    }
    return Pinyin().plain(text)
  }

  /// As the instance's, each character by its most common reading.
  public static func initials(_ text: String) -> String { Pinyin().initials(text) }
}
