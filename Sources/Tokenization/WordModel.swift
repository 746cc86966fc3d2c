/// What cuts words as a segmented corpus does: a linear tagger over the lattice's first guess.
///
/// Each character is tagged B, M, E or S (begin, middle, end of a word, single; Xue 2003, CLCLP 8:1), the best
/// sequence found by Viterbi. Eight templates make the features of a character: c₋₁, c₀, c₁, c₋₁c₀, c₀c₁, c₋₁c₁,
/// the lattice's own tags around it, and the lattice's tag with c₀. Features are hashed into 2¹⁸ rows of four
/// weights (Weinberger et al. 2009, ICML, doi:10.1145/1553374.1553516): 2 MiB, whatever the corpus. Trained by
/// `train(on:options:)`, used through `Tokenizer.wordModel`.
///
/// Immutable; many threads share one.
public struct WordModel: Sendable {
  /// How the model came about.
  public struct Training: Sendable, Equatable {
    public var sentences: Int
    public var words: Int
    public var iterations: Int
    public var seed: UInt64
    /// How numbers were joined in the lattice that the model learned from.
    public var numberPolicy: Tokenizer.NumberPolicy
  }

  public let training: Training
  let transitions: WordTagTransitions
  private let storage: OwnedBytes

  /// - Parameter weights: row by row, four tags each; absolute values up to `weightLimit`.
  init(weights: [Int16], transitions: WordTagTransitions, training: Training) {
    let storage = OwnedBytes(count: WordFeatures.rowCount * MemoryLayout<PackedWeights>.size)
    let rows = storage.bytes.assumingMemoryBound(to: PackedWeights.self)
    for row in 0..<min(rows.count, weights.count / 4) { rows[row] = PackedWeights(weights[(row * 4)...]) }
    self.storage = storage
    self.transitions = transitions
    self.training = training
  }

  static let weightLimit: Int16 = 4095

  var weights: [Int16] {
    UnsafeRawBufferPointer(storage.bytes).assumingMemoryBound(to: PackedWeights.self).flatMap(\.weights)
  }

  /// - Precondition: the model outlives the tagger.
  var tagger: WordTagger<PackedWeights> {
    WordTagger(
      rows: UnsafeRawPointer(storage.bytes.baseAddress.unsafelyUnwrapped)
        .assumingMemoryBound(to: PackedWeights.self),
      transitions: transitions)
  }
}

/// A row of four weights in 16 bits each, offset by 4096: eight rows add up in one register without a carry
/// between tags, and since every tag of a character gets the same offset, no comparison is changed.
struct PackedWeights: WordWeights {
  private var bits: UInt64

  init(_ weights: ArraySlice<Int16>) {
    bits = weights.prefix(4).reversed().reduce(0) {
      $0 << 16 | UInt64(UInt16(4096 + Int32(min(max($1, -WordModel.weightLimit), WordModel.weightLimit))))
    }
  }

  var weights: [Int16] { (0..<4).map { Int16(Int32(truncatingIfNeeded: bits >> ($0 * 16) & 0xFFFF) - 4096) } }

  @inline(__always)
  static func score(_ rows: UnsafePointer<PackedWeights>, _ features: SIMD8<UInt32>) -> WordTagScores {
    let first = rows[Int(features[0])].bits &+ rows[Int(features[1])].bits &+ rows[Int(features[2])].bits
    let second = rows[Int(features[3])].bits &+ rows[Int(features[4])].bits &+ rows[Int(features[5])].bits
    let sum = first &+ second &+ rows[Int(features[6])].bits &+ rows[Int(features[7])].bits
    return WordTagScores(
      begin: Int(truncatingIfNeeded: sum & 0xFFFF), middle: Int(truncatingIfNeeded: sum >> 16 & 0xFFFF),
      end: Int(truncatingIfNeeded: sum >> 32 & 0xFFFF), single: Int(truncatingIfNeeded: sum >> 48))
  }
}

/// Where a character stands in its word.
enum WordTag {
  static let begin: UInt8 = 0
  static let middle: UInt8 = 1
  static let end: UInt8 = 2
  static let single: UInt8 = 3
  /// Beyond the stretch.
  static let outside: UInt8 = 4
  /// Set beside a tag that stays as it is.
  static let fixed: UInt8 = 8

