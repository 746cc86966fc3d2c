#if canImport(Glibc)
  import Glibc
#endif

/// Says whether a message is about anything the examples speak of, learned from the examples alone.
///
/// Every example is looked at twice: without itself, as a message in scope, and without its whole intent, as one
/// that nobody has foreseen. A logistic regression over the evidence then tells the two apart, so that no
/// out-of-scope examples have to be written (leave-one-class-out; Larson et al. 2019, EMNLP, need written ones).
/// The evidence is what the nearest examples have in common with the message, and, where there is time to train
/// models without the example and without its intent, how sure they are.
struct ScopeGate: Sendable {
  /// The features of a message as an index knows them.
  struct Features: Sendable {
    /// Sorted numbers.
    var known: [Int32]
    /// How many no example has, and how many of those are pairs of readings.
    var unknown: Int
    var unknownPairs: Int
  }

  /// A message beside the examples, each part 0…1 but the last.
  struct Evidence: Sendable, Equatable {
    /// Cosine to the nearest example.
    var similarity: Double
    /// Mean cosine to the three nearest examples.
    var company: Double
    /// How far the nearest example of another intent is behind.
    var gap: Double
    /// Share of the message's weight that any example has.
    var coverage: Double
    /// Share of the message's weight that the nearest example's intent has.
    var ownCoverage: Double
    /// Share of its pairs of readings that some example has; 1 when it has none.
    var knownPairs: Double
    /// Number of features.
    var count: Int

    static let nothing = Evidence(
      similarity: 0, company: 0, gap: 0, coverage: 0, ownCoverage: 0, knownPairs: 0, count: 0)

    /// As `probability` takes them, a constant first.
    var values: [Double] {
      [1, similarity, company, gap, coverage, ownCoverage, knownPairs, log(Double(count + 1))]
    }
  }

  let weights: [Double]
  /// Messages below are out of scope.
  let threshold: Double
  /// The share of the examples that reach the threshold without themselves.
  private static let kept = 0.9
  /// With more examples, only every so many-th is looked at.
  private static let mostExamples = 1500

  init(weights: [Double], threshold: Double) {
    self.weights = weights
    self.threshold = threshold
  }

  /// From the evidence of the examples alone.
  /// - Parameter owners: how many of the index's owners, from 0, are intents; the others are not looked at.
  /// - Complexity: a search for each of at most `mostExamples` examples, then 20 Newton steps. Deterministic.
  static func train(on index: ExampleIndex, owners: Int) -> ScopeGate {
    let examples = (0..<index.documentCount).filter { index.owner(of: $0) < owners }
    // Seven weights need no more; every search costs as much as there are examples.
    let step = max(1, (examples.count + mostExamples - 1) / mostExamples)
    let evidence = stride(from: 0, to: examples.count, by: step).map {
      index.evidence(ofExample: examples[$0], owners: owners)
    }
    return train(known: evidence.map(\.known.values), unknown: evidence.map(\.unknown.values))
  }

  /// - Parameters:
  ///   - known: values of messages in scope, all of one length with a constant first.
  ///   - unknown: values of messages out of scope.
  static func train(known: [[Double]], unknown: [[Double]]) -> ScopeGate {
    let weights = fit(known.map { ($0, 1) } + unknown.map { ($0, 0) })
    let scores = known.map { probability(weights, $0) }.sorted()
    let index = Int(Double(scores.count) * (1 - kept))
    return ScopeGate(weights: weights, threshold: scores.isEmpty ? 0 : min(0.5, scores[index]))
  }

  /// How likely the message is in scope, 0…1, when half of the messages are.
  func probability(_ values: [Double]) -> Double { Self.probability(weights, values) }

  private static func probability(_ weights: [Double], _ values: [Double]) -> Double {
    1 / (1 + exp(-zip(weights, values).reduce(0) { $0 + $1.0 * $1.1 }))
  }

  /// Newton's method for the logistic loss with a little ridge.
  private static func fit(_ rows: [(values: [Double], label: Double)]) -> [Double] {
    let size = rows.first?.values.count ?? 0
    var weights = [Double](repeating: 0, count: size)
    guard !rows.isEmpty else { return weights }
    for _ in 0..<20 {
      var gradient = weights.map { $0 * 0.1 }
      var hessian = [Double](repeating: 0, count: size * size)
      for index in 0..<size { hessian[index * size + index] = 0.1 }
      for (values, label) in rows {
        let chance = probability(weights, values)
        let curvature = chance * (1 - chance)
        for row in 0..<size {
          gradient[row] += (chance - label) * values[row]
          for column in 0..<size {
            hessian[row * size + column] += curvature * values[row] * values[column]
          }
        }
      }
      let step = solve(hessian, gradient)
      for index in 0..<size { weights[index] -= step[index] }
    }
    return weights.allSatisfy(\.isFinite) ? weights : [Double](repeating: 0, count: size)
  }

  /// Gaussian elimination; `matrix` is positive definite, so no pivot is zero.
  private static func solve(_ matrix: [Double], _ right: [Double]) -> [Double] {
    var matrix = matrix
    var right = right
    let size = right.count
    for pivot in 0..<size {
      for row in pivot + 1..<max(size, pivot + 1) {
        let factor = matrix[row * size + pivot] / matrix[pivot * size + pivot]
        for column in pivot..<size { matrix[row * size + column] -= factor * matrix[pivot * size + column] }
        right[row] -= factor * right[pivot]
      }
    }
    for row in stride(from: size - 1, through: 0, by: -1) {
      for column in row + 1..<max(size, row + 1) { right[row] -= matrix[row * size + column] * right[column] }
      right[row] /= matrix[row * size + row]
    }
    return right
  }
}
