/// The generator behind every random choice: SplitMix64 (Steele, Lea & Flood 2014, OOPSLA,
/// doi:10.1145/2660193.2660195). Eight bytes of state, the same stream on every machine.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    return mix64(state)
  }
}

/// SplitMix64's finaliser: a bijection that spreads every input bit over all output bits.
@inlinable public func mix64(_ value: UInt64) -> UInt64 {
  var z = value
  z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
  z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
  return z ^ (z >> 31)
}

/// FNV-1a, 64 bits: a hash that, unlike `Hasher`, is the same in every run. For seeded choices and file
/// checksums, not against adversaries.
public func stableHash(_ bytes: some Sequence<UInt8>, seed: UInt64 = 0xcbf2_9ce4_8422_2325) -> UInt64 {
  var hash = seed
  for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
  return hash
}

public func stableHash(_ text: String, seed: UInt64 = 0xcbf2_9ce4_8422_2325) -> UInt64 {
  stableHash(text.utf8, seed: seed)
}
