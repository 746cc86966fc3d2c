import Support
import Tokenization

/// Finds known names in a message, also when they are typed wrong: 布落分, 布诺芬 (what they sound like),
/// 芬布洛 (characters out of order), buluofen and blf (letters) are 布洛芬.
///
/// At every place the longest name wins, written right before written wrong. What is typed wrong must have
/// every syllable in one of its readings, compared without tones and with n/l, zh/z, ch/c, sh/s, -ng/-n as one (the
/// confusions that Chinese input methods offer as "fuzzy pinyin"), or every character in another order; in a name of
/// four and more characters one that only looks alike will do (`LookAlikes`). The names closest to what was typed
/// (`NameSounds`) are given, all of them where several are equally close.
struct NameMatcher: Sendable {
  struct Match: Sendable, Equatable {
    var range: Range<Int>
    /// Indexes into the names given, at least one, in their order.
    var names: [Int]
    var isExact: Bool
  }

  private let longest: Int
  /// By a name's first scalar, the longest name that begins so.
  private let longestByFirst: [Unicode.Scalar: Int]
  /// The names by a hash of their characters in order, and those characters.
  private let exact: HashTable
  private let characters: [[Unicode.Scalar]]
  private let sounds: NameSounds
  /// By a hash of the characters in any order.
  private var byCharacters: HashLists
  /// By a hash of the letters.
  private var byInitials: HashLists
  /// Names of five and more characters by their syllables without one; −1 where several are so.
  private var byShortened: [UInt64: Int] = [:]
  private let isWord: (@Sendable (String) -> Bool)?

  /// - Parameters:
  ///   - names: folded; the first of two equal ones counts.
  ///   - isWord: whether two characters are an everyday word, which is no name typed wrong; without it names of
  ///     two characters must be written right.
  /// - Complexity: O(total length).
  init(_ names: [String], isWord: (@Sendable (String) -> Bool)? = nil) {
    self.isWord = isWord
    var exact = HashTable(capacity: names.count)
    var longest = 2
    var longestByFirst: [Unicode.Scalar: Int] = [:]
    characters = names.map { Array($0.unicodeScalars) }
    var spoken: [Int] = []
    byCharacters = HashLists(capacity: names.count)
    byInitials = HashLists(capacity: names.count)
    for (index, scalars) in characters.enumerated() {
      guard scalars.count >= 2 else { continue }
      let key = scalars.reduce(0, NameMatcher.extended)
      guard exact.number(of: key, orNew: Int32(index)) == index else { continue }
      longest = max(longest, scalars.count)
      longestByFirst[scalars[0]] = max(longestByFirst[scalars[0]] ?? 0, scalars.count)
      guard scalars.allSatisfy(isHan) else { continue }
      spoken.append(index)
      guard scalars.count >= 3 else { continue }
      if scalars.count >= 5 {
        for hash in Self.shortened(scalars) {
          byShortened[hash] = byShortened[hash] == nil ? index : -1
        }
      }
      for initials in Self.initials(of: scalars) { byInitials.add(index, to: NameMatcher.hash(initials)) }
      byCharacters.add(index, to: scalars.reduce(0) { $0 &+ mix64(UInt64($1.value)) })
    }
    sounds = NameSounds(characters, spoken)
    self.exact = exact
    self.longest = longest
    self.longestByFirst = longestByFirst
  }

  /// The first letters of a name, in each of the ways to read it when those are few.
  private static func initials(of name: [Unicode.Scalar]) -> [String] {
    name.reduce(into: [""]) { ways, scalar in
      var letters: [Character] = []
      for letter in Sound.readings(of: scalar).compactMap({ Sound.syllables[$0].first })
      where !letters.contains(letter) {
        letters.append(letter)
      }
      let chosen = ways.count * letters.count <= 8 ? letters[...] : letters.prefix(1)
      ways = ways.flatMap { way in chosen.map { way + String($0) } }
    }
  }

