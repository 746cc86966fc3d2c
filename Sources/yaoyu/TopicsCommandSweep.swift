import ArgumentParser
import FoundationEssentials
import Support
import Topics

struct TopicsSweep: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep", abstract: "主题要几个？几种个数各训练几次，放在一起比。",
    discussion: """
      每十条文本留一条不训练。困惑度：用留下的文本隔一个词猜下一个，越小越好，但总偏爱更多的主题。C_v（0 到 1）和 NPMI（−1 到 1）：\
      主题里的词常不常一起出现，越大越好，算法与 gensim 的 c_v、c_npmi 相同。稳定（0 到 1）：换一个种子，主题的前十个词\
      （按匈牙利算法一一配对）有多少相同。
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  @OptionGroup var input: WordsInput

  @Option(name: .long, help: ArgumentHelp("要比的主题个数，用逗号隔开。", valueName: "K,K,…"), transform: numbers)
  var topics: [Int]

  @Option(name: .long, help: ArgumentHelp("每种个数训练几次，种子依次加一。", valueName: "N"))
  var seeds = 3

  @Option(name: .long, help: ArgumentHelp("把语料过多少遍。", valueName: "N"))
  var iterations = 200

  @Option(name: .long, help: "训练方法：gibbs、variational 或 gsdmm。", transform: topicMethod)
  var method = TopicOptions.Method.gibbs

  @Option(name: .long, help: "第一个随机种子。")
  var seed: UInt64 = 1

  @Option(name: .long, help: "线程数，默认用全部核心；结果与线程数无关。")
  var threads: Int?

  @Option(name: .long, help: "至少出现在几条文本里的词才算。")
  var minDf = 5

  @Option(name: .long, help: ArgumentHelp("用自己的停用词表代替自带的。", valueName: "FILE"))
  var stopwords: String?

  @Option(name: .long, help: "输出格式：text 或 json。")
  var format = Format.text

  func validate() throws {
    guard (1...100).contains(seeds) else { throw ValidationError("--seeds 要在 1 到 100 之间，不能是 \(seeds)。") }
  }

  func run() throws {
    let options = TopicOptions(
      iterations: iterations, method: method, seed: seed,
      threads: threads ?? ProcessInfo.processInfo.activeProcessorCount, pretokenized: input.pretokenized)
    try options.check()
    let corpus = try input.read(WordsOptions(minimumDocumentFrequency: minDf, stopwords: stopwords))
    FileHandleWriter.standardError.write("yaoyu: \(corpus.summary)\n")
    var line = ProgressLine()
    let sweep = try TopicSweep.run(
      on: corpus.bag, vocabulary: corpus.vocabulary, topics: topics, seeds: seeds, options: options
    ) { line.show("训练", $0, of: topics.count * seeds) }
    line.clear()
    FileHandleWriter.standardOutput.write(format == .text ? sweep.text : sweep.json)
  }
}

/// `5,10,20` as numbers, ascending, each once.
private func numbers(_ text: String) throws -> [Int] {
  let parts = text.split(whereSeparator: { $0 == "," || $0 == "，" || $0 == "、" })
  let numbers = parts.compactMap { Int($0) }
  guard !numbers.isEmpty, numbers.count == parts.count, numbers.allSatisfy({ $0 >= 1 }) else {
    throw ValidationError("“\(text)”不是用逗号隔开的主题个数，要像 5,10,20 这样。")
  }
  return Set(numbers).sorted()
}

extension TopicSweep {
  fileprivate var text: String {
    var text = "训练 \(documents) 条，留出 \(heldOut) 条；每行是 \(seeds) 个种子的平均\n\n"
    text += "主题数    困惑度     C_v     NPMI    稳定\n"
    let best = rows.max { $0.cv < $1.cv }?.topics
    for row in rows {
      text += right("\(row.topics)", 6) + right(row.perplexity.map { decimal($0, 1) } ?? "—", 10)
      text += right(decimal(row.cv, 3), 8) + right(decimal(row.npmi, 3), 9)
      text += right(row.stability.map { decimal($0, 2) } ?? "—", 8)
      text += row.topics == best && rows.count > 1 ? "  ← C_v 最高\n" : "\n"
    }
    return text
  }

  private func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  fileprivate var json: String {
    let objects = rows.map { row in
      "{\"topics\":\(row.topics),\"perplexity\":\(row.perplexity.map { "\($0)" } ?? "null"),"
        + "\"c_v\":\(row.cv),\"c_npmi\":\(row.npmi),\"stability\":\(row.stability.map { "\($0)" } ?? "null")}"
    }
    return "{\"documents\":\(documents),\"held_out\":\(heldOut),\"seeds\":\(seeds),"
      + "\"sweep\":[\(objects.joined(separator: ","))]}\n"
  }
}
