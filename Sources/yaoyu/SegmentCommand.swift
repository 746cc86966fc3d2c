import ArgumentParser
import Audience
import Corpus
import FoundationEssentials
import Support

struct SegmentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "segment", abstract: "顾客分群：从订单算出 RFM，用规则、k-means、层次聚类或 DBSCAN 分群，画出每一群的样子。",
    discussion: """
      例：
        yaoyu segment orders.csv --method rules --customers customers.csv --out 分群.csv
        yaoyu segment orders.csv --method kmeans --k 2-8 --out 分群.csv
        yaoyu segment members.csv --method hierarchical --linkage ward --k 4 --features 年龄,年消费
      输入是订单（有顾客、日期、金额）或顾客表（一位一行，用 --features 指明数值列）。
      订单能算出的特征：最近购买 recency、购买次数 frequency、累计金额 monetary、客单价 average、首次购买 tenure、购买间隔 interval；
      rfm 是前三个。规则写在 Templates/segments.tsv，运营可以改。
      结果文件给 yaoyu copy --customers 用（加上 --customers 时保留原来的列），也给 yaoyu analyze --segments 用。
      """)

  enum Method: String, ExpressibleByArgument, CaseIterable { case rules, kmeans, hierarchical, dbscan }
  enum Linkage: String, ExpressibleByArgument, CaseIterable { case average, complete, ward, bisecting }
  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  @Argument(help: ArgumentHelp("订单或顾客文件（.csv .tsv .ndjson，可以是 .gz），- 是标准输入。", valueName: "INPUT"))
  var input: String

  @Option(name: .long, help: "方法：rules、kmeans、hierarchical 或 dbscan。")
  var method = Method.rules

  @Option(name: .long, help: ArgumentHelp("分成几群；写 2-8 就逐个试，取轮廓系数最好的。", valueName: "K"))
  var k: String = "2-8"

  @Option(name: .long, help: ArgumentHelp("特征：rfm，或用逗号隔开的特征名、列名。", valueName: "rfm|A,B"))
  var features = "rfm"

  @Option(
    name: .long, help: "数值怎么放到一个尺度：log-zscore、zscore 或 none；订单特征默认 log-zscore，列默认 zscore。",
    transform: scaleNamed)
  var scale: FeatureTable.Scale?

  @Option(name: .long, help: "层次聚类怎么合并：average、complete、ward；bisecting 是自上而下二分，人再多也行。")
  var linkage = Linkage.ward

  @Option(name: .long, help: ArgumentHelp("DBSCAN 的半径。", valueName: "EPS"))
  var radius = 0.3

  @Option(name: .long, help: ArgumentHelp("DBSCAN：半径里至少有几位才算稠密。", valueName: "N"))
  var minPoints = 10

  @Option(name: .long, help: ArgumentHelp("分群规则，不写用 Templates/segments.tsv。", valueName: "FILE"))
  var rules: String?

  @Option(name: .long, help: ArgumentHelp("“最近购买”算到哪一天，例如 2026-11-21；不写算到最后一单的次日。", valueName: "DATE"))
  var today: String?

  @Option(name: .long, help: ArgumentHelp("顾客文件：结果保留它的列，填上分群。", valueName: "FILE"))
  var customers: String?

  @Option(name: .long, help: ArgumentHelp("写每位顾客属于哪一群。", valueName: "FILE"))
  var out: String?

  @Option(name: .long, help: "画像的输出格式：text 或 json。")
  var format = Format.text

  @Option(name: .long, help: "随机种子：同样的种子给同样的结果。")
  var seed: UInt64 = 1

  @Option(name: .long, help: ArgumentHelp("线程数，不影响结果。", valueName: "T"))
  var threads = ProcessInfo.processInfo.activeProcessorCount

  @OptionGroup var columns: OrderColumnOptions
  @OptionGroup var home: HomeOption

  func validate() throws {
    _ = try kRange()
    if threads < 1 { throw ValidationError("--threads 至少是 1。") }
    if minPoints < 1 { throw ValidationError("--min-points 至少是 1。") }
    if !(radius > 0) { throw ValidationError("--radius 要大于 0。") }
    if let today, CivilDate(today) == nil { throw ValidationError("--today“\(today)”不是日期，要写成 2026-11-21。") }
  }

  func run() throws {
    let source = try SegmentSource(self)
    var report = SegmentReport(source: source.summary, style: Terminal.style)
    let segmentation = try segmentation(source, &report)
    if let out { try save(segmentation, to: out) }
    report.add(segmentation, units: source.units)
    FileHandleWriter.standardOutput.write(format == .text ? report.text : report.json(segmentation))
  }

  private func segmentation(_ source: SegmentSource, _ report: inout SegmentReport) throws -> Segmentation {
    if method == .rules {
      let home = rules == nil ? try home.find() : nil
      let path = rules ?? "\(home?.templates ?? "")/segments.tsv"
      let rules = try SegmentRules(path: path, name: home?.display(path), features: source.ruleNames)
      return Segmentation(source.table, labels: rules.labels(of: source.table), names: rules.segments)
    }
    let points = try source.table.points(scale: scale ?? source.defaultScale)
    if method == .dbscan {
      let result = DBSCAN(radius: radius, minimum: minPoints).fit(points)
      report.add(result, silhouette: Silhouette.mean(points, result.labels, seed: seed))
      return Segmentation(source.table, clusters: result.labels, points: points)
    }
    let sweep = ClusterSweep(method: sweepMethod, seed: seed, threads: threads)
    let (trials, labels) = try sweep.run(points, k: kRange())
    report.add(trials)
    return Segmentation(source.table, clusters: labels, points: points)
  }

  private var sweepMethod: ClusterSweep.Method {
    guard method == .hierarchical else { return .kmeans }
    return HierarchicalClustering.Linkage(rawValue: linkage.rawValue).map { .hierarchical($0) } ?? .bisecting
  }

  private func kRange() throws -> ClosedRange<Int> {
    let parts = k.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard let low = parts[0], let high = parts.last ?? nil, parts.count <= 2, low >= 1, low <= high,
      high <= 1000
    else { throw ValidationError("--k“\(k)”看不懂，要写成 4 或 2-8。") }
    return low...high
  }

  private func save(_ segmentation: Segmentation, to path: String) throws {
    guard let customers else {
      try FileAccess.write(SegmentFile.csv(of: segmentation).utf8, to: path)
      FileHandleWriter.standardError.write("写好了：\(path)（\(segmentation.table.count) 位顾客）\n")
      return
    }
    let (text, counts, matched) = try SegmentFile.csv(of: segmentation, joining: RowReader(customers))
    warn(about: counts, unit: "位")
    try FileAccess.write(text.utf8, to: path)
    FileHandleWriter.standardError.write(
      "写好了：\(path)（\(counts.read - counts.damaged) 位顾客，其中 \(matched) 位分了群）\n")
  }
}

