import Support
import Testing

@testable import Corpus

@Suite("Reading blocks of lines") struct LineBlockReaderTests {
  private func lines(
    _ bytes: [UInt8], pieceSize: Int = 1 << 18, blockSize: Int = 16, lineLimit: Int = 1 << 20
  ) throws -> (lines: [String], counts: CorpusCounts) {
    let reader = LineBlockReader(
      MemorySource(bytes, pieceSize: pieceSize), name: "x.txt", blockSize: blockSize, lineLimit: lineLimit)
    let block = LineBlock()
    var lines: [String] = []
    while try reader.read(into: block) {
      block.forEachLine { lines.append(String(decoding: $0, as: UTF8.self)) }
    }
    return (lines, reader.counts)
  }

  private func lines(_ text: String, pieceSize: Int = 1 << 18) throws -> [String] {
    try lines(Array(text.utf8), pieceSize: pieceSize).lines
  }

  @Test(
    "a byte-order mark, CRLF, empty lines and a missing last newline are fine", arguments: [1, 2, 3, 7, 1000])
  func endings(pieceSize: Int) throws {
    #expect(try lines("\u{FEFF}好\r\n\r\n\n不错", pieceSize: pieceSize) == ["好", "", "", "不错"])
    #expect(try lines("好\n\n", pieceSize: pieceSize) == ["好", ""])
    #expect(try lines("\n", pieceSize: pieceSize) == [""])
    #expect(try lines("", pieceSize: pieceSize).isEmpty)
    #expect(try lines("\u{FEFF}", pieceSize: pieceSize).isEmpty)
  }

  @Test("lines are those of CorpusReader, whatever the pieces and blocks", arguments: UInt64(1)...10)
  func sameLines(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let parts = ["药", "效果不错，", "\n", "\n", "\r\n", "\r", " ", "x"]
    for _ in 0..<50 {
      let text = (0..<Int.random(in: 0...60, using: &generator)).map { _ in
        parts[Int.random(in: 0..<parts.count, using: &generator)]
      }.joined()
      let expected = try readAll(text, name: "x.txt").rows.map { $0.drop { $0 != " " }.dropFirst() }
      let found = try lines(
        Array(text.utf8), pieceSize: Int.random(in: 1...40, using: &generator),
        blockSize: Int.random(in: 16...64, using: &generator)
      ).lines
      #expect(found.map { $0[...] } == expected, "\(text.debugDescription)")
    }
  }

  @Test("a line that is too long is skipped and told with its number", arguments: [1, 5, 1000])
  func longLine(pieceSize: Int) throws {
    let long = String(repeating: "药", count: 100)
    let (found, counts) = try lines(
      Array("好\n\(long)\n不错\n中\n\(long)".utf8), pieceSize: pieceSize, lineLimit: 200)
    #expect(found == ["好", "不错", "中"])
    #expect(counts.damaged == 2)
    #expect(counts.damages.map(\.line) == [2, 5])
  }

  @Test("UTF-16 is refused")
  func utf16() {
    #expect(throws: CorpusError.self) { try lines([0xFF, 0xFE, 0x6F, 0x83, 0x0A, 0x00]) }
  }
}
