/// A set of words that tells, from a place in a text, which of them stand there.
///
/// The edges of a trie in one open-addressed table: a step is one multiplication and, nearly always, one look. A class,
/// since it owns flat memory that does not change after `init`: the linter's loops go over it by `View` and count no
/// references.
final class WordTrie: @unchecked Sendable {
  /// The trie without its owner, valid while the owner lives.
  struct View {
    /// (node + 1) << 21 | scalar; 0 is an empty slot.
    fileprivate var keys: UnsafeMutablePointer<UInt64>
    /// node << 1, and 1 where a word ends.
    fileprivate var targets: UnsafeMutablePointer<Int32>
    /// Number of slots − 1; their number is a power of two.
    fileprivate var mask: Int

    /// A place in the trie while a text is read: the node, and whether a word ends there.
    struct Place {
      fileprivate var target: Int32 = 0
      var isWord: Bool { target & 1 == 1 }
    }

    /// Follows `scalar`; false where no word goes on so.
    @inline(__always)
    func advance(_ place: inout Place, by scalar: UInt32) -> Bool {
      let slot = slot(Self.key(place.target >> 1, scalar))
      place.target = targets[slot]
      return keys[slot] != 0
    }

    @inline(__always)
    fileprivate static func key(_ node: Int32, _ scalar: UInt32) -> UInt64 {
      UInt64(node + 1) << 21 | UInt64(scalar)
    }

    @inline(__always)
    fileprivate func slot(_ key: UInt64) -> Int {
      var slot = Int(truncatingIfNeeded: (key &* 0x9e37_79b9_7f4a_7c15) >> 32) & mask
      while keys[slot] != 0, keys[slot] != key { slot = (slot + 1) & mask }
      return slot
    }
  }

  private(set) var view: View
  private var edges = 0
  private var nodes: Int32 = 1
  /// The words' first scalars, each with the second where there is one.
  private(set) var heads: Set<PatternHead> = []

  /// - Parameter words: folded.
  init(scalars words: [[UInt32]]) {
    view = Self.empty(slots: 16)
    for word in words { insert(word) }
  }

  convenience init(_ words: some Sequence<String>) {
    var folder = ScalarFolder()
    self.init(words, folder: &folder)
  }

  convenience init(_ words: some Sequence<String>, folder: inout ScalarFolder) {
    var folded: [[UInt32]] = []
    for word in words { folded.append(FoldedText(word, folder: &folder).scalars) }
    self.init(scalars: folded)
  }

  deinit {
    view.keys.deallocate()
    view.targets.deallocate()
  }

  private static func empty(slots: Int) -> View {
    let view = View(keys: .allocate(capacity: slots), targets: .allocate(capacity: slots), mask: slots - 1)
    view.keys.initialize(repeating: 0, count: slots)
    view.targets.initialize(repeating: 0, count: slots)
    return view
  }

  private func insert(_ word: [UInt32]) {
    guard let first = word.first else { return }
    heads.insert(PatternHead(first: first, second: word.count > 1 ? word[1] : nil))
    var node: Int32 = 0
    for (index, scalar) in word.enumerated() {
      if (edges + 1) * 2 > view.mask + 1 { grow() }
      let key = View.key(node, scalar)
      let slot = view.slot(key)
      if view.keys[slot] == 0 {
        view.keys[slot] = key
        view.targets[slot] = nodes << 1
        nodes += 1
        edges += 1
      }
      if index == word.count - 1 { view.targets[slot] |= 1 }
      node = view.targets[slot] >> 1
    }
  }

  private func grow() {
    let old = view
    view = Self.empty(slots: (old.mask + 1) * 2)
    for index in 0...old.mask where old.keys[index] != 0 {
      let slot = view.slot(old.keys[index])
      view.keys[slot] = old.keys[index]
      view.targets[slot] = old.targets[index]
    }
    old.keys.deallocate()
    old.targets.deallocate()
  }

  /// Whether some word covers `range` of the text.
  func covers(_ range: Range<Int>, in text: [UInt32]) -> Bool {
    for start in max(0, range.lowerBound - 40)...range.lowerBound {
      var place = View.Place()
      var position = start
      while position < text.count, view.advance(&place, by: text[position]) {
        position += 1
        if place.isWord, position >= range.upperBound { return true }
      }
    }
    return false
  }
}
