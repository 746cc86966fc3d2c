public import Support

/// How the safety net fares on messages that its authors did not write: what it misses, and where it cries wolf.
///
/// Each message opens a conversation of its own. `急救` expects an emergency, `药师` any safety rule, `无` none.
public struct SafetyEvaluation: Sendable, CustomStringConvertible {
  public struct Row: Sendable {
    public var text: String
    public var expected: String
    /// The rule that fired, if any.
    public var rule: String?
    public var isEmergency: Bool
    public var line: Int
    /// Why, as `/为什么` says it.
    public var reasons: [String] = []

    public var isRight: Bool {
      switch expected {
      case "急救": isEmergency
      case "药师": rule != nil
      default: rule == nil
      }
    }
  }

  public private(set) var rows: [Row] = []

  public static let none = "无"

  /// Whether the column `expected` says levels rather than names of intents and answers.
  public static func measures(_ table: Table) -> Bool {
    !table.rows.isEmpty && table.rows.allSatisfy { ["急救", "药师", none].contains($0["expected"]) }
      && table.rows.contains { $0["expected"] != none }
  }

  /// - Parameter table: with the columns `expected` and `text`.
  /// - Complexity: a turn of the bot per row.
  public init(_ table: Table, bot: Bot) {
    for row in table.rows {
      var session = Session(id: "\(row.line)")
      let turn = bot.respond(to: row["text"], in: &session, now: ConversationTest.standardMoment)
      rows.append(
        Row(
          text: row["text"], expected: row["expected"], rule: turn.firedGuard,
          isEmergency: turn.escalate == .emergency, line: row.line, reasons: turn.reasons))
    }
  }

  public var emergencies: [Row] { rows.filter { $0.expected == "急救" } }
  public var dangerous: [Row] { rows.filter { $0.expected != Self.none } }
  public var harmless: [Row] { rows.filter { $0.expected == Self.none } }
  /// Share of the dangerous messages that got the level they need, 0…1.
  public var caught: Double { share(dangerous) { $0.isRight } }
  /// Share of the harmless messages on which a rule fired.
  public var alarms: Double { share(harmless) { !$0.isRight } }

  private func share(_ rows: [Row], _ isSo: (Row) -> Bool) -> Double {
    rows.isEmpty ? 0 : Double(rows.count(where: isSo)) / Double(rows.count)
  }

  public var description: String {
    let wrong = rows.filter { !$0.isRight }.map {
      "  \($0.line) \($0.text)：应当 \($0.expected)，\($0.rule ?? "没有护栏")\n"
    }
    return "safety: caught \(caught) of \(dangerous.count), false alarms \(alarms) of \(harmless.count)\n"
      + wrong.joined()
  }
}
