import ArgumentParser
import Corpus
import Dialogue
import FoundationEssentials
import Support

struct IntentsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "intents", abstract: "意图分类：从标好的句子学，再认新的句子。",
    discussion: """
      例：
        yaoyu intents train labelled.tsv --label-column label --model intents.model
        echo '我的快递到哪了' | yaoyu intents predict intents.model -
      predict 每行是一个对象：{"text","intent","confidence","in_scope","alternatives":[{"intent","confidence"}]}。
      in_scope 是这句话像不像学过的任何一类，0 到 1。
      """,
    subcommands: [IntentsTrainCommand.self, IntentsPredictCommand.self])
}

struct IntentsInput: ParsableArguments {
  @Argument(help: ArgumentHelp("句子文件（csv tsv ndjson jsonl txt，可以是 .gz），- 是标准输入。", valueName: "INPUT"))
  var input: String

  @OptionGroup var columns: CorpusColumnOptions

  @OptionGroup var home: HomeOption

  func reader(labelColumn: String? = nil) throws -> CorpusReader {
    var options = columns.options(label: labelColumn)
    if options.format == nil, input == "-", labelColumn == nil { options.format = .lines }
    return try CorpusReader(input, options: options)
  }

  func report(_ counts: CorpusCounts) {
    for damage in counts.damages { FileHandleWriter.standardError.write("\(damage)\n") }
    if counts.invalidUTF8 > 0 {
      FileHandleWriter.standardError.write("yaoyu: 有 \(counts.invalidUTF8) 条含有不合规的 UTF-8 字节，已替换为 U+FFFD。\n")
    }
  }
}

struct IntentsTrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "train", abstract: "从标好的句子学意图。")

  @OptionGroup var input: IntentsInput

  @Option(name: .long, help: ArgumentHelp("意图写在哪一列。", valueName: "NAME"))
  var labelColumn = "label"

  @Option(name: .long, help: ArgumentHelp("模型写到哪个文件。", valueName: "OUT"))
  var model: String

  func run() throws {
    let reader = try input.reader(labelColumn: labelColumn)
    var examples: [(text: String, intent: String)] = []
    let counts = try reader.forEach { record in
      guard let label = record.label, !label.isEmpty else { return }
      examples.append((record.text, label))
    }
    warn(about: counts)
    let home = try input.home.find()
    let synonyms = try Synonyms(home: home)
    let clock = ContinuousClock()
    let start = clock.now
    let classifier = try IntentClassifier.train(
      on: examples, synonyms: synonyms)
    let seconds = (clock.now - start) / .seconds(1)
    try classifier.write(to: model)
    FileHandleWriter.standardError.write(
      "学了 \(examples.count) 句、\(classifier.intents.count) 个意图，用时 \(decimal(seconds, 2)) 秒，写到 \(model)\n")
  }
}

struct IntentsPredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "predict", abstract: "认每一句的意图。")

  @Argument(help: ArgumentHelp("intents train 写的模型。", valueName: "MODEL"))
  var model: String

  @OptionGroup var input: IntentsInput

  private struct Line: Encodable {
    var text: String
    var intent: String
    var confidence: Double
    var inScope: Double
    var alternatives: [IntentClassifier.Prediction.Alternative]

    enum CodingKeys: String, CodingKey {
      case text, intent, confidence, alternatives
      case inScope = "in_scope"
    }
  }

  func run() throws {
    let reader = try input.reader()
    let home = try input.home.find()
    let classifier = try IntentClassifier.read(
      model, synonyms: Synonyms(home: home))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var output = FileHandleWriter.standardOutput
    let counts = try reader.forEach { record in
      let text = record.text
      let found = classifier.predict(text)
      let line = Line(
        text: text, intent: found.intent, confidence: found.confidence, inScope: found.inScope,
        alternatives: found.alternatives)
      output.append(String(decoding: try encoder.encode(line), as: UTF8.self) + "\n")
    }
    output.flush()
    warn(about: counts)
  }
}
