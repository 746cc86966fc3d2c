import Support

#if canImport(Glibc)
  import Glibc
#endif

/// Words numbered in the order in which they were first seen, without a `String` per word.
///
/// An open-addressing hash (linear probing, at most half full) finds them again. A slot is a number of four
/// bytes and nothing else; what tells words apart, their keys, lies by number: frequent words are seen early, so that
/// their keys are neighbours and stay in the processor's cache. All bytes lie in one arena, which is looked at only for
/// words of sixteen bytes and more: five Han characters need none of it.
/// - Complexity: `intern` and `find` are O(bytes of the word), amortised.
struct WordTable: Sendable {
  private(set) var arena: [UInt8] = []
  /// Word `i` is `arena[ends[i]..<ends[i + 1]]`.
  private(set) var ends: [Int] = [0]
  /// The key of word `i` at `i + 1`; what an empty slot leads to is first.
  private var keys = [Key.none]
  /// 0 where empty, else a word's number + 1.
  private var slots: [UInt32]

  init(minimumCapacity: Int = 0) {
    var size = 64
    while size < minimumCapacity * 2 { size *= 2 }
    slots = [UInt32](repeating: 0, count: size)
  }

  /// The words of `other` that have these numbers, each once, numbered in this order.
  init(_ numbers: [Int], of other: WordTable) {
    self.init(minimumCapacity: numbers.count)
    arena.reserveCapacity(numbers.reduce(0) { $0 + other.ends[$1 + 1] - other.ends[$1] })
    ends.reserveCapacity(numbers.count + 1)
    keys.reserveCapacity(numbers.count + 1)
    other.arena.withUnsafeBufferPointer { bytes in
      for number in numbers {
        arena.append(
          contentsOf: UnsafeBufferPointer(rebasing: bytes[other.ends[number]..<other.ends[number + 1]]))
        ends.append(arena.count)
        keys.append(other.keys[number + 1])
      }
    }
    fillSlots()
  }

  var count: Int { ends.count - 1 }

  func bytes(_ index: Int) -> ArraySlice<UInt8> { arena[ends[index]..<ends[index + 1]] }

  func string(_ index: Int) -> String { String(decoding: bytes(index), as: UTF8.self) }

  /// The first eight bytes of a word as one number, filled up with zeros: orders words as their bytes do, as far as it
  /// reaches.
  func head(_ index: Int) -> UInt64 {
    keys[index + 1].low.byteSwapped
  }

  /// The word's number; a new word gets the next one.
  mutating func intern(_ word: UnsafeBufferPointer<UInt8>) -> Int { intern(word, Key(word)) }

  /// As `intern(word)`, with the key of the word. A word in its first slot, as nearly all are, needs no call.
  @inline(__always)
  mutating func intern(_ word: UnsafeBufferPointer<UInt8>, _ key: Key) -> Int {
    let number = slots.withUnsafeBufferPointer { slots in
      keys.withUnsafeBufferPointer { keys in
        let number = Int(slots[key.hash & (slots.count &- 1)])
        return keys[number] == key ? number : 0
      }
    }
    return number != 0 && key.isWord ? number &- 1 : internSlowly(word, key)
  }

  @inline(never)
  private mutating func internSlowly(_ word: UnsafeBufferPointer<UInt8>, _ key: Key) -> Int {
    let slot = slot(of: word, key)
    if slots[slot] != 0 { return Int(slots[slot]) - 1 }
    let index = count
    arena.append(contentsOf: word)
    ends.append(arena.count)
    keys.append(key)
    slots[slot] = UInt32(count)
    if count * 2 > slots.count {
      slots = [UInt32](repeating: 0, count: slots.count * 2)
      fillSlots()
    }
    return index
  }

  func find(_ word: UnsafeBufferPointer<UInt8>) -> Int? {
    let number = slots[slot(of: word, Key(word))]
    return number == 0 ? nil : Int(number) - 1
  }

  func find(_ word: String) -> Int? {
    var word = word
    return word.withUTF8 { find($0) }
  }

