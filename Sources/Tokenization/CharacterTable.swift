import CICU
import Support

/// What a character is to the tokenizer.
enum CharacterClass: UInt8 {
  case symbol
  case digit
  case letter
  case han
  case space
  case emoji
  /// Combining marks, zero-width characters, variation selectors: part of the character before them.
  case attached
}

/// Per character of the Basic Multilingual Plane: its class, the one character it folds to (NFKC, lower case,
/// simplified). Made from ICU once per ICU version, then mapped from the cache.
final class CharacterTable: @unchecked Sendable {
  // Immutable after `init`, hence safe to share.
  static let shared = CharacterTable()
  static let planeSize = 0x10000

  /// The character's folded form; itself where folding gives more or fewer than one BMP character.
  let folded: UnsafePointer<UInt16>
  /// Raw values of `CharacterClass`.
  let classes: UnsafePointer<UInt8>
  /// 1 where NFKC_Casefold makes of the character just what `folded` says, so that a text of such characters
  /// is normalised by the table alone.
  let isSimple: UnsafePointer<UInt8>
  private let memory: AnyObject

  private static let formatVersion: UInt64 = 6
  private static let columns = planeSize * 4

  private init() {
    let version = String(cString: cicu_version())
    let key = stableHash(version, seed: Self.formatVersion)
    let name = "characters-icu\(version)-\(Self.formatVersion).bin"
    if let mapping = CacheFile.map(name, key: key), mapping.bytes.count == Self.columns {
      (folded, classes, isSimple) = Self.columns(of: mapping.bytes)
      memory = mapping
    } else {
      let bytes = Self.make()
      let copy = OwnedBytes(copying: bytes)
      CacheFile.store(name, key: key, payload: UnsafeRawBufferPointer(copy.bytes))
      (folded, classes, isSimple) = Self.columns(of: UnsafeRawBufferPointer(copy.bytes))
      memory = copy
    }
  }

  private static func columns(
    of bytes: UnsafeRawBufferPointer
  ) -> (UnsafePointer<UInt16>, UnsafePointer<UInt8>, UnsafePointer<UInt8>) {
    // The caller checked the size; `OwnedBytes` and mappings are aligned far beyond two bytes.
    let base = bytes.baseAddress.unsafelyUnwrapped
    return (
      base.assumingMemoryBound(to: UInt16.self), (base + planeSize * 2).assumingMemoryBound(to: UInt8.self),
      (base + planeSize * 3).assumingMemoryBound(to: UInt8.self)
    )
  }

  /// The three columns one after the other: folded, classes, simple.
  private static func make() -> [UInt8] {
    let han = (0..<UInt32(planeSize)).filter { isHan($0) }
    let simplified = transliterate(han, "Traditional-Simplified", isOneStep: true)
    var folded = (0..<planeSize).map { UInt16($0) }
    var classes = [UInt8](repeating: 0, count: planeSize)
    var simple = [UInt8](repeating: 0, count: planeSize)
    for point in 0..<UInt32(planeSize) {
      classes[Int(point)] = classify(point).rawValue
      let target = cicu_fold(point)
      guard target >= 0, target < planeSize else { continue }
      folded[Int(point)] = UInt16(target)
      // What composes with the character before it (marks, Hangul vowels) is not alone.
      simple[Int(point)] = cicu_nfkc_boundary_before(point) ? 1 : 0
    }
    for (point, target) in zip(han, simplified) {
      let scalars = target.unicodeScalars
      // What the transform leaves alone keeps its NFKC form: 豈 (U+F900) is 豈 (U+8C48).
      if scalars.count == 1, let only = scalars.first, only.value < planeSize, only.value != point {
        folded[Int(point)] = UInt16(only.value)
      }
    }
    // A compatibility form may fold to a traditional character, and a chain must end.
    for point in 0..<planeSize { folded[point] = folded[Int(folded[point])] }

    var bytes: [UInt8] = []
    bytes.reserveCapacity(columns)
    folded.withUnsafeBytes { bytes.append(contentsOf: $0) }
    bytes.append(contentsOf: classes)
    bytes.append(contentsOf: simple)
    return bytes
  }

  /// Each scalar on its own line, so that ICU reads it without context.
  /// - Parameter isOneStep: whether the transform is one set of rules, which can tell what they mention: what they
  ///   do not is left alone, nine tenths of all Han characters.
  static func transliterate(
    _ scalars: [UInt32], _ identifier: String, isOneStep: Bool = false
  ) -> [String] {
    guard let transform = cicu_transliterator_open(identifier) else {
      return scalars.map { _ in "" }
    }
    defer { cicu_transliterator_close(transform) }
    var result = scalars.map { Unicode.Scalar($0).map { String($0) } ?? "" }
    let touched = scalars.indices.filter {
      !isOneStep || cicu_transliterator_touches(transform, scalars[$0])
    }
    let source = Array(touched.map { result[$0] }.joined(separator: "\n").utf8)
    var output = [UInt8](repeating: 0, count: source.count * 4)
    let count = cicu_transliterate(transform, source, Int32(source.count), &output, Int32(output.count))
    guard count > 0, count <= output.count else { return scalars.map { _ in "" } }
    let lines = String(decoding: output[..<Int(count)], as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    guard lines.count == touched.count else { return scalars.map { _ in "" } }
    for (index, line) in zip(touched, lines) { result[index] = String(line) }
    return result
  }

  /// The class of a scalar beyond the Basic Multilingual Plane.
  static func wideClass(_ scalar: UInt32) -> CharacterClass {
    let index = Int(scalar) - planeSize
    return index < planeSize ? secondPlane[index] : classify(scalar)
  }

  /// Emoji and rare scripts.
  private static let secondPlane = (UInt32(planeSize)..<UInt32(planeSize * 2)).map { classify($0) }

  static func classify(_ scalar: UInt32) -> CharacterClass {
    if scalar < 0x20 || scalar == 0x7F { return .space }
    if isHan(scalar) { return .han }
    if cicu_is_space(scalar) { return .space }
    if cicu_is_mark(scalar) || cicu_is_default_ignorable(scalar) { return .attached }
    if cicu_digit(scalar) >= 0 { return .digit }
    if cicu_is_letter(scalar) { return .letter }
    // ㎎ ㎖ ㎏ and their kin are units, read as letters.
    if (0x3380...0x33DF).contains(scalar) { return .letter }
    if cicu_is_emoji(scalar) { return .emoji }
    return .symbol
  }

  static func isHan(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x3007, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x323AF: true
    default: false
    }
  }
}

/// Heap bytes with a fixed address.
final class OwnedBytes: @unchecked Sendable {
  // Written in `init` or by its only owner before it is shared.
  let bytes: UnsafeMutableRawBufferPointer

  init(count: Int) {
    bytes = .allocate(byteCount: count, alignment: 64)
    bytes.initializeMemory(as: UInt8.self, repeating: 0)
  }

  convenience init(copying source: [UInt8]) {
    self.init(count: source.count)
    bytes.copyBytes(from: source)
  }

  deinit { bytes.deallocate() }
}
