import Foundation
import Testing

@Suite("chat in a pipe")
struct ChatPipeTests {
  private let home: SmallHome

  init() throws { home = try SmallHome() }

  private func chat(_ arguments: [String], _ input: Data) throws -> Program.Result {
    try Program.run(["chat", "--home", home.path] + arguments, input: input)
  }

  @Test("no prompt, no banner, no colour; every answer is out before the next line is read")
  func flushed() throws {
    defer { home.remove() }
    let process = Process()
    let (input, output) = (Pipe(), Pipe())
    process.executableURL = Program.executable
    process.arguments = ["chat", "--home", home.path]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    for (said, answer) in [("你好\n", "您好呀。\n"), ("/help\n", "/帮助")] {
      input.fileHandleForWriting.write(Data(said.utf8))
      let shown = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
      #expect(shown.hasPrefix(answer), "\(shown)")
      #expect(!shown.contains("\u{1B}") && !shown.contains("›"))
    }
    try input.fileHandleForWriting.close()
    process.end()
    #expect(process.terminationStatus == 0)
  }

  @Test("the same lines with the same seed and clock give the same bytes")
  func deterministic() throws {
    defer { home.remove() }
    let lines = Data("你好\n我想退货\n\(SmallHome.order)\n1\n对\n讲个笑话\n转人工\n你好\n".utf8)
    for mode in [[], ["--json"]] {
      let arguments = mode + ["--seed", "5", "--now", "2026-11-21T10:00"]
      let first = try chat(arguments, lines).output
      #expect(try chat(arguments, lines).output == first)
      #expect(!first.isEmpty)
    }
  }

  @Test("without caches, with them and with damaged ones the answers are the same bytes")
  func caches() throws {
    defer { home.remove() }
    let caches = URL(filePath: home.file("缓存/yaoyu"))
    let environment = ["XDG_CACHE_HOME": home.file("缓存")]
    let lines = Data("你好\n我想退货\n布洛芬一次吃几粒\n东西太差了，非常失望\n".utf8)
    func answers() throws -> String {
      let result = try Program.run(
        ["chat", "--home", home.path, "--json", "--now", "2026-11-21T10:00"], input: lines,
        environment: environment)
      #expect(result.exitCode == 0 && result.errors.isEmpty, "\(result.errors)")
      return result.output
    }
    let made = try answers()
    let files = try FileManager.default.contentsOfDirectory(at: caches, includingPropertiesForKeys: nil)
    #expect(files.contains { $0.lastPathComponent.hasPrefix("sentiment-") })
    #expect(try answers() == made)
    for file in files {
      var bytes = try Data(contentsOf: file)
      bytes[bytes.count / 2] ^= 0x55
      try bytes.write(to: file)
    }
    #expect(try answers() == made)
    for file in files { try Data(contentsOf: file).prefix(100).write(to: file) }
    #expect(try answers() == made)
    #expect(made.contains("negative"))
  }

  @Test("ten thousand turns in one session are all answered, and what a turn tells does not grow")
  func longSession() throws {
    defer { home.remove() }
    let lines = ["你好", "我想退货", SmallHome.order, "1", "对", "你们几点上班", "帮我写首诗", "算了"]
    let input = (0..<10_000).map { lines[$0 % lines.count] + "\n" }.joined()
    let result = try chat(["--json", "--now", "2026-11-21T10:00"], Data(input.utf8))
    #expect(result.exitCode == 0)
    #expect(result.lines.count == 10_000)
    #expect(try Program.object(#require(result.lines.last))["turn"] as? Int == 10_000)
    #expect(try #require(result.lines.last).utf8.count < 2_000)
  }

  @Test(
    "bad input never ends the chat: a line of 8 MB, control characters, bytes that are no text, surrogates")
  func badInput() throws {
    defer { home.remove() }
    var input = Data(String(repeating: "药", count: 8 << 20 / 3).utf8) + Data("\n".utf8)
    input +=
      Data("{\"text\":\"".utf8) + Data(String(repeating: "药", count: 100_000).utf8) + Data("\"}\n".utf8)
    input += Data([0, 1, 2, 7, 0x1B, 0x5B, 0x32, 0x4A, 0xFF, 0xFE, 0xC3, 0x28, 10])
    input += Data("\u{200B}\u{200D}\u{FEFF}\u{202E}\n你\u{200B}好\u{2060}\n".utf8)
    for line in [
      #"{"text":"\ud83d"}"#, #"{"text":"\udc00\ud83d好"}"#, #"{"text":null}"#, "{",
      #"{"session":1,"text":"你好"}"#, "[]",
    ] {
      input += Data((line + "\n").utf8)
    }
    input += Data("你好".utf8)
    let result = try chat(["--json"], input)
    #expect(result.exitCode == 0, "\(result.errors)")
    let turns = try result.lines.map(Program.object)
    #expect(turns.count == 12)
    for turn in turns { #expect((turn["replies"] as? [String])?.isEmpty == false) }
    #expect((turns[1]["replies"] as? [String])?.first?.contains("64 KB") == true)
    #expect(turns[4]["replies"] as? [String] == ["您好呀。"])
    #expect(turns[11]["replies"] as? [String] == ["您好呀。"])
    let plain = try chat([], input)
    #expect(plain.exitCode == 0)
    #expect(plain.output.contains("这一行太长"))
  }

  @Test("a hand-off ends by a line from the people who answered")
  func handOff() throws {
    defer { home.remove() }
    let lines = ["转人工", "你好", #"{"handoff":"end"}"#, "你好"].joined(separator: "\n")
    let turns = try chat(["--json"], Data(lines.utf8)).lines.map(Program.object)
    #expect(turns.map { ($0["replies"] as? [String])?.count } == [1, 0, 0, 1])
  }

  @Test("options that contradict each other or make no sense are told")
  func usage() throws {
    defer { home.remove() }
    for (arguments, word) in [
      (["--json", "--save", "x"], "--json"), (["--replay", "x", "--store", "y"], "--replay"),
      (["--save", home.path], "文件夹"), (["--save", "README.md"], "不能覆盖"), (["--now", "昨天"], "昨天"),
      (["--orders", "http://shop.example.com"], "https"),
    ] {
      let result = try chat(arguments, Data())
      #expect(result.exitCode == 64, "\(arguments)")
      #expect(result.errors.contains(word), "\(result.errors)")
    }
    #expect(try chat(["--replay", "没有.话"], Data()).exitCode == 66)
    #expect(try chat(["--replay", "Package.swift"], Data()).exitCode == 65)
    #expect(try chat(["--orders", "没有.db"], Data()).exitCode == 66)
  }
}
