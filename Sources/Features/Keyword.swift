/// A word that stands for a text, with its TF-IDF weight.
public struct Keyword: Sendable, Equatable {
  public var id: Int
  public var word: String
  /// At least 0; comparable within one list.
  public var score: Double
}

extension TFIDF {
  /// The words with the largest mean TF-IDF weight over all documents, heaviest first, ties by id.
  /// - Complexity: that of `transform`, without keeping the matrix.
  public func keywords(of bag: BagOfWords, vocabulary: Vocabulary, top: Int = 20) -> [Keyword] {
    var sums = [Double](repeating: 0, count: vocabulary.count)
    var counter = WordCounter(words: vocabulary.count)
    var weights: [Double] = []
    for document in 0..<bag.documentCount {
      let distinct = counter.distinct(bag[document])
      weights.removeAll(keepingCapacity: true)
      var squares = 0.0
      for word in distinct {
        let weight = Double(counter.take(word)) * inverseDocumentFrequency[Int(word)]
        squares += weight * weight
        weights.append(weight)
      }
      let length = squares.squareRoot()
      for (word, weight) in zip(distinct, weights) { sums[Int(word)] += weight / length }
    }
    let documents = Double(max(1, bag.documentCount))
    return heaviest(sums.enumerated().map { ($0, $1 / documents) }, top, vocabulary)
  }

  /// For each group of documents, joined to one, the words with the largest TF-IDF weight among the groups.
  /// - Parameters:
  ///   - group: by document, the number of its group in `0..<groups`; negative means none.
  ///   - top: how many words a group gets at most.
  /// - Returns: a list per group, heaviest first, ties by id; empty for a group without words.
  public static func keywords(
    of bag: BagOfWords, group: [Int], groups: Int, vocabulary: Vocabulary, top: Int = 20
  ) -> [[Keyword]] {
    let pooled = bag.pooled(by: group, groups: groups)
    var counter = WordCounter(words: vocabulary.count)
    var groupFrequency = [Int](repeating: 0, count: vocabulary.count)
    for index in 0..<groups {
      for word in counter.distinct(pooled[index]) {
        _ = counter.take(word)
        groupFrequency[Int(word)] += 1
      }
    }
    let matrix = TFIDF(documentFrequency: groupFrequency, documents: groups).transform(pooled)
    return (0..<groups).map { heaviest(matrix[$0].map { ($0.column, $0.value) }, top, vocabulary) }
  }
}

private func heaviest(_ scores: [(Int, Double)], _ top: Int, _ vocabulary: Vocabulary) -> [Keyword] {
  scores.filter { $0.1 > 0 }
    .sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0 < $1.0 }
    .prefix(max(0, top))
    .map { Keyword(id: $0.0, word: vocabulary.word($0.0), score: $0.1) }
}
