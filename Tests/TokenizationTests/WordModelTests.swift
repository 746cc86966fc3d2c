import Support
import Testing

@testable import Tokenization

/// A tokenizer that does not depend on what is installed.
private let tokenizer = Tokenizer(
  entries: [
    LexiconEntry(word: "云朵安睡枕", tag: "term"), LexiconEntry(word: "g", tag: "unit"),
    LexiconEntry(word: "粒", tag: "unit"), LexiconEntry(word: "盒", tag: "unit"),
  ], systemList: nil)

/// Sentences that cut 效果, 包装 and 老板 in two and join 很好, against the dictionary and our own eyes, so that
/// only a model that has learned does so.
private let lines: [String] = {
  let subjects = ["效 果", "包 装", "老 板", "质量", "味道", "价格"]
  let judgements = ["很好", "不 错", "一般", "很好 的", "不 怎么样", "还 行"]
  let openings = ["", "这次 ", "感觉 ", "买 了 两 次 ，", "说实话 ，"]
  return openings.flatMap { opening in
    subjects.flatMap { subject in judgements.map { "\(opening)\(subject) \($0) 。" } }
  }
}()

private func corpus(_ lines: [String], _ tokenizer: Tokenizer) -> SegmentedCorpus {
  var corpus = SegmentedCorpus(tokenizer: tokenizer)
  for line in lines { Array(line.utf8).withUnsafeBufferPointer { corpus.append($0) } }
  return corpus
}

private let model = Result {
  try WordModel.train(on: corpus(lines, tokenizer), options: .init(iterations: 3))
}

private func cut(_ text: String) throws -> [String] {
  var tagged = tokenizer
  tagged.wordModel = try model.get()
  return tagged.tokenize(text).sources.map(String.init)
}

@Suite struct WordModelTests {
  @Test("a model cuts an unseen sentence as its corpus does")
  func learns() throws {
    #expect(tokenizer.tokenize("朋友说效果很好").sources.contains("效果"))
    #expect(try cut("朋友说效果很好").suffix(3) == ["效", "果", "很好"])
  }

  @Test("the user's words and atoms stay whole, with their kind and entry")
  func wholes() throws {
    var tagged = tokenizer
    tagged.wordModel = try model.get()
    let text = tagged.tokenize("云朵安睡枕效果0.25g×24粒ABC3盒")
    #expect(text.sources == ["云朵安睡枕", "效", "果", "0.25g×24粒", "ABC3", "盒"])
    #expect(text.tokens.map(\.kind) == [.word, .word, .word, .quantity, .model, .word])
    let entry = try #require(text.tokens.first?.entry)
    #expect(tagged.entry(entry).tag == "term")
  }

  @Test("words that the user adds after the training win over the model")
  func laterWords() throws {
    var tagged = Tokenizer(
      entries: tokenizer.lexicon + [LexiconEntry(word: "效果很好", tag: "mine")], systemList: nil)
    tagged.wordModel = try model.get()
    let text = tagged.tokenize("朋友说效果很好，效果很好的")
    #expect(text.sources.filter { $0 == "效果很好" }.count == 2)
    #expect(text.tokens.compactMap(\.entry).map { tagged.entry($0).tag } == ["mine", "mine"])
  }

  @Test("the same corpus, options and seed give the same bytes, which read back as the same model")
  func deterministic() throws {
    let model = try model.get()
    let again = try WordModel.train(on: corpus(lines, tokenizer), options: .init(iterations: 3))
    let bytes = model.file.encoded()
    #expect(again.file.encoded() == bytes)
    #expect(bytes.count < 2_100_000)
    let read = try WordModel(bytes, name: "words.model")
    #expect(read.file.encoded() == bytes)
    #expect(read.training == model.training)
    #expect(read.training.sentences == lines.count)
  }

