/// Weights of words in documents: how often a word occurs here, times how rare it is elsewhere.
///
/// ```
/// weight(d, w) = tf(d, w) · idf(w) / ‖·‖₂        idf(w) = ln((1 + n) / (1 + df(w))) + 1
/// ```
/// with `n` documents, `df(w)` of which contain `w`: the formula of scikit-learn's `TfidfVectorizer` with its
/// defaults (`smooth_idf`, `norm="l2"`), and equal to it to 1e-9. With `sublinear`, 1 + ln tf takes the place of
/// tf. After Spärck Jones 1972 (J. Documentation
/// 28:11) and Salton & Buckley 1988 (IPM 24:513).
public struct TFIDF: Sendable, Equatable {
  /// By word id; at least 1 for a word that occurs in every document.
  public let inverseDocumentFrequency: [Double]
  /// Whether further occurrences of a word in a document count less and less: 1 + ln tf (scikit-learn's
  /// `sublinear_tf`). For long documents; in a review a word seldom comes twice.
  public let sublinear: Bool

  /// - Parameter documentFrequency: by word id, 0…`documents`.
  public init(documentFrequency: [Int], documents: Int, sublinear: Bool = false) {
    let n = Double(1 + documents)
    inverseDocumentFrequency = documentFrequency.map { logarithm(n / Double(1 + $0)) + 1 }
    self.sublinear = sublinear
  }

  public init(_ vocabulary: Vocabulary, sublinear: Bool = false) {
    self.init(
      documentFrequency: vocabulary.documentFrequency, documents: vocabulary.documents, sublinear: sublinear)
  }

  /// The weights of every document: rows of unit length (or empty), ids ascending in a row.
  /// - Precondition: the bag's word ids are below `inverseDocumentFrequency.count`.
  /// - Complexity: O(tokens · log(distinct words of a document)).
  public func transform(_ bag: BagOfWords) -> SparseMatrix {
    var matrix = SparseMatrix(capacity: bag.tokenCount, rows: bag.documentCount)
    eachRow(of: bag) { words, weights in
      matrix.columns.append(contentsOf: words)
      matrix.values.append(contentsOf: weights)
      matrix.offsets.append(matrix.values.count)
    }
    return matrix
  }

  /// Calls `body` with the distinct words of each document, ascending, and their weights.
  func eachRow(
    of bag: BagOfWords, _ body: (UnsafeBufferPointer<UInt32>, UnsafeBufferPointer<Double>) -> Void
  ) {
    let longest = zip(bag.offsets, bag.offsets.dropFirst()).reduce(0) { max($0, $1.1 - $1.0) }
    let words = UnsafeMutableBufferPointer<UInt32>.allocate(capacity: longest)
    let weights = UnsafeMutableBufferPointer<Double>.allocate(capacity: longest)
    defer {
      words.deallocate()
      weights.deallocate()
    }
    bag.words.withUnsafeBufferPointer { tokens in
      for document in 0..<bag.documentCount {
        let row = UnsafeBufferPointer(rebasing: tokens[bag.offsets[document]..<bag.offsets[document + 1]])
        let count = weigh(row, words, weights)
        body(UnsafeBufferPointer(rebasing: words[..<count]), UnsafeBufferPointer(rebasing: weights[..<count]))
      }
    }
  }

  /// Sorts a document's words and merges equal ones into their normalised weights.
  /// - Returns: how many distinct words there are.
  private func weigh(
    _ tokens: UnsafeBufferPointer<UInt32>, _ words: UnsafeMutableBufferPointer<UInt32>,
    _ weights: UnsafeMutableBufferPointer<Double>
  ) -> Int {
    _ = words.update(fromContentsOf: tokens)
    sort(UnsafeMutableBufferPointer(rebasing: words[..<tokens.count]))
    var count = 0
    var squares = 0.0
    var index = 0
    while index < tokens.count {
      let word = words[index]
      var next = index + 1
      while next < tokens.count, words[next] == word { next += 1 }
      let frequency = Double(next - index)
      let weight =
        (sublinear && next - index > 1 ? 1 + logarithm(frequency) : frequency)
        * inverseDocumentFrequency[Int(word)]
      squares += weight * weight
      words[count] = word
      weights[count] = weight
      count += 1
      index = next
    }
    let length = squares.squareRoot()
    for index in 0..<count { weights[index] /= length }
    return count
  }

  /// Insertion for the twenty words of a review, the library's sort for more.
  private func sort(_ words: UnsafeMutableBufferPointer<UInt32>) {
    if words.count > 32 {
      var words = words
      return words.sort()
    }
    for index in words.indices.dropFirst() {
      let word = words[index]
      var place = index
      while place > 0, words[place - 1] > word {
        words[place] = words[place - 1]
        place -= 1
      }
      words[place] = word
    }
  }
}

/// Rows of (column, value) pairs: row `r` is at `offsets[r]..<offsets[r + 1]` of `columns` and `values`.
public struct SparseMatrix: Sendable, Equatable {
  public internal(set) var offsets = [0]
  /// Ascending in a row.
  public internal(set) var columns: [UInt32] = []
  public internal(set) var values: [Double] = []

  init(capacity: Int, rows: Int) {
    offsets.reserveCapacity(rows + 1)
    columns.reserveCapacity(capacity)
    values.reserveCapacity(capacity)
  }

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
