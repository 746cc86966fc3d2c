public import Dialogue
import FoundationEssentials
import GRDB
import Support

/// Sessions and their transcripts in one SQLite file.
///
/// Every turn is committed, masked, before its reply may be shown. What a session needs to go on is kept sealed
/// (`StoreKey`). Two processes may hold the same session: a commit on top of a state that the other has
/// changed is refused, and the turn is taken again on the new one (`ChatDesk`).
public struct ConversationStore: Sendable {
  public let path: String
  let file: StoreFile
  private let key: StoreKey

  /// Opens the store, making it and its key where there is none.
  /// - Throws: `StoreError`.
  public init(path: String) throws(StoreError) {
    self.path = path
    file = try StoreFile(path: path, schema: .conversations, mode: .create)
    key = try StoreKey(store: path)
  }

  /// How the session stands on the disk.
  public struct State: Sendable {
    public var session: Session
    /// Grows with every change by anyone.
    public var revision: Int
    /// What was under way is lost: the key is another one, or the state is of an older Yaoyu.
    public var isForgotten = false
  }

  /// - Returns: nil when there is no such session.
  public func load(_ id: String) throws(StoreError) -> State? {
    let row = try file.read { database in
      try Row.fetchOne(
        database, sql: "SELECT revision, turns, handed_over, state FROM session WHERE id = ?",
        arguments: [name(of: id)])
    }
    guard let row else { return nil }
    let kept = key.open(row["state"]).flatMap { try? JSONDecoder().decode(Session.self, from: $0) }
    var session = kept ?? Session(id: id, turns: row["turns"])
    if session.isHandedOver, row["handed_over"] == 0 { session.takeBack() }
    return State(session: session, revision: row["revision"], isForgotten: kept == nil)
  }

  /// The revision on the disk, 0 where the session is not stored.
  func revision(_ id: String) throws(StoreError) -> Int {
    try file.read { database in
      try Int.fetchOne(
        database, sql: "SELECT revision FROM session WHERE id = ?", arguments: [name(of: id)]) ?? 0
    }
  }

  /// What a commit adds to the transcript.
  struct Entry {
    var customer: String
    var turn: Turn
    var at: String
    /// Numbers by which the customer may ask for deletion.
    var phones: Set<String>
  }

  /// Writes the session's new state and, with an entry, its turn, in one transaction.
  /// - Parameters:
  ///   - revision: what the state was made from.
  ///   - withdrawn: a turn that was taken back. The transcript keeps it, a list of gaps does not; the next turn
  ///     gets its number.
  /// - Returns: the new revision; nil when somebody else changed the session since.
  func commit(
    _ session: Session, over revision: Int, _ entry: Entry? = nil, withdrawing withdrawn: Int? = nil,
    at moment: String
  ) throws(StoreError) -> Int? {
    let id = name(of: session.id)
    return try file.write { database -> Int? in
      let stored =
        try Int.fetchOne(database, sql: "SELECT revision FROM session WHERE id = ?", arguments: [id]) ?? 0
      guard stored == revision else { return nil }
      let state = key.seal(try JSONEncoder().encode(session))
      try database.execute(
        sql: """
          INSERT INTO session(id, created, updated, revision, turns, handed_over, state)
          VALUES (:id, :at, :at, :revision, :turns, :handed, :state)
          ON CONFLICT(id) DO UPDATE SET updated = :at, revision = :revision, turns = :turns,
            handed_over = :handed, state = :state
          """,
        arguments: [
          "id": id, "at": moment, "revision": stored + 1, "turns": session.turns,
          "handed": session.isHandedOver ? 1 : 0, "state": state,
        ])
      if let entry { try add(entry, to: id, database) }
      if let withdrawn {
        try database.execute(
          sql: "UPDATE turn SET withdrawn = 1 WHERE session = ? AND number = ?", arguments: [id, withdrawn])
      }
      return stored + 1
    }
  }

