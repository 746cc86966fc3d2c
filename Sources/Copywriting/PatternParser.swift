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

  /// What a match can begin with; nil when that is not settled (empty, or a gap comes first).
  var first: Set<UInt32>? {
    switch self {
    case .scalar(let scalar): return [scalar]
    case .number: return Pattern.numberStarts
    case .words(let trie): return trie.firsts
    case .gap, .clauseStart, .clauseEnd, .optional: return nil
    case .either(let nodes):
      var union: Set<UInt32> = []
      for node in nodes {
        guard let first = node.first else { return nil }
        union.formUnion(first)
      }
      return union
    case .sequence(let nodes):
      var union: Set<UInt32> = []
      for node in nodes {
        switch node {
        case .clauseStart: continue
        case .optional(let inner):
          guard let first = inner.first else { return nil }
          union.formUnion(first)
        default: return node.first.map(union.union)
        }
      }
      return nil
    }
  }
}

/// Collects the steps of a pattern.
struct PatternProgram {
  var steps: [Pattern.Step] = []
  var tries: [WordTrie] = []
  var targets: [Int] = []

  mutating func add(_ node: PatternNode) {
    switch node {
    case .scalar(let scalar): steps.append(.scalar(scalar))
    case .number: steps.append(.number)
    case .words(let trie):
      steps.append(.words(tries.count))
      tries.append(trie)
    case .gap(let most, let wide): steps.append(.gap(most: most, wide: wide))
    case .clauseStart: steps.append(.clauseStart)
    case .clauseEnd: steps.append(.clauseEnd)
    case .sequence(let nodes): for node in nodes { add(node) }
    case .either(let nodes): addSplit(nodes, mayBeMissing: false)
    case .optional(let inner): addSplit([inner], mayBeMissing: true)
    }
  }

  private mutating func addSplit(_ nodes: [PatternNode], mayBeMissing: Bool) {
    let split = steps.count
    steps.append(.match)
    var ways: [Int] = []
    var jumps: [Int] = []
    for node in nodes {
      ways.append(steps.count)
      add(node)
      jumps.append(steps.count)
      steps.append(.jump(0))
    }
    for jump in jumps { steps[jump] = .jump(steps.count) }
    if mayBeMissing { ways.append(steps.count) }
    steps[split] = .split(first: targets.count, count: ways.count)
    targets += ways
  }
}

/// Reads the pattern language (`Pattern`).
struct PatternParser {
  let text: [Character]
  let classes: [String: WordTrie]
  private var position = 0
  private var folder = ScalarFolder()
  private var depth = 0

  init(text: [Character], classes: [String: WordTrie]) {
    self.text = text
    self.classes = classes
  }

  mutating func parse() throws(Pattern.Mistake) -> [PatternNode] {
    let alternatives = try parseAlternatives()
    guard position == text.count else {
      throw mistake("多出来的“\(text[position])”，前面没有对应的开头。")
    }
    return alternatives
  }

  private mutating func parseAlternatives() throws(Pattern.Mistake) -> [PatternNode] {
    depth += 1
    defer { depth -= 1 }
    guard depth < 20 else { throw mistake("括号套得太深。") }
    var alternatives = [try parseSequence()]
    while position < text.count, text[position] == "|" {
      position += 1
      alternatives.append(try parseSequence())
    }
    return alternatives
  }

  private mutating func parseSequence() throws(Pattern.Mistake) -> PatternNode {
    var nodes: [PatternNode] = []
    while position < text.count {
      let character = text[position]
      if character == "|" || character == ")" || character == "]" { break }
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
