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
  /// - Complexity: O(tokens + documents · vocabulary / 4096).
  public func transform(_ bag: BagOfWords) -> SparseMatrix {
    var offsets = [0]
    offsets.reserveCapacity(bag.documentCount + 1)
    var values: [Double] = []
    let columns = [UInt32](largeCapacity: bag.tokenCount) { columns, columnCount in
      values = [Double](largeCapacity: bag.tokenCount) { values, valueCount in
        eachDocument(of: bag) { document, rarity in
          columnCount += fill(
            UnsafeMutableBufferPointer(rebasing: columns[columnCount...]),
            UnsafeMutableBufferPointer(rebasing: values[columnCount...]), from: document, rarity)
          offsets.append(columnCount)
        }
        valueCount = columnCount
      }
    }
    return SparseMatrix(offsets: offsets, columns: columns, values: values)
  }

  /// Calls `body` with the distinct words of each document, ascending, and their weights.
  func eachRow(
    of bag: BagOfWords, _ body: (UnsafeBufferPointer<UInt32>, UnsafeBufferPointer<Double>) -> Void
  ) {
    let longest = zip(bag.offsets, bag.offsets.dropFirst()).reduce(0) { max($0, $1.1 - $1.0) }
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: longest) { words in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: longest) { weights in
        eachDocument(of: bag) { document, rarity in
          let count = fill(words, weights, from: document, rarity)
          body(
            UnsafeBufferPointer(rebasing: words[..<count]), UnsafeBufferPointer(rebasing: weights[..<count]))
        }
      }
    }
  }

  private func eachDocument(
    of bag: BagOfWords, _ body: (WordCounter.Document, _ rarity: UnsafeBufferPointer<Double>) -> Void
  ) {
    var counter = WordCounter(words: inverseDocumentFrequency.count)
    inverseDocumentFrequency.withUnsafeBufferPointer { rarity in
      counter.eachDocument(of: bag) { body($0, rarity) }
    }
  }

  /// Writes one row; both buffers have room for the document's words.
  /// - Returns: how many words it has.
  @inline(__always)
  private func fill(
    _ words: UnsafeMutableBufferPointer<UInt32>, _ weights: UnsafeMutableBufferPointer<Double>,
    from document: WordCounter.Document, _ rarity: UnsafeBufferPointer<Double>
  ) -> Int {
    var count = 0
    var squares = 0.0
    document.eachWord { word, frequency in
      let term = sublinear && frequency > 1 ? 1 + logarithm(Double(frequency)) : Double(frequency)
      let weight = term * rarity[Int(word)]
      squares += weight * weight
      words[count] = word
      weights[count] = weight
      count += 1
    }
    let scale = 1 / squares.squareRoot()
    for index in 0..<count { weights[index] *= scale }
    return count
  }
}

/// Rows of (column, value) pairs: row `r` is at `offsets[r]..<offsets[r + 1]` of `columns` and `values`.
public struct SparseMatrix: Sendable, Equatable {
  public let offsets: [Int]
  /// Ascending in a row.
  public let columns: [UInt32]
  public let values: [Double]

  public var rowCount: Int { offsets.count - 1 }

  /// The pairs of row `index`.
  public subscript(index: Int) -> [(column: Int, value: Double)] {
    (offsets[index]..<offsets[index + 1]).map { (Int(columns[$0]), values[$0]) }
  }
}