  /// The slot that holds `word`, or the empty one where it belongs.
  private func slot(of word: UnsafeBufferPointer<UInt8>, _ key: Key) -> Int {
    slots.withUnsafeBufferPointer { slots in
      keys.withUnsafeBufferPointer { keys in
        var slot = key.hash & (slots.count &- 1)
        while true {
          let number = Int(slots[slot])
          if number == 0 { return slot }
          if keys[number] == key, key.isWord || equalsInArena(number - 1, word) { return slot }
          slot = (slot &+ 1) & (slots.count &- 1)
        }
      }
    }
  }

  private func equalsInArena(_ index: Int, _ word: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = ends[index]
    guard ends[index + 1] - start == word.count, let other = word.baseAddress else { return false }
    return arena.withUnsafeBufferPointer { arena in
      arena.baseAddress.map { memcmp($0 + start, other, word.count) == 0 } ?? false
    }
  }

  /// Puts all words into slots that are empty.
  private mutating func fillSlots() {
    slots.withUnsafeMutableBufferPointer { slots in
      for number in 1..<keys.count {
        var slot = keys[number].hash & (slots.count &- 1)
        while slots[slot] != 0 { slot = (slot &+ 1) & (slots.count &- 1) }
        slots[slot] = UInt32(truncatingIfNeeded: number)
      }
    }
  }

  /// What a word is looked for by.
  struct Key: Equatable {
    /// The first eight bytes, filled up with zeros.
    fileprivate let low: UInt64
    /// Of fewer than sixteen bytes the others and the word's length above them, so that no other word has this key. Else
    /// a hash below a byte of ones.
    fileprivate let high: UInt64

    fileprivate static let none = Key(low: 0, high: 0)

    @inline(__always)
    private init(low: UInt64, high: UInt64) { (self.low, self.high) = (low, high) }

    /// The key of a word of fewer than sixteen bytes, given as two numbers filled up with zeros.
    @inline(__always)
    init(_ low: UInt64, _ high: UInt64, count: Int) {
      self.init(low: low, high: high | UInt64(truncatingIfNeeded: count) &<< 56)
    }

    init(_ word: UnsafeBufferPointer<UInt8>) {
      let raw = UnsafeRawBufferPointer(word)
      if raw.count < 8 {
        self.init(Self.few(raw), 0, count: raw.count)
      } else if raw.count < 16 {
        // The last eight reach back over bytes that the first have, which are shifted out.
        let last = Self.eight(raw, raw.count - 8) >> UInt64(8 * (16 - raw.count))
        self.init(Self.eight(raw, 0), last, count: raw.count)
      } else {
        self.init(long: raw)
      }
    }

    /// Eight bytes at a time through SplitMix64's finaliser; the last eight may reach back over bytes taken already.
    private init(long word: UnsafeRawBufferPointer) {
      var hash = UInt64(truncatingIfNeeded: word.count)
      for offset in stride(from: 0, to: word.count, by: 8) {
        hash = mix64(hash ^ Self.eight(word, min(offset, word.count - 8)))
      }
      self.init(low: Self.eight(word, 0), high: hash | 0xff << 56)
    }

    @inline(__always)
    static func == (a: Key, b: Key) -> Bool { (a.low ^ b.low) | (a.high ^ b.high) == 0 }

    /// Whether no other word has this key.
    @inline(__always)
    fileprivate var isWord: Bool { high < 16 << 56 }

    /// Both halves of a product, laid over each other: every bit of the key moves the lower bits, which choose a slot.
    @inline(__always)
    fileprivate var hash: Int {
      let product = (low ^ 0x9e37_79b9_7f4a_7c15).multipliedFullWidth(by: high ^ 0xbf58_476d_1ce4_e5b9)
      return Int(truncatingIfNeeded: product.low ^ product.high)
    }

    @inline(__always)
    private static func eight(_ raw: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
      UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// Fewer than eight bytes: two loads that may overlap in the middle.
    @inline(__always)
    private static func few(_ raw: UnsafeRawBufferPointer) -> UInt64 {
      let count = raw.count
      if count >= 4 {
        let low = UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: 0, as: UInt32.self))
        let high = UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self))
        return UInt64(low) | UInt64(high) << UInt64((count - 4) * 8)
      }
      if count == 0 { return 0 }
      let (middle, last) = (count / 2, count - 1)
      return UInt64(raw[0]) | UInt64(raw[middle]) << UInt64(middle * 8) | UInt64(raw[last])
        << UInt64(last * 8)
    }
  }
}
