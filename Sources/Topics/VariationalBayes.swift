import Dispatch
import Features
import Support

#if canImport(Glibc)
  import Glibc
#endif

/// Variational Bayes for LDA (Hoffman, Blei & Bach 2010, NIPS 23): topics λ, a Dirichlet over the words each, fitted
/// to the corpus by turns with the documents' own γ.
///
/// ```
/// φ_dwk ∝ exp(E[log θ_dk] + E[log β_kw])    γ_dk = alpha_k + Σ_w n_dw φ_dwk          (their eq. 5)
/// λ = eta + Σ_d n_dw φ_dwk                                       batch: one pass, one step
/// λ ← (1 − ρ_t) λ + ρ_t (eta + D/|S| Σ_{d ∈ S} n_dw φ_dwk)       online: ρ_t = (1 + t)^−0.7, S of 4096 documents
/// ```
/// Online in the first passes of corpora of more than two mini-batches, then batch: online comes close in one
/// pass, batch settles. A mini-batch is cut into a fixed number of parts whose sums are added in order, so the result
/// does not depend on the threads.
final class VariationalBayes {
  let topicCount: Int
  let wordCount: Int
  private let bag: BagOfWords
  private let alpha: [Double]
  private let eta: Double
  /// λ, and exp(E[log β]), at `word * topicCount + topic`.
  private var lambda: [Double]
  private var weights: [Double]
  /// Documents in the order in which mini-batches take them.
  private let order: [Int]
  private var steps = 0

  private let batchSize: Int
  private static let parts = 8

  init(_ bag: BagOfWords, words: Int, options: TopicOptions, batchSize: Int = 4096) {
    self.batchSize = batchSize
    self.bag = bag
    topicCount = options.topics
    wordCount = words
    alpha = [Double](repeating: options.initialAlpha, count: options.topics)
    eta = options.beta
    var generator = SeededGenerator(seed: mix64(options.seed &+ 0x7662))
    order = (0..<bag.documentCount).shuffled(using: &generator)
    var frequency = [Double](repeating: 0, count: words)
    for word in bag.words { frequency[Int(word)] += 1 }
    // About as common as in the corpus, a little different in every topic.
    lambda = []
    lambda.reserveCapacity(words * options.topics)
    for word in 0..<words {
      for _ in 0..<options.topics {
        let share = (frequency[word] + 1) / Double(options.topics)
        lambda.append(eta + share * (0.5 + Double(generator.next() >> 11) * 0x1p-53))
      }
    }
    weights = lambda
    updateWeights()
  }

  /// One pass over the corpus.
  func pass(_ number: Int, threads: Int) {
    if number > 2 || bag.documentCount <= 2 * batchSize {
      let (sums, _) = expectation(order[...], threads: threads)
      for cell in lambda.indices { lambda[cell] = eta + sums[cell] }
      updateWeights()
      return
    }
    for start in stride(from: 0, to: order.count, by: batchSize) {
      let batch = order[start..<min(order.count, start + batchSize)]
      let (sums, _) = expectation(batch, threads: threads)
      let rho = pow(1 + Double(steps), -0.7)
      let scale = Double(order.count) / Double(batch.count)
      for cell in lambda.indices {
        lambda[cell] = (1 - rho) * lambda[cell] + rho * (eta + scale * sums[cell])
      }
      steps += 1
      updateWeights()
    }
  }

  private func updateWeights() {
    var totals = [Double](repeating: 0, count: topicCount)
    for word in 0..<wordCount {
      for topic in 0..<topicCount { totals[topic] += lambda[word * topicCount + topic] }
    }
    let logTotals = totals.map(digamma)
    for cell in lambda.indices {
      weights[cell] = exponential(digamma(lambda[cell]) - logTotals[cell % topicCount])
    }
  }

  /// Σ_d n_dw φ_dwk over `documents`, and the most probable topic of each of their tokens.
  private func expectation(
    _ documents: ArraySlice<Int>, threads: Int, choosing: Bool = false
  ) -> (sums: [Double], choices: [[UInt16]]) {
    var sums = [Double](repeating: 0, count: wordCount * topicCount)
    var choices: [[UInt16]] = []
    let parts = (0..<Self.parts).map { part in
      documents.dropFirst(documents.count * part / Self.parts).prefix(
        documents.count * (part + 1) / Self.parts - documents.count * part / Self.parts)
    }
    // As many parts at a time as there are threads, to hold few sums at once.
    for first in stride(from: 0, to: Self.parts, by: max(1, threads)) {
      let wave = Array(parts[first..<min(Self.parts, first + max(1, threads))])
      let results = wave.map { _ in PartResult() }
      let shared = UncheckedShare((self, results))
      let body: @Sendable (Int) -> Void = { index in
        shared.value.1[index].value = shared.value.0.expectation(part: wave[index], choosing: choosing)
      }
      if wave.count == 1 {
        body(0)
      } else {
        DispatchQueue.concurrentPerform(iterations: wave.count, execute: body)
      }
      for result in results {
        for cell in sums.indices { sums[cell] += result.value.sums[cell] }
        choices += result.value.choices
      }
    }
    return (sums, choices)
  }

  private final class PartResult {
    var value: (sums: [Double], choices: [[UInt16]]) = ([], [])
  }

