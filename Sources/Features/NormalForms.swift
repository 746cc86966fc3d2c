import Tokenization

/// Token bytes as vocabularies count them (`Normalizer.normalize`), fast where nothing has to change.
///
/// Nearly every token of a review is already normal: simplified Han and lower-case ASCII. Those are recognised
/// byte by byte; every other spelling is normalised once and remembered.
struct NormalForms: Sendable {
  private var sources = WordTable()
  private var normals: [UInt8] = []
  private var ends: [Int] = [0]

  /// Calls `body` with the normal form of `source`, which is well-formed UTF-8. It may be empty.
  mutating func withNormal<Result>(
    _ source: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
  ) rethrows -> Result {
    if Self.isNormal(source) { return try body(source) }
    if let known = sources.find(source) {
      return try normals[ends[known]..<ends[known + 1]].withUnsafeBufferPointer(body)
    }
    // A stream without end must not fill the memory with its spellings.
    if sources.count >= 1 << 20 { self = NormalForms() }
    let known = sources.intern(source)
    normals.append(contentsOf: Normalizer.normalize(String(decoding: source, as: UTF8.self)).utf8)
    ends.append(normals.count)
    return try normals[ends[known]..<ends[known + 1]].withUnsafeBufferPointer(body)
  }

  /// Whether the bytes are lower-case ASCII and Han characters that normalise to themselves. False only means
  /// that one has to ask the normaliser.
  static func isNormal(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
    unchangedHan.withUnsafeBufferPointer { unchanged in
      var index = 0
      while index < word.count {
        let byte = word[index]
        if byte < 0x80 {
          if byte &- 0x41 < 26 { return false }
          index += 1
          continue
        }
        guard byte & 0xf0 == 0xe0, index + 2 < word.count else { return false }
        let scalar = Int(byte & 0x0f) << 12 | Int(word[index + 1] & 0x3f) << 6 | Int(word[index + 2] & 0x3f)
        let han = scalar - firstHan
        guard han >= 0, han < hanCount, unchanged[han] else { return false }
        index += 3
      }
      return true
    }
  }

  private static let firstHan = 0x4e00
  private static let hanCount = 0x9fff - firstHan + 1

  /// By Han character of the block U+4E00…U+9FFF: does the normaliser leave it alone?
  private static let unchangedHan: [Bool] = {
    let scalars = (0..<hanCount).compactMap { Unicode.Scalar(UInt32(firstHan + $0)) }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    let normal = Array(Normalizer.normalize(String(text)).unicodeScalars)
    if normal.count == scalars.count { return zip(scalars, normal).map { $0 == $1 } }
    return scalars.map { Normalizer.normalize(String($0)) == String($0) }
  }()
}
