public import Tokenization

/// Texts by the words in them: the best matches for a query, fast.
///
/// ```swift
/// let index = try SearchIndex.load("reviews.index")
/// let query = index.query(tokenizer.tokenize("孩子 发烧 能吃吗"), stopWords: functionWords)
/// for hit in try index.search(query, top: 5) { print(hit.score, try index.text(of: hit.document)) }
/// ```
/// An inverted index in one file (`SearchIndexFile`): per word its documents and frequencies in bit-packed
/// blocks of 64 (`PostingBlock`), each with its last document and its largest term weight. Ranked by BM25;
/// the top k come from block-max WAND (`BlockMaxWAND`) and are exactly those of scoring everything. A value
/// that threads share; searching writes nothing but which pages of the file have been checked.
public struct SearchIndex: Sendable {
  /// A document with its score.
  public struct Hit: Sendable, Equatable {
    /// 0..<`documentCount`: short texts first, those of equal length in the order of adding. `SearchIndex.number(of:)`
    /// is what the caller calls it.
    public var document: Int
    /// Above 0; comparable within one query.
    public var score: Double

    public init(document: Int, score: Double) {
      self.document = document
      self.score = score
    }
  }

  private let file: SearchIndexFile
  private let summary: Summary
  private let postings: Postings

  public var documentCount: Int { summary.documents }
  /// Distinct terms.
  public var wordCount: Int { summary.words }
  public var options: SearchOptions { summary.options }

  /// Maps the index at `path`. What a query does not need is not read.
  /// - Throws: `FileError` or `SearchIndexError`.
  /// - Complexity: O(distinct terms + documents · 8 bytes).
  public static func load(_ path: String) throws -> SearchIndex {
    try SearchIndex(SearchIndexFile(path: path))
  }

  /// Takes `bytes` as if they were the contents of the file `name`.
  public init(bytes: [UInt8], name: String) throws(SearchIndexError) {
    try self.init(SearchIndexFile(bytes, name: name))
  }

  /// Whether a file that begins with these bytes claims to be a search index.
  public static func isIndex(prefix: some Collection<UInt8>) -> Bool {
    !prefix.isEmpty && SearchIndexFile.magic.starts(with: prefix.prefix(SearchIndexFile.magic.count))
  }

  /// Whether the file at `path` is to be opened as a search index: it begins like one, or its name ends in
  /// `.index`.
  public static func isIndex(path: String) -> Bool {
    path.hasSuffix(".index") || isIndex(prefix: SearchIndexFile.prefix(of: path))
  }

  init(_ file: SearchIndexFile) throws(SearchIndexError) {
    self.file = file
    summary = try Summary(file)
    postings = try Postings(file, summary)
  }

  /// Reads everything once.
  /// - Throws: `damaged`.
  public func check() throws(SearchIndexError) { try file.checkAll() }

  // MARK: Searching

  /// What to look for. Words of `stopWords` are left out unless there are no others, words that no document has
  /// find nothing.
  public func query(_ text: TokenizedText, stopWords: StopWords = StopWords()) -> SearchQuery {
    SearchQuery(text, stopWords: stopWords, characters: options.characters)
  }

  /// The documents with the highest scores above 0, best first, ties by document.
  /// - Parameter top: how many at most.
  /// - Throws: `damaged` when what the query needs of the file is.
  public func search(_ query: SearchQuery, top: Int) throws(SearchIndexError) -> [Hit] {
    try postings.search(terms(of: query), top: top)
  }

  /// As `search`, by scoring every document that has one of the words: the definition, for tests.
  func searchExhaustively(_ query: SearchQuery, top: Int) throws(SearchIndexError) -> [Hit] {
    try postings.searchExhaustively(terms(of: query), top: top)
  }

  /// The query's words that the index has, as numbers, with how often the query has each.
  private func terms(of query: SearchQuery) -> [(word: Int, frequency: Int)] {
    query.terms.compactMap { term in postings.find(term.bytes).map { ($0, term.frequency) } }
  }

  // MARK: Documents

  /// The text of a document, as it was added.
  /// - Throws: `damaged`.
  /// - Precondition: `document` is in 0..<`documentCount`.
  public func text(of document: Int) throws(SearchIndexError) -> String {
    try String(decoding: file.text(document), as: UTF8.self)
  }

  /// The number that a document was added with.
  public func number(of document: Int) -> Int { Int(postings.numbers[document]) }
}

extension SearchIndex {
  /// The section `summary`: documents, distinct terms, terms, characters (0 or 1), k1, b.
  struct Summary: Sendable, Equatable {
    let documents: Int
    let words: Int
    let terms: Int
    let options: SearchOptions

    init(documents: Int, words: Int, terms: Int, options: SearchOptions) {
      self.documents = documents
      self.words = words
      self.terms = terms
      self.options = options
    }

    var encoded: [UInt64] {
      [
        UInt64(documents), UInt64(words), UInt64(terms), options.characters ? 1 : 0,
        options.k1.bitPattern, options.b.bitPattern,
      ]
    }

    init(_ file: SearchIndexFile) throws(SearchIndexError) {
      let values = try file.numbers(.summary, as: UInt64.self)
      guard values.count == 6, values[0] < UInt32.max, values[1] < UInt32.max, values[2] < 1 << 53,
        values[3] <= 1
      else { throw .damaged(file.name) }
      let (k1, b) = (Double(bitPattern: values[4]), Double(bitPattern: values[5]))
      guard k1 >= 0, k1 < 1e6, (0...1).contains(b) else { throw .damaged(file.name) }
      self.init(
        documents: Int(values[0]), words: Int(values[1]), terms: Int(values[2]),
        options: SearchOptions(k1: k1, b: b, characters: values[3] == 1))
    }
  }
}

extension SearchIndexFile {
  /// The bytes of a document's text.
  fileprivate func text(_ document: Int) throws(SearchIndexError) -> UnsafeRawBufferPointer {
    let ends = try numbers(.textEnds, as: UInt64.self)
    guard document < ends.count else { throw .damaged(name) }
    try check(max(0, document - 1) * 8..<(document + 1) * 8, of: .textEnds)
    let start = document == 0 ? 0 : ends[document - 1]
    let texts = raw(.texts)
    guard start <= ends[document], ends[document] <= UInt64(texts.count) else { throw .damaged(name) }
    try check(Int(start)..<Int(ends[document]), of: .texts)
    return UnsafeRawBufferPointer(rebasing: texts[Int(start)..<Int(ends[document])])
  }
}
