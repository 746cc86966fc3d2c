import Features
import Testing

/// Reference values, numpy 2.4.6, words 药 快 效果 苦 贵:
/// ```
/// y = np.array([[5, 6, 4, 0, 0], [9, 0, 4, 7, 0], [0, 1, 0, 0, 3]], float)
/// t = y.sum(0); a0 = 10; a = a0 * t / t.sum(); yi, yj = y[i], t - y[i]; ni, nj = yi.sum(), yj.sum()
/// d = np.log((yi + a) / (ni + a0 - yi - a)) - np.log((yj + a) / (nj + a0 - yj - a))
/// z = d / np.sqrt(1 / (yi + a) + 1 / (yj + a))
/// ```
@Suite("Log-odds")
struct LogOddsTests {
  private func repeated(_ counts: [(String, Int)]) -> String {
    counts.map { [String](repeating: $0.0, count: $0.1).joined(separator: " ") }.joined(separator: " ")
  }

  private func keywords(_ texts: [String], _ group: [Int], groups: Int, top: Int = 20) throws -> [[Keyword]] {
    let (vocabulary, bag, _) = try build(texts)
    return LogOdds(priorTokens: 10).keywords(
      of: bag, group: group, groups: groups, vocabulary: vocabulary, top: top)
  }

  @Test("z is that of an independent computation")
  func reference() throws {
    let texts = [
      repeated([("快", 6), ("药", 5), ("效果", 4)]), repeated([("苦", 7), ("药", 2)]),
      repeated([("药", 7), ("效果", 4)]), repeated([("快", 1), ("贵", 3)]), "贵 快",
    ]
    let found = try keywords(texts, [0, 1, 1, 2, -1], groups: 3)
    let expected: [[(String, Double)]] = [
      [("快", 2.3250933887660143), ("效果", 0.6760061871689252)],
      [("苦", 2.2445444301940953), ("药", 1.2231286908494305)],
      [("贵", 2.4404144845634104), ("快", 0.25013665332786733)],
    ]
    for (list, values) in zip(found, expected) {
      #expect(list.map(\.word) == values.map(\.0))
      for (keyword, value) in zip(list, values) { #expect(abs(keyword.score - value.1) < 1e-9) }
    }
  }

  @Test("what every group says as often is no keyword of any, what one says alone is")
  func planted() throws {
    let common = repeated([("效果", 30), ("包装", 20)])
    let found = try keywords(
      [common + " " + repeated([("苦", 9)]), common + " " + repeated([("快", 9)])], [0, 1], groups: 2, top: 1)
    #expect(found.map { $0.map(\.word) } == [["苦"], ["快"]])
  }

  @Test("one group, an empty group, a corpus of one word and a group of everything give no keywords")
  func nothingToCompare() throws {
    #expect(try keywords(["药 苦", "苦"], [0, 0], groups: 1) == [[]])
    #expect(try keywords(["药 苦", "苦", ""], [0, 0, 1], groups: 2) == [[], []])
    #expect(try keywords(["药", "药 药"], [0, 1], groups: 2) == [[], []])
    #expect(try keywords(["药"], [-1], groups: 2) == [[], []])
  }
}
