import Foundation
import Testing

@Suite struct BotFindCommandTests {
  @Test("the nearest questions of a table are listed, best first, with their lines")
  func find() throws {
    let folder = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let table = folder.appending(path: "faq.csv")
    try Data("问题,答案,来源\n退款几天到账,一到三个工作日,店规\n几点下班,晚上九点,\n".utf8).write(to: table)
    let result = try Program.run(["bot", "find", table.path, "-", "--top", "1"], input: "退宽要多久\n啥时候下班\n")
    #expect(result.exitCode == 0, "\(result.errors)")
    let found = try result.lines.map { try Program.object($0)["hits"] as? [[String: Any]] }
    #expect(found.map { $0?.first?["question"] as? String } == ["退款几天到账", "几点下班"])
    #expect(found.map { $0?.first?["line"] as? Int } == [2, 3])
    #expect(found.first??.first?["source"] as? String == "店规")
  }

  @Test("a table without its columns, a missing file and a wrong number are told")
  func refusals() throws {
    let folder = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let table = folder.appending(path: "faq.tsv")
    try Data("q\ta\n几点下班\t九点\n".utf8).write(to: table)
    let columns = try Program.run(["bot", "find", table.path, "-"], input: "你好\n")
    #expect(columns.exitCode == 65)
    #expect(columns.errors.contains("question"))
    #expect(try Program.run(["bot", "find", "nowhere.tsv", "-"], input: "你好\n").exitCode == 66)
    #expect(try Program.run(["bot", "find", table.path, "-", "--top", "0"], input: "你好\n").exitCode == 64)
  }
}
