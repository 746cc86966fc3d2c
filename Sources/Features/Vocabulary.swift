public import Support

/// The words that a model counts, numbered from 0 by collection frequency (most frequent first; ties by their
/// UTF-8 bytes), with how often each occurs.
///
/// A value: built by `BagOfWordsBuilder`, saved in and loaded from a `ModelFile`. Words are normal forms (see
/// `Normalizer`). The numbering is deterministic for the same corpus in any order of documents.
public struct Vocabulary: Sendable {
  /// How many documents the frequencies were counted over.
  public let documents: Int
  /// In how many documents each word occurs, by id.
  public let documentFrequency: [Int]
  /// How many times each word occurs, by id; not increasing.
  public let collectionFrequency: [Int]
  let table: WordTable

  public var count: Int { table.count }

  init(table: WordTable, documents: Int, documentFrequency: [Int], collectionFrequency: [Int]) {
    self.table = table
    self.documents = documents
    self.documentFrequency = documentFrequency
    self.collectionFrequency = collectionFrequency
  }

  /// The word numbered `id`, which must be in `0..<count`.
  public func word(_ id: Int) -> String { table.string(id) }

  /// All words, by id.
  public var words: [String] { (0..<count).map(table.string) }

  /// The id of a word in normal form.
  /// - Complexity: O(length of the word).
  public func id(of word: String) -> Int? { table.find(word) }

  /// The id of a word given as its normal form's UTF-8 bytes.
  public func id(utf8 word: UnsafeBufferPointer<UInt8>) -> Int? { table.find(word) }
}

extension Vocabulary: Equatable {
  public static func == (a: Vocabulary, b: Vocabulary) -> Bool {
    a.documents == b.documents && a.documentFrequency == b.documentFrequency
      && a.collectionFrequency == b.collectionFrequency && a.table.arena == b.table.arena
      && a.table.ends == b.table.ends
  }
}

extension Vocabulary {
  /// Adds the sections `vocabulary.*` to a model file.
  public func write(to file: inout ModelFile) {
    file.set("vocabulary.words", table.arena)
    file.set("vocabulary.ends", table.ends.map { UInt64($0) })
    file.set("vocabulary.documents", [UInt64(documents)])
    file.set("vocabulary.documentFrequency", documentFrequency.map { UInt64($0) })
    file.set("vocabulary.collectionFrequency", collectionFrequency.map { UInt64($0) })
  }

  /// Reads the sections that `write(to:)` made.
  /// - Throws: `ModelFileError` where they are missing or contradict each other.
  public init(from file: ModelFile) throws(ModelFileError) {
    let arena: [UInt8] = try file.values("vocabulary.words")
    let ends = try file.integers("vocabulary.ends")
    let documents = try file.integers("vocabulary.documents")
    let documentFrequency = try file.integers("vocabulary.documentFrequency")
    let collectionFrequency = try file.integers("vocabulary.collectionFrequency")
    guard documents.count == 1, ends.first == 0, ends.last == arena.count,
      zip(ends, ends.dropFirst()).allSatisfy({ $0 < $1 }),
      documentFrequency.count == ends.count - 1, collectionFrequency.count == ends.count - 1
    else { throw .inconsistent(file.name, section: "vocabulary") }
    var table = WordTable(minimumCapacity: ends.count)
    for (start, end) in zip(ends, ends.dropFirst()) {
      _ = arena[start..<end].withUnsafeBufferPointer { table.intern($0) }
    }
    // A word twice would shift the ids of all that follow.
    guard table.count == ends.count - 1 else { throw .inconsistent(file.name, section: "vocabulary.words") }
    self.init(
      table: table, documents: documents[0], documentFrequency: documentFrequency,
      collectionFrequency: collectionFrequency)
  }
}
