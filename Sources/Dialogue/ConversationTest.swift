internal import Support

/// A conversation that must go as written: a `# 测试`.
public struct ConversationTest: Sendable {
  public var name: String
  public var file: String
  public var line: Int
  /// The shop's clock during the test; `ConversationTest.standardMoment` when the test does not say.
  var now: Moment
  /// Of the bot during the test; nil leaves the bot's own.
  var seed: UInt64?
  /// Whether the 客服 lines are everything that is said, word for word, rather than parts of it: a recording.
  var isVerbatim = false
  /// What the bot says before the customer; empty when the test begins with the customer.
  var greeting: [Fragment] = []
  var exchanges: [Exchange]

  /// Tests that do not set `现在：` run at this moment, so that they never depend on the day they run.
  public static let standardMoment = Moment(date: CivilDate(dayNumber: 20_778), hour: 10)

  struct Exchange: Sendable {
    var customer: Fragment
    /// The clock from here on; nil leaves it as it was.
    var now: Moment?
    /// What the reply must contain, parts in order around `…`.
    var expected: [Fragment]
    var assertions: [Assertion]
  }

  struct Assertion: Sendable {
    enum Claim: Sendable {
      case intent(String)
      case faq(String)
      case guarded(String)
      case noGuard
      case transfer(Script.Target?)
      case contains(String)
      case lacks(String)
      case asking(String?)
      case keeps(String)
      case lost(String)
      case cancelled
      case recorded(String)
      case notUnderstood
      case value(slot: String, String)
    }

    var claim: Claim
    var place: Fragment
  }
}
