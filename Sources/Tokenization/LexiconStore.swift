/// The entries of the lexicons in flat memory, so that they can be mapped from a cache instead of being read from
/// their files. An entry becomes a value with strings of its own when somebody asks for it.
struct LexiconStore: @unchecked Sendable {
  // Views of read-only memory that the `WordTable` around this value owns.
  /// Ends of word, tag and canonical name in `text`, three an entry.
  private let ends: UnsafeBufferPointer<UInt32>
  private let weights: UnsafeBufferPointer<Double>
  /// Entries in the order of their words' bytes; of several with the same word the last alone.
  private let order: UnsafeBufferPointer<Int32>
  private let text: UnsafeBufferPointer<UInt8>

  /// nil when the parts do not fit together.
  init?(_ payload: TablePayload) {
    guard let ends = payload.section(.lexiconEnds, of: UInt32.self),
      let weights = payload.section(.lexiconWeights, of: Double.self),
      let order = payload.section(.lexiconOrder, of: Int32.self),
      let text = payload.section(.lexiconText, of: UInt8.self),
      ends.count == weights.count * 3, order.count <= weights.count, Int(ends.last ?? 0) == text.count
    else { return nil }
    (self.ends, self.weights, self.order, self.text) = (ends, weights, order, text)
  }

  static func store(_ entries: [LexiconEntry], in payload: inout TablePayloadWriter) {
    var text: [UInt8] = []
    var ends: [UInt32] = []
    for entry in entries {
      for part in [entry.word, entry.tag, entry.canonical] {
        text.append(contentsOf: part.utf8)
        ends.append(UInt32(truncatingIfNeeded: text.count))
      }
    }
    var last: [String: Int32] = [:]
    for (index, entry) in entries.enumerated() { last[entry.word] = Int32(index) }
    let order = last.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map(\.value)
    payload.append(ends, as: .lexiconEnds)
    payload.append(entries.map(\.weight), as: .lexiconWeights)
    payload.append(order, as: .lexiconOrder)
    payload.append(text, as: .lexiconText)
  }

  var count: Int { weights.count }

  /// - Precondition: `id` is below `count`.
  subscript(id: LexiconEntry.ID) -> LexiconEntry {
    let index = Int(id)
    return LexiconEntry(
      stored: string(index * 3), tag: string(index * 3 + 1), canonical: string(index * 3 + 2),
      weight: weights[index])
  }

  /// The entry of a word in normal form.
  /// - Complexity: O(log count).
  func id(word: String) -> LexiconEntry.ID? {
    var (low, high) = (0, order.count)
    while low < high {
      let middle = (low + high) / 2
      if bytes(Int(order[middle]) * 3).lexicographicallyPrecedes(word.utf8) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    guard low < order.count, bytes(Int(order[low]) * 3).elementsEqual(word.utf8) else { return nil }
    return order[low]
  }

  private func bytes(_ part: Int) -> UnsafeBufferPointer<UInt8> {
    let start = part == 0 ? 0 : Int(ends[part - 1])
    return UnsafeBufferPointer(rebasing: text[start..<Int(ends[part])])
  }

  private func string(_ part: Int) -> String { String(decoding: bytes(part), as: UTF8.self) }
}

extension LexiconEntry {
  /// An entry whose parts are in normal form already.
  fileprivate init(stored word: String, tag: String, canonical: String, weight: Double) {
    self.word = word
    self.tag = tag
    self.canonical = canonical
    self.weight = weight
  }
}
