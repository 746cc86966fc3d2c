import Support

/// Deals the combinations of wordings of one plan like cards: none comes again before all have come.
///
/// A customer's own draw (by hash) decides where in the deck her card is taken from; when that card is gone, the next
/// one in a seeded order that visits all. Deterministic for the same customers in the same order.
/// - Complexity: O(1) at first, O(ln combinations) on average over a whole round; at most 128 KiB for each set of slots
///   that a customer's conditions reach.
struct WordingDeck: Sendable {
  /// With more combinations than this a repetition is rarer than one in a million draws, and nothing is remembered.
  private static let largest = 1 << 20

  private struct Round {
    let size: Int
    /// Coprime to `size`, so that steps of it visit every card.
    let step: Int
    var dealt: [UInt64]
    var count = 0

    func has(_ card: Int) -> Bool { dealt[card >> 6] & (1 << UInt64(card & 63)) != 0 }

    mutating func take(_ card: Int) {
      dealt[card >> 6] |= 1 << UInt64(card & 63)
      count += 1
    }
  }

  /// By the set of slots that were reached.
  private var rounds: [UInt64: Round] = [:]

  /// A combination that was not dealt in this round, nearest to `chosen`, or `chosen` itself.
  /// - Parameters:
  ///   - chosen: by slot, from 1; 0 where the slot was not reached.
  ///   - sizes: wordings of each slot.
  ///   - fits: whether a combination can be used; asked at most `attempts` times, and never for `chosen`.
  mutating func deal(_ chosen: [Int], sizes: [Int], attempts: Int = 8, fits: ([Int]) -> Bool) -> [Int] {
    guard chosen.count <= 64, chosen.count == sizes.count else { return chosen }
    var reached: UInt64 = 0
    var size = 1
    for (slot, pick) in chosen.enumerated() where pick > 0 {
      reached |= 1 << UInt64(slot)
      size = size.multipliedReportingOverflow(by: max(1, sizes[slot])).partialValue
      if size <= 0 || size > Self.largest { return chosen }
    }
    guard size > 1 else { return chosen }
    var round = rounds[reached] ?? Self.newRound(size)
    rounds[reached] = nil
    defer { rounds[reached] = round }
    if round.count == size { round = Self.newRound(size) }
    var card = number(of: chosen, sizes)
    if !round.has(card) {
      round.take(card)
      return chosen
    }
    var tried = 0
    for _ in 1..<size {
      card = (card + round.step) % size
      guard !round.has(card) else { continue }
      let picks = combination(card, like: chosen, sizes)
      if fits(picks) {
        round.take(card)
        return picks
      }
      tried += 1
      if tried == attempts { break }
    }
    return chosen
  }

  private static func newRound(_ size: Int) -> Round {
    var step = max(1, Int(Double(size) * 0.618_033_988_749_895))
    while greatestCommonDivisor(step, size) != 1 { step += 1 }
    return Round(size: size, step: step, dealt: [UInt64](repeating: 0, count: (size + 63) / 64))
  }

  private static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
    b == 0 ? a : greatestCommonDivisor(b, a % b)
  }

  /// The combination as a number whose digits are the picks, with each slot's size as the base.
  private func number(of chosen: [Int], _ sizes: [Int]) -> Int {
    var number = 0
    for (pick, size) in zip(chosen, sizes) where pick > 0 { number = number * size + pick - 1 }
    return number
  }

  private func combination(_ number: Int, like chosen: [Int], _ sizes: [Int]) -> [Int] {
    var picks = chosen
    var rest = number
    for slot in chosen.indices.reversed() where chosen[slot] > 0 {
      picks[slot] = rest % sizes[slot] + 1
      rest /= sizes[slot]
    }
    return picks
  }
}
