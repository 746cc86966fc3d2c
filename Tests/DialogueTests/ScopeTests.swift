import Support
import Testing

@testable import Dialogue

@Suite("What is in scope")
struct ScopeTests {
  /// Messages that were written before the first measurement and that no example was written after.
  private static let evaluation = Result {
    let home = try Fixture.home
    let path = home.path + "/Tests/Fixtures/Dialogue/paraphrases.tsv"
    return try ParaphraseEvaluation(
      Table(path: path, required: ["expected", "text"]), bot: Fixture.bot.get())
  }

  @Test("paraphrases that the authors did not see are understood, other matters are declined")
  func paraphrases() throws {
    let evaluation = try Self.evaluation.get()
    print(
      "paraphrases: right \(evaluation.accuracy) misled \(evaluation.misled) false \(evaluation.falseAccepts)"
    )
    #expect(evaluation.rows.count(where: \.isOutOfScope) >= 60)
    #expect(evaluation.rows.count(where: { !$0.isOutOfScope }) >= 120)
    #expect(evaluation.accuracy >= 0.7)
    #expect(evaluation.misled <= 0.12)
    #expect(evaluation.falseAccepts <= 0.18)
  }

  /// Written before the program was run on them for the first time.
  @Test("a second set of paraphrases fares as well")
  func heldOut() throws {
    let path = try Fixture.home.path + "/Tests/Fixtures/Dialogue/paraphrases-2.tsv"
    let evaluation = try ParaphraseEvaluation(
      Table(path: path, required: ["expected", "text"]), bot: Fixture.bot.get())
    print(
      "second paraphrases: right \(evaluation.accuracy) misled \(evaluation.misled) false \(evaluation.falseAccepts)"
    )
    #expect(evaluation.rows.count(where: \.isOutOfScope) >= 60)
    #expect(evaluation.rows.count(where: { !$0.isOutOfScope }) >= 100)
    #expect(evaluation.accuracy >= 0.52)
    #expect(evaluation.misled <= 0.21)
    #expect(evaluation.falseAccepts <= 0.2)
  }

  @Test("another shop's licence that has expired is no medicine and no complaint")
  func licence() throws {
    let turn = try Fixture.talk(["驾照过期了怎么换"], to: Fixture.bot.get())[0]
    #expect(turn.abstained)
    #expect(turn.replies.allSatisfy { !$0.contains("抱歉") && !$0.contains("对不起") && !$0.contains("有效期") })
  }

  @Test("the gate is learned from examples alone and is the same every time")
  func gate() throws {
    func numbered(_ features: [String]) -> [Feature] {
      features.map { Feature(.character, stableHash($0)) }
    }
    let examples = [
      (0, ["a", "b", "ab"]), (0, ["a", "c", "ac"]), (0, ["a", "b", "c", "bc"]),
      (1, ["x", "y", "xy"]), (1, ["x", "z", "xz"]), (1, ["x", "y", "z", "yz"]),
    ]
    let index = ExampleIndex(examples.map { ($0.0, numbered($0.1)) })
    let gate = ScopeGate.train(on: index, owners: 2)
    func chance(_ features: [String]) -> Double {
      gate.probability(index.evidence(of: index.split(numbered(features)), owners: 2).values)
    }
    #expect(chance(["a", "b", "ab"]) > 0.9)
    #expect(chance(["q", "r", "qr"]) < 0.5)
    #expect(chance(["a", "b", "ab"]) > chance(["a", "q", "aq"]))
    #expect(ScopeGate.train(on: index, owners: 2).threshold == gate.threshold)
    #expect(ScopeGate.train(on: ExampleIndex([]), owners: 0).threshold == 0)
  }
}
