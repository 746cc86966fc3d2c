import ArgumentParser
import Corpus
import Dispatch
import Features
import FoundationEssentials
import Support
import Tokenization
import Topics

struct TopicsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "topics", abstract: "主题：从语料里学出大家在说什么，再看新文本说了哪些。",
    discussion: """
      例：
        yaoyu topics train reviews.csv --topics 20 --model reviews.topics
        yaoyu topics show reviews.topics
        yaoyu topics infer reviews.topics new.csv > shares.ndjson
        yaoyu topics evaluate reviews.topics heldout.csv
        yaoyu topics sweep reviews.csv --topics 5,10,20,40
      """,
    subcommands: [TopicsTrain.self, TopicsShow.self, TopicsInfer.self, TopicsEvaluate.self, TopicsSweep.self])
}

/// The method called `name`.
func topicMethod(_ name: String) throws -> TopicOptions.Method {
  guard let method = TopicOptions.Method(rawValue: name) else {
    let names = TopicOptions.Method.allCases.map(\.rawValue)
    throw ValidationError(
      "没有叫“\(name)”的方法，--method 可用：\(names.joined(separator: "、"))。\(didYouMean(name, among: names) ?? "")")
  }
  return method
}

struct TopicsTrain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "训练主题模型。同样的语料、选项和种子，得到同样的文件。")

  @OptionGroup var input: WordsInput

  @Option(name: .long, help: ArgumentHelp("主题个数，评价一般从 20 试起；不确定就先用 topics sweep 比一比。", valueName: "K"))
  var topics: Int?

  @Option(name: .long, help: ArgumentHelp("把语料过多少遍。", valueName: "N"))
  var iterations = 200

  @Option(
    name: .long,
    help: """
      训练方法。gibbs（默认）：一条文本混合几个主题，适合看大家在说什么；gsdmm：一条文本一个主题，适合把短评价分成几类（按商品类别\
      分得更准）；variational：变分推断，与别的工具对照用。
      """,
    transform: topicMethod)
  var method = TopicOptions.Method.gibbs

  @Option(name: .long, help: ArgumentHelp("接着这个模型训练：主题和词表沿用它的，加进新的文本。", valueName: "MODEL"))
  var from: String?

  @Option(
    name: .long, help: ArgumentHelp("引导主题的种子词表，列 aspect（或 topic）和 word；前几个主题就往它们上靠。", valueName: "FILE"))
  var guide: String?

  @Flag(name: .long, help: "用自带的方面词（Lexicons/sentiment/aspects.tsv）引导主题。")
  var guided = false

  @Option(name: .long, help: "随机种子。")
  var seed: UInt64 = 1

  @Option(name: .long, help: "线程数，默认用全部核心；结果与线程数无关。")
  var threads: Int?

  @Option(name: .long, help: "至少出现在几条文本里的词才算。")
  var minDf = 5

  @Option(name: .long, help: ArgumentHelp("用自己的停用词表代替自带的。", valueName: "FILE"))
  var stopwords: String?

  @Option(name: .long, help: ArgumentHelp("把这一列相同的短文本合成一篇来训练。", valueName: "COLUMN"))
  var pool: String?

  @Option(name: .long, help: ArgumentHelp("模型写到哪里。", valueName: "OUT"))
  var model: String

  func validate() throws {
    if from == nil, topics == nil { throw ValidationError("要说明主题个数，比如 --topics 20。") }
    if from != nil, topics != nil || pool != nil || guide != nil || guided {
      throw ValidationError("--from 沿用旧模型的主题，不能再给 --topics、--pool、--guide 或 --guided。")
    }
    if guide != nil, guided { throw ValidationError("--guide 和 --guided 只能给一个。") }
  }

  func run() throws {
    let options = TopicOptions(
      topics: topics ?? 1, iterations: iterations, method: method, seed: seed,
      threads: threads ?? ProcessInfo.processInfo.activeProcessorCount, pretokenized: input.pretokenized)
    // Before the corpus is read, so that a slip of the finger costs nothing.
    try options.check()
    var line = ProgressLine()
    let start = ContinuousClock.now
    var begun = start
    func show(_ progress: TrainingProgress) {
      line.show(
        "训练", progress.iteration, of: progress.iterations,
        note: progress.perplexity.map { "困惑度 \(decimal($0, 1))" } ?? "")
    }
    let result: TrainingResult
    if let from {
      let old = try TopicModel.read(from)
      let bag = try encoded(by: old)
      begun = .now
      result = try old.continued(on: bag, options: options, progress: show)
    } else {
      let guide = try seeds()
      let (vocabulary, bag) = try corpus()
      let memory = TrainingMemory(bag, vocabulary, options)
      FileHandleWriter.standardError.write(
        "yaoyu: 训练要用约 \(decimal(Double(memory.bytes) / 1e6, 0)) MB 内存"
          + (TrainingMemory.available.map { "，现在可用 \(decimal(Double($0) / 1e6, 0)) MB" } ?? "") + "。\n")
      begun = .now
      result = try TopicModel.train(
        on: bag, vocabulary: vocabulary, options: options, guide: guide, progress: show)
    }
    line.clear()
    let seconds = (ContinuousClock.now - begun) / .seconds(1)
    try result.model.write(to: model)
    FileHandleWriter.standardOutput.write(TopicTable(model: result.model, top: 8).text)
    let speed = Double(result.bag.tokenCount * iterations) / max(seconds, 1e-9) / 10_000
    FileHandleWriter.standardError.write(
      "yaoyu: 训练用了 \(decimal(seconds, 3)) 秒，每秒 \(decimal(speed, 1)) 万个词。\n"
        + "yaoyu: 模型写进了“\(model)”。\n")
  }

  private func corpus() throws -> (vocabulary: Vocabulary, bag: BagOfWords) {
    let corpus = try input.read(
      WordsOptions(minimumDocumentFrequency: minDf, stopwords: stopwords), groupColumn: pool)
    FileHandleWriter.standardError.write("yaoyu: \(corpus.summary)\n")
    guard pool != nil else { return (corpus.vocabulary, corpus.bag) }
    let (all, group) = corpus.byGroup
    return (corpus.vocabulary, all.pooled(by: group, groups: corpus.groups.count))
  }

  /// The new texts in the words of the model that training goes on from.
  private func encoded(by old: TopicModel) throws -> BagOfWords {
    var encoder = try DocumentEncoder(model: old, input: input)
    var batch = DocumentBatch()
    let counts = try input.reader().forEach { record in
      record.withUTF8 { encoder.encode($0, into: &batch.words) }
      batch.offsets.append(batch.words.count)
    }
    warn(about: counts)
    let bag = batch.bag
    FileHandleWriter.standardError.write(
      "yaoyu: 读了 \(counts.read) 条新文本，其中 \(bag.tokenCount) 个词是旧模型认识的。\n")
    return bag
  }

  private func seeds() throws -> TopicGuide? {
    if let guide { return try TopicGuide(path: guide) }
    guard guided else { return nil }
    return try TopicGuide(path: input.home.find().lexicons + "/sentiment/aspects.tsv")
  }
}

