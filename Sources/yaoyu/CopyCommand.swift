import ArgumentParser
import Copywriting
import Insight
import Storage
import Support

struct CopyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "copy",
    abstract: "按活动写文案：评价决定先说什么，每个字都有出处，合规检查过才放行。",
    discussion: """
      例：yaoyu copy --campaign Templates/campaigns/xiaoxue.yaml --insight herbal/insight.json --format text
      一位客户一个渠道一条记录，不能发的也有一条，写明原因。没有客户名单时给每个商品出一份通用预览。
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case ndjson, text
  }

  @OptionGroup var homeOption: HomeOption
  @Option(help: ArgumentHelp("活动文件（YAML）。", valueName: "FILE")) var campaign: String
  @Option(help: ArgumentHelp("客户名单（CSV），- 是标准输入；不写就用活动文件里的。", valueName: "FILE"))
  var customers: String?
  @Option(help: ArgumentHelp("yaoyu analyze 写的 insight.json。", valueName: "FILE")) var insight: String?
  @Option(help: ArgumentHelp("只写这个渠道。", valueName: "NAME")) var channel: String?
  @Option(help: ArgumentHelp("最多写几位客户。", valueName: "N")) var limit: Int?
  @Option(help: ArgumentHelp("随机种子，同样的种子写出同样的文案。", valueName: "S")) var seed: UInt64?
  @Option(help: ArgumentHelp("yaoyu results 写的权重，效果好的说法多出现。", valueName: "FILE")) var weights: String?
  @Option(help: ArgumentHelp("另写一页网页，点文案的任何一段，看它从哪儿来。", valueName: "FILE")) var preview: String?
  @Option(help: ArgumentHelp("把能发的放进发件箱（SQLite），同一活动、客户、渠道只放一次，断了再跑也一样。", valueName: "FILE"))
  var outbox: String?
  @Flag(help: "最后报告渲染用了多少时间。") var timing = false
  @Option(help: "ndjson 给程序读，text 给人看。") var format: Format = .ndjson

  func validate() throws {
    if let limit, limit < 0 { throw ValidationError("--limit 要是 0 或正整数。") }
  }

  func run() throws {
    let home = try homeOption.find()
    let catalogue = try Catalogue.load(home: home)
    let campaign = try Campaign.load(self.campaign, catalogue: catalogue)
    let reviews = try insight.map { try InsightFile.load($0) }
    let weights = try weights.map { try WordingWeights.load($0) }
    var writer = try CopyWriter(
      campaign: campaign, catalogue: catalogue, home: home, insight: reviews, channel: channel, seed: seed,
      weights: weights)
    if timing { writer.timing = CopyTiming() }
    var output = FileHandleWriter.standardOutput
    var lines = NDJSONLines()
    var tally = CopyTally()
    let box = try outbox.map { try Outbox(path: $0, sendDate: campaign.sendDate) }
    var page = preview.map { _ in CopyPreview(campaign: campaign, catalogue: catalogue) }
    func write(_ records: [CopyRecord]) throws {
      tally.add(records)
      page?.add(records)
      try box?.put(records)
      for record in records {
        if format == .text { output.append(record.preview + "\n") } else { output.append(lines.line(record)) }
      }
    }
    if let path = customers ?? campaign.customersPath {
      try writer.run(
        CustomerFile(path), limit: limit,
        recent: { customer in
          guard let box, let cap = campaign.frequencyCap else { return 0 }
          return try box.recentMessages(to: customer.id, besides: campaign.id, days: cap.days)
        }, write)
    } else {
      try writer.prepare()
      try write(writer.records(for: .anonymous))
    }
    try box?.flush()
    output.flush()
    let messages = FileHandleWriter.standardError
    for warning in writer.warnings { messages.write("yaoyu: \(warning)\n") }
    messages.write(tally.summary + "\n")
    if let box { messages.write("发件箱：新放入 \(box.added) 条，原来就有 \(box.known) 条。\n") }
    if let timing = writer.timing { messages.write(timing.summary + "\n") }
    if let preview, let page {
      try FileAccess.write(Array(page.page(tally).utf8), to: preview)
      messages.write("预览页写在 \(preview)\n")
    }
  }
}
