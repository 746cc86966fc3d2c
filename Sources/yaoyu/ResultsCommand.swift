import ArgumentParser
import Copywriting
import Support

struct ResultsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "results",
    abstract: "看一次活动的结果：各分群、渠道、说法的点击、转化、投入产出，差别是不是碰巧；给下一次定权重。",
    discussion: """
      例：yaoyu results 结果.csv --out 权重.json，下一次 yaoyu copy … --weights 权重.json
      结果.csv 一行一条消息（或一组消息）：delivered 必有，clicked converted unsubscribed revenue cost 是数，
      segment channel product variant 照抄 copy 的记录，holdout 写 y 的是没发的对照组。
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  enum Metric: String, ExpressibleByArgument, CaseIterable {
    case click, convert
  }

  @OptionGroup var homeOption: HomeOption
  @Argument(help: ArgumentHelp("结果（CSV），- 是标准输入。", valueName: "FILE")) var file: String
  @Option(help: "按什么比：click 点击率，convert 转化率。") var metric: Metric = .convert
  @Option(help: ArgumentHelp("把下一次的权重写到这个文件。", valueName: "FILE")) var out: String?
  @Option(help: ArgumentHelp("抽样的种子，同样的种子算出同样的权重。", valueName: "S")) var seed: UInt64 = 1
  @Option(help: "text 给人看，json 给程序读。") var format: Format = .text

  func run() throws {
    let results = try CampaignResults.load(file)
    let measured: ResultReport.Metric = metric == .click ? .click : .convert
    let report = ResultReport(results, metric: measured)
    var output = FileHandleWriter.standardOutput
    output.append((format == .text ? report.text : report.json) + "\n")
    output.flush()
    guard let out else { return }
    let catalogue = try Catalogue.load(home: try homeOption.find())
    try WordingWeights.learn(from: results, catalogue: catalogue, seed: seed, rate: measured.rate).save(out)
    FileHandleWriter.standardError.write("下一次的权重写在 \(out)，用法：yaoyu copy … --weights \(out)\n")
  }
}