struct TopicsShow: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "show", abstract: "看看模型里有哪些主题。")

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, ndjson, csv }

  @Argument(help: ArgumentHelp("训练出来的模型文件。", valueName: "MODEL"))
  var model: String

  @Option(name: .long, help: "每个主题给出几个词。")
  var top = 10

  @Option(name: .long, help: "输出格式：text、json、ndjson 或 csv。")
  var format = Format.text

  func run() throws {
    let table = TopicTable(model: try TopicModel.read(model), top: top)
    var output = FileHandleWriter.standardOutput
    switch format {
    case .text: output.append(table.text)
    case .json: output.append("{\"topics\":[\(table.objects.joined(separator: ","))]}\n")
    case .ndjson: output.append(table.objects.map { $0 + "\n" }.joined())
    case .csv: output.append(table.csv)
    }
    output.flush()
  }
}

struct TopicsInfer: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "infer", abstract: "新文本各说了哪些主题。",
    discussion: """
      每条文本一行 {"id","topics":[{"id","probability"}]}，可能大的主题在前。id 是从 0 数的序号，或 --id-column 那一列。
      """)

  @Argument(help: ArgumentHelp("训练出来的模型文件。", valueName: "MODEL"))
  var model: String

  @OptionGroup var input: WordsInput

  @Option(name: .long, help: ArgumentHelp("用这一列作 id。", valueName: "COLUMN"))
  var idColumn: String?

  @Option(name: .long, help: "随机种子。")
  var seed: UInt64 = 1

  @Option(name: .long, help: "线程数，默认用全部核心；结果与线程数无关。")
  var threads: Int?

  func run() throws {
    let model = try TopicModel.read(model)
    let threads = max(1, min(threads ?? ProcessInfo.processInfo.activeProcessorCount, 64))
    let inference = TopicInference(model, seed: seed)
    var workers = try (0..<threads).map { _ in
      InferenceWorker(
        model: model, inference: inference, encoder: try DocumentEncoder(model: model, input: input))
    }
    var output = FileHandleWriter.standardOutput
    var batch = TextBatch()
    var documents = 0
    func write() {
      let texts = batch
      workers.withUnsafeMutableBufferPointer { workers in
        // Every worker has its own share of the batch.
        nonisolated(unsafe) let workers = workers
        DispatchQueue.concurrentPerform(iterations: threads) { thread in
          workers[thread].infer(texts, texts.count * thread / threads..<texts.count * (thread + 1) / threads)
        }
      }
      for worker in workers { output.append(worker.lines) }
      batch.removeAll()
    }
    let counts = try input.reader(id: idColumn).forEach { record in
      record.withUTF8 { batch.append($0, id: record.id.map(jsonString) ?? "\(documents)") }
      documents += 1
      if batch.count == 8192 { write() }
    }
    write()
    output.flush()
    warn(about: counts)
  }
}

