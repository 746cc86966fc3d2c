import Support

/// Cuts a template's body into text and tags; knows nothing of what the tags mean.
struct TemplateLexer {
  enum Kind: Equatable {
    case text(String)
    case output
    case block
    case open
    case bar
    case close
  }

  struct Piece {
    let kind: Kind
    /// What stands between the tag's brackets, and where it begins.
    let content: Range<Int>
    let start: Int
  }

  let source: TemplateText
  /// Whether line breaks belong to the text or only to the file (a text message has one line).
  let keepsLines: Bool
  private(set) var diagnostics: [Diagnostic] = []

  init(source: TemplateText, keepsLines: Bool) {
    self.source = source
    self.keepsLines = keepsLines
  }

  /// A tag as found, with the stretch of source that it removes besides itself.
  private struct Tag {
    var kind: Kind?
    var content: Range<Int>
    var removed: Range<Int>
    var start: Int
    var end: Int
  }

  mutating func pieces() -> [Piece] {
    var pieces: [Piece] = []
    var textStart = source.bodyStart
    for tag in tags() {
      appendText(textStart..<max(textStart, tag.removed.lowerBound), to: &pieces)
      textStart = max(textStart, tag.removed.upperBound)
      if let kind = tag.kind {
        pieces.append(Piece(kind: kind, content: tag.content, start: tag.start))
      }
    }
    appendText(min(textStart, source.bodyEnd)..<source.bodyEnd, to: &pieces)
    return pieces
  }

  private mutating func tags() -> [Tag] {
    let characters = source.characters
    var tags: [Tag] = []
    var depth = 0
    var position = source.bodyStart
    while position < source.bodyEnd {
      let character = characters[position]
      let next = position + 1 < source.bodyEnd ? characters[position + 1] : "\0"
      switch (character, next) {
      case ("\\", _): position += 2
      case ("{", "{"), ("{", "%"), ("{", "#"):
        guard let tag = bracketed(at: position, opening: next) else { return tags }
        tags.append(tag)
        position = tag.end
      case ("{", "~"):
        depth += 1
        tags.append(plain(.open, position, 2))
        position += 2
      case ("~", "}"):
        depth -= 1
        tags.append(plain(.close, position, 2))
        position += 2
      case ("|", _) where depth > 0:
        tags.append(plain(.bar, position, 1))
        position += 1
      case ("}", "}"), ("%", "}"), ("#", "}"):
        diagnostics.append(
          source.mistake(at: position, "多出来的“\(character)\(next)”，前面没有对应的开头。"))
        position += 2
      default: position += 1
      }
    }
    return tags
  }

  private func plain(_ kind: Kind, _ start: Int, _ length: Int) -> Tag {
    Tag(
      kind: kind, content: start..<start, removed: start..<(start + length), start: start, end: start + length
    )
  }

  /// `{{…}}`, `{%…%}` or `{#…#}` from `start`, with `-` marks and standing-alone lines taken into account.
  private mutating func bracketed(at start: Int, opening: Character) -> Tag? {
    let characters = source.characters
    let closing: Character = opening == "{" ? "}" : opening
    var position = start + 2
    var quote: Character?
    while position + 1 < source.bodyEnd {
      let character = characters[position]
      if let open = quote {
        if character == open { quote = nil }
      } else if opening != "#", let closer = TemplateText.quotes[character] {
        quote = closer
      } else if character == closing, characters[position + 1] == "}" {
        break
      }
      position += 1
    }
    guard position + 1 < source.bodyEnd else {
      let cause = quote == nil ? "缺少结尾的“\(closing)}”" : "引号没有配对，所以也找不到结尾的“\(closing)}”"
      diagnostics.append(source.mistake(at: start, "标签没有写完：\(cause)。"))
      return nil
    }
    let end = position + 2
    var content = (start + 2)..<position
    var removed = start..<end
    if let first = content.first, characters[first] == "-" {
      content = (first + 1)..<content.upperBound
      removed = blanks(before: start, lines: true)..<removed.upperBound
    }
    if let last = content.last, characters[last] == "-" {
      content = content.lowerBound..<last
      removed = removed.lowerBound..<blanks(after: removed.upperBound, lines: true)
    }
    if opening != "{" { removed = wholeLine(removed) }
    let kind: Kind? = opening == "{" ? .output : opening == "%" ? .block : nil
    return Tag(kind: kind, content: content, removed: removed, start: start, end: end)
  }

