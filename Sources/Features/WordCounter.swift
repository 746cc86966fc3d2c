/// Counts the words of one document after another, and gives them in the order of their ids.
///
/// A bit per word and a bit per 64 of those say which words the document has: going over the bits that are set sorts
/// the words without comparing any two. Everything is zero again afterwards.
struct WordCounter {
  /// By word.
  private var counts: [UInt32]
  private var present: [UInt64]
  private var groups: [UInt64]

  /// - Parameter words: the size of the vocabulary.
  init(words: Int) {
    counts = [UInt32](repeating: 0, count: words)
    present = [UInt64](repeating: 0, count: (words + 63) / 64)
    groups = [UInt64](repeating: 0, count: (present.count + 63) / 64)
  }

  /// The words of one document, to be gone over once.
  struct Document {
    fileprivate let counts: UnsafeMutableBufferPointer<UInt32>
    fileprivate let present: UnsafeMutableBufferPointer<UInt64>
    fileprivate let groups: UnsafeMutableBufferPointer<UInt64>

    /// Calls `body` with every distinct word, ascending, and how often it occurs.
    @inline(__always)
    func eachWord(_ body: (_ word: UInt32, _ count: Int) -> Void) {
      for outer in groups.indices {
        var group = groups[outer]
        groups[outer] = 0
        while group != 0 {
          let inner = outer * 64 + group.trailingZeroBitCount
          group &= group - 1
          var bits = present[inner]
          present[inner] = 0
          while bits != 0 {
            let word = inner * 64 + bits.trailingZeroBitCount
            bits &= bits - 1
            body(UInt32(truncatingIfNeeded: word), Int(counts[word]))
            counts[word] = 0
          }
        }
      }
    }
  }

  /// Calls `body` with every document of `bag`; it has to go over the words of each.
  /// - Precondition: the bag's word ids are below the size of the vocabulary.
  /// - Complexity: O(tokens + documents · vocabulary / 4096).
  mutating func eachDocument(of bag: BagOfWords, _ body: (Document) -> Void) {
    let size = counts.count
    precondition(bag.words.allSatisfy { Int($0) < size })
    counts.withUnsafeMutableBufferPointer { counts in
      present.withUnsafeMutableBufferPointer { present in
        groups.withUnsafeMutableBufferPointer { groups in
          bag.words.withUnsafeBufferPointer { tokens in
            for document in 0..<bag.documentCount {
              for token in bag.offsets[document]..<bag.offsets[document + 1] {
                let word = Int(tokens[token])
                counts[word] += 1
                present[word >> 6] |= 1 << UInt64(word & 63)
                groups[word >> 12] |= 1 << UInt64(word >> 6 & 63)
              }
              body(Document(counts: counts, present: present, groups: groups))
            }
          }
        }
      }
    }
  }
}
