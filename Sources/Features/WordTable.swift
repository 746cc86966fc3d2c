import Support

#if canImport(Glibc)
  import Glibc
#endif

/// Words numbered in the order in which they were first seen, without a `String` per word.
///
/// All bytes lie in one arena; an open-addressing hash (linear probing, at most two thirds full) finds them
/// again. A slot holds the upper half of the hash beside the word's number, so that most probes of other words
/// never touch the arena.
/// - Complexity: `intern` and `find` are O(bytes of the word), amortised.
struct WordTable: Sendable {
  private(set) var arena: [UInt8] = []
  /// Word `i` is `arena[ends[i]..<ends[i + 1]]`.
  private(set) var ends: [Int] = [0]
  /// 0 where empty, else the hash's upper 32 bits over the word's number + 1.
  private var slots: [UInt64]

  init(minimumCapacity: Int = 0) {
    var size = 64
    while size * 2 < minimumCapacity * 3 { size *= 2 }
    slots = [UInt64](repeating: 0, count: size)
  }

  var count: Int { ends.count - 1 }

  func bytes(_ index: Int) -> ArraySlice<UInt8> { arena[ends[index]..<ends[index + 1]] }

  func string(_ index: Int) -> String { String(decoding: bytes(index), as: UTF8.self) }

  /// The word's number; a new word gets the next one.
  mutating func intern(_ word: UnsafeBufferPointer<UInt8>) -> Int {
    let hash = Self.hash(word)
    let slot = probe(word, hash)
    if slots[slot] != 0 { return Int(slots[slot] & 0xffff_ffff) - 1 }
    let index = count
    arena.append(contentsOf: word)
    ends.append(arena.count)
    slots[slot] = hash & 0xffff_ffff_0000_0000 | UInt64(index + 1)
    if count * 3 > slots.count * 2 { grow() }
    return index
  }

  func find(_ word: UnsafeBufferPointer<UInt8>) -> Int? {
    let slot = slots[probe(word, Self.hash(word))]
    return slot == 0 ? nil : Int(slot & 0xffff_ffff) - 1
  }

  func find(_ word: String) -> Int? {
    var word = word
    return word.withUTF8 { find($0) }
  }

  /// The slot that holds `word`, or the empty one where it belongs.
  private func probe(_ word: UnsafeBufferPointer<UInt8>, _ hash: UInt64) -> Int {
    slots.withUnsafeBufferPointer { slots in
      let mask = slots.count - 1
      let tag = hash >> 32
      var slot = Int(truncatingIfNeeded: hash) & mask
      while slots[slot] != 0 {
        if slots[slot] >> 32 == tag, equals(Int(slots[slot] & 0xffff_ffff) - 1, word) { return slot }
        slot = (slot + 1) & mask
      }
      return slot
    }
  }

  private func equals(_ index: Int, _ word: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = ends[index]
    guard ends[index + 1] - start == word.count, let other = word.baseAddress else {
      return ends[index + 1] - start == word.count
    }
    return arena.withUnsafeBufferPointer { arena in
      arena.baseAddress.map { memcmp($0 + start, other, word.count) == 0 } ?? false
    }
  }

  private mutating func grow() {
    var larger = [UInt64](repeating: 0, count: slots.count * 2)
    let mask = larger.count - 1
    for index in 0..<count {
      let hash = bytes(index).withUnsafeBufferPointer(Self.hash)
      var slot = Int(truncatingIfNeeded: hash) & mask
      while larger[slot] != 0 { slot = (slot + 1) & mask }
      larger[slot] = hash & 0xffff_ffff_0000_0000 | UInt64(index + 1)
    }
    slots = larger
  }

  /// Eight bytes at a time through SplitMix64's finaliser; two or three Han characters take one or two steps.
  private static func hash(_ word: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash = UInt64(truncatingIfNeeded: word.count) &* 0x9e37_79b9_7f4a_7c15
    let raw = UnsafeRawBufferPointer(word)
    var index = 0
    while index + 8 <= raw.count {
      hash = mix64(hash ^ UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)))
      index += 8
    }
    var tail: UInt64 = 0
    while index < raw.count {
      tail = tail << 8 | UInt64(raw[index])
      index += 1
    }
    return mix64(hash ^ tail)
  }
}
