import Support
public import Tokenization

/// Texts → a `SearchIndex`.
///
/// ```swift
/// var builder = SearchIndexBuilder()
/// for review in reviews { builder.add(tokenizer.tokenize(review)) }
/// let index = try builder.build()
/// ```
/// - Complexity: O(bytes) to add; O(terms + distinct terms · log) to build. Memory: the texts, 4 bytes a term
///   and 6 bytes a posting.
public struct SearchIndexBuilder: Sendable {
  private let options: SearchOptions
  private var extractor: SearchTerms
  private var table = WordTable()
  /// By document, its terms sorted by provisional number, each as often as it occurs.
  private var terms: [UInt32] = []
  private var ends: [Int] = [0]
  private var numbers: [UInt32] = []
  private var texts: [UInt8] = []
  private var textEnds: [UInt64] = []
  /// By place in the index: the document, as it was added. Empty until the end.
  private var places: [Int] = []

  public init(options: SearchOptions = SearchOptions()) {
    self.options = options
    extractor = SearchTerms(characters: options.characters)
  }

  public var documentCount: Int { ends.count - 1 }

  /// Adds one document.
  /// - Parameter number: what the caller calls it (the record's number in its file), below 2³².
  public mutating func add(_ document: TokenizedText, number: Int? = nil) {
    var text = document.text
    text.withUTF8 { utf8 in
      document.tokens.withUnsafeBufferPointer { add(tokens: $0, of: utf8, number: number) }
    }
  }

  /// Adds one document given as tokens of `utf8`.
  public mutating func add(
    tokens: UnsafeBufferPointer<Token>, of utf8: UnsafeBufferPointer<UInt8>, number: Int? = nil
  ) {
    let start = terms.count
    extractor.forEach(tokens, of: utf8) { terms.append(UInt32(truncatingIfNeeded: table.intern($0))) }
    terms.withUnsafeMutableBufferPointer {
      var document = UnsafeMutableBufferPointer(rebasing: $0[start...])
      document.sort()
    }
    numbers.append(UInt32(truncatingIfNeeded: number ?? documentCount))
    ends.append(terms.count)
    texts.append(contentsOf: utf8)
    textEnds.append(UInt64(texts.count))
  }

  /// Inverts the documents and writes the index in one step.
  /// - Throws: `FileError` or `SearchIndexError`.
  public consuming func write(to path: String) throws { try FileAccess.write(encoded(), to: path) }

  /// Inverts the documents.
  /// - Throws: `tooLarge` beyond 2³² − 1 documents or terms.
  public consuming func build() throws(SearchIndexError) -> SearchIndex {
    try SearchIndex(SearchIndexFile(encoded(), name: ""))
  }

  /// The bytes of the index's file, the same for the same documents.
  public consuming func encoded() throws(SearchIndexError) -> [UInt8] {
    guard documentCount < UInt32.max, table.count < UInt32.max else {
      throw .tooLarge(documents: documentCount)
    }
    let scoring = BM25(options, documents: documentCount, terms: terms.count)
    sortByLength()
    let lengths = places.map { UInt32(truncatingIfNeeded: ends[$0 + 1] - ends[$0]) }
    let order = (0..<table.count).sorted { table.bytes($0).lexicographicallyPrecedes(table.bytes($1)) }
    var words: [UInt8] = []
    var wordEnds: [UInt32] = []
    for word in order {
      words.append(contentsOf: table.bytes(word))
      wordEnds.append(UInt32(truncatingIfNeeded: words.count))
    }
    guard words.count < UInt32.max else { throw .tooLarge(documents: documentCount) }
    let summary = SearchIndex.Summary(
      documents: documentCount, words: order.count, terms: terms.count, options: options)
    let postings = inverted(order, scoring, lengths)
    return SearchIndexFile.encode { section in
      switch section {
      case .summary: SearchIndexFile.encode(summary.encoded)
      case .words: words
      case .wordEnds: SearchIndexFile.encode(wordEnds)
      case .documentFrequency: SearchIndexFile.encode(postings.documentFrequency)
      case .blockStarts: SearchIndexFile.encode(postings.blockStarts)
      case .blockLast: SearchIndexFile.encode(postings.blockLast)
      case .blockMaximum: SearchIndexFile.encode(postings.blockMaximum.map(\.bitPattern))
      case .blockOffset: SearchIndexFile.encode(postings.blockOffset)
      case .lengths: SearchIndexFile.encode(lengths)
      case .numbers: SearchIndexFile.encode(numbers)
      case .textEnds: SearchIndexFile.encode(textEnds)
      case .postings: postings.bytes
      case .texts: texts
      }
    }
  }

