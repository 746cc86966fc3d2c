/// Collects the steps of a pattern.
struct PatternBuilder {
  private(set) var steps: [PatternProgram.Step] = []
  /// What the steps look into.
  private(set) var tries: [WordTrie] = []
  private(set) var targets: [Int] = []

  /// - Returns: where the node's steps begin; they end with a match.
  mutating func add(whole node: PatternNode) -> Int {
    let start = steps.count
    add(node)
    steps.append(.match)
    return start
  }

  private mutating func add(_ node: PatternNode) {
    switch node {
    case .scalar(let scalar): steps.append(.scalar(scalar))
    case .number: steps.append(.number)
    case .words(let trie):
      steps.append(.words(trie.view))
      tries.append(trie)
    case .gap(let most, let wide): steps.append(.gap(most: most, wide: wide))
    case .clauseStart: steps.append(.clauseStart)
    case .clauseEnd: steps.append(.clauseEnd)
    case .sequence(let nodes): for node in nodes { add(node) }
    case .either(let nodes): addSplit(gathered(nodes), mayBeMissing: false)
    case .optional(.either(let nodes)): addSplit(gathered(nodes), mayBeMissing: true)
    case .optional(let inner): addSplit([inner], mayBeMissing: true)
    }
  }

  /// Plain words among the ways become one set of words, which is looked up at once.
  private func gathered(_ ways: [PatternNode]) -> [PatternNode] {
    let words = ways.compactMap(\.plainWord)
    guard words.count > 2 else { return ways }
    return [.words(WordTrie(scalars: words))] + ways.filter { $0.plainWord == nil }
  }

  private mutating func addSplit(_ nodes: [PatternNode], mayBeMissing: Bool) {
    if nodes.count == 1, !mayBeMissing { return add(nodes[0]) }
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
