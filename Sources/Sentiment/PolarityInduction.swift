internal import Features
public import Support
internal import Tokenization

/// Proposes opinion words that the lexicon does not have, from reviews without labels: what stands beside praise
/// more often than chance allows is praise, and so with complaints.
///
/// The orientation of a word is that of Turney & Littman 2003 (Measuring Praise and Criticism,
/// doi:10.1145/944012.944013, SO-PMI), with clauses that the lexicon already judges instead of their seed words,
/// and the clause next to the word's own instead of a window:
///
///     SO(w) = log₂ [(n⁺ + ½) · N⁻] / [(n⁻ + ½) · N⁺]
///
/// n⁺ and n⁻ count the word's occurrences beside praise and beside complaint, N⁺ and N⁻ those of all words. Words
/// are ranked by the lower end of a 95 % interval of it, so that many weak witnesses do not beat a few clear
/// ones, nor three lucky ones many. A proposal is for a reader to judge, never for the lexicon as it is.
public struct PolarityInduction {
  public struct Options: Sendable {
    /// Occurrences beside an opinion at least. Raise it for a shorter, surer list.
    public var minimumCount = 10
    /// Words at most, of praise and of complaint each.
    public var top = 50

    public init() {}
  }

  /// A proposed word.
  public struct Candidate: Sendable, Equatable {
    /// In normal form.
    public let word: String
    /// Occurrences beside praise, and beside complaint.
    public let praise: Int
    public let complaint: Int
    /// SO-PMI in bits; above 0 for praise.
    public let orientation: Double
    /// The end of its 95 % interval that is nearer to 0; 0 when the interval has both signs.
    public let bound: Double
    /// The document, counted from 0 in the order of `append`, where it was first counted.
    public let firstDocument: Int

    /// What `polarity.tsv` might say: ±1 from one bit on, ±1.5 from two, ±2 from three; weaker than words that
    /// people have graded.
    public var strength: Double {
      let size = min(2, 0.5 + (abs(bound).rounded(.down) * 0.5))
      return orientation < 0 ? -size : size
    }
  }

  private struct Entry {
    var word = ""
    var counts = SIMD2<Int32>()
    var document: Int32
  }

  /// Tokens and scalars of a candidate at most.
  private static let longest = (tokens: 3, scalars: 6)
  /// A word's text is kept from its third occurrence on: most n-grams never get there.
  private static let remembered: Int32 = 3

  private let analyzer: SentimentAnalyzer
  private let stopWords: StopWords
  private let tokenScratch = Tokenizer.Scratch()
  private var scratch = SentimentAnalyzer.Scratch()
  private var places: [UInt64: Int32] = [:]
  private var entries: [Entry] = []
  private var totals = SIMD2<Double>()
  private var documents: Int32 = 0

  /// - Parameter home: where the function words are, which no candidate begins or ends with.
  /// - Throws: `FileError` or `DiagnosticList`.
  public init(analyzer: SentimentAnalyzer, home: Home) throws {
    self.analyzer = analyzer.with(nil)
    stopWords = try StopWords(home: home)
  }

  /// - Complexity: O(text).
  public mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
    _ = analyzer.tokenizer.withTokens(of: text, scratch: tokenScratch) {
      analyzer.score(text, tokens: $0, scratch: &scratch)
    }
    for index in scratch.clauses.indices {
      let sides = sides(beside: index)
      if sides != SIMD2() { count(clause: scratch.clauses[index], sides: sides, text) }
    }
    documents += 1
  }

  public mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { append($0) }
  }

  /// How many of the clauses next to `index` praise, and complain. None counts that a connective turns away from
  /// it, and none beside a clause that has an opinion of its own or is no statement.
  private func sides(beside index: Int) -> SIMD2<Int32> {
    var sides = SIMD2<Int32>()
    let clause = scratch.clauses[index]
    guard clause.opinions.isEmpty, isStatement(clause) else { return sides }
    for neighbour in [index - 1, index + 1] where scratch.clauses.indices.contains(neighbour) {
      let other = scratch.clauses[neighbour]
      let joined = max(index, neighbour)
      guard isStatement(other), scratch.clauses[joined].leading.isDisjoint(with: [.contrast, .afterthought])
      else { continue }
      var sum: Float = 0
      for opinion in other.opinions { sum += scratch.opinions[opinion].value }
      if sum != 0 { sides[sum > 0 ? 0 : 1] += 1 }
    }
    return sides
  }

  private func isStatement(_ clause: Clause) -> Bool {
    clause.rules.isDisjoint(with: [.question, .hypothetical, .expectation, .concession, .request, .untried])
  }

  /// Counts the n-grams of tokens of a clause, each once a clause.
  private mutating func count(clause: Clause, sides: SIMD2<Int32>, _ text: UnsafeBufferPointer<UInt8>) {
    var starts: [Int] = []
    for position in clause.start..<clause.end where scratch.starts[position] { starts.append(position) }
    starts.append(clause.end)
    var seen: Set<UInt64> = []
    for first in starts.indices.dropLast() {
      for last in first + 1..<min(starts.count, first + 1 + Self.longest.tokens) {
        let range = starts[first]..<starts[last]
        if range.count > Self.longest.scalars { break }
        guard range.count > 1, isHan(range) else { continue }
        let key = key(of: range)
        if seen.insert(key).inserted { add(key, sides, range, text) }
      }
    }
  }

  private func isHan(_ range: Range<Int>) -> Bool {
    range.allSatisfy { scratch.entries[$0] & CharacterTable.Class.han != 0 }
  }

  /// Sixty-four bits: among the n-grams of any corpus two hardly ever meet.
  private func key(of range: Range<Int>) -> UInt64 {
    var key: UInt64 = 0xCBF2_9CE4_8422_2325
    for scalar in scratch.folded[range] { key = (key ^ UInt64(scalar)) &* 0x0000_0100_0000_01B3 }
    return key
  }

  private mutating func add(
    _ key: UInt64, _ sides: SIMD2<Int32>, _ range: Range<Int>, _ text: UnsafeBufferPointer<UInt8>
  ) {
    totals += SIMD2<Double>(sides)
    let next = Int32(truncatingIfNeeded: entries.count)
    let place = Int(places[key, default: next])
    if place == entries.count {
      places[key] = next
      entries.append(Entry(document: documents))
    }
    entries[place].counts &+= sides
    if entries[place].word.isEmpty, entries[place].counts.wrappedSum() >= Self.remembered {
      let bytes = text[Int(scratch.offsets[range.lowerBound])..<Int(scratch.offsets[range.upperBound])]
      entries[place].word = Normalizer.normalize(String(decoding: bytes, as: UTF8.self))
    }
  }
}

