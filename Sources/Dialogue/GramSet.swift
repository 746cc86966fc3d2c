import Support

/// Which characters and pairs of neighbours a text has, as 4,096 bits: a Bloom filter with one hash (Bloom 1970,
/// doi:10.1145/362686.362692) that tells at once that a word is not there. Two thousand words of safety rules are
/// asked about in every message, and hardly one of them stands in it.
struct GramSet: Sendable {
  /// A bit's number.
  typealias Gram = UInt16

  private var bits = [UInt64](repeating: 0, count: 64)

  /// - Complexity: O(length).
  mutating func insert(_ scalars: some Collection<Unicode.Scalar>) {
    var previous: Unicode.Scalar?
    for scalar in scalars {
      insert(Self.gram(scalar))
      if let previous { insert(Self.gram(previous, scalar)) }
      previous = scalar
    }
  }

  private mutating func insert(_ gram: Gram) { bits[Int(gram >> 6)] |= 1 << (gram & 63) }

  /// Whether all of `grams` may be there; false is certain.
  func mayHold(_ grams: ArraySlice<Gram>) -> Bool {
    grams.allSatisfy { bits[Int($0 >> 6)] & 1 << ($0 & 63) != 0 }
  }

  /// What a text must have to hold `word`: its pairs, or its only character.
  static func grams(of word: [Unicode.Scalar]) -> [Gram] {
    word.count == 1 ? [gram(word[0])] : zip(word, word.dropFirst()).map { gram($0, $1) }
  }

  private static func gram(_ first: Unicode.Scalar, _ second: Unicode.Scalar = "\0") -> Gram {
    Gram(truncatingIfNeeded: mix64(UInt64(first.value) << 32 | UInt64(second.value)) & 4095)
  }
}
