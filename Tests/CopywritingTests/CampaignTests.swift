import Foundation
import Support
import Testing

@testable import Copywriting

@Suite("Campaign and customers")
struct CampaignTests {
  @Test("every mistake of a campaign file is told with line, column and the nearest name")
  func mistakes() throws {
    let yaml = """
      id: x
      send_date: 2026-11-21
      signatur: 安和堂
      products:
        - product: gouki
          segment: [老客]
      channels: [sms, wechatt]
      claims: [gq-jieri]
      """
    #expect { try Content.campaign(yaml) } throws: { error in
      let text = "\(error)"
      return text.contains("campaign.yaml:3:1: 错误：不认识“signatur”") && text.contains("您是不是想写“signature”？")
        && text.contains("campaign.yaml:5:14: 错误：products.tsv 里没有商品“gouki”") && text.contains("“gouqi”")
        && text.contains("campaign.yaml:6:5: 错误：不认识“segment”")
        && text.contains("campaign.yaml:7:17: 错误：没有渠道“wechatt”")
        && text.contains("campaign.yaml:8:10: 错误：卖点“gq-jieri”在 2026-10-08 到期")
    }
  }

  @Test("YAML that does not parse is told with its place")
  func brokenYAML() {
    #expect { try Content.campaign("id: [a\nb: c") } throws: { "\($0)".hasPrefix("campaign.yaml:2:") }
    #expect { try Content.campaign("") } throws: { "\($0)".hasPrefix("campaign.yaml:1:1") }
  }

  @Test("an unknown channel names the ones there are")
  func unknownChannel() throws {
    let yaml = Content.yaml(products: ["gouqi"], channels: ["sms"])
    #expect { try Content.writer(yaml, channel: "wechta") } throws: { error in
      (error as? CopyError)?.exitCode == .usage && "\(error)".contains("sms（短信）")
        && "\(error)".contains("您是不是想写“wechat”？")
    }
  }

  private func customers(_ csv: String) throws -> [Customer] {
    let path = NSTemporaryDirectory() + "yaoyu-\(UUID().uuidString).csv"
    try FileAccess.write(Array(csv.utf8), to: path)
    defer { try? FileManager.default.removeItem(atPath: path) }
    var found: [Customer] = []
    try CustomerFile(path).forEach(channels: try Content.catalogue.get().channels) { found.append($0) }
    return found
  }

  @Test("customers are read with quotes, Chinese column names, line breaks in cells and no assumed consent")
  func reading() throws {
    let csv =
      "\u{FEFF}客户编号,姓名,性别,同意营销,consent_profiling,sms,备注\r\nk1,欧阳晴,女,是,y,,\"甲,\"\"乙\"\"\n丙\"\nk2,李雷,男,,,y,\n"
    let found = try customers(csv)
    #expect(found.map(\.id) == ["k1", "k2"])
    #expect(found.first?.fields["称呼"] == "欧阳女士")
    #expect(found.first?.fields["备注"] == "甲,\"乙\"\n丙")
    #expect(found.first?.declined == ["sms"])
    #expect(found.first?.acceptsSensitive == false)
    #expect(found.last?.acceptsMarketing == false)
    #expect(found.last?.line == 4)
    #expect(found.last?.variables == [:])
  }

  @Test(
    "a damaged customers file is told with its line",
    arguments: [
      ("id,consent_marketing\nk1,y\nk2,\"y\n", ":3: "), ("id,consent_marketing\nk1,\"y\"x\n", ":2: "),
      ("id,consent_marketing\nk1\n", ":2: "), ("id,name\nk1,王\n", "consent_marketing"), ("", "是空的"),
      ("id,consent_marketing\n,y\n", "没有客户编号"),
    ])
  func damaged(csv: String, expected: String) {
    #expect { try customers(csv) } throws: { "\($0)".contains(expected) }
  }

  @Test("text messages are counted in UCS-2 units: emoji and rare Han take two")
  func lengths() throws {
    let sms = try Content.catalogue.get().channel("sms")
    #expect(sms.measure("药😀𠮷").units == 5)
    #expect(sms.measure(String(repeating: "药", count: 70)).parts == 1)
    #expect(sms.measure(String(repeating: "药", count: 71)).parts == 2)
    #expect(sms.measure(String(repeating: "药", count: 134)).fits)
    #expect(!sms.measure(String(repeating: "药", count: 133) + "😀").fits)
    #expect(try Content.catalogue.get().channel("wechat").measure("药👨‍👩‍👧").units == 2)
  }

  @Test("any campaign or customers file is read or reported, never crashed on")
  func fuzz() throws {
    let yaml = Content.yaml(products: ["gouqi", "liuwei"], channels: ["sms"])
    let csv = "id,name,consent_marketing,sms\nk1,\"王,兰\",y,y\nk2,李,n,\n"
    let pieces = [
      "\"", "\n", ",", "[", "]", "{", ":", "- ", "\r\n", "😀", "\t", "&a", "*a", "'", "#", "\u{0}", "\u{FEFF}",
    ]
    var generator = SeededGenerator(seed: 9)
    for round in 0..<400 {
      var text = Array(round.isMultiple(of: 2) ? yaml : csv)
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let place = Int.random(in: 0...text.count, using: &generator)
        text.insert(contentsOf: pieces.randomElement(using: &generator) ?? "", at: place)
      }
      do {
        if round.isMultiple(of: 2) {
          _ = try Content.campaign(String(text))
        } else {
          _ = try customers(String(text))
        }
      } catch {
        let mistakes = (error as? DiagnosticList)?.diagnostics ?? (error as? Diagnostic).map { [$0] } ?? []
        #expect(!mistakes.isEmpty || error is any YaoyuError, "\(error)")
        #expect(mistakes.allSatisfy { $0.line >= 1 }, "\(error)")
      }
    }
  }
}
