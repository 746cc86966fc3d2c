import ArgumentParser
import Corpus
import Sentiment
import Support
import Tokenization

struct SentimentInduceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "induce", abstract: "从没有标签的评论里找情感词表还没有的词，供人挑选。",
    discussion: """
      常和好话挨着说的，多半也是好话。排在前面的最有把握；褒旁、贬旁是挨着好话、坏话出现的次数，
      倾向每多 1，挨着好话和坏话的比例就差一倍。例：
        yaoyu sentiment induce reviews.csv --text-column review
        yaoyu sentiment induce reviews.csv --format tsv > 待看.tsv
      tsv 的格式和 Lexicons/sentiment/polarity.tsv 一样。请一行一行看过，删掉不对的，再贴进去。
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, tsv }

  @OptionGroup var input: SentimentInput

  @Option(name: .long, help: "褒贬各列出几个词。")
  var top = 50

  @Option(name: .long, help: ArgumentHelp("至少挨着好话坏话出现几次。", valueName: "N"))
  var minCount = 10

  @Option(name: .long, help: "输出格式：text 给人看；tsv 挑过以后可以贴进词表。")
  var format = Format.text

  func validate() throws {
    guard top >= 1 else { throw ValidationError("--top 至少是 1。") }
    guard minCount >= 3 else { throw ValidationError("--min-count 至少是 3。") }
  }

  func run() throws {
    let home = try input.home.find()
    let corpus = try CleanCorpus.read(input.reader(), cleaner: Cleaner(home: home))
    let analyzer = try SentimentAnalyzer(home: home, tokenizer: Tokenizer(home: home))
    var induction = try PolarityInduction(analyzer: analyzer, home: home)
    for document in 0..<corpus.count { corpus.withUTF8(of: document) { induction.append($0) } }
    var options = PolarityInduction.Options()
    (options.top, options.minimumCount) = (top, minCount)
    let found = induction.candidates(options)
    var output = FileHandleWriter.standardOutput
    switch format {
    case .text: output.append(table("像好话", found.praise, corpus) + table("像坏话", found.complaint, corpus))
    case .tsv: output.append(lexicon(found.praise + found.complaint, corpus))
    }
    output.flush()
    FileHandleWriter.standardError.write(
      "读了 \(corpus.reading.read) 条，用了 \(corpus.count) 条，"
        + "找到像好话的 \(found.praise.count) 个、像坏话的 \(found.complaint.count) 个。\n")
  }

  private func table(_ title: String, _ words: [PolarityInduction.Candidate], _ corpus: CleanCorpus) -> String
  {
    guard !words.isEmpty else { return "\(title)：没有。评论少的时候可以减小 --min-count。\n" }
    let widest = words.reduce(4) { max($0, displayWidth($1.word)) }
    var lines = ["\(title)：", padded("词", widest) + "  褒旁  贬旁  倾向  例句"]
    for word in words {
      lines.append(
        padded(word.word, widest) + column("\(word.praise)") + column("\(word.complaint)")
          + column(tenths(word.orientation)) + "  " + example(word, corpus))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func lexicon(_ words: [PolarityInduction.Candidate], _ corpus: CleanCorpus) -> String {
    var lines = [
      "# 从评论里找出来的，还没有人看过。请删掉不对的，改好强度和方面，再贴进 Lexicons/sentiment/polarity.tsv。",
      "word\tstrength\taspect\tnote",
    ]
    for word in words {
      lines.append(
        "\(word.word)\t\(tenths(word.strength))\t\t褒旁 \(word.praise)、贬旁 \(word.complaint)；"
          + "例：\(example(word, corpus))")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The clause of the first text in which the word stands, with its neighbours.
  private func example(_ word: PolarityInduction.Candidate, _ corpus: CleanCorpus) -> String {
    let text = Normalizer.normalize(Privacy.mask(corpus.text(of: word.firstDocument)))
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    guard let range = text.firstRange(of: word.word) else { return String(text.prefix(24)) }
    let start = text.index(range.lowerBound, offsetBy: -10, limitedBy: text.startIndex) ?? text.startIndex
    let end = text.index(range.upperBound, offsetBy: 14, limitedBy: text.endIndex) ?? text.endIndex
    return (start > text.startIndex ? "…" : "") + text[start..<end] + (end < text.endIndex ? "…" : "")
  }

  private func column(_ number: String) -> String { " " + padded(number, 5, alignRight: true) }

  private func tenths(_ value: Double) -> String {
    let tenths = Int((abs(value) * 10).rounded())
    return (value < 0 && tenths > 0 ? "-" : "") + "\(tenths / 10).\(tenths % 10)"
  }
}
