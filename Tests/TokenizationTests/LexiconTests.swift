import Foundation
import Support
import Testing

@testable import Tokenization

@Suite struct LexiconTests {
  private static let root = #filePath.components(separatedBy: "/Tests/")[0]

  private func folder(_ files: [String: String]) throws -> String {
    let root = FileManager.default.temporaryDirectory.path + "/yaoyu-lexicon-\(UInt64.random(in: 0...(.max)))"
    try FileAccess.makeFolder(root + "/Lexicons/words")
    for (name, text) in files { try FileAccess.write(text.utf8, to: "\(root)/Lexicons/words/\(name)") }
    return root
  }

  @Test("the repository's lexicons load without a mistake, and brands lead to lexicon words")
  func ownLexicons() throws {
    let lexicon = try Lexicon(home: Home.find(Self.root))
    var counts: [String: Int] = [:]
    for entry in lexicon.entries { counts[entry.tag, default: 0] += 1 }
    #expect(counts["drug", default: 0] >= 1200)
    #expect(counts["symptom", default: 0] + counts["disease", default: 0] >= 400)
    #expect(counts["term", default: 0] >= 300)
    let words = Set(lexicon.entries.map(\.word))
    let adrift = lexicon.entries.filter { $0.tag == "brand" && !words.contains($0.canonical) }.map(\.word)
    #expect(adrift.isEmpty, "brands of a drug that no lexicon has")
  }

  @Test("every mistake of every file is told at once, with its place")
  func mistakes() throws {
    let root = try folder([
      "a.tsv": "# a\nword\ttag\tweight\n布洛芬\tdrug\t多\n",
      "b.tsv": "word\ttag\n布洛芬\tdrug\n\tbrand\n",
    ])
    defer { try? FileManager.default.removeItem(atPath: root) }
    let list = try #require(throws: DiagnosticList.self) { _ = try Lexicon(home: Home.find(root)) }
    #expect(
      list.diagnostics.map { "\($0.file):\($0.line):\($0.column)" } == [
        "Lexicons/words/a.tsv:3:10", "Lexicons/words/b.tsv:3:1",
      ])
  }

  @Test("a word written in two files is told with both places")
  func twice() throws {
    let root = try folder(["a.tsv": "word\n布洛芬\n", "b.tsv": "word\n布洛芬\n"])
    defer { try? FileManager.default.removeItem(atPath: root) }
    let list = try #require(throws: DiagnosticList.self) { _ = try Lexicon(home: Home.find(root)) }
    #expect(list.description.contains("Lexicons/words/b.tsv:2:1"))
    #expect(list.description.contains("Lexicons/words/a.tsv:2"))
  }

  @Test("a byte-order mark, CRLF, comments and blank lines are fine")
  func forgiving() throws {
    let root = try folder(["a.tsv": "\u{FEFF}# note\r\nword\ttag\r\n\r\n布洛芬\tdrug\r\n"])
    defer { try? FileManager.default.removeItem(atPath: root) }
    #expect(try Lexicon(home: Home.find(root)).entries == [LexiconEntry(word: "布洛芬", tag: "drug")])
  }
}
