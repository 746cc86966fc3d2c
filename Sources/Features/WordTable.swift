import Support

#if canImport(Glibc)
  import Glibc
#endif

/// Words numbered in the order in which they were first seen, without a `String` per word.
///
/// All bytes lie in one arena; an open-addressing hash (linear probing, at most two thirds full) finds them
/// again. A slot holds part of the hash, the length and the first eight bytes beside the word's number: a word of two
/// Han characters is told from others without a look at the arena.
/// - Complexity: `intern` and `find` are O(bytes of the word), amortised.
struct WordTable: Sendable {
  private(set) var arena: [UInt8] = []
  /// Word `i` is `arena[ends[i]..<ends[i + 1]]`.
  private(set) var ends: [Int] = [0]
  private var slots: [Slot]

  private struct Slot {
    /// 0 where empty, else `Key.tag` over the word's number + 1.
    var tagAndNumber: UInt64 = 0
    /// `Key.head`.
    var head: UInt64 = 0
  }

  init(minimumCapacity: Int = 0) {
    var size = 64
    while size * 2 < minimumCapacity * 3 { size *= 2 }
    slots = [Slot](repeating: Slot(), count: size)
  }

  var count: Int { ends.count - 1 }

  func bytes(_ index: Int) -> ArraySlice<UInt8> { arena[ends[index]..<ends[index + 1]] }

  func string(_ index: Int) -> String { String(decoding: bytes(index), as: UTF8.self) }

  /// The word's number; a new word gets the next one.
  mutating func intern(_ word: UnsafeBufferPointer<UInt8>) -> Int { intern(word, Key(word)) }

  /// As `intern(word)`, with the key of the word.
  @inline(__always)
  mutating func intern(_ word: UnsafeBufferPointer<UInt8>, _ key: Key) -> Int {
    let slot = probe(word, key)
    let number = slots[slot].tagAndNumber & 0xffff_ffff
    return number != 0 ? Int(number) - 1 : append(word, key, slot)
  }

  @inline(never)
  private mutating func append(_ word: UnsafeBufferPointer<UInt8>, _ key: Key, _ slot: Int) -> Int {
    let index = count
    arena.append(contentsOf: word)
    ends.append(arena.count)
    slots[slot] = Slot(tagAndNumber: key.tag | UInt64(index + 1), head: key.head)
    if count * 3 > slots.count * 2 { grow() }
    return index
  }

  func find(_ word: UnsafeBufferPointer<UInt8>) -> Int? {
    let number = slots[probe(word, Key(word))].tagAndNumber & 0xffff_ffff
    return number == 0 ? nil : Int(number) - 1
  }

  func find(_ word: String) -> Int? {
    var word = word
    return word.withUTF8 { find($0) }
  }

  /// The slot that holds `word`, or the empty one where it belongs.
  @inline(__always)
  private func probe(_ word: UnsafeBufferPointer<UInt8>, _ key: Key) -> Int {
    slots.withUnsafeBufferPointer { slots in
      let mask = slots.count - 1
      var slot = Int(truncatingIfNeeded: key.hash) & mask
      while true {
        let found = slots[slot]
        if found.tagAndNumber == 0 { return slot }
        // Below 255 bytes the tag tells the length.
        if found.tagAndNumber & Key.tagMask == key.tag, found.head == key.head,
          word.count <= 8 || equalsInArena(Int(found.tagAndNumber & 0xffff_ffff) - 1, word)
        {
          return slot
        }
        slot = (slot + 1) & mask
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

  private mutating func grow() {
    var larger = [Slot](repeating: Slot(), count: slots.count * 2)
    let mask = larger.count - 1
    for index in 0..<count {
      let key = bytes(index).withUnsafeBufferPointer { Key($0) }
      var slot = Int(truncatingIfNeeded: key.hash) & mask
      while larger[slot].tagAndNumber != 0 { slot = (slot + 1) & mask }
      larger[slot] = Slot(tagAndNumber: key.tag | UInt64(index + 1), head: key.head)
    }
    slots = larger
  }

  /// What a word is looked for by.
  struct Key {
    fileprivate static let tagMask: UInt64 = 0xffff_ffff_0000_0000
    /// The first eight bytes, filled up with zeros.
    fileprivate let head: UInt64
    /// Eight bytes at a time through SplitMix64's finaliser; two or three Han characters take one or two steps.
    fileprivate let hash: UInt64
    /// Bits 40 to 63 of the hash, and the length, 255 for any above.
    fileprivate let tag: UInt64

    @inline(__always)
    init(_ word: UnsafeBufferPointer<UInt8>) {
      let raw = UnsafeRawBufferPointer(word)
      let count = raw.count
      head = count >= 8 ? Self.eight(raw, 0) : Self.few(raw)
      var hash = mix64(head ^ UInt64(truncatingIfNeeded: count) &* 0x9e37_79b9_7f4a_7c15)
      var index = 8
      while index < count {
        // The last eight may reach back over bytes that were taken already.
        hash = mix64(hash ^ Self.eight(raw, min(index, count - 8)))
        index += 8
      }
      self.hash = hash
      tag = hash & 0xffff_ff00_0000_0000 | UInt64(truncatingIfNeeded: min(count, 255)) << 32
    }

    /// The key of a word of fewer than eight bytes, given as one number filled up with zeros.
    @inline(__always)
    init(short head: UInt64, count: Int) {
      self.head = head
      hash = mix64(head ^ UInt64(truncatingIfNeeded: count) &* 0x9e37_79b9_7f4a_7c15)
      tag = hash & 0xffff_ff00_0000_0000 | UInt64(truncatingIfNeeded: count) << 32
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
