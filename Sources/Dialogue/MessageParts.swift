/// Cuts a message where a second wish may begin: 订单到哪了，另外能开发票吗.
///
/// Whether the pieces are wishes of their own is for `Understanding.parts` to find out.
enum MessageParts {
  /// What begins another wish after a comma.
  private static let connectives = [
    "另外", "还有", "顺便", "对了", "再问", "再帮", "还想", "还要问", "同时", "以及", "然后", "最后", "其次", "第二", "再就是", "也帮", "麻烦再",
    "并且", "还得", "顺带", "再就是", "还想问", "问一下", "问下",
  ].map { Array($0.unicodeScalars) }
  private static let questions = ["吗", "呢", "么", "没有", "多少", "多久", "哪了", "哪里", "哪儿", "怎么办"]
    .map { Array($0.unicodeScalars) }
  private static let stops = Set("。.;；!！?？\n".unicodeScalars)
  private static let commas = Set(",，".unicodeScalars)
  private static let most = 6

  /// The pieces in order, separators left out; one piece when there is nothing to cut.
  /// - Complexity: O(length).
  static func cut(_ text: FoldedText) -> [Range<Int>] { pieces(of: text).map(\.range) }

  /// - Returns: with each piece whether a word such as 顺便 begins it.
  static func pieces(of text: FoldedText) -> [(range: Range<Int>, isAdded: Bool)] {
    var pieces: [(range: Range<Int>, isAdded: Bool)] = []
    var start = 0
    for index in 0...text.count {
      guard index == text.count || isCut(text, at: index, from: start) else { continue }
      let piece = trimmed(start..<index, in: text)
      let isAdded = connectives.contains { word in
        text.matches(word, at: piece.lowerBound)
          || piece.lowerBound >= word.count && text.matches(word, at: piece.lowerBound - word.count)
      }
      if !piece.isEmpty { pieces.append((piece, isAdded)) }
      start = index + 1
    }
    return pieces.count > most ? [] : pieces
  }

  private static func isCut(_ text: FoldedText, at index: Int, from start: Int) -> Bool {
    let scalar = text.scalars[index]
    if stops.contains(scalar) {
      // 0.3g is one.
      return scalar != "." || !(index > 0 && text.scalars[index - 1].properties.isASCIIHexDigit)
    }
    guard commas.contains(scalar) || scalar == " " else { return false }
    let next = index + 1
    if connectives.contains(where: { text.matches($0, at: next) }) { return true }
    if questions.contains(where: { index - start > $0.count && text.matches($0, at: index - $0.count) }) {
      return true
    }
    // 怎么付 能用花呗吗: two questions side by side.
    let end = (next..<text.count).first { commas.contains(text.scalars[$0]) || stops.contains(text.scalars[$0]) || text.scalars[$0] == " " }
    let rest = next..<(end ?? text.count)
    return isQuestion(text, rest) && (isQuestion(text, start..<index) || isWish(text, start..<index))
  }

  private static let wishes = ["我要", "我想", "帮我", "给我", "想要", "麻烦"]

  /// 我要退货 before 运费谁出.
  private static func isWish(_ text: FoldedText, _ range: Range<Int>) -> Bool {
    range.count > 3 && FoldedText(text.text(range)).contains(anyOf: wishes)
  }

  private static func isQuestion(_ text: FoldedText, _ range: Range<Int>) -> Bool {
    range.count > 2 && Understanding.isQuestion(FoldedText(text.text(range)))
  }

  private static func trimmed(_ range: Range<Int>, in text: FoldedText) -> Range<Int> {
    var range = range
    while let first = range.first, isSeparator(text.scalars[first]) { range = first + 1..<range.upperBound }
    while let last = range.last, isSeparator(text.scalars[last]) { range = range.lowerBound..<last }
    while let word = connectives.first(where: {
      text.matches($0, at: range.lowerBound) && range.count > $0.count + 2
    }) {
      range = range.lowerBound + word.count..<range.upperBound
    }
    return range
  }
}
