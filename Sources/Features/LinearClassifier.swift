internal import Support

/// A linear model over `SparseExamples`: which side of a plane an example lies on, and how far.
///
/// Trained as NB-SVM (Wang & Manning 2012, Baselines and Bigrams, ACL P12-2018): each binary feature is scaled
/// by its log-count ratio between the two sides, then an L2-regularised support vector machine with squared
/// hinge loss is fitted by dual coordinate descent (Hsieh et al. 2008, doi:10.1145/1390156.1390208,
/// algorithm 1). A value; the same examples and options give the same numbers on every machine of one kind.
public struct LinearClassifier: Sendable, Equatable {
  /// Per feature: what its presence adds.
  public let features: [Float]
  /// Per dense value: its factor.
  public let dense: [Float]

  public init(features: [Float], dense: [Float]) {
    (self.features, self.dense) = (features, dense)
  }

  public struct Options: Sendable {
    /// Price of an error against the size of the weights. Lower it for noisy labels.
    public var cost: Float = 1
    /// Passes over the examples at most.
    public var epochs = 12
    /// Training ends when no example's gradient is larger in a pass.
    public var tolerance: Float = 0.1
    /// Factor of all sparse features against the dense ones. Lower it when examples are few: the dense values
    /// are then trusted longer.
    public var sparseScale: Float = 1
    /// To what power the sizes of the log-count ratios are taken: 1 is NB-SVM, 0 a plain support vector machine.
    /// Lower it where features that are even between the two sides matter, as for a middle class.
    public var ratioExponent: Float = 1
    /// Added to every feature's count on both sides.
    public var smoothing: Float = 1
    /// How far the rarer side's errors cost more: to the power of this of how much rarer it is.
    public var balance: Float = 0
    /// The plane before anything is learned: weights are drawn towards it instead of towards 0 (biased
    /// regularisation: Kienzle & Chellapilla 2006, Personalized Handwriting Recognition via Biased Regularization,
    /// ICML). What it lacks is 0.
    public var prior: LinearClassifier?
    public var seed: UInt64 = 1

    public init() {}
  }

  /// Fits the plane between the examples of `rows` that are positive and those that are not.
  /// - Parameters:
  ///   - rows: which examples to learn from.
  ///   - positive: per example of `examples`.
  ///   - featureCount: one past the largest feature.
  /// - Complexity: O(epochs × features of all rows).
  public static func train(
    on examples: SparseExamples, rows: [Int], positive: [Bool], featureCount: Int,
    options: Options = Options()
  ) -> LinearClassifier {
    let ratios = logCountRatios(examples, rows, positive, featureCount, options)
    var descent = DualCoordinateDescent(ratios: ratios, denseCount: examples.denseCount, options: options)
    descent.run(examples, rows, positive)
    return LinearClassifier(features: descent.cells.map { $0.x }, dense: descent.dense)
  }

  /// The signed distance, unscaled, of example `row` from the plane.
  public func margin(of row: Int, in examples: SparseExamples) -> Float {
    var sum: Float = 0
    for feature in examples.features[examples.starts[row]..<examples.starts[row + 1]] {
      sum += features[Int(feature)]
    }
    sum *= examples.scales[row]
    for index in dense.indices { sum += dense[index] * examples.dense[row * examples.denseCount + index] }
    return sum
  }

  /// r = log((s + n⁺) / (2s + N⁺)) − log((s + n⁻) / (2s + N⁻)) with n the number of examples of a side that have
  /// the feature, N of all examples of the side, s the smoothing.
  private static func logCountRatios(
    _ examples: SparseExamples, _ rows: [Int], _ positive: [Bool], _ count: Int, _ options: Options
  ) -> [Float] {
    var counts = [SIMD2<Float>](repeating: .init(repeating: options.smoothing), count: count)
    var totals = SIMD2<Float>(repeating: 2 * options.smoothing)
    for row in rows {
      let side = positive[row] ? 0 : 1
      totals[side] += 1
      for feature in examples.features[examples.starts[row]..<examples.starts[row + 1]] {
        counts[Int(feature)][side] += 1
      }
    }
    let base = logarithm(Double(totals[0] / totals[1]))
    let exponent = Double(options.ratioExponent)
    return counts.map {
      let ratio = logarithm(Double($0[0] / $0[1])) - base
      return Float(exponent == 1 ? ratio : power(abs(ratio), exponent)) * options.sparseScale
    }
  }
}

/// The optimiser. Feature j of an example has the value r_j, so its part of the margin is u_j = r_j·w_j; keeping
/// u_j beside r_j² makes a step touch one place per feature.
private struct DualCoordinateDescent {
  /// x: u_j; y: r_j².
  var cells: [SIMD2<Float>]
  var dense: [Float]
  private let options: LinearClassifier.Options

