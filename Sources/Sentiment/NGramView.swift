internal import Features
internal import Tokenization

/// Reviews without labels, and what their n-grams teach: co-training (Blum & Mitchell 1998,
/// doi:10.1145/279943.279962) with the rules as one view and n-grams as the other.
///
/// Where the rules are sure, their verdict is the label from which n-grams learn; the n-grams then judge where the
/// rules have nothing to say. The opinions that the rules found are kept from them: they would learn those again.
struct NGramView: Sendable {
  /// Log odds from which the rules are believed: nine in ten of such verdicts are right (`Calibration`).
  private static let sure: Float = 2.2

  private(set) var examples = SparseExamples(denseCount: FeatureScanner.denseCount)
  /// What the rules say, per example.
  private var odds: [Float] = []

  /// Adds the text that `score` judged and `scratch` holds.
  mutating func append(_ score: SentimentScore, _ scratch: inout SentimentAnalyzer.Scratch) {
    scratch.opinions.removeAll(keepingCapacity: true)
    FeatureScanner.scan(&scratch) { _ in true }
    examples.append(
      scratch.features.places, scale: FeatureScanner.scale(scratch), dense: CollectionOfOne(1))
    odds.append(Float(Calibration.logOdds(praise: score.praise, complaint: score.complaint)))
  }

  /// The plane between praise and complaint; nil when the rules were sure of too few.
  /// - Parameters:
  ///   - all: examples of which this view's are the last.
  ///   - first: the number of this view's first one.
  func train(on all: SparseExamples, first: Int, featureCount: Int, seed: UInt64) -> LinearClassifier? {
    let rows = odds.indices.filter { abs(odds[$0]) >= Self.sure }.map { first + $0 }
    var positive = [Bool](repeating: false, count: all.count)
    for (index, odds) in odds.enumerated() { positive[first + index] = odds > 0 }
    let praise = rows.count { positive[$0] }
    guard praise > 1, praise < rows.count - 1 else { return nil }
    var options = LinearClassifier.Options()
    (options.cost, options.balance, options.seed) = (0.01, 1, seed)
    return LinearClassifier.train(
      on: all, rows: rows, positive: positive, featureCount: featureCount, options: options)
  }
}
