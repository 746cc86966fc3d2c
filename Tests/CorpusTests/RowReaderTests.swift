import Corpus
import Testing

@Suite("Rows with all their columns") struct RowReaderTests {
  static func rows(_ text: String, name: String) throws -> (
    names: [String], rows: [[String]], counts: CorpusCounts
  ) {
    var names: [String] = []
    var rows: [[String]] = []
    let counts = try RowReader(bytes: Array(text.utf8), name: name).forEach {
      names = $0
    } _: { row in
      rows.append(names.indices.map { row.string($0) })
    }
    return (names, rows, counts)
  }

  @Test("CSV: quotes, doubled quotes, newlines inside, white space at the ends, a byte-order mark")
  func csv() throws {
    let (names, rows, _) = try Self.rows(
      "\u{FEFF}a, b \r\n\"x,\n\"\"y\"\"\", z \r\n\r\n1,2\r\n", name: "t.csv")
    #expect(names == ["a", "b"])
    #expect(rows == [["x,\n\"y\"", "z"], ["1", "2"]])
  }

  @Test("TSV and NDJSON")
  func otherFormats() throws {
    #expect(try Self.rows("a\tb\n\"1\t2\n", name: "t.tsv").rows == [["\"1", "2"]])
    let (names, rows, counts) = try Self.rows(
      "{\"b\":1.5,\"a\":\"x\"}\nnonsense\n{\"a\":true}\n", name: "t.ndjson")
    #expect(names == ["a", "b"])
    #expect(rows == [["x", "1.5"], ["true", ""]])
    #expect(counts.read == 3 && counts.damaged == 1)
  }

  @Test("a row with too few cells is skipped and told; reading goes on")
  func damaged() throws {
    let (_, rows, counts) = try Self.rows("a,b\n1\n3,4\n", name: "t.csv")
    #expect(rows == [["3", "4"]])
    #expect(counts.damaged == 1)
    #expect(counts.damages.first.map { "\($0)".contains("t.csv:2") } == true)
  }

  @Test("a file without a header, and one without columns, are refused")
  func refused() {
    #expect(throws: CorpusError.self) { try Self.rows("", name: "t.csv") }
    #expect(throws: CorpusError.self) { try Self.rows("a\n", name: "t.txt") }
  }

  @Test("the same rows come out wherever the pieces are cut")
  func pieces() throws {
    let text = "\u{FEFF}a,\"b\"\"c\",d\r\n\n1,\"x\ny\",3\n4, 5 ,6"
    for size in [1, 2, 3, 5, 7, 1000] {
      var rows: [[String]] = []
      try RowReader(bytes: Array(text.utf8), name: "t.csv", pieceSize: size).forEach {
        rows.append($0)
      } _: {
        rows.append($0.strings)
      }
      #expect(rows == [["a", "b\"c", "d"], ["1", "x\ny", "3"], ["4", "5", "6"]])
    }
  }

  @Test(
    "where nothing may be left out, the first damaged row ends the reading with its line",
    arguments: [
      ("a,b\n1,\"2\n", "t.csv:2: "), ("a\n1\n\"2\"x\n", "t.csv:3: "), ("a,b\n1\n", "t.csv:2: "),
      ("a\n\"" + String(repeating: "字\n", count: 1 << 19), "t.csv:2: "),
    ])
  func refuses(text: String, place: String) {
    #expect {
      try RowReader(bytes: Array(text.utf8), name: "t.csv", onDamage: .refuse).forEach { _ in
      } _: { _ in
      }
    } throws: {
      "\($0)".hasPrefix(place)
    }
  }
}
