internal import Features

/// One way to train, of which the one that fits held-out reviews best is taken.
struct TrainingCandidate: Sendable {
  var linear = LinearClassifier.Options()
  /// Whether planes are drawn towards the rules' judgement instead of towards no judgement: with few labels what
  /// these do not contradict stays as the rules see it.
  var trustsRules = false
  /// How much the n-grams' own view counts beside the rules'.
  var viewWeight: Float = 0

  /// Log odds of praise where the rules find nothing: who is content says so. In two public sets of food-delivery
  /// and herbal-medicine reviews (training parts) these were −1.5 and −0.4.
  private static let silence: Float = -0.9

  /// Labels up to which only the rules' nearest neighbours are tried, up to which everything is, and from which on
  /// one way does: cross-validated on the training parts of food-delivery and shop reviews. A hundred labels cannot
  /// choose among many ways: choosing cost more than the best of them gained.
  private static let fewest = 300
  private static let few = 3000
  private static let many = 20_000

  /// The ways worth trying. The fewer the labels, the more is tried: how much errors cost, and how far words are
  /// trusted against the rules.
  /// - Parameter hasView: whether reviews without labels have taught n-grams something.
  static func all(labels: Int, classes: Int, hasView: Bool, seed: UInt64) -> [TrainingCandidate] {
    let tried: [(cost: Float, scale: Float)] =
      switch labels {
      case ..<fewest: [(0.003, 0.1), (0.001, 1)]
      case ..<few: [(0.0003, 0.1), (0.0003, 1), (0.001, 1), (0.003, 0.3), (0.003, 0.1), (0.01, 0.03)]
      case ..<many: [(0.0015, 1.4), (0.003, 1), (0.006, 1)]
      default: [(classes > 2 ? 0.002 : 0.01, 1)]
      }
    let weights: [Float] = hasView ? [2, 4] : [0]
    return tried.flatMap { tried in
      weights.map { weight in
        var candidate = TrainingCandidate(trustsRules: labels < few || hasView, viewWeight: weight)
        (candidate.linear.cost, candidate.linear.sparseScale) = (tried.cost, tried.scale)
        candidate.linear.seed = seed
        // Ratios of few counts are rough: halfway to a plain support vector machine.
        if labels >= few, labels < many { candidate.linear.ratioExponent = 0.5 }
        if classes > 2 {
          // A middle class lives on words that are even between the two sides. That it is rare is left to the
          // offsets, chosen for macro-F1 (`HeldOutCalibration`), where there are reviews enough to choose them by.
          candidate.linear.ratioExponent = 0.5
          candidate.linear.balance = labels < many ? 0.5 : 0
        }
        return candidate
      }
    }
  }

  /// Where the plane of class `index` starts; nil for a middle class, of which the rules know little.
  func prior(of index: Int, in classes: [Polarity], _ view: LinearClassifier?) -> LinearClassifier? {
    guard trustsRules else { return nil }
    let isUpper = index == 0
    guard isUpper || classes[index] == .negative else { return nil }
    let side: Float = isUpper ? 1 : -1
    var dense = [Float](repeating: 0, count: FeatureScanner.denseCount)
    dense[FeatureScanner.logOdds] = side
    dense[FeatureScanner.nothing] = side * Self.silence
    let weight = side * viewWeight
    return LinearClassifier(features: view?.features.map { $0 * weight } ?? [], dense: dense)
  }
}
