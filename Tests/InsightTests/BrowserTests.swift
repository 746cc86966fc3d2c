import Foundation
import Support
import Testing

@testable import Insight

/// The report in a browser without a window, where one is installed.
@Suite("The report in a browser") struct BrowserTests {
  static let browser = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
    .map { "/usr/bin/\($0)" }.first { FileManager.default.isExecutableFile(atPath: $0) }

  /// The page as it stands after its scripts have run.
  private func render(_ page: String) throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: "yaoyu-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "report.html")
    let output = folder.appending(path: "out")
    try Data(page.utf8).write(to: file)
    try Data().write(to: output)
    let process = Process()
    // A browser that hangs must not hang the tests.
    process.executableURL = URL(filePath: "/usr/bin/timeout")
    process.arguments = [
      "60", try #require(Self.browser), "--headless", "--no-sandbox", "--disable-gpu",
      "--user-data-dir=\(folder.appending(path: "profile").path)", "--dump-dom", file.absoluteString,
    ]
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return String(decoding: try Data(contentsOf: output), as: UTF8.self)
  }

  /// The words of the first topic's card, in order.
  private func words(_ page: String) -> [String] {
    guard let list = page.firstMatch(of: #/<ul class="bars ranked">(?s:(.*?))<\/ul>/#)?.output.1 else {
      return []
    }
    return list.matches(of: #/<span class="word">([^<]*)</#).map { String($0.output.1) }
  }

  @Test("the slider ranks the words of every topic by relevance", .enabled(if: browser != nil))
  func slider() throws {
    let insight = try #require(Fixture.insight)
    let page = InsightReport.html(of: insight)
    #expect(page.contains("id=\"lambda-box\" hidden"))
    let shown = try render(page)
    #expect(shown.contains("id=\"lambda-box\">"))
    #expect(words(shown) == words(page))
    let moved = page.replacing(
      "</body>",
      with: """
        <script>const slider = document.getElementById('lambda'); slider.value = 0;
        slider.dispatchEvent(new Event('input'));</script></body>
        """)
    let largest = try #require(insight.topics.max { ($0.weight, $1.id) < ($1.weight, $0.id) })
    let expected = try #require(largest.relevant).enumerated().sorted {
      let scores = (Relevance.relevance($0.element, 0), Relevance.relevance($1.element, 0))
      return abs(scores.0 - scores.1) > 1e-12 ? scores.0 > scores.1 : $0.offset < $1.offset
    }.map(\.element.word)
    let ranked = words(try render(moved))
    #expect(ranked.prefix(5) == expected.prefix(5))
    #expect(ranked.sorted() == expected.sorted())
    #expect(ranked != words(page))
  }
}
