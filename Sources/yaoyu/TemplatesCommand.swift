import ArgumentParser
import Copywriting
import Support

struct TemplatesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "templates", abstract: "检查文案模板。", subcommands: [Check.self], defaultSubcommand: Check.self)

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check", abstract: "列出每个模板要哪些值、从哪儿来、最长能有多长；有放不下的就以 1 退出。",
      discussion: """
        例：yaoyu templates check --campaign Templates/campaigns/rudong.yaml
        写错的模板、商品、卖点会连同文件、行、列一起报出来。客户资料的长度没法预知：称呼按 4 字（欧阳女士）、上次购买按 16 字，其他按 20 字算。
        """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
      case text, ndjson
    }

    @OptionGroup var homeOption: HomeOption
    @Option(help: ArgumentHelp("活动文件，用它的签名和变量来算。", valueName: "FILE")) var campaign: String?
    @Option(help: "text 给人看，ndjson 给程序读。") var format: Format = .text

    func run() throws {
      let home = try homeOption.find()
      let catalogue = try Catalogue.load(home: home)
      let campaign = try campaign.map { try Campaign.load($0, catalogue: catalogue) }
      let reports = try TemplateCheck(catalogue: catalogue, campaign: campaign, home: home).reports()
      var output = FileHandleWriter.standardOutput
      for report in reports { output.append(format == .text ? report.text + "\n\n" : report.json + "\n") }
      output.flush()
      let bad = reports.filter(\.isInfeasible).count
      FileHandleWriter.standardError.write(
        "\(reports.count) 个模板×渠道，" + (bad == 0 ? "每一个都放得下法定文字和最短的正文。\n" : "\(bad) 个有放不下的商品。\n"))
      if bad > 0 { throw ArgumentParser.ExitCode(1) }
    }
  }
}
