import Dispatch
import Support
import Testing

@testable import Tokenization

#if canImport(Glibc)
  import Glibc
#endif

@Suite struct CacheFileTests {
  private func withFile(_ name: String, _ body: (String) throws -> Void) throws {
    try FileAccess.makeFolder(try #require(CacheFile.folder))
    let path = try #require(CacheFile.path(name))
    defer { unlink(path) }
    try body(path)
  }

  @Test("many writers of one file leave a whole one, and readers never see a part")
  func race() throws {
    let name = "test-race-\(getpid()).bin"
    try withFile(name) { path in
      let payload = [UInt8](repeating: 7, count: 300_000)
      let seen = UnsafeMutableBufferPointer<Int>.allocate(capacity: 16)
      seen.initialize(repeating: 0)
      defer { seen.deallocate() }
      // Each iteration writes its own element.
      nonisolated(unsafe) let counts = seen
      DispatchQueue.concurrentPerform(iterations: 16) { index in
        payload.withUnsafeBytes { CacheFile.store(name, key: 5, payload: $0) }
        counts[index] = CacheFile.map(name, key: 5)?.bytes.count ?? -1
      }
      #expect(seen.allSatisfy { $0 == payload.count })
      #expect(CacheFile.map(name, key: 6) == nil)
      // A part, and a changed byte.
      var bytes = try FileAccess.read(path)
      try FileAccess.write(bytes.dropLast(), to: path)
      #expect(CacheFile.map(name, key: 5) == nil)
      bytes[bytes.count / 2] ^= 1
      try FileAccess.write(bytes, to: path)
      #expect(CacheFile.map(name, key: 5) == nil)
    }
  }

  @Test("the checksum is the same for any number of threads, and another for any byte changed or lost")
  func checksum() {
    var bytes = (0..<700_001).map { UInt8(truncatingIfNeeded: mix64(UInt64($0))) }
    let whole = bytes.withUnsafeBytes { CacheFile.checksum($0) }
    for threads in [2, 3, 8] {
      #expect(bytes.withUnsafeBytes { CacheFile.checksum($0, threads: threads) } == whole)
    }
    for place in [0, 63, 262_143, 262_144, 600_000, 699_999, 700_000] {
      bytes[place] ^= 0x10
      #expect(bytes.withUnsafeBytes { CacheFile.checksum($0) } != whole, "\(place)")
      bytes[place] ^= 0x10
    }
    #expect(bytes.dropLast().withUnsafeBytes { CacheFile.checksum($0) } != whole)
  }

  @Test("a word or unit longer than the lattice's longest is left out and harms nothing")
  func longEntries() {
    let long = String(repeating: "很", count: 70_000)
    let entries = ["noun", "unit"].map { LexiconEntry(word: long, tag: $0) }
    let tokenizer = Tokenizer(entries: entries, systemList: nil)
    #expect(tokenizer.tokenize("这药很好").tokens.count >= 3)
  }

  @Test("of the files of one kind the newest few stay")
  func pruning() throws {
    let prefix = "test-prune-\(getpid())-"
    let paths = try (0..<30).map { try #require(CacheFile.path("\(prefix)\($0)")) }
    defer { for path in paths { unlink(path) } }
    for index in 0..<30 {
      [UInt8](repeating: 1, count: 10).withUnsafeBytes {
        CacheFile.store("\(prefix)\(index)", key: 1, payload: $0, prefix: prefix)
      }
    }
    let left = paths.filter { access($0, F_OK) == 0 }
    #expect(left.count == CacheFile.keptFiles)
  }
}

@Suite struct LongTextTests {
  private static let tokenizer = Tokenizer(
    entries: [
      LexiconEntry(word: "布洛芬"), LexiconEntry(word: "克", tag: "unit"), LexiconEntry(word: "日", tag: "unit"),
    ], systemList: nil)

  private func ends(_ text: String) -> [Int] {
    var text = text
    return text.withUTF8 { text in
      Self.tokenizer.withTokens(of: text, scratch: Tokenizer.Scratch()) { $0.map(\.end) }
    }
  }

  @Test("a text of many windows has the tokens of its sentences")
  func windows() {
    let sentence = "布洛芬吃了3克，头不痛了！买１０盒送３盒，推荐给大家。"
    let size = sentence.utf8.count
    let once = ends(sentence)
    let repeats = 200_000 / size
    let all = ends(String(repeating: sentence, count: repeats))
    #expect(all == (0..<repeats).flatMap { index in once.map { $0 + index * size } })
  }

  @Test("batches are the tokens of the whole")
  func batches() {
    var text = String(repeating: "布洛芬 不错，", count: 20_000)
    let whole = ends(text)
    var parts: [Int] = []
    var batches = 0
    text.withUTF8 { text in
      Self.tokenizer.forEachBatch(of: text, scratch: Tokenizer.Scratch()) {
        parts += $0.map(\.end)
        batches += 1
      }
    }
    #expect(parts == whole)
    #expect(batches > 3)
  }

  @Test(
    "a long text without an end of a sentence, or one long amount, is tokenised in time that grows with its length",
    arguments: ["药", "a.", "1克×", "一日", "1年", "第一", "1/", "a@", "-1"])
  func monotonous(part: String) {
    let text = String(repeating: part, count: 30_000)
    #expect(ends(text).last == text.utf8.count)
  }
}
