import Foundation
import Support
import Testing

@Suite("chat --store")
struct ChatStoreTests {
  private let home: SmallHome
  private var store: String { home.file("会话.db") }

  init() throws { home = try SmallHome() }

  private func chat(_ lines: [String], _ more: [String] = []) throws -> Program.Result {
    try Program.run(
      ["chat", "--home", home.path, "--json", "--store", store] + more, input: lines.joined(separator: "\n"))
  }

  private func bot(_ arguments: [String]) throws -> Program.Result { try Program.run(["bot"] + arguments) }

  @Test("a form that was left goes on in the next run of the program")
  func resumed() throws {
    defer { home.remove() }
    #expect(try chat(["我想退货", SmallHome.order], ["--session", "张三"]).exitCode == 0)
    let turns = try chat(["2", "对"], ["--session", "张三"]).lines.map(Program.object)
    #expect((turns[0]["form"] as? [String: Any])?["ask"] as? String == "confirm")
    #expect((turns[1]["form"] as? [String: Any])?["state"] as? String == "done")
    #expect(turns[1]["turn"] as? Int == 4)
    let list = try bot(["sessions", "--store", store])
    #expect(list.output.contains("张三　4 句"))
    let export = try bot(["export", "--store", store])
    #expect(export.output.contains("顾客：[单号]") || export.output.contains("顾客：[订单号]"))
    #expect(!export.output.contains(SmallHome.order))
    #expect(try bot(["forget", "--store", store, "--session", "张三"]).output.contains("4 句"))
    #expect(try bot(["forget", "--store", store, "--session", "张三"]).exitCode == 1)
    #expect(try bot(["export", "--store", store]).output.isEmpty)
  }

  @Test("a session handed over stays silent until the agent gives it back")
  func released() throws {
    defer { home.remove() }
    let turns = try chat(["转人工", "你好"]).lines.map(Program.object)
    #expect((turns[1]["replies"] as? [String])?.isEmpty == true)
    #expect(turns[1]["escalate"] as? String == "human")
    #expect(try bot(["sessions", "--store", store, "--waiting"]).output.contains("等人工"))
    #expect(try bot(["release", "--store", store, "--session", "1"]).exitCode == 0)
    #expect(try bot(["release", "--store", store, "--session", "1"]).exitCode == 1)
    let after = try chat(["你好"]).lines.map(Program.object)
    #expect(after[0]["replies"] as? [String] == ["您好呀。"])
  }

  @Test("what could not be answered comes back as text for a 话本 that the check accepts")
  func gaps() throws {
    defer { home.remove() }
    let questions = ["门口能停车吗", "附近哪里能停车", "开车来有地方停车吗", "停车收费吗", "会飞的大象"]
    #expect(try chat(questions).exitCode == 0)
    let gaps = try bot(["gaps", "--home", home.path, "--store", store])
    #expect(gaps.exitCode == 0, "\(gaps.errors)")
    #expect(gaps.output.contains("- 门口能停车吗"))
    #expect(gaps.errors.contains("归成 1 类"))
    try home.write(SmallHome.text + "\n" + gaps.output)
    let check = try bot(["check", "--home", home.path])
    #expect(check.exitCode == 0, "\(check.errors)")
    #expect(try bot(["gaps", "--store", home.file("没有.db")]).exitCode == 66)
  }

