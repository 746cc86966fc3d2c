import Tokenization

/// Text for a terminal in lines of a given width, the second and later ones indented under the first.
///
/// Lines break beside Han characters and emoji and at spaces, never inside a grapheme cluster, a word of
/// letters or a number; no line begins with closing punctuation or ends with opening punctuation (the basic
/// rules of GB/T 15834—2011 section 5.1 for where marks may stand).
///
///     HangingText(first: "客服　", width: 40).lines("真对不起，快递让您等得着急了。")
struct HangingText {
  /// Before the first line.
  var first: String
  /// Columns of a whole line; at least ten beside the indent are used.
  var width: Int

  /// - Complexity: O(length).
  func lines(_ text: String) -> [String] {
    let indent = String(repeating: " ", count: displayWidth(first))
    let room = max(10, width - indent.count)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).flatMap {
      HangingText.wrap($0, room)
    }
    return lines.enumerated().map { number, line in
      (number == 0 ? first : line.isEmpty ? "" : indent) + line
    }
  }

  private static func wrap(_ text: Substring, _ room: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    var used = 0
    for piece in pieces(text) {
      var piece = piece
      var width = displayWidth(piece)
      if used > 0, used + displayWidth(piece.trimmingEnd) > room {
        lines.append(String(line.trimmingEnd))
        (line, used) = ("", 0)
      }
      // A word longer than a line is the one thing that is cut.
      while width > room, let end = cut(piece, room) {
        lines.append(String(piece[..<end]))
        piece = piece[end...]
        width = displayWidth(piece)
      }
      line += piece
      used += width
    }
    return lines + [String(line.trimmingEnd)]
  }

  /// The parts between which a line may break.
  private static func pieces(_ text: Substring) -> [Substring] {
    var pieces: [Substring] = []
    var start = text.startIndex
    var last: Character?
    for index in text.indices {
      if let last, mayBreak(after: last, before: text[index]) {
        pieces.append(text[start..<index])
        start = index
      }
      last = text[index]
    }
    pieces.append(text[start...])
    return pieces
  }

  private static func mayBreak(after a: Character, before b: Character) -> Bool {
    if b == " " || closing.contains(b) || opening.contains(a) { return false }
    return a == " " || isWide(a) || isWide(b) || closing.contains(a) && !a.isASCII || opening.contains(b)
  }

  private static func isWide(_ character: Character) -> Bool { displayWidth(String(character)) > 1 }

  /// Where to cut `piece` so that the beginning fits; nil when not even one character is left over.
  private static func cut(_ piece: Substring, _ room: Int) -> Substring.Index? {
    var used = 0
    for index in piece.indices {
      used += displayWidth(String(piece[index]))
      if used > room, index > piece.startIndex { return index }
    }
    return nil
  }

  private static let closing = Set<Character>("，。、；：？！）】》〉」』〕”’…—～·％℃,.;:?!)]}>%")
  private static let opening = Set<Character>("（【《〈「『〔“‘([{<")
}

extension StringProtocol {
  fileprivate var trimmingEnd: SubSequence {
    var end = endIndex
    while end > startIndex, self[index(before: end)] == " " { end = index(before: end) }
    return self[..<end]
  }
}
