public import Support

/// How a bot fares on messages that its authors did not write: what it takes for what.
///
/// Each message opens a conversation of its own. `无` expects the bot to say that it cannot help.
public struct ParaphraseEvaluation: Sendable {
  public struct Row: Sendable {
    public var text: String
    /// Name of an intent, 问答 or 护栏, several with ｜ between; 无 for what is out of scope.
    public var expected: String
    public var got: String
    public var line: Int
    /// What the numbered questions mean that were offered instead of an answer.
    public var offered: [String] = []
    /// Why, as `/为什么` says it.
    public var reasons: [String] = []

    public var isRight: Bool { expected.split(separator: "｜").contains { $0 == got } }
    public var isOffered: Bool {
      got == ParaphraseEvaluation.none
        && expected.split(separator: "｜").contains { offered.contains(String($0)) }
    }
    /// 无 alone, or with the names of answers that say as much: 无｜店外的事.
    public var isOutOfScope: Bool {
      expected.split(separator: "｜").contains { $0 == ParaphraseEvaluation.none }
    }
  }

  public static let none = "无"

  public private(set) var rows: [Row] = []

  /// - Parameter table: with the columns `expected` and `text`.
  /// - Complexity: a turn of the bot per row.
  public init(_ table: Table, bot: Bot) {
    for row in table.rows {
      var session = Session(id: "\(row.line)")
      let turn = bot.respond(to: row["text"], in: &session, now: ConversationTest.standardMoment)
      var got = Self.name(of: turn)
      // A question that went to the pharmacist without an answer misleads nobody.
      if turn.answeredFAQs.isEmpty, turn.firedGuard == nil, turn.escalate == .pharmacist,
        bot.script.phrases.variants(.usageFlow).first == got
      {
        got = row["expected"].split(separator: "｜").contains { $0 == got } ? got : Self.none
      }
      let offered = session.offered.compactMap { question in
        var other = Session(id: "\(row.line) \(question)")
        return Self.name(of: bot.respond(to: question, in: &other, now: ConversationTest.standardMoment))
      }
      rows.append(
        Row(
          text: row["text"], expected: row["expected"], got: got, line: row.line, offered: offered,
          reasons: turn.reasons))
    }
  }

  /// An answer found on the way of 用药咨询 counts as the answer.
  private static func name(of turn: Turn) -> String {
    [turn.firedGuard, turn.answeredFAQs.first, turn.takenIntent].compactMap { $0 }.first ?? none
  }

  /// Of the messages in scope, the share that got what they meant, 0…1.
  public var accuracy: Double { share(rows.filter { !$0.isOutOfScope }, \.isRight) }
  /// Of the messages in scope, the share that got anything but what they meant.
  public var misled: Double { share(rows.filter { !$0.isOutOfScope }) { !$0.isRight && $0.got != Self.none } }
  /// Of the messages in scope, the share that was offered what they meant to choose from.
  public var offeredShare: Double { share(rows.filter { !$0.isOutOfScope }, \.isOffered) }
  /// Of the messages out of scope, the share that was taken for something.
  public var falseAccepts: Double { share(rows.filter(\.isOutOfScope)) { !$0.isRight } }

  private func share(_ rows: [Row], _ isSo: (Row) -> Bool) -> Double {
    rows.isEmpty ? 0 : Double(rows.count(where: isSo)) / Double(rows.count)
  }
}
