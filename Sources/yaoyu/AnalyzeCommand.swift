import ArgumentParser
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
      insight.json 给 yaoyu copy 和 yaoyu chat 用，report.html 给人看。同样的输入、选项和种子，每次写出同样的字节。
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
  }

  func run() throws {
    let builder = try InsightBuilder(
      home: home.find(),
      options: InsightOptions(
        topics: topics, iterations: iterations, seed: seed,
        threads: threads ?? ProcessInfo.processInfo.activeProcessorCount, minimumDocumentFrequency: minDf))
    var options = columns.options(group: groupBy, date: dateColumn, rating: ratingColumn)
    // Nobody writes a review of a million characters; tokenising one takes forty bytes for each.
    options.recordLimit = 4 << 20
    let reader = try CorpusReader(input, options: options)
    var line = StatusLine()
    defer { line.clear() }
    let corpus = try builder.read(reader) { line.show(describe($0)) }
    line.clear()
    warn(about: corpus.reading)
    // A folder that cannot be written is told before the work, not after.
    try FileAccess.makeFolder(out)
    let insight = try builder.build(corpus, name: name) { line.show(describe($0)) }
    try InsightFile.save(insight, to: "\(out)/insight.json")
    try FileAccess.write(InsightReport.html(of: insight).utf8, to: "\(out)/report.html")
    line.clear()
    FileHandleWriter.standardOutput.write(InsightSummary.text(of: insight, style: Terminal.style))
    FileHandleWriter.standardError.write(
      "\n写好了：\(out)/insight.json（给 copy 和 chat 用），\(out)/report.html（给人看）\n")
  }

  /// The file without its folder.
  private var name: String {
    input == "-" ? "标准输入" : input.split(separator: "/").last.map(String.init) ?? input
  }

  private func describe(_ progress: InsightProgress) -> String {
    switch progress {
    case .reading(let records): "读取 \(records) 条…"
    case .analysing(let done, let all): "分词和情感 \(done * 100 / max(1, all))%"
    case .topics(let iteration, let all): "主题 \(iteration)/\(all)"
    case .summarising: "汇总…"
    }
  }
}

/// Which column is the text and how the file is written: for every command that reads a corpus.
struct CorpusColumnOptions: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("正文列，不写用 text，再 review，再唯一的一列。", valueName: "COLUMN"))
  var textColumn: String?

  @Option(
    name: .long, help: ArgumentHelp("输入格式：csv、tsv、ndjson、jsonl、txt；不写看扩展名。", valueName: "FORMAT"),
    transform: { name in
      guard let format = CorpusFormat(name: name) else {
        let names = ["csv", "tsv", "ndjson", "jsonl", "txt"]
        throw ValidationError(
          "不认识的格式“\(name)”，可用：\(names.joined(separator: "、"))。\(didYouMean(name, among: names) ?? "")")
      }
      return format
    })
  var inputFormat: CorpusFormat?

  func options(
    group: String? = nil, date: String? = nil, rating: String? = nil, label: String? = nil, id: String? = nil
  ) -> CorpusOptions {
    CorpusOptions(
      textColumn: textColumn, groupColumn: group, dateColumn: date, ratingColumn: rating, labelColumn: label,
      idColumn: id, format: inputFormat)
  }
}

/// Tells on standard error what of a corpus could not be read as it stood.
func warn(about counts: CorpusCounts) {
  let output = FileHandleWriter.standardError
  for damage in counts.damages { output.write("\(damage)\n") }
  let untold = counts.damaged - counts.damages.count
  if untold > 0 { output.write("还有 \(untold) 条损坏的记录没有一一列出，都已跳过。\n") }
  if counts.invalidUTF8 > 0 {
    output.write("\(counts.invalidUTF8) 条里有坏的 UTF-8 字节，已换成 U+FFFD。\n")
    if counts.invalidUTF8 * 5 > counts.read {
      output.write("这么多坏字节，文件多半是 GBK 编码。请先转换：iconv -f GB18030 -t UTF-8 原文件 > 新文件\n")
    }
  }
}