  init(ratios: [Float], denseCount: Int, options: LinearClassifier.Options) {
    self.options = options
    // Descent that begins at the prior stays the sum of the prior and the examples' parts: the same algorithm.
    cells = ratios.map { SIMD2(0, $0 * $0) }
    dense = [Float](repeating: 0, count: denseCount)
    guard let prior = options.prior else { return }
    for feature in 0..<min(cells.count, prior.features.count) { cells[feature].x = prior.features[feature] }
    for value in 0..<min(denseCount, prior.dense.count) { dense[value] = prior.dense[value] }
  }

  mutating func run(_ examples: SparseExamples, _ rows: [Int], _ positive: [Bool]) {
    let options = options
    cells.withUnsafeMutableBufferPointer { cells in
      dense.withUnsafeMutableBufferPointer { dense in
        examples.features.withUnsafeBufferPointer { features in
          examples.dense.withUnsafeBufferPointer { values in
            var pass = Pass(
              cells: cells, dense: dense, features: features, values: values, examples: examples,
              rows: rows, positive: positive, options: options)
            var generator = SeededGenerator(seed: options.seed)
            for _ in 0..<options.epochs {
              pass.order.shuffle(using: &generator)
              if pass.run() < options.tolerance { return }
            }
          }
        }
      }
    }
  }

  /// Invariant: every feature is inside `cells`, every row inside `starts`, `dense.count` values per row.
  private struct Pass {
    let cells: UnsafeMutableBufferPointer<SIMD2<Float>>
    let dense: UnsafeMutableBufferPointer<Float>
    let features: UnsafeBufferPointer<UInt32>
    let values: UnsafeBufferPointer<Float>
    let starts: [Int]
    let rows: [Int]
    let sides: [Float]
    var order: [Int]
    private var multipliers: [Float]
    private var norms: [Float]
    private let scales: [Float]
    /// 1/(2C): the diagonal that the squared hinge adds, for the negative and the positive side.
    private let diagonals: SIMD2<Float>

    init(
      cells: UnsafeMutableBufferPointer<SIMD2<Float>>, dense: UnsafeMutableBufferPointer<Float>,
      features: UnsafeBufferPointer<UInt32>, values: UnsafeBufferPointer<Float>, examples: SparseExamples,
      rows: [Int], positive: [Bool], options: LinearClassifier.Options
    ) {
      (self.cells, self.dense, self.features, self.values) = (cells, dense, features, values)
      (starts, self.rows) = (examples.starts, rows)
      sides = rows.map { positive[$0] ? 1 : -1 }
      order = Array(rows.indices)
      multipliers = [Float](repeating: 0, count: rows.count)
      let share = Float(sides.count { $0 > 0 }) / Float(max(1, sides.count))
      let rarer = Float(
        power(Double(max(share, 1 - share) / max(min(share, 1 - share), 1e-6)), Double(options.balance)))
      var costs = SIMD2<Float>(repeating: options.cost)
      costs[share < 0.5 ? 1 : 0] *= rarer
      diagonals = 1 / (2 * costs)
      norms = []
      scales = rows.map { examples.scales[$0] }
      for (index, row) in rows.enumerated() {
        let scale = scales[index]
        var norm: Float = 0
        for position in starts[row]..<starts[row + 1] { norm += cells[Int(features[position])].y }
        norm = norm * scale * scale + diagonals[sides[index] > 0 ? 1 : 0]
        for index in dense.indices {
          let value = values[row * dense.count + index]
          norm += value * value
        }
        norms.append(norm)
      }
    }

    /// One pass in `order`; returns the largest projected gradient.
    mutating func run() -> Float {
      var largest: Float = 0
      for index in order {
        let row = rows[index]
        let side = sides[index]
        let (start, end) = (starts[row], starts[row + 1])
        let base = row * dense.count
        var margin: Float = 0
        for position in start..<end { margin += cells[Int(features[position])].x }
        margin *= scales[index]
        for index in dense.indices { margin += dense[index] * values[base + index] }
        let multiplier = multipliers[index]
        let diagonal = diagonals[side > 0 ? 1 : 0]
        let gradient = side * margin - 1 + diagonal * multiplier
        let projected = multiplier == 0 ? min(gradient, 0) : gradient
        guard projected != 0 else { continue }
        largest = max(largest, abs(projected))
        let changed = max(multiplier - gradient / norms[index], 0)
        let step = (changed - multiplier) * side
        multipliers[index] = changed
        let sparseStep = step * scales[index]
        for position in start..<end {
          let feature = Int(features[position])
          cells[feature].x += sparseStep * cells[feature].y
        }
        for index in dense.indices { dense[index] += step * values[base + index] }
      }
      return largest
    }
  }
}
