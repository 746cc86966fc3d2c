/// A trie of words over character codes in one flat array (Aoe 1989, IEEE TSE 15:1066): from a node, character
/// code `c` leads to slot `base + c` if that slot's `check` is `c`.
///
/// No two nodes share a base, so that the code alone tells whose child a slot is, and a node takes eight bytes.
/// Codes run from 1; one code beyond the largest in use, `DoubleArray.unusedCode`, leads nowhere.
struct DoubleArrayNode {
  /// 0 for a node without children: slot `0 + c` never has the check `c`, for then its parent's base were 0.
  var base: UInt32
  /// 0 for a free slot.
  var check: UInt16
  /// What ends here; `none` if nothing does. Otherwise 15 bits of the builder's and a mark.
  var value: UInt16

  static let none = UInt16.max
  static let mark: UInt16 = 0x8000
  static let valueLimit: UInt16 = 0x7FFE

  @inline(__always) var isWord: Bool { value != Self.none }
  /// The value without its mark.
  @inline(__always) var number: Int32 { Int32(value & ~Self.mark) }
  @inline(__always) var isMarked: Bool { value & Self.mark != 0 }
}

extension UnsafePointer<DoubleArrayNode> {
  /// The node to which a code leads from a base, without a branch; one that leads nowhere if there is none.
  @inline(__always)
  func child(ofBase base: UInt32, _ code: Int) -> DoubleArrayNode {
    let node = self[Int(base) &+ code]
    let isChild = Int(node.check) == code
    return DoubleArrayNode(
      base: isChild ? node.base : 0, check: node.check, value: isChild ? node.value : DoubleArrayNode.none)
  }
}

/// A finished array with its largest code: slots at the end are padded, so that a look-up needs no bounds check.
struct DoubleArray {
  var nodes: [DoubleArrayNode]
  /// By key: the slot at which it ends.
  var slots: [Int32]
}

/// Builds the array. Keys come sorted and distinct.
///
/// Free slots are bits, so that 64 bases are tried at once: a base fits where it is unused and the bits at its
/// distance from every child are all set. Searches begin where the last one for about as many children ended.
struct DoubleArrayBuilder {
  struct Key {
    /// Place in `codes`.
    var start: Int32
    var length: UInt16
    var value: UInt16
  }

  private let codes: UnsafeBufferPointer<UInt16>
  private let keys: UnsafeBufferPointer<Key>
  private let largestCode: Int
  private var nodes: [DoubleArrayNode] = []
  private var slots: [Int32]
  /// Bit `i` is set while slot `i` is free, and while no node has the base `i`.
  private var free: [UInt64] = []
  private var unusedBases: [UInt64] = []
  private var lastSlot = 0
  /// By bit width of the number of children: the word of `free` where the next search begins.
  private var searchStarts = [Int](repeating: 0, count: 32)
  private var children: [(code: Int, low: Int, high: Int)] = []

  /// - Parameter largestCode: of `codes`; at most 65,534.
  /// - Complexity: about O(characters); 350,000 words take some 20 ms.
  static func build(codes: [UInt16], keys: [Key], largestCode: Int) -> DoubleArray {
    codes.withUnsafeBufferPointer { codes in
      keys.withUnsafeBufferPointer { keys in
        var builder = DoubleArrayBuilder(codes: codes, keys: keys, largestCode: largestCode)
        return builder.build()
      }
    }
  }

  private init(codes: UnsafeBufferPointer<UInt16>, keys: UnsafeBufferPointer<Key>, largestCode: Int) {
    self.codes = codes
    self.keys = keys
    self.largestCode = largestCode
    slots = [Int32](repeating: 0, count: keys.count)
  }

  private mutating func build() -> DoubleArray {
    // Word lists take less than three slots a word.
    grow(toHold: keys.count * 3 + largestCode)
    // Base 0 stands for a node without children; slot 0 is the root.
    unusedBases[0] &= ~1
    free[0] &= ~1
    if !keys.isEmpty { place(node: 0, low: 0, high: keys.count, depth: 0) }
    // A look-up adds any code up to the unused one to any base or slot number.
    let size = lastSlot + largestCode + 2
    grow(toHold: size)
    nodes.removeLast(nodes.count - size)
    return DoubleArray(nodes: nodes, slots: slots)
  }

  private mutating func grow(toHold slots: Int) {
    let words = (slots + 63) / 64 + 2
    guard words > free.count else { return }
    let target = max(words, free.count + free.count / 2)
    free.append(contentsOf: repeatElement(~0, count: target - free.count))
    unusedBases.append(contentsOf: repeatElement(~0, count: target - unusedBases.count))
    let empty = DoubleArrayNode(base: 0, check: 0, value: DoubleArrayNode.none)
    nodes.append(contentsOf: repeatElement(empty, count: target * 64 - nodes.count))
  }

  /// Puts the keys `low..<high`, which share their first `depth` codes, below `node`.
  private mutating func place(node: Int, low: Int, high: Int, depth: Int32) {
    var low = low
    if Int32(keys[low].length) == depth {
      nodes[node].value = keys[low].value
      slots[low] = Int32(node)
      low += 1
    }
    guard low < high else { return }
    let mark = children.count
    var index = low
    while index < high {
      let code = codes[Int(keys[index].start &+ depth)]
      var end = index + 1
      while end < high, codes[Int(keys[end].start &+ depth)] == code { end += 1 }
      children.append((Int(code), index, end))
      index = end
    }
    let count = children.count - mark
    let base = findBase(mark, count)
    nodes[node].base = UInt32(base)
    unusedBases[base >> 6] &= ~(1 << UInt64(base & 63))
    for child in mark..<(mark + count) {
      let slot = base + children[child].code
      nodes[slot].check = UInt16(children[child].code)
      free[slot >> 6] &= ~(1 << UInt64(slot & 63))
      lastSlot = max(lastSlot, slot)
    }
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
      var candidates = unusedBases[word]
      for child in mark..<(mark + count) {
        if candidates == 0 { break }
        candidates &= freeBits(from: word * 64 + children[child].code)
      }
      if candidates != 0 {
        searchStarts[size] = word
        return word * 64 + candidates.trailingZeroBitCount
      }
      word += 1
    }
  }

  /// The 64 bits of `free` that begin at `slot`.
  @inline(__always)
  private func freeBits(from slot: Int) -> UInt64 {
    let shift = UInt64(slot & 63)
    let low = free[slot >> 6] >> shift
    return shift == 0 ? low : low | free[(slot >> 6) + 1] << (64 - shift)
  }
}
