import Support

/// One thing that an utterance has, as a 64-bit number: a hash of what it is, with its kind in the low three
/// bits. Numbers instead of strings make training and reading several times faster; with 64 bits a collision
/// among a million features has a chance below 1e-7.
struct Feature: Hashable, Comparable, Sendable {
  enum Kind: UInt64 {
    case character, pair, sound, soundPair, meaning, meaningPair, length
  }

  let bits: UInt64

  init(bits: UInt64) { self.bits = bits }

  init(_ kind: Kind, _ first: UInt64, _ second: UInt64 = 0) {
    let hash = mix64(mix64(first &+ (kind.rawValue + 1) &* 0x9e37_79b9_7f4a_7c15) &+ second)
    bits = hash & ~7 | kind.rawValue
  }

  var kind: Kind? { Kind(rawValue: bits & 7) }

  static func < (a: Feature, b: Feature) -> Bool { a.bits < b.bits }
}