  /// Whether a token of the lattice stays whole under a model: lexicon words of two or more characters and
  /// what is not all Han; in shops' writing Chinese numerals with their units too, while newspapers differ on
  /// them (两年, 三下乡) and the model learns which (F1 on PKU .950 with numerals whole, .952 without).
  @inline(__always)
  static func isFixed(
    _ kind: Token.Kind, _ entry: Int32, _ positions: Range<Int>,
    _ characters: UnsafePointer<CharacterRecord>,
    _ policy: Tokenizer.NumberPolicy
  ) -> Bool {
    if (kind != .word && policy == .retail) || (entry >= 0 && positions.count > 1) { return true }
    for position in positions where !characters[position].isHan { return true }
    return false
  }

  /// The tag of the character `offset` of a word of `length` characters.
  @inline(__always)
  static func tag(_ offset: Int, of length: Int) -> UInt8 {
    length == 1 ? single : offset == 0 ? begin : offset == length - 1 ? end : middle
  }
}

/// The feature templates.
enum WordFeatures {
  private static let bits: UInt64 = 18
  static let rowCount = 1 << bits

  /// Rows of the eight features of a character, 0 ..< `rowCount`.
  /// - Parameter tags: the lattice's tags of the character before, the character, the one after, 3 bits each.
  @inline(__always)
  static func rows(_ before: UInt16, _ current: UInt16, _ after: UInt16, tags: UInt64) -> SIMD8<UInt32> {
    // Multiplicative hashing (Knuth 6.4), one odd constant per kind of key. The rows that a character or pair
    // has in its roles at neighbouring positions lie side by side, in one cache line.
    let (b, c, a) = (UInt64(before), UInt64(current), UInt64(after))
    let pair: UInt64 = 0x9e37_79b9_7f4a_7c15
    let single: UInt64 = 0xd6e8_feb8_6659_fd93
    let skip: UInt64 = 0xa076_1d64_78bd_642f
    let tagged: UInt64 = 0xe703_7ed1_a0b4_28db
    return SIMD8<UInt32>(
      row((b + 1) &* single) & ~3, row((c + 1) &* single) & ~3 | 1, row((a + 1) &* single) & ~3 | 2,
      row(((b << 16 | c) + 1) &* pair) & ~1, row(((c << 16 | a) + 1) &* pair) | 1,
      row(((b << 16 | a) + 1) &* skip),
      row((tags + 1) &* skip), row(((c << 3 | (tags >> 3 & 7)) + 1) &* tagged))
  }

  /// The character as features know it: any digit is `0`, any letter outside Han `a`.
  @inline(__always)
  static func character(_ folded: UInt16, _ kind: UInt8) -> UInt16 {
    switch kind {
    case CharacterClass.digit.rawValue: 0x30
    case CharacterClass.letter.rawValue: 0x61
    default: folded
    }
  }

  @inline(__always)
  private static func row(_ product: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: product >> (64 - bits)) }
}

/// Weights between neighbouring tags; only these eight can follow each other.
struct WordTagTransitions: Sendable, Equatable {
  var beginMiddle = 0
  var beginEnd = 0
  var middleMiddle = 0
  var middleEnd = 0
  var endBegin = 0
  var endSingle = 0
  var singleBegin = 0
  var singleSingle = 0

  static func path(_ previous: UInt8, _ next: UInt8) -> WritableKeyPath<Self, Int>? {
    switch (previous, next) {
    case (WordTag.begin, WordTag.middle): \.beginMiddle
    case (WordTag.begin, WordTag.end): \.beginEnd
    case (WordTag.middle, WordTag.middle): \.middleMiddle
    case (WordTag.middle, WordTag.end): \.middleEnd
    case (WordTag.end, WordTag.begin): \.endBegin
    case (WordTag.end, WordTag.single): \.endSingle
    case (WordTag.single, WordTag.begin): \.singleBegin
    case (WordTag.single, WordTag.single): \.singleSingle
    default: nil
    }
  }

  var values: [Int] {
    get {
      [
        beginMiddle, beginEnd, middleMiddle, middleEnd, endBegin, endSingle, singleBegin, singleSingle,
      ]
    }
    set {
      guard newValue.count == 8 else { return }
      (beginMiddle, beginEnd, middleMiddle, middleEnd) = (newValue[0], newValue[1], newValue[2], newValue[3])
      (endBegin, endSingle, singleBegin, singleSingle) = (newValue[4], newValue[5], newValue[6], newValue[7])
    }
  }
}
