public import Support

/// Which measure word counts a thing: 血压计 → 台. From `Lexicons/measure.tsv`.
public struct MeasureWords: Sendable, Equatable {
  private let measureByNoun: [String: String]
  private let measures: Set<String>
  private let longest: Int

  /// - Parameter pairs: noun and its measure word; later pairs win.
  public init(_ pairs: [(noun: String, measure: String)] = []) {
    measureByNoun = Dictionary(pairs.map { ($0.noun, $0.measure) }, uniquingKeysWith: { $1 })
    measures = Set(pairs.map(\.measure))
    longest = pairs.map(\.noun.count).max() ?? 0
  }

  public static func load(home: Home) throws -> MeasureWords {
    let path = home.lexicons + "/measure.tsv"
    let table = try Table(
      path: path, name: home.display(path), required: ["noun", "measure"], optional: ["note"])
    return MeasureWords(table.rows.map { ($0["noun"], $0["measure"]) })
  }

  /// `name` itself when it is a measure word; else that of the longest noun that `name` ends in (a Chinese
  /// compound's head is its tail); else 件, which counts any goods.
  public func measure(for name: String) -> String {
    if measures.contains(name) { return name }
    for length in stride(from: min(longest, name.count), through: 1, by: -1) {
      if let measure = measureByNoun[String(name.suffix(length))] { return measure }
    }
    // A unit the list does not know (喷, 贴) is still a unit when it is one character.
    return name.count == 1 ? name : "件"
  }
}
