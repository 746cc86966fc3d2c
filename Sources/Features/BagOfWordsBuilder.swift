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
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: tokens.count) { words in
      var count = 0
      for token in tokens where kinds.contains(token.kind) {
        let source = UnsafeBufferPointer(rebasing: utf8[token.start..<token.end])
        forms.withNormal(source) { form in
          if form.isEmpty { return }
          words[count] = counts.number(of: form, WordTable.Key(form))
          count += 1
        }
      }
      counts.endDocument(UnsafeBufferPointer(rebasing: words[..<count]))
    }
  }

  /// Adds one document whose words are separated by spaces, tabs or line ends and are taken as they are: neither
  /// normalised nor told apart by kind.
  public mutating func add(pretokenized utf8: UnsafeBufferPointer<UInt8>) {
    // A word takes a byte, and a separator before the next.
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: utf8.count / 2 + 1) { words in
      var count = 0
      eachWord(of: utf8) { word, key in
        words[count] = counts.number(of: word, key)
        count += 1
      }
      counts.endDocument(UnsafeBufferPointer(rebasing: words[..<count]))
    }
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
      documentFrequency: kept.map { Int(counts.statistics[$0].documents) },
      collectionFrequency: kept.map { counts.statistics[$0].tokens })
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
      let frequency = Int(counts.statistics[index].documents)
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
    return sorted(kept)
  }

  /// Most frequent first, ties by bytes; of those the first eight as one number decide nearly always.
  private func sorted(_ words: [Int]) -> [Int] {
    struct Key {
      var tokens: Int
      var head: UInt64
      var index: Int
    }
    let keys = words.map { index in
      let head = counts.table.bytes(index).prefix(8)
      let number = head.reduce(0) { $0 << 8 | UInt64($1) } << UInt64(8 * (8 - head.count))
      return Key(tokens: counts.statistics[index].tokens, head: number, index: index)
    }
    return keys.sorted { a, b in
      if a.tokens != b.tokens { return a.tokens > b.tokens }
      if a.head != b.head { return a.head < b.head }
      return counts.table.bytes(a.index).lexicographicallyPrecedes(counts.table.bytes(b.index))
    }.map(\.index)
  }
}

/// The documents so far, with words numbered as they came.
private struct Counts: Sendable {
  private(set) var table = WordTable()
  private(set) var offsets = [0]
  private(set) var words: [UInt32] = []
  /// By word.
  private(set) var statistics: [Statistics] = []

  struct Statistics: Sendable {
    var tokens = 0
    var documents: UInt32 = 0
    /// The last document in which the word was seen, from 1.
    var lastDocument: UInt32 = 0
  }

  @inline(__always)
  mutating func number(of word: UnsafeBufferPointer<UInt8>, _ key: WordTable.Key) -> UInt32 {
    UInt32(truncatingIfNeeded: table.intern(word, key))
  }

  /// Takes the words of one document over.
  mutating func endDocument(_ document: UnsafeBufferPointer<UInt32>) {
    let number = UInt32(truncatingIfNeeded: offsets.count)
    while statistics.count < table.count { statistics.append(Statistics()) }
    statistics.withUnsafeMutableBufferPointer { statistics in
      for word in document {
        let word = Int(word)
        statistics[word].tokens += 1
        if statistics[word].lastDocument != number {
          statistics[word].lastDocument = number
          statistics[word].documents += 1
        }
      }
    }
    words.append(contentsOf: document)
    offsets.append(words.count)
  }

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
    eachWord(of: utf8) { word, _ in
      if let id = vocabulary.id(utf8: word) { words.append(UInt32(id)) }
    }
  }
}

/// Calls `body` with each piece of `utf8` between ASCII white space, and its key.
@inline(__always)
private func eachWord(
  of utf8: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>, WordTable.Key) -> Void
) {
  let raw = UnsafeRawBufferPointer(utf8)
  var start = 0
  while start < utf8.count {
    // Most words end within eight bytes, which one number takes.
    if start + 8 <= raw.count {
      let eight = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: start, as: UInt64.self))
      let low = lowBytes(eight)
      let length = low.trailingZeroBitCount >> 3
      if low != 0, isSpace(UInt8(truncatingIfNeeded: eight >> UInt64(length * 8))) {
        if length > 0 {
          let head = eight & ((1 << UInt64(length * 8)) &- 1)
          body(
            UnsafeBufferPointer(rebasing: utf8[start..<start + length]),
            WordTable.Key(short: head, count: length))
        }
        start += length + 1
        continue
      }
    }
    if isSpace(utf8[start]) {
      start += 1
      continue
    }
    let end = endOfWord(utf8, from: start + 1)
    let word = UnsafeBufferPointer(rebasing: utf8[start..<end])
    body(word, WordTable.Key(word))
    start = end + 1
  }
}

/// The upper bit of every byte below 0x21; those after the first may be wrong.
@inline(__always)
private func lowBytes(_ eight: UInt64) -> UInt64 {
  (eight &- 0x2121_2121_2121_2121) & ~eight & 0x8080_8080_8080_8080
}

@inline(__always)
private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte &- 9 < 5 }

/// The next white space, looked for in eight bytes at a time.
@inline(__always)
private func endOfWord(_ utf8: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
  let raw = UnsafeRawBufferPointer(utf8)
  var end = start
  while end + 8 <= raw.count {
    let eight = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: end, as: UInt64.self))
    let low = lowBytes(eight)
    end += low == 0 ? 8 : low.trailingZeroBitCount >> 3
    if low != 0 {
      if isSpace(utf8[end]) { return end }
      end += 1
    }
  }
  while end < raw.count, !isSpace(utf8[end]) { end += 1 }
  return end
}
