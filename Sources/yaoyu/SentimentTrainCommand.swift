import ArgumentParser
import Corpus
import Sentiment
import Support
import Tokenization

struct SentimentTrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "从标注好的评论学一个模型，几十条就有用。",
    discussion: """
      标签可以写：1 positive pos 好评 正面，0 -1 negative neg 差评 负面，neutral neu 中评 中性；
      评论可以分两类，也可以分三类。词典和规则的判断也是模型的依据，所以标注少的时候也不会比词典差多少。
      只有几百条标注、又有几千条没有标签的评论，就一起给它：规则有把握的那些会教它新词。例：
        yaoyu sentiment train labelled.csv --unlabelled reviews.csv --model shop.model
      """)

  @OptionGroup var input: SentimentInput

  @Option(name: .long, help: ArgumentHelp("标签在哪一列。", valueName: "NAME"))
  var labelColumn = "label"

  @Option(
    name: .long,
    help: ArgumentHelp("同一家店没有标签的评论，格式和列名同上；标注少的时候很有用。", valueName: "FILE"))
  var unlabelled: String?

  @Option(name: .long, help: ArgumentHelp("模型写到哪里。", valueName: "OUT"))
  var model: String

  @Option(name: .long, help: "随机种子；种子和输入相同，模型就相同。")
  var seed: UInt64 = 1

  func run() throws {
    let reader = try input.reader(labelColumn: labelColumn)
    let home = try input.home.find()
    let analyzer = try SentimentAnalyzer(home: home, tokenizer: Tokenizer(home: home))
    var trainer = SentimentTrainer(analyzer: analyzer)
    var labels = SentimentLabels(file: input.input)
    let clock = ContinuousClock()
    let start = clock.now
    let counts = try reader.forEach { record in
      guard let label = labels.polarity(of: record) else { return }
      record.withUTF8 { trainer.add($0, label: label) }
    }
    warn(about: counts)
    try labels.check()
    if let unlabelled {
      let reader = try CorpusReader(unlabelled, options: input.columns.options())
      warn(about: try reader.forEach { record in record.withUTF8 { trainer.add(unlabelled: $0) } })
    }
    var options = SentimentTrainer.Options()
    options.seed = seed
    let trained = try trainer.train(options)
    try trained.write(to: model)
    let seconds = (clock.now - start) / .seconds(1)
    FileHandleWriter.standardError.write("yaoyu: 学了 \(tenths(seconds)) 秒。\n")
    var output = FileHandleWriter.standardOutput
    let classes = zip(trained.classes, trained.trainedOn).map { "\($0.title) \($1) 条" }
    output.append(
      """
      学了 \(trainer.count) 条评论（\(classes.joined(separator: "，"))）\(others(trainer.unlabelledCount))，模型写到了 \(model)。
      留出来检验的部分：准确率 \(percentage(trained.heldOutAccuracy))，macro-F1 \(percentage(trained.heldOutMacroF1))。

      """)
    output.flush()
  }

  private func others(_ count: Int) -> String { count == 0 ? "" : "，参考了 \(count) 条没有标签的" }

  private func tenths(_ value: Double) -> String { String((value * 10).rounded() / 10) }
}

/// Reads labels and remembers those that are none, so that the editor sees all lines at once.
struct SentimentLabels {
  private static let reported = 20

  private let file: String
  private var mistakes: [Diagnostic] = []
  private var count = 0

  init(file: String) { self.file = file }

  mutating func polarity(of record: borrowing CorpusRecord) -> Polarity? {
    let name = record.label ?? ""
    if let label = SentimentEvaluation.polarity(label: name) { return label }
    count += 1
    if mistakes.count < Self.reported {
      mistakes.append(
        Diagnostic(
          file: file, line: record.line, name.isEmpty ? "没有标签。" : "不认识的标签“\(name)”。",
          suggestion: "可以写 1、0，positive、negative、neutral，或 好评、差评、中评。"))
    }
    return nil
  }

  /// - Throws: every label that was none, the first twenty one by one.
  func check() throws(DiagnosticList) {
    guard !mistakes.isEmpty else { return }
    let more = count - mistakes.count
    throw DiagnosticList(
      mistakes + (more > 0 ? [Diagnostic(file: file, "还有 \(more) 条评论的标签也不认识。")] : []))
  }
}
