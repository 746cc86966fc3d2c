internal import Features
public import Support

/// Polarity learned from labelled reviews, behind the analyser's result type: aspects, safety signals and the
/// rules' reasons stay, polarity, score and confidence are the model's.
///
/// ```
/// var trainer = SentimentTrainer(analyzer: analyzer)
/// for review in reviews { trainer.add(review.text, label: review.label) }
/// let model = try trainer.train()
/// try model.write(to: "shop.model")
/// let trained = analyzer.with(try SentimentModel(path: "shop.model"))
/// ```
///
/// A linear model over hashed n-grams and over what lexicon and rules found (`FeatureScanner`), so that few
/// labels already help; its probabilities are calibrated by temperature (Guo et al. 2017, On Calibration of
/// Modern Neural Networks, ICML, section 4.2) on reviews held out in training. A file of two classes has 2 MB,
/// of three 6 MB, and 8 bytes for each text
/// that it remembers (`TextMemory`).
public struct SentimentModel: Sendable, Equatable {
  static let format = "sentiment-model"
  static let version = 3

  /// The classes told apart, in the order of `Polarity.allCases`.
  public let classes: [Polarity]
  /// How many reviews of each class it has learned from.
  public let trainedOn: [Int]
  /// Share of held-out reviews that got their label in training, 0…1.
  public let heldOutAccuracy: Double
  /// Mean F1 of the classes over held-out reviews, 0…1.
  public let heldOutMacroF1: Double
  /// Margins are divided by it before they become probabilities.
  public let temperature: Double
  /// Added to each class' log probability before the most likely is chosen; all 0 with two classes.
  let offsets: [Double]
  /// Planes: one for two classes (on its upper side the first), else one per class.
  let planes: Int
  /// Plane `p` of place `f` at `f * planes + p`, in units of `units[p]`.
  let weights: [Int8]
  let units: [Float]
  /// Plane `p` of dense value `d` at `p * FeatureScanner.denseCount + d`.
  let dense: [Float]
  /// Reviews that it knows word for word.
  let memory: TextMemory

  static func planes(_ classes: Int) -> Int { classes == 2 ? 1 : classes }

  // MARK: Judging

  /// The planes' margins of the text that was just analysed.
  private func margins(_ values: SIMD16<Float>, _ scratch: inout SentimentAnalyzer.Scratch) -> SIMD4<Float> {
    var margins = SIMD4<Float>()
    let scale = FeatureScanner.scale(scratch)
    weights.withUnsafeBufferPointer { weights in
      if planes == 1 {
        FeatureScanner.scan(&scratch) { weights[Int($0)] != 0 }
        var sum = 0
        for place in scratch.features.places { sum += Int(weights[Int(place)]) }
        margins[0] = Float(sum) * units[0] * scale
      } else {
        FeatureScanner.scan(&scratch) { place in
          let base = Int(place) * 3
          return weights[base] | weights[base + 1] | weights[base + 2] != 0
        }
        var sums = SIMD4<Int32>()
        for place in scratch.features.places {
          let base = Int(place) * 3
          sums &+= SIMD4(Int32(weights[base]), Int32(weights[base + 1]), Int32(weights[base + 2]), 0)
        }
        for plane in 0..<3 { margins[plane] = Float(sums[plane]) * units[plane] * scale }
      }
    }
    for plane in 0..<planes {
      for index in 0..<FeatureScanner.denseCount {
        margins[plane] += dense[plane * FeatureScanner.denseCount + index] * values[index]
      }
    }
    return margins
  }

  /// Replaces polarity, score and confidence of `score`. A text without a letter or sign stays neutral.
  func judge(_ score: inout SentimentScore, _ scratch: inout SentimentAnalyzer.Scratch) {
    guard scratch.folded[..<scratch.count].contains(where: { $0 > 0x20 && $0 != 0xFFFD }) else { return }
    let margins = margins(FeatureScanner.dense(score, scratch), &scratch)
    let probabilities = memory.blend(probabilities(margins), text: scratch.features.text)
    var best = 0
    var highest = -Double.infinity
    for index in classes.indices {
      // Softmax keeps the order, so the offset may be added to the logarithm up to a constant.
      let value = Calibration.logarithm(onePlus: probabilities[index] - 1) + offsets[index]
      if value > highest { (best, highest) = (index, value) }
    }
    score.polarity = classes[best]
    score.confidence = min(1, max(0, probabilities[best]))
    score.score = 0
    for index in classes.indices {
      if classes[index] == .positive { score.score += probabilities[index] }
      if classes[index] == .negative { score.score -= probabilities[index] }
    }
    // Between two classes of which one is neutral, there is only one side to lean to.
    score.score = min(1, max(-1, score.score))
  }

