/// One text on its way to tokens: characters are decoded and classified once, then each stretch of Han, letters
/// and digits is cut by the cheapest path.
///
/// The hot path of the program. Everything it touches is flat memory behind pointers: the tables of a `WordTable`
/// and the arrays of a `Scratch`; no reference is counted, no string made.
///
/// A long text goes through in windows that end where no token can reach across: see `windowEnd`. Invariant:
/// positions `0..<count` are the window's characters in order; at `count` and after it stands a space of no
/// word, at `count` the offset of the window's end; every array has room for one position a byte and a few more
/// (`Scratch.reserve`).
struct Lattice {
  let characterTable: UnsafePointer<CharacterRecord>
  private let nodes: UnsafePointer<DoubleArrayNode>
  private let entries: EntryTable
  let units: UnitTable
  let policy: Tokenizer.NumberPolicy
  private let tagger: WordTagger<PackedWeights>?
  let text: UnsafeBufferPointer<UInt8>

  let characters: UnsafeMutablePointer<CharacterRecord>
  let offsets: UnsafeMutablePointer<UInt32>
  let arrivals: UnsafeMutablePointer<Arrival>
  private let prefixes: UnsafeMutablePointer<Prefix>
  let tags: UnsafeMutablePointer<UInt8>
  private var nextToken: UnsafeMutablePointer<Token>
  var count = 0
  /// How far amounts of the stretch have reached.
  private var reach = 0
  /// Whether bytes were met that are not UTF-8.
  var isIllFormed = false

  /// How a position is reached at the least cost (Viterbi 1967).
  struct Arrival {
    /// In hundredths of a nat from the beginning of the stretch.
    var cost: Int32
    /// Where the last edge begins; once the path is known, where the edge that begins here ends.
    var link: Int32
    /// What the last edge is: a node of the double array, or minus one minus the raw value of a token's kind.
    var label: Int32

    static let unreached = Arrival(cost: .max, link: 0, label: 0)
  }

  /// The nodes that the two and the three characters from a position on lead to; 0, the root, where they lead
  /// nowhere.
  struct Prefix {
    var two: Int32
    var three: Int32
  }

  /// In hundredths of a nat: a Han character of no word; an atom; a Chinese numeral, alone and with a unit.
  private static let unknownCost: Int32 = 1800
  private static let atomCost: Int32 = 1000
  static let numeralCost: Int32 = 1000
  static let quantityCost: Int32 = 900
  /// Three or more of one character.
  static let runCost: Int32 = 1000
  /// Inside an atom: no path may end here.
  private static let blocked = Int32.min
  /// Label of a word that the word model cut.
  static let retagged = Int32.min

  /// - Precondition: `tokenizer` outlives the lattice.
  init(tokenizer: borrowing Tokenizer, text: UnsafeBufferPointer<UInt8>, scratch: Tokenizer.Scratch) {
    let words = tokenizer.words
    (characterTable, nodes, entries, units) = (words.characters, words.nodes, words.entries, words.units)
    policy = tokenizer.numberPolicy
    tagger = tokenizer.wordModel?.tagger
    self.text = text
    (characters, offsets) = (scratch.characters, scratch.offsets)
    (arrivals, prefixes, tags) = (scratch.arrivals, scratch.prefixes, scratch.tags)
    nextToken = scratch.tokens
  }

  /// Writes the tokens of a window, a range of bytes, to `tokens` and returns how many there are.
  mutating func cut(_ window: Range<Int>, into tokens: UnsafeMutablePointer<Token>) -> Int {
    nextToken = tokens
    decode(window)
    followPrefixes()
    reach = 0
    if count == 0 {
      emit(window.lowerBound, window.upperBound, .space)
      return 1
    }
    var position = 0
    while position < count {
      let character = characters[position]
      switch character.kind {
      case CharacterClass.han.rawValue, CharacterClass.letter.rawValue, CharacterClass.digit.rawValue:
        position = cutStretch(from: position)
      case CharacterClass.space.rawValue:
        position = emit(
          position..<endOfRun(position) { $0.kind == CharacterClass.space.rawValue }, .space)
      case CharacterClass.emoji.rawValue:
        position = emit(position..<(position + 1), .emoji)
      default:
        position = cutSymbol(at: position)
      }
    }
    return nextToken - tokens
  }

  /// A signed number, or one symbol as often as it is repeated. What has no form of its own stands alone.
  private mutating func cutSymbol(at position: Int) -> Int {
    if let atom = scanner.signed(at: position) { return emit(position..<atom.end, atom.kind) }
    let symbol = characters[position].folded
    guard symbol != Self.unfolded else { return emit(position..<(position + 1), .punctuation) }
    return emit(
      position..<endOfRun(position) {
        $0.folded == symbol && $0.kind == CharacterClass.symbol.rawValue
      }, .punctuation)
  }