/// Which columns of an order file mean what; found by their names where nothing is said.
struct OrderColumnOptions: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("顾客编号列。", valueName: "COLUMN"))
  var customerColumn: String?

  @Option(name: .long, help: ArgumentHelp("下单日期列。", valueName: "COLUMN"))
  var dateColumn: String?

  @Option(name: .long, help: ArgumentHelp("订单号列；没有就把一天算一单。", valueName: "COLUMN"))
  var orderColumn: String?

  @Option(name: .long, help: ArgumentHelp("金额列；没有就用数量乘单价。", valueName: "COLUMN"))
  var amountColumn: String?

  @Option(name: .long, help: ArgumentHelp("数量列。", valueName: "COLUMN"))
  var quantityColumn: String?

  @Option(name: .long, help: ArgumentHelp("单价列。", valueName: "COLUMN"))
  var priceColumn: String?

  @Option(
    name: .long, help: ArgumentHelp("输入格式：csv、tsv、ndjson；不写看扩展名。", valueName: "FORMAT"),
    transform: corpusFormat)
  var inputFormat: CorpusFormat?

  var columns: OrderFile.Columns {
    OrderFile.Columns(
      customer: customerColumn, date: dateColumn, order: orderColumn, amount: amountColumn,
      quantity: quantityColumn, price: priceColumn)
  }
}

private func scaleNamed(_ name: String) throws -> FeatureTable.Scale {
  guard let scale = FeatureTable.Scale(rawValue: name) else {
    let names = FeatureTable.Scale.allCases.map(\.rawValue)
    throw ValidationError(
      "没有叫“\(name)”的尺度，可用：\(names.joined(separator: "、"))。\(didYouMean(name, among: names) ?? "")")
  }
  return scale
}

/// What is segmented: histories made of orders, or a table of customers.
private struct SegmentSource {
  let table: FeatureTable
  /// By feature, how its numbers are read: 天前, 次, 元.
  let units: [String]
  let summary: String
  let defaultScale: FeatureTable.Scale
  /// The names that rules may use.
  let ruleNames: [String: Int]

  init(_ command: SegmentCommand) throws {
    let reader = try RowReader(command.input, format: command.columns.inputFormat)
    let names = command.features.split(separator: ",").map { $0.trimmed }
    let features =
      names == ["rfm"]
      ? [.recency, .frequency, .monetary] : names.compactMap(PurchaseHistory.Feature.init(named:))
    if features.count == names.count || names == ["rfm"] {
      let history = try PurchaseHistory(
        OrderFile(reader, columns: command.columns.columns), today: command.today.flatMap { CivilDate($0) })
      warn(about: history.counts, unit: "行")
      let wanted = command.method == .rules ? PurchaseHistory.Feature.allCases : features
      table = history.table(wanted)
      units = wanted.map(\.unit)
      summary = Self.summary(history)
      defaultScale = .logZscore
      ruleNames = Dictionary(
        wanted.enumerated().flatMap { [($1.title, $0), ($1.rawValue, $0)] },
        uniquingKeysWith: { first, _ in first })
    } else {
      let customers = try CustomerTable(reader, columns: names, customer: command.columns.customerColumn)
      warn(about: customers.counts, unit: "行")
      table = customers.table
      units = names.map { _ in "" }
      summary =
        "\(table.count) 位顾客" + (customers.incomplete > 0 ? "，跳过 \(customers.incomplete) 位（有一格不是数）" : "")
        + (customers.repeated > 0 ? "，去掉重复 \(customers.repeated) 行" : "")
      defaultScale = .zscore
      ruleNames = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }
  }

  private static func summary(_ history: PurchaseHistory) -> String {
    let skipped = history.skipped.values.reduce(0, +)
    let reasons = OrderFile.Skip.allCases.compactMap { reason in
      history.skipped[reason].map { "\(reason.rawValue) \($0)" }
    }
    return
      "\(history.customers.count) 位顾客，\(history.counts.read - skipped) 行有效订单，算到 \(CivilDate(dayNumber: history.today))"
      + (skipped > 0 ? "；跳过 \(skipped) 行：\(reasons.joined(separator: "，"))" : "")
  }
}

extension Substring {
  fileprivate var trimmed: String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
