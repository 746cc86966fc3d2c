/// Documents as word ids, in compressed rows: document `d` is `words[offsets[d]..<offsets[d + 1]]`.
///
/// One id per token, in the order of the text, so that positions stay known; what counts words ignores the
/// order. A document without a word of the vocabulary is an empty row and keeps its place.
public struct BagOfWords: Sendable, Equatable {
  /// `documentCount + 1` positions in `words`, not decreasing, from 0.
  public let offsets: [Int]
  /// Ids in the vocabulary that the bag was encoded with.
  public let words: [UInt32]

  /// - Precondition: `offsets` begins with 0, does not decrease and ends with `words.count`.
  public init(offsets: [Int], words: [UInt32]) {
    precondition(offsets.first == 0 && offsets.last == words.count)
    self.offsets = offsets
    self.words = words
  }

  /// The bag of `documents`, each a list of word ids.
  public init(_ documents: [[UInt32]]) {
    var offsets = [0]
    for document in documents { offsets.append(offsets[offsets.count - 1] + document.count) }
    self.init(offsets: offsets, words: documents.flatMap { $0 })
  }

  public var documentCount: Int { offsets.count - 1 }
  public var tokenCount: Int { words.count }

  /// The tokens of the longest document; 0 without documents.
  public var longestDocument: Int { zip(offsets, offsets.dropFirst()).reduce(0) { max($0, $1.1 - $1.0) } }

  /// The word ids of document `index`.
  public subscript(index: Int) -> ArraySlice<UInt32> { words[offsets[index]..<offsets[index + 1]] }

  /// The bag in which every document is joined from those of this one that have the same `group` (0..<groups);
  /// negative means left out. Documents keep their order inside a group.
  /// - Complexity: O(tokens + documents + groups).
  public func pooled(by group: [Int], groups: Int) -> BagOfWords {
    precondition(group.count == documentCount)
    var offsets = [Int](repeating: 0, count: groups + 1)
    for (document, group) in group.enumerated() where group >= 0 {
      offsets[group + 1] += self.offsets[document + 1] - self.offsets[document]
    }
    for index in 0..<groups { offsets[index + 1] += offsets[index] }
    var words = [UInt32](repeating: 0, count: offsets[groups])
    var next = offsets
    for (document, group) in group.enumerated() where group >= 0 {
      for word in self[document] {
        words[next[group]] = word
        next[group] += 1
      }
    }
    return BagOfWords(offsets: offsets, words: words)
  }

  /// The bag of the documents with these indexes, in this order; an index may come more than once.
  public func selecting(_ documents: [Int]) -> BagOfWords {
    var offsets = [0]
    var words: [UInt32] = []
    for document in documents {
      words.append(contentsOf: self[document])
      offsets.append(words.count)
    }
    return BagOfWords(offsets: offsets, words: words)
  }
}
