extension TokenizedText {
  /// Ranges of token indexes between the marks that end a sentence (。！？!?；;… and line breaks), each with its
  /// marks. They tile the tokens.
  public func sentences() -> [Range<Int>] { ranges(endingAt: Self.sentenceMarks) }

  /// As `sentences()`, and also at commas, enumeration commas, colons and spaces between Chinese words.
  public func clauses() -> [Range<Int>] { ranges(endingAt: Self.clauseMarks) }

  private static let sentenceMarks: Set<Unicode.Scalar> = [
    "。", "！", "？", "!", "?", "；", ";", "…", "\n", "\r",
  ]
  private static let clauseMarks = sentenceMarks.union([
    "，", ",", "、", "：", ":", "～", "~", " ", "\u{3000}", "\t",
  ])

  private func ranges(endingAt marks: Set<Unicode.Scalar>) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var start = 0
    var ended = false
    for (index, token) in tokens.enumerated() {
      let isMark =
        (token.kind == .punctuation || token.kind == .space)
        && (source(token).unicodeScalars.contains { marks.contains($0) })
      if ended, !isMark {
        result.append(start..<index)
        start = index
      }
      ended = isMark
    }
    if start < tokens.count { result.append(start..<tokens.count) }
    return result
  }
}
