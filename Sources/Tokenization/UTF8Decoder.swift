/// Scalars out of bytes that may be anything: an ill-formed byte reads as U+FFFD, one at a time.
enum UTF8Decoder {
  /// The scalar at `start`, which must be inside `text`, and where the next one begins.
  @inline(__always)
  static func next(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> (scalar: UInt32, next: Int) {
    let lead = text[start]
    if lead < 0x80 { return (UInt32(lead), start &+ 1) }
    // Nearly all Han characters: leads E1…EC have neither overlong forms nor surrogates.
    if lead >= 0xE1, lead <= 0xEC, start &+ 2 < text.count {
      let (second, third) = (text[start &+ 1], text[start &+ 2])
      if second & 0xC0 == 0x80, third & 0xC0 == 0x80 {
        return (UInt32(lead & 15) << 12 | UInt32(second & 63) << 6 | UInt32(third & 63), start &+ 3)
      }
    }
    return rare(text, start)
  }

  /// Two- to four-byte sequences with every check of the definition (RFC 3629, section 4).
  private static func rare(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> (scalar: UInt32, next: Int) {
    let invalid = (UInt32(0xFFFD), start + 1)
    let lead = text[start]
    let size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
    guard lead >= 0xC2, lead <= 0xF4, start + size <= text.count else { return invalid }
    var scalar = UInt32(lead) & (0x7F >> UInt32(size))
    for index in (start + 1)..<(start + size) {
      guard text[index] & 0xC0 == 0x80 else { return invalid }
      scalar = scalar << 6 | UInt32(text[index] & 63)
    }
    let isShortest = size == 2 || (size == 3 && scalar >= 0x800) || (size == 4 && scalar >= 0x10000)
    guard isShortest, scalar <= 0x10FFFF, !(0xD800...0xDFFF).contains(scalar) else { return invalid }
    return (scalar, start + size)
  }

  static func scalarCount(_ text: UnsafeBufferPointer<UInt8>) -> Int {
    var count = 0
    var position = 0
    while position < text.count {
      position = next(text, position).next
      count += 1
    }
    return count
  }
}
