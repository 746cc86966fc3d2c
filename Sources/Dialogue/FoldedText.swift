import Tokenization

/// A message in the view that matching uses: the normal form with line breaks and the like as spaces.
struct FoldedText: Sendable {
  private(set) var scalars: [Unicode.Scalar] = []
  private let view: NormalizedText

  /// - Complexity: O(length of the text).
  init(_ text: String) {
    view = NormalizedText(text)
    scalars = view.scalars.map { isControl($0) ? " " : $0 }
  }

  var count: Int { scalars.count }
  var text: String { String(scalars: scalars) }

  func text(_ range: Range<Int>) -> String { String(scalars: scalars[range]) }

  /// The same part as the customer wrote it.
  func original(_ range: Range<Int>) -> String {
    range.isEmpty ? "" : String(view.source(of: range))
  }

  /// Without spaces and punctuation: how equal sentences are recognised.
  var compact: String { String(scalars: scalars.filter { !isSeparator($0) }) }

  /// False for an empty word.
  func contains(_ word: String) -> Bool {
    guard let first = word.unicodeScalars.first else { return false }
    // Lists of words are tried on every message: no array is made of each.
    for index in scalars.indices where scalars[index] == first && stands(word, at: index) { return true }
    return false
  }

  /// Whether `word` stands at `index`.
  func stands(_ word: String, at index: Int) -> Bool {
    var place = index
    for scalar in word.unicodeScalars {
      guard place < scalars.count, scalars[place] == scalar else { return false }
      place += 1
    }
    return true
  }

  func contains(anyOf words: [String]) -> Bool { words.contains { contains($0) } }

  func firstIndex(of word: [Unicode.Scalar], from start: Int = 0) -> Int? {
    guard let first = word.first, count - start >= word.count else { return nil }
    for index in start...count - word.count where scalars[index] == first && matches(word, at: index) {
      return index
    }
    return nil
  }

  func matches(_ word: [Unicode.Scalar], at index: Int) -> Bool {
    guard index + word.count <= count else { return false }
    for offset in word.indices where scalars[index + offset] != word[offset] { return false }
    return true
  }

  /// The clause around `index`: up to the next comma, stop or line end on both sides.
  func clause(around index: Int) -> Range<Int> {
    var start = index
    while start > 0, !isClauseEnd(scalars[start - 1]) { start -= 1 }
    var end = index
    while end < count, !isClauseEnd(scalars[end]) { end += 1 }
    return start..<end
  }
}

func isHan(_ scalar: Unicode.Scalar) -> Bool {
  (0x4E00...0x9FFF).contains(scalar.value) || (0x3400...0x4DBF).contains(scalar.value)
    || (0x20000...0x323AF).contains(scalar.value) || scalar == "〇"
}

func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
  if scalar.isASCII { return !(("0"..."9").contains(scalar) || ("a"..."z").contains(scalar)) }
  if isHan(scalar) { return false }
  // General and Chinese punctuation, asked about more often than everything else that is no letter.
  if (0x2010...0x203A).contains(scalar.value) || (0x3000...0x3004).contains(scalar.value)
    || (0x3008...0x3020).contains(scalar.value)
  {
    return true
  }
  return scalar.properties.isWhitespace || !(scalar.properties.isAlphabetic || scalar.properties.isEmoji)
}

extension String {
  /// The scalars in one allocation at most; `String(UnicodeScalarView)` makes one of single characters.
  init(scalars: some Collection<Unicode.Scalar>) {
    let size = scalars.reduce(0) { $0 + UTF8.width($1) }
    self.init(unsafeUninitializedCapacity: size) { buffer in
      var end = 0
      for scalar in scalars {
        UTF8.encode(scalar)?.forEach {
          buffer[end] = $0
          end += 1
        }
      }
      return end
    }
  }
}

private func isControl(_ scalar: Unicode.Scalar) -> Bool {
  scalar.value < 0x20 || (0x7F...0xA0).contains(scalar.value) || scalar == "\u{2028}" || scalar == "\u{2029}"
}

private func isClauseEnd(_ scalar: Unicode.Scalar) -> Bool {
  ",.;!?，。；！？、…\n ".unicodeScalars.contains(scalar)
}
