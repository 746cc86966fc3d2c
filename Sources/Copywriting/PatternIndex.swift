import Support

/// What a match can begin with: a scalar and, where the pattern settles it, the next one.
struct PatternHead: Sendable, Hashable {
  let first: UInt32
  /// Nil: anything, or nothing.
  let second: UInt32?
}

/// The rules for one category on one channel, laid out so that a text is searched for all of them at once.
///
/// Most places of a text begin no pattern, and two neighbouring scalars say so: a sieve of 2^16 bits over pairs
/// stands before the table of candidates, and a candidate is tried only where its own first two scalars stand.
/// - Complexity: a look or two a scalar, plus a short match where a pattern's first two scalars stand.
struct RuleIndex: Sendable {
  private struct Candidate {
    let rule: Int32
    let entry: Int32
    let step: Int32
    /// Whether nothing else has to stand near it.
    let isAlone: Bool
    /// `anySecond` or the scalar that must follow.
    let second: UInt32
  }

  private static let anySecond = UInt32.max

  let rules: [ComplianceRule]
  /// For each scalar of the basic plane, where its candidates begin; one more entry closes the last.
  private let starts: [Int32]
  private let candidates: [Candidate]
  private let pairs: [UInt64]
  /// Scalars some of whose candidates do not care for the second.
  private let loose: [UInt64]

  init(_ rules: [ComplianceRule]) {
    self.rules = rules
    var byScalar: [UInt32: [Candidate]] = [:]
    var pairs = [UInt64](repeating: 0, count: 1 << 10)
    var loose = [UInt64](repeating: 0, count: 1 << 10)
    for (index, rule) in rules.enumerated() {
      for (number, entry) in rule.pattern.entries.enumerated() {
        for head in entry.heads where head.first < 0x10000 {
          byScalar[head.first, default: []].append(
            Candidate(
              rule: Int32(index), entry: Int32(number), step: Int32(entry.step),
              isAlone: entry.companions.isEmpty, second: head.second ?? Self.anySecond))
          if let second = head.second {
            let bit = Self.bit(head.first, second)
            pairs[bit >> 6] |= 1 << UInt64(bit & 63)
          } else {
            loose[Int(head.first) >> 6] |= 1 << UInt64(head.first & 63)
          }
        }
      }
    }
    var starts = [Int32](repeating: 0, count: 0x10001)
    var candidates: [Candidate] = []
    for scalar in 0..<0x10000 {
      starts[scalar] = Int32(candidates.count)
      if let found = byScalar[UInt32(scalar)] {
        candidates += found.sorted { ($0.rule, $0.entry, $0.second) < ($1.rule, $1.entry, $1.second) }
      }
    }
    starts[0x10000] = Int32(candidates.count)
    self.starts = starts
    self.candidates = candidates
    self.pairs = pairs
    self.loose = loose
  }

  private static func bit(_ first: UInt32, _ second: UInt32) -> Int {
    Int((first &* 0x9e37_79b1 ^ second &* 0x85eb_ca6b) >> 16)
  }

  /// Per rule the leftmost-longest matches, in order of their first scalar.
  func matches(in text: [UInt32]) -> [(rule: Int, range: Range<Int>)] {
    var found: [(rule: Int, range: Range<Int>)] = []
    for start in text.indices where text[start] < 0x10000 {
      let scalar = text[start]
      let next = start + 1 < text.count ? text[start + 1] : 0
      let bit = Self.bit(scalar, next)
      guard
        pairs[bit >> 6] & (1 << UInt64(bit & 63)) != 0
          || loose[Int(scalar) >> 6] & (1 << UInt64(scalar & 63)) != 0
      else { continue }
      for index in Int(starts[Int(scalar)])..<Int(starts[Int(scalar) + 1]) {
        let candidate = candidates[index]
        guard candidate.second == Self.anySecond || candidate.second == next else { continue }
        let rule = Int(candidate.rule)
        let pattern = rules[rule].pattern
        guard let end = pattern.match(from: Int(candidate.step), at: start, in: text) else { continue }
        if candidate.isAlone {
          add(rule, start..<end, to: &found)
        } else if let range = pattern.match(entry: pattern.entries[Int(candidate.entry)], at: start, in: text)
        {
          add(rule, range, to: &found)
        }
      }
    }
    return found
  }

  private func add(_ rule: Int, _ range: Range<Int>, to found: inout [(rule: Int, range: Range<Int>)]) {
    guard let last = found.lastIndex(where: { $0.rule == rule }),
      found[last].range.upperBound > range.lowerBound
    else {
      found.append((rule, range))
      return
    }
    if found[last].range.lowerBound == range.lowerBound, range.upperBound > found[last].range.upperBound {
      found[last].range = range
    }
  }
}