  @Test("kill -9 at any moment loses no turn that was answered", .timeLimit(.minutes(2)))
  func killed() throws {
    defer { home.remove() }
    var generator = SeededGenerator(seed: 9)
    var answered = 0
    for _ in 0..<10 {
      let process = Process()
      let (input, output) = (Pipe(), Pipe())
      process.executableURL = Program.executable
      process.arguments = ["chat", "--home", home.path, "--json", "--store", store]
      process.standardInput = input
      process.standardOutput = output
      try process.run()
      // Far more than it can answer before the end.
      input.fileHandleForWriting.write(Data(String(repeating: "你好\n", count: 2000).utf8))
      var seen = Data()
      let wanted = Int.random(in: 1...40, using: &generator)
      while seen.count(where: { $0 == 10 }) < wanted {
        let more = output.fileHandleForReading.availableData
        if more.isEmpty { break }
        seen += more
      }
      kill(process.processIdentifier, SIGKILL)
      process.end()
      seen += try output.fileHandleForReading.readToEnd() ?? Data()
      let last = try #require(
        String(decoding: seen, as: UTF8.self).split(separator: "\n").last { $0.hasSuffix("}") })
      answered = try #require(try Program.object(String(last))["turn"] as? Int)
      let stored = try bot(["export", "--store", store, "--json"]).lines
      #expect(stored.count >= answered)
      #expect(try #require(stored.last).contains("\"turn\":\(stored.count)"))
    }
    #expect(answered > 10)
  }

  @Test("two programs on one store at the same time lose nothing")
  func two() throws {
    defer { home.remove() }
    let processes = try (0..<2).map { _ in
      let process = Process()
      let input = Pipe()
      process.executableURL = Program.executable
      process.arguments = ["chat", "--home", home.path, "--json", "--store", store, "--session", "同一个"]
      process.standardInput = input
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      input.fileHandleForWriting.write(Data(String(repeating: "你好\n", count: 100).utf8))
      try input.fileHandleForWriting.close()
      return process
    }
    for process in processes {
      process.end()
      #expect(process.terminationStatus == 0)
    }
    let stored = try bot(["export", "--store", store, "--json"]).lines
    #expect(stored.count == 200)
  }

  @Test("a store that cannot be used is told, with its exit code, and nothing is answered")
  func unusable() throws {
    defer { home.remove() }
    func attempt(_ path: String) throws -> Program.Result {
      try Program.run(["chat", "--home", home.path, "--json", "--store", path], input: "你好\n")
    }
    try Data("不是数据库，是一段比一页还要短的话。".utf8).write(to: URL(filePath: home.file("文字.db")))
    let text = try attempt(home.file("文字.db"))
    #expect(text.exitCode == 65)
    #expect(text.errors.contains("不是药语的库文件"))
    #expect(text.output.isEmpty)
    #expect(try attempt(home.path).exitCode == 65)
    #expect(try attempt(home.file("没有/会话.db")).exitCode == 66)
    let orders = home.file("订单.db")
    #expect(
      try bot(["orders", home.file("Conversations/样例订单.json"), "--into", orders]).output.contains("1 个订单"))
    let kind = try attempt(orders)
    #expect(kind.exitCode == 65)
    #expect(kind.errors.contains("存的是订单"))
    let looked = try Program.run(
      ["chat", "--home", home.path, "--json", "--orders", orders], input: "我想退货\n\(SmallHome.order)\n1\n对\n")
    #expect(looked.output.contains("受理号"))
    _ = try attempt(store)
    // user_version: bytes 60…63 of the header, big-endian (https://www.sqlite.org/fileformat2.html).
    var bytes = try Data(contentsOf: URL(filePath: store))
    bytes[63] = 99
    try bytes.write(to: URL(filePath: store))
    let newer = try attempt(store)
    #expect(newer.exitCode == 65)
    #expect(newer.errors.contains("第 99 版"))
  }

  @Test("on a disk that is full or read-only, the customer gets no answer that is not kept")
  func disk() throws {
    defer { home.remove() }
    let mount = home.file("小盘")
    try FileManager.default.createDirectory(atPath: mount, withIntermediateDirectories: true)
    func mountCommand(_ arguments: [String]) -> Bool {
      let process = Process()
      process.executableURL = URL(filePath: "/bin/mount")
      process.arguments = arguments + [mount]
      process.standardError = FileHandle.nullDevice
      guard (try? process.run()) != nil else { return false }
      process.end()
      return process.terminationStatus == 0
    }
    // Only root may mount, and not in every sandbox.
    guard mountCommand(["-t", "tmpfs", "-o", "size=200k", "tmpfs"]) else { return }
    defer {
      let process = Process()
      process.executableURL = URL(filePath: "/bin/umount")
      process.arguments = [mount]
      try? process.run()
      process.end()
    }
    let store = mount + "/会话.db"
    let full = try Program.run(
      ["chat", "--home", home.path, "--json", "--store", store], input: String(repeating: "你好\n", count: 400))
    #expect(full.exitCode == 74)
    #expect(full.errors.contains("磁盘满了"))
    #expect(!full.lines.isEmpty)
    guard mountCommand(["-o", "remount,size=4m"]) else { return }
    #expect(try bot(["export", "--store", store, "--json"]).lines.count >= full.lines.count)
    #expect(
      try Program.run(["chat", "--home", home.path, "--json", "--store", store], input: "你好\n").exitCode == 0)
    guard mountCommand(["-o", "remount,ro"]) else { return }
    let readOnly = try Program.run(["chat", "--home", home.path, "--json", "--store", store], input: "你好\n")
    #expect(readOnly.exitCode == 74)
    #expect(readOnly.errors.contains("只读"))
    #expect(readOnly.output.isEmpty)
    #expect(try bot(["export", "--store", store, "--json"]).lines.count >= full.lines.count)
  }
}
