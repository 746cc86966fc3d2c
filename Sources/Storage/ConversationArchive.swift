import GRDB
import Support

/// The transcripts of a store, for the people of the shop: nothing in it identifies a customer. Only reads, so
/// that it can be used on a copy and without the key.
public struct ConversationArchive: Sendable {
  private let file: StoreFile

  /// - Throws: `StoreError`.
  public init(path: String) throws(StoreError) {
    file = try StoreFile(path: path, schema: .conversations, mode: .readOnly)
  }

  public struct Summary: Sendable, Equatable {
    public var session: String
    public var updated: String
    public var turns: Int
    public var unanswered: Int
    public var isHandedOver: Bool
  }

  /// Sessions, the latest first.
  public func sessions(waitingOnly: Bool = false) throws(StoreError) -> [Summary] {
    try file.read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT id, updated, handed_over, count(number) AS turns,
            coalesce(sum(abstained AND NOT withdrawn), 0) AS unanswered
          FROM session LEFT JOIN turn ON turn.session = session.id
          \(waitingOnly ? "WHERE handed_over = 1" : "")
          GROUP BY id ORDER BY updated DESC, id
          """
      ).map { row in
        Summary(
          session: row["id"], updated: row["updated"], turns: row["turns"], unanswered: row["unanswered"],
          isHandedOver: row["handed_over"] == 1)
      }
    }
  }

  public struct Line: Sendable, Equatable {
    public var session: String
    public var number: Int
    /// Shop's clock.
    public var at: String
    public var customer: String
    public var replies: String
    public var isWithdrawn: Bool
    /// The turn's JSON record, masked.
    public var record: String
    public var reasons: String
  }

  /// Every turn in the order in which it was said.
  /// - Parameter session: nil for all sessions, one after another.
  public func transcript(of session: String? = nil) throws(StoreError) -> [Line] {
    try file.read { database in
      try Row.fetchAll(
        database,
        sql: "SELECT * FROM turn \(session == nil ? "" : "WHERE session = :session") ORDER BY session, rowid",
        arguments: session.map { ["session": $0] } ?? StatementArguments()
      ).map { row in
        Line(
          session: row["session"], number: row["number"], at: row["at"], customer: row["customer"],
          replies: row["replies"], isWithdrawn: row["withdrawn"] == 1, record: row["record"],
          reasons: row["reasons"])
      }
    }
  }

  /// What the bot could not answer, in the order in which it was asked, each as often as it was.
  /// - Parameter since: a date `2026-11-01`; nil for everything.
  public func unanswered(since: String? = nil) throws(StoreError) -> [String] {
    try file.read { database in
      try String.fetchAll(
        database,
        sql: """
          SELECT customer FROM turn WHERE abstained = 1 AND NOT withdrawn AND at >= ? ORDER BY rowid
          """, arguments: [since ?? ""])
    }
  }
}
