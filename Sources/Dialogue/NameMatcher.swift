import Tokenization

/// Finds known names in a message, also when they are typed wrong but sound alike: 布落分, 布诺芬 and
/// buluofen are 布洛芬.
///
/// Exact names win, longest first. Then windows of three or more characters are compared by their reading
/// without tones, in which n/l, zh/z, ch/c, sh/s, -ng/-n count as one (the confusions that Chinese input
/// methods offer as "fuzzy pinyin").
struct NameMatcher: Sendable {
  struct Match: Sendable, Equatable {
    var range: Range<Int>
    /// Index into the names given.
    var name: Int
    var isExact: Bool
  }

  private let lengths: ClosedRange<Int>
  /// By a name's first scalar, the longest name that begins so.
  private let longestByFirst: [Unicode.Scalar: Int]
  private let exact: [String: Int]
  private let bySound: [[String]: Int]
  private let byLetters: [String: Int]

  /// - Parameter names: folded; the first of two equal ones counts.
  /// - Complexity: O(total length).
  init(_ names: [String]) {
    var exact: [String: Int] = [:]
    var bySound: [[String]: Int] = [:]
    var byLetters: [String: Int] = [:]
    var longest = 2
    var longestByFirst: [Unicode.Scalar: Int] = [:]
    for (index, name) in names.enumerated() {
      let scalars = Array(name.unicodeScalars)
      guard scalars.count >= 2 else { continue }
      if exact[name] == nil { exact[name] = index }
      longest = max(longest, scalars.count)
      longestByFirst[scalars[0]] = max(longestByFirst[scalars[0]] ?? 0, scalars.count)
      guard scalars.count >= 3, scalars.allSatisfy(isHan) else { continue }
      let sounds = scalars.map(NameMatcher.sound)
      if bySound[sounds] == nil { bySound[sounds] = index }
      let letters = Pinyin.plain(name)
      if byLetters[letters] == nil { byLetters[letters] = index }
    }
    self.exact = exact
    self.bySound = bySound
    self.byLetters = byLetters
    lengths = 2...longest
    self.longestByFirst = longestByFirst
  }

  /// Names in `text`, in order, none overlapping.
  /// - Complexity: O(length × longest name).
  func matches(in text: FoldedText) -> [Match] {
    var found = exactMatches(in: text)
    var isTaken = [Bool](repeating: false, count: text.count)
    for match in found { for index in match.range { isTaken[index] = true } }
    found += soundMatches(in: text, &isTaken) + letterMatches(in: text, isTaken)
    return found.sorted { $0.range.lowerBound < $1.range.lowerBound }
  }

  private func exactMatches(in text: FoldedText) -> [Match] {
    guard !exact.isEmpty else { return [] }
    var found: [Match] = []
    var index = 0
    scan: while index < text.count {
      let limit = min(longestByFirst[text.scalars[index]] ?? 0, text.count - index)
      for length in stride(from: limit, through: 2, by: -1) {
        let range = index..<index + length
        if let name = exact[text.text(range)], isWhole(range, in: text) {
          found.append(Match(range: range, name: name, isExact: true))
          index += length
          continue scan
        }
      }
      index += 1
    }
    return found
  }

  /// A name of letters must not stand inside a longer run of letters.
  private func isWhole(_ range: Range<Int>, in text: FoldedText) -> Bool {
    func isLetter(_ index: Int) -> Bool {
      index >= 0 && index < text.count && ("a"..."z").contains(text.scalars[index])
    }
    return !(isLetter(range.lowerBound) && isLetter(range.lowerBound - 1))
      && !(isLetter(range.upperBound - 1) && isLetter(range.upperBound))
  }

  private func soundMatches(in text: FoldedText, _ isTaken: inout [Bool]) -> [Match] {
    guard !bySound.isEmpty else { return [] }
    let sounds = text.scalars.map { isHan($0) ? NameMatcher.sound($0) : "" }
    var found: [Match] = []
    var index = 0
    scan: while index + 3 <= text.count {
      let limit = min(lengths.upperBound, text.count - index)
      if limit >= 3 {
        for length in stride(from: limit, through: 3, by: -1) {
          let range = index..<index + length
          guard !range.contains(where: { isTaken[$0] || sounds[$0].isEmpty }),
            let name = bySound[Array(sounds[range])]
          else { continue }
          found.append(Match(range: range, name: name, isExact: false))
          for taken in range { isTaken[taken] = true }
          index += length
          continue scan
        }
      }
      index += 1
    }
    return found
  }

  private func letterMatches(in text: FoldedText, _ isTaken: [Bool]) -> [Match] {
    guard !byLetters.isEmpty else { return [] }
    var found: [Match] = []
    var index = 0
    while index < text.count {
      var end = index
      var letters = ""
      while end < text.count, !isTaken[end], ("a"..."z").contains(text.scalars[end]) {
        letters.unicodeScalars.append(text.scalars[end])
        end += 1
      }
      if letters.utf8.count >= 6, let name = byLetters[letters] {
        found.append(Match(range: index..<end, name: name, isExact: false))
      }
      index = max(end, index + 1)
    }
    return found
  }

  /// The scalar's reading with the fuzzy pairs merged; a scalar without one stands for itself.
  static func sound(_ scalar: Unicode.Scalar) -> String {
    var syllable = Pinyin.plain(String(scalar))
    for (long, short) in [("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l")] where syllable.hasPrefix(long) {
      syllable = short + syllable.dropFirst(long.count)
      break
    }
    return syllable.hasSuffix("ng") ? String(syllable.dropLast()) : syllable
  }
}
