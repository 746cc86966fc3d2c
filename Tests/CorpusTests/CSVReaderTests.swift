import Support
import Testing

@testable import Corpus

@Suite("CSV rows")
struct CSVReaderTests {
  private func rows(_ text: String, pieceSize: Int = 1 << 18) throws -> [[String]] {
    var rows: [[String]] = []
    try CSVReader(bytes: Array(text.utf8), name: "客户.csv", pieceSize: pieceSize).forEach {
      rows.append($0.strings)
    }
    return rows
  }

  @Test("the same rows come out wherever the pieces are cut")
  func pieces() throws {
    let text = "\u{FEFF}a,\"b\"\"c\",d\r\n\n1,\"x\ny\",3\n4, 5 ,6"
    let expected = [["a", "b\"c", "d"], ["1", "x\ny", "3"], ["4", "5", "6"]]
    for size in [1, 2, 3, 5, 7, 1000] { #expect(try rows(text, pieceSize: size) == expected) }
  }

  @Test(
    "a damaged row is told with its line",
    arguments: [("a,b\n1,\"2\n", "客户.csv:2: "), ("a\n1\n\"2\"x\n", "客户.csv:3: ")])
  func damage(text: String, place: String) {
    #expect { try rows(text) } throws: { "\($0)".hasPrefix(place) }
  }

  @Test("a quote that is never closed does not fill the memory")
  func endless() {
    let text = "a\n\"" + String(repeating: "字\n", count: 1 << 19)
    #expect { try rows(text) } throws: { "\($0)".contains("客户.csv:2: ") }
  }
}