  @Test("a damaged, foreign or misshapen file is refused")
  func badFiles() throws {
    var bytes = try model.get().file.encoded()
    bytes[bytes.count / 2] ^= 1
    #expect(throws: ModelFileError.damaged("m")) { try WordModel(bytes, name: "m") }
    let foreign = ModelFile(format: "topic-model", version: 1)
    #expect(throws: ModelFileError.otherFormat("m", expected: "word-model", found: "topic-model")) {
      try WordModel(foreign.encoded(), name: "m")
    }
    var short = ModelFile(format: "word-model", version: 1)
    short.set("weights", [Int16](repeating: 1, count: 8))
    #expect(throws: ModelFileError.inconsistent("m", section: "weights")) {
      try WordModel(short.encoded(), name: "m")
    }
  }

  @Test("a corpus without sentences or without spaces is refused")
  func badCorpora() {
    #expect(throws: WordModelError.emptyCorpus) { try WordModel.train(on: corpus(["", "  "], tokenizer)) }
    #expect(throws: WordModelError.unsegmentedCorpus(lines: 3, unseparated: 2)) {
      try WordModel.train(on: corpus(["效果很好", "不错", "还 行"], tokenizer))
    }
  }

  @Test("with a model too, tokens tile any byte sequence", arguments: UInt64(1)...5)
  func tiling(seed: UInt64) throws {
    var tagged = tokenizer
    tagged.wordModel = try model.get()
    var generator = SeededGenerator(seed: seed)
    let fragments: [[UInt8]] = [
      Array("效果".utf8), Array("很".utf8), Array("云朵安睡枕".utf8), Array("3.5g×".utf8), [0xE4, 0xB8], [0xFF],
      Array("👨‍👩‍👧".utf8), Array("𠀀\u{200D}".utf8), Array("三百万".utf8), [0], Array("，老板".utf8),
    ]
    let scratch = Tokenizer.Scratch()
    for _ in 0..<100 {
      let bytes = (0..<Int.random(in: 0...12, using: &generator)).flatMap { _ in
        fragments[Int.random(in: 0..<fragments.count, using: &generator)]
      }
      let ends = bytes.withUnsafeBufferPointer { buffer in
        tagged.withTokens(of: buffer, scratch: scratch) { tokens in
          zip([0] + tokens.map(\.end), tokens).allSatisfy { $0 == $1.start && $1.end > $1.start }
            ? tokens.last?.end ?? 0 : -1
        }
      }
      #expect(ends == bytes.count, "\(bytes)")
    }
  }

  @Test("Viterbi finds the best sequence of whole words, as trying them all does", arguments: UInt64(1)...20)
  func viterbi(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let text = [0, 11, 12, 13, 11, 14, 0].map { UInt16($0) }
    let stretch = 1..<6
    // Fixed: the second and third characters, as one word.
    let hasFixed = seed % 2 == 0
    var marks: [UInt8] = [0] + stretch.map { _ in UInt8.random(in: 0...3, using: &generator) } + [0]
    if hasFixed { (marks[2], marks[3]) = (WordTag.begin | WordTag.fixed, WordTag.end | WordTag.fixed) }
    var transitions = WordTagTransitions()
    transitions.values = (0..<8).map { _ in Int.random(in: -50...50, using: &generator) }

    // Weights only in the rows that this text meets.
    let rows = UnsafeMutablePointer<SIMD4<Int32>>.allocate(capacity: WordFeatures.rowCount)
    rows.initialize(repeating: .zero, count: WordFeatures.rowCount)
    defer { rows.deallocate() }
    func features(_ position: Int) -> SIMD8<UInt32> {
      func tag(_ position: Int) -> UInt64 {
        UInt64(stretch.contains(position) ? marks[position] & 7 : WordTag.outside)
      }
      return WordFeatures.rows(
        text[position - 1], text[position], text[position + 1],
        tags: tag(position - 1) << 6 | tag(position) << 3 | tag(position + 1))
    }
    for position in stretch {
      for index in 0..<8 {
        for tag in 0..<4 {
          rows[Int(features(position)[index])][tag] = Int32.random(in: -50...50, using: &generator)
        }
      }
    }
    func score(_ tags: [UInt8]) -> Int {
      var total = 0
      for (index, position) in stretch.enumerated() {
        if marks[position] & WordTag.fixed == 0 {
          for row in 0..<8 { total += Int(rows[Int(features(position)[row])][Int(tags[index])]) }
        }
        if index > 0, let path = WordTagTransitions.path(tags[index - 1], tags[index]) {
          total += transitions[keyPath: path]
        }
      }
      return total
    }
    // A bit pattern says where words end; the last character always ends one.
    var best = Int.min
    for pattern in 0..<16 {
      var tags: [UInt8] = []
      var length = 0
      for index in 0..<5 {
        length += 1
        if index == 4 || pattern >> index & 1 == 1 {
          tags += (0..<length).map { WordTag.tag($0, of: length) }
          length = 0
        }
      }
      if hasFixed, tags[1] != WordTag.begin || tags[2] != WordTag.end { continue }
      best = max(best, score(tags))
    }
    let found = marks.withUnsafeMutableBufferPointer { buffer -> [UInt8]? in
      guard let tags = buffer.baseAddress else { return nil }
      let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: 7)
      defer { copy.deallocate() }
      copy.initialize(from: tags, count: 7)
      WordTagger(rows: UnsafePointer(rows), transitions: transitions)
        .decode(stretch, tags: copy, character: { text[$0] })
      return stretch.map { copy[$0] }
    }
    #expect(score(try #require(found)) == best)
  }
}