  private func expectation(
    part documents: ArraySlice<Int>, choosing: Bool
  ) -> (sums: [Double], choices: [[UInt16]]) {
    var sums = [Double](repeating: 0, count: wordCount * topicCount)
    var choices: [[UInt16]] = []
    var gamma = [Double](repeating: 0, count: topicCount)
    var theta = gamma
    weights.withUnsafeBufferPointer { weights in
      for document in documents {
        let words = bag[document]
        fit(words, weights, &gamma, &theta)
        var chosen: [UInt16] = []
        for word in words {
          let row = Int(word) * topicCount
          var norm = 1e-100
          for topic in 0..<topicCount { norm += theta[topic] * weights[row + topic] }
          var best = 0
          for topic in 0..<topicCount {
            sums[row + topic] += theta[topic] * weights[row + topic] / norm
            if theta[topic] * weights[row + topic] > theta[best] * weights[row + best] { best = topic }
          }
          if choosing { chosen.append(UInt16(truncatingIfNeeded: best)) }
        }
        if choosing { choices.append(chosen) }
      }
    }
    return (sums, choices)
  }

  /// The document's γ and exp(E[log θ]), up to a factor, until γ moves by less than 10⁻³ a topic; 50 turns at most.
  private func fit(
    _ words: ArraySlice<UInt32>, _ weights: UnsafeBufferPointer<Double>, _ gamma: inout [Double],
    _ theta: inout [Double]
  ) {
    let start = Double(words.count) / Double(topicCount)
    for topic in 0..<topicCount { gamma[topic] = alpha[topic] + start }
    var next = gamma
    for _ in 0..<50 {
      for topic in 0..<topicCount {
        theta[topic] = exponential(digamma(gamma[topic]))
        next[topic] = 0
      }
      for word in words {
        let row = Int(word) * topicCount
        var norm = 1e-100
        for topic in 0..<topicCount { norm += theta[topic] * weights[row + topic] }
        for topic in 0..<topicCount { next[topic] += weights[row + topic] / norm }
      }
      var change = 0.0
      for topic in 0..<topicCount {
        let value = alpha[topic] + theta[topic] * next[topic]
        change += abs(value - gamma[topic])
        gamma[topic] = value
      }
      if change < 1e-3 * Double(topicCount) { break }
    }
    for topic in 0..<topicCount { theta[topic] = exponential(digamma(gamma[topic])) }
  }

  /// The expected counts N_wk in whole numbers: every word keeps its tokens, those that rounding leaves over go to the
  /// largest remainders. And the most probable topic of every token.
  func result(threads: Int) -> (counts: [UInt32], assignments: [UInt16]) {
    let (sums, choices) = expectation(Array(0..<bag.documentCount)[...], threads: threads, choosing: true)
    var frequency = [Int](repeating: 0, count: wordCount)
    for word in bag.words { frequency[Int(word)] += 1 }
    var counts = [UInt32](repeating: 0, count: sums.count)
    for word in 0..<wordCount where frequency[word] > 0 {
      let row = word * topicCount
      for topic in 0..<topicCount { counts[row + topic] = UInt32(max(0, sums[row + topic])) }
      let left = frequency[word] - (0..<topicCount).reduce(0) { $0 + Int(counts[row + $1]) }
      let order = (0..<topicCount).sorted { a, b in
        let first = sums[row + a].truncatingRemainder(dividingBy: 1)
        let second = sums[row + b].truncatingRemainder(dividingBy: 1)
        return first != second ? first > second : a < b
      }
      for index in 0..<max(0, left) { counts[row + order[index % topicCount]] += 1 }
    }
    return (counts, choices.flatMap { $0 })
  }

  /// exp(−mean log P(word)) over at most about 2,000 documents.
  func perplexity() -> Double {
    var totals = [Double](repeating: 0, count: topicCount)
    for cell in lambda.indices { totals[cell % topicCount] += lambda[cell] }
    var gamma = [Double](repeating: 0, count: topicCount)
    var theta = gamma
    var logarithms = 0.0
    var tokens = 0
    weights.withUnsafeBufferPointer { weights in
      for document in stride(from: 0, to: bag.documentCount, by: max(1, bag.documentCount / 2000)) {
        fit(bag[document], weights, &gamma, &theta)
        let sum = gamma.reduce(0, +)
        for word in bag[document] {
          let row = Int(word) * topicCount
          let probability = (0..<topicCount).reduce(0.0) {
            $0 + gamma[$1] / sum * lambda[row + $1] / totals[$1]
          }
          logarithms += logarithm(probability)
          tokens += 1
        }
      }
    }
    return exponential(-logarithms / Double(max(1, tokens)))
  }
}

/// ψ(x) for x > 0, the derivative of log Γ: recurrence to 6, then the asymptotic series (Abramowitz & Stegun 1964,
/// 6.3.5 and 6.3.18); to about 10⁻¹⁰.
func digamma(_ x: Double) -> Double {
  var x = x
  var result = 0.0
  while x < 6 {
    result -= 1 / x
    x += 1
  }
  let f = 1 / (x * x)
  let series = f * (1.0 / 12 - f * (1.0 / 120 - f * (1.0 / 252 - f * (1.0 / 240 - f / 132))))
  return result + logarithm(x) - 0.5 / x - series
}
