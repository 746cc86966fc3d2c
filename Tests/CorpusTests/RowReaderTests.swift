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
}
