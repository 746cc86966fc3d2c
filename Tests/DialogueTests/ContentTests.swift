import Support
import Testing

@testable import Dialogue

/// What a real pharmacy needs to open with, counted: content that gets lost in an edit is noticed.
@Suite("The content that ships")
struct ContentTests {
  private static let script = Result { try Script.load(home: Fixture.home).script }

  @Test("there is enough of everything to open a shop with")
  func amounts() throws {
    let script = try Self.script.get()
    #expect(script.intents.count >= 45)
    #expect(script.faqs.count >= 120)
    #expect(script.guards.count >= 25)
    #expect(script.tests.count >= 150)
  }

  @Test("eighty generics at least have reviewed answers")
  func generics() throws {
    let script = try Self.script.get()
    let understanding = try Fixture.bot.get().understanding
    let generics = Set(script.faqs.flatMap(\.drugs).map { understanding.drug(named: $0).generic })
    #expect(generics.count >= 80)
  }

  @Test("every intent is taught by at least five examples")
  func examples() throws {
    let poor = try Self.script.get().intents.filter { $0.examples.count < 5 }.map(\.name)
    #expect(poor.isEmpty, "\(poor)")
  }

  @Test(
    "every intent and every guard is tried in a test, and every guard's words are met with harmless ones too")
  func coverage() throws {
    let script = try Self.script.get()
    let claims = script.tests.flatMap(\.exchanges).flatMap(\.assertions).map(\.claim)
    var intents: Set<String> = []
    var guards: Set<String> = []
    var harmless = 0
    for claim in claims {
      switch claim {
      case .intent(let name): intents.insert(name)
      case .guarded(let name): guards.insert(name)
      case .noGuard: harmless += 1
      default: break
      }
    }
    let untriedIntents = script.intents.map(\.name).filter { !intents.contains($0) }
    let untriedGuards = script.guards.map(\.name).filter { !guards.contains($0) }
    #expect(untriedIntents.isEmpty, "\(untriedIntents)")
    #expect(untriedGuards.isEmpty, "\(untriedGuards)")
    #expect(harmless >= 40)
  }

  @Test(
    "emergencies say whom to call in their first sentences, every safety rule has a source and a sign-off")
  func emergencies() throws {
    for rule in try Self.script.get().guards {
      #expect(rule.source != nil, "\(rule.name)")
      #expect(rule.review != nil, "\(rule.name)")
      guard rule.level == .emergency else { continue }
      for answer in rule.answers.map(\.text) {
        #expect(["120", "12356", "急诊"].contains { answer.contains($0) }, "\(rule.name)")
      }
    }
  }

  @Test("no answer is longer than a telephone screen")
  func lengths() throws {
    let script = try Self.script.get()
    let answers =
      script.faqs.flatMap(\.answers) + script.intents.flatMap(\.answers) + script.guards.flatMap(\.answers)
      + script.replies.flatMap(\.variants)
    for answer in answers where answer.count > 180 {
      Issue.record("\(answer.file):\(answer.line) \(answer.count)")
    }
  }

  @Test("a prescription drug is answered without a dose")
  func prescription() throws {
    let dose = ["一次1", "一次2", "一次3", "一日2次", "一日3次", "毫克一次"]
    for faq in try Self.script.get().faqs where faq.name.hasSuffix("要处方") {
      let answer = faq.answers.map(\.text).joined()
      #expect(answer.contains("处方") || answer.contains("医生"), "\(faq.name)")
      #expect(!dose.contains { answer.contains($0) } || faq.name.hasPrefix("氟比洛芬"), "\(faq.name)")
    }
  }
}