  /// Ends of names that say the form: without it 口腔溃疡散 is an illness.
  private static let lastForms = Set("散片丸膏丹粉贴水油液剂栓".unicodeScalars)

  /// The syllables without one of them, each way once.
  private static func shortened(_ name: [Unicode.Scalar]) -> Set<UInt64> {
    let syllables = name.map(Sound.fuzzy)
    let isFormLast = name.last.map(lastForms.contains) ?? false
    return Set(
      syllables.indices.dropLast(isFormLast ? 1 : 0).map { left in
        syllables.indices.reduce(UInt64(0)) { $1 == left ? $0 : sequence($0, syllables[$1]) }
      })
  }

  /// Names in `text`, in order, none overlapping.
  /// - Parameter isSpelledRight: whether only names as they are written count: what an author wrote.
  /// - Complexity: O(length × longest name).
  func matches(in text: FoldedText, isSpelledRight: Bool = false) -> [Match] {
    guard exact.count > 0 else { return [] }
    if isSpelledRight { return exactMatches(in: text) }
    let readings = text.scalars.map { isHan($0) ? Sound.fuzzyClasses(of: $0) : [] }
    let seen = zip(text.scalars, readings).map { $1.isEmpty ? $1 : $1 + LookAlikes.fuzzyClasses(of: $0) }
    var found: [Match] = []
    var index = 0
    while index < text.count {
      if let match = exactMatch(in: text, at: index, atLeast: 2) {
        let longer = wrongMatch(in: text, seen, at: index, exact: match.range.count)
        found.append(longer ?? match)
      } else if let match = wrongMatch(in: text, seen, at: index) {
        found.append(match)
      } else if let match = letterMatch(in: text, at: index) ?? pairMatch(in: text, readings, at: index) {
        found.append(match)
      }
      index = found.last.map { max($0.range.upperBound, index + 1) } ?? index + 1
    }
    return found
  }

  private func exactMatches(in text: FoldedText) -> [Match] {
    var found: [Match] = []
    var index = 0
    while index < text.count {
      let match = exactMatch(in: text, at: index, atLeast: 2)
      if let match { found.append(match) }
      index = match?.range.upperBound ?? index + 1
    }
    return found
  }

  private func exactMatch(in text: FoldedText, at index: Int, atLeast shortest: Int) -> Match? {
    let limit = min(longestByFirst[text.scalars[index]] ?? 0, text.count - index)
    guard limit >= shortest else { return nil }
    var key: UInt64 = 0
    var best: Match?
    for end in index..<index + limit {
      key = NameMatcher.extended(key, text.scalars[end])
      let range = index..<end + 1
      guard range.count >= shortest, let name = exact[key].map(Int.init),
        characters[name].count == range.count, text.matches(characters[name], at: index),
        isWhole(range, in: text)
      else { continue }
      best = Match(range: range, names: [name], isExact: true)
    }
    return best
  }

  /// A name of letters must not stand inside a longer run of letters.
  private func isWhole(_ range: Range<Int>, in text: FoldedText) -> Bool {
    !(isLetter(text, range.lowerBound) && isLetter(text, range.lowerBound - 1))
      && !(isLetter(text, range.upperBound - 1) && isLetter(text, range.upperBound))
  }

  private func isLetter(_ text: FoldedText, _ index: Int) -> Bool {
    index >= 0 && index < text.count
      && (("a"..."z").contains(text.scalars[index]) || text.scalars[index] == "ü")
  }

