import Foundation
import Testing

/// The three jobs as their users do them, on a small sample: reviews → insight → copy and chat.
@Suite struct JourneyTests {
  private static let samples = "Tests/Fixtures/Command"
  private static let campaign = "Templates/campaigns/xiaoxue.yaml"

  private func analyze(_ sample: String, into folder: URL, _ more: [String] = []) throws -> Program.Result {
    try Program.run(
      [
        "analyze", "\(Self.samples)/\(sample)", "--group-by", "product", "--rating-column", "rating",
        "--date-column", "date", "--topics", "6", "--iterations", "60", "--seed", "1", "--out", folder.path,
      ] + more)
  }

  private func copy(insight folder: URL) throws -> [[String: Any]] {
    let result = try Program.run([
      "copy", "--campaign", Self.campaign, "--insight", folder.appending(path: "insight.json").path,
    ])
    #expect(result.exitCode == 0, "\(result.errors)")
    return try result.lines.map(Program.object)
  }

  @Test("analyze counts what it drops and mends, masks what it quotes, and writes the same bytes twice")
  func analyzing() throws {
    let folder = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let (first, second) = (folder.appending(path: "1"), folder.appending(path: "2"))
    let result = try analyze("reviews.csv", into: first)
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(try analyze("reviews.csv", into: second, ["--threads", "2"]).exitCode == 0)
    for name in ["insight.json", "report.html"] {
      #expect(
        try Data(contentsOf: first.appending(path: name)) == Data(contentsOf: second.appending(path: name)))
    }
    let text = try String(contentsOf: first.appending(path: "insight.json"), encoding: .utf8)
    let insight = try Program.object(text)
    let source = try #require(insight["source"] as? [String: Any])
    let dropped = try #require(source["dropped"] as? [String: Int])
    #expect(source["read"] as? Int == 165)
    #expect(dropped["default-text"] == 1)
    #expect(dropped["duplicate"] == 1)
    #expect(source["kept"] as? Int == 165 - dropped.values.reduce(0, +))
    #expect((source["repaired"] as? [String: Int])?["html-entity"] == 1)
    #expect(!text.contains("13812345678"), "a telephone number in the insight")
  }

  @Test("another slice of the reviews makes another approved claim lead, and the record says why")
  func insightDrivesCopy() throws {
    let folder = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    var leads: [[String]] = []
    for sample in ["reviews.csv", "reviews-autumn.csv"] {
      let out = folder.appending(path: sample)
      #expect(try analyze(sample, into: out).exitCode == 0)
      let records = try copy(insight: out).filter { $0["skipped"] is NSNull }
      #expect(!records.isEmpty)
      leads.append(records.compactMap { ($0["claims"] as? [String])?.first })
      for record in records {
        let evidence = try #require(record["evidence"] as? [String: Any])
        let lead = try #require(evidence["lead"] as? [String: Any])
        #expect(lead["label"] is String)
        #expect(try #require(lead["share"] as? Double) > 0)
        #expect(lead["sentiment"] is [String: Any])
      }
    }
    #expect(leads[0].count == leads[1].count)
    #expect(leads[0] != leads[1])
  }

  @Test("every character of a written text has an origin, and spans lie in the text")
  func coverage() throws {
    let result = try Program.run(["copy", "--campaign", Self.campaign])
    let records = try result.lines.map(Program.object)
    #expect(!records.isEmpty)
    for record in records where record["skipped"] is NSNull {
      let text = try #require(record["text"] as? String)
      let spans = try #require(record["spans"] as? [[Any]])
      var position = 0
      for span in spans {
        #expect(span[0] as? Int == position)
        position = try #require(span[1] as? Int)
      }
      #expect(position == text.unicodeScalars.count)
    }
  }

  @Test("the bot's suggestions follow what the reviews talk about")
  func insightShapesChat() throws {
    let folder = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    var replies: [String] = []
    for sample in ["reviews.csv", "reviews-autumn.csv"] {
      let out = folder.appending(path: sample)
      #expect(try analyze(sample, into: out).exitCode == 0)
      let chat = try Program.run(
        ["chat", "--insight", out.appending(path: "insight.json").path], input: "帮我写首诗\n")
      #expect(chat.exitCode == 0)
      replies.append(chat.output)
    }
    #expect(replies[0] != replies[1])
  }

  @Test("a conversation in NDJSON has every field of the contract, a line a turn")
  func chatJSON() throws {
    let result = try Program.run(["chat", "--json"], input: "你好\n我想退货\n")
    #expect(result.exitCode == 0)
    let turns = try result.lines.map(Program.object)
    #expect(turns.count == 2)
    for turn in turns {
      #expect(
        Set(turn.keys) == [
          "session", "turn", "replies", "intents", "slots", "form", "escalate", "abstained", "sentiment",
          "sources",
        ])
    }
    let form = try #require(turns[1]["form"] as? [String: Any])
    #expect(form["state"] as? String == "started")
    #expect(form["ask"] as? String == "order_id")
  }

  @Test("what a newcomer tries first is answered as the README says")
  func firstConversation() throws {
    let lines = ["布洛芬一次吃几粒", "我想退货", "算了", "喘不上气，嘴唇都肿了，刚吃完头孢", "帮我写首诗"]
    let result = try Program.run(["chat", "--json"], input: lines.joined(separator: "\n"))
    let turns = try result.lines.map(Program.object)
    #expect(turns.count == 5)
    #expect(try #require(turns[0]["sources"] as? [Any]).isEmpty == false)
    #expect((turns[1]["form"] as? [String: Any])?["name"] as? String == "退货")
    #expect((turns[2]["form"] as? [String: Any])?["state"] as? String == "cancelled")
    #expect(turns[3]["escalate"] as? String == "emergency")
    #expect(try #require((turns[3]["replies"] as? [String])?.first).contains("120"))
    #expect(turns[4]["abstained"] as? Bool == true)
  }

  @Test(
    "bad input ends with the contract's exit code and says what is wrong",
    arguments: [
      (["analyze", "no-such.csv", "--out", "/tmp/x"], 66, "no-such.csv"),
      (["analyze", "\(samples)/reviews.csv", "--text-column", "reviw", "--out", "/tmp/x"], 65, "review"),
      (["analyze", "\(samples)/reviews.csv", "--topics", "100000", "--out", "/tmp/x"], 65, "100000"),
      (["analyze", "/dev/null", "--input-format", "csv", "--out", "/tmp/x"], 65, ""),
      (["copy", "--campaign", "no-such.yaml"], 66, "no-such.yaml"),
      (["copy", "--campaign", campaign, "--channel", "smss"], 64, "sms"),
      (["copy", "--campaign", campaign, "--insight", "Package.swift"], 65, "Package.swift"),
      (["chat", "--insight", "no-such.json"], 66, "no-such.json"),
      (["chat", "--insight", "README.md"], 65, "README.md"),
      (["topics", "show", "README.md"], 65, "README.md"),
      (["sentiment", "no-such.csv"], 66, "no-such.csv"),
      (["no-such-command"], 64, ""),
    ] as [([String], Int32, String)])
  func badInput(_ arguments: [String], _ code: Int32, _ mention: String) throws {
    let result = try Program.run(arguments)
    #expect(result.exitCode == code, "\(arguments): \(result.errors)")
    #expect(!result.errors.isEmpty)
    if !mention.isEmpty { #expect(result.errors.contains(mention), "\(result.errors)") }
  }

  @Test("a blocked text makes lint exit 1; a clean one 0")
  func lint() throws {
    let blocked = try Program.run(["lint", "--category", "otc", "--format", "json"], input: "三天根治咽炎，全网第一\n")
    #expect(blocked.exitCode == 1)
    #expect(try Program.object(blocked.lines[0])["verdict"] as? String == "blocked")
    let clean = try Program.run(["lint", "--category", "otc", "--scope", "fragment"], input: "最近天气转凉，出门添衣\n")
    #expect(clean.exitCode == 0)
  }
}
