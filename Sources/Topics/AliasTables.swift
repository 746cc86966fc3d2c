import CTopics

/// The memory of the alias tables with which many topics are sampled: of each word, and one for all (see `sparse.c`).
///
/// They take 8 bytes a token at most; a word has as many columns as topics, and no more topics than tokens.
final class AliasTables {
  private let columns: Memory<UInt64>
  private let offsets: Memory<Int64>
  private let words: Memory<UInt64>
  private let common: Memory<UInt64>
  private(set) var tables: ctopics_tables

  /// - Parameter bound: by rank, in how many topics the word can be at most.
  init(topics: Int, bound: [Int]) {
    precondition(MemoryLayout<ctopics_alias>.size == 8 && MemoryLayout<ctopics_word>.size == 8)
    offsets = Memory(bound.count + 1)
    for (word, bound) in bound.enumerated() { offsets[word + 1] = offsets[word] + Int64(min(bound, topics)) }
    columns = Memory(Int(offsets[bound.count]))
    words = Memory(bound.count)
    common = Memory(topics)
    tables = ctopics_tables(
      columns: UnsafeMutableRawPointer(columns.address).assumingMemoryBound(to: ctopics_alias.self),
      column_offsets: offsets.address,
      words: UnsafeMutableRawPointer(words.address).assumingMemoryBound(to: ctopics_word.self),
      common: UnsafeMutableRawPointer(common.address).assumingMemoryBound(to: ctopics_alias.self),
      common_mass: 0)
  }

  func makeCommonTable(_ state: inout ctopics_state) { ctopics_make_common_table(&state, &tables) }
}
