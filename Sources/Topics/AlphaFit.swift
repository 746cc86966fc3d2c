/// Fits the prior weight of each topic to the topic counts of the documents: Minka's fixed point for the
/// Dirichlet-multinomial (Minka 2000, "Estimating a Dirichlet distribution", eq. 55), with the digamma differences
/// summed over histograms of the counts (Wallach 2008, "Structured topic models for language", section 2.3).
///
/// ```
/// alpha_k ← alpha_k · Σ_d [ψ(n_dk + alpha_k) − ψ(alpha_k)] / Σ_d [ψ(n_d + A) − ψ(A)]      A = Σ alpha_k
/// ```
struct AlphaFit {
  /// `byCount[k * stride + n]`: how many documents have topic `k` exactly `n` times, n < stride.
  private var byCount: [Int]
  /// How many documents have topic `k` so often, for n ≥ stride.
  private var large: [Int: Int] = [:]
  /// How many documents have exactly `n` tokens.
  private var byLength: [Int] = []
  private let topics: Int
  private static let stride = 64

  init(topics: Int) {
    self.topics = topics
    byCount = [Int](repeating: 0, count: topics * Self.stride)
  }

  /// Adds the documents of `other`, of as many topics.
  mutating func add(_ other: AlphaFit) {
    for cell in byCount.indices { byCount[cell] += other.byCount[cell] }
    large.merge(other.large, uniquingKeysWith: +)
    for (length, documents) in other.byLength.enumerated() where documents > 0 {
      add(length: length, documents: documents)
    }
  }

  mutating func add(topic: Int, count: Int) {
    if count < Self.stride {
      byCount[topic * Self.stride + count] += 1
    } else {
      large[count * topics + topic, default: 0] += 1
    }
  }

  mutating func add(length: Int, documents: Int = 1) {
    if length >= byLength.count {
      byLength.append(contentsOf: repeatElement(0, count: length + 1 - byLength.count))
    }
    byLength[length] += documents
  }

  /// Some steps of the fixed point from `alpha`. No weight falls below 10⁻⁴: a topic may come back.
  func fitted(from alpha: [Double], steps: Int = 20) -> [Double] {
    var alpha = alpha
    let histograms = (0..<topics).map(histogram)
    for _ in 0..<steps {
      let denominator = Self.digammaDifferences(byLength, alpha.reduce(0, +))
      guard denominator > 0 else { return alpha }
      for topic in alpha.indices {
        let ratio = Self.digammaDifferences(histograms[topic], alpha[topic]) / denominator
        alpha[topic] = max(1e-4, alpha[topic] * ratio)
      }
    }
    return alpha
  }

  /// Σ_n histogram[n] · (ψ(n + x) − ψ(x)), where ψ(n + x) − ψ(x) = Σ_{i<n} 1 / (x + i).
  private static func digammaDifferences(_ histogram: [Int], _ x: Double) -> Double {
    var difference = 0.0
    var sum = 0.0
    for n in histogram.indices.dropFirst() {
      difference += 1 / (x + Double(n - 1))
      sum += Double(histogram[n]) * difference
    }
    return sum
  }

  private func histogram(of topic: Int) -> [Int] {
    var histogram = Array(byCount[topic * Self.stride..<(topic + 1) * Self.stride])
    let own = large.filter { $0.key % topics == topic }
    if let most = own.keys.max() {
      histogram.append(contentsOf: repeatElement(0, count: most / topics + 1 - histogram.count))
    }
    for (key, documents) in own { histogram[key / topics] = documents }
    return histogram
  }
}
