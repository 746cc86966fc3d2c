#if canImport(Glibc)
  import Glibc
#endif

/// Turns scores of classes into probabilities that hold: of the answers given with confidence 0.8, eight in ten
/// are right.
///
/// p = softmax(slope · score) (temperature scaling; Guo, Pleiss, Sun & Weinberger 2017, ICML); then the best
/// class's log-odds z become a · z + b (Platt 1999), the others share what is left. Both are fitted to
/// held-out scores. The second step matters: with many classes the softmax is too sure at the top and too timid
/// below.
struct ScoreCalibration: Sendable, Equatable {
  var slope: Float
  var a: Float
  var b: Float

  /// What cross-validation found for the utterances of a service bot; used where there is no time to fit.
  static let usual = ScoreCalibration(slope: 5.7, a: 0.5, b: 0.45)

  var isValid: Bool { slope.isFinite && slope > 0 && a.isFinite && a > 0 && b.isFinite }

  /// Probability of each class, 0…1, summing to 1, in the order of the scores.
  func probabilities(_ scores: [Float]) -> [Double] {
    var shares = Self.softmax(scores, slope: slope)
    guard let top = shares.indices.max(by: { shares[$0] < shares[$1] }) else { return [] }
    let best = shares[top]
    let calibrated = 1 / (1 + exp(-(Double(a) * Self.logit(best) + Double(b))))
    // The best class stays the best.
    let others = shares.indices.filter { $0 != top }.map { shares[$0] }
    // Their own sum: 1 − best has few digits left where the best is nearly sure.
    let rest = others.reduce(0, +)
    guard rest > 0 else { return shares }
    let left = (1 - calibrated) / rest
    guard (others.max() ?? 0) * left <= calibrated else { return shares }
    for index in shares.indices { shares[index] *= left }
    shares[top] = calibrated
    return shares
  }

  private static func softmax(_ scores: [Float], slope: Float) -> [Double] {
    let top = scores.max() ?? 0
    let powers = scores.map { Double(expf(slope * ($0 - top))) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }

  private static func logit(_ chance: Double) -> Double {
    let chance = min(1 - 1e-6, max(1e-6, chance))
    return log(chance / (1 - chance))
  }

  /// - Parameter held: scores of examples by models that were trained without them.
  /// - Complexity: 18 passes over the scores. Deterministic.
  static func fit(_ held: [(scores: [Float], label: Int)]) -> ScoreCalibration {
    guard !held.isEmpty else { return usual }
    let slope = fittedSlope(held)
    let answers = held.map { scores, label -> (logit: Double, isRight: Double) in
      let shares = softmax(scores, slope: slope)
      let top = shares.indices.max { shares[$0] < shares[$1] } ?? 0
      return (logit(shares[top]), top == label ? 1 : 0)
    }
    let (a, b) = logistic(answers)
    let fitted = ScoreCalibration(slope: slope, a: Float(max(0.05, a)), b: Float(b))
    return fitted.isValid ? fitted : ScoreCalibration(slope: slope, a: 1, b: 0)
  }

  /// The slope under which the held-out scores are likeliest, by golden-section search between 1 and 40.
  private static func fittedSlope(_ held: [(scores: [Float], label: Int)]) -> Float {
    func loss(_ slope: Float) -> Double {
      held.reduce(0) { $0 - log(max(1e-12, softmax($1.scores, slope: slope)[$1.label])) }
    }
    let ratio = Float((5.0.squareRoot() - 1) / 2)
    var (low, high): (Float, Float) = (1, 40)
    var (left, right) = (high - ratio * (high - low), low + ratio * (high - low))
    var (leftLoss, rightLoss) = (loss(left), loss(right))
    for _ in 0..<16 {
      if leftLoss < rightLoss {
        (high, right, rightLoss) = (right, left, leftLoss)
        left = high - ratio * (high - low)
        leftLoss = loss(left)
      } else {
        (low, left, leftLoss) = (left, right, rightLoss)
        right = low + ratio * (high - low)
        rightLoss = loss(right)
      }
    }
    return (low + high) / 2
  }

  /// Logistic regression in one variable: Newton's method with a little ridge towards a = 1, b = 0.
  private static func logistic(_ rows: [(logit: Double, isRight: Double)]) -> (a: Double, b: Double) {
    var (a, b) = (1.0, 0.0)
    for _ in 0..<25 {
      var (ga, gb, haa, hab, hbb) = (a - 1, b, 1.0, 0.0, 1.0)
      for (z, isRight) in rows {
        let chance = 1 / (1 + exp(-(a * z + b)))
        let curvature = chance * (1 - chance)
        ga += (chance - isRight) * z
        gb += chance - isRight
        haa += curvature * z * z
        hab += curvature * z
        hbb += curvature
      }
      let determinant = haa * hbb - hab * hab
      guard determinant > 1e-12 else { break }
      a -= (hbb * ga - hab * gb) / determinant
      b -= (haa * gb - hab * ga) / determinant
    }
    return (a, b)
  }
}
