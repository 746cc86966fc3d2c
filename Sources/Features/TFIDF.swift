/// Weights of words in documents: how often a word occurs here, times how rare it is elsewhere.
///
/// ```
/// weight(d, w) = tf(d, w) · idf(w) / ‖·‖₂        idf(w) = ln((1 + n) / (1 + df(w))) + 1
/// ```
/// with `n` documents, `df(w)` of which contain `w`: the formula of scikit-learn's `TfidfVectorizer` with its
/// defaults (`smooth_idf`, `norm="l2"`), and equal to it to 1e-9. After Spärck Jones 1972 (J. Documentation
/// 28:11) and Salton & Buckley 1988 (IPM 24:513).
public struct TFIDF: Sendable, Equatable {
  /// By word id; at least 1 for a word that occurs in every document.
  public let inverseDocumentFrequency: [Double]

  /// - Parameter documentFrequency: by word id, 0…`documents`.
  public init(documentFrequency: [Int], documents: Int) {
    let n = Double(1 + documents)
    inverseDocumentFrequency = documentFrequency.map { logarithm(n / Double(1 + $0)) + 1 }
  }

  public init(_ vocabulary: Vocabulary) {
    self.init(documentFrequency: vocabulary.documentFrequency, documents: vocabulary.documents)
  }

  /// The weights of every document: rows of unit length (or empty), ids ascending in a row.
  /// - Precondition: the bag's word ids are below `inverseDocumentFrequency.count`.
  /// - Complexity: O(tokens · log(distinct words of a document)).
  public func transform(_ bag: BagOfWords) -> SparseMatrix {
    var matrix = SparseMatrix()
    var counter = WordCounter(words: inverseDocumentFrequency.count)
    for document in 0..<bag.documentCount {
      var squares = 0.0
      let start = matrix.values.count
      for word in counter.distinct(bag[document]) {
        let weight = Double(counter.take(word)) * inverseDocumentFrequency[Int(word)]
        squares += weight * weight
        matrix.columns.append(word)
        matrix.values.append(weight)
      }
      let length = squares.squareRoot()
      for index in start..<matrix.values.count { matrix.values[index] /= length }
      matrix.offsets.append(matrix.values.count)
    }
    return matrix
  }
}

/// Rows of (column, value) pairs: row `r` is at `offsets[r]..<offsets[r + 1]` of `columns` and `values`.
public struct SparseMatrix: Sendable, Equatable {
  public internal(set) var offsets = [0]
  /// Ascending in a row.
  public internal(set) var columns: [UInt32] = []
  public internal(set) var values: [Double] = []

  public var rowCount: Int { offsets.count - 1 }

  /// The pairs of row `index`.
  public subscript(index: Int) -> [(column: Int, value: Double)] {
    (offsets[index]..<offsets[index + 1]).map { (Int(columns[$0]), values[$0]) }
  }
}

/// Counts the words of one document after another in one scratch array.
struct WordCounter {
  private var counts: [Int]
  private var seen: [UInt32] = []

  init(words: Int) { counts = [Int](repeating: 0, count: words) }

  /// Counts `words` and gives the distinct ones, ascending. Each has to be taken before the next document.
  mutating func distinct(_ words: some Sequence<UInt32>) -> [UInt32] {
    seen.removeAll(keepingCapacity: true)
    for word in words {
      if counts[Int(word)] == 0 { seen.append(word) }
      counts[Int(word)] += 1
    }
    seen.sort()
    return seen
  }

  /// The count of `word`, which is forgotten.
  mutating func take(_ word: UInt32) -> Int {
    defer { counts[Int(word)] = 0 }
    return counts[Int(word)]
  }
}
