import CTopics
import Features

/// A corpus as a sampler reads it, laid out for the cache.
///
/// Words are renumbered by rank, the most frequent first, and a document's tokens sorted by it. Documents are dealt
/// into pieces like cards, so that all pieces have long and short ones, and sorted by length in each, so that four
/// can be drawn in step.
final class SamplerCorpus {
  let documentCount: Int
  let tokenCount: Int
  let wordCount: Int
  /// By rank: the word's id in the vocabulary.
  let wordOfRank: [Int]
  /// By the word's id: its rank.
  let rankOfWord: [UInt32]
  /// By place in the sampler: the document's index in the corpus.
  let documentOfPlace: [Int]
  /// By piece, and one more: its first document's place.
  let pieceOffsets: [Int]
  /// By token: the word's rank. Readable `CTOPICS_PADDING` past the end.
  let words: Memory<UInt32>
  /// By place of a document, and one more: its first token.
  let offsets: Memory<Int64>
  /// Places of the tokens, ordered by word; by rank, and one more: where each word's begin.
  let positions: Memory<UInt32>
  let wordOffsets: Memory<Int64>

  /// Into how many pieces the documents are dealt at most.
  private static let pieceCount = 64

  /// - Parameters:
  ///   - frequency: by vocabulary id, how often the word occurs in `bag`.
  ///   - order: the vocabulary ids by rank.
  init(_ bag: BagOfWords, frequency: [Int], order: [Int], _ team: Team) {
    documentCount = bag.documentCount
    tokenCount = bag.tokenCount
    wordCount = order.count
    wordOfRank = order
    var ranks = [UInt32](repeating: 0, count: order.count)
    for (rank, word) in order.enumerated() { ranks[word] = UInt32(truncatingIfNeeded: rank) }
    rankOfWord = ranks
    words = Memory(bag.tokenCount + Int(CTOPICS_PADDING))
    offsets = Memory(bag.documentCount + 1)
    positions = Memory(bag.tokenCount)
    wordOffsets = Memory(order.count + 1)
    (documentOfPlace, pieceOffsets) = Self.dealt(bag)
    place(bag, frequency, team)
  }

  /// Documents by piece, longest first in each, ties in their order; and where the pieces begin.
  private static func dealt(_ bag: BagOfWords) -> (places: [Int], pieces: [Int]) {
    let sorted = byLength(bag)
    let pieces = min(pieceCount, max(1, bag.documentCount))
    var places: [Int] = []
    places.reserveCapacity(sorted.count)
    var offsets = [0]
    for piece in 0..<pieces {
      for index in stride(from: piece, to: sorted.count, by: pieces) { places.append(sorted[index]) }
      offsets.append(places.count)
    }
    return (places, offsets)
  }

  /// The documents, longest first, ties in their order: a counting sort.
  private static func byLength(_ bag: BagOfWords) -> [Int] {
    let longest = bag.longestDocument
    // The longest come first: place 0 counts them.
    var starts = [Int](repeating: 0, count: longest + 2)
    for document in 0..<bag.documentCount {
      starts[longest - (bag.offsets[document + 1] - bag.offsets[document]) + 1] += 1
    }
    for length in starts.indices.dropFirst() { starts[length] += starts[length - 1] }
    var sorted = [Int](repeating: 0, count: bag.documentCount)
    for document in 0..<bag.documentCount {
      let place = longest - (bag.offsets[document + 1] - bag.offsets[document])
      sorted[starts[place]] = document
      starts[place] += 1
    }
    return sorted
  }

  private func place(_ bag: BagOfWords, _ frequency: [Int], _ team: Team) {
    for (index, word) in wordOfRank.enumerated() {
      wordOffsets[index + 1] = wordOffsets[index] + Int64(frequency[word])
    }
    for (place, document) in documentOfPlace.enumerated() {
      offsets[place + 1] = offsets[place] + Int64(bag[document].count)
    }
    let chunk = 1024
    let shared = UncheckedShare(self)
    team.run((documentCount + chunk - 1) / chunk) { part in
      let corpus = shared.value
      for place in part * chunk..<min(corpus.documentCount, (part + 1) * chunk) {
        let own = UnsafeMutableBufferPointer(
          rebasing: corpus.words.buffer[corpus.tokens(of: place..<place + 1)])
        for (index, word) in bag[corpus.documentOfPlace[place]].enumerated() {
          own[index] = corpus.rankOfWord[Int(word)]
        }
        sortFew(own)
      }
    }
    let next = Memory<Int64>(wordCount)
    next.address.update(from: wordOffsets.address, count: wordCount)
    for token in 0..<tokenCount {
      let word = Int(words[token])
      positions[Int(next[word])] = UInt32(truncatingIfNeeded: token)
      next[word] += 1
    }
  }

  /// The tokens of documents that are neighbours.
  func tokens(of documents: Range<Int>) -> Range<Int> {
    Int(offsets[documents.lowerBound])..<Int(offsets[documents.upperBound])
  }

  /// Groups of `size` pieces: their documents.
  func groups(of size: Int) -> [Range<Int>] {
    stride(from: 0, to: pieceOffsets.count - 1, by: size).map {
      pieceOffsets[$0]..<pieceOffsets[min(pieceOffsets.count - 1, $0 + size)]
    }
  }

  /// The words cut into `count` ranges of about equal work.
  func shares(_ count: Int) -> [Int] {
    // A word costs about as much to look at as a token to count.
    let work = tokenCount + wordCount
    return (0...count).map { share in
      var (low, high) = (0, wordCount)
      while low < high {
        let middle = (low + high) / 2
        if Int(wordOffsets[middle]) + middle < work * share / count {
          low = middle + 1
        } else {
          high = middle
        }
      }
      return share == count ? wordCount : low
    }
  }
}
