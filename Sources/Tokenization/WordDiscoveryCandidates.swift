#if canImport(Glibc)
  import Glibc
#endif

/// The n-grams that may be words, with what their occurrences tell.
struct DiscoveryCandidates {
  struct Candidate {
    var start: Int32
    var length: Int
    var count: Int
    /// Share of the occurrences that begin and end with a token of the lattice, 0…1.
    var aligned: Double
    /// Pointwise mutual information of the weakest split, in nats.
    var cohesion: Double
    /// Symbols before that split.
    var split: Int
    /// c(w) / √(c(l)·c(r)) at that split, 0…1: how rarely either side does without the other.
    var dependence: Double
    var documents = 0
    var leftEntropy = 0.0
    var rightEntropy = 0.0
    /// Largest share of the occurrences that stand inside one longer n-gram.
    var coverage = 0.0
  }

  private(set) var candidates: [Candidate] = []
  private(set) var index = NGramTable()
  private let counts: DiscoveryCounts

  private static let leastCohesion = 3.0
  private static let leastAligned = 0.5

  init(text: DiscoveryText, counts: DiscoveryCounts, tokenizer: Tokenizer) {
    self.counts = counts
    text.symbols.withUnsafeBufferPointer { symbols in
      for (length, level) in counts.levels.enumerated().dropFirst(2) {
        for slot in level.slots where slot.key != 0 {
          let aligned = Double(slot.extra) / Double(slot.count)
          guard aligned >= Self.leastAligned else { continue }
          let positions = Int(slot.first)..<Int(slot.first) + length
          guard let (split, cohesion, dependence) = weakestSplit(positions, Double(slot.count), text),
            cohesion >= Self.leastCohesion
          else { continue }
          guard !tokenizer.words.contains(text.string(positions).utf16) else { continue }
          candidates.append(
            Candidate(
              start: slot.first, length: length, count: Int(slot.count), aligned: aligned,
              cohesion: cohesion, split: split, dependence: dependence))
        }
      }
      // Slots lie in hash order.
      candidates.sort { ($0.length, $0.start) < ($1.length, $1.start) }
      index = NGramTable(capacity: candidates.count)
      for (number, candidate) in candidates.enumerated() {
        index.add(
          NGramTable.key(symbols, Int(candidate.start), candidate.length), extra: UInt32(number),
          at: Int(candidate.start))
      }
      measureCoverage(symbols)
    }
  }

  /// Among the joints between the lattice's tokens; nil for a single token.
  private func weakestSplit(
    _ positions: Range<Int>, _ count: Double, _ text: DiscoveryText
  ) -> (split: Int, cohesion: Double, dependence: Double)? {
    var (weakest, largest) = (0, 0.0)
    for split in 1..<positions.count where text.tokenStarts[positions.lowerBound + split] {
      let product = text.symbols.withUnsafeBufferPointer {
        counts.count($0, positions.lowerBound, split)
          * counts.count($0, positions.lowerBound + split, positions.count - split)
      }
      if product > largest { (weakest, largest) = (split, product) }
    }
    guard weakest > 0 else { return nil }
    return (weakest, log(count * Double(counts.total) / largest), count / largest.squareRoot())
  }

  private mutating func measureCoverage(_ symbols: UnsafeBufferPointer<UInt16>) {
    for outer in candidates where outer.length > 2 {
      for length in 2..<outer.length {
        for offset in 0...(outer.length - length) {
          let key = NGramTable.key(symbols, Int(outer.start) + offset, length)
          guard let inner = index[key]?.extra else { continue }
          let share = Double(outer.count) / Double(candidates[Int(inner)].count)
          candidates[Int(inner)].coverage = max(candidates[Int(inner)].coverage, share)
        }
      }
    }
  }

  /// One occurrence of a candidate.
  private struct Occurrence {
    var left: UInt16
    var right: UInt16
    var document: Int32
  }

  /// Entropies and document counts, from one pass over the text.
  mutating func measureNeighbours(_ text: DiscoveryText) {
    // Occurrences grouped by candidate: a counting sort.
    var ends = [Int](repeating: 0, count: candidates.count + 1)
    for (number, candidate) in candidates.enumerated() { ends[number + 1] = ends[number] + candidate.count }
    var next = ends
    var occurrences = [Occurrence](
      repeating: Occurrence(left: 0, right: 0, document: 0), count: ends[candidates.count])
    text.symbols.withUnsafeBufferPointer { symbols in
      var document: Int32 = -1
      for position in symbols.indices.dropLast() {
        if symbols[position] == DiscoveryText.documentEnd { document += 1 }
        guard counts.lengths[position] >= 2 else { continue }
        for length in 2...Int(counts.lengths[position]) {
          guard let slot = index[NGramTable.key(symbols, position, length)] else { continue }
          let number = Int(slot.extra)
          guard next[number] < ends[number + 1] else { continue }
          occurrences[next[number]] = Occurrence(
            left: symbols[position - 1], right: symbols[position + length], document: document)
          next[number] += 1
        }
      }
    }
    var histogram = [UInt32](repeating: 0, count: 1 << 16)
    for number in candidates.indices {
      let own = occurrences[ends[number]..<next[number]]
      candidates[number].leftEntropy = Self.entropy(own, \.left, &histogram)
      candidates[number].rightEntropy = Self.entropy(own, \.right, &histogram)
      var last: Int32 = -1
      for occurrence in own where occurrence.document != last {
        candidates[number].documents += 1
        last = occurrence.document
      }
    }
  }

  /// Entropy of one side's neighbours in nats. The ends of clauses are all different.
  private static func entropy(
    _ occurrences: ArraySlice<Occurrence>, _ side: KeyPath<Occurrence, UInt16>, _ histogram: inout [UInt32]
  ) -> Double {
    let total = Double(occurrences.count)
    guard total > 0 else { return 0 }
    for occurrence in occurrences { histogram[Int(occurrence[keyPath: side])] += 1 }
    var entropy = 0.0
    for occurrence in occurrences {
      let symbol = Int(occurrence[keyPath: side])
      let count = Double(histogram[symbol])
      guard count > 0 else { continue }
      if symbol <= Int(DiscoveryText.separator) {
        entropy += count / total * log(total)
      } else {
        entropy -= count / total * log(count / total)
      }
      histogram[symbol] = 0
    }
    return entropy
  }
}
