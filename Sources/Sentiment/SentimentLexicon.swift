internal import Support

/// All words of `Lexicons/sentiment/`, merged into one trie whose leaves know what a word does.
///
/// Immutable and shared by threads. Everything the scanner reads is flat.
struct SentimentLexicon: Sendable {
  let characters: CharacterTable
  let trie: ScalarTrie
  let terms: [Term]
  /// Strength of dependent word `d` said of target `t` at `t * dependents + d`; 0 where the pair says nothing.
  let context: [Float]
  let dependents: Int
  /// Hand-written entries per file, for `yaoyu doctor` and the tests.
  let counts: [String: Int]

  /// Loads and checks the files.
  /// - Throws: `FileError` for a missing file, `DiagnosticList` with everything that is wrong in all of them.
  init(home: Home) throws {
    self = try LexiconCache.lexicon(of: LexiconBuilder.files(of: home)) {
      try SentimentLexicon(uncached: home)
    }
  }

  init(uncached home: Home) throws {
    var builder = LexiconBuilder(home: home)
    try builder.readPolarity()
    try builder.readContext()
    try builder.readModifiers()
    try builder.readMarkers()
    try builder.readAspects()
    try builder.readSafety()
    self = try builder.build()
  }

  init(
    characters: CharacterTable, trie: ScalarTrie, terms: [Term], context: [Float], dependents: Int,
    counts: [String: Int]
  ) {
    self.characters = characters
    self.trie = trie
    self.terms = terms
    self.context = context
    self.dependents = dependents
    self.counts = counts
  }

  private func entry(_ character: Unicode.Scalar) -> UInt32 {
    CharacterTable.slot(character.value).map { characters.entries[$0] } ?? 0
  }

  /// Lends the flat memory of the lexicon to `body`.
  func withView<R>(_ body: (LexiconView) throws -> R) rethrows -> R {
    try characters.entries.withUnsafeBufferPointer { entries in
      try characters.folded.withUnsafeBufferPointer { folded in
        try trie.base.withUnsafeBufferPointer { base in
          try trie.check.withUnsafeBufferPointer { check in
            try trie.values.withUnsafeBufferPointer { values in
              try terms.withUnsafeBufferPointer { terms in
                try context.withUnsafeBufferPointer { context in
                  try body(
                    LexiconView(
                      entries: entries, folded: folded, base: base, check: check, values: values,
                      terms: terms,
                      context: context, dependents: dependents, not: entry("不"), copula: entry("是"),
                      than: entry("比"), possessive: entry("的"), truly: entry("真"),
                      very: entry("好"),
                      verbsOfIdioms: [entry("得"), entry("动")]))
                }
              }
            }
          }
        }
      }
    }
  }
}

/// The lexicon as pointers, valid inside `SentimentLexicon.withView`. Invariant: every state in `base` plus
/// every code of the alphabet is inside `check`, every value is an index of `terms`.
struct LexiconView {
  let entries: UnsafeBufferPointer<UInt32>
  let folded: UnsafeBufferPointer<UInt16>
  let base: UnsafeBufferPointer<Int32>
  let check: UnsafeBufferPointer<Int32>
  let values: UnsafeBufferPointer<Int32>
  let terms: UnsafeBufferPointer<Term>
  let context: UnsafeBufferPointer<Float>
  let dependents: Int
  /// Table entries of 不, 是, 比, 的, 真, 好, and of the verbs of A-not-A idioms.
  let not: UInt32
  let copula: UInt32
  let than: UInt32
  let possessive: UInt32
  let truly: UInt32
  let very: UInt32
  let verbsOfIdioms: SIMD2<UInt32>

  func strength(of dependent: UInt8, saidOf target: UInt8) -> Float {
    context[Int(target) * dependents + Int(dependent)]
  }
}

extension SentimentLexicon {
  /// Whether a word in normal form has an entry of any kind.
  func contains(_ word: String) -> Bool {
    guard let codes = characters.codes(of: word) else { return false }
    return trie.words(at: 0, of: codes).contains { $0.length == codes.count }
  }
}
