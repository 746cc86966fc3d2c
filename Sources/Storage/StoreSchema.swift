import GRDB

/// What is in a kind of store, as the steps that make it from nothing.
///
/// The version of a store is the number of steps that were taken, kept in SQLite's `user_version`; the kind is
/// kept in its `application_id` (https://www.sqlite.org/fileformat2.html#application_id), so that no store is
/// taken for another. A step that was released is never changed; a change is a new step.
struct StoreSchema: Sendable {
  /// What the store holds, as error messages say it: 会话记录, 待发文案.
  var name: String
  /// Four ASCII letters.
  var applicationID: Int32
  /// SQL of each step, one or more statements.
  var steps: [String]

  init(name: String, code: StaticString, steps: [String]) {
    self.name = name
    applicationID = code.withUTF8Buffer { $0.prefix(4).reduce(0) { $0 << 8 | Int32($1) } }
    self.steps = steps
  }

  var version: Int { steps.count }

  /// Brings a store to this schema in one transaction.
  ///
  /// Not GRDB's `DatabaseMigrator`: it reads what was applied before it takes the lock, so that two processes
  /// that open a new store at once would both apply the first step.
  func migrate(_ database: Database, path: String) throws {
    if try version(of: database, path: path) == version { return }
    try database.inTransaction(.immediate) {
      let reached = try version(of: database, path: path)
      for step in steps[reached...] { try database.execute(sql: step) }
      try database.execute(sql: "PRAGMA application_id = \(applicationID)")
      try database.execute(sql: "PRAGMA user_version = \(version)")
      return .commit
    }
  }

  /// The version that `database` has, 0 when it is empty.
  /// - Throws: `StoreError.otherKind` or `.newerVersion` when it cannot be used.
  func version(of database: Database, path: String) throws -> Int {
    let id = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    let reached = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    let isEmpty = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0
    if isEmpty, id == 0, reached == 0 { return 0 }
    guard id == applicationID, reached >= 0 else {
      let other = StoreSchema.known.first { $0.applicationID == id }
      throw StoreError.otherKind(path: path, expected: name, found: other?.name)
    }
    guard reached <= version else {
      throw StoreError.newerVersion(path: path, found: reached, known: version)
    }
    return reached
  }

  /// Every kind of store that Yaoyu writes, to name one that stands in another's place.
  static let known: [StoreSchema] = [.conversations, .orders, .outbox]
}
