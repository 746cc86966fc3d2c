import GRDB
import Support

#if canImport(Glibc)
  import Glibc
#endif

/// One SQLite file, opened so that what was committed stays: the helper under every store.
///
///     let file = try StoreFile(path: "会话.db", schema: .conversations, mode: .create)
///     try file.write { try $0.execute(sql: "INSERT …") }
///
/// Write-ahead log with `synchronous = FULL`: a commit returns after its `fsync`, so that it survives
/// `kill -9` and loss of power (https://www.sqlite.org/pragma.html#pragma_synchronous). A writer waits up to
/// `busySeconds` for another process. A new file has mode 0600, as have the log files beside it, which SQLite
/// gives the mode of the database; freed pages are overwritten with zeros (`secure_delete`).
/// Several processes may have one file open. Every failure is a `StoreError`.
struct StoreFile: Sendable {
  enum Mode: Sendable {
    /// Makes the file where there is none.
    case create
    case existing
    /// Never changes the file; also for one that lies on a read-only disk.
    case readOnly
  }

  static let busySeconds = 5

  let path: String
  private let queue: DatabaseQueue

  /// Opens the file and brings it to `schema`.
  /// - Throws: `StoreError`.
  init(path: String, schema: StoreSchema, mode: Mode) throws(StoreError) {
    self.path = path
    try StoreFile.prepare(path, mode)
    queue = try StoreFile.describing(path) {
      try StoreFile.open(path, mode) { database in
        if mode == .readOnly {
          guard try schema.version(of: database, path: path) > 0 else {
            throw StoreError.notStore(path: path)
          }
        } else {
          try schema.migrate(database, path: path)
        }
      }
    }
  }

  /// Runs `body` in a read transaction: it sees one state, whatever others write.
  func read<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
    try StoreFile.describing(path) { try queue.read(body) }
  }

  /// Runs `body` in an immediate transaction; when this returns, everything in it is on the disk. When `body`
  /// throws, nothing of it is.
  func write<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
    try StoreFile.describing(path) { try queue.write(body) }
  }

  /// Rewrites the file without what was deleted, and empties the log, so that no trace of it is left.
  /// - Complexity: O(size of the store).
  func compact() throws(StoreError) {
    try StoreFile.describing(path) {
      try queue.writeWithoutTransaction { database in
        try database.execute(sql: "VACUUM")
        try database.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
      }
    }
  }

  /// SQLite says only "cannot open"; what is wrong with the path is told here. A new file is made before SQLite
  /// does it, which would give it the mode of the user's umask.
  private static func prepare(_ path: String, _ mode: Mode) throws(StoreError) {
    var status = stat()
    if stat(path, &status) == 0 {
      if status.st_mode & S_IFMT == S_IFDIR { throw .isFolder(path: path) }
      return
    }
    guard mode == .create else { throw .notFound(path: path) }
    let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    if descriptor >= 0 {
      close(descriptor)
      return
    }
    switch errno {
    case ENOENT, ENOTDIR: throw .noFolder(path: path)
    case EACCES, EROFS, EPERM: throw .readOnly(path: path)
    case ENOSPC, EDQUOT: throw .diskFull(path: path)
    default: throw .failed(path: path, detail: String(cString: strerror(errno)))
    }
  }

  /// - Parameter check: runs on every connection that is tried.
  private static func open(
    _ path: String, _ mode: Mode, check: (Database) throws -> Void
  ) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.busyMode = .timeout(Double(busySeconds))
    configuration.readonly = mode == .readOnly
    configuration.prepareDatabase { database in
      guard mode != .readOnly else { return }
      try database.execute(sql: "PRAGMA synchronous = FULL")
      try database.execute(sql: "PRAGMA secure_delete = ON")
    }
    do {
      // A path of ours is never a URI.
      let plain = path.hasPrefix("file:") ? "./" + path : path
      let queue = try DatabaseQueue(path: plain, configuration: configuration)
      if mode != .readOnly { try useLog(queue) }
      try queue.inDatabase(check)
      return queue
    } catch let error as DatabaseError
      where mode == .readOnly && error.resultCode == .SQLITE_CANTOPEN && !hasLog(path)
    {
      // Reading needs the log's index, for which the folder must be writable. Where it is not and there is no log,
      // nobody else writes either.
      let queue = try DatabaseQueue(path: immutable(path), configuration: configuration)
      try queue.inDatabase(check)
      return queue
    }
  }

  /// Changing the journal asks for the whole file and does not wait for it (SQLite's busy handler is not called
  /// there), so that a second process that opens the store at the same moment tries again.
  private static func useLog(_ queue: DatabaseQueue) throws {
    for attempt in 1... {
      do {
        try queue.writeWithoutTransaction { database in
          _ = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
        }
        return
      } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && attempt < busySeconds * 50
      {
        usleep(20_000)
      }
    }
  }

  /// Whether commits wait in the log: without it the file alone is older than what was acknowledged.
  private static func hasLog(_ path: String) -> Bool {
    var status = stat()
    return stat(path + "-wal", &status) == 0 && status.st_size > 0
  }

  /// The path as a URI that promises SQLite an unchanging file.
  private static func immutable(_ path: String) -> String {
    let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-".utf8)
    var escaped = ""
    for byte in path.utf8 {
      if plain.contains(byte) {
        escaped.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let hex = String(byte, radix: 16, uppercase: true)
        escaped += "%" + (hex.count < 2 ? "0" : "") + hex
      }
    }
    return "file:\(escaped)?immutable=1"
  }

  /// Every error of SQLite as what a user can do something about.
  private static func describing<Value>(
    _ path: String, _ body: () throws -> Value
  ) throws(StoreError) -> Value {
    do {
      return try body()
    } catch let error as StoreError {
      throw error
    } catch let error as DatabaseError {
      throw describe(error, path)
    } catch {
      throw .failed(path: path, detail: "\(error)")
    }
  }

  private static func describe(_ error: DatabaseError, _ path: String) -> StoreError {
    let detail = error.message ?? error.resultCode.description
    switch error.resultCode {
    case .SQLITE_NOTADB: return .notStore(path: path)
    case .SQLITE_CORRUPT: return .damaged(path: path, detail: detail)
    case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH: return .readOnly(path: path)
    case .SQLITE_CANTOPEN:
      return access(path, W_OK) == 0 ? .failed(path: path, detail: detail) : .readOnly(path: path)
    case .SQLITE_FULL: return .diskFull(path: path)
    case .SQLITE_BUSY, .SQLITE_LOCKED: return .busy(path: path, seconds: busySeconds)
    default: return .failed(path: path, detail: detail)
    }
  }
}
