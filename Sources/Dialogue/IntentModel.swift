import Support

#if canImport(Glibc)
  import Glibc
#endif

/// A linear model that says which intent a set of features most likely means.
///
/// One-against-rest support vector machines with squared hinge loss, trained by dual coordinate descent
/// (Hsieh, Chang, Lin, Keerthi & Sundararajan 2008, ICML, algorithm 1): for each class minimise
/// ½‖w‖² + C Σ max(0, 1 − yᵢ w·xᵢ)² over binary xᵢ with a constant bias feature. Examples are visited in a
/// seeded order: the same examples give the same weights on every machine.
struct IntentModel: Sendable {
  struct Options: Sendable {
    /// Weight of the loss. 0.1 was best for short utterances among 0.01…10.
    var cost: Float = 0.1
    var epochs = 12
    var seed: UInt64 = 1
    /// Slope that turns margins into probabilities, p = softmax(slope · margin); larger is surer.
    var slope: Float = 7
  }

  private let classes: Int
  private let slope: Float
  /// `weights[feature * classes + class]`; the last feature is the bias.
  let weights: [Float]

  /// - Parameter weights: as `weights` has them, of a model trained before.
  init(classes: Int, weights: [Float], slope: Float = Options().slope) {
    self.classes = classes
    self.weights = weights
    self.slope = slope
  }

  /// - Parameters:
  ///   - examples: sorted feature numbers below `featureCount`, each with a class below `classes`.
  /// - Complexity: O(epochs × classes × total number of features).
  static func train(
    on examples: [(features: [Int32], label: Int)], classes: Int, featureCount: Int,
    options: Options = Options()
  ) -> IntentModel {
    let stride = featureCount + 1
    var flat: [Int32] = []
    var offsets: [Int] = [0]
    for example in examples {
      flat += example.features
      flat.append(Int32(featureCount))
      offsets.append(flat.count)
    }
    var order = Array(examples.indices)
    var generator = SeededGenerator(seed: options.seed)
    var byClass = [Float](repeating: 0, count: stride * classes)
    let diagonal = 1 / (2 * options.cost)
    var alphas = [Float](repeating: 0, count: examples.count * classes)
    for _ in 0..<options.epochs {
      order.shuffle(using: &generator)
      flat.withUnsafeBufferPointer { flat in
        byClass.withUnsafeMutableBufferPointer { weights in
          for index in order {
            let features = UnsafeBufferPointer(rebasing: flat[offsets[index]..<offsets[index + 1]])
            let square = Float(features.count) + diagonal
            for label in 0..<classes {
              let base = label * stride
              var margin: Float = 0
              for feature in features { margin += weights[base + Int(feature)] }
              let y: Float = examples[index].label == label ? 1 : -1
              let alpha = alphas[index * classes + label]
              let gradient = y * margin - 1 + diagonal * alpha
              let updated = max(0, alpha - gradient / square)
              guard updated != alpha else { continue }
              alphas[index * classes + label] = updated
              let step = (updated - alpha) * y
              for feature in features { weights[base + Int(feature)] += step }
            }
          }
        }
      }
    }
    var byFeature = [Float](repeating: 0, count: stride * classes)
    for label in 0..<classes {
      for feature in 0..<stride { byFeature[feature * classes + label] = byClass[label * stride + feature] }
    }
    return IntentModel(classes: classes, weights: byFeature, slope: options.slope)
  }

  /// Probability of each class, 0…1, summing to 1. Features that are not known are to be left out.
  /// - Complexity: O(features × classes).
  func probabilities(_ features: [Int32]) -> [Double] {
    guard classes > 0 else { return [] }
    var margins = [Float](repeating: 0, count: classes)
    let bias = weights.count / classes - 1
    for feature in features + [Int32(bias)] where Int(feature) <= bias {
      let base = Int(feature) * classes
      for label in 0..<classes { margins[label] += weights[base + label] }
    }
    let top = margins.max() ?? 0
    let powers = margins.map { Double(expf(slope * ($0 - top))) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }
}
