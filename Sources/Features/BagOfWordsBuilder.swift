public import Tokenization

/// Which words enter a vocabulary.
public struct VocabularyOptions: Sendable, Equatable {
  /// Words in fewer documents are dropped. Raise it for large corpora; 1 keeps all.
  public var minimumDocumentFrequency = 5
  /// Words in a larger share of the documents (0…1) are dropped. Lower it (0.5, say) where there is no list of
  /// stop words.
  public var maximumDocumentShare = 1.0

  public init(minimumDocumentFrequency: Int = 5, maximumDocumentShare: Double = 1) {
    self.minimumDocumentFrequency = minimumDocumentFrequency
    self.maximumDocumentShare = maximumDocumentShare
  }
}

/// The kinds of tokens that are counted.
public struct TokenKinds: Sendable, Equatable {
  private var mask: UInt32 = 0

  public init(_ kinds: [Token.Kind]) {
    for kind in kinds { mask |= 1 << UInt32(kind.rawValue) }
  }

  public func contains(_ kind: Token.Kind) -> Bool { mask & 1 << UInt32(kind.rawValue) != 0 }

  /// What names things: words, Latin words and model names; no numbers, amounts, dates, symbols.
  public static let words = TokenKinds([.word, .latin, .model])
}

/// Documents → a vocabulary and the bag of words encoded with it, in one pass.
///
/// ```swift
/// var builder = BagOfWordsBuilder(stopWords: try StopWords(home: home))
/// for review in reviews { builder.add(tokenizer.tokenize(review)) }
/// let (vocabulary, bag) = try builder.build(VocabularyOptions(minimumDocumentFrequency: 5))
/// ```
/// Every token is interned as a number at once; pruning then renumbers. No string is made for a token whose
/// bytes are already normal.
/// - Complexity: O(bytes) to add, O(tokens + words·log words) to build. Memory: 4 bytes a token, and the
///   distinct words.
public struct BagOfWordsBuilder: Sendable {
  private let stopWords: StopWords
  private let kinds: TokenKinds
  private var forms = NormalForms()
  private var counts = Counts()

  public init(stopWords: StopWords = StopWords(), kinds: TokenKinds = .words) {
    self.stopWords = stopWords
    self.kinds = kinds
  }

  /// How many documents have been added.
  public var documentCount: Int { counts.offsets.count - 1 }

  /// Adds one document.
  public mutating func add(_ document: TokenizedText) {
    var text = document.text
    text.withUTF8 { utf8 in
      document.tokens.withUnsafeBufferPointer { add(tokens: $0, of: utf8) }
    }
  }

  /// Adds one document given as tokens of `utf8`.
  public mutating func add(tokens: UnsafeBufferPointer<Token>, of utf8: UnsafeBufferPointer<UInt8>) {
    for token in tokens where kinds.contains(token.kind) {
      let source = UnsafeBufferPointer(rebasing: utf8[token.start..<token.end])
      forms.withNormal(source) { counts.add($0) }
    }
    counts.endDocument()
  }

  /// Adds one document whose words are separated by spaces, tabs or line ends and are taken as they are: neither
  /// normalised nor told apart by kind.
  public mutating func add(pretokenized utf8: UnsafeBufferPointer<UInt8>) {
    eachWord(of: utf8) { counts.add($0) }
    counts.endDocument()
  }

  /// Prunes the words, numbers those that stay by frequency, and encodes the documents with them.
  /// - Throws: `FeaturesError` when there was no word or none stays.
  public consuming func build(
    _ options: VocabularyOptions = VocabularyOptions()
  ) throws(FeaturesError) -> (vocabulary: Vocabulary, bag: BagOfWords, pruning: Pruning) {
    guard !counts.words.isEmpty else { throw .noWords(documents: documentCount) }
    var pruning = Pruning()
    let kept = keptWords(options, &pruning)
    guard !kept.isEmpty else { throw .everythingPruned(pruning, options: options) }
    var table = WordTable(minimumCapacity: kept.count)
    var renumbered = [UInt32](repeating: .max, count: counts.table.count)
    for (new, old) in kept.enumerated() {
      _ = counts.table.bytes(old).withUnsafeBufferPointer { table.intern($0) }
      renumbered[old] = UInt32(new)
    }
    let vocabulary = Vocabulary(
      table: table, documents: documentCount,
      documentFrequency: kept.map { counts.documentFrequency[$0] },
      collectionFrequency: kept.map { counts.collectionFrequency[$0] })
    return (vocabulary, counts.encoded(renumbered), pruning)
  }

