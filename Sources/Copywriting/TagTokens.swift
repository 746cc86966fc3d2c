import Support

/// The words inside one tag, taken from the left.
struct TagTokens {
  enum Token: Equatable {
    case name(String)
    case text(String)
    case number(String)
    case symbol(String)

    var shown: String {
      switch self {
      case .name(let text), .text(let text), .number(let text), .symbol(let text): text
      }
    }
  }

  /// Where the tag begins, for messages about what is not there.
  let start: Int
  private var tokens: [(token: Token, start: Int)] = []
  private var next = 0
  private var diagnostics: [Diagnostic] = []

  init(source: TemplateText, range: Range<Int>, start: Int) {
    self.start = start
    let characters = source.characters
    var position = range.lowerBound
    while position < range.upperBound {
      let begin = position
      let character = characters[position]
      position += 1
      if character.isWhitespace { continue }
      if let closing = TemplateText.quotes[character] {
        while position < range.upperBound, characters[position] != closing { position += 1 }
        if position == range.upperBound { diagnostics.append(source.mistake(at: begin, "引号没有配对。")) }
        let upper = min(position, range.upperBound)
        tokens.append((.text(String(characters[min(begin + 1, upper)..<upper])), begin))
        position += 1
      } else if character.isASCII, character.isNumber {
        while position < range.upperBound, characters[position].isASCII,
          characters[position].isNumber || characters[position] == "."
        { position += 1 }
        tokens.append((.number(String(characters[begin..<position])), begin))
      } else if character.isLetter || character.isNumber || character == "_" {
        while position < range.upperBound, Self.continuesName(characters[position]) { position += 1 }
        tokens.append((.name(String(characters[begin..<position])), begin))
      } else if let symbol = Self.symbol(character, position < range.upperBound ? characters[position] : " ")
      {
        if symbol.count == 2 { position += 1 }
        tokens.append((.symbol(symbol), begin))
      } else {
        diagnostics.append(source.mistake(at: begin, "这里不认识“\(character)”。"))
      }
    }
  }

  private static func continuesName(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_" || character == "."
  }

  /// A Chinese input method's full-width signs mean the same.
  private static func symbol(_ first: Character, _ second: Character) -> String? {
    switch (first, second) {
    case ("|", _), ("｜", _): "|"
    case (":", _), ("：", _): ":"
    case ("=", "="), ("!", "="), (">", "="), ("<", "="): String([first, second])
    case (">", _), ("<", _): String(first)
    default: nil
    }
  }

  mutating func takeDiagnostics() -> [Diagnostic] {
    defer { diagnostics = [] }
    return diagnostics
  }

  /// The first word that nobody took.
  var rest: (text: String, start: Int)? {
    next < tokens.count ? (tokens[next].token.shown, tokens[next].start) : nil
  }

  mutating func takeNameWithPlace() -> (text: String, start: Int)? {
    guard next < tokens.count, case .name(let name) = tokens[next].token else { return nil }
    next += 1
    return (name, tokens[next - 1].start)
  }

  mutating func takeName() -> String? { takeNameWithPlace()?.text }

  mutating func takeText() -> String? {
    guard next < tokens.count, case .text(let text) = tokens[next].token else { return nil }
    next += 1
    return text
  }

  mutating func takeNumber() -> String? {
    guard next < tokens.count, case .number(let text) = tokens[next].token else { return nil }
    next += 1
    return text
  }

  mutating func take(_ symbol: String) -> Bool {
    guard next < tokens.count, tokens[next].token == .symbol(symbol) else { return false }
    next += 1
    return true
  }

  mutating func takeWord(_ word: String) -> Bool {
    guard next < tokens.count, tokens[next].token == .name(word) else { return false }
    next += 1
    return true
  }

  mutating func takeComparison() -> TemplateCondition.Comparison? {
    guard next < tokens.count, case .symbol(let symbol) = tokens[next].token,
      let comparison = TemplateCondition.Comparison(rawValue: symbol)
    else { return nil }
    next += 1
    return comparison
  }
}
