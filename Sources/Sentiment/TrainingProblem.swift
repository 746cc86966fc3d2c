internal import Features
internal import Support

/// The examples with their classes, and what can be asked of them: a plane, parts to hold out, a calibration.
struct Problem: Sendable {
  /// Those with a label first.
  let examples: SparseExamples
  let featureCount: Int
  let classes: [Polarity]
  /// Index in `classes` per labelled example.
  let labels: [Int]
  /// Hash of the whole text per labelled example.
  let texts: [UInt64]
  /// What n-grams say for praise by themselves (`NGramView`), where there were reviews to learn it from.
  let view: LinearClassifier?

  /// The plane between class `index` and the rest, learned from `rows`.
  func plane(_ index: Int, rows: [Int], _ candidate: TrainingCandidate) -> LinearClassifier {
    var options = candidate.linear
    options.prior = candidate.prior(of: index, in: classes, view)
    return LinearClassifier.train(
      on: examples, rows: rows, positive: labels.map { $0 == index }, featureCount: featureCount,
      options: options)
  }

  /// Stratified parts: each class is shuffled and dealt out. Reviews that read the same stay together: what is
  /// held out has not been seen.
  func folds(_ options: SentimentTrainer.Options) -> [[Int]] {
    let smallest = classes.indices.map { index in labels.count { $0 == index } }.min() ?? 2
    // Few reviews cost little time, and each part held out is missed.
    let wanted = labels.count < 3000 ? max(5, options.folds) : options.folds
    let count = max(2, min(wanted, smallest))
    var folds = [[Int]](repeating: [], count: count)
    var generator = SeededGenerator(seed: options.seed)
    var places: [UInt64: Int] = [:]
    for index in classes.indices {
      let members = labels.indices.filter { labels[$0] == index }.shuffled(using: &generator)
      for (position, row) in members.enumerated() {
        let place = places[texts[row]] ?? position % count
        places[texts[row]] = place
        folds[place].append(row)
      }
    }
    return folds.map { $0.sorted() }
  }

  /// Margins of every example by planes that have not seen it, and what follows from them.
  func calibrate(_ folds: [[Int]], _ candidate: TrainingCandidate) -> HeldOutCalibration {
    let planes = SentimentModel.planes(classes.count)
    let parts = concurrentMap(folds.count * planes) { task in
      let (fold, plane) = (folds[task / planes], task % planes)
      let rows = folds.indices.filter { $0 != task / planes }.flatMap { folds[$0] }.sorted()
      let classifier = self.plane(plane, rows: rows, candidate)
      return fold.map { classifier.margin(of: $0, in: examples) }
    }
    var margins = [SIMD4<Float>](repeating: .zero, count: labels.count)
    for (task, part) in parts.enumerated() {
      for (row, margin) in zip(folds[task / planes], part) { margins[row][task % planes] = margin }
    }
    return HeldOutCalibration(margins: margins, labels: labels, classes: classes.count, candidate: candidate)
  }
}

/// What held-out margins teach: the temperature, and with three classes the offsets.
struct HeldOutCalibration: Sendable {
  let candidate: TrainingCandidate
  private(set) var temperature = 1.0
  private(set) var offsets: [Double]
  /// Mean negative log likelihood at that temperature.
  private(set) var loss = Double.infinity
  private(set) var accuracy = 0.0
  private(set) var macroF1 = 0.0
  /// Of the classes, per example.
  private(set) var probabilities: [SIMD4<Double>] = []

  init(margins: [SIMD4<Float>], labels: [Int], classes: Int, candidate: TrainingCandidate) {
    self.candidate = candidate
    offsets = [Double](repeating: 0, count: classes)
    fitTemperature(margins, labels, classes)
    probabilities = margins.map {
      SentimentModel.probabilities($0, classes: classes, temperature: temperature)
    }
    let logs = probabilities.map { probabilities in
      var logs = SIMD4<Double>()
      for index in 0..<classes { logs[index] = Calibration.logarithm(onePlus: probabilities[index] - 1) }
      return logs
    }
    if classes > 2 { fitOffsets(logs, labels, classes) }
    let confusion = Self.confusion(logs, labels, offsets)
    macroF1 = Self.macroF1(confusion)
    let right = confusion.indices.reduce(0) { $0 + confusion[$1][$1] }
    accuracy = Double(right) / Double(max(1, labels.count))
  }

  /// The likelihood has one peak in the temperature; golden sections over its logarithm. Labels are softened by
  /// what a class of this size leaves open (Platt 1999, Probabilistic Outputs for Support Vector Machines,
  /// section 2.2): a handful of reviews all judged rightly proves little.
  private mutating func fitTemperature(_ margins: [SIMD4<Float>], _ labels: [Int], _ classes: Int) {
    // A few thousand are plenty for one number.
    let stride = max(1, labels.count / 20_000)
    let doubt = 1 / (Double(labels.count) / Double(classes) + 2)
    func loss(_ exponent: Double) -> Double {
      let temperature = Calibration.exponential(exponent)
      var sum = 0.0
      var count = 0
      for row in Swift.stride(from: 0, to: labels.count, by: stride) {
        let probabilities = SentimentModel.probabilities(
          margins[row], classes: classes, temperature: temperature)
        for index in 0..<classes {
          let share = index == labels[row] ? 1 - doubt : doubt / Double(classes - 1)
          sum -= share * Calibration.logarithm(onePlus: max(probabilities[index], 1e-12) - 1)
        }
        count += 1
      }
      return sum / Double(max(1, count))
    }
    let exponent = Calibration.minimum(-8, 3, loss)
    temperature = Calibration.exponential(exponent)
    self.loss = loss(exponent)
  }

  /// Offsets that give the best macro-F1: rare classes are otherwise never chosen. Coordinate search.
  private mutating func fitOffsets(_ logs: [SIMD4<Double>], _ labels: [Int], _ classes: Int) {
    var best = Self.macroF1(Self.confusion(logs, labels, offsets))
    for step in [0.4, 0.1] {
      for _ in 0..<2 {
        for index in 0..<classes {
          let center = offsets[index]
          for change in -8...8 {
            var candidate = offsets
            candidate[index] = center + Double(change) * step
            let value = Self.macroF1(Self.confusion(logs, labels, candidate))
            if value > best { (best, offsets) = (value, candidate) }
          }
        }
      }
    }
  }

  private static func confusion(
    _ logs: [SIMD4<Double>], _ labels: [Int], _ offsets: [Double]
  ) -> [[Int]] {
    var counts = [Int](repeating: 0, count: 16)
    var shift = SIMD4<Double>(repeating: -.infinity)
    for index in offsets.indices { shift[index] = offsets[index] }
    for row in labels.indices {
      let values = logs[row] + shift
      var best = 0
      for index in offsets.indices where values[index] > values[best] { best = index }
      counts[labels[row] * 4 + best] += 1
    }
    return offsets.indices.map { label in offsets.indices.map { counts[label * 4 + $0] } }
  }

  private static func macroF1(_ confusion: [[Int]]) -> Double {
    let scores = confusion.indices.map { index in
      let named = confusion[index].reduce(0, +) + confusion.reduce(0) { $0 + $1[index] }
      return named == 0 ? 0 : 2 * Double(confusion[index][index]) / Double(named)
    }
    return scores.reduce(0, +) / Double(max(1, scores.count))
  }
}
