import ArgumentParser
import Corpus
import Support
import Tokenization

struct TokenizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokenize", abstract: "分词：一行进，一行出，词之间一个空格。",
    discussion: """
      例：
        echo '布洛芬缓释胶囊一次吃几粒' | yaoyu tokenize
        yaoyu tokenize reviews.txt --format ndjson
      ndjson 每行是 {"tokens":[{"text","start","end","kind","norm"}]}，start 和 end 按 Unicode 标量从 0 数。
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, ndjson }
  enum Numbers: String, ExpressibleByArgument, CaseIterable { case retail, newspaper }

  @Argument(help: ArgumentHelp("文本文件，- 是标准输入。", valueName: "FILE"))
  var input = "-"

  @Option(name: .long, help: ArgumentHelp("自己的词表（每行：词 权重 标签；或带表头的 TSV），可以多次给出。", valueName: "FILE"))
  var lexicon: [String] = []

  @Option(name: .long, help: "输出格式：text 或 ndjson。")
  var format = Format.text

  @Flag(name: .long, help: "给人看：每个词标出种类和词表里的标签。")
  var pretty = false

  @Option(name: .long, help: "数字怎样和单位连写：retail（3盒）或 newspaper（3 盒）。")
  var numbers = Numbers.retail

  @Option(name: .long, help: ArgumentHelp("分词模型（yaoyu words train 的结果）。", valueName: "M"))
  var model: String?

  @Option(name: .long, help: "线程数；输出不因此改变。")
  var threads = 1

  @OptionGroup var home: HomeOption

  func validate() throws {
    guard (1...256).contains(threads) else { throw ValidationError("--threads 要在 1 到 256 之间。") }
    guard !pretty || format == .text else {
      throw ValidationError("--pretty 是给人看的，--format ndjson 是给程序的，请只用一个。")
    }
  }

  func run() throws {
    var tokenizer = try Tokenizer.load(home.find(), lexicons: lexicon, threads: threads)
    tokenizer.numberPolicy = numbers == .retail ? .retail : .newspaper
    tokenizer.wordModel = try model.map(WordModel.read)
    let shared = tokenizer
    let rendering: TokenRendering = pretty ? .pretty : format == .text ? .line : .object
    let counts = try LinePipeline(LineBlockReader(input), to: .standardOutput).run(threads: threads) {
      let scratch = Tokenizer.Scratch()
      return { rendering.append($0, shared, scratch, to: $1) }
    }
    warn(about: counts, unit: "行")
  }
}
