/// A trie of words over character codes in one flat array (Aoe 1989, IEEE TSE 15:1066): from `node`, character
/// code `c` leads to `base[node] + c` if that slot's `check` is `node`.
struct DoubleArrayNode {
  /// 0 for a node without children.
  var base: Int32
  var check: Int32
  /// Cost of the word that ends here, in hundredths of a nat; `noWord` if none does.
  var cost: Int32
  /// Index of the word's lexicon entry; -1 for words of the general dictionaries.
  var entry: Int32

  static let noWord = Int32.max
  static let free = DoubleArrayNode(base: 0, check: -1, cost: noWord, entry: -1)
}

/// Builds the array. Keys come sorted and distinct; codes run from 1.
///
/// Free slots are bits, so that 64 bases are tried at once: a base fits where the bits at its distance from
/// every child are all set. Searches begin where the last one for about as many children ended.
struct DoubleArrayBuilder {
  struct Key {
    /// Range of `codes`.
    var start: Int
    var end: Int
    var cost: Int32
    var entry: Int32
  }

  private let codes: [UInt16]
  private let keys: [Key]
  private let largestCode: Int
  private var nodes: [DoubleArrayNode] = []
  /// Bit `i` is set while slot `i` is free.
  private var free: [UInt64] = []
  /// By bit width of the number of children: the word of `free` where the next search begins.
  private var searchStarts = [Int](repeating: 0, count: 32)
  private var children: [(code: Int, low: Int, high: Int)] = []

  /// - Complexity: about O(characters); 350,000 words take some 0.1 s.
  static func build(codes: [UInt16], keys: [Key]) -> [DoubleArrayNode] {
    var builder = DoubleArrayBuilder(codes: codes, keys: keys)
    builder.grow(toHold: 1 << 16)
    builder.take(0, parent: 0)
    if !keys.isEmpty { builder.place(node: 0, low: 0, high: keys.count, depth: 0) }
    let used = (builder.nodes.lastIndex { $0.check >= 0 } ?? 0) + 1
    // A look-up adds any code to any base without a bounds check.
    return Array(builder.nodes[..<used])
      + [DoubleArrayNode](repeating: .free, count: builder.largestCode + 1)
  }

  private init(codes: [UInt16], keys: [Key]) {
    self.codes = codes
    self.keys = keys
    largestCode = Int(codes.max() ?? 0)
  }

  private mutating func grow(toHold slots: Int) {
    let words = (slots + 63) / 64 + 2
    guard words > free.count else { return }
    free.append(contentsOf: repeatElement(~0, count: words - free.count))
    nodes.append(contentsOf: repeatElement(.free, count: words * 64 - nodes.count))
  }

  private mutating func take(_ slot: Int, parent: Int) {
    nodes[slot].check = Int32(parent)
    free[slot >> 6] &= ~(1 << UInt64(slot & 63))
  }

  /// Puts the keys `low..<high`, which share their first `depth` codes, below `node`.
  private mutating func place(node: Int, low: Int, high: Int, depth: Int) {
    var low = low
    if keys[low].end - keys[low].start == depth {
      nodes[node].cost = keys[low].cost
      nodes[node].entry = keys[low].entry
      low += 1
    }
    guard low < high else { return }
    let mark = children.count
    var index = low
    while index < high {
      let code = codes[keys[index].start + depth]
      var end = index + 1
      while end < high, codes[keys[end].start + depth] == code { end += 1 }
      children.append((Int(code), index, end))
      index = end
    }
    let count = children.count - mark
    let base = findBase(mark, count)
    nodes[node].base = Int32(base)
    for child in mark..<(mark + count) { take(base + children[child].code, parent: node) }
    for offset in 0..<count {
      let child = children[mark + offset]
      place(node: base + child.code, low: child.low, high: child.high, depth: depth + 1)
    }
    children.removeLast(count)
  }

  /// The first base from the search start at which all children's slots are free.
  private mutating func findBase(_ mark: Int, _ count: Int) -> Int {
    let size = Int.bitWidth - count.leadingZeroBitCount
    var word = searchStarts[size]
    while true {
      grow(toHold: word * 64 + 64 + largestCode)
      // Base 0 stands for a node without children.
      var candidates: UInt64 = word == 0 ? ~1 : ~0
      for child in mark..<(mark + count) {
        candidates &= freeBits(from: word * 64 + children[child].code)
        if candidates == 0 { break }
      }
      if candidates != 0 {
        searchStarts[size] = word
        return word * 64 + candidates.trailingZeroBitCount
      }
      word += 1
    }
  }

  /// The 64 bits of `free` that begin at `slot`.
  private func freeBits(from slot: Int) -> UInt64 {
    let shift = UInt64(slot & 63)
    let low = free[slot >> 6] >> shift
    return shift == 0 ? low : low | free[(slot >> 6) + 1] << (64 - shift)
  }
}
