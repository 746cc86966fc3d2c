/// A wording as a tree, between its text and its program.
indirect enum PatternNode {
  case scalar(UInt32)
  case number
  case words(WordTrie)
  case gap(Int, wide: Bool)
  case clauseStart
  case clauseEnd
  case sequence([PatternNode])
  case either([PatternNode])
  case optional(PatternNode)

  /// The scalars of a sequence of nothing else; nil where there is anything else, or nothing.
  var plainWord: [UInt32]? {
    guard case .sequence(let nodes) = self, !nodes.isEmpty else { return nil }
    var word: [UInt32] = []
    for node in nodes {
      guard case .scalar(let scalar) = node else { return nil }
      word.append(scalar)
    }
    return word
  }

  /// What a match of `nodes`, one after the other, can begin with; nil when that is not settled (empty, or a gap
  /// comes first).
  static func heads(of nodes: [PatternNode]) -> Set<PatternHead>? {
    guard let node = nodes.first else { return nil }
    let rest = Array(nodes.dropFirst())
    switch node {
    case .gap, .clauseEnd: return nil
    case .clauseStart: return heads(of: rest)
    case .sequence(let inner): return heads(of: inner + rest)
    case .scalar(let scalar): return pairs(scalar, heads(of: rest))
    case .number: return Set(Pattern.numberStarts.map { PatternHead(first: $0, second: nil) })
    case .words(let trie):
      var union: Set<PatternHead> = []
      for head in trie.heads {
        if head.second == nil {
          union.formUnion(pairs(head.first, heads(of: rest)))
        } else {
          union.insert(head)
        }
      }
      return union
    case .optional(let inner):
      guard let with = heads(of: [inner] + rest), let without = heads(of: rest) else { return nil }
      return with.union(without)
    case .either(let ways):
      var union: Set<PatternHead> = []
      for way in ways {
        guard let heads = heads(of: [way] + rest) else { return nil }
        union.formUnion(heads)
      }
      return union
    }
  }

  private static func pairs(_ scalar: UInt32, _ next: Set<PatternHead>?) -> Set<PatternHead> {
    guard let next else { return [PatternHead(first: scalar, second: nil)] }
    return Set(next.map { PatternHead(first: scalar, second: $0.first) })
  }
}

/// Reads the pattern language (`Pattern`).
struct PatternParser {
  let text: [Character]
  let classes: [String: WordTrie]
  private(set) var folder: ScalarFolder
  private var position = 0
  private var depth = 0

  /// A top-level alternative with what `&` puts beside it.
  struct Alternative {
    var main: PatternNode
    var companions: [(node: PatternNode, isWide: Bool)] = []
  }

  init(text: [Character], classes: [String: WordTrie], folder: ScalarFolder) {
    self.text = text
    self.classes = classes
    self.folder = folder
  }

  mutating func parse() throws(Pattern.Mistake) -> [Alternative] {
    var alternatives: [Alternative] = []
    repeat {
      var alternative = Alternative(main: try parseSequence())
      while position < text.count, text[position] == "&" {
        position += 1
        let isWide = position < text.count && text[position] == "&"
        if isWide { position += 1 }
        let node = try parseSequence()
        guard PatternNode.heads(of: [node]) != nil else {
          throw mistake("“&”后面要有一个确定的字在前面。")
        }
        alternative.companions.append((node, isWide))
      }
      alternatives.append(alternative)
    } while takeBar()
    guard position == text.count else {
      throw mistake("多出来的“\(text[position])”，前面没有对应的开头。")
    }
    return alternatives
  }

  private mutating func takeBar() -> Bool {
    guard position < text.count, text[position] == "|" else { return false }
    position += 1
    return true
  }

  private mutating func parseAlternatives() throws(Pattern.Mistake) -> [PatternNode] {
    depth += 1
    defer { depth -= 1 }
    guard depth < 20 else { throw mistake("括号套得太深。") }
    var alternatives = [try parseSequence()]
    while takeBar() { alternatives.append(try parseSequence()) }
    return alternatives
  }

  private mutating func parseSequence() throws(Pattern.Mistake) -> PatternNode {
    var nodes: [PatternNode] = []
    while position < text.count {
      let character = text[position]
      if character == "|" || character == ")" || character == "]" || character == "&" { break }
      position += 1
      switch character {
      case _ where character.isWhitespace: continue
      case "(": nodes.append(.either(try parseGroup(closing: ")")))
      case "[": nodes.append(.optional(.either(try parseGroup(closing: "]"))))
      case "#": nodes.append(.number)
      case "^": nodes.append(.clauseStart)
      case "$": nodes.append(.clauseEnd)
      case "…": nodes.append(parseGap())
      case "@": nodes.append(.words(try parseClass()))
      case "\\":
        guard position < text.count else { throw mistake("“\\”后面缺少要照原样匹配的字符。") }
        append(text[position], to: &nodes)
        position += 1
      default: append(character, to: &nodes)
      }
    }
    return .sequence(nodes)
  }

  private mutating func append(_ character: Character, to nodes: inout [PatternNode]) {
    for scalar in character.unicodeScalars { nodes.append(.scalar(folder.fold(scalar.value))) }
  }

  private mutating func parseGroup(closing: Character) throws(Pattern.Mistake) -> [PatternNode] {
    let start = position - 1
    let alternatives = try parseAlternatives()
    guard position < text.count, text[position] == closing else {
      throw Pattern.Mistake(position: start, message: "括号没有配对，缺少“\(closing)”。")
    }
    position += 1
    return alternatives
  }

  private mutating func parseGap() -> PatternNode {
    var isWide = false
    if position < text.count, text[position] == "…" {
      isWide = true
      position += 1
    }
    var digits = ""
    while position < text.count, text[position].isASCII, text[position].isNumber, digits.count < 2 {
      digits.append(text[position])
      position += 1
    }
    return .gap(Int(digits) ?? 6, wide: isWide)
  }

  private mutating func parseClass() throws(Pattern.Mistake) -> WordTrie {
    let start = position - 1
    // The longest class name that follows: names have no end mark of their own.
    for length in stride(from: min(8, text.count - position), through: 1, by: -1) {
      let name = String(text[position..<(position + length)])
      if let words = classes[name] {
        position += length
        return words
      }
    }
    let rest = String(text[position...].prefix { $0.isLetter })
    throw Pattern.Mistake(
      position: start, message: "“@”后面不是 classes.tsv 里的词类：“\(rest)”。", name: rest)
  }

  private func mistake(_ message: String) -> Pattern.Mistake {
    Pattern.Mistake(position: min(position, text.count), message: message)
  }
}
