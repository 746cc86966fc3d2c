/// The k best documents without scoring the others: block-max WAND (Ding & Suel 2011, SIGIR,
/// doi:10.1145/2009916.2010048) over weak AND (Broder et al. 2003).
///
/// Cursors, one a word, stand in the words' postings. Sorted by document, the first ones whose largest possible
/// scores add up to more than the k-th best score so far name the pivot: no document before it can get in. If
/// the maxima of the blocks around the pivot cannot add up to it either, all cursors before leap to the end of
/// the nearest block. Only what is left is unpacked and scored.
///
/// Documents come in ascending order and a score is added up in the query's order, so results, ties and all,
/// are those of `Postings.searchExhaustively` to the bit.
/// - Complexity: at worst O(postings of the words · words).
private struct BlockMaxWAND {
  private let postings: Postings
  private let cursors: UnsafeMutableBufferPointer<Cursor>
  /// Indexes of cursors, by their documents.
  private let order: UnsafeMutableBufferPointer<Int>
  private var live: Int
  private var best: BestHits

  /// Sums of bounds may be rounded otherwise than sums of scores; this covers a million terms.
  private static let slack = 1 + 1e-9

  init(
    _ postings: Postings, _ cursors: UnsafeMutableBufferPointer<Cursor>,
    _ order: UnsafeMutableBufferPointer<Int>, top: Int
  ) {
    self.postings = postings
    self.cursors = cursors
    self.order = order
    live = cursors.count
    best = BestHits(capacity: top, above: cursors.reduce(-1) { max($0, $1.surpassed) })
  }

  mutating func run() throws(SearchIndexError) -> [SearchIndex.Hit] {
    sort()
    while let pivot = pivot() {
      let document = cursors[order[pivot]].document
      if try blockBound(pivot, document) > best.threshold {
        if cursors[order[0]].document == document {
          try score(document)
        } else {
          for index in 0..<pivot { try cursors[order[index]].advance(to: document, postings) }
        }
      } else {
        try leap(pivot, document)
      }
      sort()
    }
    return best.hits
  }

  /// Puts the cursors in order of their documents and drops those at the end. They are nearly in order.
  private mutating func sort() {
    for index in 0..<live {
      let cursor = order[index]
      let document = cursors[cursor].document
      var place = index
      while place > 0, cursors[order[place - 1]].document > document {
        order[place] = order[place - 1]
        place -= 1
      }
      order[place] = cursor
    }
    while live > 0, cursors[order[live - 1]].document == Cursor.end { live -= 1 }
  }

  /// The last in order of the cursors at the first document that could get in.
  private func pivot() -> Int? {
    var bound = 0.0
    for index in 0..<live {
      bound += cursors[order[index]].maximum
      guard bound * Self.slack > best.threshold else { continue }
      var last = index
      let document = cursors[order[index]].document
      while last + 1 < live, cursors[order[last + 1]].document == document { last += 1 }
      return last
    }
    return nil
  }

  /// What the blocks of the cursors up to the pivot allow the document at most.
  private func blockBound(_ pivot: Int, _ document: Int) throws(SearchIndexError) -> Double {
    var bound = 0.0
    for index in 0...pivot { bound += cursors[order[index]].blockBound(at: document, postings) }
    return bound * Self.slack
  }

  private mutating func score(_ document: Int) throws(SearchIndexError) {
    let length = postings.lengths[document]
    var score = 0.0
    for index in 0..<cursors.count where cursors[index].document == document {
      score += cursors[index].score(length, postings)
      try cursors[index].advance(to: document + 1, postings)
    }
    best.insert(SearchIndex.Hit(document: document, score: score))
  }

  /// No document from here to the end of the nearest block, nor to the next word's, can get in: the weightiest
  /// of the words leaps there.
  private func leap(_ pivot: Int, _ document: Int) throws(SearchIndexError) {
    var target = pivot + 1 < live ? cursors[order[pivot + 1]].document : Cursor.end
    var weightiest = order[0]
    for index in 0...pivot {
      target = min(target, cursors[order[index]].blockEnd(from: document, postings))
      if cursors[order[index]].maximum > cursors[weightiest].maximum { weightiest = order[index] }
    }
    try cursors[weightiest].advance(to: max(target, document + 1), postings)
  }
}

extension Postings {
  func search(
    _ terms: [(word: Int, frequency: Int)], top: Int
  ) throws(SearchIndexError) -> [SearchIndex.Hit] {
    if terms.isEmpty || top < 1 { return [] }
    let scratch = UnsafeMutablePointer<UInt32>.allocate(
      capacity: terms.count * 2 * PostingBlock.capacity)
    let cursors = UnsafeMutableBufferPointer<Cursor>.allocate(capacity: terms.count)
    let order = UnsafeMutableBufferPointer<Int>.allocate(capacity: terms.count)
    defer {
      scratch.deallocate()
      cursors.deallocate()
      order.deallocate()
    }
    for (index, term) in terms.enumerated() {
      try check(term.word)
      let cursor = try Cursor(
        term.word, queryFrequency: term.frequency, top: top, self, scratch + index * 2 * PostingBlock.capacity
      )
      (cursors.baseAddress.map { $0 + index })?.initialize(to: cursor)
      order[index] = index
    }
    var search = BlockMaxWAND(self, cursors, order, top: min(top, documentCount))
    return try withExtendedLifetime(file) { () throws(SearchIndexError) in try search.run() }
  }
}