  /// The longest run of Han characters from `index` on that sounds like a name or has its characters; none
  /// where a name written right begins inside and is hardly shorter.
  ///
  /// - Parameters:
  ///   - readings: classes of each character and of what it may be mistaken for.
  ///   - exact: length of the name written right that stands at `index`: 布洛芬缓释交囊 is the longer name, but
  ///     硝苯地平是 is not 硝苯地平控释 with a character left out.
  private func wrongMatch(
    in text: FoldedText, _ readings: [[UInt16]], at index: Int, exact: Int? = nil
  ) -> Match? {
    var sequence: UInt64 = 0
    var bag: UInt64 = 0
    var prefixes: [NameSounds.Prefix] = []
    var best: Match?
    for end in index..<min(text.count, index + longest) {
      guard isHan(text.scalars[end]) else { break }
      if let exact, end >= index + exact, Self.enders.contains(text.scalars[end]) { break }
      prefixes = sounds.extended(prefixes, depth: end - index, by: readings[end])
      sequence = NameMatcher.sequence(sequence, Sound.fuzzy(text.scalars[end]))
      bag = bag &+ mix64(UInt64(text.scalars[end].value))
      let range = index..<end + 1
      guard range.count > exact ?? 2 else { continue }
      // All characters of a name are more than all of its sounds.
      let heard = (byCharacters[bag] == nil ? sounds.complete(prefixes, depth: range.count) : [])
        .filter { isTypo(text.scalars[range], of: characters[$0]) }
      if !heard.isEmpty, !isEveryday(range, in: text) {
        best = Match(
          range: range, names: sounds.closest(heard, to: text.scalars[range]), isExact: false)
      } else if let names = byCharacters[bag] ?? (exact == nil ? shortened(sequence, range.count) : nil) {
        best = Match(range: range, names: names, isExact: false)
      }
    }
    guard let best else { return nil }
    for inner in best.range.dropFirst() {
      if let match = exactMatch(in: text, at: inner, atLeast: 2), match.range.count + 1 >= best.range.count {
        return nil
      }
    }
    return best
  }

  /// Whether what was typed sounds like the name, of four and more characters all but one.
  private func isTypo(_ typed: ArraySlice<Unicode.Scalar>, of name: [Unicode.Scalar]) -> Bool {
    let strange = zip(typed, name).count { typed, meant in
      let classes = Sound.fuzzyClasses(of: meant)
      return !Sound.fuzzyClasses(of: typed).contains(where: classes.contains)
    }
    return strange == 0 || strange == 1 && name.count >= 4
  }

  /// Three characters one of which is a word like 是 or 有 are no name where none is likely to stand: 只是回答.
  private func isEveryday(_ range: Range<Int>, in text: FoldedText) -> Bool {
    range.count == 3 && text.scalars[range].contains(where: Self.never.contains)
      && !isWhereNamesStand(range, in: text)
  }

  /// A name with one character left out, when only one name is so: 对乙酰氨酚 is 对乙酰氨基酚.
  private func shortened(_ sequence: UInt64, _ length: Int) -> [Int]? {
    guard length >= 4, let name = byShortened[sequence], name >= 0 else { return nil }
    return [name]
  }

  /// What stands around a name of two characters that is typed wrong; anywhere else two characters that sound
  /// like a name are more likely part of everyday words.
  private static let leads = [
    "吃", "服", "喝", "买", "用", "抹", "涂", "卖", "有", "要", "吃了", "吃的", "服了", "喝了", "买了", "买的", "用了", "用的",
  ].map {
    Array($0.unicodeScalars)
  }
  private static let followers = [
    "怎么吃", "怎么喝", "怎么用", "怎么服", "一次", "一天", "每次", "每天", "多少钱", "有货", "胶囊", "颗粒", "口服", "混悬", "片", "能吃", "能喝",
    "能和",
    "能不能", "可以吃", "可以和", "可以喝", "饭前", "饭后", "吃几", "喝几", "吃多少", "喝多少", "还有吗", "有吗",
  ].map { Array($0.unicodeScalars) }
  private static let never = Set("的了吗么吧呢是不没有这那哪什怎几一二两三四五六七八九十个和跟我你他她它就都也".unicodeScalars)

  /// What goes on after a name and is hardly ever in one.
  private static let enders = Set("的了吗么吧呢是不没有这那哪什怎和跟".unicodeScalars)