struct TopicsEvaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "模型对没见过的文本好不好：困惑度和连贯度。",
    discussion: """
      困惑度（越小越好）：用每条文本隔一个词的一半猜另一半。连贯度（−1 到 1，越大越好）：每个主题最重要的十个词在这批文本里\
      常不常一起出现（NPMI）。
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  @Argument(help: ArgumentHelp("训练出来的模型文件。", valueName: "MODEL"))
  var model: String

  @OptionGroup var input: WordsInput

  @Option(name: .long, help: "随机种子。")
  var seed: UInt64 = 1

  @Option(name: .long, help: "输出格式：text 或 json。")
  var format = Format.text

  func run() throws {
    let model = try TopicModel.read(model)
    var encoder = try DocumentEncoder(model: model, input: input)
    var documents = DocumentBatch()
    let counts = try input.reader().forEach { record in
      record.withUTF8 { encoder.encode($0, into: &documents.words) }
      documents.offsets.append(documents.words.count)
    }
    warn(about: counts)
    let bag = documents.bag
    let (perplexity, tokens) = try TopicInference(model, seed: seed).perplexity(of: bag)
    let coherence = model.coherence(on: bag)
    let mean = coherence.reduce(0, +) / Double(coherence.count)
    switch format {
    case .text:
      FileHandleWriter.standardOutput.write(
        """
        困惑度  \(decimal(perplexity, 1))（\(bag.documentCount) 条文本，猜了 \(tokens) 个词；瞎猜是 \(model.vocabulary.count)）
        连贯度  \(decimal(mean, 3))（\(coherence.count) 个主题的平均，最低 \(decimal(coherence.min() ?? 0, 3))，\
        最高 \(decimal(coherence.max() ?? 0, 3))）

        """)
    case .json:
      let topics = coherence.enumerated().map { "{\"id\":\($0),\"coherence\":\($1)}" }
      FileHandleWriter.standardOutput.write(
        "{\"perplexity\":\(perplexity),\"coherence\":\(mean),\"documents\":\(bag.documentCount),"
          + "\"tokens\":\(tokens),\"topics\":[\(topics.joined(separator: ","))]}\n")
    }
  }
}

/// The topics of a model for people and for programs.
struct TopicTable {
  let model: TopicModel
  let top: Int

  /// Heaviest topic first.
  var text: String {
    let training = model.training
    let order = (0..<model.topicCount).sorted {
      model.topicTotals[$0] != model.topicTotals[$1] ? model.topicTotals[$0] > model.topicTotals[$1] : $0 < $1
    }
    let heaviest = order.first.map(model.weight(of:)) ?? 1
    let digits = "\(model.topicCount - 1)".count
    var text = "\(model.topicCount) 个主题，\(model.vocabulary.count) 个词；"
    text +=
      "训练用了 \(training.documents) 条文本、\(training.tokens) 个词，\(training.iterations) 遍，种子 \(training.seed)"
    text += training.log.last.map { "，困惑度 \(decimal($0.perplexity, 1))" } ?? ""
    text += "\n"
    for topic in order {
      let number = String(repeating: " ", count: digits - "\(topic)".count) + "\(topic)"
      let share = percentage(model.weight(of: topic))
      let words = model.words(of: topic, top: top).map { "\($0.word) \(percentage($0.probability))" }
      text += "\n\(number)  \(bar(model.weight(of: topic) / heaviest, width: 20)) "
      text += String(repeating: " ", count: max(0, 6 - share.count)) + share
      text += "  \(model.label(of: topic))（连贯 \(decimal(model.coherence[topic], 2))）\n"
      text += String(repeating: " ", count: digits + 2) + words.joined(separator: "  ") + "\n"
    }
    return text
  }

  /// A JSON object per topic, by id.
  var objects: [String] {
    (0..<model.topicCount).map { topic in
      let words = model.words(of: topic, top: top).map {
        "{\"word\":\(jsonString($0.word)),\"probability\":\($0.probability)}"
      }
      return "{\"id\":\(topic),\"label\":\(jsonString(model.label(of: topic))),"
        + "\"weight\":\(model.weight(of: topic)),\"coherence\":\(model.coherence[topic]),"
        + "\"words\":[\(words.joined(separator: ","))]}"
    }
  }

  /// A row per topic and word.
  var csv: String {
    var text = "topic,label,weight,coherence,word,probability\n"
    for topic in 0..<model.topicCount {
      for word in model.words(of: topic, top: top) {
        text += "\(topic),\(csvField(model.label(of: topic))),\(model.weight(of: topic)),"
        text += "\(model.coherence[topic]),\(csvField(word.word)),\(word.probability)\n"
      }
    }
    return text
  }
}
