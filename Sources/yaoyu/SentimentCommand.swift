import ArgumentParser
import Corpus
import Sentiment
import Support
import Tokenization

struct SentimentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sentiment", abstract: "情感：每条评论是褒是贬，说的是哪一方面，有没有安全信号，为什么。",
    discussion: """
      例：
        echo '虽然有点贵，但是见效快' | yaoyu sentiment - --input-format txt
        yaoyu sentiment reviews.csv --text-column review --format ndjson
        yaoyu sentiment train labelled.csv --label-column label --model shop.model
        yaoyu sentiment reviews.csv --model shop.model
        yaoyu sentiment evaluate labelled.csv --label-column label --model shop.model
        yaoyu sentiment induce reviews.csv            找词表还没有的情感词
      ndjson 每行是一个对象：
        {"text","polarity","score","confidence","aspects":[…],"safety":[…],"reasons":[…]}
      其中 start 和 end 按 Unicode 标量从 0 数。json 是同样的对象排成一个数组。
      """,
    subcommands: [
      SentimentAnalyzeCommand.self, SentimentTrainCommand.self, SentimentEvaluateCommand.self,
      SentimentInduceCommand.self,
    ],
    defaultSubcommand: SentimentAnalyzeCommand.self)
}

struct SentimentInput: ParsableArguments {
  @Argument(help: ArgumentHelp("评论文件（csv tsv ndjson jsonl txt，可以是 .gz），- 是标准输入。", valueName: "INPUT"))
  var input: String

  @OptionGroup var columns: CorpusColumnOptions

  @OptionGroup var home: HomeOption

  func reader(labelColumn: String? = nil) throws -> CorpusReader {
    try CorpusReader(input, options: columns.options(label: labelColumn))
  }
}

/// The analyser, with a trained model where one is named.
struct SentimentModelOption: ParsableArguments {
  @Option(
    name: .long, help: ArgumentHelp("train 学出来的模型；不写时只用词典和规则。", valueName: "MODEL"))
  var model: String?

  func analyzer(home: Home, tokenizer: Tokenizer) throws -> SentimentAnalyzer {
    let analyzer = try SentimentAnalyzer(home: home, tokenizer: tokenizer)
    return try analyzer.with(model.map { try SentimentModel(path: $0) })
  }
}

struct SentimentAnalyzeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze", abstract: "分析每条评论（不写子命令时就是它）。")

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, ndjson, json, csv }

  @OptionGroup var input: SentimentInput
  @OptionGroup var model: SentimentModelOption

  @Option(name: .long, help: "输出格式：text、ndjson、json 或 csv。")
  var format = Format.text

  func run() throws {
    let reader = try input.reader()
    let home = try input.home.find()
    let tokenizer = try Tokenizer(home: home)
    let analyzer = try model.analyzer(home: home, tokenizer: tokenizer)
    let style = Terminal.style
    var output = FileHandleWriter.standardOutput
    if format == .csv { output.append(SentimentRendering.csvHeader + "\r\n") }
    if format == .json { output.append("[") }
    var isFirst = true
    let counts = try reader.forEach { record in
      let text = record.text
      let rendering = SentimentRendering(text: text, result: analyzer.analyze(text))
      switch format {
      case .text: output.append(rendering.readable(style: style) + "\n")
      case .ndjson: output.append(rendering.json + "\n")
      case .json: output.append((isFirst ? "\n" : ",\n") + rendering.json)
      case .csv: output.append(rendering.csv + "\r\n")
      }
      isFirst = false
    }
    if format == .json { output.append("\n]\n") }
    output.flush()
    warn(about: counts)
  }
}