  /// Two characters that sound like a name of two, where a name is likely to stand and no word is.
  private func pairMatch(in text: FoldedText, _ readings: [[UInt16]], at index: Int) -> Match? {
    guard let isWord, index + 1 < text.count, isHan(text.scalars[index]), isHan(text.scalars[index + 1]),
      !Self.never.contains(text.scalars[index]), !Self.never.contains(text.scalars[index + 1])
    else { return nil }
    let begun = sounds.extended([], depth: 0, by: readings[index])
    let names = sounds.complete(sounds.extended(begun, depth: 1, by: readings[index + 1]), depth: 2)
    let range = index..<index + 2
    guard !names.isEmpty, isWhereNamesStand(range, in: text), !isWord(text.text(range)) else { return nil }
    return Match(range: range, names: sounds.closest(names, to: text.scalars[range]), isExact: false)
  }

  private func isWhereNamesStand(_ range: Range<Int>, in text: FoldedText) -> Bool {
    let isAlone = text.scalars.indices.allSatisfy { range.contains($0) || isSeparator(text.scalars[$0]) }
    let isFollowed = Self.followers.contains { text.matches($0, at: range.upperBound) }
    let ends = range.upperBound == text.count || isSeparator(text.scalars[range.upperBound])
    let isLed = Self.leads.contains {
      range.lowerBound >= $0.count && text.matches($0, at: range.lowerBound - $0.count)
    }
    return isAlone || isFollowed || (isLed && ends)
  }

  /// A whole run of letters that is a name's reading, syllables apart or not, or its initials.
  private func letterMatch(in text: FoldedText, at index: Int) -> Match? {
    guard isLetter(text, index), !isLetter(text, index - 1) else { return nil }
    var letters = ""
    var end = index
    var best: Match?
    while end < text.count {
      if isLetter(text, end) {
        letters.unicodeScalars.append(text.scalars[end] == "ü" ? "v" : text.scalars[end])
      } else if text.scalars[end] != " " || !isLetter(text, end + 1) || letters.utf8.count > 60 {
        break
      }
      end += 1
      guard !isLetter(text, end) else { continue }
      let names = spelled(letters, index..<end, in: text)
      if !names.isEmpty {
        best = Match(range: index..<end, names: names, isExact: false)
      } else if best == nil, end - index == letters.unicodeScalars.count,
        !NameMatcher.plainWords.contains(letters), let names = byInitials[NameMatcher.hash(letters)]
      {
        best = Match(range: index..<end, names: names, isExact: false)
      }
    }
    return best
  }

  /// Names that the letters spell. Five letters may be an English word, so that a short name must stand where
  /// names do.
  private func spelled(_ letters: String, _ range: Range<Int>, in text: FoldedText) -> [Int] {
    guard letters.utf8.count >= 5 || isWhereNamesStand(range, in: text), letters.utf8.count >= 4,
      !NameMatcher.plainWords.contains(letters)
    else { return [] }
    return sounds.spelled(Array(letters.utf8)).filter { name in
      letters.utf8.count >= 6 || sounds.count(of: name) >= 3 || isWhereNamesStand(range, in: text)
    }
  }

  /// Short words of letters that customers write, which are no initials.
  private static let plainWords: Set<String> = [
    "app", "vip", "otc", "ems", "sku", "pos", "atm", "gps", "usb", "pdf", "jpg", "hello", "yes", "pay",
    "wifi",
    "code", "http", "https", "www", "com", "sos", "please", "thanks", "help", "sorry", "bye", "the", "and",
    "you",
  ]

  private static func extended(_ hash: UInt64, _ scalar: Unicode.Scalar) -> UInt64 {
    mix64(hash &+ UInt64(scalar.value))
  }
  private static func hash(_ letters: String) -> UInt64 { mix64(stableHash(letters)) }
  private static func sequence(_ hash: UInt64, _ next: UInt64) -> UInt64 { mix64(hash &+ next) }
}
