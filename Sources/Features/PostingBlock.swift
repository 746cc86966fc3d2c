/// Up to 64 postings of a word, bit-packed: which documents have it, and how often.
///
/// ```
/// documentWidth   u8     bits of each gap, 0…32
/// frequencyWidth  u8     bits of each frequency − 1, 0…16
/// gaps            count × documentWidth bits, little-endian, filled up to whole bytes
/// frequencies     count × frequencyWidth bits, the same
/// ```
/// A gap is the document's number minus that of the posting before, minus 1; before a word's first posting
/// stands −1. Frame-of-reference packing after Lemire & Boytsov 2015 (SPE 45:1, doi:10.1002/spe.2203), with one
/// width for all so that a value is one unaligned load, a shift and a mask.
enum PostingBlock {
  static let capacity = 64
  /// Bytes that a decoder may read after a block's last byte.
  static let padding = 8

  /// Appends a block of the same number of documents (ascending, all above `previous`) and frequencies (≥ 1).
  static func encode(
    _ documents: ArraySlice<UInt32>, _ frequencies: ArraySlice<UInt16>, after previous: Int,
    to bytes: inout [UInt8]
  ) {
    var previous = previous
    let gaps = documents.map { document in
      defer { previous = Int(document) }
      return UInt32(truncatingIfNeeded: Int(document) - previous - 1)
    }
    let counts = frequencies.map { UInt32($0) - 1 }
    let widths = [gaps, counts].map { values in 32 - values.reduce(0) { $0 | $1 }.leadingZeroBitCount }
    bytes.append(UInt8(widths[0]))
    bytes.append(UInt8(widths[1]))
    pack(gaps, widths[0], to: &bytes)
    pack(counts, widths[1], to: &bytes)
  }

  private static func pack(_ values: [UInt32], _ width: Int, to bytes: inout [UInt8]) {
    var pending: UInt64 = 0
    var bits = 0
    for value in values {
      pending |= UInt64(value) << UInt64(bits)
      bits += width
      while bits >= 8 {
        bytes.append(UInt8(truncatingIfNeeded: pending))
        pending >>= 8
        bits -= 8
      }
    }
    if bits > 0 { bytes.append(UInt8(truncatingIfNeeded: pending)) }
  }

  /// Reads a block of `count` postings that begins at `start` of `bytes`.
  ///
  /// Whatever the bytes are, nothing outside of them is read, and on success all documents are in
  /// `previous + 1 ... last`.
  /// - Returns: whether the block lies within `bytes` and ends with the document `last`.
  /// - Precondition: 1 ≤ `count` ≤ `capacity`, and both outputs have room for them.
  static func decode(
    _ bytes: UnsafeRawBufferPointer, start: Int, count: Int, after previous: Int, last: Int,
    documents: UnsafeMutablePointer<UInt32>, frequencies: UnsafeMutablePointer<UInt32>
  ) -> Bool {
    guard start >= 0, start <= bytes.count - padding - 2 else { return false }
    let documentWidth = Int(bytes[start])
    let frequencyWidth = Int(bytes[start + 1])
    guard documentWidth <= 32, frequencyWidth <= 16 else { return false }
    let documentBytes = (count * documentWidth + 7) / 8
    let frequencyBytes = (count * frequencyWidth + 7) / 8
    guard start + 2 + documentBytes + frequencyBytes <= bytes.count - padding,
      let base = bytes.baseAddress
    else { return false }
    let gaps = base + start + 2
    var document = previous
    let documentMask = (1 << UInt64(documentWidth)) as UInt64 &- 1
    var bit = 0
    for index in 0..<count {
      let word = UInt64(littleEndian: gaps.loadUnaligned(fromByteOffset: bit >> 3, as: UInt64.self))
      document &+= 1 &+ Int(truncatingIfNeeded: word >> UInt64(bit & 7) & documentMask)
      documents[index] = UInt32(truncatingIfNeeded: document)
      bit &+= documentWidth
    }
    let counts = gaps + documentBytes
    let frequencyMask = (1 << UInt64(frequencyWidth)) as UInt64 &- 1
    bit = 0
    for index in 0..<count {
      let word = UInt64(littleEndian: counts.loadUnaligned(fromByteOffset: bit >> 3, as: UInt64.self))
      frequencies[index] = UInt32(truncatingIfNeeded: word >> UInt64(bit & 7) & frequencyMask) &+ 1
      bit &+= frequencyWidth
    }
    // Gaps only grow, so a right end means that all before it are below.
    return document == last
  }
}
