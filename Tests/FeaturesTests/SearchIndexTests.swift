import FoundationEssentials
import Support
import Testing
import Tokenization

@testable import Features

@Suite("Search index")
struct SearchIndexTests {
  static let texts = ["孩子 发烧 吃 布洛芬", "发烧 发烧 头痛", "布洛芬 饭后 吃", "物流 快", "孩子 咳嗽 吃 什么 药"]

  static func index(
    _ texts: [String] = texts, options: SearchOptions = SearchOptions()
  ) throws -> SearchIndex {
    var builder = SearchIndexBuilder(options: options)
    for text in texts { builder.add(tokenized(text)) }
    return try builder.build()
  }

  /// Zipf-like words, documents of very different lengths, some empty, some copies: many ties.
  static func corpus(_ documents: Int, words: Int, seed: UInt64) -> [String] {
    var generator = SeededGenerator(seed: seed)
    var texts: [String] = []
    for _ in 0..<documents {
      if texts.count > 10, Int.random(in: 0..<5, using: &generator) == 0 {
        texts.append(texts.randomElement(using: &generator) ?? "")
        continue
      }
      let length = Int.random(in: 0..<(Bool.random(using: &generator) ? 6 : 40), using: &generator)
      texts.append((0..<length).map { _ in word(words, &generator) }.joined(separator: " "))
    }
    return texts
  }

  static func word(_ words: Int, _ generator: inout SeededGenerator) -> String {
    let share = Double.random(in: 0..<1, using: &generator)
    return "w\(Int(Double(words) * share * share * share))"
  }

  @Test("scores are BM25's")
  func reference() throws {
    // python3: N, lengths = 5, [4, 3, 3, 2, 5]; mean = sum(lengths) / N
    // idf = lambda df: math.log(1 + (N - df + .5) / (df + .5))
    // part = lambda df, tf, l: idf(df) * 2.2 * tf / (tf + 1.2 * (.25 + .75 * l / mean))
    // part(2, 1, 4) + part(2, 1, 4), part(2, 2, 3), part(2, 1, 5)  # 孩子 发烧
    let index = try Self.index()
    let hits = try index.search(index.query(tokenized("孩子 发烧")), top: 9)
    #expect(hits.map { index.number(of: $0.document) } == [0, 1, 4])
    for (hit, score) in zip(hits, [1.63304392902922, 1.2449631474158123, 0.734137461368517]) {
      #expect(abs(hit.score - score) < 1e-12)
    }
    #expect(try hits.map { try index.text(of: $0.document) } == [0, 1, 4].map { Self.texts[$0] })
  }

  @Test("a query's repeated word counts as often, unknown words find nothing, stop words only where alone")
  func queries() throws {
    let index = try Self.index()
    let once = try index.search(index.query(tokenized("药")), top: 1)
    let twice = try index.search(index.query(tokenized("药 药")), top: 1)
    #expect(abs(twice[0].score - 2 * once[0].score) < 1e-12)
    #expect(try index.search(index.query(tokenized("没有这个")), top: 3).isEmpty)
    #expect(try index.search(index.query(tokenized("")), top: 3).isEmpty)
    #expect(try index.search(index.query(tokenized("药")), top: 0).isEmpty)
    let stopWords = StopWords(["吃"])
    let mixed = try index.search(index.query(tokenized("布洛芬 吃"), stopWords: stopWords), top: 9)
    #expect(mixed.map { index.number(of: $0.document) } == [2, 0])
    let alone = try index.search(index.query(tokenized("吃"), stopWords: stopWords), top: 9)
    #expect(alone.map { index.number(of: $0.document) } == [2, 0, 4])
  }

  @Test("with characters a text is found that is cut otherwise, and the pair is highlighted")
  func characters() throws {
    let texts = ["晚上 睡不着觉", "物流 快", "睡 得 香"]
    let words = try Self.index(texts)
    #expect(try words.search(words.query(tokenized("睡不着")), top: 3).isEmpty)
    let index = try Self.index(texts, options: SearchOptions(characters: true))
    let query = index.query(tokenized("睡不着"))
    #expect(try index.search(query, top: 3).map { index.number(of: $0.document) } == [0, 2])
    #expect(query.highlights(in: tokenized(texts[0])) == [7..<19])
    #expect(query.highlights(in: tokenized(texts[1])).isEmpty)
  }

  @Test("highlights are the query's words as the text has them, neighbours joined")
  func highlights() throws {
    let index = try Self.index()
    let text = TokenizedText(
      text: "ＶＣ片，vc",
      tokens: [
        Token(start: 0, end: 6, kind: .latin), Token(start: 6, end: 9, kind: .word),
        Token(start: 9, end: 12, kind: .punctuation), Token(start: 12, end: 14, kind: .latin),
      ])
    #expect(index.query(tokenized("vc")).highlights(in: text) == [0..<6, 12..<14])
    #expect(index.query(tokenized("vc 片")).highlights(in: text) == [0..<9, 12..<14])
  }