  /// Gives the documents their places, short ones first, equals as they were added. What a word weighs in a
  /// document depends on its length more than on anything else: among neighbours of one length a block's largest weight
  /// is nearly that of all, and search can pass over blocks that it would have to open otherwise.
  private mutating func sortByLength() {
    places = (0..<documentCount).sorted { first, second in
      let (a, b) = (ends[first + 1] - ends[first], ends[second + 1] - ends[second])
      return a != b ? a < b : first < second
    }
    numbers = places.map { numbers[$0] }
    let old = (texts: texts, ends: textEnds)
    texts.removeAll(keepingCapacity: true)
    textEnds.removeAll(keepingCapacity: true)
    for place in places {
      texts += old.texts[(place == 0 ? 0 : Int(old.ends[place - 1]))..<Int(old.ends[place])]
      textEnds.append(UInt64(texts.count))
    }
  }

  /// Calls `body` with every distinct term of every document, by place.
  private func eachPosting(_ body: (_ place: Int, _ term: Int, _ frequency: Int) -> Void) {
    for (place, document) in places.enumerated() {
      var index = ends[document]
      while index < ends[document + 1] {
        var next = index + 1
        while next < ends[document + 1], terms[next] == terms[index] { next += 1 }
        body(place, Int(terms[index]), next - index)
        index = next
      }
    }
  }

  /// Counting sort of the postings by term, then packing, terms in `order`.
  private func inverted(_ order: [Int], _ scoring: BM25, _ lengths: [UInt32]) -> PackedPostings {
    var starts = [Int](repeating: 0, count: table.count + 1)
    eachPosting { _, term, _ in starts[term + 1] += 1 }
    for term in 0..<table.count { starts[term + 1] += starts[term] }
    var documents = [UInt32](repeating: 0, count: starts[table.count])
    var frequencies = [UInt16](repeating: 0, count: starts[table.count])
    var next = starts
    eachPosting { document, term, frequency in
      documents[next[term]] = UInt32(truncatingIfNeeded: document)
      frequencies[next[term]] = UInt16(clamping: frequency)
      next[term] += 1
    }
    var packed = PackedPostings()
    for term in order {
      let range = starts[term]..<starts[term + 1]
      packed.add(documents[range], frequencies[range], scoring, lengths)
    }
    packed.bytes.append(contentsOf: repeatElement(0, count: PostingBlock.padding))
    return packed
  }
}

/// The postings of all words one after the other, in blocks.
private struct PackedPostings {
  var bytes: [UInt8] = []
  var documentFrequency: [UInt32] = []
  var blockStarts: [UInt32] = [0]
  var blockLast: [UInt32] = []
  var blockMaximum: [Float] = []
  var blockOffset: [UInt64] = []

  mutating func add(
    _ documents: ArraySlice<UInt32>, _ frequencies: ArraySlice<UInt16>, _ scoring: BM25, _ lengths: [UInt32]
  ) {
    var start = documents.startIndex
    var previous = -1
    while start < documents.endIndex {
      let end = min(start + PostingBlock.capacity, documents.endIndex)
      blockOffset.append(UInt64(bytes.count))
      PostingBlock.encode(documents[start..<end], frequencies[start..<end], after: previous, to: &bytes)
      var largest = 0.0
      for index in start..<end {
        let length = lengths[Int(documents[index])]
        largest = max(largest, scoring.saturation(UInt32(frequencies[index]), length))
      }
      // Rounded up: a bound that is too low would lose a result.
      let rounded = Float(largest)
      blockMaximum.append(Double(rounded) < largest ? rounded.nextUp : rounded)
      blockLast.append(documents[end - 1])
      previous = Int(documents[end - 1])
      start = end
    }
    documentFrequency.append(UInt32(documents.count))
    blockStarts.append(UInt32(blockLast.count))
  }
}
