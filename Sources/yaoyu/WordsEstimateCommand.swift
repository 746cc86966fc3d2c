import ArgumentParser
import Corpus
import Support
import Tokenization

struct WordsEstimateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "estimate", abstract: "没有通用词表时，从自己的语料估计 ICU 词典里每个词的词频，写成一份词表。",
    discussion: """
      例：
        yaoyu words estimate reviews.csv --out list.txt
        YAOYU_WORD_LIST=list.txt yaoyu tokenize reviews.csv
      YAOYU_WORD_LIST 指定的词表代替系统的通用词表，对每个命令都有效；写 none 就只用 ICU 自己的词频。
      """)

  @Argument(help: ArgumentHelp("语料：.csv .tsv .ndjson .jsonl .txt，可以是 .gz；- 是标准输入。", valueName: "CORPUS"))
  var input: String

  @OptionGroup var columns: CorpusColumnOptions

  @Option(name: .long, help: ArgumentHelp("词表写到哪里，每行：词 词频。", valueName: "FILE"))
  var out: String

  @Option(name: .long, help: "切词、计数几轮。")
  var iterations = 2

  @OptionGroup var home: HomeOption

  func validate() throws {
    guard (1...100).contains(iterations) else { throw ValidationError("--iterations 要在 1 到 100 之间。") }
  }

  func run() throws {
    let reader = try CorpusReader(input, options: columns.options())
    let corpus = try CleanCorpus.read(reader, cleaner: Cleaner(home: home.find()))
    warn(about: corpus.reading)
    var estimate = try WordListEstimate()
    for document in 0..<corpus.count { corpus.withUTF8(of: document) { estimate.append($0) } }
    let errors = FileHandleWriter.standardError
    let words = try estimate.words(.init(iterations: iterations)) { iteration, count in
      errors.write("第 \(iteration) 轮：切成 \(count) 个词\n")
    }
    let lines = words.map { "\($0.word) \($0.frequency)\n" }.joined()
    try FileAccess.write(lines.utf8, to: out)
    errors.write("读了 \(corpus.count) 条、\(estimate.characters) 个汉字，\(words.count) 个词的词频写到 \(out)。\n")
  }
}
