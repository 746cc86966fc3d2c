/// A word that Yaoyu or its user teaches the tokenizer, with what is known of it.
public struct LexiconEntry: Sendable, Hashable {
  /// Index into the tokenizer's entries; stable for one set of lexicon files.
  public typealias ID = Int32

  /// Normalised form.
  public var word: String
  /// What the word is: `drug`, `brand`, `form`, `symptom`, `disease`, `term`, `unit`…; empty when not said.
  public var tag: String
  /// The entry's principal name: the generic name of a brand (芬必得 → 布洛芬). The word itself when none is given.
  public var canonical: String
  /// Relative frequency: how much more willingly the lattice takes the word. 1 is the default.
  public var weight: Double
}

/// Words from TSV files with the columns `word`, and optionally `tag`, `canonical`, `weight`, `note`.
public struct Lexicon: Sendable {
  public var entries: [LexiconEntry]

  public init(entries: [LexiconEntry] = []) { self.entries = entries }
}
