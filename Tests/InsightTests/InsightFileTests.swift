import Support
import Testing

@testable import Insight

@Suite("insight.json") struct InsightFileTests {
  @Test("what is saved is what is loaded, in the same bytes")
  func roundTrip() throws {
    let insight = try #require(Fixture.insight)
    let bytes = try InsightFile.encode(insight)
    let loaded = try InsightFile.decode(bytes, path: "insight.json")
    #expect(loaded == insight)
    #expect(try InsightFile.encode(loaded) == bytes)
  }

  @Test("a missing file says how to make it")
  func missing() {
    let error = #expect(throws: InsightError.self) { try InsightFile.load("/nowhere/insight.json") }
    #expect(error == .missing(path: "/nowhere/insight.json"))
    #expect(error?.exitCode == .noInput)
    #expect(error?.description.contains("yaoyu analyze") == true)
  }

  @Test("damage is told apart: cut off, another file, another version, a missing part, a contradiction")
  func damaged() throws {
    let whole = try InsightFile.encode(try #require(Fixture.insight))
    let text = String(decoding: whole, as: UTF8.self)
    func reason(_ text: String) -> InsightError? {
      do {
        _ = try InsightFile.decode(Array(text.utf8), path: "i")
        return nil
      } catch {
        return error
      }
    }
    #expect(reason(String(text.prefix(500))) == .damaged(path: "i", reason: "不是完整的 JSON（可能没有写完，或被截断）"))
    #expect(reason("") == .damaged(path: "i", reason: "不是完整的 JSON（可能没有写完，或被截断）"))
    #expect(reason("[]") == .damaged(path: "i", reason: "最外层应该是一个对象"))
    #expect(reason("{}") == .otherFormat(path: "i"))
    #expect(reason(#"{"format":"yaoyu-insight","version":7}"#) == .otherVersion(path: "i", version: 7))
    #expect(reason(#"{"format":"yaoyu-insight","version":1}"#) == .damaged(path: "i", reason: "缺少“source”"))
    #expect(
      reason(text.replacing("\"topic\" : 2", with: "\"topic\" : 9"))
        == .damaged(path: "i", reason: "“全部”提到不存在的主题 9"))
  }

  @Test("counts and shares beyond reason are refused before anybody adds them up")
  func unreasonable() throws {
    var insight = try #require(Fixture.insight)
    insight.overall.sentiment.positive = .max
    #expect(throws: InsightError.damaged(path: "i", reason: "好评、中性、差评的条数不合理")) {
      try InsightFile.decode(try InsightFile.encode(insight), path: "i")
    }
    insight.overall.sentiment.positive = 1
    insight.topics[0].weight = 7
    #expect(throws: InsightError.damaged(path: "i", reason: "占比不在 0 和 1 之间")) {
      try InsightFile.decode(try InsightFile.encode(insight), path: "i")
    }
  }

  @Test("bytes cut or changed anywhere never crash", arguments: 0..<30)
  func fuzz(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    var bytes = try InsightFile.encode(try #require(Fixture.insight))
    for _ in 0..<3 {
      bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
    }
    if seed % 3 == 0 { bytes = Array(bytes.prefix(Int.random(in: 0..<bytes.count, using: &generator))) }
    _ = try? InsightFile.decode(bytes, path: "i")
  }
}