  @inline(__always)
  func endOfRun(_ start: Int, _ isInside: (CharacterRecord) -> Bool) -> Int {
    var end = start + 1
    while end < count, isInside(characters[end]) { end += 1 }
    return end
  }

  /// Adds the token at some positions and returns where they end.
  @inline(__always) @discardableResult
  mutating func emit(_ positions: Range<Int>, _ kind: Token.Kind, entry: LexiconEntry.ID = -1) -> Int {
    emit(Int(offsets[positions.lowerBound]), Int(offsets[positions.upperBound]), kind, entry: entry)
    return positions.upperBound
  }

  @inline(__always)
  private mutating func emit(_ start: Int, _ end: Int, _ kind: Token.Kind, entry: LexiconEntry.ID = -1) {
    nextToken.initialize(to: Token(start: start, end: end, kind: kind, entryIndex: entry))
    nextToken += 1
  }

  var scanner: AtomScanner {
    AtomScanner(characters: UnsafePointer(characters), count: count, units: units, policy: policy)
  }

  // MARK: - Prefixes

  /// Follows the trie two and three characters from every position.
  ///
  /// The array is larger than the nearest caches, so that each step waits for memory. While words are cut, it would
  /// also be waited for: what comes next depends on where a word ends. Here all steps are independent of each
  /// other, without a branch, and the processor has many of them under way at once.
  private func followPrefixes() {
    let (nodes, characters, prefixes, count) = (self.nodes, self.characters, self.prefixes, self.count)
    let root = Int(nodes[0].base)
    for position in 0..<count {
      let (code, next) = (characters[position].code, characters[position &+ 1].code)
      let first = nodes[root &+ code]
      // From base 0 no code leads anywhere.
      let slot = (Int(first.check) == code ? Int(first.base) : 0) &+ next
      prefixes[position].two = Int(nodes[slot].check) == next ? Int32(truncatingIfNeeded: slot) : 0
    }
    for position in 0..<count {
      let (two, next) = (Int(prefixes[position].two), characters[position &+ 2].code)
      let slot = (two != 0 ? Int(nodes[two].base) : 0) &+ next
      prefixes[position].three = Int(nodes[slot].check) == next ? Int32(truncatingIfNeeded: slot) : 0
    }
  }

  // MARK: - Cheapest path

  /// Cuts the stretch of Han, letters and digits (and the atoms they begin) at `start`; returns its end.
  private mutating func cutStretch(from start: Int) -> Int {
    arrivals[start].cost = 0
    var position = start
    // The space at `count` ends the last stretch.
    while true {
      let character = characters[position]
      if character.isHan {
        relaxWords(from: position)
        if character.has(CharacterRecord.opening) { relaxAmount(at: position) }
        if characters[position &+ 1].folded == character.folded { relaxRun(at: position, from: start) }
        position &+= 1
      } else if character.isLetter || character.isDigit {
        let atom = scanner.atom(at: position)
        for inside in (position + 1)..<max(atom.end, position + 1) { arrivals[inside].cost = Self.blocked }
        relax(position, atom.end, Self.atomCost, Self.label(atom.kind))
        relaxLongerWords(from: position)
        position = atom.end
      } else if isCrossed(position) {
        relax(position, position + 1, 0, Self.label(Self.kind(of: character)))
        position += 1
      } else {
        break
      }
    }
    turnPath(from: start, to: position)
    if let tagger { retag(start..<position, by: tagger) }
    emitPath(from: start, to: position)
    return position
  }

  /// Whether something that began in the stretch goes on past the symbol at `position`: 三元/盒, 百分之9.5, or the
  /// vc+ and k-y霜 of a user's list.
  private func isCrossed(_ position: Int) -> Bool {
    if position < reach { return true }
    guard characters[position].code != characterTable[0].code else { return false }
    let last = min(position + WordTableBuilder.longestWord, count)
    for end in (position + 1)...max(last, position + 1) where arrivals[end].cost != Arrival.unreached.cost {
      return true
    }
    return false
  }

  private static func kind(of symbol: CharacterRecord) -> Token.Kind {
    switch symbol.kind {
    case CharacterClass.space.rawValue: .space
    case CharacterClass.emoji.rawValue: .emoji
    default: .punctuation
    }
  }

  /// Offers an edge that may lead across symbols.
  mutating func relaxAmount(_ from: Int, _ to: Int, _ cost: Int32, _ kind: Token.Kind) {
    reach = max(reach, to)
    relax(from, to, cost, Self.label(kind))
  }

