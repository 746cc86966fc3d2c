import Support

#if canImport(Glibc)
  import Glibc
#endif

/// A linear model that says which intent a set of features most likely means.
///
/// One-against-rest support vector machines with squared hinge loss, trained by dual coordinate descent
/// (Hsieh, Chang, Lin, Keerthi & Sundararajan 2008, ICML, algorithm 1): for each class minimise
/// ½‖w‖² + C Σ max(0, 1 − yᵢ w·xᵢ)² over binary xᵢ with a constant bias feature. All classes take an example's
/// step together, a vector operation. Examples are visited in a seeded order: the same examples give the same
/// weights on every machine.
struct IntentModel: Sendable {
  struct Options: Sendable {
    /// Weight of the loss. 0.1 was best for short utterances among 0.01…10.
    var cost: Float = 0.1
    var epochs = 12
    var seed: UInt64 = 1
  }

  typealias Example = (features: [Int32], label: Int)

  let classes: Int
  /// Classes rounded up to whole vectors.
  private let width: Int
  /// The weights in steps of their class's `scales`: `steps[feature * width + class]`; the last feature is the bias.
  /// There are millions of them.
  private let steps: [Int16]
  /// By class: 1 / 32,767 of its largest weight.
  private let scales: [Float]

  /// `weights[feature * width + class]`, the last feature is the bias.
  var weights: [Float] { steps.indices.map { Float(steps[$0]) * scales[$0 % width] } }

  static func width(_ classes: Int) -> Int { (classes + 7) / 8 * 8 }

  /// - Parameter weights: as `weights` has them, of a model trained before.
  init(classes: Int, weights: [Float]) {
    let width = Self.width(classes)
    scales = (0..<width).map { Self.scale(weights, class: $0, of: width) }
    steps = weights.indices.map { [scales] in Self.step(weights[$0], scales[$0 % width]) }
    (self.classes, self.width) = (classes, width)
  }

  private init(classes: Int, steps: [Int16], scales: [Float]) {
    (self.classes, self.steps, self.scales) = (classes, steps, scales)
    width = Self.width(classes)
  }

  private static func scale(_ weights: [Float], class label: Int, of width: Int) -> Float {
    var largest = Float.leastNormalMagnitude
    for place in stride(from: label, to: weights.count, by: width) {
      largest = max(largest, abs(weights[place]))
    }
    return largest / Float(Int16.max)
  }

  private static func step(_ weight: Float, _ scale: Float) -> Int16 {
    let limit = Float(Int16.max)
    let step = (weight / scale).rounded()
    return step.isFinite ? Int16(max(-limit, min(limit, step))) : 0
  }

  /// So many classes are trained together: their weights are all that is held as whole numbers.
  private static let block = 32

  /// - Parameter examples: distinct feature numbers below `featureCount`, each with a class below `classes`.
  /// - Complexity: O(epochs × classes × total number of features).
  static func train(
    on examples: [Example], classes: Int, featureCount: Int, options: Options = Options()
  ) -> IntentModel {
    let width = width(classes)
    var steps = [Int16](repeating: 0, count: (featureCount + 1) * width)
    var scales: [Float] = []
    for first in stride(from: 0, to: width, by: block) {
      let count = min(block, width - first)
      let weights = weights(on: examples, classes: first..<first + count, featureCount, options)
      scales += (0..<count).map { scale(weights, class: $0, of: count) }
      for feature in 0...featureCount {
        for label in 0..<count {
          steps[feature * width + first + label] = step(
            weights[feature * count + label], scales[first + label])
        }
      }
    }
    return IntentModel(classes: classes, steps: steps, scales: scales)
  }

  /// `weights[feature * classes.count + class]` of some of the classes: each is learned for itself.
  private static func weights(
    on examples: [Example], classes: Range<Int>, _ featureCount: Int, _ options: Options
  ) -> [Float] {
    let width = classes.count
    var weights = [Float](repeating: 0, count: (featureCount + 1) * width)
    var order = Array(examples.indices)
    var generator = SeededGenerator(seed: options.seed)
    var duals = [Float](repeating: 0, count: examples.count * width)
    var margins = [Float](repeating: 0, count: width)
    weights.withUnsafeMutableBufferPointer { weights in
      duals.withUnsafeMutableBufferPointer { duals in
        margins.withUnsafeMutableBufferPointer { margins in
          let step = Step(
            weights: weights, margins: margins, width: width, bias: featureCount,
            diagonal: 1 / (2 * options.cost))
          for _ in 0..<options.epochs {
            order.shuffle(using: &generator)
            for index in order {
              let own = UnsafeMutableBufferPointer(rebasing: duals[index * width..<(index + 1) * width])
              step.take(examples[index], label: examples[index].label - classes.lowerBound, duals: own)
            }
          }
        }
      }
    }
    return weights
  }

  /// The update of one example's dual variables for the classes of a block. Invariant: every feature is at most
  /// `bias`, `weights` has `(bias + 1) * width` numbers, `margins` and `duals` have `width`.
  private struct Step {
    let weights: UnsafeMutableBufferPointer<Float>
    let margins: UnsafeMutableBufferPointer<Float>
    let width: Int
    let bias: Int
    let diagonal: Float

    /// - Parameter own: the example's class, counted from the block's first; outside of it where it is of another.
    func take(_ example: Example, label own: Int, duals: UnsafeMutableBufferPointer<Float>) {
      guard let weights = weights.baseAddress, let margins = margins.baseAddress,
        let duals = duals.baseAddress
      else { return }
      assert(example.features.allSatisfy { $0 >= 0 && Int($0) < bias })
      let last = weights + bias * width
      for label in 0..<width { margins[label] = last[label] }
      example.features.withUnsafeBufferPointer { features in
        for feature in features {
          let row = weights + Int(feature) &* width
          for label in 0..<width { margins[label] += row[label] }
        }
      }
      let square = 1 / (Float(example.features.count + 1) + diagonal)
      for label in 0..<width {
        let sign: Float = label == own ? 1 : -1
        let gradient = sign * margins[label] - 1 + diagonal * duals[label]
        let updated = max(0, duals[label] - gradient * square)
        margins[label] = (updated - duals[label]) * sign
        duals[label] = updated
      }
      for label in 0..<width { last[label] += margins[label] }
      example.features.withUnsafeBufferPointer { features in
        for feature in features {
          let row = weights + Int(feature) &* width
          for label in 0..<width { row[label] += margins[label] }
        }
      }
    }
  }

  /// The distance of a message from each class's border; above 0 is inside. Unknown features are to be left out.
  /// - Complexity: O(features × classes).
  func margins(_ features: [Int32]) -> [Float] {
    guard width > 0 else { return [] }
    let bias = steps.count / width - 1
    var margins = steps[(bias * width)...].map { Float($0) }
    steps.withUnsafeBufferPointer { steps in
      margins.withUnsafeMutableBufferPointer { margins in
        for feature in features where Int(feature) < bias {
          let base = Int(feature) * width
          for label in 0..<width { margins[label] += Float(steps[base + label]) }
        }
      }
    }
    return (0..<classes).map { margins[$0] * scales[$0] }
  }
}
