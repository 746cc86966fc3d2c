public import Copywriting
import GRDB
public import Support

/// A message that waits to be sent.
public struct OutboxMessage: Sendable, Equatable {
  public enum State: String, Sendable, CaseIterable {
    /// May go out: nothing in it needs a person.
    case ready
    /// Waits for a person.
    case held
    case approved
    case rejected

    public var title: String {
      switch self {
      case .ready: "可以发"
      case .held: "等人复核"
      case .approved: "复核通过"
      case .rejected: "复核退回"
      }
    }
  }

  public let id: String
  public let campaign: String
  public let customer: String
  public let channel: String
  public let segment: String?
  public let product: String?
  public let variant: String
  public let text: String
  public let sendDate: String
  public let verdict: String
  /// What the rules objected to, for the person who decides.
  public let hits: String
  public let state: State
}

/// Messages of campaigns in one SQLite file, each (campaign, customer, channel) exactly once, whatever is run again and
/// wherever a run was cut off.
///
/// Messages are put in batches, a transaction each: after `kill -9` or loss of power a batch is there whole or not at
/// all, and the next run puts what is missing and leaves what is there. The file holds the texts as they will be sent,
/// salutations included, and only its owner can read it (mode 0600).
public final class Outbox {
  /// Messages a transaction: an `fsync` costs some milliseconds.
  public static let batchSize = 256

  private let file: StoreFile
  private var waiting: [CopyRecord] = []
  private let sendDate: CivilDate?
  /// Messages put by this run, and such as had been there.
  public private(set) var added = 0
  public private(set) var known = 0

  /// Opens the outbox to put messages into it; a new file is made where there is none.
  /// - Throws: `StoreError`.
  public init(path: String, sendDate: CivilDate) throws(StoreError) {
    file = try StoreFile(path: path, schema: .outbox, mode: .create)
    self.sendDate = sendDate
  }

  /// Opens an outbox that is there.
  /// - Throws: `StoreError`.
  public init(existing path: String, isReadOnly: Bool = false) throws(StoreError) {
    file = try StoreFile(path: path, schema: .outbox, mode: isReadOnly ? .readOnly : .existing)
    sendDate = nil
  }

  /// Puts the records that were written; skipped ones and previews for nobody in particular stay out.
  public func put(_ records: [CopyRecord]) throws(StoreError) {
    for record in records where record.skipped == nil && record.customer != Customer.anonymous.id {
      waiting.append(record)
    }
    if waiting.count >= Self.batchSize { try flush() }
  }

  /// Puts what waits for a batch to fill.
  public func flush() throws(StoreError) {
    guard !waiting.isEmpty, let sendDate else { return }
    let batch = waiting
    let added = try file.write { database in
      let statement = try database.cachedStatement(
        sql: """
          INSERT INTO message (campaign, customer, channel, record_id, segment, product, variant, text, send_date,
            verdict, hits, state)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
          """)
      var added = 0
      for record in batch {
        let hits = record.lint?.hits.map { "“\($0.text)” \($0.rule)：\($0.suggestion)" }.joined(
          separator: "\n")
        let isHeld = record.verdict == Severity.needsReview.rawValue
        try statement.execute(arguments: [
          record.campaign, record.customer, record.channel.id, record.id, record.segment, record.product,
          record.variant, record.rendered.text, sendDate.description, record.verdict, hits ?? "",
          (isHeld ? OutboxMessage.State.held : .ready).rawValue,
        ])
        added += database.changesCount
      }
      return added
    }
    self.added += added
    known += batch.count - added
    waiting.removeAll(keepingCapacity: true)
  }

  /// Messages of other campaigns to the customer within the `days` days that end on the send date; those that were
  /// rejected do not count.
  public func recentMessages(to customer: String, besides campaign: String, days: Int) throws(StoreError)
    -> Int
  {
    guard let sendDate else { return 0 }
    return try file.read { database in
      let statement = try database.cachedStatement(
        sql: """
          SELECT count(*) FROM message
          WHERE customer = ? AND send_date > ? AND send_date <= ? AND campaign <> ? AND state <> 'rejected'
          """)
      return try Int.fetchOne(
        statement,
        arguments: [customer, sendDate.adding(days: -days).description, sendDate.description, campaign]) ?? 0
    }
  }

