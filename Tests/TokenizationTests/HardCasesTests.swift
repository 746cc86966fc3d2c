import Foundation
import Support
import Testing

@testable import Tokenization

/// Sentences that are hard to cut, with the cut that a reader expects: `Tests/Fixtures/Tokenization/*.txt`, whose comments say the rules.
@Suite struct HardCasesTests {
  private static let root = #filePath.components(separatedBy: "/Tests/")[0]
  private static let folder = root + "/Tests/Fixtures/Tokenization"

  /// Where a line's tokens end, in scalars of the text without its separating spaces.
  private static func ends(_ tokens: some Sequence<some StringProtocol>) -> [Int] {
    var position = 0
    return tokens.map { token in
      position += token.unicodeScalars.count
      return position
    }
  }

  private static func spans(_ ends: [Int]) -> Set<Range<Int>> { Set(zip([0] + ends, ends).map { $0..<$1 }) }

  private static func cases() throws -> [(file: String, line: Int, tokens: [Substring])] {
    var result: [(file: String, line: Int, tokens: [Substring])] = []
    for path in Home.files(in: folder, suffix: ".txt") {
      let lines = try FileAccess.readText(path).split(separator: "\n", omittingEmptySubsequences: false)
      for (number, line) in zip(1..., lines) where !line.isEmpty && !line.hasPrefix("#") {
        result.append(
          (path.split(separator: "/").last.map(String.init) ?? "", number, line.split(separator: " ")))
      }
    }
    return result
  }

  /// F1 of tokens as SIGHAN scores, 2 × right / (expected + found); prints the sentences cut otherwise.
  private static func score(_ tokenizer: Tokenizer) throws -> Double {
    let cases = try cases()
    #expect(cases.count >= 360)
    var (right, total) = (0, 0)
    for sentence in cases {
      let text = tokenizer.tokenize(sentence.tokens.joined())
      let (gold, got) = (spans(ends(sentence.tokens)), spans(ends(text.sources)))
      right += gold.intersection(got).count
      total += gold.count + got.count
      if gold != got { print("\(sentence.file):\(sentence.line): \(text.sources.joined(separator: " "))") }
    }
    return 2 * Double(right) / Double(max(total, 1))
  }

  @Test("hard sentences are cut as a reader cuts them", .enabled(if: Tokenizer.installedSystemList != nil))
  func withSystemList() throws {
    let score = try Self.score(Tokenizer(home: Home.find(Self.root)))
    #expect(score >= 0.97)
  }

  /// Everyday words come from ICU's dictionary then, whose costs are coarse and whose phrases are made dear.
  @Test("without the general word list most of them still are")
  func withoutSystemList() throws {
    let lexicon = try Lexicon(home: Home.find(Self.root))
    let score = try Self.score(Tokenizer(entries: lexicon.entries, systemList: nil))
    #expect(score >= 0.93)
  }
}
