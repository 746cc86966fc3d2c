import Foundation
import Testing

@Suite("yaoyu copy, lint, templates, review, results")
struct CopyCommandTests {
  private static let campaign = "Templates/campaigns/rudong.yaml"

  private func customers(_ count: Int, in folder: URL) throws -> String {
    let segments = ["新客", "老客", "沉睡", ""]
    var rows = "id,name,gender,segment,consent_marketing,consent_profiling,opt_out\n"
    for number in 1...count {
      rows += "c\(number),王小\(number % 9),女,\(segments[number % 4]),\(number % 11 == 0 ? "n" : "y"),y,n\n"
    }
    let path = folder.appending(path: "客户.csv")
    try Data((rows + "c1,张三,男,新客,y,y,n\n").utf8).write(to: path)
    return path.path
  }

  @Test("the preview page shows text, spans and evidence in a real browser")
  func preview() throws {
    let folder = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let page = folder.appending(path: "预览.html")
    let result = try Program.run([
      "copy", "--campaign", Self.campaign, "--customers", try customers(8, in: folder), "--preview",
      page.path,
    ])
    #expect(result.exitCode == 0 && result.errors.contains("预览页写在"))
    let source = try String(contentsOf: page, encoding: .utf8)
    #expect(
      source.contains("data-origin=\"claim:") && !source.contains("http://") && !source.contains("https://"))
    guard
      let chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].first(
        where: FileManager.default.isExecutableFile)
    else { return }
    // The page's own script opens the first claim when the address ends in #first.
    let browser = Process()
    browser.executableURL = URL(filePath: chromium)
    browser.arguments = [
      "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir=\(folder.path)/profile", "--dump-dom",
      "file://\(page.path)#first",
    ]
    let shown = folder.appending(path: "dom.html")
    try Data().write(to: shown)
    browser.standardOutput = try FileHandle(forWritingTo: shown)
    browser.standardError = FileHandle.nullDevice
    try browser.run()
    browser.end()
    let dom = try String(contentsOf: shown, encoding: .utf8)
    #expect(dom.contains("class=\"claim open\""))
    #expect(dom.contains("<dt>审批</dt>") && dom.contains("<dt>来源</dt>"))
  }

  @Test("an outbox after kill -9 and another run is the outbox of an undisturbed run")
  func crash() throws {
    let folder = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let people = try customers(900, in: folder)
    func arguments(_ box: String) -> [String] {
      [
        "copy", "--campaign", Self.campaign, "--customers", people, "--channel", "email", "--outbox",
        folder.appending(path: box).path,
      ]
    }
    func listed(_ box: String) throws -> String {
      try Program.run([
        "review", "list", "--state", "ready", "--format", "ndjson", "--outbox",
        folder.appending(path: box).path,
      ]).output
    }
    #expect(try Program.run(arguments("整.sqlite")).exitCode == 0)
    let expected = try listed("整.sqlite")
    #expect(expected.split(separator: "\n").count > 600)
    let log = folder.appending(path: "断.sqlite-wal")
    let process = try Program.start(arguments("断.sqlite"))
    while process.isRunning {
      let size = (try? FileManager.default.attributesOfItem(atPath: log.path)[.size] as? Int) ?? 0
      if size > 60_000 { kill(process.processIdentifier, SIGKILL) }
      usleep(500)
    }
    let again = try Program.run(arguments("断.sqlite"))
    #expect(again.exitCode == 0)
    #expect(try listed("断.sqlite") == expected)
    #expect(try Program.run(arguments("断.sqlite")).errors.contains("新放入 0 条"))
  }

  @Test("counts add up, and who comes twice gets one text")
  func counts() throws {
    let folder = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let result = try Program.run([
      "copy", "--campaign", Self.campaign, "--customers", try customers(40, in: folder), "--timing",
    ])
    #expect(result.lines.count == 41 * 4)
    let skipped = result.lines.filter { $0.contains("\"skipped\":\"") }.count
    #expect(result.errors.contains("41 位客户，164 条：写出 \(164 - skipped) 条，跳过 \(skipped) 条"))
    #expect(result.lines.filter { $0.contains("\"skipped\":\"duplicate-customer\"") }.count == 4)
    #expect(result.errors.contains("渲染"))
  }

  @Test("a decision needs an outbox, a name and, to reject, a reason")
  func review() throws {
    let folder = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let box = folder.appending(path: "发件箱.sqlite").path
    #expect(try Program.run(["review", "list", "--outbox", box]).exitCode == 66)
    let people = try customers(3, in: folder)
    _ = try Program.run(["copy", "--campaign", Self.campaign, "--customers", people, "--outbox", box])
    let ready = try Program.run(["review", "list", "--state", "ready", "--format", "ndjson", "--outbox", box])
    let first = try #require(ready.lines.first)
    let id = try #require(try Program.object(first)["record_id"] as? String)
    #expect(try Program.run(["review", "reject", "--outbox", box, "--by", "林晓", id]).exitCode == 64)
    let done = try Program.run(["review", "reject", "--outbox", box, "--by", "林晓", "--reason", "改日子", id])
    #expect(done.exitCode == 0 && done.errors.contains("1 条复核退回"))
    #expect(try Program.run(["review", "log", "--outbox", box]).output.contains("林晓  复核退回  \(id)  改日子"))
    #expect(try Program.run(["review", "approve", "--outbox", box, "--by", "林晓", "没有"]).exitCode == 64)
  }

  @Test("templates check tells what each template needs; results give weights that copy takes")
  func templatesAndResults() throws {
    let check = try Program.run(["templates", "check", "--campaign", Self.campaign])
    #expect(check.exitCode == 1)
    #expect(check.output.contains("sms-general　Templates/copy/sms-general.txt　短信（sms）"))
    #expect(check.errors.contains("10 个模板×渠道，1 个有放不下的商品"))
    let folder = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let results = folder.appending(path: "结果.csv")
    try Data(
      "variant,delivered,converted\nsms-general:1-1-1-1-1-1-1-1-1,500,60\nsms-general:2-1-1-1-1-1-1-1-1,500,30\n"
        .utf8
    ).write(to: results)
    let weights = folder.appending(path: "权重.json").path
    let learned = try Program.run(["results", results.path, "--out", weights])
    #expect(learned.exitCode == 0 && learned.output.contains("按说法"))
    let people = try customers(5, in: folder)
    #expect(
      try Program.run(["copy", "--campaign", Self.campaign, "--customers", people, "--weights", weights])
        .exitCode == 0)
    #expect(
      try Program.run(["copy", "--campaign", Self.campaign, "--weights", "Package.swift"]).exitCode == 65)
  }
}
