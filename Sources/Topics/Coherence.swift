public import Features

extension TopicModel {
  /// How well each topic's `top` most probable words go together in the documents of `bag`: the mean NPMI of
  /// their pairs, −1 (never together) … 0 (independent) … 1 (only together).
  ///
  /// ```
  /// NPMI(a, b) = log(P(a, b) / (P(a) · P(b))) / −log P(a, b)
  /// ```
  /// with P the share of documents that have the word or both (Bouma 2009, GSCL; for topics Lau, Newman & Baldwin
  /// 2014, EACL). A pair with a word that is nowhere in `bag` counts 0; so does a topic of one word.
  /// - Complexity: O(tokens + topics · top² · documents / 64).
  public func coherence(on bag: BagOfWords, top: Int = 10) -> [Double] {
    let topics = (0..<topicCount).map { words(of: $0, top: top).map(\.id) }
    let occurrences = Occurrences(of: topics.flatMap { $0 }, in: bag, words: vocabulary.count)
    return topics.map { words in
      var sum = 0.0
      var pairs = 0
      for (index, a) in words.enumerated() {
        for b in words[..<index] {
          sum += occurrences.npmi(a, b)
          pairs += 1
        }
      }
      return pairs == 0 ? 0 : sum / Double(pairs)
    }
  }
}

/// Which documents have which of a few words, as bits.
private struct Occurrences {
  private let documents: Int
  private let stride: Int
  /// By word id: its row, −1 where nobody asks.
  private var row: [Int]
  private var bits: [UInt64]
  /// By row: how many documents have the word.
  private var frequency: [Int] = []

  init(of chosen: [Int], in bag: BagOfWords, words: Int) {
    documents = bag.documentCount
    stride = (bag.documentCount + 63) / 64
    row = [Int](repeating: -1, count: words)
    var rows = 0
    for word in chosen where row[word] < 0 {
      row[word] = rows
      rows += 1
    }
    bits = [UInt64](repeating: 0, count: rows * stride)
    for document in 0..<documents {
      for word in bag[document] where row[Int(word)] >= 0 {
        bits[row[Int(word)] * stride + document / 64] |= 1 << UInt64(document % 64)
      }
    }
    frequency = (0..<rows).map { together($0, $0) }
  }

  /// How many documents have the words of both rows.
  private func together(_ a: Int, _ b: Int) -> Int {
    let (first, second) = (a * stride, b * stride)
    return (0..<stride).reduce(0) { $0 + (bits[first + $1] & bits[second + $1]).nonzeroBitCount }
  }

  func npmi(_ a: Int, _ b: Int) -> Double {
    let (countA, countB) = (frequency[row[a]], frequency[row[b]])
    if countA == 0 || countB == 0 { return 0 }
    let both = together(row[a], row[b])
    if both == 0 { return -1 }
    if both == documents { return 0 }
    let n = Double(documents)
    let pmi = logarithm(Double(both) * n / (Double(countA) * Double(countB)))
    return pmi / -logarithm(Double(both) / n)
  }
}
