import Features
import Support
import Testing

@Suite struct LinearClassifierTests {
  /// Feature 0 marks the positive side, feature 1 the negative one, features 2…21 are noise.
  private func examples(_ count: Int, seed: UInt64 = 3) -> (SparseExamples, [Bool]) {
    var generator = SeededGenerator(seed: seed)
    var examples = SparseExamples(denseCount: 1)
    var positive: [Bool] = []
    for index in 0..<count {
      let isPositive = index % 3 != 0
      var features: [UInt32] = [isPositive ? 0 : 1]
      for noise in 2..<22 where Bool.random(using: &generator) { features.append(UInt32(noise)) }
      examples.append(features, scale: 1, dense: [1])
      positive.append(isPositive)
    }
    return (examples, positive)
  }

  private func train(_ examples: SparseExamples, _ positive: [Bool], seed: UInt64 = 1) -> LinearClassifier {
    var options = LinearClassifier.Options()
    options.seed = seed
    return LinearClassifier.train(
      on: examples, rows: Array(0..<examples.count), positive: positive, featureCount: 22, options: options)
  }

  @Test("a plane that exists is found, for examples it has not seen")
  func separable() {
    let (seen, labels) = examples(60)
    let classifier = train(seen, labels)
    let (unseen, truth) = examples(40, seed: 9)
    for row in 0..<unseen.count { #expect((classifier.margin(of: row, in: unseen) > 0) == truth[row]) }
    #expect(classifier.features[0] > 0 && classifier.features[1] < 0)
  }

  @Test("the same seed gives the same numbers")
  func deterministic() {
    let (seen, labels) = examples(60)
    #expect(train(seen, labels) == train(seen, labels))
  }

  @Test("rows that are left out teach nothing")
  func rows() {
    let (seen, labels) = examples(60)
    var spoilt = labels
    for row in 30..<60 { spoilt[row].toggle() }
    let clean = LinearClassifier.train(
      on: seen, rows: Array(0..<30), positive: labels, featureCount: 22)
    let other = LinearClassifier.train(
      on: seen, rows: Array(0..<30), positive: spoilt, featureCount: 22)
    #expect(clean == other)
  }

  @Test("for any power of the log-count ratios a plane that exists is found")
  func ratioExponent() {
    let (seen, labels) = examples(60)
    for exponent: Float in [0, 0.5, 1] {
      var options = LinearClassifier.Options()
      options.ratioExponent = exponent
      let classifier = LinearClassifier.train(
        on: seen, rows: Array(0..<60), positive: labels, featureCount: 22, options: options)
      for row in 0..<60 { #expect((classifier.margin(of: row, in: seen) > 0) == labels[row]) }
    }
  }

  @Test("a plane is drawn towards its prior, and towards it only as far as the examples allow")
  func prior() {
    let (seen, labels) = examples(60)
    func train(_ prior: LinearClassifier?, cost: Float) -> LinearClassifier {
      var options = LinearClassifier.Options()
      (options.prior, options.cost) = (prior, cost)
      return LinearClassifier.train(
        on: seen, rows: Array(0..<60), positive: labels, featureCount: 22, options: options)
    }
    let wrong = LinearClassifier(
      features: train(nil, cost: 1).features.map { -$0 }, dense: train(nil, cost: 1).dense.map { -$0 })
    let believed = train(wrong, cost: 1e-9)
    let corrected = train(wrong, cost: 10)
    for row in 0..<60 {
      #expect((believed.margin(of: row, in: seen) > 0) != labels[row])
      #expect((corrected.margin(of: row, in: seen) > 0) == labels[row])
    }
    #expect(train(LinearClassifier(features: [], dense: []), cost: 1) == train(nil, cost: 1))
  }

  @Test("examples are joined as if they had been appended one by one")
  func joined() {
    var (first, second) = (SparseExamples(denseCount: 1), SparseExamples(denseCount: 1))
    first.append([7, 3], scale: 1, dense: [1])
    second.append([], scale: 2, dense: [2])
    second.append([3, 9], scale: 0.5, dense: [3])
    first.append(contentsOf: second)
    #expect(first.count == 3)
    #expect(first.features == [7, 3, 3, 9] && first.starts == [0, 2, 2, 4])
    #expect(first.dense == [1, 2, 3] && first.scales == [1, 2, 0.5])
  }

  @Test("rare features are dropped, the others numbered by frequency")
  func compaction() {
    var examples = SparseExamples(denseCount: 2)
    examples.append([7, 3], scale: 1, dense: [1, 2])
    examples.append([3, 9], scale: 0.5, dense: [3])
    examples.append([3, 7, 100], scale: 1, dense: [5, 6, 7])
    let (compact, names) = examples.compacted(bound: 10, minimum: 2)
    #expect(names == [3, 7])
    #expect(compact.features == [1, 0, 0, 0, 1])
    #expect(compact.starts == [0, 2, 3, 5])
    #expect(compact.dense == [1, 2, 3, 0, 5, 6])
    #expect(compact.scales == [1, 0.5, 1])
  }
}
