import Foundation
import Testing

@testable import yaoyu

@Suite struct AnalyzeCommandTests {
  private static let reviews = "Tests/Fixtures/Insight/reviews.csv"
  private static let columns = [
    "--group-by", "product_id", "--date-column", "date", "--rating-column", "rating", "--topics", "3",
    "--iterations", "20",
    "--min-df", "2",
  ]

  @Test("a file and the same through a pipe give the same reviews; twice gives the same bytes")
  func bytes() throws {
    let folder = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let first = folder.appending(path: "new/first").path
    let second = folder.appending(path: "second").path
    let result = try Program.run(["analyze", Self.reviews] + Self.columns + ["--out", first])
    #expect(result.exitCode == 0)
    #expect(result.output.hasPrefix("读了 40 条评价，留下 35 条（87.5%）\n"))
    #expect(!result.output.contains("\u{1B}"))
    #expect(result.errors.contains("reviews.csv:41: "))
    let again = try Program.run(
      ["analyze", Self.reviews] + Self.columns + ["--threads", "3", "--out", second])
    #expect(again.output == result.output)
    for file in ["insight.json", "report.html", "topics.csv", "groups.csv"] {
      let bytes = try Data(contentsOf: URL(filePath: "\(first)/\(file)"))
      #expect(try Data(contentsOf: URL(filePath: "\(second)/\(file)")) == bytes)
    }
    let input = try Data(contentsOf: Program.root.appending(path: Self.reviews))
    let piped = try Program.run(
      ["analyze", "-", "--input-format", "csv", "--text-column", "review"] + Self.columns + [
        "--out", second,
      ], input: input)
    #expect(piped.output == result.output)
  }

  @Test(
    "what cannot be analysed is told, with the exit code of its kind",
    arguments: [
      (["nowhere.csv"], Int32(66), "没有找到文件"), (["nowhere.xyz"], 66, "没有找到文件"),
      (["Package.swift"], 64, "--input-format"),
      (["-"], 64, "--input-format"),
      ([reviews, "--group-by", "product"], 65, "现有的列：product_id、date、rating、review"),
      (["-", "--input-format", "csv"], 65, "一条评价也没有"),
      ([reviews, "--topics", "5000", "--min-df", "2"], 65, "比词表里的词还多"),
      ([reviews, "--topics", "0"], 64, "主题数"),
      ([reviews, "--input-format", "cvs"], 64, "您是不是想写“csv”"),
    ])
  func refusals(arguments: [String], exitCode: Int32, message: String) throws {
    let folder = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let result = try Program.run(["analyze"] + arguments + ["--out", folder.path])
    #expect(result.exitCode == exitCode)
    #expect(result.errors.contains(message))
    #expect(result.output.isEmpty)
  }
}

@Suite struct TerminalTests {
  @Test(
    "colours need a terminal that can show them, and nobody against them",
    arguments: [
      (true, ["TERM": "xterm-256color"], true), (false, ["TERM": "xterm"], false),
      (true, ["TERM": "dumb"], false),
      (true, [:], false), (true, ["TERM": "xterm", "NO_COLOR": "1"], false),
      (true, ["TERM": "xterm", "NO_COLOR": ""], true),
    ])
  func colors(isTerminal: Bool, environment: [String: String], expected: Bool) {
    #expect(Terminal.usesColor(isTerminal: isTerminal, environment: environment) == expected)
  }

  @Test("a progress line tells the time left once it can be reckoned, and never divides by nothing")
  func progress() {
    let bar = String(repeating: "█", count: 12) + String(repeating: " ", count: 12)
    #expect(ProgressLine.text("训练", 50, of: 100, elapsed: 0.1) == "训练 \(bar) 50/100")
    #expect(
      ProgressLine.text("训练", 50, of: 100, elapsed: 30, note: "困惑度 8.1").hasSuffix("  还要 30 秒  困惑度 8.1"))
    #expect(ProgressLine.text("训练", 1, of: 100, elapsed: 4).hasSuffix("还要 6 分 36 秒"))
    #expect(ProgressLine.text("训练", 1, of: 1000, elapsed: 10).hasSuffix("还要 2 小时 46 分"))
    #expect(ProgressLine.text("训练", 0, of: 0, elapsed: 9).hasSuffix("0/0"))
  }
}
