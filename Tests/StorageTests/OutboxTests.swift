import Copywriting
import Foundation
import Support
import Testing

@testable import Storage

@Suite("Outbox")
struct OutboxTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "yaoyu-\(UUID().uuidString)")

  init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

  private var path: String { folder.appending(path: "发件箱.sqlite").path }

  /// Records of real campaigns: an outbox takes nothing else.
  private static let content = Result {
    let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
    let home = try Home.find(root)
    return (home, try Catalogue.load(home: home))
  }

  private func records(_ campaign: String, _ customers: Range<Int>, date: String = "2026-11-21") throws
    -> [CopyRecord]
  {
    let (home, catalogue) = try Self.content.get()
    let yaml = """
      id: \(campaign)
      send_date: \(date)
      signature: 安和堂
      products: [gouqi]
      channels: [sms, wechat]
      """
    var writer = try CopyWriter(
      campaign: .parse(yaml, file: "c.yaml", catalogue: catalogue), catalogue: catalogue, home: home)
    let file = folder.appending(path: "\(campaign).csv").path
    let rows = customers.map { "k\($0),y,\($0 % 7 == 0 ? "y" : "n")\n" }.joined()
    try FileAccess.write(Array("id,consent_marketing,opt_out\n\(rows)".utf8), to: file)
    var records: [CopyRecord] = []
    try writer.run(CustomerFile(file)) { records += $0 }
    return records
  }

  private let date = CivilDate(year: 2026, month: 11, day: 21)

  @Test("each campaign, customer and channel is there once, however often and in whatever pieces it is put")
  func once() throws {
    let all = try records("a", 0..<300)
    let whole = try Outbox(path: path, sendDate: #require(date))
    try whole.put(all)
    try whole.flush()
    let expected = try whole.messages()
    #expect(expected.count == all.filter { $0.skipped == nil }.count)
    let other = folder.appending(path: "断过.sqlite").path
    for cut in [0, 100, 256, 450, 600] {
      // The process ends here without a flush: what was not a whole batch is lost.
      let piece = try Outbox(path: other, sendDate: #require(date))
      for record in all.prefix(cut) { try piece.put([record]) }
    }
    let last = try Outbox(path: other, sendDate: #require(date))
    try last.put(all)
    try last.flush()
    #expect(try last.messages() == expected)
    #expect(last.added + last.known == expected.count)
    try last.put(all)
    try last.flush()
    #expect(try last.messages() == expected)
  }

  @Test("messages of other campaigns count for the frequency cap within its days, rejected ones do not")
  func recent() throws {
    let early = try #require(CivilDate("2026-11-14"))
    let box = try Outbox(path: path, sendDate: early)
    try box.put(try records("早", 1..<3, date: "2026-11-14"))
    try box.flush()
    let now = try Outbox(path: path, sendDate: #require(CivilDate("2026-11-20")))
    #expect(try now.recentMessages(to: "k1", besides: "今", days: 7) == 2)
    #expect(try now.recentMessages(to: "k1", besides: "今", days: 6) == 0)
    #expect(try now.recentMessages(to: "k1", besides: "早", days: 7) == 0)
    #expect(try now.recentMessages(to: "k9", besides: "今", days: 7) == 0)
    try now.decide(.rejected, ["早/k1/sms"], reviewer: "林晓", reason: "试", time: "2026-11-20T10:00:00Z")
    #expect(try now.recentMessages(to: "k1", besides: "今", days: 7) == 1)
  }

  @Test("a decision changes the message and stays on record; an unknown number changes nothing")
  func decisions() throws {
    let box = try Outbox(path: path, sendDate: #require(date))
    try box.put(try records("a", 1..<3))
    try box.flush()
    try box.decide(.approved, ["a/k1/sms"], reviewer: "林晓", reason: "看过", time: "2026-11-21T09:00:00Z")
    try box.decide(.rejected, ["a/k1/sms"], reviewer: "陈岩", reason: "日期不对", time: "2026-11-21T10:00:00Z")
    #expect {
      try box.decide(.approved, ["a/k2/sms", "a/k2/smss"], reviewer: "林晓", reason: "", time: "t")
    } throws: {
      "\($0)".contains("没有“a/k2/smss”，一条都没有改") && "\($0)".contains("a/k2/sms”")
    }
    #expect(try box.decisions().map(\.state) == [.approved, .rejected])
    #expect(try box.decisions().map(\.reviewer) == ["林晓", "陈岩"])
    #expect(try box.counts() == [.rejected: 1, .ready: 3])
    let message = try #require(try box.messages(.rejected).first)
    #expect(message.id == "a/k1/sms" && message.preview.contains("复核退回"))
    let json = try JSONSerialization.jsonObject(with: Data(message.json.utf8)) as? [String: Any]
    #expect(json?["text"] as? String == message.text)
  }

  @Test("an outbox that is not there is not made by looking for it")
  func missing() throws {
    #expect(throws: StoreError.notFound(path: path)) { try Outbox(existing: path, isReadOnly: true) }
    #expect(!FileManager.default.fileExists(atPath: path))
  }
}
