import ArgumentParser
import Audience
import Corpus
import FoundationEssentials
import Insight
import Support

struct AnalyzeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze", abstract: "分析评价：清洗、主题、情感、方面、安全提示，按商品分组，写出 insight.json 和 report.html。",
    discussion: """
      例：
        yaoyu analyze reviews.csv --group-by product_id --date-column date --rating-column rating --out out
        zcat reviews.csv.gz | yaoyu analyze - --input-format csv --text-column review --out out
      insight.json 给 yaoyu copy 和 yaoyu chat 用，report.html 给人看，topics.csv 和 groups.csv 给表格软件。同样的输入、选项和种子，每次写出同样的字节。
      """)

  @Argument(help: ArgumentHelp("评价文件（.csv .tsv .ndjson .jsonl .txt，可以是 .gz），- 是标准输入。", valueName: "INPUT"))
  var input: String

  @OptionGroup var columns: CorpusColumnOptions

  @Option(name: .long, help: ArgumentHelp("按这一列分组，例如商品编号。", valueName: "COLUMN"))
  var groupBy: String?

  @Option(name: .long, help: ArgumentHelp("日期列，用来逐月统计。", valueName: "COLUMN"))
  var dateColumn: String?

  @Option(name: .long, help: ArgumentHelp("星级列。", valueName: "COLUMN"))
  var ratingColumn: String?

  @Option(name: .long, help: ArgumentHelp("顾客分群列；和 --segments 一起用时是顾客编号列。", valueName: "COLUMN"))
  var segmentColumn: String?

  @Option(name: .long, help: ArgumentHelp("yaoyu segment 写出的文件：顾客属于哪一群。", valueName: "FILE"))
  var segments: String?

  @Option(name: .long, help: ArgumentHelp("主题数。", valueName: "K"))
  var topics = 20

  @Option(name: .long, help: ArgumentHelp("吉布斯采样的迭代次数。", valueName: "N"))
  var iterations = 200

  @Option(name: .long, help: "随机种子：同样的种子给同样的结果。")
  var seed: UInt64 = 1

  @Option(name: .long, help: ArgumentHelp("线程数，不影响结果；不写用全部处理器。", valueName: "T"))
  var threads: Int?

  @Option(name: .long, help: ArgumentHelp("至少出现在这么多条评价里的词才统计。", valueName: "N"))
  var minDf = 5

  @Option(name: .long, help: ArgumentHelp("写结果的文件夹，没有就新建。", valueName: "DIR"))
  var out: String

  @OptionGroup var home: HomeOption

  func validate() throws {
    if let threads, threads < 1 { throw ValidationError("--threads 至少是 1。") }
    if minDf < 1 { throw ValidationError("--min-df 至少是 1。") }
    if segments != nil, segmentColumn == nil {
      throw ValidationError("--segments 要和 --segment-column 一起用，指明评价里哪一列是顾客编号。")
    }
  }

  func run() throws {
    let builder = try InsightBuilder(
      home: home.find(),
      options: InsightOptions(
        topics: topics, iterations: iterations, seed: seed,
        threads: threads ?? ProcessInfo.processInfo.activeProcessorCount, minimumDocumentFrequency: minDf))
    var options = columns.options(
      group: groupBy, date: dateColumn, rating: ratingColumn, segment: segmentColumn)
    // Nobody writes a review of a million characters; tokenising one takes forty bytes for each.
    options.recordLimit = 4 << 20
    let reader = try CorpusReader(input, options: options)
    var line = ProgressLine()
    defer { line.clear() }
    let segmentOf = try segments.map { try SegmentFile.load(RowReader($0)) }
    let corpus = try builder.read(reader, segmentOf: { cell in segmentOf.map { $0[cell] } ?? cell }) {
      show($0, on: &line)
    }
    line.clear()
    warn(about: corpus.reading)
    // A folder that cannot be written is told before the work, not after.
    try FileAccess.makeFolder(out)
    let insight = try builder.build(corpus, name: name) { show($0, on: &line) }
    try InsightFile.save(insight, to: "\(out)/insight.json")
    try FileAccess.write(InsightReport.html(of: insight).utf8, to: "\(out)/report.html")
    try FileAccess.write(InsightTables.topics(of: insight).utf8, to: "\(out)/topics.csv")
    try FileAccess.write(InsightTables.groups(of: insight).utf8, to: "\(out)/groups.csv")
    line.clear()
    FileHandleWriter.standardOutput.write(InsightSummary.text(of: insight, style: Terminal.style))
    FileHandleWriter.standardError.write(
      "\n写好了：\(out)/insight.json（给 copy 和 chat 用），report.html（给人看），topics.csv 和 groups.csv（给表格软件）\n")
  }

  /// The file without its folder.
  private var name: String {
    input == "-" ? "标准输入" : input.split(separator: "/").last.map(String.init) ?? input
  }

  private func show(_ progress: InsightProgress, on line: inout ProgressLine) {
    switch progress {
    case .reading(let records): line.show("读取 \(records) 条…")
    case .analysing(let done, let all): line.show("分词和情感", done, of: all)
    case .topics(let iteration, let all): line.show("主题", iteration, of: all)
    case .summarising: line.show("汇总…")
    }
  }
}
