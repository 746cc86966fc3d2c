import Support

/// Counts by 64-bit key: open addressing with linear probing in flat memory, grown at half load.
///
/// Keys are hashes of n-grams; among ten million of them two are equal by chance once in 400,000 corpora.
struct NGramTable {
  struct Slot {
    /// 0 for an empty slot.
    var key: UInt64
    var count: UInt32
    /// Counts of a second kind, or an index: the user's choice.
    var extra: UInt32
    /// Where the n-gram was first seen, with a positive `extra` if it ever had one.
    var first: Int32
  }

  private(set) var slots: [Slot]
  private(set) var used = 0
  private static let empty = Slot(key: 0, count: 0, extra: 0, first: 0)

  init(capacity: Int = 1 << 12) {
    var size = 1 << 12
    while size < capacity * 2 { size *= 2 }
    slots = [Slot](repeating: Self.empty, count: size)
  }

  /// The key of the symbols, never 0.
  @inline(__always)
  static func key(_ symbols: UnsafeBufferPointer<UInt16>, _ start: Int, _ length: Int) -> UInt64 {
    var state: UInt64 = 0
    for position in start..<(start &+ length) { state = extend(state, symbols[position]) }
    return state | 1
  }

  /// The hash of one symbol more; a key is the hash with its lowest bit set.
  @inline(__always)
  static func extend(_ state: UInt64, _ symbol: UInt16) -> UInt64 { mix64(state &+ UInt64(symbol)) }

  @inline(__always)
  private func index(of key: UInt64) -> Int {
    var index = Int(truncatingIfNeeded: key >> 20) & (slots.count - 1)
    while slots[index].key != key, slots[index].key != 0 { index = (index + 1) & (slots.count - 1) }
    return index
  }

  /// Counts one occurrence at `position`.
  @inline(__always)
  mutating func add(_ key: UInt64, extra: UInt32, at position: Int) {
    let index = index(of: key)
    if slots[index].key == 0 {
      slots[index] = Slot(key: key, count: 1, extra: extra, first: Int32(truncatingIfNeeded: position))
      used += 1
      if used * 2 > slots.count { grow() }
    } else {
      if slots[index].extra == 0, extra > 0 { slots[index].first = Int32(truncatingIfNeeded: position) }
      slots[index].count &+= 1
      slots[index].extra &+= extra
    }
  }

  @inline(__always)
  subscript(key: UInt64) -> Slot? {
    let slot = slots[index(of: key)]
    return slot.key == 0 ? nil : slot
  }

  private mutating func grow() {
    let old = slots
    slots = [Slot](repeating: Self.empty, count: old.count * 2)
    for slot in old where slot.key != 0 { slots[index(of: slot.key)] = slot }
  }

  /// The table of the slots that `isWanted`.
  func filtered(_ isWanted: (Slot) -> Bool) -> NGramTable {
    let wanted = slots.filter { $0.key != 0 && isWanted($0) }
    var result = NGramTable(capacity: wanted.count + 1)
    for slot in wanted { result.slots[result.index(of: slot.key)] = slot }
    result.used = wanted.count
    return result
  }
}