@Suite struct SegmentationScoreTests {
  /// Latin words are cut the same whatever dictionary is installed.
  private func score(_ lines: [String], known: Set<String>) -> SegmentationScore {
    var score = SegmentationScore()
    for line in lines {
      Array(line.utf8).withUnsafeBufferPointer {
        score.add($0, tokenizer: tokenizer, scratch: Tokenizer.Scratch(), isKnown: known.contains)
      }
    }
    return score
  }

  @Test("precision, recall, F1 and OOV recall are those of a count by hand")
  func reference() {
    // Found: `abcd ，` and `ef ，`; gold has three and two words, of which ， ef ， are right.
    let score = score(["ab cd ，", "ef　，"], known: ["，", "ab"])
    #expect((score.goldWords, score.foundWords, score.rightWords) == (5, 4, 3))
    #expect(score.precision == 0.75)
    #expect(score.recall == 0.6)
    #expect(abs(score.f1 - 2 / 3) < 1e-12)
    // cd and ef are unknown; ef is right.
    #expect(score.unknownRecall == 0.5)
  }

  @Test("errors are the shortest pieces cut differently, most frequent first")
  func errors() {
    let score = score(["ab cd ，", "x ， ab cd", "g h"], known: [])
    let errors = score.errors(top: 5)
    #expect(errors.map(\.confusion.gold) == ["ab cd", "g h"])
    #expect(errors.map(\.confusion.found) == ["abcd", "gh"])
    #expect(errors.map(\.count) == [2, 1])
  }

  @Test("cross-training scores every word once, and beats the dictionary on a corpus with its own ways")
  func crossTraining() throws {
    var generator = SeededGenerator(seed: 1)
    let bytes = lines.shuffled(using: &generator).map { Array($0.utf8) }
    let score = try WordModel.crossTrain(bytes, folds: 2, tokenizer: tokenizer, options: .init(iterations: 2))
    let words = lines.reduce(0) { $0 + $1.split(separator: " ").count }
    #expect(score.goldWords == words)
    var dictionary = SegmentationScore()
    for line in bytes {
      line.withUnsafeBufferPointer {
        dictionary.add($0, tokenizer: tokenizer, scratch: Tokenizer.Scratch(), isKnown: { _ in true })
      }
    }
    #expect(score.f1 > dictionary.f1 + 0.1)
    #expect(throws: WordModelError.tooFewLines(1, folds: 2)) {
      try WordModel.crossTrain([bytes[0]], folds: 2, tokenizer: tokenizer)
    }
  }
}
