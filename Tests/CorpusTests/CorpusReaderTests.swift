import Support
import Testing

@testable import Corpus

/// What a test reads from a corpus: `line: text` by record, and the counts.
func readAll(
  _ text: String, name: String = "x.csv", options: CorpusOptions = CorpusOptions(), pieceSize: Int = 1 << 18
) throws -> (rows: [String], counts: CorpusCounts) {
  try readAll(Array(text.utf8), name: name, options: options, pieceSize: pieceSize)
}

func readAll(
  _ bytes: [UInt8], name: String = "x.csv", options: CorpusOptions = CorpusOptions(), pieceSize: Int = 1 << 18
) throws -> (rows: [String], counts: CorpusCounts) {
  var rows: [String] = []
  let counts = try CorpusReader(bytes: bytes, name: name, options: options, pieceSize: pieceSize).forEach {
    rows.append("\($0.line): \($0.text)")
  }
  return (rows, counts)
}

@Suite("Reading CSV") struct CSVTests {
  @Test("cells may hold commas, doubled quotes and newlines between quotes")
  func quoting() throws {
    let (rows, counts) = try readAll("id,text\n1,\"好，a,b\"\n2,\"他说\"\"好\"\"\"\n3,\"两\n行\"\n4,\"\"\n5,没引号\n")
    #expect(rows == ["2: 好，a,b", "3: 他说\"好\"", "4: 两\n行", "6: ", "7: 没引号"])
    #expect(counts.read == 5)
    #expect(counts.damaged == 0)
  }

  @Test("a byte-order mark, CRLF, blank lines and a missing last newline are fine")
  func endings() throws {
    let (rows, _) = try readAll("\u{FEFF}text,n\r\n好,1\r\n\r\n\"带\r\n换行\",2\r\n末,3")
    #expect(rows == ["2: 好", "4: 带\r\n换行", "6: 末"])
  }

  @Test("a quote inside an unquoted cell is a character")
  func looseQuote() throws {
    #expect(try readAll("text,n\n12\"屏,1\n").rows == ["2: 12\"屏"])
  }

  @Test("an unclosed quote costs one record and is told with the line where it opened")
  func unclosedQuote() throws {
    let (rows, counts) = try readAll("text,n\n好,1\n\"坏,2\n中,3\n差,4\n")
    #expect(rows == ["2: 好", "4: 中", "5: 差"])
    #expect(counts.read == 4)
    #expect(counts.damaged == 1)
    #expect(counts.damages.map(\.line) == [3])
    #expect(counts.damages.first?.message.contains("引号没有闭合") == true)
  }

  @Test("text after a closing quote costs one record")
  func textAfterQuote() throws {
    let (rows, counts) = try readAll("text,n\n\"好\"吗,1\n\"行\",2\n")
    #expect(rows == ["3: 行"])
    #expect(counts.damages.map(\.line) == [2])
    #expect(counts.damages.first?.message.contains("右引号后面还有文字") == true)
  }

  @Test("too many or too few cells make a damaged record")
  func cellCount() throws {
    let (rows, counts) = try readAll("text,n\n好,多,1\n少\n行,2\n")
    #expect(rows == ["4: 行"])
    #expect(counts.damages.map(\.line) == [2, 3])
  }

  @Test("a record beyond the limit is skipped, and memory with it")
  func recordLimit() throws {
    let long = String(repeating: "长", count: 400_000)
    let (rows, counts) = try readAll(
      "text,n\n好,1\n\(long),2\n\"\(long)\n\(long)\",3\n行,4\n", options: CorpusOptions(recordLimit: 300_000))
    #expect(rows == ["2: 好", "6: 行"])
    #expect(counts.damages.map(\.line) == [3, 4, 5])
  }

  @Test("ill-formed UTF-8 becomes U+FFFD and is counted; other columns do not matter")
  func brokenUTF8() throws {
    let bytes = Array("text,n\n好".utf8) + [0xFF] + Array("坏,1\n".utf8) + Array("行,".utf8) + [0xFE, 0x0A]
    let (rows, counts) = try readAll(bytes)
    #expect(rows == ["2: 好\u{FFFD}坏", "3: 行"])
    #expect(counts.invalidUTF8 == 1)
  }

  @Test("wanted columns come with the record, others are nil")
  func columns() throws {
    let options = CorpusOptions(
      textColumn: "评价", groupColumn: "商品", dateColumn: "日期", ratingColumn: "星", labelColumn: nil,
      idColumn: "号")
    var seen: [String?] = []
    try CorpusReader(
      bytes: Array("号,商品,日期,星,评价\n7,A,2024-05-06,,很好\n".utf8), name: "x.csv", options: options
    ).forEach { seen = [$0.text, $0.group, $0.date, $0.rating, $0.label, $0.id] }
    #expect(seen == ["很好", "A", "2024-05-06", "", nil, "7"])
  }

