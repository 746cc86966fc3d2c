import CTopics

/// The memory of the sums by which many topics are sampled: of each word by spans of 64 topics, and an alias table for
/// all words (see `sparse.c`). 4 bytes a word and span.
final class SpanSums {
  private let words: Memory<Float>
  private let factors: Memory<Float>
  private let common: Memory<UInt64>
  private(set) var sums: ctopics_sums

  init(topics: Int, words wordCount: Int) {
    precondition(MemoryLayout<ctopics_alias>.size == 8)
    let lanes = Int(CTOPICS_LANES)
    let blocks = (topics + lanes - 1) / lanes
    let spans = Self.count(topics: topics)
    words = Memory(wordCount * spans)
    factors = Memory(blocks * lanes)
    common = Memory(topics)
    sums = ctopics_sums(
      words: words.address, spans: UInt32(spans), factors: factors.address,
      common: UnsafeMutableRawPointer(common.address).assumingMemoryBound(to: ctopics_alias.self),
      common_mass: 0)
  }

  /// How many spans so many topics have.
  static func count(topics: Int) -> Int {
    let span = Int(CTOPICS_LANES * CTOPICS_SPAN)
    return (topics + span - 1) / span
  }

  func addUpCommon(_ state: inout ctopics_state) { ctopics_add_up_common(&state, &sums) }
}
