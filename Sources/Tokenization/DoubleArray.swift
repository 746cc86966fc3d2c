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
  /// Doubly linked list of free slots, with one more slot than `nodes` as its end.
  private var next: [Int32] = [1]
  private var previous: [Int32] = [-1]
  private var firstFree = 1
  private var children: [(code: Int, low: Int, high: Int)] = []

  /// - Complexity: O(characters × tries), with at most 64 tries a node: a slot that has failed so often is
  ///   no longer the place where a search begins.
  static func build(codes: [UInt16], keys: [Key]) -> [DoubleArrayNode] {
    var builder = DoubleArrayBuilder(codes: codes, keys: keys)
    builder.grow(to: 1 << 16)
    builder.nodes[0].check = 0
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

  private mutating func grow(to count: Int) {
    let old = nodes.count
    guard count > old else { return }
    nodes.append(contentsOf: repeatElement(.free, count: count - old))
    for index in old..<count {
      next.append(Int32(index + 2))
      previous.append(Int32(index))
    }
  }

  private mutating func take(_ slot: Int, parent: Int) {
    nodes[slot].check = Int32(parent)
    let after = Int(next[slot])
    let before = Int(previous[slot])
    if slot == firstFree { firstFree = after } else { next[before] = Int32(after) }
    previous[after] = Int32(before)
  }

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

  private mutating func findBase(_ mark: Int, _ count: Int) -> Int {
    let first = children[mark].code
    var slot = firstFree
    var tries = 0
    while true {
      if slot + largestCode + 1 >= nodes.count { grow(to: nodes.count * 2 + largestCode) }
      let base = slot - first
      tries += 1
      if base >= 1 {
        var fits = true
        var child = mark + 1
        while child < mark + count {
          if nodes[base + children[child].code].check >= 0 {
            fits = false
            break
          }
          child += 1
        }
        if fits { return base }
      }
      if tries == 64 { firstFree = slot }
      slot = Int(next[slot])
    }
  }
}
