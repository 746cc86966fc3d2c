public import Support

/// Words whose 儿 is only a way of speaking (药片儿, 一点儿), and those in which it is a part (女儿, 儿童).
///
/// From `Lexicons/erhua.tsv`, columns `word`, `tag` (`drop` or `keep`) and `note`. A 儿 goes when the longest
/// listed word that ends with it is tagged `drop` and no listed word begins with it: 花儿 → 花, but 花|儿童.
public struct ErhuaWords: Sendable {
  private var dropped: Set<String> = []
  private var kept: Set<String> = []
  private var longest = 0

  /// No words.
  public init() {}

  /// - Throws: `DiagnosticList` with every mistake, or `FileError`.
  public init(home: Home) throws {
    let path = home.lexicons + "/erhua.tsv"
    let table = try Table(
      path: path, name: home.display(path), required: ["word", "tag"], optional: ["note"])
    var mistakes: [Diagnostic] = []
    for row in table.rows {
      let word = Normalizer.normalize(row["word"])
      if !word.unicodeScalars.contains(Self.er) || word.unicodeScalars.count < 2 {
        mistakes.append(row.mistake("word", "“\(row["word"])”里没有可去可留的“儿”。", suggestion: "请写带“儿”的整个词，如“药片儿”。"))
      } else if row["tag"] == "drop", word.unicodeScalars.last != Self.er {
        mistakes.append(row.mistake("word", "“\(row["word"])”的“儿”不在词尾，去不掉。", suggestion: "tag 请写 keep。"))
      } else if !["drop", "keep"].contains(row["tag"]) {
        mistakes.append(row.mistake("tag", "tag 只能是 drop（儿可以去）或 keep（儿要留）。"))
      } else if dropped.contains(word) || kept.contains(word) {
        mistakes.append(row.mistake("word", "“\(row["word"])”前面已经写过。", suggestion: "请只留一处。"))
      } else {
        insert(word, isDropped: row["tag"] == "drop")
      }
    }
    guard mistakes.isEmpty else { throw DiagnosticList(mistakes) }
  }

  private mutating func insert(_ word: String, isDropped: Bool) {
    if isDropped { dropped.insert(word) } else { kept.insert(word) }
    longest = max(longest, word.unicodeScalars.count)
  }

  /// Positions of the 儿 that say nothing, rising.
  /// - Complexity: O(length + occurrences of 儿 × square of the longest word).
  func superfluous(in text: [Unicode.Scalar]) -> [Int] {
    text.indices.filter { text[$0] == Self.er && endsDropped(text, $0) && !beginsKept(text, $0) }
  }

  private func endsDropped(_ text: [Unicode.Scalar], _ position: Int) -> Bool {
    for length in stride(from: min(longest, position + 1), through: 2, by: -1) {
      let word = String(String.UnicodeScalarView(text[(position + 1 - length)...position]))
      if dropped.contains(word) { return true }
      if kept.contains(word) { return false }
    }
    return false
  }

  private func beginsKept(_ text: [Unicode.Scalar], _ position: Int) -> Bool {
    let last = min(position + longest, text.count)
    return position + 2 <= last
      && (position + 2...last).contains {
        kept.contains(String(String.UnicodeScalarView(text[position..<$0])))
      }
  }

  private static let er: Unicode.Scalar = "儿"
}
