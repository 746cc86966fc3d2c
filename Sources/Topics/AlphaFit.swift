/// Fits the prior weight of each topic to the topic counts of the documents: Minka's fixed point for the
/// Dirichlet-multinomial (Minka 2000, "Estimating a Dirichlet distribution", eq. 55), with the digamma differences
/// summed over histograms of the counts (Wallach 2008, "Structured topic models for language", section 2.3).
///
/// ```
/// alpha_k ← alpha_k · Σ_d [ψ(n_dk + alpha_k) − ψ(alpha_k)] / Σ_d [ψ(n_d + A) − ψ(A)]      A = Σ alpha_k
/// ```
struct AlphaFit {
  /// `byCount[k][n]`: how many documents have topic `k` exactly `n` times, n ≥ 1.
  private var byCount: [[Int]]
  /// How many documents have exactly `n` tokens.
  private var byLength: [Int] = []

  init(topics: Int) { byCount = [[Int]](repeating: [], count: topics) }

  mutating func add(counts: [Int], length: Int) {
    Self.increment(&byLength, length)
    for (topic, count) in counts.enumerated() where count > 0 { Self.increment(&byCount[topic], count) }
  }

  /// Some steps of the fixed point from `alpha`. No weight falls below 10⁻⁴: a topic may come back.
  func fitted(from alpha: [Double], steps: Int = 5) -> [Double] {
    var alpha = alpha
    for _ in 0..<steps {
      let denominator = Self.digammaDifferences(byLength, alpha.reduce(0, +))
      guard denominator > 0 else { return alpha }
      for topic in alpha.indices {
        let ratio = Self.digammaDifferences(byCount[topic], alpha[topic]) / denominator
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

  private static func increment(_ histogram: inout [Int], _ index: Int) {
    if index >= histogram.count {
      histogram.append(contentsOf: repeatElement(0, count: index + 1 - histogram.count))
    }
    histogram[index] += 1
  }
}
