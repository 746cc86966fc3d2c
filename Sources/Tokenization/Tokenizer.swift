internal import CICU
public import Support

/// Text → tokens: the cheapest path through a lattice of all words that fit (Viterbi 1967 over unigram costs),
/// with numbers, Latin words, addresses and emoji as atoms that no word may cut.
///
/// An immutable value that many threads share; what a call needs to write lives in a `Scratch`. The same text
/// and lexicons give the same tokens.
public struct Tokenizer: Sendable {
  let words: WordTable

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
  ///
  /// Takes a few milliseconds where the same lexicons have been loaded before: see `WordTable`.
  /// - Parameter threads: how many load it.
  /// - Throws: `DiagnosticList` for mistakes in lexicon files, `FileError` when one cannot be read.
  public init(home: Home, userLexicons: [String] = [], threads: Int = 1) throws {
    try WordTable.checkSystemList()
    let files = Home.files(in: home.lexicons + "/words", suffix: ".tsv") + userLexicons
    let content = WordTable.content(of: try files.map { try FileAccess.read($0) })
    let systemList = Tokenizer.installedSystemList
    words = try WordTable(content: content, systemList: systemList, threads: threads) {
      try Lexicon(home: home).entries + userLexicons.flatMap { try Lexicon(userFile: $0).entries }
    }
    usesSystemList = systemList != nil
  }

  /// - Parameter systemList: the general word list to use; nil for ICU's dictionary alone.
  public init(entries: [LexiconEntry], systemList: String? = Tokenizer.installedSystemList) {
    words = WordTable(entries: entries, systemList: systemList)
    usesSystemList = systemList != nil
  }

  /// Path of the general word list: what `YAOYU_WORD_LIST` names (`none` for no list), else the system's
  /// (Debian's python3-jieba); nil when there is none.
  public static var installedSystemList: String? { WordTable.systemList }

  /// Whether `YAOYU_WORD_LIST` is `none`: somebody wants to do without the list.
  public static var isSystemListSwitchedOff: Bool { WordTable.isSystemListSwitchedOff }

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
  public func entry(_ id: LexiconEntry.ID) -> LexiconEntry { words.lexicon[id] }

  /// The lexicon entry for a word, if it is in a lexicon.
  public func entry(word: String) -> LexiconEntry? {
    words.lexicon.id(word: Normalizer.normalize(word)).map { words.lexicon[$0] }
  }

  /// All words of the lexicons.
  public var lexicon: [LexiconEntry] { (0..<Int32(words.lexicon.count)).map { words.lexicon[$0] } }

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
  /// - Precondition: the text is shorter than 4 GiB.
  public func withTokens<R>(
    of text: UnsafeBufferPointer<UInt8>, scratch: Scratch,
    _ body: (UnsafeBufferPointer<Token>) throws -> R
  ) rethrows -> R {
    var count = 0
    cut(text, scratch) { lattice, window in
      scratch.reserve(tokens: count + window.count)
      count += lattice.cut(window, into: scratch.tokens + count)
    }
    return try body(UnsafeBufferPointer(start: scratch.tokens, count: count))
  }

  /// As `withTokens`, but hands over a long text's tokens a part at a time, so that the memory for them does not
  /// grow with the text: some 64 KiB of text each, up to two megabytes where no space and no full stop stands.
  public func forEachBatch(
    of text: UnsafeBufferPointer<UInt8>, scratch: Scratch,
    _ body: (UnsafeBufferPointer<Token>) throws -> Void
  ) rethrows {
    try cut(text, scratch) { lattice, window in
      scratch.reserve(tokens: window.count)
      let count = lattice.cut(window, into: scratch.tokens)
      try body(UnsafeBufferPointer(start: scratch.tokens, count: count))
    }
  }

  @inline(__always)
  private func cut(
    _ text: UnsafeBufferPointer<UInt8>, _ scratch: Scratch, _ body: (inout Lattice, Range<Int>) throws -> Void
  ) rethrows {
    scratch.metIllFormedBytes = false
    var start = 0
    while start < text.count {
      let end = Lattice.windowEnd(text, start)
      scratch.reserve(positions: end - start)
      var lattice = Lattice(tokenizer: self, text: text, scratch: scratch)
      try body(&lattice, start..<end)
      if lattice.isIllFormed { scratch.metIllFormedBytes = true }
      start = end
    }
  }

  /// Working memory of one thread's calls: about 35 bytes for each byte of the longest part of a text so far (see
  /// `forEachBatch`), and the tokens.
  public final class Scratch {
    /// Per position (character) of the window.
    private(set) var characters: UnsafeMutablePointer<CharacterRecord>
    private(set) var offsets: UnsafeMutablePointer<UInt32>
    private(set) var arrivals: UnsafeMutablePointer<LatticeArrival>
    private(set) var prefixes: UnsafeMutablePointer<LatticePrefix>
    /// For the word model: see `Lattice.retag`.
    private(set) var tags: UnsafeMutablePointer<UInt8>
    private(set) var tokens: UnsafeMutablePointer<Token>
    private var capacity = 0
    private var tokenCapacity = 0

    /// Whether the last text had bytes that are not UTF-8.
    public internal(set) var metIllFormedBytes = false

    public init() {
      (characters, offsets) = (.allocate(capacity: 0), .allocate(capacity: 0))
      (arrivals, tags) = (.allocate(capacity: 0), .allocate(capacity: 0))
      (prefixes, tokens) = (.allocate(capacity: 0), .allocate(capacity: 0))
    }

    deinit {
      free()
      tokens.deallocate()
    }

    private func free() {
      characters.deallocate()
      offsets.deallocate()
      arrivals.deallocate()
      prefixes.deallocate()
      tags.deallocate()
    }

    /// Forgets what is there.
    func reserve(positions: Int) {
      // Positions past the end are where edges and rules may look.
      let needed = positions + 8
      guard needed > capacity else { return }
      capacity = max(needed, capacity * 2, 1024)
      free()
      (characters, offsets) = (.allocate(capacity: capacity), .allocate(capacity: capacity))
      (arrivals, tags) = (.allocate(capacity: capacity), .allocate(capacity: capacity))
      prefixes = .allocate(capacity: capacity)
    }

    /// Keeps the tokens that are there.
    func reserve(tokens needed: Int) {
      guard needed > tokenCapacity else { return }
      let larger = max(needed, tokenCapacity + tokenCapacity / 2, 1024)
      let grown = UnsafeMutablePointer<Token>.allocate(capacity: larger)
      grown.initialize(from: tokens, count: tokenCapacity)
      tokens.deallocate()
      (tokens, tokenCapacity) = (grown, larger)
    }
  }
}
