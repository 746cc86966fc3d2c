import Support
import Testing

@testable import Dialogue

@Suite("What is in scope")
struct ScopeTests {
  /// Messages that were written before they were first heard and that no example was written after, and what the
  /// bot reaches on them at least: understood, or offered to choose from.
  @Test(
    "paraphrases that the authors did not see are understood or asked about, other matters are declined",
    arguments: [("paraphrases", 0.65), ("paraphrases-2", 0.55), ("paraphrases-3", 0.6)])
  func paraphrases(file: String, least: Double) throws {
    let path = try Fixture.home.path + "/Tests/Fixtures/Dialogue/\(file).tsv"
    let evaluation = try ParaphraseEvaluation(
      Table(path: path, required: ["expected", "text"]), bot: Fixture.bot.get())
    print(
      file, "right", evaluation.accuracy, "offered", evaluation.offeredShare, "misled", evaluation.misled,
      "false", evaluation.falseAccepts)
    #expect(evaluation.rows.count(where: \.isOutOfScope) >= 40)
    #expect(evaluation.rows.count(where: { !$0.isOutOfScope }) >= 80)
    #expect(evaluation.accuracy >= least)
    #expect(evaluation.accuracy + evaluation.offeredShare >= least + 0.13)
    #expect(evaluation.misled <= 0.07)
    #expect(evaluation.falseAccepts <= 0.12)
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
