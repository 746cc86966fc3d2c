/// What a trained model sees of an analysed text: hashed character and word n-grams, the opinions that the
/// lexicon and rules found, and a few numbers about them.
///
/// Hashing (Weinberger et al. 2009, doi:10.1145/1553374.1553516) keeps models small and needs no vocabulary.
/// Features depend on folded characters and token boundaries, never on an order of lexicon words, so a model
/// outlives an edited lexicon.
struct FeatureScanner {
  /// Two million places: the n-grams of fifty thousand reviews seldom meet in one.
  static let bits = 21
  static let denseCount = 16
  /// Dense values with a name: what lexicon and rules make of the text, in log odds of praise, and whether they
  /// find nothing in it.
  static let logOdds = 1
  static let nothing = 5

  /// Working memory: a set of places that empties itself by counting up `generation`.
  struct Memory: Sendable {
    fileprivate(set) var places: [UInt32] = []
    /// Hash of the whole text.
    fileprivate(set) var text: UInt64 = 0
    private var table: [UInt64] = []
    private var generation: UInt64 = 0

    fileprivate mutating func begin(expecting count: Int) {
      places.removeAll(keepingCapacity: true)
      var size = max(1024, table.count)
      while size < count * 2 { size *= 2 }
      if size != table.count || generation >= UInt64(UInt32.max) {
        table = [UInt64](repeating: 0, count: size)
        generation = 0
      }
      generation += 1
    }

    /// Adds `place` unless this text has had it.
    @inline(__always)
    fileprivate mutating func insert(_ place: UInt32) {
      let entry = generation << 32 | UInt64(place)
      let isNew = table.withUnsafeMutableBufferPointer { table in
        let mask = table.count - 1
        var index = Int(place &* 0x9E37_79B1) & mask
        while table[index] >> 32 == generation {
          if table[index] == entry { return false }
          index = (index + 1) & mask
        }
        table[index] = entry
        return true
      }
      if isNew { places.append(place) }
    }
  }

  /// The kinds of n-grams, hashed apart.
  private enum Kind {
    static let character: UInt64 = 1
    static let word: UInt64 = 2
    static let wordPair: UInt64 = 3
    static let praise: UInt64 = 4
    static let complaint: UInt64 = 5
    static let aspect: UInt64 = 6
    static let lastClause: UInt64 = 7
    /// Two words with one between them.
    static let skipPair: UInt64 = 8
    /// A word of the first clause, where reviews put their verdict.
    static let opening: UInt64 = 9
    /// The text as a whole: customers copy, shops pool what was written of several goods.
    static let text: UInt64 = 10
  }

  private static let space: UInt16 = 0x20
  private static let textCopies: UInt64 = 4

  /// The place of a key: the upper bits of a multiplicative hash, mixed once before.
  @inline(__always)
  static func place(_ key: UInt64, _ kind: UInt64) -> UInt32 {
    var hash = (key ^ kind << 56) &* 0x9E37_79B9_7F4A_7C15
    hash ^= hash >> 32
    hash = hash &* 0xD6E8_FEB8_6659_FD93
    return UInt32(truncatingIfNeeded: hash >> UInt64(64 - bits))
  }

  /// Where the first clause of two scalars or more ends.
  static func openingEnd(_ scratch: SentimentAnalyzer.Scratch) -> Int {
    scratch.clauses.first { $0.end - $0.start > 1 }?.end ?? 0
  }

  /// Calls `body` with every n-gram's place and scalar range, repeated ones too.
  @inline(__always)
  static func forEachGram(
    _ folded: UnsafeBufferPointer<UInt16>, _ starts: UnsafeBufferPointer<Bool>, openingEnd: Int,
    _ body: (_ place: UInt32, _ start: Int, _ end: Int) -> Void
  ) {
    var key: UInt64 = 2
    for position in folded.indices {
      key = (key << 16 | UInt64(folded[position])) & 0xFFFF_FFFF_FFFF
      body(place(key & 0xFFFF, Kind.character), position, position + 1)
      body(place(key & 0xFFFF_FFFF, Kind.character), max(0, position - 1), position + 1)
      body(place(key, Kind.character), max(0, position - 2), position + 1)
    }
    // The word before and the one before that.
    var (before, beforeThat): (UInt64, UInt64) = (0, 0)
    var (startBefore, startBeforeThat) = (0, 0)
    var position = 0
    while position < folded.count {
      let start = position
      var word: UInt64 = 0xCBF2_9CE4_8422_2325
      repeat {
        word = (word ^ UInt64(folded[position])) &* 0x0000_0100_0000_01B3
        position += 1
      } while position < folded.count && !starts[position]
      if folded[start] == space { continue }
      body(place(word, Kind.word), start, position)
      body(place(word ^ before &* 31, Kind.wordPair), startBefore, position)
      body(place(word ^ beforeThat &* 31, Kind.skipPair), startBeforeThat, position)
      if start < openingEnd { body(place(word, Kind.opening), start, position) }
      (beforeThat, startBeforeThat) = (before, startBefore)
      (before, startBefore) = (word, start)
    }
  }

