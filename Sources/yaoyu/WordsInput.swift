import ArgumentParser
import Corpus
import Features
import Support
import Tokenization

/// The corpus of `keywords` and `topics`, and how its texts become words.
struct WordsInput: ParsableArguments {
  @Argument(help: ArgumentHelp("语料文件（.csv .tsv .ndjson .jsonl .txt，可带 .gz），- 是标准输入。", valueName: "INPUT"))
  var input: String

  @OptionGroup var columns: CorpusColumnOptions

  @Flag(name: .long, help: "正文已经用空格分好词，照原样用。")
  var pretokenized = false

  @Option(name: .long, help: ArgumentHelp("自己的词表，可以多次给出。", valueName: "FILE"))
  var lexicon: [String] = []

  @OptionGroup var home: HomeOption

  func reader(group: String? = nil, id: String? = nil) throws -> CorpusReader {
    try CorpusReader(input, options: columns.options(group: group, id: id))
  }

  func tokenizer() throws -> Tokenizer { try Tokenizer.load(home.find(), lexicons: lexicon) }

  /// Reads, cleans and tokenises the whole corpus.
  func read(_ words: WordsOptions, groupColumn: String? = nil) throws -> WordsCorpus {
    let reader = try reader(group: groupColumn)
    return pretokenized ? try readPretokenized(reader, words) : try readTexts(reader, words)
  }

  private func readTexts(_ reader: CorpusReader, _ words: WordsOptions) throws -> WordsCorpus {
    let home = try home.find()
    let corpus = try CleanCorpus.read(reader, cleaner: Cleaner(home: home))
    warn(about: corpus.reading)
    let tokenizer = try Tokenizer.load(home, lexicons: lexicon)
    let scratch = Tokenizer.Scratch()
    var builder = BagOfWordsBuilder(
      stopWords: try words.stopwords.map(StopWords.init(path:)) ?? StopWords(home: home, for: words.purpose))
    for document in 0..<corpus.count {
      corpus.withUTF8(of: document) { text in
        tokenizer.withTokens(of: text, scratch: scratch) { builder.add(tokens: $0, of: text) }
      }
    }
    let (vocabulary, bag, _) = try builder.build(words.vocabulary)
    var result = WordsCorpus(
      vocabulary: vocabulary, bag: bag, read: corpus.reading.read, dropped: corpus.dropped,
      groups: corpus.groups, group: corpus.group.map(Int.init))
    // What several products show counts for each of them.
    result.shared = corpus.pooled.map { ($0.document, Int($0.group)) }
    return result
  }

  private func readPretokenized(_ reader: CorpusReader, _ words: WordsOptions) throws -> WordsCorpus {
    var builder = BagOfWordsBuilder(
      stopWords: try words.stopwords.map(StopWords.init(path:)) ?? StopWords())
    var index: [String: Int] = [:]
    var groups: [String] = []
    var group: [Int] = []
    let counts = try reader.forEach { record in
      record.withUTF8 { builder.add(pretokenized: $0) }
      guard let name = record.group else { return }
      if index[name] == nil {
        index[name] = groups.count
        groups.append(name)
      }
      group.append(index[name] ?? 0)
    }
    warn(about: counts)
    let (vocabulary, bag, _) = try builder.build(words.vocabulary)
    return WordsCorpus(
      vocabulary: vocabulary, bag: bag, read: counts.read, groups: groups, group: group)
  }
}

/// Which words count.
struct WordsOptions {
  var minimumDocumentFrequency: Int
  /// The user's list of stop words instead of the house's.
  var stopwords: String?
  /// Which of the house's lists.
  var purpose = StopWords.Purpose.topics

  var vocabulary: VocabularyOptions {
    VocabularyOptions(minimumDocumentFrequency: minimumDocumentFrequency)
  }
}

/// A corpus as words.
struct WordsCorpus {
  var vocabulary: Vocabulary
  var bag: BagOfWords
  /// Records read.
  var read: Int
  var dropped: [CleanCorpus.Reason: Int] = [:]
  /// Names of the groups, and the group of each document; empty without a group column.
  var groups: [String] = []
  var group: [Int] = []
  /// Documents that a further group has too.
  var shared: [(document: Int, group: Int)] = []

  /// Every (document, group) pair as a document of its own.
  var byGroup: (bag: BagOfWords, group: [Int]) {
    if shared.isEmpty { return (bag, group) }
    return (
      bag.selecting(Array(0..<bag.documentCount) + shared.map(\.document)), group + shared.map(\.group)
    )
  }

  /// `读了 175325 条，去掉默认评价 1203 条、重复 8211 条；…`
  var summary: String {
    let names: [(CleanCorpus.Reason, String)] = [
      (.defaultText, "默认评价"), (.empty, "空白"), (.duplicate, "重复"), (.pooled, "别的组里也有"),
      (.damaged, "读不出来"),
    ]
    let dropped = names.compactMap { reason, name in
      self.dropped[reason].map { "\(name) \($0) 条" }
    }
    return "读了 \(read) 条" + (dropped.isEmpty ? "" : "，去掉" + dropped.joined(separator: "、"))
      + "；留下 \(bag.documentCount) 条、\(bag.tokenCount) 个词，词表 \(vocabulary.count) 个。"
  }
}
