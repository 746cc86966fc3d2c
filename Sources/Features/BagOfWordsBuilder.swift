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
  /// Words are numbered as they came.
  private var table = WordTable()
  private var offsets = [0]
  private var words: [UInt32] = []

  public init(stopWords: StopWords = StopWords(), kinds: TokenKinds = .words) {
    self.stopWords = stopWords
    self.kinds = kinds
  }

  /// How many documents have been added.
  public var documentCount: Int { offsets.count - 1 }

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
          words[count] = UInt32(truncatingIfNeeded: table.intern(form))
          count += 1
        }
      }
      append(UnsafeBufferPointer(rebasing: words[..<count]))
    }
  }

  /// Adds one document whose words are separated by spaces, tabs or line ends and are taken as they are: neither
  /// normalised nor told apart by kind.
  public mutating func add(pretokenized utf8: UnsafeBufferPointer<UInt8>) {
    // A word takes a byte, and a separator before the next.
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: utf8.count / 2 + 1) { words in
      var count = 0
      eachWord(of: utf8) { word, key in
        words[count] = UInt32(truncatingIfNeeded: table.intern(word, key))
        count &+= 1
      }
      append(UnsafeBufferPointer(rebasing: words[..<count]))
    }
  }

  private mutating func append(_ document: UnsafeBufferPointer<UInt32>) {
    if words.capacity - words.count < document.count {
      words = Array(words, largeCapacity: max(2 * words.capacity, words.count + document.count))
    }
    words.append(contentsOf: document)
    offsets.append(words.count)
  }

  /// Prunes the words, numbers those that stay by frequency, and encodes the documents with them.
  /// - Throws: `FeaturesError` when there was no word or none stays.
  public consuming func build(
    _ options: VocabularyOptions = VocabularyOptions()
  ) throws(FeaturesError) -> (vocabulary: Vocabulary, bag: BagOfWords, pruning: Pruning) {
    guard !words.isEmpty else { throw .noWords(documents: documentCount) }
    let frequencies = frequencies()
    var pruning = Pruning()
    let kept = sorted(keptWords(options, frequencies, &pruning), frequencies)
    guard !kept.isEmpty else { throw .everythingPruned(pruning, options: options) }
    let vocabulary = Vocabulary(
      table: WordTable(kept, of: table), documents: documentCount,
      documentFrequency: kept.map { Int(frequencies[$0].documents) },
      collectionFrequency: kept.map { frequencies[$0].tokens })
    encode(kept)
    return (vocabulary, BagOfWords(offsets: offsets, words: words), pruning)
  }

  /// How often a word occurs.
  private struct Frequency {
    var tokens = 0
    var documents: UInt32 = 0
    /// The last document in which the word was seen, from 1.
    var lastDocument: UInt32 = 0
  }

  /// By word.
  private func frequencies() -> [Frequency] {
    var frequencies = [Frequency](repeating: Frequency(), count: table.count)
    frequencies.withUnsafeMutableBufferPointer { frequencies in
      words.withUnsafeBufferPointer { words in
        for document in 1..<offsets.count {
          let number = UInt32(truncatingIfNeeded: document)
          for word in words[offsets[document - 1]..<offsets[document]] {
            // Whether the word was in the document before is hard to foretell: no branch.
            var frequency = frequencies[Int(word)]
            frequency.tokens &+= 1
            frequency.documents &+= frequency.lastDocument == number ? 0 : 1
            frequency.lastDocument = number
            frequencies[Int(word)] = frequency
          }
        }
      }
    }
    return frequencies
  }

  /// The provisional numbers of the words that stay.
  private func keptWords(
    _ options: VocabularyOptions, _ frequencies: [Frequency], _ pruning: inout Pruning
  ) -> [Int] {
    let share = options.maximumDocumentShare
    let maximum = share < 1 ? Int(max(0, share) * Double(documentCount)) : documentCount
    pruning.distinct = table.count
    var kept: [Int] = []
    for index in 0..<table.count {
      if stopWords.count > 0, stopWords.contains(table.bytes(index)) {
        pruning.stopWords += 1
        continue
      }
      let frequency = Int(frequencies[index].documents)
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
    return kept
  }

  /// Most frequent first, ties by bytes; of those the first eight as one number decide nearly always.
  private func sorted(_ words: [Int], _ frequencies: [Frequency]) -> [Int] {
    struct Key {
      var tokens: Int
      var head: UInt64
      var index: Int
    }
    let keys = words.map { Key(tokens: frequencies[$0].tokens, head: table.head($0), index: $0) }
    return keys.sorted { a, b in
      if a.tokens != b.tokens { return a.tokens > b.tokens }
      if a.head != b.head { return a.head < b.head }
      return table.bytes(a.index).lexicographicallyPrecedes(table.bytes(b.index))
    }.map(\.index)
  }

  /// Gives the words the numbers that they have in `kept` and closes the gaps of the others, in place.
  private mutating func encode(_ kept: [Int]) {
    var numbers = [UInt32](repeating: .max, count: table.count)
    for (number, word) in kept.enumerated() { numbers[word] = UInt32(truncatingIfNeeded: number) }
    var end = 0
    words.withUnsafeMutableBufferPointer { words in
      numbers.withUnsafeBufferPointer { numbers in
        var start = 0
        for document in 1..<offsets.count {
          for index in start..<offsets[document] {
            let number = numbers[Int(words[index])]
            words[end] = number
            end &+= number == .max ? 0 : 1
          }
          start = offsets[document]
          offsets[document] = end
        }
      }
    }
    words.removeLast(words.count - end)
  }
}
