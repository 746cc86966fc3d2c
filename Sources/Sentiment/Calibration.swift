#if canImport(Glibc)
  import Glibc
#endif

/// From evidence to confidence.
enum Calibration {
  /// A logistic curve over the strength of the evidence and its one-sidedness:
  /// p = σ(a + b·ln(1 + |praise − complaint|) + c·|praise − complaint| / (praise + complaint)).
  /// Maximum-likelihood fit to whether the sign agreed with the label on every fifth review of two public sets
  /// of shop and food-delivery reviews (14,336 with an opinion). In the fit, texts of confidence 0.90 to 0.95
  /// were right in 93 of 100 cases, above 0.95 in 98.
  static let intercept = -0.58
  static let strength = 1.56
  static let balance = 1.22

  /// Neutral texts: no labels were at hand to measure them by.
  static let unknown = 0.5

  /// 0.5…1 where something was found; 0.5 where nothing speaks for either side.
  static func confidence(praise: Double, complaint: Double) -> Double {
    let total = praise + complaint
    guard total > 0 else { return 0.5 }
    let margin = abs(praise - complaint)
    let logit = intercept + strength * log1p(margin) + balance * margin / total
    return max(0.5, 1 / (1 + exp(-logit)))
  }

  static func logarithm(onePlus value: Double) -> Double { log1p(value) }
  static func exponential(_ value: Double) -> Double { exp(value) }
}
