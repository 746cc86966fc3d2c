import ArgumentParser
import Corpus
import Support
import Tokenization

struct WordsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "words", abstract: "词：训练和检验分词模型，从语料里找新词、估计词频，注音。",
    subcommands: [
      WordsTrainCommand.self, WordsEvaluateCommand.self, WordsDiscoverCommand.self, WordsEstimateCommand.self,
      WordsPinyinCommand.self,
    ])
}

/// The tokenizer that a word model is trained and scored on.
struct LatticeOptions: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("自己的词表，可以多次给出。", valueName: "FILE"))
  var lexicon: [String] = []

  @Option(name: .long, help: "语料里数字怎样和单位连写：newspaper（3 盒）或 retail（3盒）。")
  var numbers = TokenizeCommand.Numbers.newspaper

  @OptionGroup var home: HomeOption

  func tokenizer() throws -> Tokenizer {
    var tokenizer = try Tokenizer.load(home.find(), lexicons: lexicon)
    tokenizer.numberPolicy = numbers == .retail ? .retail : .newspaper
    return tokenizer
  }
}

struct WordsTrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "用分好词的语料训练分词模型。",
    discussion: """
      语料每行一句，词与词之间用空格隔开。例：
        yaoyu words train corpus.txt --model words.model
        yaoyu tokenize reviews.txt --model words.model
      """)

  @Argument(help: ArgumentHelp("分好词的文本文件，- 是标准输入。", valueName: "CORPUS"))
  var corpus: String

  @Option(name: .long, help: ArgumentHelp("模型写到哪里。", valueName: "OUT"))
  var model: String

  @Option(name: .long, help: "学几遍。")
  var iterations = 8

  @Option(name: .long, help: "随机种子：同样的语料和种子，得到同样的模型。")
  var seed: UInt64 = 1

  @OptionGroup var lattice: LatticeOptions

  func validate() throws {
    guard (1...1000).contains(iterations) else { throw ValidationError("--iterations 要在 1 到 1000 之间。") }
  }

  func run() throws {
    var segmented = SegmentedCorpus(tokenizer: try lattice.tokenizer())
    try CorpusReader(corpus, options: .wholeLines).forEach { record in
      record.withUTF8 { segmented.append($0) }
    }
    let errors = FileHandleWriter.standardError
    let trained = try WordModel.train(on: segmented, options: .init(iterations: iterations, seed: seed)) {
      errors.write("第 \($0.iteration) 遍：标错 \(percent($0.tagErrors))\n")
    }
    try trained.write(to: model)
    errors.write("学了 \(segmented.sentences) 句、\(segmented.words) 词，模型写到 \(model)。\n")
  }
}

struct WordsEvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "对照分好词的文本，算准确率、召回率、F1 和未登录词召回率，列出常见的错误。",
    discussion: """
      未登录词：不在 --known 词表里的词；没有 --known 时，不在词典和词表里的词；--folds 时，训练部分没有的词。
      例：
        yaoyu words evaluate gold.txt --model words.model
        yaoyu words evaluate gold.txt --folds 10        轮流用九份训练、一份检验
      """)

  @Argument(help: ArgumentHelp("分好词的文本文件，- 是标准输入。", valueName: "GOLD"))
  var gold: String

  @Option(name: .long, help: ArgumentHelp("yaoyu words train 的结果；不给就只用词典。", valueName: "M"))
  var model: String?

  @Option(name: .long, help: ArgumentHelp("已知的词，每行一个。", valueName: "FILE"))
  var known: String?

  @Option(name: .long, help: ArgumentHelp("不用现成的模型，分成 N 份交叉训练和检验。", valueName: "N"))
  var folds: Int?

  @Option(name: .long, help: "列出几种最常见的错误。")
  var top = 20

  @Option(name: .long, help: "交叉训练时学几遍。")
  var iterations = 8

  @Option(name: .long, help: "交叉训练的随机种子。")
  var seed: UInt64 = 1

  @OptionGroup var lattice: LatticeOptions

  func validate() throws {
    if folds != nil, model != nil || known != nil {
      throw ValidationError("--folds 自己训练模型，不能和 --model、--known 一起用。")
    }
    guard (folds ?? 2) >= 2 else { throw ValidationError("--folds 至少是 2。") }
    guard (1...1000).contains(iterations) else { throw ValidationError("--iterations 要在 1 到 1000 之间。") }
  }

  func run() throws {
    var tokenizer = try lattice.tokenizer()
    let score: SegmentationScore
    if let folds {
      var lines: [[UInt8]] = []
      try CorpusReader(gold, options: .wholeLines).forEach { record in
        lines.append(record.withUTF8 { Array($0) })
      }
      let errors = FileHandleWriter.standardError
      score = try WordModel.crossTrain(
        lines, folds: folds, tokenizer: tokenizer, options: .init(iterations: iterations, seed: seed)
      ) { fold, score in errors.write("第 \(fold)/\(folds) 份：到此 F1 \(percent(score.f1))\n") }
    } else {
      tokenizer.wordModel = try model.map(WordModel.read)
      score = try evaluate(tokenizer)
    }
    guard score.goldWords > 0 else { throw WordModelError.emptyCorpus }
    report(score)
  }

  private func evaluate(_ tokenizer: Tokenizer) throws -> SegmentationScore {
    let known = try known.map {
      Set(try FileAccess.readText($0).split(whereSeparator: \.isWhitespace).map(String.init))
    }
    var score = SegmentationScore()
    let scratch = Tokenizer.Scratch()
    try CorpusReader(gold, options: .wholeLines).forEach { record in
      record.withUTF8 {
        score.add($0, tokenizer: tokenizer, scratch: scratch) {
          known?.contains($0) ?? tokenizer.isListed($0)
        }
      }
    }
    return score
  }

  private func report(_ score: SegmentationScore) {
    var output = FileHandleWriter.standardOutput
    output.append(
      "准确率 \(percent(score.precision))    召回率 \(percent(score.recall))    F1 \(percent(score.f1))\n")
    let share = Double(score.unknownWords) / Double(score.goldWords)
    output.append(
      "未登录词 \(percent(share))，其中切对 \(score.unknownRecall.map(percent) ?? "—")    "
        + "标准 \(score.goldWords) 词，切出 \(score.foundWords) 词\n")
    let errors = score.errors(top: top)
    if !errors.isEmpty { output.append("\n次数\t标准\t切成\n") }
    for (confusion, count) in errors { output.append("\(count)\t\(confusion.gold)\t\(confusion.found)\n") }
    output.flush()
  }
}

extension CorpusOptions {
  /// One line may be a whole book.
  fileprivate static var wholeLines: CorpusOptions { CorpusOptions(format: .lines, recordLimit: 1 << 30) }
}

/// `95.6%`.
private func percent(_ share: Double) -> String {
  let tenths = Int((share * 10_000).rounded())
  let rest = tenths % 100
  return "\(tenths / 100).\(rest < 10 ? "0" : "")\(rest)%"
}
