import Tokenization

/// A message in the view that matching uses: normalised scalar by scalar, invisible characters dropped, each
/// scalar remembering which one of the original it comes from.
struct FoldedText: Sendable {
  private(set) var scalars: [Unicode.Scalar] = []
  /// For each folded scalar, the index of its scalar in the original text.
  private(set) var origins: [Int] = []
  private let source: [Unicode.Scalar]

  /// - Complexity: O(length of the text).
  init(_ text: String) {
    source = Array(text.unicodeScalars)
    for (index, scalar) in source.enumerated() {
      switch scalar.value {
      case 0x20...0x40, 0x5B...0x7E: append(scalar, index)
      case 0x41...0x5A: append(Unicode.Scalar(scalar.value + 32) ?? scalar, index)
      case 0x00...0x1F, 0x7F...0xA0, 0x2028, 0x2029, 0x3000: append(" ", index)
      case 0x00AD, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2064, 0xFE00...0xFE0F, 0xFEFF: continue
      default: for folded in Normalizer.normalize(String(scalar)).unicodeScalars { append(folded, index) }
      }
    }
  }

  private mutating func append(_ scalar: Unicode.Scalar, _ origin: Int) {
    scalars.append(scalar)
    origins.append(origin)
  }

  var count: Int { scalars.count }
  var text: String { String(String.UnicodeScalarView(scalars)) }

  func text(_ range: Range<Int>) -> String { String(String.UnicodeScalarView(scalars[range])) }

  /// The same part as the customer wrote it.
  func original(_ range: Range<Int>) -> String {
    guard let first = range.first, let last = range.last else { return "" }
    return String(String.UnicodeScalarView(source[origins[first]...origins[last]]))
  }

  /// Without spaces and punctuation: how equal sentences are recognised.
  var compact: String { String(String.UnicodeScalarView(scalars.filter { !isSeparator($0) })) }

  func contains(_ word: String) -> Bool { firstIndex(of: Array(word.unicodeScalars)) != nil }

  func contains(anyOf words: [String]) -> Bool { words.contains { contains($0) } }

  func firstIndex(of word: [Unicode.Scalar], from start: Int = 0) -> Int? {
    guard !word.isEmpty, count - start >= word.count else { return nil }
    for index in start...count - word.count where matches(word, at: index) { return index }
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
  return scalar.properties.isWhitespace || !(scalar.properties.isAlphabetic || scalar.properties.isEmoji)
}

private func isClauseEnd(_ scalar: Unicode.Scalar) -> Bool {
  ",.;!?，。；！？、…\n ".unicodeScalars.contains(scalar)
}
