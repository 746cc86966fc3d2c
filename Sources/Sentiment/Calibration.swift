#if canImport(Glibc)
  import Glibc
#endif

/// From evidence to confidence.
enum Calibration {
  /// A logistic curve over the strength of the evidence: p = σ(b·ln(1 + |praise − complaint|)), which is ½ where
  /// both weigh the same. Maximum-likelihood fit to whether the sign agreed with the label on every fifth review
  /// of the parts of two public sets of shop and food-delivery reviews that are not tested on (10,843 with an
  /// opinion). `Benchmarks/sentiment/accuracy.py` measures on the test parts how well it holds.
  static let strength = 1.92

  /// Neutral texts: no labels were at hand to measure them by.
  static let unknown = 0.5

  /// 0.5…1 where something was found; 0.5 where nothing speaks for either side.
  static func confidence(praise: Double, complaint: Double) -> Double {
    1 / (1 + exp(-abs(logOdds(praise: praise, complaint: complaint))))
  }

  /// ln p/(1 − p) of praise: 0 where nothing speaks for either side, below 0 for complaints.
  static func logOdds(praise: Double, complaint: Double) -> Double {
    let margin = praise - complaint
    return margin < 0 ? -strength * log1p(-margin) : strength * log1p(margin)
  }

  /// Where a function with one valley between `low` and `high` is least: thirty golden sections, a width of the
  /// range / 1.9 million.
  static func minimum(_ low: Double, _ high: Double, _ function: (Double) -> Double) -> Double {
    var (low, high) = (low, high)
    let ratio = (5.0.squareRoot() - 1) / 2
    for _ in 0..<30 {
      let (left, right) = (high - ratio * (high - low), low + ratio * (high - low))
      if function(left) < function(right) { high = right } else { low = left }
    }
    return (low + high) / 2
  }

  static func logarithm(onePlus value: Double) -> Double { log1p(value) }
  static func exponential(_ value: Double) -> Double { exp(value) }
}
