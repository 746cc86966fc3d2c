/// Calls `body` with each piece of `utf8` between ASCII white space, and its key.
@inline(__always)
func eachWord(
  of utf8: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>, WordTable.Key) -> Void
) {
  let raw = UnsafeRawBufferPointer(utf8)
  var start = 0
  while start < raw.count {
    let (end, key) = nextWord(raw, start)
    if end > start { body(UnsafeBufferPointer(rebasing: utf8[start..<end]), key) }
    start = end &+ 1
  }
}

/// The end of the word that begins at `start`, and its key.
@inline(__always)
private func nextWord(_ raw: UnsafeRawBufferPointer, _ start: Int) -> (end: Int, key: WordTable.Key) {
  // Most words end within eight bytes, nearly all within sixteen, which numbers take.
  if start &+ 16 <= raw.count {
    let low = Eight(raw, start)
    if low.endsWord { return (start &+ low.length, WordTable.Key(low.word, 0, count: low.length)) }
    let high = Eight(raw, start &+ 8)
    if low.hasNoLowByte, high.endsWord {
      let length = 8 &+ high.length
      return (start &+ length, WordTable.Key(low.bytes, high.word, count: length))
    }
  }
  let end = endOfWord(raw, from: start)
  return (
    end, WordTable.Key(UnsafeRawBufferPointer(rebasing: raw[start..<end]).assumingMemoryBound(to: UInt8.self))
  )
}

/// Eight bytes of a text as a number, and where the first low one is.
private struct Eight {
  let bytes: UInt64
  /// The upper bit of every byte below 0x21; those after the first may be wrong.
  private let low: UInt64

  @inline(__always)
  init(_ raw: UnsafeRawBufferPointer, _ start: Int) {
    bytes = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: start, as: UInt64.self))
    low = (bytes &- 0x2121_2121_2121_2121) & ~bytes & 0x8080_8080_8080_8080
  }

  @inline(__always)
  var hasNoLowByte: Bool { low == 0 }

  /// How many bits stand before the first low byte.
  @inline(__always)
  private var bits: UInt64 { UInt64(truncatingIfNeeded: low.trailingZeroBitCount & 0x38) }

  /// Whether there is a low byte and the first is white space.
  @inline(__always)
  var endsWord: Bool { low != 0 && isSpace(UInt8(truncatingIfNeeded: bytes &>> bits)) }

  /// How many bytes stand before the first low one, and these.
  @inline(__always)
  var length: Int { Int(truncatingIfNeeded: bits &>> 3) }

  @inline(__always)
  var word: UInt64 { bytes & ((1 &<< bits) &- 1) }
}

@inline(__always)
private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte &- 9 < 5 }

/// The next white space, or the end.
private func endOfWord(_ raw: UnsafeRawBufferPointer, from start: Int) -> Int {
  var end = start
  while end < raw.count, !isSpace(raw[end]) { end += 1 }
  return end
}
