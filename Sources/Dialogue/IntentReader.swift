#if canImport(Glibc)
  import Glibc
#endif

/// Scores intents for a message: the margins of `IntentModel` and the near examples of `ExampleIndex` together,
/// as probabilities.
///
/// score = margin + 0.3 · neighbours. Linear margins say what the whole class has in common, neighbours what one
/// rare way to say it has; together they measured up to half a point better than either on short utterances.
struct IntentReader: Sendable {
  let index: ExampleIndex
  let model: IntentModel
  let calibration: ScoreCalibration

  private static let neighbourWeight: Float = 0.3
  private static let folds = 3
  /// The intents are dealt into so many groups, each left out once to learn what the unforeseen looks like.
  private static let groups = 4

  init(index: ExampleIndex, model: IntentModel, calibration: ScoreCalibration = .usual) {
    self.index = index
    self.model = model
    self.calibration = calibration
  }

  // MARK: - Training

  /// With the usual calibration.
  /// - Parameter owners: how many of the index's owners, from 0, are intents.
  /// - Complexity: see `IntentModel.train`. Deterministic.
  static func train(on index: ExampleIndex, owners: Int) -> IntentReader {
    let examples = (0..<index.documentCount).filter { index.owner(of: $0) < owners }
    return IntentReader(index: index, model: model(on: index, examples, owners: owners))
  }

  /// With a calibration and a gate of its own, from models that were trained without the examples they are asked
  /// about.
  /// - Parameter owners: all of the index's owners, from 0; all are intents.
  /// - Complexity: eight trainings of `IntentModel`. Deterministic.
  static func trainCalibrated(
    on index: ExampleIndex, owners: Int
  ) -> (reader: IntentReader, gate: ScopeGate) {
    let examples = Array(0..<index.documentCount)
    var seen = [Int](repeating: 0, count: owners)
    let fold = examples.map { example -> Int in
      let owner = index.owner(of: example)
      defer { seen[owner] += 1 }
      return seen[owner] % folds
    }
    let held = heldOut(on: index, owners: owners, parts: folds) { fold[$0] }
    let calibration = ScoreCalibration.fit(
      held.filter { seen[index.owner(of: $0.example)] > 1 }
        .map { ($0.scores, index.owner(of: $0.example)) })
    let unforeseen = heldOut(on: index, owners: owners, parts: groups) { index.owner(of: $0) % groups }
    let evidence = examples.map { index.evidence(ofExample: $0, owners: owners) }
    let gate = ScopeGate.train(
      known: held.map { evidence[$0.example].known.values + confidence($0.scores, $0.near) },
      unknown: unforeseen.map { evidence[$0.example].unknown.values + confidence($0.scores, $0.near) })
    let model = model(on: index, examples, owners: owners)
    return (IntentReader(index: index, model: model, calibration: calibration), gate)
  }

  private static func model(on index: ExampleIndex, _ examples: [Int], owners: Int) -> IntentModel {
    IntentModel.train(
      on: examples.map { (index.known(of: $0), index.owner(of: $0)) }, classes: owners,
      featureCount: index.featureCount)
  }

  private struct Held {
    var example: Int
    var scores: [Float]
    var near: [Float]
  }

  /// Scores of every example by a model without its part.
  private static func heldOut(
    on index: ExampleIndex, owners: Int, parts: Int, part: (Int) -> Int
  ) -> [Held] {
    var held: [Held] = []
    let examples = 0..<index.documentCount
    for left in 0..<parts {
      let model = model(on: index, examples.filter { part($0) != left }, owners: owners)
      for example in examples where part(example) == left {
        let features = index.features(of: example)
        let near = index.neighbours(features, owners: owners) { part($0) == left }
        held.append(Held(example: example, scores: scores(model.margins(features.known), near), near: near))
      }
    }
    return held
  }

  // MARK: - Reading

  private static func scores(_ margins: [Float], _ neighbours: [Float]) -> [Float] {
    zip(margins, neighbours).map { $0 + neighbourWeight * $1 }
  }

  /// How sure scores are, for `ScopeGate`: the best, its lead, its share, how many are high, the near examples.
  private static func confidence(_ scores: [Float], _ near: [Float]) -> [Double] {
    var (best, second) = (-Float.infinity, -Float.infinity)
    for score in scores {
      if score > best { (best, second) = (score, best) } else { second = max(second, score) }
    }
    guard second.isFinite else { return [0, 0, 0, 0, 0] }
    let slope = ScoreCalibration.usual.slope
    let share = 1 / Double(scores.reduce(Float(0)) { $0 + expf(slope * ($1 - best)) })
    let crowd = log(Double(scores.reduce(Float(0)) { $0 + expf(5 * $1) }))
    return [Double(best), Double(best - second), share, crowd, Double(near.max() ?? 0)]
  }

  /// Probability of each intent, 0…1, summing to 1, and the values that a gate of `trainCalibrated` takes.
  /// - Complexity: O(features × intents + postings of the features).
  func read(_ features: ScopeGate.Features) -> (probabilities: [Double], gateValues: [Double]) {
    guard model.classes > 0 else { return ([], []) }
    let near = index.neighbours(features, owners: model.classes)
    let scores = Self.scores(model.margins(features.known), near)
    let evidence = index.evidence(of: features, owners: model.classes)
    return (calibration.probabilities(scores), evidence.values + Self.confidence(scores, near))
  }
}
