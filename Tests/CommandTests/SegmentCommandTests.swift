import Foundation
import Testing

@Suite("yaoyu segment") struct SegmentCommandTests {
  static let orders = "Tests/Fixtures/Audience/orders.csv"

  @Test("rules put every customer where the shop's people would, and fill the customers' file")
  func rules() throws {
    let folder = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let out = folder.appending(path: "segments.csv").path
    let result = try Program.run([
      "segment", Self.orders, "--customers", "Templates/customers.csv", "--out", out,
    ])
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.output.contains("40 位顾客"))
    #expect(result.output.contains("没有顾客编号 1"))
    let customers = try String(
      contentsOfFile: "\(Program.root.path)/Templates/customers.csv", encoding: .utf8)
    let written = try String(contentsOfFile: out, encoding: .utf8)
    #expect(written.split(separator: "\n").count == customers.split(separator: "\n").count)
    #expect(written.contains("c001,王秀兰,女,老客,"))
    let object = try Program.object(
      try Program.run(["segment", Self.orders, "--method", "rules", "--format", "json"]).output)
    let segments = try #require(object["segments"] as? [[String: Any]])
    #expect(segments.map { $0["segment"] as? String } == ["老客", "新客", "沉睡", "普通"])
    #expect(segments.map { $0["customers"] as? Int } == [12, 12, 12, 4])
  }

  @Test("every method gives the same bytes twice", arguments: ["kmeans", "hierarchical", "dbscan"])
  func deterministic(method: String) throws {
    let arguments = [
      "segment", Self.orders, "--method", method, "--k", "3", "--min-points", "3", "--format", "json",
    ]
    let first = try Program.run(arguments)
    #expect(first.exitCode == 0, "\(first.errors)")
    #expect(first.output == (try Program.run(arguments + ["--threads", "1"]).output))
    let segments = try #require(try Program.object(first.output)["segments"] as? [[String: Any]])
    #expect(segments.compactMap { $0["customers"] as? Int }.reduce(0, +) == 40)
  }

  @Test("segments reach the insight: what each one talks about and how it feels")
  func insight() throws {
    let folder = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let segments = folder.appending(path: "segments.csv").path
    #expect(try Program.run(["segment", Self.orders, "--out", segments]).exitCode == 0)
    var reviews = "user,text\n"
    for index in 1...12 {
      reviews += "c0\(index < 10 ? "0" : "")\(index),枸杞颗粒饱满泡水很甜一直回购第\(index)次\n"
      reviews += "c0\(index + 12),物流太慢等了\(index)天才送到包装也压坏了\n"
      reviews += "无名\(index),客服态度很好回答第\(index)个问题很耐心\n"
    }
    let file = folder.appending(path: "reviews.csv")
    try Data(reviews.utf8).write(to: file)
    let out = folder.appending(path: "insight").path
    let result = try Program.run([
      "analyze", file.path, "--segments", segments, "--segment-column", "user", "--topics", "3",
      "--iterations", "20", "--min-df", "2", "--out", out,
    ])
    #expect(result.exitCode == 0, "\(result.errors)")
    let object = try Program.object(try String(contentsOfFile: out + "/insight.json", encoding: .utf8))
    let found = try #require(object["segments"] as? [[String: Any]])
    #expect(Set(found.compactMap { $0["name"] as? String }) == ["老客", "新客"])
    for segment in found {
      #expect(segment["reviews"] as? Int == 12)
      let words = try #require(segment["keywords"] as? [[String: Any]]).compactMap { $0["word"] as? String }
      #expect(words.contains(segment["name"] as? String == "老客" ? "枸杞" : "物流"), "\(words)")
    }
    // Nobody's id is kept.
    #expect(!(try String(contentsOfFile: out + "/insight.json", encoding: .utf8)).contains("c001"))
    #expect(try String(contentsOfFile: out + "/report.html", encoding: .utf8).contains("各顾客分群"))
  }

  @Test("what is wrong is told with the option that mends it")
  func errors() throws {
    let wrongColumn = try Program.run(["segment", Self.orders, "--customer-column", "买家"])
    #expect(wrongColumn.exitCode == 65)
    #expect(wrongColumn.errors.contains("--customer-column"))
    #expect(try Program.run(["segment", "nowhere.csv"]).exitCode == 66)
    let tooMany = try Program.run(["segment", Self.orders, "--method", "kmeans", "--k", "500"])
    #expect(tooMany.exitCode == 64)
    #expect(tooMany.errors.contains("--k"))
    #expect(try Program.run(["segment", Self.orders, "--k", "two"]).exitCode == 64)
  }
}
