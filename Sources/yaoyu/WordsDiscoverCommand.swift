import ArgumentParser
import Corpus
import Support
import Tokenization

struct WordsDiscoverCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "discover", abstract: "从语料里找词典没有的词：品名、牌子、大家造的词。",
    discussion: """
      按凝固程度（互信息）和左右搭配的自由程度排序。例：
        yaoyu words discover reviews.csv --text-column review
        yaoyu words discover reviews.csv --format tsv > Lexicons/words/new.tsv    看过、删过再用
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, tsv }

  @Argument(help: ArgumentHelp("语料：.csv .tsv .ndjson .jsonl .txt，可以是 .gz；- 是标准输入。", valueName: "CORPUS"))
  var input: String

  @Option(name: .long, help: "最多列出几个词。")
  var top = 100

  @Option(name: .long, help: ArgumentHelp("至少出现几次；不给就按语料大小定（最少 5 次）。", valueName: "N"))
  var minCount: Int?

  @OptionGroup var columns: CorpusColumnOptions

  @Option(name: .long, help: "输出格式：text 给人看；tsv 可以直接放进词表。")
  var format = Format.text

  @Option(name: .long, help: ArgumentHelp("自己的词表，里面有的词不再列出，可以多次给出。", valueName: "FILE"))
  var lexicon: [String] = []

  @OptionGroup var home: HomeOption

  func validate() throws {
    guard top >= 1 else { throw ValidationError("--top 至少是 1。") }
    guard (minCount ?? 2) >= 2 else { throw ValidationError("--min-count 至少是 2。") }
  }

  func run() throws {
    let home = try home.find()
    let reader = try CorpusReader(input, options: columns.options())
    let corpus = try CleanCorpus.read(reader, cleaner: Cleaner(home: home))
    var discovery = WordDiscovery(tokenizer: try Tokenizer.load(home, lexicons: lexicon))
    for document in 0..<corpus.count { corpus.withUTF8(of: document) { discovery.append($0) } }
    let words = discovery.words(.init(minimumCount: minCount, top: top))
    var output = FileHandleWriter.standardOutput
    output.append(format == .text ? table(words, corpus) : lexicon(words, corpus))
    output.flush()
    FileHandleWriter.standardError.write(
      "读了 \(corpus.reading.read) 条，用了 \(corpus.count) 条，找到 \(words.count) 个词。\n")
  }

  private func table(_ words: [WordDiscovery.NewWord], _ corpus: CleanCorpus) -> String {
    guard !words.isEmpty else { return "没有找到新词。语料小的时候可以减小 --min-count。\n" }
    let widest = words.reduce(4) { max($0, displayWidth($1.word)) }
    func pad(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(width - displayWidth(text), 0))
    }
    func number(_ value: Int) -> String {
      String(repeating: " ", count: max(6 - "\(value)".count, 0)) + "\(value)"
    }
    var lines = [pad("词", widest) + "    次数  篇数  凝固  自由  例句"]
    for word in words {
      let freedom = min(word.leftEntropy, word.rightEntropy)
      lines.append(
        pad(word.word, widest) + "  " + number(word.count) + number(word.documents)
          + "  \(tenths(word.cohesion))   \(tenths(freedom))   " + example(word, corpus))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A lexicon file: what stands in `note` tells why.
  private func lexicon(_ words: [WordDiscovery.NewWord], _ corpus: CleanCorpus) -> String {
    var lines = [
      "# 从语料里找出来的新词，请看过再用：删掉不是词的行，填上 tag（drug、brand、term 等）。", "word\ttag\tnote",
    ]
    for word in words {
      lines.append("\(word.word)\t\t\(word.count) 次，\(word.documents) 篇；例：\(example(word, corpus))")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The clause of the first text in which the word stands.
  private func example(_ word: WordDiscovery.NewWord, _ corpus: CleanCorpus) -> String {
    let text = Privacy.mask(corpus.text(of: word.firstDocument))
    let clauses = text.split { "，。！？；、,.!?;~～ \n\t".contains($0) }
    let clause = clauses.first { Normalizer.normalize($0).contains(word.word) } ?? text[...]
    return clause.count <= 30 ? String(clause) : clause.prefix(30) + "…"
  }

  private func tenths(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
