import CICU

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
  let arrivals: UnsafeMutablePointer<LatticeArrival>
  private let prefixes: UnsafeMutablePointer<LatticePrefix>
  let tags: UnsafeMutablePointer<UInt8>
  private var nextToken: UnsafeMutablePointer<Token>
  var count = 0
  /// How far amounts of the stretch have reached.
  private var reach = 0
  /// Whether bytes were met that are not UTF-8.
  var isIllFormed = false

  /// In hundredths of a nat: a Han character of no word; an atom; a Chinese numeral, alone and with a unit.
  private static let unknownCost: UInt16 = 1800
  private static let atomCost: UInt16 = 1000
  /// What a lexicon's word must be better by than an amount and the characters after it: 3瓶|装 is read that way.
  private static let claimCost: UInt16 = 320
  static let numeralCost: UInt16 = 1000
  static let quantityCost: UInt16 = 900
  /// Three or more of one character.
  static let runCost: UInt16 = 1000

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

  /// Follows the trie one, two and three characters from every position.
  ///
  /// The array is larger than the nearest caches, and while words are cut each step would be waited for: what comes
  /// next depends on where a word ends. Here the steps are independent of each other and without a branch, and each
  /// pass asks for the memory that the next one reads: a load that waits holds up the instructions behind it, a
  /// prefetch does not.
  private func followPrefixes() {
    let (nodes, characters, prefixes, count) = (self.nodes, self.characters, self.prefixes, self.count)
    let root = nodes[0].base
    for position in 0..<count {
      let first = nodes.child(ofBase: root, characters[position].code)
      prefixes[position] = LatticePrefix(one: first.value, two: 0, base: first.base)
      cicu_prefetch(nodes + (Int(first.base) &+ characters[position &+ 1].code))
    }
    for position in 0..<count {
      let second = nodes.child(ofBase: prefixes[position].base, characters[position &+ 1].code)
      prefixes[position].two = second.value
      prefixes[position].base = second.base
      cicu_prefetch(nodes + (Int(second.base) &+ characters[position &+ 2].code))
    }
    for position in 0..<count {
      let third = nodes.child(ofBase: prefixes[position].base, characters[position &+ 2].code)
      prefixes[position].three = third.value
      prefixes[position].base = third.base
    }
  }

  // MARK: - Cheapest path

  /// Cuts the stretch of Han, letters and digits (and the atoms they begin) at `start`; returns its end.
  private mutating func cutStretch(from start: Int) -> Int {
    arrivals[start] = .start
    var position = start
    // The space at `count` ends the last stretch.
    while true {
      let character = characters[position]
      if character.isHan {
        position = relaxHan(from: position, of: start)
      } else if character.isLetter || character.isDigit {
        let atom = scanner.atom(at: position)
        for inside in (position + 1)..<max(atom.end, position + 1) { arrivals[inside] = .blocked }
        relax(position, atom.end, Self.atomCost, LatticeEdge(atom.kind))
        if character.isDigit { relaxClaims(on: position..<atom.end) }
        relaxLongerWords(from: position)
        position = atom.end
      } else if isCrossed(position) {
        relax(position, position + 1, 0, LatticeEdge(Self.kind(of: character)))
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
    for end in (position + 1)...max(last, position + 1) where arrivals[end] != .unreached {
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
  mutating func relaxAmount(_ from: Int, _ to: Int, _ cost: UInt16, _ kind: Token.Kind) {
    reach = max(reach, to)
    relax(from, to, cost, .afterWords(kind))
  }

  /// Offers an edge of cost `cost` between two positions.
  @inline(__always)
  func relax(_ from: Int, _ to: Int, _ cost: UInt16, _ edge: LatticeEdge) {
    arrivals[to].accept(arrivals[from].extended(from, cost, edge))
  }

  /// Edges for the Han characters from `first` on, alone, and for what they begin: words and amounts. Returns where
  /// they end.
  ///
  /// The best arrivals at the next positions by the shorter words are carried along, so that a step need not wait for
  /// what the last one wrote to memory; there the others are. Which of these words exist is as good as random: those
  /// that do not are offered too and never win, since a wrong guess of the processor costs more.
  private mutating func relaxHan(from first: Int, of start: Int) -> Int {
    let (characters, arrivals, prefixes) = (self.characters, self.arrivals, self.prefixes)
    var position = first
    var here = arrivals[position]
    var (next, afterNext) = (LatticeArrival.unreached, LatticeArrival.unreached)
    while true {
      let character = characters[position]
      guard character.isHan else { break }
      arrivals[position] = here
      let prefix = prefixes[position]
      if prefix.base != 0 { relaxLongerWords(from: position, here, prefix.base, position &+ 3) }
      if character.has(CharacterRecord.opening) { relaxAmount(at: position) }
      if characters[position &+ 1].folded == character.folded { relaxRun(at: position, from: start) }
      let one = LatticePrefix.cost(prefix.one)
      let isWord = one < Self.unknownCost
      let alone = here.extended(
        position, isWord ? one : Self.unknownCost, isWord ? .dictionary : LatticeEdge(.word))
      let two = here.extended(position, word: prefix.two)
      let three = here.extended(position, word: prefix.three)
      position &+= 1
      here = min(min(next, arrivals[position]), alone)
      (next, afterNext) = (min(afterNext, two), three)
    }
    arrivals[position] = here
    arrivals[position &+ 1].accept(next)
    arrivals[position &+ 2].accept(afterNext)
    return position
  }

  /// Edges for the dictionary words that begin with the letter or digit at `position`.
  private func relaxLongerWords(from position: Int) {
    relaxLongerWords(from: position, arrivals[position], nodes[0].base, position)
  }

  /// 99|包邮, 2|口服液: a lexicon's word that begins with the measure word of an amount may claim it.
  private func relaxClaims(on amount: Range<Int>) {
    let unit = amount.upperBound - 1
    guard characters[unit].isHan, scanner.number(at: amount.lowerBound) == unit else { return }
    var (base, end) = (nodes[0].base, unit)
    while base != 0 {
      let node = nodes.child(ofBase: base, characters[end].code)
      end += 1
      if end > amount.upperBound, node.isWord, node.isMarked {
        arrivals[unit] = arrivals[amount.lowerBound].extended(
          amount.lowerBound, Self.atomCost + Self.claimCost, LatticeEdge(.number))
        arrivals[end].accept(arrivals[unit].extended(unit, word: node.value))
      }
      base = node.base
    }
  }

  /// Follows the trie from the base that `position..<end` led to.
  @inline(__always)
  private func relaxLongerWords(from position: Int, _ reached: LatticeArrival, _ base: UInt32, _ end: Int) {
    var (base, end) = (base, end)
    while true {
      // The character at `count` has the unused code, which leads nowhere.
      let node = nodes.child(ofBase: base, characters[end].code)
      end &+= 1
      if node.isWord { arrivals[end].accept(reached.extended(position, word: node.value)) }
      base = node.base
      if base == 0 { return }
    }
  }

  /// Turns the links around: what stood where an edge ends stands where it begins.
  private func turnPath(from start: Int, to end: Int) {
    var next = end
    var arrival = arrivals[end]
    while next > start {
      let position = arrival.origin
      let before = arrivals[position]
      arrivals[position] = LatticeArrival(edgeTo: next, arrival.edge)
      (next, arrival) = (position, before)
    }
  }

  private mutating func emitPath(from start: Int, to end: Int) {
    let (arrivals, characters, offsets) = (self.arrivals, self.characters, self.offsets)
    var position = start
    var token = nextToken
    while position < end {
      let (edgeEnd, edge) = (arrivals[position].edgeEnd, arrivals[position].edge)
      // Nearly all words: dictionary words that begin with no numeral.
      if edge == .dictionary, characters[position].isHan,
        characters[position].hasNone(of: CharacterRecord.numeral | CharacterRecord.opening)
      {
        token.initialize(
          to: Token(
            start: Int(offsets[position]), end: Int(offsets[edgeEnd]), kind: .word,
            entryIndex: entry(position, edgeEnd)))
        token += 1
      } else {
        nextToken = token
        emitRareEdge(position, edgeEnd)
        token = nextToken
      }
      position = edgeEnd
    }
    nextToken = token
  }

  @inline(never)
  private mutating func emitRareEdge(_ start: Int, _ end: Int) {
    if let kind = arrivals[start].edge.kind {
      emit(start..<end, kind)
      return
    }
    let (kind, entry) = edge(start, end)
    if policy == .newspaper, entry < 0, arrivals[start].edge == .dictionary,
      let middle = endOfNumeral(start, end)
    {
      emit(start..<middle, .number)
      emit(middle..<end, .word)
    } else {
      emit(start..<end, kind, entry: entry)
    }
  }

  /// The lexicon entry of a dictionary word; −1 for none.
  @inline(__always)
  private func entry(_ start: Int, _ end: Int) -> LexiconEntry.ID {
    let length = end &- start
    return length <= 3 && !LatticePrefix.isMarked(prefixes + start, length: length)
      ? -1 : lexiconEntry(start, end)
  }

  @inline(never)
  private func lexiconEntry(_ start: Int, _ end: Int) -> LexiconEntry.ID {
    var slot = 0
    for position in start..<end { slot = Int(nodes[slot].base) + characters[position].code }
    return nodes[slot].isMarked ? entries.entry(node: Int32(truncatingIfNeeded: slot)) : -1
  }

  /// What the path's edge over positions `start..<end` is; entry −1 for none.
  func edge(_ start: Int, _ end: Int) -> (kind: Token.Kind, entry: LexiconEntry.ID) {
    let edge = arrivals[start].edge
    if let kind = edge.kind { return (kind, -1) }
    let entry = edge == .dictionary ? entry(start, end) : -1
    return (wordKind(start, end, entry), entry)
  }
}
