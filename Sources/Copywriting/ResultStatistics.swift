import Insight
import Support

#if canImport(Glibc)
  import Glibc
#endif

/// A share of trials with its 95 % interval.
public struct Rate: Sendable, Hashable {
  public let successes: Int
  public let trials: Int

  /// 0…1; 0 without trials.
  public var share: Double { trials == 0 ? 0 : Double(successes) / Double(trials) }
  /// Wilson score interval (Wilson 1927, JASA 22:209), z = 1.96: 0…1 without trials.
  public var lower: Double { wilsonLowerBound(successes, of: trials) }
  public var upper: Double { trials == 0 ? 1 : 1 - wilsonLowerBound(trials - successes, of: trials) }
}

/// Whether two shares differ: the pooled two-proportion z-test (Fleiss, Levin and Paik 2003, section 3.1), two-sided.
public struct ProportionTest: Sendable, Hashable {
  /// Share of the first minus share of the second.
  public let difference: Double
  public let z: Double
  /// Probability of so large a difference without a cause, 0…1.
  public let p: Double

  /// Nil when a side is empty or all trials ended alike.
  public init?(_ a: Rate, _ b: Rate) {
    guard a.trials > 0, b.trials > 0 else { return nil }
    let pooled = Double(a.successes + b.successes) / Double(a.trials + b.trials)
    let variance = pooled * (1 - pooled) * (1 / Double(a.trials) + 1 / Double(b.trials))
    guard variance > 0 else { return nil }
    difference = a.share - b.share
    z = difference / variance.squareRoot()
    p = erfc(abs(z) / 2.0.squareRoot())
  }
}

/// Holm's step-down correction (Holm 1979, Scandinavian Journal of Statistics 6:65) of p-values that are looked at
/// together, in their order.
func holm(_ values: [Double]) -> [Double] {
  var adjusted = values
  var largest = 0.0
  for (rank, index) in values.indices.sorted(by: { (values[$0], $0) < (values[$1], $1) }).enumerated() {
    largest = max(largest, min(1, values[index] * Double(values.count - rank)))
    adjusted[index] = largest
  }
  return adjusted
}

extension WordingWeights {
  /// How often each wording should be drawn next: the probability that it is the best of its slot, given the results so
  /// far (Thompson 1933, Biometrika 25:285), by seeded draws from Beta posteriors. Their common prior has the rate of the
  /// whole slot and the weight of `priorTrials` trials (empirical Bayes: Casella 1985, doi:10.2307/2682801), so that a
  /// wording that nobody has seen is thought to be like the others, not perfect. Every wording keeps at least `floor`, so
  /// that it can still be learned about.
  /// - Parameter rate: what counts as success, of what.
  public static func learn(
    from results: CampaignResults, catalogue: Catalogue, seed: UInt64, draws: Int = 4000,
    floor: Double = 0.02,
    rate: (ResultCounts) -> Rate
  ) -> WordingWeights {
    var tallies: [String: [[Rate]]] = [:]
    for (variant, counts) in results.groups(.variant) {
      guard let (template, picks) = parse(variant), let sizes = catalogue.wordingCounts(template) else {
        continue
      }
      var slots =
        tallies[template] ?? sizes.map { [Rate](repeating: Rate(successes: 0, trials: 0), count: $0) }
      let seen = rate(counts)
      for (slot, pick) in picks.enumerated()
      where slots.indices.contains(slot) && slots[slot].indices.contains(pick - 1) {
        let known = slots[slot][pick - 1]
        slots[slot][pick - 1] = Rate(
          successes: known.successes + seen.successes, trials: known.trials + seen.trials)
      }
      tallies[template] = slots
    }
    var weights: [String: [[Double]]] = [:]
    for (template, slots) in tallies {
      weights[template] = slots.enumerated().map { slot, wordings in
        guard wordings.contains(where: { $0.trials > 0 }) else { return [] }
        var generator = SeededGenerator(seed: seed ^ stableHash("\(template)\u{0}\(slot)"))
        return bestShares(wordings, draws, floor, &generator)
      }
    }
    return WordingWeights(weights)
  }

  private static let priorTrials = 50.0

  /// `sms-general:2-1-0/short` → the template and the picks.
  static func parse(_ variant: String) -> (template: String, picks: [Int])? {
    let parts = variant.split(separator: ":", maxSplits: 1)
    guard parts.count == 2 else { return nil }
    let digits = parts[1].prefix { $0 != "/" }.split(separator: "-").map { Int($0) }
    let picks = digits.compactMap(\.self)
    return picks.count == digits.count && !picks.isEmpty ? (String(parts[0]), picks) : nil
  }

  private static func bestShares(
    _ wordings: [Rate], _ draws: Int, _ floor: Double, _ generator: inout SeededGenerator
  ) -> [Double] {
    let successes = wordings.reduce(0) { $0 + $1.successes }
    let trials = wordings.reduce(0) { $0 + $1.trials }
    let prior = (Double(successes) + 0.5) / (Double(trials) + 1) * priorTrials
    var wins = [Int](repeating: 0, count: wordings.count)
    for _ in 0..<max(1, draws) {
      var best = (index: 0, value: -1.0)
      for (index, rate) in wordings.enumerated() {
        let value = beta(
          Double(rate.successes) + prior, Double(rate.trials - rate.successes) + priorTrials - prior,
          &generator)
        if value > best.value { best = (index, value) }
      }
      wins[best.index] += 1
    }
    let shares = wins.map { max(floor, Double($0) / Double(max(1, draws))) }
    let sum = shares.reduce(0, +)
    return shares.map { $0 / sum }
  }

  /// A Beta(a, b) variate as a ratio of two Gamma variates.
  private static func beta(_ a: Double, _ b: Double, _ generator: inout SeededGenerator) -> Double {
    let x = gamma(a, &generator)
    let y = gamma(b, &generator)
    return x / (x + y)
  }

  /// A Gamma(shape, 1) variate for shape > 0 (Marsaglia and Tsang 2000, doi:10.1145/358407.358414, with their section 6
  /// below 1).
  private static func gamma(_ shape: Double, _ generator: inout SeededGenerator) -> Double {
    if shape < 1 {
      let u = Double.random(in: 0x1p-53..<1, using: &generator)
      return gamma(shape + 1, &generator) * pow(u, 1 / shape)
    }
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal(&generator)
      let v = 1 + c * x
      guard v > 0 else { continue }
      let cube = v * v * v
      let u = Double.random(in: 0x1p-53..<1, using: &generator)
      if log(u) < 0.5 * x * x + d - d * cube + d * log(cube) { return d * cube }
    }
  }

  /// A standard normal variate (Box and Muller 1958).
  private static func normal(_ generator: inout SeededGenerator) -> Double {
    let u = Double.random(in: 0x1p-53..<1, using: &generator)
    let angle = Double.random(in: 0..<(2 * Double.pi), using: &generator)
    return (-2 * log(u)).squareRoot() * cos(angle)
  }
}
