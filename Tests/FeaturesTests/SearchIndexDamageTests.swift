import Support
import Testing
import Tokenization

@testable import Features

/// Index files as they come off a bad disk, a broken download or a hostile hand.
@Suite("Damaged search index")
struct SearchIndexDamageTests {
  /// Larger than two pages, so that a flipped bit is not always met when the file is opened.
  private static let bytes: [UInt8] = {
    var builder = SearchIndexBuilder()
    for text in SearchIndexTests.corpus(1500, words: 300, seed: 4) {
      builder.add(tokenized(text + " " + String(repeating: "长", count: 30)))
    }
    return (try? builder.encoded()) ?? []
  }()

  private static let queries = ["w0 w1", "w5 w77 w200", "w299"]

  /// Everything that a reader does with an index: what it found, or why not.
  private func use(_ bytes: [UInt8]) throws -> [String] {
    let index = try SearchIndex(bytes: bytes, name: "x.index")
    return try Self.queries.flatMap { text in
      try index.search(index.query(tokenized(text)), top: 5).map { hit in
        "\(hit.document) \(hit.score) \(index.number(of: hit.document)) \(try index.text(of: hit.document))"
      }
    }
  }

  @Test("cut off anywhere, a file is incomplete and says by how much")
  func truncated() throws {
    let bytes = Self.bytes
    #expect(bytes.count > 3 << 16)
    var generator = SeededGenerator(seed: 1)
    var lengths = Array(0..<400) + [bytes.count - 1, bytes.count - 8, bytes.count - 65536]
    for _ in 0..<100 { lengths.append(Int.random(in: 24..<bytes.count, using: &generator)) }
    for length in lengths {
      let error = #expect(throws: SearchIndexError.self) { try use(Array(bytes.prefix(length))) }
      switch length {
      case 0: #expect(error == .notAnIndex("x.index"))
      case 1..<24: #expect(error == .truncated("x.index", expected: nil, found: length))
      default: #expect(error == .truncated("x.index", expected: UInt64(bytes.count), found: length))
      }
    }
    #expect(throws: SearchIndexError.damaged("x.index")) { try use(bytes + [0]) }
  }

  @Test("a flipped bit is refused, or lies where no query looked, and never changes a result")
  func flipped() throws {
    let expected = try use(Self.bytes)
    #expect(expected.count == 15)
    var generator = SeededGenerator(seed: 2)
    var places = Array(0..<240).map { $0 * 8 + $0 % 8 }
    for _ in 0..<260 { places.append(Int.random(in: 0..<Self.bytes.count * 8, using: &generator)) }
    var refused = 0
    for place in places {
      var bytes = Self.bytes
      bytes[place / 8] ^= 1 << UInt8(place % 8)
      do {
        #expect(try use(bytes) == expected, "bit \(place)")
      } catch is SearchIndexError {
        refused += 1
      }
      if place % 5 == 0, let index = try? SearchIndex(bytes: bytes, name: "x"), place / 8 > 2048 {
        #expect(throws: SearchIndexError.damaged("x")) { try index.check() }
      }
    }
    #expect(refused > 250)
  }

  @Test("contents that contradict each other under right checksums end in an error, not in a crash")
  func contradictory() throws {
    var generator = SeededGenerator(seed: 3)
    var refused = 0
    for round in 0..<400 {
      var bytes = Self.bytes
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        // Half of the time among the tables at the front.
        let limit = round % 2 == 0 ? min(bytes.count, 24_000) : bytes.count
        let place = Int.random(in: 24..<limit, using: &generator)
        bytes[place] = Bool.random(using: &generator) ? .random(in: 0...255, using: &generator) : 255
      }
      SearchIndexFile.seal(&bytes)
      do { _ = try use(bytes) } catch is SearchIndexError { refused += 1 }
    }
    #expect(refused > 50)
  }

  @Test("other files and newer versions are named for what they are")
  func others() throws {
    #expect(throws: SearchIndexError.notAnIndex("x.index")) { try use(Array("product,text\n".utf8)) }
    let model = ModelFile(format: "topic-model", version: 1).encoded()
    #expect(throws: SearchIndexError.notAnIndex("x.index")) { try use(model) }
    var newer = Self.bytes
    newer[16] = 9
    #expect(throws: SearchIndexError.newer("x.index", version: 9)) { try use(newer) }
    var older = Self.bytes
    older[16] = 1
    #expect(throws: SearchIndexError.older("x.index", version: 1)) { try use(older) }
    #expect(throws: ModelFileError.notAModel("x.index")) {
      try ModelFile(Self.bytes, name: "x.index", format: "topic-model", version: 1)
    }
    #expect(SearchIndex.isIndex(prefix: Self.bytes.prefix(8)))
    #expect(SearchIndex.isIndex(prefix: Self.bytes.prefix(3)))
    #expect(!SearchIndex.isIndex(prefix: []))
    #expect(!SearchIndex.isIndex(prefix: Array("text".utf8)))
    #expect(SearchIndexError.notAnIndex("x").exitCode == .badData)
  }
}