  /// A block or comment alone on its line takes the line with it.
  private func wholeLine(_ tag: Range<Int>) -> Range<Int> {
    let left = blanks(before: tag.lowerBound, lines: false)
    let right = blanks(after: tag.upperBound, lines: false)
    let startsLine = left == source.bodyStart || source.characters[left - 1].isNewline
    let endsLine = right == source.bodyEnd || source.characters[right].isNewline
    guard startsLine, endsLine else { return tag }
    return left..<min(source.bodyEnd, right + 1)
  }

  private func blanks(before position: Int, lines: Bool) -> Int {
    var position = position
    while position > source.bodyStart, isBlank(source.characters[position - 1], lines) { position -= 1 }
    return position
  }

  private func blanks(after position: Int, lines: Bool) -> Int {
    var position = position
    while position < source.bodyEnd, isBlank(source.characters[position], lines) { position += 1 }
    return position
  }

  private func isBlank(_ character: Character, _ lines: Bool) -> Bool {
    character.isWhitespace && (lines || !character.isNewline)
  }

  private func appendText(_ range: Range<Int>, to pieces: inout [Piece]) {
    var text = ""
    var position = range.lowerBound
    while position < range.upperBound {
      let character = source.characters[position]
      if character == "\\", position + 1 < range.upperBound {
        text.append(source.characters[position + 1])
        position += 2
      } else if character.isNewline, !keepsLines {
        while let last = text.last, last.isWhitespace { text.removeLast() }
        position += 1
        while position < range.upperBound, source.characters[position].isWhitespace { position += 1 }
      } else {
        text.append(character)
        position += 1
      }
    }
    if !text.isEmpty { pieces.append(Piece(kind: .text(text), content: range, start: range.lowerBound)) }
  }
}

/// A template's characters with their places in the file.
struct TemplateText {
  let file: String
  let characters: [Character]
  let bodyStart: Int
  let bodyEnd: Int
  /// Index of each line's first character.
  private let lineStarts: [Int]
  /// Where the first line stands in the file (templates written in a table's cell do not start at 1:1).
  private let origin: SourcePlace

  /// Opening quote → closing quote: what a keyboard or a Chinese input method types.
  static let quotes: [Character: Character] = ["\"": "\"", "'": "'", "“": "”", "‘": "’"]

  /// - Parameter body: the template proper, in characters; blank ends do not count.
  init(file: String, text: String, bodyFrom: Int = 0, origin: SourcePlace = SourcePlace(line: 1, column: 1)) {
    self.file = file
    self.origin = origin
    let characters = Array(text)
    self.characters = characters
    var start = min(bodyFrom, characters.count)
    var end = characters.count
    while start < end, characters[start].isWhitespace { start += 1 }
    while end > start, characters[end - 1].isWhitespace { end -= 1 }
    bodyStart = start
    bodyEnd = end
    lineStarts = [0] + characters.indices.filter { characters[$0].isNewline }.map { $0 + 1 }
  }

  func place(_ position: Int) -> SourcePlace {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= position { low = middle } else { high = middle }
    }
    let column = position - lineStarts[low] + (low == 0 ? origin.column : 1)
    return SourcePlace(line: origin.line + low, column: column)
  }

  func mistake(at position: Int, _ message: String, suggestion: String? = nil) -> Diagnostic {
    let place = place(position)
    return Diagnostic(
      file: file, line: place.line, column: place.column, message, suggestion: suggestion)
  }
}
