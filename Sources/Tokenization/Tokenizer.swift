internal import CICU
public import Support

/// Text → tokens: the cheapest path through a lattice of all words that fit (Viterbi 1967 over unigram costs),
/// with numbers, Latin words, addresses and emoji as atoms that no word may cut.
///
/// An immutable value that many threads share; what a call needs to write lives in a `Scratch`. The same text
/// and lexicons give the same tokens.
public struct Tokenizer: Sendable {
  let words: WordTable
  let characters: CharacterTable
  let units: UnitTable
  private let entries: [LexiconEntry]
  private let entryIDs: [String: LexiconEntry.ID]

  /// How numbers join what follows them.
  public enum NumberPolicy: String, Sendable, CaseIterable {
    /// A number is one token with its unit, a date or dose is one token: `3盒`, `2024年5月6日`, `0.25g×24粒`.
    case retail
    /// As newspaper corpora are cut (PKU, MSR): `3 盒`, `2024年 5月 6日`.
    case newspaper
  }

  public var numberPolicy = NumberPolicy.retail

  /// A trained model that cuts what the lattice leaves open; atoms and lexicon words stay whole.
  public var wordModel: WordModel?

  /// Whether the system's general word list takes part.
  public let usesSystemList: Bool

  /// Loads ICU's dictionary, the system's word list where there is one, `home/Lexicons/words/*.tsv` and the
  /// user's lexicon files; the last mention of a word wins.
  /// - Throws: `DiagnosticList` for mistakes in lexicon files, `FileError` when one cannot be read.
  public init(home: Home, userLexicons: [String] = []) throws {
    try WordTable.checkSystemList()
    var entries = try Lexicon(home: home).entries
    for path in userLexicons { entries += try Lexicon(userFile: path).entries }
    self.init(entries: entries)
  }

  /// - Parameter systemList: the general word list to use; nil for ICU's dictionary alone.
  public init(entries: [LexiconEntry], systemList: String? = Tokenizer.installedSystemList) {
    self.entries = entries
    entryIDs = Dictionary(
      entries.enumerated().map { ($1.word, LexiconEntry.ID($0)) }, uniquingKeysWith: { max($0, $1) })
    words = WordTable(entries: entries, systemList: systemList)
    characters = .shared
    units = UnitTable(words: entries.filter { $0.tag == "unit" }.map(\.word))
    usesSystemList = systemList != nil
  }

  /// Path of the general word list: what `YAOYU_WORD_LIST` names (`none` for no list), else the system's
  /// (Debian's python3-jieba); nil when there is none.
  public static var installedSystemList: String? { WordTable.systemList }

  /// The version of the system's libicu, such as `72.1`.
  public static var icuVersion: String { String(cString: cicu_version()) }

  /// Words in ICU's own dictionary; nil when this ICU keeps it in an unknown form or not at all.
  public static var icuDictionaryCount: Int? {
    let count = cicu_dictionary_each(nil) { _, _, _, _ in }
    return count > 0 ? Int(count) : nil
  }

  /// Where derived tables are cached; nil when there is no place for them.
  public static var cacheFolder: String? { CacheFile.folder }

  /// The lexicon entry of a token's `entry`.
  public func entry(_ id: LexiconEntry.ID) -> LexiconEntry { entries[Int(id)] }

  /// The lexicon entry for a word, if it is in a lexicon.
  public func entry(word: String) -> LexiconEntry? {
    entryIDs[Normalizer.normalize(word)].map { entries[Int($0)] }
  }

  /// All words of the lexicons.
  public var lexicon: [LexiconEntry] { entries }

  /// - Complexity: O(characters × length of the longest word).
  /// - Precondition: the text is shorter than 4 GiB.
  public func tokenize(_ text: String) -> TokenizedText {
    var text = text
    let scratch = Scratch()
    let tokens = text.withUTF8 { withTokens(of: $0, scratch: scratch) { Array($0) } }
    return TokenizedText(text: text, tokens: tokens)
  }

  /// Tokenises UTF-8 bytes without allocating, once `scratch` has grown to the longest text.
  ///
  /// Ill-formed bytes are symbols of one byte each: the tokens tile any byte sequence.
  public func withTokens<R>(
    of text: UnsafeBufferPointer<UInt8>, scratch: Scratch,
    _ body: (UnsafeBufferPointer<Token>) throws -> R
  ) rethrows -> R {
    // Short texts get a place for every byte; a huge line is worth counting first.
    scratch.reserve(positions: text.count < 1 << 20 ? text.count : UTF8Decoder.scalarCount(text))
    var lattice = Lattice(tokenizer: self, text: text, scratch: scratch)
    let count = lattice.run()
    return try body(UnsafeBufferPointer(start: scratch.tokens, count: count))
  }

  /// Working memory of one thread's calls, about 40 bytes for each character of the longest text so far.
  public final class Scratch {
    private(set) var capacity = 0
    /// Per position (character): folded form, dictionary code, class, byte offset.
    private(set) var folded: UnsafeMutablePointer<UInt16>
    private(set) var codes: UnsafeMutablePointer<UInt16>
    private(set) var classes: UnsafeMutablePointer<UInt8>
    private(set) var offsets: UnsafeMutablePointer<Int32>
    /// Viterbi: least cost to a position, where its last edge began, and what the edge is.
    private(set) var best: UnsafeMutablePointer<Int32>
    private(set) var back: UnsafeMutablePointer<Int32>
    private(set) var label: UnsafeMutablePointer<Int32>
    /// For the word model: see `Lattice.retag`.
    private(set) var tags: UnsafeMutablePointer<UInt8>
    private(set) var tokens: UnsafeMutablePointer<Token>

    public init() {
      (folded, codes) = (.allocate(capacity: 0), .allocate(capacity: 0))
      (classes, offsets) = (.allocate(capacity: 0), .allocate(capacity: 0))
      (best, back, label) = (.allocate(capacity: 0), .allocate(capacity: 0), .allocate(capacity: 0))
      tokens = .allocate(capacity: 0)
      tags = .allocate(capacity: 0)
    }

    deinit { free() }

    private func free() {
      folded.deallocate()
      codes.deallocate()
      classes.deallocate()
      offsets.deallocate()
      best.deallocate()
      back.deallocate()
      label.deallocate()
      tokens.deallocate()
      tags.deallocate()
    }

    func reserve(positions: Int) {
      // Positions past the end are where edges and rules may look.
      let needed = positions + 8
      guard needed > capacity else { return }
      capacity = max(needed, min(capacity * 2, needed + (1 << 20)), 1024)
      free()
      (folded, codes) = (.allocate(capacity: capacity), .allocate(capacity: capacity))
      (classes, offsets) = (.allocate(capacity: capacity), .allocate(capacity: capacity))
      (best, back) = (.allocate(capacity: capacity), .allocate(capacity: capacity))
      label = .allocate(capacity: capacity)
      tokens = .allocate(capacity: capacity)
      tags = .allocate(capacity: capacity)
    }
  }
}
