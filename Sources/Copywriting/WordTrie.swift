/// A set of words that tells, from a place in a text, which of them stand there.
///
/// The edges of a trie in one open-addressed table: a step is one multiplication and, nearly always, one look.
struct WordTrie: Sendable {
  /// (node + 1) << 21 | scalar; 0 is an empty slot.
  private var keys = [UInt64](repeating: 0, count: 16)
  private var targets = [Int32](repeating: 0, count: 16)
  private var edges = 0
  private var isWord = [false]
  /// The words' first scalars, each with the second where there is one.
  private(set) var heads: Set<PatternHead> = []

  init(_ words: some Sequence<String>) {
    var folder = ScalarFolder()
    self.init(words, folder: &folder)
  }

  init(_ words: some Sequence<String>, folder: inout ScalarFolder) {
    for word in words { insert(FoldedText(word, folder: &folder).scalars) }
  }

  private func slot(_ key: UInt64) -> Int {
    let mask = keys.count - 1
    var slot = Int(truncatingIfNeeded: (key &* 0x9e37_79b9_7f4a_7c15) >> 32) & mask
    while keys[slot] != 0, keys[slot] != key { slot = (slot + 1) & mask }
    return slot
  }

  private func child(of node: Int32, _ scalar: UInt32) -> Int32? {
    let slot = slot(UInt64(node + 1) << 21 | UInt64(scalar))
    return keys[slot] == 0 ? nil : targets[slot]
  }

  private mutating func insert(_ word: [UInt32]) {
    guard let first = word.first else { return }
    heads.insert(PatternHead(first: first, second: word.count > 1 ? word[1] : nil))
    var node: Int32 = 0
    for scalar in word {
      if let known = child(of: node, scalar) {
        node = known
        continue
      }
      if (edges + 1) * 2 > keys.count { grow() }
      let key = UInt64(node + 1) << 21 | UInt64(scalar)
      let slot = slot(key)
      keys[slot] = key
      targets[slot] = Int32(isWord.count)
      node = Int32(isWord.count)
      isWord.append(false)
      edges += 1
    }
    isWord[Int(node)] = true
  }

  private mutating func grow() {
    let old = zip(keys, targets).filter { $0.0 != 0 }
    keys = [UInt64](repeating: 0, count: keys.count * 2)
    targets = [Int32](repeating: 0, count: keys.count)
    for (key, target) in old {
      let slot = slot(key)
      keys[slot] = key
      targets[slot] = target
    }
  }

  /// Calls `body` with the end of each word that begins at `start`, shortest first.
  func forEachEnd(in text: [UInt32], from start: Int, _ body: (Int) -> Void) {
    var node: Int32 = 0
    var position = start
    while position < text.count, let next = child(of: node, text[position]) {
      node = next
      position += 1
      if isWord[Int(node)] { body(position) }
    }
  }

  /// Whether some word covers `range` of the text.
  func covers(_ range: Range<Int>, in text: [UInt32]) -> Bool {
    for start in max(0, range.lowerBound - 40)...range.lowerBound {
      var isCovered = false
      forEachEnd(in: text, from: start) { if $0 >= range.upperBound { isCovered = true } }
      if isCovered { return true }
    }
    return false
  }
}
