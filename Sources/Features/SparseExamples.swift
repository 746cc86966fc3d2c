/// Examples for linear models: per example a set of binary features, named by small integers, and a fixed number
/// of dense values. One flat array each.
public struct SparseExamples: Sendable {
  /// How many dense values an example has.
  public let denseCount: Int
  /// The features of example `e` are `features[starts[e]..<starts[e + 1]]`.
  public private(set) var features: [UInt32] = []
  public private(set) var starts: [Int] = [0]
  /// The dense values of example `e` start at `e * denseCount`.
  public private(set) var dense: [Float] = []
  /// Per example: the value of each of its features before it is weighted.
  public private(set) var scales: [Float] = []

  public init(denseCount: Int) { self.denseCount = denseCount }

  public var count: Int { starts.count - 1 }

  /// - Parameters:
  ///   - features: each at most once.
  ///   - scale: what each feature of this example is multiplied by; long texts want less.
  ///   - dense: `denseCount` values; more are ignored, missing ones are 0.
  public mutating func append(
    _ features: some Sequence<UInt32>, scale: Float, dense values: some Sequence<Float>
  ) {
    scales.append(scale)
    self.features.append(contentsOf: features)
    starts.append(self.features.count)
    var missing = denseCount
    for value in values where missing > 0 {
      dense.append(value)
      missing -= 1
    }
    dense.append(contentsOf: repeatElement(0, count: missing))
  }

  /// Appends the examples of `other`, which has as many dense values.
  public mutating func append(contentsOf other: SparseExamples) {
    precondition(denseCount == other.denseCount, "examples with other dense values")
    let offset = features.count
    features += other.features
    starts += other.starts.dropFirst().map { $0 + offset }
    dense += other.dense
    scales += other.scales
  }

  /// Renumbers the features by document frequency, most frequent first, and drops the rare ones: what a trainer
  /// reads most lies together.
  /// - Parameters:
  ///   - bound: one past the largest feature.
  ///   - minimum: features of fewer examples are dropped.
  /// - Returns: the examples, and the old number of each feature.
  /// - Complexity: O(features + bound).
  public func compacted(bound: Int, minimum: Int) -> (examples: SparseExamples, names: [UInt32]) {
    var frequency = [UInt32](repeating: 0, count: bound)
    for feature in features where Int(feature) < bound { frequency[Int(feature)] += 1 }
    let least = UInt32(max(1, minimum))
    var names = frequency.indices.filter { frequency[$0] >= least }.map { UInt32($0) }
    names.sort { (frequency[Int($1)], $0) < (frequency[Int($0)], $1) }
    var numbers = [UInt32](repeating: .max, count: bound)
    for (number, name) in names.enumerated() { numbers[Int(name)] = UInt32(number) }
    var examples = SparseExamples(denseCount: denseCount)
    examples.dense = dense
    examples.scales = scales
    examples.features.reserveCapacity(features.count)
    examples.starts.reserveCapacity(starts.count)
    for example in 0..<count {
      for feature in features[starts[example]..<starts[example + 1]] where Int(feature) < bound {
        let number = numbers[Int(feature)]
        if number != .max { examples.features.append(number) }
      }
      examples.starts.append(examples.features.count)
    }
    return (examples, names)
  }
}