  private func add(_ entry: Entry, to id: String, _ database: Database) throws {
    var turn = entry.turn
    turn.session = id
    try database.execute(
      sql: """
        INSERT INTO turn(session, number, at, customer, replies, escalate, abstained, record, reasons)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        id, turn.turn, entry.at, entry.customer, turn.replies.joined(separator: "\n"), turn.escalate.rawValue,
        turn.abstained ? 1 : 0, turn.json, turn.reasons.joined(separator: "\n"),
      ])
    for phone in entry.phones.sorted() {
      try database.execute(
        sql: "INSERT OR IGNORE INTO customer(session, phone) VALUES (?, ?)", arguments: [id, key.hash(phone)])
    }
  }

  /// The name under which a session is stored: its own, unless that is somebody's number.
  func name(of id: String) -> String {
    Privacy.findings(in: id).isEmpty ? id : "\(Privacy.mask(id))-\(key.hash(id).prefix(12))"
  }

  // MARK: - Deletion

  /// Deletes a session with all its turns.
  /// - Returns: how many turns went; nil when there is no such session.
  public func forget(session id: String) throws(StoreError) -> Int? {
    let names = [id, name(of: id)]
    let count = try file.write { database -> Int? in
      for name in names {
        guard try Row.fetchOne(database, sql: "SELECT 1 FROM session WHERE id = ?", arguments: [name]) != nil
        else { continue }
        return try delete(name, database)
      }
      return nil
    }
    if count != nil { try file.compact() }
    return count
  }

  /// Deletes every session in which the customer gave this telephone number.
  /// - Returns: how many sessions and turns went.
  public func forget(phone: String) throws(StoreError) -> (sessions: Int, turns: Int) {
    let hash = key.hash(ConversationStore.digits(phone))
    let counts = try file.write { database in
      let sessions = try String.fetchAll(
        database, sql: "SELECT session FROM customer WHERE phone = ?", arguments: [hash])
      return try sessions.map { try delete($0, database) }
    }
    if !counts.isEmpty { try file.compact() }
    return (counts.count, counts.reduce(0, +))
  }

  private func delete(_ name: String, _ database: Database) throws -> Int {
    let turns =
      try Int.fetchOne(database, sql: "SELECT count(*) FROM turn WHERE session = ?", arguments: [name]) ?? 0
    try database.execute(sql: "DELETE FROM session WHERE id = ?", arguments: [name])
    return turns
  }

  /// The last eleven digits, full-width ones too: what is left of +86 138-1234-5678.
  static func digits(_ phone: String) -> String {
    String(phone.compactMap { $0.wholeNumberValue }.map { Character(String($0)) }.suffix(11))
  }

  /// An agent gives the session back to the bot.
  /// - Returns: whether it was handed over.
  public func takeBack(_ id: String) throws(StoreError) -> Bool {
    try file.write { database in
      for name in Set([id, name(of: id)]) {
        try database.execute(
          sql: "UPDATE session SET handed_over = 0, revision = revision + 1 WHERE id = ? AND handed_over = 1",
          arguments: [name])
        if database.changesCount > 0 { return true }
      }
      return false
    }
  }
}

extension StoreSchema {
  static let conversations = StoreSchema(
    name: "会话记录", code: "YYCV",
    steps: [
      """
      CREATE TABLE session(
        id TEXT PRIMARY KEY NOT NULL, created TEXT NOT NULL, updated TEXT NOT NULL, revision INTEGER NOT NULL,
        turns INTEGER NOT NULL, handed_over INTEGER NOT NULL, state BLOB NOT NULL);
      CREATE TABLE turn(
        session TEXT NOT NULL REFERENCES session(id) ON DELETE CASCADE, number INTEGER NOT NULL,
        at TEXT NOT NULL, customer TEXT NOT NULL, replies TEXT NOT NULL, escalate TEXT NOT NULL,
        abstained INTEGER NOT NULL, record TEXT NOT NULL, reasons TEXT NOT NULL,
        withdrawn INTEGER NOT NULL DEFAULT 0);
      CREATE INDEX turn_by_session ON turn(session, number);
      CREATE INDEX turn_unanswered ON turn(at) WHERE abstained = 1;
      CREATE TABLE customer(
        session TEXT NOT NULL REFERENCES session(id) ON DELETE CASCADE, phone TEXT NOT NULL,
        PRIMARY KEY(session, phone)) WITHOUT ROWID;
      CREATE INDEX customer_by_phone ON customer(phone);
      """
    ])
}
