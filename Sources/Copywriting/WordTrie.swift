/// A set of words that tells, from a place in a text, which of them stand there.
struct WordTrie: Sendable {
  private struct Node {
    var next: [UInt32: Int] = [:]
    var isWord = false
  }

  private var nodes = [Node()]

  init(_ words: some Sequence<String>) {
    var folder = ScalarFolder()
    for word in words { insert(word, &folder) }
  }

  var firsts: Set<UInt32> { Set(nodes[0].next.keys) }

  private mutating func insert(_ word: String, _ folder: inout ScalarFolder) {
    var node = 0
    for scalar in FoldedText(word, folder: &folder).scalars {
      if let known = nodes[node].next[scalar] {
        node = known
      } else {
        nodes.append(Node())
        nodes[node].next[scalar] = nodes.count - 1
        node = nodes.count - 1
      }
    }
    if node != 0 { nodes[node].isWord = true }
  }

  /// Calls `body` with the end of each word that begins at `start`, shortest first.
  func forEachEnd(in text: [UInt32], from start: Int, _ body: (Int) -> Void) {
    var node = 0
    var position = start
    while position < text.count, let next = nodes[node].next[text[position]] {
      node = next
      position += 1
      if nodes[node].isWord { body(position) }
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
