/// A short name for a group of questions: the piece of text that most of them share and few others have.
enum GapName {
  private static let lengths = 2...6

  /// - Parameters:
  ///   - texts: the most typical first.
  ///   - taken: names that are in use.
  static func propose(for texts: [String], space: TermSpace, taken: Set<String>) -> String {
    var seen: [String: Int] = [:]
    for text in texts {
      for piece in pieces(of: text) { seen[piece, default: 0] += 1 }
    }
    let best = seen.filter { $0.value * 2 >= texts.count && $0.value > 1 }
      .map { (piece: $0.key, score: Double($0.value) / Double(texts.count) * worth($0.key, space)) }
      .sorted { ($0.score, $1.piece) > ($1.score, $0.piece) }.first
    let fallback = texts.first.map { String(FoldedText($0).compact.prefix(8)) } ?? "新意图"
    let name = best?.piece ?? fallback
    guard taken.contains(name) else { return name }
    return (2...).lazy.map { "\(name)\($0)" }.first { !taken.contains($0) } ?? name
  }

  /// Distinct runs of Han characters.
  private static func pieces(of text: String) -> Set<String> {
    var pieces: Set<String> = []
    for run in FoldedText(text).scalars.split(whereSeparator: { !isHan($0) }) {
      let run = Array(run)
      for length in lengths where length <= run.count {
        for start in 0...run.count - length {
          pieces.insert(String(String.UnicodeScalarView(run[start..<start + length])))
        }
      }
    }
    return pieces
  }

  /// How much the pairs of characters in it tell.
  private static func worth(_ piece: String, _ space: TermSpace) -> Double {
    let units = piece.map { String($0) }
    return zip(units, units.dropFirst()).reduce(0) { $0 + space.weight($1.0 + $1.1) }.squareRoot()
  }
}
