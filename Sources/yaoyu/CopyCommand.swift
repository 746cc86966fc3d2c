import ArgumentParser
import Copywriting
import Insight
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
  @Option(help: "ndjson 给程序读，text 给人看。") var format: Format = .ndjson

  func validate() throws {
    if let limit, limit < 0 { throw ValidationError("--limit 要是 0 或正整数。") }
  }

  func run() throws {
    let home = try homeOption.find()
    let catalogue = try Catalogue.load(home: home)
    let campaign = try Campaign.load(self.campaign, catalogue: catalogue)
    let reviews = try insight.map { try InsightFile.load($0) }
    var writer = try CopyWriter(
      campaign: campaign, catalogue: catalogue, home: home, insight: reviews, channel: channel, seed: seed)
    var output = FileHandleWriter.standardOutput
    var tally = CopyTally()
    func write(_ customer: Customer) throws {
      if let limit, tally.customers >= limit { throw LimitReached() }
      let records = writer.records(for: customer)
      tally.add(records)
      for record in records { output.append(format == .text ? record.preview + "\n" : record.json + "\n") }
    }
    if let path = customers ?? campaign.customersPath {
      let reader = CustomerFile(path)
      do {
        try reader.forEach(
          channels: catalogue.channels.map(\.id),
          header: { try writer.prepare(customerColumns: $0) }, write)
      } catch is LimitReached {
        // As many as were asked for.
      }
    } else {
      try writer.prepare()
      try write(.anonymous)
    }
    output.flush()
    FileHandleWriter.standardError.write(tally.summary + "\n")
  }
}

private struct LimitReached: Error {}
