import Tokenization

/// A text as the rules see it: full width folded to half, lower case, traditional characters simplified,
/// zero-width characters and ornaments put between Han characters (品质最*佳) left out. Every scalar knows
/// where it came from.
struct FoldedText {
  private(set) var scalars: [UInt32] = []
  /// Index of the source scalar, one per folded scalar.
  private(set) var offsets: [Int] = []
  private var source: [UInt32] = []

  init() {}

  init(_ text: String, folder: inout ScalarFolder) { fill(text, folder: &folder) }

  /// Length of the text as written, in scalars.
  var sourceCount: Int { source.count }

  /// Takes another text and keeps the memory of the last one.
  mutating func fill(_ text: String, folder: inout ScalarFolder) {
    source.removeAll(keepingCapacity: true)
    scalars.removeAll(keepingCapacity: true)
    offsets.removeAll(keepingCapacity: true)
    for scalar in text.unicodeScalars { source.append(scalar.value) }
    scalars.reserveCapacity(source.count)
    offsets.reserveCapacity(source.count)
    for index in source.indices {
      let value = source[index]
      if !(0x4E00...0x9FFF).contains(value) {
        if isInvisible(value) { continue }
        if isOrnament(value) || isLonelySpace(value, index), let last = scalars.last, isHan(last),
          let next = source[(index + 1)...].first(where: { !isOrnament($0) && !isInvisible($0) }), isHan(next)
        {
          continue
        }
      }
      scalars.append(folder.fold(value))
      offsets.append(index)
    }
  }

  /// The source range of a folded one.
  func source(_ range: Range<Int>) -> Range<Int> {
    guard let last = range.last, last < offsets.count else { return 0..<0 }
    return offsets[range.lowerBound]..<(offsets[last] + 1)
  }

  /// A space after or before a Han character that stands alone: 根 治.
  private func isLonelySpace(_ value: UInt32, _ index: Int) -> Bool {
    guard value == 0x20 || value == 0x3000, index > 0, index + 1 < source.count, isHan(source[index - 1]),
      isHan(source[index + 1])
    else { return false }
    let isLoneBefore = index < 2 || !isHan(source[index - 2])
    let isLoneAfter = index + 2 >= source.count || !isHan(source[index + 2])
    return isLoneBefore || isLoneAfter
  }
}

/// Folds scalars one by one and remembers what the normaliser said of each Han character.
struct ScalarFolder: Sendable {
  private var han: [UInt32] = []

  mutating func fold(_ value: UInt32) -> UInt32 {
    switch value {
    case 0x41...0x5A: return value + 0x20
    case 0..<0x80: return value
    case 0x3000, 0xA0: return 0x20
    case 0xFF01...0xFF5E: return fold(value - 0xFEE0)
    case 0x4E00...0x9FFF:
      if han.isEmpty { han = [UInt32](repeating: 0, count: 0x5200) }
      let index = Int(value - 0x4E00)
      if han[index] == 0 { han[index] = simplified(value) }
      return han[index]
    default: return value
    }
  }

  private func simplified(_ value: UInt32) -> UInt32 {
    guard let scalar = Unicode.Scalar(value) else { return value }
    let normal = Normalizer.normalize(String(scalar)).unicodeScalars
    return normal.count == 1 ? normal.first?.value ?? value : value
  }
}

func isHan(_ value: UInt32) -> Bool {
  (0x4E00...0x9FFF).contains(value) || (0x3400...0x4DBF).contains(value)
    || (0x20000...0x323AF).contains(value)
}

private func isInvisible(_ value: UInt32) -> Bool {
  switch value {
  case 0x200B...0x200F, 0x2060...0x2064, 0xFEFF, 0xFE00...0xFE0F, 0xAD: true
  default: false
  }
}

/// Signs that mean nothing between two Han characters.
private func isOrnament(_ value: UInt32) -> Bool {
  switch value {
  case 0x2A, 0x5F, 0x7E, 0x2B, 0x5E, 0x23, 0x40, 0x26, 0x7C, 0x2F, 0x5C, 0x2D, 0x3D, 0x2E,  // *_~+^#@&|/\-=.
    0xB7, 0x2022, 0x2027, 0x30FB, 0x25A0...0x25FF, 0x2600...0x27BF, 0x1F000...0x1FAFF, 0xFF0A, 0xFF0F, 0xFF5E:
    true
  default: false
  }
}
