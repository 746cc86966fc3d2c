/// What a match can begin with: a scalar and, where the pattern settles it, the next one.
struct PatternHead: Sendable, Hashable {
  let first: UInt32
  /// Nil: anything, or nothing.
  let second: UInt32?
}

/// Many patterns laid out so that a text is searched for all of them at once.
///
/// Most places of a text begin no pattern, and two neighbouring scalars say so: a sieve of 2^16 bits over pairs
/// stands before the table of candidates, and a candidate is tried only where its own first two scalars stand.
/// - Complexity: a look or two a scalar, plus a short match where a pattern's first two scalars stand.
struct PatternIndex: Sendable {
  /// Without references, so that the loop over a text counts none.
  private struct Candidate {
    let pattern: Int32
    let entry: Int32
    let first: UInt32
    /// 0 where any will do.
    let second: UInt32
    let step: Int
    /// Whether nothing else has to stand near it.
    let isAlone: Bool
    /// Alive as long as `patterns`.
    let program: PatternProgram
  }

  /// Candidates by bucket; bucket `i` is `starts[i] ..< starts[i + 1]`.
  private struct Buckets: Sendable {
    private(set) var starts: [Int32] = []
    private(set) var candidates: [Candidate] = []
    /// One bit per bucket: whether it holds any.
    private(set) var sieve = [UInt64](repeating: 0, count: 1 << 10)

    init(_ found: [[Candidate]]) {
      for (bucket, some) in found.enumerated() {
        starts.append(Int32(candidates.count))
        candidates += some
        if !some.isEmpty { sieve[bucket >> 6] |= 1 << UInt64(bucket & 63) }
      }
      starts.append(Int32(candidates.count))
    }
  }

  private let patterns: [Pattern]
  /// By a hash of the first two scalars.
  private let pairs: Buckets
  /// By the first scalar's lower half: those that do not care for the second.
  private let loose: Buckets

  init(_ patterns: [Pattern]) {
    self.patterns = patterns
    var pairs = [[Candidate]](repeating: [], count: 1 << 16)
    var loose = pairs
    for (index, pattern) in patterns.enumerated() {
      for (number, entry) in pattern.entries.enumerated() {
        for head in entry.heads {
          let candidate = Candidate(
            pattern: Int32(index), entry: Int32(number), first: head.first, second: head.second ?? 0,
            step: entry.step, isAlone: entry.companions.isEmpty, program: pattern.program)
          if let second = head.second {
            pairs[Self.bucket(head.first, second)].append(candidate)
          } else {
            loose[Self.bucket(head.first)].append(candidate)
          }
        }
      }
    }
    self.pairs = Buckets(pairs)
    self.loose = Buckets(loose)
  }

  @inline(__always)
  private static func bucket(_ first: UInt32, _ second: UInt32) -> Int {
    Int((first &* 0x9e37_79b1 ^ second &* 0x85eb_ca6b) >> 16)
  }

  /// Rare Han share the buckets of others; a candidate knows its scalar.
  @inline(__always)
  private static func bucket(_ first: UInt32) -> Int { Int(first & 0xFFFF) }

  /// Every match, by its place of beginning.
  func forEachMatch(in text: [UInt32], _ body: (_ pattern: Int, _ range: Range<Int>) -> Void) {
    text.withUnsafeBufferPointer { text in
      pairs.sieve.withUnsafeBufferPointer { pairSieve in
        loose.sieve.withUnsafeBufferPointer { looseSieve in
          for start in text.indices {
            let scalar = text[start]
            let next = start + 1 < text.count ? text[start + 1] : 0
            let pair = Self.bucket(scalar, next)
            if pairSieve[pair >> 6] & (1 << UInt64(pair & 63)) != 0 {
              tryAll(pairs, pair, scalar, next, at: start, in: text, body)
            }
            let single = Self.bucket(scalar)
            if looseSieve[single >> 6] & (1 << UInt64(single & 63)) != 0 {
              tryAll(loose, single, scalar, 0, at: start, in: text, body)
            }
          }
        }
      }
    }
  }

  private func tryAll(
    _ buckets: Buckets, _ bucket: Int, _ first: UInt32, _ second: UInt32, at start: Int,
    in text: FoldedScalars,
    _ body: (_ pattern: Int, _ range: Range<Int>) -> Void
  ) {
    buckets.candidates.withUnsafeBufferPointer { candidates in
      for index in Int(buckets.starts[bucket])..<Int(buckets.starts[bucket + 1]) {
        let candidate = candidates[index]
        guard candidate.first == first, candidate.second == second,
          let end = candidate.program.match(from: candidate.step, at: start, in: text)
        else { continue }
        if candidate.isAlone {
          body(Int(candidate.pattern), start..<end)
          continue
        }
        let pattern = patterns[Int(candidate.pattern)]
        if let range = pattern.match(entry: pattern.entries[Int(candidate.entry)], at: start, in: text) {
          body(Int(candidate.pattern), range)
        }
      }
    }
  }

  /// Per pattern the leftmost-longest matches, in order of their first scalar.
  func matches(in text: [UInt32]) -> [(pattern: Int, range: Range<Int>)] {
    var found: [(pattern: Int, range: Range<Int>)] = []
    forEachMatch(in: text) { pattern, range in
      guard let last = found.lastIndex(where: { $0.pattern == pattern }),
        found[last].range.upperBound > range.lowerBound
      else {
        found.append((pattern, range))
        return
      }
      if found[last].range.lowerBound == range.lowerBound,
        range.upperBound > found[last].range.upperBound
      {
        found[last].range = range
      }
    }
    return found
  }
}
