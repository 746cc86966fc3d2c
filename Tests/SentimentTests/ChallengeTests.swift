import Sentiment
import Support
import Testing

/// One row of `challenge.tsv`.
private struct Case {
  let phenomenon: String
  let text: String
  let polarity: String
  let aspects: Set<String>
  let safety: Set<String>

  init(_ row: Table.Row) {
    phenomenon = row["phenomenon"]
    text = row["text"]
    polarity = row["polarity"]
    aspects = Set(row["aspects"].split(separator: ";").map(String.init))
    safety = Set(row["safety"].split(separator: ";").map(String.init))
  }

  static let all = Result {
    try Table(
      path: Fixture.root + "/Tests/Fixtures/Sentiment/challenge.tsv",
      required: ["phenomenon", "text", "polarity"], optional: ["aspects", "safety"]
    ).rows.map(Case.init)
  }
}

@Suite struct ChallengeTests {
  @Test("the challenge set is large, and no sentence of it stands whole in the lexicon")
  func fairness() throws {
    let cases = try Case.all.get()
    #expect(cases.count >= 300)
    #expect(Set(cases.map(\.text)).count == cases.count)
    let lexicon = try Table(
      path: Fixture.home.get().lexicons + "/sentiment/polarity.tsv", required: ["word", "strength"],
      optional: ["aspect", "note"])
    // 中规中矩 and 💩 are words and sentences at once.
    let copied = Set(lexicon.rows.map { $0["word"] }).intersection(cases.map(\.text)).filter { $0.count > 4 }
    #expect(copied.isEmpty, "\(copied)")
  }

  @Test("at least nine sentences in ten get the polarity a reader gives them", arguments: [true, false])
  func polarity(withSystemList: Bool) throws {
    let analyzer = try (withSystemList ? Fixture.analyzer : Fixture.bareAnalyzer).get()
    let cases = try Case.all.get()
    let wrong = cases.filter { analyzer.analyze($0.text).polarity.rawValue != $0.polarity }
    #expect(
      Double(wrong.count) <= 0.1 * Double(cases.count),
      "\(wrong.map { "\($0.phenomenon): \($0.text)" }.joined(separator: "\n"))")
  }

  @Test("aspects with their polarity reach an F1 of 0.8")
  func aspects() throws {
    var (right, extra, missing) = (0, 0, 0)
    for item in try Case.all.get() {
      let found = Set(
        try Fixture.analyze(item.text).aspects.map { "\($0.aspect.rawValue):\($0.polarity.rawValue)" })
      right += found.intersection(item.aspects).count
      extra += found.subtracting(item.aspects).count
      missing += item.aspects.subtracting(found).count
    }
    #expect(2 * Double(right) / Double(2 * right + extra + missing) >= 0.8)
  }

  @Test("safety signals are found where they are reported, and nowhere else")
  func safety() throws {
    let cases = try Case.all.get()
    let wrong = try cases.filter {
      Set(try Fixture.analyze($0.text).safety.map(\.signal.rawValue)) != $0.safety
    }
    #expect(wrong.count <= 3, "\(wrong.map(\.text))")
  }
}
