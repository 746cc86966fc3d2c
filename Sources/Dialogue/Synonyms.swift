public import Support
import Tokenization

/// Everyday words that mean the same to a shop: 快递 ≈ 包裹 ≈ 货, 几时 ≈ 什么时候. From `Lexicons/synonyms.tsv`.
///
/// A message is also read with every such word replaced by its group, so that what nobody wrote as an example
/// still shares features with the examples that mean it.
public struct Synonyms: Sendable {
  /// Group number by a hash of the word's scalars.
  private var groups: [UInt64: Int32] = [:]
  /// The same for words of two or more characters by what they sound like: 快第 is 快递 typed wrong.
  private var groupsBySound: [UInt64: Int32] = [:]
  /// By what a word's first character sounds like, the length of the longest word that begins so.
  private var longestByFirst: [UInt64: Int] = [:]

  private static let columns = ["meaning", "words"]

  public init() {}

  /// Reads `Lexicons/synonyms.tsv`; without the file every word means itself.
  /// - Throws: `DiagnosticList` with every mistake of the file, or `FileError`.
  public init(home: Home) throws {
    let path = home.lexicons + "/synonyms.tsv"
    do {
      try self.init(table: Table(path: path, name: home.display(path), required: Self.columns))
    } catch FileError.notFound {
      self.init()
    }
  }

  /// - Throws: `DiagnosticList` when a word stands in two groups.
  init(table: Table) throws(DiagnosticList) {
    var mistakes: [Diagnostic] = []
    var lines: [UInt64: Int] = [:]
    for (number, row) in table.rows.enumerated() {
      for word in row["words"].split(separator: "、") {
        let scalars = FoldedText(String(word)).scalars.filter { !isSeparator($0) }
        guard !scalars.isEmpty else { continue }
        let key = scalars.reduce(Self.start) { Self.extend($0, UInt64($1.value)) }
        if let line = lines.updateValue(row.line, forKey: key) {
          mistakes.append(
            row.mistake("words", "“\(word)”在第 \(line) 行已经有了。", suggestion: "一个词只放在一组，请删去一处。"))
        }
        groups[key] = Int32(number)
        let sounds = scalars.map(Units.sound)
        if sounds.count >= 2 {
          let sounding = sounds.reduce(Self.start, Self.extend)
          if groupsBySound[sounding] == nil { groupsBySound[sounding] = Int32(number) }
        }
        longestByFirst[sounds[0]] = max(longestByFirst[sounds[0]] ?? 0, sounds.count)
      }
    }
    guard mistakes.isEmpty else { throw DiagnosticList(mistakes) }
  }

  /// The longest word of any group that begins at `index`, written right before written as it sounds.
  /// - Parameter sounds: of `scalars`, as `Units` has them.
  /// - Complexity: O(longest word).
  func group(
    in scalars: [Unicode.Scalar], sounds: [UInt64], at index: Int
  ) -> (length: Int, group: Int)? {
    guard let longest = longestByFirst[sounds[index]] else { return nil }
    var key = Self.start
    var sounding = Self.start
    var found: (length: Int, group: Int)?
    for end in index..<min(scalars.count, index + longest) {
      key = Self.extend(key, UInt64(scalars[end].value))
      sounding = Self.extend(sounding, sounds[end])
      if let group = groups[key] ?? (end > index ? groupsBySound[sounding] : nil) {
        found = (end - index + 1, Int(group))
      }
    }
    return found
  }

  private static let start: UInt64 = 0x5359_4e4f_4e59_4d53
  private static func extend(_ hash: UInt64, _ number: UInt64) -> UInt64 { mix64(hash &+ number) }
}
