/// How a position of a lattice is reached at the least cost (Viterbi 1967): of the path's last edge, where it begins
/// and what it is. Once the path is known, where the edge that begins at the position ends.
///
/// One number, the cost in its upper half, so that the better of two arrivals is the smaller: no branch, which would
/// be guessed wrong half of the time. Of equal costs the edge that begins first wins, then the one of lower rank.
struct LatticeArrival: Comparable {
  // Kind and rank of the edge in bits 0–7, its other end in bits 8–31, the cost from the beginning of the stretch in
  // hundredths of a nat in bits 32–63.
  private var bits: UInt64

  private init(bits: UInt64) { self.bits = bits }

  static let unreached = LatticeArrival(bits: .max)
  static let start = LatticeArrival(bits: 0)
  /// Inside an atom: no path may end here, since nothing is cheaper.
  static let blocked = LatticeArrival(bits: 0)

  /// The edge that begins here and ends at `end`.
  @inline(__always)
  init(edgeTo end: Int, _ edge: LatticeEdge) {
    bits = UInt64(truncatingIfNeeded: end) &<< 8 | UInt64(edge.rawValue)
  }

  /// The arrival by one edge more, which begins at `position`, where this arrival is.
  @inline(__always)
  func extended(_ position: Int, _ cost: UInt16, _ edge: LatticeEdge) -> LatticeArrival {
    let total = (bits &>> 32) &+ UInt64(cost)
    return LatticeArrival(
      bits: total &<< 32 | UInt64(truncatingIfNeeded: position) &<< 8 | UInt64(edge.rawValue))
  }

  /// The arrival by a dictionary word with a node's value; unreached where the value says that there is none.
  @inline(__always)
  func extended(_ position: Int, word value: UInt16) -> LatticeArrival {
    let arrival = extended(position, LatticePrefix.cost(value), .dictionary)
    return value == DoubleArrayNode.none ? .unreached : arrival
  }

  @inline(__always)
  static func < (a: LatticeArrival, b: LatticeArrival) -> Bool { a.bits < b.bits }

  @inline(__always)
  mutating func accept(_ other: LatticeArrival) { self = min(self, other) }

  @inline(__always) var edge: LatticeEdge { LatticeEdge(rawValue: UInt8(truncatingIfNeeded: bits)) }
  /// Where the last edge begins.
  @inline(__always) var origin: Int { Int(truncatingIfNeeded: bits &>> 8 & 0xFF_FFFF) }
  /// Where the edge that begins here ends, if it is one.
  @inline(__always) var edgeEnd: Int { Int(truncatingIfNeeded: bits &>> 8) }
}

/// What an edge of a lattice is: a token of a kind of its own, or a word whose kind is told by its characters.
struct LatticeEdge: Equatable {
  fileprivate let rawValue: UInt8

  fileprivate init(rawValue: UInt8) { self.rawValue = rawValue }

  /// A word of the double array.
  static let dictionary = LatticeEdge(rawValue: word)
  /// A word that the word model cut.
  static let retagged = LatticeEdge(rawValue: word | 1)
  private static let word: UInt8 = 0x40
  private static let late: UInt8 = 0x80

  /// What goes before a dictionary word of the same characters and cost.
  @inline(__always)
  init(_ kind: Token.Kind) { rawValue = kind.rawValue }

  /// What goes after it.
  static func afterWords(_ kind: Token.Kind) -> LatticeEdge { LatticeEdge(rawValue: late | kind.rawValue) }

  /// nil for words.
  var kind: Token.Kind? { rawValue & Self.word == 0 ? Token.Kind(rawValue: rawValue & ~Self.late) : nil }
}

/// What the dictionary knows of the one, two and three characters from a position on. Begins with the three values.
struct LatticePrefix {
  /// Values of nodes; `DoubleArrayNode.none` where no word ends.
  var one: UInt16
  var two: UInt16
  var three = DoubleArrayNode.none
  /// What leads on from the third character; 0 where nothing does.
  var base: UInt32

  init(one: UInt16, two: UInt16, base: UInt32) { (self.one, self.two, self.base) = (one, two, base) }

  /// In hundredths of a nat; more than any word costs where the value says that there is none.
  @inline(__always)
  static func cost(_ value: UInt16) -> UInt16 { value & ~DoubleArrayNode.mark }

  /// Whether the word of one, two or three characters has a lexicon entry. The length is as good as random, so it
  /// chooses an address rather than a branch.
  @inline(__always)
  static func isMarked(_ prefix: UnsafePointer<LatticePrefix>, length: Int) -> Bool {
    let value = UnsafeRawPointer(prefix).load(
      fromByteOffset: (length &- 1) &* MemoryLayout<UInt16>.stride, as: UInt16.self)
    return value & DoubleArrayNode.mark != 0
  }
}