  private func probabilities(_ margins: SIMD4<Float>) -> SIMD4<Double> {
    Self.probabilities(margins, classes: classes.count, temperature: temperature)
  }

  /// Softmax of the margins over the temperature; with two classes, of the one margin and its opposite.
  static func probabilities(
    _ margins: SIMD4<Float>, classes: Int, temperature: Double
  ) -> SIMD4<Double> {
    var result = SIMD4<Double>()
    if classes == 2 {
      result[0] = 1 / (1 + Calibration.exponential(-Double(margins[0]) / temperature))
      result[1] = 1 - result[0]
      return result
    }
    var highest = -Float.infinity
    for index in 0..<classes { highest = max(highest, margins[index]) }
    var total = 0.0
    for index in 0..<classes {
      result[index] = Calibration.exponential(Double(margins[index] - highest) / temperature)
      total += result[index]
    }
    return result / total
  }

  /// What the place adds to praise against complaint, in the unit of the calibrated log odds. Of two classes the
  /// first is the more favourable one.
  func leaning(of place: UInt32) -> Double {
    let base = Int(place) * planes
    func value(_ plane: Int) -> Double { Double(Float(weights[base + plane]) * units[plane]) / temperature }
    return planes == 1 ? value(0) : value(0) - value(planes - 1)
  }
}

extension SentimentModel {
  /// How far the reviews that read word for word like the text just judged speak for praise, in log odds; nil when
  /// there were none.
  func remembered(_ scratch: SentimentAnalyzer.Scratch) -> Double? {
    guard let counts = memory.counts(of: scratch.features.text) else { return nil }
    let sides = counts + memory.prior / Double(classes.count)
    return Calibration.logarithm(onePlus: sides[0] / sides[classes.count - 1] - 1)
  }
}

// MARK: - Files

extension SentimentModel {
  /// Reads a file written by `write(to:)`.
  /// - Throws: `FileError`, `ModelFileError`.
  public init(path: String) throws {
    let file = try ModelFile.read(path, format: Self.format, version: Self.version)
    func inconsistent(_ section: String) -> ModelFileError { .inconsistent(file.name, section: section) }
    let named = try file.text("classes").split(separator: " ").compactMap { Polarity(rawValue: String($0)) }
    guard (2...3).contains(named.count), Set(named).count == named.count else {
      throw inconsistent("classes")
    }
    let planes = Self.planes(named.count)
    weights = try file.values("weights", as: Int8.self)
    guard weights.count == planes << FeatureScanner.bits else { throw inconsistent("weights") }
    dense = try file.doubles("dense").map { Float($0) }
    guard dense.count == planes * FeatureScanner.denseCount, dense.allSatisfy(\.isFinite) else {
      throw inconsistent("dense")
    }
    units = try file.doubles("units").map { Float($0) }
    guard units.count == planes, units.allSatisfy(\.isFinite) else { throw inconsistent("units") }
    offsets = try file.doubles("offsets")
    guard offsets.count == named.count, offsets.allSatisfy(\.isFinite) else { throw inconsistent("offsets") }
    let facts = try file.doubles("calibration")
    guard facts.count == 3, facts.allSatisfy(\.isFinite), facts[0] > 0 else {
      throw inconsistent("calibration")
    }
    (temperature, heldOutAccuracy, heldOutMacroF1) = (facts[0], facts[1], facts[2])
    trainedOn = try file.integers("counts")
    guard trainedOn.count == named.count else { throw inconsistent("counts") }
    memory = try Self.memory(file)
    (classes, self.planes) = (named, planes)
  }

  private static func memory(_ file: ModelFile) throws(ModelFileError) -> TextMemory {
    // Models of version 2 remember nothing and are otherwise the same.
    guard file.version > 2 else { return TextMemory() }
    let prior = try file.doubles("text-prior")
    let entries = try file.values("texts", as: UInt64.self)
    guard prior.count == 1, let memory = TextMemory(prior: prior[0], entries: entries) else {
      throw .inconsistent(file.name, section: "texts")
    }
    return memory
  }

  /// Writes the file in one step: a reader sees the old file or the new one.
  public func write(to path: String) throws(FileError) {
    var file = ModelFile(format: Self.format, version: Self.version)
    file.set("classes", classes.map(\.rawValue).joined(separator: " "))
    file.set("counts", trainedOn.map { UInt64($0) })
    file.set("calibration", [temperature, heldOutAccuracy, heldOutMacroF1])
    file.set("offsets", offsets)
    file.set("units", units.map { Double($0) })
    file.set("dense", dense.map { Double($0) })
    file.set("weights", weights)
    file.set("text-prior", [memory.prior])
    file.set("texts", memory.entries)
    try file.write(to: path)
  }
}
