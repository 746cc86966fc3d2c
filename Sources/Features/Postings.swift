import Support

#if canImport(Glibc)
  import Glibc
#endif

/// The tables of a search index over its mapped bytes, and what finds a word in them.
///
/// The pointers live as long as `file`, which every method keeps alive while it runs. What they point at was
/// checked when the file was opened: `blockStarts` ascend and end with the number of blocks, every word has at
/// least one block and as many blocks as its documents fill, `blockLast` is below the number of documents.
struct Postings: @unchecked Sendable {
  let file: SearchIndexFile
  let scoring: BM25
  let documentCount: Int
  private let words: UnsafeRawBufferPointer
  private let wordEnds: UnsafeBufferPointer<UInt32>
  let documentFrequency: UnsafeBufferPointer<UInt32>
  let blockStarts: UnsafeBufferPointer<UInt32>
  let blockLast: UnsafeBufferPointer<UInt32>
  private let blockMaximumBits: UnsafeBufferPointer<UInt32>
  let blockOffset: UnsafeBufferPointer<UInt64>
  let lengths: UnsafeBufferPointer<UInt32>
  let numbers: UnsafeBufferPointer<UInt32>
  let bytes: UnsafeRawBufferPointer

  init(_ file: SearchIndexFile, _ summary: SearchIndex.Summary) throws(SearchIndexError) {
    self.file = file
    scoring = BM25(summary.options, documents: summary.documents, terms: summary.terms)
    documentCount = summary.documents
    words = file.raw(.words)
    wordEnds = try file.numbers(.wordEnds, as: UInt32.self)
    documentFrequency = try file.numbers(.documentFrequency, as: UInt32.self)
    blockStarts = try file.numbers(.blockStarts, as: UInt32.self)
    blockLast = try file.numbers(.blockLast, as: UInt32.self)
    blockMaximumBits = try file.numbers(.blockMaximum, as: UInt32.self)
    blockOffset = try file.numbers(.blockOffset, as: UInt64.self)
    lengths = try file.numbers(.lengths, as: UInt32.self)
    numbers = try file.numbers(.numbers, as: UInt32.self)
    bytes = file.raw(.postings)
    let textEnds = try file.numbers(.textEnds, as: UInt64.self)
    let blocks = blockLast.count
    guard wordEnds.count == summary.words, documentFrequency.count == summary.words,
      blockStarts.count == summary.words + 1, blockMaximumBits.count == blocks, blockOffset.count == blocks,
      lengths.count == documentCount, numbers.count == documentCount, textEnds.count == documentCount,
      bytes.count >= PostingBlock.padding, isConsistent()
    else { throw .damaged(file.name) }
  }

  private func isConsistent() -> Bool {
    guard blockStarts[0] == 0, blockStarts[blockStarts.count - 1] == UInt32(blockLast.count),
      (wordEnds.last ?? 0) == words.count
    else { return false }
    var previous: UInt32 = 0
    for word in 0..<wordEnds.count {
      let frequency = documentFrequency[word]
      let (start, end) = (blockStarts[word], blockStarts[word + 1])
      guard wordEnds[word] > previous, frequency > 0, Int(frequency) <= documentCount, start < end,
        Int(end - start) == (Int(frequency) + PostingBlock.capacity - 1) / PostingBlock.capacity
      else { return false }
      previous = wordEnds[word]
    }
    for block in 0..<blockLast.count {
      guard Int(blockLast[block]) < documentCount, blockOffset[block] <= UInt64(bytes.count),
        block == 0 || blockOffset[block - 1] <= blockOffset[block]
      else { return false }
    }
    return true
  }

  /// An upper bound of `BM25.saturation` in the block.
  @inline(__always)
  func blockMaximum(_ block: Int) -> Double { Double(Float(bitPattern: blockMaximumBits[block])) }

  /// The number of a word given as its bytes.
  /// - Complexity: O(length · log(words)).
  func find(_ word: [UInt8]) -> Int? {
    var low = 0
    var high = wordEnds.count
    while low < high {
      let middle = (low + high) / 2
      let order = compare(middle, word)
      if order == 0 { return middle }
      if order < 0 { low = middle + 1 } else { high = middle }
    }
    return nil
  }

  /// Negative when word `index` comes before `word`, 0 when it is `word`.
  private func compare(_ index: Int, _ word: [UInt8]) -> Int {
    let start = index == 0 ? 0 : Int(wordEnds[index - 1])
    let end = Int(wordEnds[index])
    guard let base = words.baseAddress else { return -1 }
    let order = word.withUnsafeBytes { other in
      other.baseAddress.map { Int(memcmp(base + start, $0, min(end - start, other.count))) } ?? 0
    }
    return order != 0 ? order : end - start - word.count
  }

  /// Checks the bytes of a word's postings.
  func check(_ word: Int) throws(SearchIndexError) {
    let first = Int(blockOffset[Int(blockStarts[word])])
    let end = Int(blockStarts[word + 1])
    let limit = end < blockOffset.count ? Int(blockOffset[end]) : bytes.count
    try file.check(first..<limit, of: .postings)
  }

  /// Unpacks a block of a word.
  /// - Returns: how many postings it has.
  /// - Throws: `damaged` when it contradicts the tables.
  func decode(
    _ block: Int, of word: Int, documents: UnsafeMutablePointer<UInt32>,
    frequencies: UnsafeMutablePointer<UInt32>
  ) throws(SearchIndexError) -> Int {
    let ordinal = block - Int(blockStarts[word])
    let count = min(PostingBlock.capacity, Int(documentFrequency[word]) - ordinal * PostingBlock.capacity)
    let isSound = PostingBlock.decode(
      bytes, start: Int(blockOffset[block]), count: count,
      after: ordinal == 0 ? -1 : Int(blockLast[block - 1]), last: Int(blockLast[block]),
      documents: documents, frequencies: frequencies)
    if !isSound { throw .damaged(file.name) }
    return count
  }

  /// Scores every document that has one of the words.
  func searchExhaustively(
    _ terms: [(word: Int, frequency: Int)], top: Int
  ) throws(SearchIndexError) -> [SearchIndex.Hit] {
    var scores = [Double](repeating: 0, count: documentCount)
    let scratch = UnsafeMutablePointer<UInt32>.allocate(capacity: 2 * PostingBlock.capacity)
    defer { scratch.deallocate() }
    let frequencies = scratch + PostingBlock.capacity
    for term in terms {
      let weight = scoring.weight(
        documentFrequency: documentFrequency[term.word], queryFrequency: term.frequency)
      try check(term.word)
      for block in Int(blockStarts[term.word])..<Int(blockStarts[term.word + 1]) {
        let count = try decode(block, of: term.word, documents: scratch, frequencies: frequencies)
        for index in 0..<count {
          let document = Int(scratch[index])
          scores[document] += weight * scoring.saturation(frequencies[index], lengths[document])
        }
      }
    }
    return scores.enumerated().filter { $0.element > 0 }
      .sorted { $0.element != $1.element ? $0.element > $1.element : $0.offset < $1.offset }
      .prefix(max(0, top)).map { SearchIndex.Hit(document: $0.offset, score: $0.element) }
  }
}
