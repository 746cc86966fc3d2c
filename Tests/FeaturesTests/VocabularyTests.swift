import Features
import Support
import Testing
import Tokenization

@Suite("Vocabulary and bag of words")
struct VocabularyTests {
  @Test("words are numbered by frequency, then by their bytes")
  func order() throws {
    let (vocabulary, bag, _) = try build(["b a", "a b c", "d"])
    #expect(vocabulary.words == ["a", "b", "c", "d"])
    #expect(vocabulary.collectionFrequency == [2, 2, 1, 1])
    #expect(vocabulary.documents == 3)
    #expect((0..<3).map { Array(bag[$0]) } == [[1, 0], [0, 1, 2], [3]])
    #expect(vocabulary.id(of: "c") == 2)
    #expect(vocabulary.id(of: "e") == nil)
  }

  @Test("document frequency counts a document once, collection frequency every token")
  func frequencies() throws {
    let (vocabulary, _, _) = try build(reviews)
    let good = try #require(vocabulary.id(of: "好"))
    #expect(good == 0)
    #expect(vocabulary.documentFrequency[good] == 3)
    #expect(vocabulary.collectionFrequency[good] == 5)
  }

  @Test("the numbering does not depend on the order of the documents")
  func documentOrder() throws {
    let forwards = try build(reviews).vocabulary
    let backwards = try build(reviews.reversed()).vocabulary
    #expect(forwards == backwards)
  }

