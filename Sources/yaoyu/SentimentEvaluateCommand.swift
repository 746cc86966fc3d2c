import ArgumentParser
import Corpus
import Sentiment
import Support
import Tokenization

struct SentimentEvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "和标注好的评论比：准确率、macro-F1、混淆表、错得最有把握的几条。",
    discussion: """
      标签可以写：1 positive pos 好评 正面，0 -1 negative neg 差评 负面，neutral neu 中评 中性。
      把握的误差：说有九成把握的，是不是真有九成对；差多少，平均多少（褒贬两边，中性不算）。
      只有正负两类标签时按分数的正负号比，恰好 0 分算差评（满意的人会说出来）；有中性标签时按三类比。
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  @OptionGroup var input: SentimentInput
  @OptionGroup var model: SentimentModelOption

  @Option(name: .long, help: ArgumentHelp("标签在哪一列。", valueName: "NAME"))
  var labelColumn = "label"

  @Option(name: .long, help: ArgumentHelp("列出错得最有把握的几条，看看是谁错了。", valueName: "N"))
  var worst = 0

  @Option(name: .long, help: "输出格式：text 或 json。")
  var format = Format.text

  func run() throws {
    let reader = try input.reader(labelColumn: labelColumn)
    let home = try input.home.find()
    let tokenizer = try Tokenizer(home: home)
    let analyzer = try model.analyzer(home: home, tokenizer: tokenizer)
    let memory = Tokenizer.Scratch()
    var scratch = SentimentAnalyzer.Scratch()
    var evaluation = SentimentEvaluation()
    var labels = SentimentLabels(file: input.input)
    var errors = WorstErrors(limit: worst)
    var busy = Duration.zero
    let clock = ContinuousClock()
    let counts = try reader.forEach { record in
      guard let label = labels.polarity(of: record) else { return }
      let score = record.withUTF8 { text in
        let start = clock.now
        let score = tokenizer.withTokens(of: text, scratch: memory) {
          analyzer.score(text, tokens: $0, scratch: &scratch)
        }
        busy += clock.now - start
        return score
      }
      evaluation.add(label: label, score: score)
      errors.add(record, label: label, score: score)
    }
    warn(about: counts)
    try labels.check()
    guard evaluation.count > 0 else { throw Diagnostic(file: input.input, "没有一条带标签的评论。") }
    var output = FileHandleWriter.standardOutput
    switch format {
    case .text: output.append(table(evaluation) + errors.lines(file: input.input, evaluation))
    case .json: output.append(json(evaluation))
    }
    output.flush()
    let rate = Double(evaluation.count) / max(1e-9, busy / .seconds(1))
    FileHandleWriter.standardError.write("yaoyu: 分词和分析每秒 \(Int(rate)) 条（单线程）。\n")
  }

  private func table(_ evaluation: SentimentEvaluation) -> String {
    var lines = [
      "共 \(evaluation.count) 条，按\(evaluation.isBinary ? "分数的正负号比，0 分算差评" : "三类比")。",
      "准确率 \(percentage(evaluation.accuracy))  macro-F1 \(percentage(evaluation.macroF1))  "
        + "把握的误差 \(percentage(evaluation.calibrationError))", "",
      (["标签＼判断"] + evaluation.classes.map(\.title) + ["F1"]).map { pad($0, 12) }.joined(),
    ]
    for label in evaluation.classes {
      let cells = evaluation.classes.map { String(evaluation.count(label: label, predicted: $0)) }
      let f1 = evaluation.f1(label).map(percentage) ?? "—"
      lines.append(([label.title] + cells + [f1]).map { pad($0, 12) }.joined())
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func json(_ evaluation: SentimentEvaluation) -> String {
    let rows = evaluation.classes.map { label in
      let cells = evaluation.classes.map {
        "\"\($0.rawValue)\":\(evaluation.count(label: label, predicted: $0))"
      }
      return "\"\(label.rawValue)\":{\(cells.joined(separator: ","))}"
    }
    return "{\"count\":\(evaluation.count),\"accuracy\":\(evaluation.accuracy),\"macro_f1\":"
      + "\(evaluation.macroF1),\"calibration_error\":\(evaluation.calibrationError),\"confusion\":{\(rows.joined(separator: ","))}}\n"
  }

  private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - displayWidth(text)))
  }
}

/// The errors that were made with the most confidence, worst first.
private struct WorstErrors {
  private struct Entry {
    var line: Int
    var label: Polarity
    var score: SentimentScore
    var text: String
  }

  /// Characters of a review that are shown.
  private static let shown = 80

  let limit: Int
  private var entries: [Entry] = []

  init(limit: Int) { self.limit = max(0, limit) }

  mutating func add(_ record: borrowing CorpusRecord, label: Polarity, score: SentimentScore) {
    guard limit > 0, Self.isWrong(label, score), entries.count < limit || isWorse(score) else { return }
    let entry = Entry(line: record.line, label: label, score: score, text: record.text)
    let place = entries.firstIndex { $0.score.confidence < score.confidence } ?? entries.count
    entries.insert(entry, at: place)
    if entries.count > limit { entries.removeLast() }
  }

  private func isWorse(_ score: SentimentScore) -> Bool {
    entries.last.map { $0.score.confidence < score.confidence } ?? true
  }

  /// Not even the side is right.
  private static func isWrong(_ label: Polarity, _ score: SentimentScore) -> Bool {
    switch label {
    case .positive: score.score <= 0
    case .negative: score.score > 0
    case .neutral: score.polarity != .neutral
    }
  }

  func lines(file: String, _ evaluation: SentimentEvaluation) -> String {
    guard !entries.isEmpty else { return "" }
    var text = "\n错得最有把握的 \(entries.count) 条：\n"
    for entry in entries {
      let review = entry.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      text += "\(file):\(entry.line)  标签\(entry.label.title)，判断\(entry.score.polarity.title)"
      text += "，把握 \(percentage(entry.score.confidence))  "
      text += review.count > Self.shown ? review.prefix(Self.shown) + "…\n" : review + "\n"
    }
    return text
  }
}