// MARK: - Ranking

extension PolarityInduction {
  /// The proposals, praise and complaint each from the surest on. Of phrases one inside the other only the surer
  /// is told, unless the shorter is much more frequent.
  /// - Complexity: O(n log n + top²) for n different n-grams.
  public func candidates(_ options: Options = Options()) -> (praise: [Candidate], complaint: [Candidate]) {
    guard totals[0] > 0, totals[1] > 0 else { return ([], []) }
    var ranked: [Candidate] = []
    let least = max(Int(Self.remembered), options.minimumCount)
    for entry in entries where Int(entry.counts.wrappedSum()) >= least {
      let candidate = candidate(entry)
      if abs(candidate.bound) >= 1, isNew(candidate.word) { ranked.append(candidate) }
    }
    ranked.sort { (abs($1.bound), $0.word) < (abs($0.bound), $1.word) }
    return (
      distinct(ranked.lazy.filter { $0.orientation > 0 }, options.top),
      distinct(ranked.lazy.filter { $0.orientation < 0 }, options.top)
    )
  }

  private func candidate(_ entry: Entry) -> Candidate {
    let counts = SIMD2<Double>(entry.counts) + 0.5
    let ratio = logarithm(counts[0] / counts[1]) - logarithm(totals[0] / totals[1])
    // The variance of a log ratio of two counts (Monroe et al. 2008, Fightin' Words, equation 19).
    let error = 1.96 * (1 / counts[0] + 1 / counts[1]).squareRoot()
    let bound = max(0, abs(ratio) - error)
    let bit = logarithm(2)
    return Candidate(
      word: entry.word, praise: Int(entry.counts[0]), complaint: Int(entry.counts[1]),
      orientation: ratio / bit, bound: (ratio < 0 ? -bound : bound) / bit,
      firstDocument: Int(entry.document))
  }

  private func logarithm(_ value: Double) -> Double { Calibration.logarithm(onePlus: value - 1) }

  /// The lexicon says nothing of it yet, and it is no fragment: neither end is a function word but 不, 没, 无.
  private func isNew(_ word: String) -> Bool {
    guard !lexicon.contains(word) else { return false }
    let tokens = analyzer.tokenizer.tokenize(word).sources
    guard let first = tokens.first.map(String.init), let last = tokens.last.map(String.init) else {
      return false
    }
    return (!stopWords.contains(first) || Self.denials.contains(first)) && !stopWords.contains(last)
  }

  private static let denials: Set<String> = ["不", "没", "没有", "无", "未", "别"]
  private var lexicon: SentimentLexicon { analyzer.lexicon }

  private func distinct(_ ranked: some Sequence<Candidate>, _ top: Int) -> [Candidate] {
    var chosen: [Candidate] = []
    for candidate in ranked {
      if chosen.count == top { break }
      let count = candidate.praise + candidate.complaint
      let isTold = chosen.contains { other in
        let otherCount = other.praise + other.complaint
        return candidate.word.contains(other.word)
          || (other.word.contains(candidate.word) && count < 2 * otherCount)
      }
      if !isTold { chosen.append(candidate) }
    }
    return chosen
  }
}