  @Test("pruned words leave no hole: documents keep their place, tokens their order")
  func pruning() throws {
    let (vocabulary, bag, pruning) = try build(reviews, minimum: 2, stopWords: ["好"])
    #expect(vocabulary.words == ["药", "效果", "物流"])
    #expect(
      (0..<5).map { bag[$0].map { vocabulary.word(Int($0)) } } == [
        ["物流"], ["药", "效果"], ["物流", "药", "效果"], ["药"], [],
      ])
    #expect(pruning.distinct == pruning.kept + pruning.stopWords + pruning.rare + pruning.common)
    #expect(pruning.kept == 3)
    #expect(pruning.stopWords == 1)
    #expect(pruning.largestDocumentFrequency == 3)
    // 好 and 药 are in three of five documents.
    #expect(try build(reviews, share: 0.5).vocabulary.id(of: "药") == nil)
  }

  @Test("a corpus without words, or with all of them pruned, says why")
  func nothingLeft() throws {
    #expect(throws: FeaturesError.noWords(documents: 0)) { try build([]) }
    #expect(throws: FeaturesError.noWords(documents: 2)) { try build(["", "  \t "]) }
    let error = try #require(throws: FeaturesError.self) { try build(reviews, minimum: 9, stopWords: ["很"]) }
    #expect(
      "\(error)"
        == "词表是空的：11 个不同的词全被筛掉了（停用词 1 个，出现在不到 9 条文本里的 10 个）。剩下的词最多出现在 3 条文本里，请把 --min-df 降到不大于这个数。")
  }

  @Test("thousands of words keep their identity through hashing and growing")
  func manyWords() throws {
    let words = (0..<5000).map { "w\($0 &* 2_654_435_761)" }
    let vocabulary = try build([words.joined(separator: " ")]).vocabulary
    #expect(vocabulary.count == 5000)
    for (id, word) in vocabulary.words.enumerated() { #expect(vocabulary.id(of: word) == id) }
  }

  @Test("words of any length are told apart, and cut at white space and nothing else")
  func anyLength() throws {
    var generator = SeededGenerator(seed: 7)
    let separators: [UInt8] = [0x20, 0x09, 0x0a, 0x0b, 0x0c, 0x0d]
    // Few letters, so that many words differ in the last byte or in their length alone; low bytes that do not cut.
    let letters: [UInt8] = [0x61, 0x62, 0x00, 0x01, 0x1f, 0x21, 0xe8]
    var documents: [[UInt8]] = []
    for _ in 0..<300 {
      var document: [UInt8] = []
      for _ in 0..<Int.random(in: 0...20, using: &generator) {
        let length = Int.random(in: 0...40, using: &generator)
        let kinds = Int.random(in: 1...letters.count, using: &generator)
        for _ in 0..<length { document.append(letters[Int.random(in: 0..<kinds, using: &generator)]) }
        document.append(separators[Int.random(in: 0..<separators.count, using: &generator)])
      }
      // Some end with a word.
      documents.append(document.count % 2 == 0 ? document : document.dropLast())
    }
    var builder = BagOfWordsBuilder()
    for document in documents { document.withUnsafeBufferPointer { builder.add(pretokenized: $0) } }
    let (vocabulary, bag, _) = try builder.build(VocabularyOptions(minimumDocumentFrequency: 1))
    var frequency: [[UInt8]: Int] = [:]
    for (index, document) in documents.enumerated() {
      let words = document.split { separators.contains($0) }.map(Array.init)
      for word in words { frequency[word, default: 0] += 1 }
      let ids = words.map { $0.withUnsafeBufferPointer { vocabulary.id(utf8: $0) } }
      #expect(ids == bag[index].map(Int.init))
    }
    #expect(vocabulary.count == frequency.count)
    for (word, count) in frequency {
      let id = try #require(word.withUnsafeBufferPointer { vocabulary.id(utf8: $0) })
      #expect(vocabulary.collectionFrequency[id] == count)
    }
  }

  @Test("a saved vocabulary comes back equal, and a contradictory one is refused")
  func modelFile() throws {
    let vocabulary = try build(reviews).vocabulary
    var file = ModelFile(format: "test", version: 1)
    vocabulary.write(to: &file)
    let loaded = try Vocabulary(from: ModelFile(file.encoded(), name: "v", format: "test", version: 1))
    #expect(loaded == vocabulary)
    #expect(loaded.id(of: "物流") == vocabulary.id(of: "物流"))
    file.set("vocabulary.documentFrequency", [1] as [UInt64])
    #expect(throws: ModelFileError.self) { try Vocabulary(from: file) }
    vocabulary.write(to: &file)
    file.set("vocabulary.ends", [0, 3, 1 << 40] as [UInt64])
    #expect(throws: ModelFileError.self) { try Vocabulary(from: file) }
  }

  @Test("tokens are counted in normal form, by kind")
  func tokens() throws {
    let text = "ＶＣ的藥VC,vc药3"
    let spans: [(Int, Token.Kind)] = [
      (6, .latin), (3, .word), (3, .word), (2, .latin), (1, .punctuation), (2, .latin), (3, .word),
      (1, .number),
    ]
    var start = 0
    var tokens: [Token] = []
    for (length, kind) in spans {
      tokens.append(Token(start: start, end: start + length, kind: kind))
      start += length
    }
    var builder = BagOfWordsBuilder(stopWords: StopWords(["的"]))
    builder.add(TokenizedText(text: text, tokens: tokens))
    let (vocabulary, bag, _) = try builder.build(VocabularyOptions(minimumDocumentFrequency: 1))
    #expect(vocabulary.words == ["vc", "药"])
    #expect(vocabulary.collectionFrequency == [3, 2])
    var encoder = BagOfWordsEncoder(vocabulary: vocabulary)
    var words: [UInt32] = []
    Array(text.utf8).withUnsafeBufferPointer { utf8 in
      tokens.withUnsafeBufferPointer { encoder.encode(tokens: $0, of: utf8, into: &words) }
    }
    #expect(words == Array(bag[0]))
  }

  @Test("pooling joins the documents of a group, in order")
  func pooled() {
    let bag = BagOfWords([[1, 2], [3], [], [4, 5], [6]])
    let pooled = bag.pooled(by: [1, 0, 0, 1, -1], groups: 3)
    #expect(pooled == BagOfWords([[3], [1, 2, 4, 5], []]))
    #expect(bag.selecting([3, 0, 3]) == BagOfWords([[4, 5], [1, 2], [4, 5]]))
  }
}