  private static func hash(_ folded: UnsafeBufferPointer<UInt16>) -> UInt64 {
    var text: UInt64 = 0xCBF2_9CE4_8422_2325
    for scalar in folded { text = (text ^ UInt64(scalar)) &* 0x0000_0100_0000_01B3 }
    return text
  }

  /// Calls `body` with the places of the text as a whole. It counts as several n-grams: one alone hardly weighs
  /// among a hundred.
  @inline(__always)
  private static func forEachText(_ text: UInt64, _ body: (_ place: UInt32) -> Void) {
    for copy in 0..<textCopies { body(place(text &+ copy &* 0x9E37_79B9_7F4A_7C15, Kind.text)) }
  }

  /// √(22 / scalars), for texts of five or more: texts of any length weigh about the same.
  static func scale(_ scratch: SentimentAnalyzer.Scratch) -> Float {
    (22 / Float(max(5, scratch.count))).squareRoot()
  }

  /// Puts the text's features, each once, into `scratch.features.places`.
  /// - Parameter isKnown: whether the place matters at all.
  /// - Complexity: O(scalars).
  @inline(__always)
  static func scan(_ scratch: inout SentimentAnalyzer.Scratch, isKnown: (UInt32) -> Bool) {
    var memory = Memory()
    swap(&memory, &scratch.features)
    memory.begin(expecting: scratch.count * 7 + scratch.opinions.count * 3)
    let count = scratch.count
    let openingEnd = openingEnd(scratch)
    scratch.folded.withUnsafeBufferPointer { folded in
      let folded = UnsafeBufferPointer(rebasing: folded[..<count])
      scratch.starts.withUnsafeBufferPointer { starts in
        forEachGram(folded, starts, openingEnd: openingEnd) { place, _, _ in
          if isKnown(place) { memory.insert(place) }
        }
        memory.text = hash(folded)
        forEachText(memory.text) { if isKnown($0) { memory.insert($0) } }
        let last = scratch.opinions.last?.clause
        for opinion in scratch.opinions where opinion.value != 0 {
          var word: UInt64 = 0xCBF2_9CE4_8422_2325
          for scalar in folded[opinion.core] {
            word = (word ^ UInt64(scalar)) &* 0x0000_0100_0000_01B3
          }
          let sign: UInt64 = opinion.value > 0 ? 1 : 0
          let said = place(word, sign == 1 ? Kind.praise : Kind.complaint)
          if isKnown(said) { memory.insert(said) }
          let about = place(UInt64(opinion.aspect) << 1 | sign, Kind.aspect)
          if isKnown(about) { memory.insert(about) }
          guard opinion.clause == last else { continue }
          let final = place(word << 1 | sign, Kind.lastClause)
          if isKnown(final) { memory.insert(final) }
        }
      }
    }
    swap(&memory, &scratch.features)
  }

  /// The dense values: a constant, then what the rules think of the text.
  static func dense(_ score: SentimentScore, _ scratch: SentimentAnalyzer.Scratch) -> SIMD16<Float> {
    let praise = Float(score.praise)
    let complaint = Float(score.complaint)
    let total = praise + complaint
    var values = SIMD16<Float>()
    values[0] = 1
    values[logOdds] = Float(Calibration.logOdds(praise: score.praise, complaint: score.complaint))
    values[2] = Float(Calibration.logarithm(onePlus: score.praise))
    values[3] = Float(Calibration.logarithm(onePlus: score.complaint))
    values[4] = total > 0 ? (praise - complaint) / total : 0
    values[nothing] = total > 0 ? 0 : 1
    values[6] = clauseSign(scratch, scratch.opinions.last { $0.value != 0 })
    values[7] = clauseSign(scratch, scratch.opinions.first { $0.value != 0 })
    values[8] = Float(Calibration.logarithm(onePlus: Double(scratch.count))) / 4
    let clauses = Float(max(1, scratch.clauses.count))
    for clause in scratch.clauses {
      if clause.rules.contains(.question) { values[9] += 1 / clauses }
      if clause.rules.contains(.hypothetical) { values[10] += 1 / clauses }
      if clause.rules.contains(.contrast) { values[11] = 1 }
      if clause.rules.contains(.rhetorical) { values[12] = 1 }
    }
    values[13] = Float(min(3, scratch.exclamations)) / 3
    values[14] = score.signals.isEmpty ? 0 : 1
    values[15] = score.polarity == .neutral ? 1 : 0
    return values
  }

  /// −1…1: what the opinions of `opinion`'s clause add up to.
  private static func clauseSign(_ scratch: SentimentAnalyzer.Scratch, _ opinion: Opinion?) -> Float {
    guard let opinion else { return 0 }
    var sum: Float = 0
    for index in scratch.clauses[opinion.clause].opinions { sum += scratch.opinions[index].value }
    return sum / (1 + abs(sum))
  }
}