  /// The messages in a state (nil: any), by campaign, customer and channel.
  public func messages(_ state: OutboxMessage.State? = nil, limit: Int? = nil) throws(StoreError)
    -> [OutboxMessage]
  {
    try file.read { database in
      let filter = state == nil ? "" : "WHERE state = ?"
      let arguments: StatementArguments = state.map { [$0.rawValue] } ?? []
      return try Row.fetchAll(
        database,
        sql: "SELECT * FROM message \(filter) ORDER BY campaign, customer, channel LIMIT \(limit ?? -1)",
        arguments: arguments
      ).map { row in
        OutboxMessage(
          id: row["record_id"], campaign: row["campaign"], customer: row["customer"], channel: row["channel"],
          segment: row["segment"], product: row["product"], variant: row["variant"], text: row["text"],
          sendDate: row["send_date"], verdict: row["verdict"], hits: row["hits"],
          state: OutboxMessage.State(rawValue: row["state"]) ?? .held)
      }
    }
  }

  /// How many messages are in each state.
  public func counts() throws(StoreError) -> [OutboxMessage.State: Int] {
    try file.read { database in
      var counts: [OutboxMessage.State: Int] = [:]
      for row in try Row.fetchAll(database, sql: "SELECT state, count(*) AS n FROM message GROUP BY state") {
        if let state = OutboxMessage.State(rawValue: row["state"]) { counts[state] = row["n"] }
      }
      return counts
    }
  }
}

extension Outbox {
  /// A decision about a message, for the auditor.
  public struct Decision: Sendable, Equatable {
    public let record: String
    public let state: OutboxMessage.State
    public let reviewer: String
    public let reason: String
    /// The text as it was then.
    public let text: String
    /// ISO 8601.
    public let time: String
  }

  /// Records a person's decision about messages and lets them go or holds them back for good: all of them or, when one
  /// is unknown, none.
  /// - Parameter time: ISO 8601.
  /// - Throws: `ReviewError`, `StoreError`.
  public func decide(
    _ state: OutboxMessage.State, _ records: [String], reviewer: String, reason: String, time: String
  ) throws {
    // Looked up first, in the transaction that changes them.
    let unknown: String? = try file.write { database in
      var texts: [(record: String, text: String)] = []
      for record in records {
        let text = try String.fetchOne(
          database, sql: "SELECT text FROM message WHERE record_id = ?", arguments: [record])
        guard let text else { return record }
        texts.append((record, text))
      }
      for (record, text) in texts {
        try database.execute(
          sql: "UPDATE message SET state = ? WHERE record_id = ?", arguments: [state.rawValue, record])
        try database.execute(
          sql: """
            INSERT INTO review (record_id, decision, reviewer, reason, text, decided_at) VALUES (?, ?, ?, ?, ?, ?)
            """, arguments: [record, state.rawValue, reviewer, reason, text, time])
      }
      return nil
    }
    if let unknown {
      let known = try messages(limit: 2000).map(\.id)
      throw ReviewError.unknownRecord(unknown, nearest: nearestName(to: unknown, among: known))
    }
  }

  /// All decisions, oldest first.
  public func decisions() throws(StoreError) -> [Decision] {
    try file.read { database in
      try Row.fetchAll(database, sql: "SELECT * FROM review ORDER BY id").map { row in
        Decision(
          record: row["record_id"], state: OutboxMessage.State(rawValue: row["decision"]) ?? .held,
          reviewer: row["reviewer"], reason: row["reason"], text: row["text"], time: row["decided_at"])
      }
    }
  }
}

/// What a reviewer can get wrong.
public enum ReviewError: YaoyuError, Equatable {
  case unknownRecord(String, nearest: String?)

  public var exitCode: ExitCode { .usage }
  public var description: String {
    switch self {
    case .unknownRecord(let id, let nearest):
      "发件箱里没有“\(id)”，一条都没有改。\(nearest.map { "您是不是想写“\($0)”？" } ?? "编号见 yaoyu review list。")"
    }
  }
}

extension OutboxMessage {
  /// For the person who decides.
  public var preview: String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }
    let objections = hits.split(separator: "\n").map { "  注意\($0)" }
    return (["── \(id)　\(state.title)"] + lines + objections).joined(separator: "\n") + "\n"
  }

  /// One line of JSON.
  public var json: String {
    let members: [(String, String?)] = [
      ("record_id", id), ("campaign", campaign), ("customer", customer), ("channel", channel),
      ("segment", segment),
      ("product", product), ("variant", variant), ("text", text), ("send_date", sendDate),
      ("verdict", verdict),
      ("state", state.rawValue),
    ]
    return "{"
      + members.map { jsonString($0.0) + ":" + ($0.1.map { jsonString($0) } ?? "null") }.joined(
        separator: ",")
      + "}"
  }
}