  @Test("the text column is text, then review, then the only one")
  func defaultColumn() throws {
    #expect(try readAll("review,text\na,b\n").rows == ["2: b"])
    #expect(try readAll("n,review\n1,b\n").rows == ["2: b"])
    #expect(try readAll("评价\nb\n").rows == ["2: b"])
    #expect(throws: CorpusError.noTextColumn(file: "x.csv", columns: ["a", "b"])) {
      try readAll("a,b\n1,2\n")
    }
  }

  @Test("a missing column names those there are and the nearest")
  func missingColumn() throws {
    let error = #expect(throws: CorpusError.self) {
      try readAll("product_id,review\n1,好\n", options: CorpusOptions(groupColumn: "product-id"))
    }
    #expect(
      error?.description == "“x.csv”没有“product-id”这一列。现有的列：product_id、review。您是不是想写“product_id”？")
    #expect(error?.exitCode == .badData)
  }
}

@Suite("Reading other formats") struct FormatTests {
  @Test("TSV has no quoting")
  func tsv() throws {
    #expect(try readAll("text\tn\n\"好\t1\n", name: "x.tsv").rows == ["2: \"好"])
  }

  @Test("every plain line is a record, empty ones too")
  func lines() throws {
    #expect(try readAll("甲\r\n\n乙", name: "x.txt").rows == ["1: 甲", "2: ", "3: 乙"])
    #expect(try readAll("", name: "x.txt").rows.isEmpty)
  }

  @Test("NDJSON: escapes, numbers, damaged lines and missing members")
  func ndjson() throws {
    let text = """
      {"id": 12345678901234567, "text": "好\\n\\u4e2d😀", "rating": 4.5, "x": {"y": [1]}}
      不是 JSON
      {"id": 2}

      {"id": "c", "text": "末"}
      """
    let options = CorpusOptions(ratingColumn: "rating", idColumn: "id")
    var seen: [String] = []
    let counts = try CorpusReader(bytes: Array(text.utf8), name: "x.jsonl", options: options).forEach {
      seen.append("\($0.line) \($0.id ?? "-") \($0.rating ?? "-") \($0.text)")
    }
    #expect(seen == ["1 12345678901234567 4.5 好\n中😀", "5 c - 末"])
    #expect(counts.read == 4)
    #expect(counts.damages.map(\.line) == [2, 3])
  }

  @Test("the ending decides, .gz aside; without one the format must be said")
  func endings() throws {
    #expect(CorpusFormat(path: "a/b.CSV.gz") == .csv)
    #expect(CorpusFormat(path: "b.jsonl") == .ndjson)
    #expect(CorpusFormat(path: "a.csv/b") == nil)
    #expect(throws: CorpusError.unknownFormat(file: "-")) { try CorpusReader("-") }
    #expect(CorpusError.unknownFormat(file: "-").exitCode == .usage)
  }

  @Test("UTF-16 is refused with the way out")
  func utf16() {
    #expect(throws: CorpusError.notUTF8(file: "x.csv")) { try readAll([0xFF, 0xFE, 0x41, 0]) }
  }

  /// `printf 'text\n好\n' | gzip -n9 | xxd -p`
  private static let gzip: [UInt8] = [
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x2b, 0x49, 0xad, 0x28, 0xe1, 0x7a,
    0xba, 0x74, 0x2f, 0x17, 0x00, 0xf8, 0xf6, 0x65, 0x59, 0x09, 0x00, 0x00, 0x00,
  ]

  @Test(
    "gzip is found by its first bytes, members may follow each other, padding is ignored",
    arguments: [1, 7, 4096])
  func compressed(pieceSize: Int) throws {
    #expect(try readAll(Self.gzip, pieceSize: pieceSize).rows == ["2: 好"])
    #expect(
      try readAll(Self.gzip + Self.gzip + [0, 0], pieceSize: pieceSize).rows == ["2: 好", "3: text", "4: 好"])
  }

  @Test("damaged or truncated gzip is told", arguments: [12, 20, 27])
  func damagedGzip(length: Int) {
    #expect(throws: CorpusError.self) { try readAll(Array(Self.gzip.prefix(length))) }
  }

  @Test("a missing file and a folder are told apart")
  func files() throws {
    #expect(throws: FileError.notFound("/nowhere.csv")) { try CorpusReader("/nowhere.csv").forEach { _ in } }
    #expect(throws: FileError.isFolder("/tmp")) {
      try CorpusReader("/tmp", options: CorpusOptions(format: .lines)).forEach { _ in }
    }
  }
}

@Suite("Reading anything") struct ReaderFuzzTests {
  @Test("random bytes never crash, and the rows do not depend on how the bytes arrive", arguments: 0..<60)
  func pieces(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let alphabet: [[UInt8]] = [
      [0x22], [0x22, 0x22], [0x2C], [0x0A], [0x0D, 0x0A], [0x0D], [0x09], Array("好".utf8), Array("a".utf8),
      [0xFF],
      [0xE5], Array("{\"text\":\"x\"}".utf8), [0],
    ]
    var bytes = Array("text,n\n".utf8)
    for _ in 0..<Int.random(in: 0...80, using: &generator) {
      bytes += alphabet.randomElement(using: &generator) ?? []
    }
    for format in CorpusFormat.allCases {
      var options = CorpusOptions(format: format)
      if format == .tsv { options.textColumn = "text,n" }
      let whole = try? readAll(bytes, options: options)
      for pieceSize in [1, 2, 3, 7] {
        let pieces = try? readAll(bytes, options: options, pieceSize: pieceSize)
        #expect(pieces?.rows == whole?.rows)
        #expect(pieces?.counts == whole?.counts)
      }
    }
  }
}