  /// The provisional numbers of the words that stay, most frequent first, ties by bytes.
  private func keptWords(_ options: VocabularyOptions, _ pruning: inout Pruning) -> [Int] {
    let share = options.maximumDocumentShare
    let maximum = share < 1 ? Int(max(0, share) * Double(documentCount)) : documentCount
    pruning.distinct = counts.table.count
    var kept: [Int] = []
    for index in 0..<counts.table.count {
      if stopWords.contains(counts.table.bytes(index)) {
        pruning.stopWords += 1
        continue
      }
      let frequency = counts.documentFrequency[index]
      pruning.largestDocumentFrequency = max(pruning.largestDocumentFrequency, frequency)
      if frequency < options.minimumDocumentFrequency {
        pruning.rare += 1
      } else if frequency > maximum {
        pruning.common += 1
      } else {
        kept.append(index)
      }
    }
    pruning.kept = kept.count
    return kept.sorted { a, b in
      counts.collectionFrequency[a] != counts.collectionFrequency[b]
        ? counts.collectionFrequency[a] > counts.collectionFrequency[b]
        : counts.table.bytes(a).lexicographicallyPrecedes(counts.table.bytes(b))
    }
  }
}

/// The documents so far, with words numbered as they came.
private struct Counts: Sendable {
  private(set) var table = WordTable()
  private(set) var offsets = [0]
  private(set) var words: [UInt32] = []
  private(set) var documentFrequency: [Int] = []
  private(set) var collectionFrequency: [Int] = []
  /// The last document in which each word was seen, from 1.
  private var lastDocument: [Int] = []

  mutating func add(_ word: UnsafeBufferPointer<UInt8>) {
    if word.isEmpty { return }
    let index = table.intern(word)
    if index == lastDocument.count {
      documentFrequency.append(0)
      collectionFrequency.append(0)
      lastDocument.append(0)
    }
    collectionFrequency[index] += 1
    if lastDocument[index] != offsets.count {
      lastDocument[index] = offsets.count
      documentFrequency[index] += 1
    }
    words.append(UInt32(truncatingIfNeeded: index))
  }

  mutating func endDocument() { offsets.append(words.count) }

  /// Replaces the provisional numbers and closes the gaps of the pruned words (`.max`), in place.
  consuming func encoded(_ renumbered: [UInt32]) -> BagOfWords {
    var end = 0
    var start = 0
    for document in 1..<offsets.count {
      for index in start..<offsets[document] {
        let word = renumbered[Int(words[index])]
        words[end] = word
        end += word == .max ? 0 : 1
      }
      start = offsets[document]
      offsets[document] = end
    }
    words.removeLast(words.count - end)
    return BagOfWords(offsets: offsets, words: words)
  }
}

/// Documents → word ids of a vocabulary that already exists; other words are left out.
public struct BagOfWordsEncoder: Sendable {
  public let vocabulary: Vocabulary
  private let kinds: TokenKinds
  private var forms = NormalForms()

  public init(vocabulary: Vocabulary, kinds: TokenKinds = .words) {
    self.vocabulary = vocabulary
    self.kinds = kinds
  }

  /// Appends the ids of one document's words to `words`.
  public mutating func encode(
    tokens: UnsafeBufferPointer<Token>, of utf8: UnsafeBufferPointer<UInt8>, into words: inout [UInt32]
  ) {
    for token in tokens where kinds.contains(token.kind) {
      let source = UnsafeBufferPointer(rebasing: utf8[token.start..<token.end])
      if let id = forms.withNormal(source, { vocabulary.id(utf8: $0) }) { words.append(UInt32(id)) }
    }
  }

  /// Appends the ids of a document's words, separated by white space and taken as they are.
  public func encode(pretokenized utf8: UnsafeBufferPointer<UInt8>, into words: inout [UInt32]) {
    eachWord(of: utf8) { word in
      if let id = vocabulary.id(utf8: word) { words.append(UInt32(id)) }
    }
  }
}

/// Calls `body` with each piece of `utf8` between ASCII white space.
private func eachWord(of utf8: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
  var start = 0
  for index in 0...utf8.count {
    if index < utf8.count, !(utf8[index] == 0x20 || utf8[index] &- 9 < 5) { continue }
    if index > start { body(UnsafeBufferPointer(rebasing: utf8[start..<index])) }
    start = index + 1
  }
}