/// A place in a word's postings.
private struct Cursor {
  static let end = Int.max

  /// Of the posting at the cursor; `end` after the last.
  private(set) var document = -1
  /// The largest score that the word can give.
  let maximum: Double
  /// A score that `top` documents surpass by this word alone, one in each of `top` blocks; −1 where it has fewer.
  let surpassed: Double
  private let weight: Double
  private let word: Int
  /// For more results the k-th largest block says little and costs much.
  private static let primed = 64
  /// The block that `document` is in, and how far `blockBound` has looked.
  private var block: Int
  private var shallow: Int
  private let lastBlock: Int
  private var position = 0
  private var count = 0
  private let documents: UnsafeMutablePointer<UInt32>
  private let frequencies: UnsafeMutablePointer<UInt32>

  /// Stands at the first posting.
  init(
    _ word: Int, queryFrequency: Int, top: Int, _ postings: Postings, _ scratch: UnsafeMutablePointer<UInt32>
  ) throws(SearchIndexError) {
    self.word = word
    weight = postings.scoring.weight(
      documentFrequency: postings.documentFrequency[word], queryFrequency: queryFrequency)
    block = Int(postings.blockStarts[word])
    shallow = block
    lastBlock = Int(postings.blockStarts[word + 1]) - 1
    var largest = LargestValues(count: min(top, Self.primed))
    for block in block...lastBlock { largest.insert(postings.blockMaximum(block)) }
    maximum = weight * (largest.values.first ?? 0)
    // Block maxima are rounded up by a float's last bit at most.
    surpassed = largest.values.count < top ? -1 : weight * largest.values[top - 1] * (1 - 1e-6)
    documents = scratch
    frequencies = scratch + PostingBlock.capacity
    count = try postings.decode(block, of: word, documents: documents, frequencies: frequencies)
    document = Int(documents[0])
  }

  func score(_ length: UInt32, _ postings: Postings) -> Double {
    weight * postings.scoring.saturation(frequencies[position], length)
  }

  /// Goes to the first posting of `target` or later, at least one posting on.
  mutating func advance(to target: Int, _ postings: Postings) throws(SearchIndexError) {
    if document >= target { return }
    if Int(postings.blockLast[block]) < target {
      repeat {
        if block == lastBlock {
          document = Self.end
          return
        }
        block += 1
      } while Int(postings.blockLast[block]) < target
      count = try postings.decode(block, of: word, documents: documents, frequencies: frequencies)
      position = 0
    }
    // The block's last document is at or behind the target.
    while position < count - 1, Int(documents[position]) < target { position += 1 }
    document = Int(documents[position])
  }

  /// What the word can give the document at most; 0 when its postings end before.
  mutating func blockBound(at document: Int, _ postings: Postings) -> Double {
    shallow = max(shallow, block)
    while Int(postings.blockLast[shallow]) < document {
      if shallow == lastBlock { return 0 }
      shallow += 1
    }
    return weight * postings.blockMaximum(shallow)
  }

  /// The first document that the bound which `blockBound` gave for `document` does not hold for.
  func blockEnd(from document: Int, _ postings: Postings) -> Int {
    let last = Int(postings.blockLast[shallow])
    return last < document ? Self.end : last + 1
  }
}

/// The largest of many values, largest first.
private struct LargestValues {
  private let count: Int
  private(set) var values: [Double] = []

  init(count: Int) { self.count = count }

  mutating func insert(_ value: Double) {
    if values.count == count {
      guard let last = values.last, value > last else { return }
      values.removeLast()
    }
    var place = values.count
    values.append(value)
    while place > 0, values[place - 1] < value {
      values[place] = values[place - 1]
      place -= 1
    }
    values[place] = value
  }
}

/// The k best hits so far, best first.
private struct BestHits {
  private let capacity: Int
  /// Below the k-th best score.
  private let floor: Double
  private(set) var hits: [SearchIndex.Hit] = []

  init(capacity: Int, above floor: Double) {
    self.capacity = capacity
    self.floor = floor
    hits.reserveCapacity(min(capacity, 1024))
  }

  /// A later document has to score more than this to get in.
  var threshold: Double { hits.count < capacity ? floor : hits[hits.count - 1].score }

  /// - Complexity: O(log k) comparisons and a move of at most k hits.
  mutating func insert(_ hit: SearchIndex.Hit) {
    guard hit.score > threshold else { return }
    var low = 0
    var high = hits.count
    while low < high {
      let middle = (low + high) / 2
      if hits[middle].score >= hit.score { low = middle + 1 } else { high = middle }
    }
    if hits.count == capacity { hits.removeLast() }
    hits.insert(hit, at: low)
  }
}