  static func label(_ kind: Token.Kind) -> Int32 { -1 - Int32(kind.rawValue) }

  /// Offers an edge of cost `cost` between two positions. Of equal offers the first stays.
  @inline(__always)
  func relax(_ from: Int, _ to: Int, _ cost: Int32, _ label: Int32) {
    let total = arrivals[from].cost &+ cost
    if total < arrivals[to].cost {
      arrivals[to] = Arrival(cost: total, link: Int32(truncatingIfNeeded: from), label: label)
    }
  }

  /// Edges for the Han character at `position`, alone, and for the dictionary words that it begins.
  @inline(__always)
  private func relaxWords(from position: Int) {
    let code = characters[position].code
    let slot = Int(nodes[0].base) &+ code
    let node = nodes[slot]
    if Int(node.check) == code, node.isWord, node.number < Self.unknownCost {
      relax(position, position &+ 1, node.number, Int32(truncatingIfNeeded: slot))
    } else {
      relax(position, position &+ 1, Self.unknownCost, Self.label(.word))
    }
    let prefix = prefixes[position]
    guard prefix.two != 0 else { return }
    relaxWord(from: position, position &+ 2, at: prefix.two)
    guard prefix.three != 0 else { return }
    relaxWord(from: position, position &+ 3, at: prefix.three)
    relaxLongerWords(from: position, nodes[Int(prefix.three)], position &+ 3)
  }

  /// An edge for the word that ends at a node, if one does.
  @inline(__always)
  private func relaxWord(from position: Int, _ end: Int, at slot: Int32) {
    let node = nodes[Int(slot)]
    if node.isWord { relax(position, end, node.number, slot) }
  }

  /// Edges for the dictionary words that begin with the letter or digit at `position`.
  private func relaxLongerWords(from position: Int) { relaxLongerWords(from: position, nodes[0], position) }

  /// Follows the trie from `node`, which `position..<end` led to.
  @inline(__always)
  private func relaxLongerWords(from position: Int, _ node: DoubleArrayNode, _ end: Int) {
    var (node, end) = (node, end)
    while true {
      let code = characters[end].code
      let slot = Int(node.base) &+ code
      node = nodes[slot]
      // The character at `count` has the unused code, which leads nowhere.
      guard Int(node.check) == code else { return }
      end &+= 1
      if node.isWord { relax(position, end, node.number, Int32(truncatingIfNeeded: slot)) }
    }
  }

  /// Turns the links around: that of a position becomes the end of the edge that begins there.
  private func turnPath(from start: Int, to end: Int) {
    var position = end
    var next = end
    while position > start {
      let previous = Int(arrivals[position].link)
      arrivals[position].link = Int32(truncatingIfNeeded: next)
      next = position
      position = previous
    }
    arrivals[start].link = Int32(truncatingIfNeeded: next)
  }

  private mutating func emitPath(from start: Int, to end: Int) {
    var position = start
    while position < end {
      let edgeEnd = Int(arrivals[position].link)
      let label = arrivals[edgeEnd].label
      // Nearly all words: dictionary words that begin with no numeral.
      if label >= 0, characters[position].isHan,
        characters[position].hasNone(of: CharacterRecord.numeral | CharacterRecord.opening)
      {
        emit(position..<edgeEnd, .word, entry: entry(label))
      } else {
        emitRareEdge(position, edgeEnd)
      }
      position = edgeEnd
    }
  }

  private mutating func emitRareEdge(_ start: Int, _ end: Int) {
    let edge = edge(start, end)
    if policy == .newspaper, edge.entry < 0, arrivals[end].label >= 0, let middle = endOfNumeral(start, end) {
      emit(start..<middle, .number)
      emit(middle..<end, .word)
    } else {
      emit(start..<end, edge.kind, entry: edge.entry)
    }
  }

  /// The lexicon entry of the word that ends at a node; −1 for none.
  @inline(__always)
  private func entry(_ node: Int32) -> LexiconEntry.ID {
    nodes[Int(node)].isMarked ? entries.entry(node: node) : -1
  }

  /// What the path's edge over positions `start..<end` is; entry −1 for none.
  func edge(_ start: Int, _ end: Int) -> (kind: Token.Kind, entry: LexiconEntry.ID) {
    let label = arrivals[end].label
    if label == Self.retagged { return (wordKind(start, end, -1), -1) }
    guard label >= 0 else {
      return (Token.Kind(rawValue: UInt8(truncatingIfNeeded: -1 - label)) ?? .word, -1)
    }
    let entry = entry(label)
    return (wordKind(start, end, entry), entry)
  }
}
