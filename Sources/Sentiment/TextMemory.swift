/// The reviews that a model has learned from, word for word, and the classes they had: customers copy, shops pool
/// what was written of several goods, systems fill in texts of their own.
///
/// With n(c) of n equal reviews in class c and p(c) what the linear model says, a text that reads the same has
///
///     (n(c) + κ·p(c)) / (n + κ)
///
/// the mean of a Dirichlet distribution whose prior is worth κ reviews (Gelman et al., Bayesian Data Analysis, 3rd
/// edition, section 3.4). κ is the most likely one for the training reviews themselves, each judged by the others
/// that read the same. Where such reviews contradict each other, nothing is remembered.
///
/// Kept are 40 bits of a text's hash, not the text. A text that was never seen is taken for one that was once in
/// 2⁴⁰ / `count` times: one in eight million at worst.
struct TextMemory: Sendable, Equatable {
  /// A megabyte.
  static let largest = 1 << 17
  /// Fewer equal reviews prove nothing about others.
  private static let enough = 50
  private static let countMask: UInt64 = 0xFF_FFFF

  /// κ: how many reviews the model's own judgement is worth.
  let prior: Double
  /// Sorted. The upper 40 bits of a text's hash, then a byte per class: how many reviews had it.
  let entries: [UInt64]

  init() { (prior, entries) = (1, []) }

  /// - Returns: nil for values that `remember` does not make.
  init?(prior: Double, entries: [UInt64]) {
    guard prior > 0, prior.isFinite, entries.count <= Self.largest else { return nil }
    for (entry, next) in zip(entries, entries.dropFirst()) where entry >> 24 >= next >> 24 { return nil }
    (self.prior, self.entries) = (prior, entries)
  }

  /// What `texts` teach, a hash and an index of a class per review; nothing where too few of them are equal or
  /// equal ones agree less with each other than with the model.
  /// - Parameter probabilities: of the classes per review, by a model that has not seen the text.
  /// - Complexity: O(n log n).
  static func remember(
    _ texts: [UInt64], labels: [Int], probabilities: [SIMD4<Double>]
  ) -> TextMemory {
    var counts: [UInt64: SIMD4<Double>] = [:]
    for (text, label) in zip(texts, labels) { counts[key(text), default: .zero][label] += 1 }
    var cases: [(others: SIMD4<Double>, label: Int, probability: Double)] = []
    for row in texts.indices {
      var others = counts[key(texts[row])] ?? .zero
      others[labels[row]] -= 1
      if others.sum() > 0 { cases.append((others, labels[row], probabilities[row][labels[row]])) }
    }
    guard cases.count >= enough else { return TextMemory() }
    let prior = Calibration.exponential(
      Calibration.minimum(-6, 3) { exponent in
        let prior = Calibration.exponential(exponent)
        return cases.reduce(0) { sum, item in
          let share = (item.others[item.label] + prior * item.probability) / (item.others.sum() + prior)
          return sum - Calibration.logarithm(onePlus: max(share, 1e-12) - 1)
        }
      })
    guard prior < 1 else { return TextMemory() }
    return TextMemory(prior: prior, entries: packed(counts)) ?? TextMemory()
  }

  /// The entries of the texts seen most often, when there are too many.
  private static func packed(_ counts: [UInt64: SIMD4<Double>]) -> [UInt64] {
    let kept = counts.sorted { ($1.value.sum(), $0.key) < ($0.value.sum(), $1.key) }.prefix(largest)
    return kept.map { key, count in
      let scaled = (count * min(1, 255 / count.max())).rounded(.toNearestOrEven)
      return key << 24 | UInt64(scaled[0]) << 16 | UInt64(scaled[1]) << 8 | UInt64(scaled[2])
    }.sorted()
  }

  @inline(__always)
  private static func key(_ text: UInt64) -> UInt64 {
    var hash = text ^ text >> 32
    hash = hash &* 0xD6E8_FEB8_6659_FD93
    return hash >> 24
  }

  /// How often the text with this hash was seen per class; nil when never.
  /// - Complexity: O(log count).
  func counts(of text: UInt64) -> SIMD4<Double>? {
    guard !entries.isEmpty else { return nil }
    let key = Self.key(text)
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle] >> 24 < key { low = middle + 1 } else { high = middle }
    }
    guard low < entries.count, entries[low] >> 24 == key else { return nil }
    let counts = entries[low] & Self.countMask
    return SIMD4(Double(counts >> 16), Double(counts >> 8 & 0xFF), Double(counts & 0xFF), 0)
  }

  /// The model's probabilities, or what memory makes of them.
  func blend(_ probabilities: SIMD4<Double>, text: UInt64) -> SIMD4<Double> {
    guard let counts = counts(of: text) else { return probabilities }
    return (counts + prior * probabilities) / (counts.sum() + prior)
  }
}
