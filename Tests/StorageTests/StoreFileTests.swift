import Foundation
import GRDB
import Support
import Testing

@testable import Storage

@Suite("A SQLite file")
struct StoreFileTests {
  private static let schema = StoreSchema(
    name: "试验", code: "TEST", steps: ["CREATE TABLE note(id INTEGER PRIMARY KEY, text TEXT NOT NULL)"])

  private let folder = FileManager.default.temporaryDirectory.appending(path: "yaoyu-\(UUID().uuidString)")

  init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

  private var path: String { folder.appending(path: "库.db").path }

  private func open(_ schema: StoreSchema = schema, _ mode: StoreFile.Mode = .create) throws -> StoreFile {
    try StoreFile(path: path, schema: schema, mode: mode)
  }

  private func notes(_ file: StoreFile) throws -> [String] {
    try file.read { try String.fetchAll($0, sql: "SELECT text FROM note ORDER BY id") }
  }

  private func add(_ text: String, to file: StoreFile) throws {
    try file.write { try $0.execute(sql: "INSERT INTO note(text) VALUES (?)", arguments: [text]) }
  }

  @Test("what was committed is there for the next who opens it; what threw is not")
  func commits() throws {
    do {
      let file = try open()
      try add("一", to: file)
      #expect(throws: StoreError.self) {
        try file.write { database in
          try database.execute(sql: "INSERT INTO note(text) VALUES ('二')")
          throw CancellationError()
        }
      }
    }
    #expect(try notes(open(Self.schema, .existing)) == ["一"])
  }

  @Test("a commit waits for the disk, and a new file is for its owner alone")
  func safety() throws {
    let file = try open()
    #expect(try file.read { try Int.fetchOne($0, sql: "PRAGMA synchronous") } == 2)
    #expect(try file.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
    try add("一", to: file)
    for name in ["库.db", "库.db-wal", "库.db-shm"] {
      let attributes = try FileManager.default.attributesOfItem(atPath: folder.appending(path: name).path)
      #expect((attributes[.posixPermissions] as? Int) == 0o600, "\(name)")
    }
  }

  @Test("a store of a newer version, of another kind or of another program is refused and left as it is")
  func foreign() throws {
    try add("一", to: open())
    var newer = Self.schema
    newer.steps.append("ALTER TABLE note ADD COLUMN day TEXT")
    _ = try open(newer)
    let bytes = try Data(contentsOf: URL(filePath: path))
    #expect(throws: StoreError.newerVersion(path: path, found: 2, known: 1)) { try open() }
    let other = StoreSchema(name: "别样", code: "ELSE", steps: [""])
    #expect(throws: StoreError.otherKind(path: path, expected: "别样", found: nil)) { try open(other) }
    #expect(try Data(contentsOf: URL(filePath: path)) == bytes)
  }

  @Test("an older store gets the steps that it lacks and keeps what it has")
  func upgrade() throws {
    try add("一", to: open())
    var newer = Self.schema
    newer.steps.append("ALTER TABLE note ADD COLUMN day TEXT DEFAULT '今天'")
    let file = try open(newer)
    #expect(try file.read { try String.fetchOne($0, sql: "SELECT text || day FROM note") } == "一今天")
  }

  @Test("what is no store is told apart: nothing there, a folder, other bytes, a damaged file")
  func wrongFiles() throws {
    #expect(throws: StoreError.notFound(path: path)) { try open(Self.schema, .existing) }
    #expect(throws: StoreError.notFound(path: path)) { try open(Self.schema, .readOnly) }
    #expect(throws: StoreError.isFolder(path: folder.path)) {
      try StoreFile(path: folder.path, schema: Self.schema, mode: .create)
    }
    let nowhere = folder.path + "/没有/库.db"
    #expect(throws: StoreError.noFolder(path: nowhere)) {
      try StoreFile(path: nowhere, schema: Self.schema, mode: .create)
    }
    try Data("这是一份评价，不是数据库。".utf8).write(to: URL(filePath: path))
    #expect(throws: StoreError.notStore(path: path)) { try open() }
    try FileManager.default.removeItem(atPath: path)
    do {
      let file = try open()
      for number in 0..<400 { try add(String(repeating: "药", count: 100) + "\(number)", to: file) }
      try file.compact()
    }
    var bytes = try Data(contentsOf: URL(filePath: path))
    for index in 4096..<bytes.count { bytes[index] = UInt8(truncatingIfNeeded: index &* 31) }
    try bytes.write(to: URL(filePath: path))
    do {
      _ = try notes(open())
      Issue.record("a damaged file was read")
    } catch let error as StoreError {
      guard case .damaged = error else {
        Issue.record("\(error)")
        return
      }
      #expect(error.exitCode == .badData)
    }
  }

  @Test("a full disk is told, and what was stored before stays")
  func full() throws {
    let file = try open()
    try add("一", to: file)
    // SQLite's own limit stands for the disk's: the same code comes out of it.
    _ = try file.read { try Int.fetchOne($0, sql: "PRAGMA max_page_count = 3") }
    #expect(throws: StoreError.diskFull(path: path)) {
      for _ in 0..<200 { try add(String(repeating: "药", count: 1000), to: file) }
    }
    #expect(try notes(file).first == "一")
    #expect(StoreError.diskFull(path: path).exitCode == .inputOutput)
  }

  @Test("a store that is only read is not changed, even where nothing can be written")
  func readOnly() throws {
    try add("一", to: open())
    let before = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    let file = try open(Self.schema, .readOnly)
    #expect(try notes(file) == ["一"])
    #expect(throws: StoreError.readOnly(path: path)) { try add("二", to: file) }
    #expect(try notes(open()) == ["一"])
    #expect(before.contains("库.db"))
  }

  @Test("two who open and write one store at once wait for each other")
  func two() async throws {
    let path = path
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<4 {
        group.addTask {
          let file = try StoreFile(path: path, schema: Self.schema, mode: .create)
          for number in 0..<10 {
            try file.write {
              try $0.execute(sql: "INSERT INTO note(text) VALUES (?)", arguments: ["\(writer)-\(number)"])
            }
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try Set(notes(open())).count == 40)
  }

  @Test("what was deleted and compacted away is no longer in the files")
  func deletion() throws {
    let secret = "不能留下的一句话"
    let file = try open()
    try add(secret, to: file)
    try file.write { try $0.execute(sql: "DELETE FROM note") }
    try file.compact()
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      let bytes = try Data(contentsOf: folder.appending(path: name))
      #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(name)")
    }
  }
}
