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
  /// The upper halves of the weights, rounded: `halves[feature * width + class]`; the last feature is the bias. A
  /// margin is a sum of dozens of weights, in which the 0.4 % that are lost do not show, and there are millions.
  private let halves: [UInt16]

  /// `weights[feature * width + class]`, the last feature is the bias.
  var weights: [Float] { halves.map(Self.float) }

  static func width(_ classes: Int) -> Int { (classes + 7) / 8 * 8 }

  /// - Parameter weights: as `weights` has them, of a model trained before.
  init(classes: Int, weights: [Float]) {
    self.init(classes: classes, halves: weights.map(Self.half))
  }

  private init(classes: Int, halves: [UInt16]) {
    self.classes = classes
    self.halves = halves
    width = Self.width(classes)
  }

  private static func float(_ half: UInt16) -> Float { Float(bitPattern: UInt32(half) << 16) }

  private static func half(_ weight: Float) -> UInt16 {
    UInt16(truncatingIfNeeded: (weight.bitPattern &+ 0x8000) >> 16)
  }

  /// So many classes are trained together: their weights are all that is held as whole numbers.
  private static let block = 32

  /// - Parameter examples: distinct feature numbers below `featureCount`, each with a class below `classes`.
  /// - Complexity: O(epochs × classes × total number of features).
  static func train(
    on examples: [Example], classes: Int, featureCount: Int, options: Options = Options()
  ) -> IntentModel {
    let width = width(classes)
    var halves = [UInt16](repeating: 0, count: (featureCount + 1) * width)
    for first in stride(from: 0, to: width, by: block) {
      let count = min(block, width - first)
      let weights = weights(on: examples, classes: first..<first + count, featureCount, options)
      for feature in 0...featureCount {
        for label in 0..<count {
          halves[feature * width + first + label] = half(weights[feature * count + label])
        }
      }
    }
    return IntentModel(classes: classes, halves: halves)
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
    let bias = halves.count / width - 1
    var margins = halves[(bias * width)...].map(Self.float)
    halves.withUnsafeBufferPointer { halves in
      margins.withUnsafeMutableBufferPointer { margins in
        for feature in features where Int(feature) < bias {
          let base = Int(feature) * width
          for label in 0..<width { margins[label] += Self.float(halves[base + label]) }
        }
      }
    }
    return Array(margins.prefix(classes))
  }
}
