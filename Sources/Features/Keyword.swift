/// A word that stands for a text, with its weight.
public struct Keyword: Sendable, Equatable {
  public var id: Int
  public var word: String
  /// Above 0; comparable within one list. A TF-IDF weight, or z of `LogOdds`.
  public var score: Double
}

extension TFIDF {
  /// The words with the largest mean TF-IDF weight over all documents, heaviest first, ties by id.
  /// - Complexity: that of `transform`, without keeping the matrix.
  public func keywords(of bag: BagOfWords, vocabulary: Vocabulary, top: Int = 20) -> [Keyword] {
    var sums = [Double](repeating: 0, count: vocabulary.count)
    sums.withUnsafeMutableBufferPointer { sums in
      eachRow(of: bag) { words, weights in
        for index in words.indices { sums[Int(words[index])] += weights[index] }
      }
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
    counter.eachDocument(of: pooled) { $0.eachWord { word, _ in groupFrequency[Int(word)] += 1 } }
    let matrix = TFIDF(documentFrequency: groupFrequency, documents: groups).transform(pooled)
    return (0..<groups).map { heaviest(matrix[$0].map { ($0.column, $0.value) }, top, vocabulary) }
  }
}

/// The `top` words of largest positive score, ties by id.
func heaviest(_ scores: [(Int, Double)], _ top: Int, _ vocabulary: Vocabulary) -> [Keyword] {
  scores.filter { $0.1 > 0 }
    .sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0 < $1.0 }
    .prefix(max(0, top))
    .map { Keyword(id: $0.0, word: vocabulary.word($0.0), score: $0.1) }
}
