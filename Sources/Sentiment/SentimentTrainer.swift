internal import Features
public import Support
internal import Tokenization

/// Collects labelled reviews and learns a `SentimentModel` from them.
///
/// Deterministic: the same reviews in the same order, and the same seed, give the same file on any number of
/// threads.
public struct SentimentTrainer {
  public struct Options: Sendable {
    /// Parts that take turns in being held out for calibration; never more than the smallest class has reviews.
    public var folds = 3
    public var seed: UInt64 = 1

    public init() {}
  }

  /// N-grams of fewer reviews teach nothing that generalises.
  private static let minimumFrequency = 2

  private let analyzer: SentimentAnalyzer
  private let tokenScratch = Tokenizer.Scratch()
  private var scratch = SentimentAnalyzer.Scratch()
  private var examples = SparseExamples(denseCount: FeatureScanner.denseCount)
  private var labels: [Polarity] = []
  private var texts: [UInt64] = []
  private var view = NGramView()

  public init(analyzer: SentimentAnalyzer) { self.analyzer = analyzer.with(nil) }

  public var count: Int { labels.count }
  public var unlabelledCount: Int { view.examples.count }

  /// - Complexity: O(text).
  public mutating func add(_ text: UnsafeBufferPointer<UInt8>, label: Polarity) {
    let values = analyzer.tokenizer.withTokens(of: text, scratch: tokenScratch) { tokens in
      let score = analyzer.score(text, tokens: tokens, scratch: &scratch)
      FeatureScanner.scan(&scratch) { _ in true }
      return FeatureScanner.dense(score, scratch)
    }
    examples.append(
      scratch.features.places, scale: FeatureScanner.scale(scratch),
      dense: (0..<FeatureScanner.denseCount).map { values[$0] })
    labels.append(label)
    texts.append(scratch.features.text)
  }

  public mutating func add(_ text: String, label: Polarity) {
    var text = text
    text.withUTF8 { add($0, label: label) }
  }

  /// Adds a review without a label. Hundreds of them are worth some labels when these are few: words that stand by
  /// what the rules are sure of are learned from them.
  /// - Complexity: O(text).
  public mutating func add(unlabelled text: UnsafeBufferPointer<UInt8>) {
    let score = analyzer.tokenizer.withTokens(of: text, scratch: tokenScratch) {
      analyzer.score(text, tokens: $0, scratch: &scratch)
    }
    view.append(score, &scratch)
  }

  public mutating func add(unlabelled text: String) {
    var text = text
    text.withUTF8 { add(unlabelled: $0) }
  }

  /// - Throws: `noReviews`, `oneClass`, `tooFew`.
  /// - Complexity: O(folds × passes × features of all reviews).
  public func train(_ options: Options = Options()) throws(SentimentTrainingError) -> SentimentModel {
    let counts = Polarity.allCases.map { polarity in labels.count { $0 == polarity } }
    let classes = Polarity.allCases.indices.filter { counts[$0] > 0 }.map { Polarity.allCases[$0] }
    guard let first = classes.first else { throw .noReviews }
    guard classes.count > 1 else { throw .oneClass(first, count: labels.count) }
    for (polarity, count) in zip(Polarity.allCases, counts) where count == 1 { throw .tooFew(polarity) }

    var all = examples
    all.append(contentsOf: view.examples)
    let (compact, names) = all.compacted(
      bound: 1 << FeatureScanner.bits, minimum: Self.minimumFrequency)
    let learned = view.train(
      on: compact, first: labels.count, featureCount: names.count, seed: options.seed)
    let problem = Problem(
      examples: compact, featureCount: names.count, classes: classes,
      labels: labels.map { classes.firstIndex(of: $0) ?? 0 }, texts: texts, view: learned)
    let folds = problem.folds(options)
    let candidates = TrainingCandidate.all(
      labels: labels.count, classes: classes.count, hasView: learned != nil, seed: options.seed
    ).map { problem.calibrate(folds, $0) }
    guard var calibration = candidates.first else { throw .noReviews }
    for other in candidates where other.loss < calibration.loss { calibration = other }
    let rows = Array(labels.indices)
    let chosen = calibration.candidate
    let planes = concurrentMap(SentimentModel.planes(classes.count)) {
      problem.plane($0, rows: rows, chosen)
    }
    let memory = TextMemory.remember(
      texts, labels: problem.labels, probabilities: calibration.probabilities)
    let packed = PackedWeights(planes, names: names)
    return SentimentModel(
      classes: classes, trainedOn: counts.filter { $0 > 0 }, heldOutAccuracy: calibration.accuracy,
      heldOutMacroF1: calibration.macroF1, temperature: calibration.temperature,
      offsets: calibration.offsets, planes: planes.count, weights: packed.weights,
      units: packed.units, dense: planes.flatMap(\.dense), memory: memory)
  }
}

/// Why no model can be learned.
public enum SentimentTrainingError: YaoyuError, Equatable {
  case noReviews
  case oneClass(Polarity, count: Int)
  case tooFew(Polarity)

  public var exitCode: ExitCode { .badData }

  public var description: String {
    switch self {
    case .noReviews: "没有一条带标签的评论，学不了。请检查 --text-column 和 --label-column。"
    case .oneClass(let polarity, let count):
      "\(count) 条评论的标签全是“\(polarity.title)”，学不了怎么区分。请补上另一类的评论（几十条就有用）。"
    case .tooFew(let polarity):
      "“\(polarity.title)”只有 1 条评论，没法一边学一边检验。请每一类至少给 2 条，或者先去掉这一类。"
    }
  }
}

/// Planes in one interleaved table of bytes.
private struct PackedWeights {
  private(set) var weights: [Int8]
  private(set) var units: [Float] = []

  init(_ planes: [LinearClassifier], names: [UInt32]) {
    weights = [Int8](repeating: 0, count: planes.count << FeatureScanner.bits)
    for (number, plane) in planes.enumerated() {
      let unit = Self.unit(plane.features)
      units.append(unit)
      for (feature, name) in names.enumerated() {
        let steps = (plane.features[feature] / unit).rounded()
        weights[Int(name) * planes.count + number] = Int8(max(-127, min(127, steps)))
      }
    }
  }

  /// The largest weight in 127 steps, but none beyond twelve standard deviations: a few giants would cost all
  /// others their precision.
  private static func unit(_ values: [Float]) -> Float {
    var (largest, squares): (Float, Double) = (0, 0)
    for value in values {
      largest = max(largest, abs(value))
      squares += Double(value * value)
    }
    let deviation = Float((squares / Double(max(1, values.count))).squareRoot())
    return max(min(largest, 12 * deviation), .leastNormalMagnitude) / 127
  }
}
