/// Numbers by 64-bit hash in flat memory: open addressing with linear probing, at most half full.
///
/// For keys that are hashes already (`Feature`, what `mix64` gives): hashing them once more, as `Dictionary` does,
/// was a third of the time it took to build an index. Keys are trusted: whoever needs certainty compares what was
/// found.
struct HashTable: Sendable {
  private var keys: [UInt64]
  /// The number of each key; −1 where the slot is free.
  private var values: [Int32]
  private var shift: UInt64
  private(set) var count = 0

  /// - Parameter capacity: about how many keys there will be; more are no mistake.
  init(capacity: Int = 0) {
    var bits: UInt64 = 4
    while 1 << bits < capacity * 2 { bits += 1 }
    keys = [UInt64](repeating: 0, count: 1 << bits)
    values = [Int32](repeating: -1, count: 1 << bits)
    shift = 64 - bits
  }

  /// - Complexity: O(1) on average.
  subscript(_ key: UInt64) -> Int32? {
    let value = values[slot(of: key)]
    return value < 0 ? nil : value
  }

  /// The number of `key`, which becomes `value` (≥ 0) where it had none.
  @discardableResult mutating func number(of key: UInt64, orNew value: Int32) -> Int32 {
    let slot = slot(of: key)
    if values[slot] >= 0 { return values[slot] }
    keys[slot] = key
    values[slot] = value
    count += 1
    if count * 2 > keys.count { grow() }
    return value
  }

  /// Where `key` is, or the free slot where it would be. Half of the slots are free, so that there is one.
  private func slot(of key: UInt64) -> Int {
    // Multiplicative hashing takes the highest bits of the product (Knuth 1998, TAOCP 3, 6.4).
    var slot = Int(truncatingIfNeeded: (key &* 0x9e37_79b9_7f4a_7c15) >> shift)
    while values[slot] >= 0, keys[slot] != key { slot = (slot + 1) & (keys.count - 1) }
    return slot
  }

  private mutating func grow() {
    var larger = HashTable(capacity: keys.count)
    for slot in keys.indices where values[slot] >= 0 {
      larger.number(of: keys[slot], orNew: values[slot])
    }
    self = larger
  }
}

/// Several numbers by 64-bit hash, in the order in which they were added.
struct HashLists: Sendable {
  private var first: HashTable
  /// By entry: its number and the next entry of the same key, −1 after the last.
  private var entries: [(number: Int32, next: Int32)] = []
  /// By first entry of a key: the last one.
  private var lasts: [Int32] = []

  init(capacity: Int = 0) { first = HashTable(capacity: capacity) }

  mutating func add(_ number: Int, to key: UInt64) {
    let entry = Int32(entries.count)
    entries.append((Int32(number), -1))
    lasts.append(entry)
    let head = Int(first.number(of: key, orNew: entry))
    guard head != Int(entry) else { return }
    entries[Int(lasts[head])].next = entry
    lasts[head] = entry
  }

  /// nil when there are none.
  subscript(_ key: UInt64) -> [Int]? {
    guard var entry = first[key] else { return nil }
    var numbers: [Int] = []
    while entry >= 0 {
      numbers.append(Int(entries[Int(entry)].number))
      entry = entries[Int(entry)].next
    }
    return numbers
  }
}