  @Test("block-max WAND finds what exhaustive scoring finds, to the bit", arguments: [1, 2, 3, 4, 5, 6])
  func exact(seed: UInt64) throws {
    let words = [40, 300, 2000][Int(seed) % 3]
    var generator = SeededGenerator(seed: seed &+ 100)
    let options = [SearchOptions(), SearchOptions(k1: 0, b: 0.3), SearchOptions(k1: 2, b: 1)][Int(seed) / 3]
    let index = try Self.index(Self.corpus(1500, words: words, seed: seed), options: options)
    for _ in 0..<60 {
      let length = Int.random(in: 1...8, using: &generator)
      let text = (0..<length).map { _ in Self.word(words, &generator) }.joined(separator: " ")
      let query = index.query(tokenized(text))
      let top = [1, 3, 10, 200, 5000].randomElement(using: &generator) ?? 1
      let hits = try index.search(query, top: top)
      let expected = try index.searchExhaustively(query, top: top)
      #expect(hits == expected, "“\(text)”, top \(top)")
    }
  }

  @Test("an empty index, and one of empty texts, answer with nothing")
  func empty() throws {
    for texts in [[], [""], ["", " "]] {
      let index = try Self.index(texts)
      #expect(index.documentCount == texts.count)
      #expect(try index.search(index.query(tokenized("药")), top: 3).isEmpty)
      for document in texts.indices {
        #expect(try index.text(of: document) == texts[index.number(of: document)])
      }
    }
  }

  @Test("the same documents give the same bytes, mapped from a file as from memory")
  func file() throws {
    let texts = Self.corpus(400, words: 100, seed: 9)
    func bytes() throws -> [UInt8] {
      var builder = SearchIndexBuilder()
      for (number, text) in texts.enumerated() { builder.add(tokenized(text), number: number * 3) }
      return try builder.encoded()
    }
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).index").path
    try FileAccess.write(bytes(), to: path)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let mapped = try SearchIndex.load(path)
    try mapped.check()
    let inMemory = try SearchIndex(bytes: bytes(), name: "memory")
    for text in ["w1 w2 w3", "w99", "w0"] {
      let query = mapped.query(tokenized(text))
      #expect(try mapped.search(query, top: 20) == inMemory.search(query, top: 20))
    }
    // Numbers were three times the place in `texts`, and documents come by length.
    #expect(Set(texts.indices.map { mapped.number(of: $0) }) == Set(texts.indices.map { $0 * 3 }))
    #expect(try texts.indices.allSatisfy { try mapped.text(of: $0) == texts[mapped.number(of: $0) / 3] })
    #expect(throws: FileError.notFound("/nowhere/x.index")) { try SearchIndex.load("/nowhere/x.index") }
    #expect(throws: FileError.isFolder("/tmp")) { try SearchIndex.load("/tmp") }
  }
}

@Suite("Postings")
struct PostingBlockTests {
  @Test("what is packed is unpacked, for any gaps and frequencies")
  func roundTrip() {
    var generator = SeededGenerator(seed: 5)
    var documents = [UInt32](repeating: 0, count: PostingBlock.capacity)
    var frequencies = documents
    for round in 0..<300 {
      let count = Int.random(in: 1...PostingBlock.capacity, using: &generator)
      let widest = UInt32(1) << UInt32(round % 25)
      var next = round % 3 == 0 ? 0 : UInt32.random(in: 0..<widest, using: &generator)
      let previous = round % 2 == 0 ? -1 : Int(next) - 1
      var input: [UInt32] = []
      for _ in 0..<count {
        input.append(next)
        next += 1 + UInt32.random(in: 0..<widest, using: &generator)
      }
      let counts = input.map { _ in UInt16.random(in: 1...(round % 4 == 0 ? 1 : .max), using: &generator) }
      var bytes: [UInt8] = [7, 7]
      PostingBlock.encode(input[...], counts[...], after: previous, to: &bytes)
      bytes += [UInt8](repeating: 0, count: PostingBlock.padding)
      let isSound = decode(bytes, 2, count, previous, Int(input[count - 1]), &documents, &frequencies)
      #expect(isSound)
      #expect(Array(documents[..<count]) == input)
      #expect(Array(frequencies[..<count]) == counts.map { UInt32($0) })
      #expect(!decode(bytes, 2, count, previous, Int(input[count - 1]) + 1, &documents, &frequencies))
    }
  }

  @Test("no bytes make the decoder read outside of them or accept a wrong end")
  func hostile() {
    var generator = SeededGenerator(seed: 6)
    var documents = [UInt32](repeating: 0, count: PostingBlock.capacity)
    var frequencies = documents
    for _ in 0..<3000 {
      let bytes = (0..<Int.random(in: 0...80, using: &generator)).map { _ in
        UInt8.random(in: 0...40, using: &generator)
      }
      let count = Int.random(in: 1...PostingBlock.capacity, using: &generator)
      let start = Int.random(in: -2...90, using: &generator)
      let last = Int.random(in: 0...5000, using: &generator)
      if decode(bytes, start, count, -1, last, &documents, &frequencies) {
        #expect(documents[..<count].allSatisfy { $0 <= last })
      }
    }
  }

  private func decode(
    _ bytes: [UInt8], _ start: Int, _ count: Int, _ previous: Int, _ last: Int,
    _ documents: inout [UInt32], _ frequencies: inout [UInt32]
  ) -> Bool {
    bytes.withUnsafeBytes { raw in
      documents.withUnsafeMutableBufferPointer { documents in
        frequencies.withUnsafeMutableBufferPointer { frequencies in
          guard let documents = documents.baseAddress, let frequencies = frequencies.baseAddress else {
            return false
          }
          return PostingBlock.decode(
            raw, start: start, count: count, after: previous, last: last, documents: documents,
            frequencies: frequencies)
        }
      }
    }
  }
}
