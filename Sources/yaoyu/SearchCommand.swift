import ArgumentParser
import Corpus
import Features
import Support
import Tokenization

struct SearchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search", abstract: "检索：找出和几个词最相关的评价（BM25）。",
    discussion: """
      例：
        yaoyu search reviews.csv 孩子 发烧
        yaoyu search build reviews.csv --index reviews.index
        yaoyu search reviews.index 孩子 发烧 --top 10 --format json
      直接给语料时现建索引，用完就丢；常用的语料先用 build 存成一个文件，一百万条也是打开就能查。
      建索引时去掉空白、默认评价和重复的，手机号、地址等换成 [手机号]、[地址]，原文不进索引。
      的、了、请问这类词不参加检索，除非只查这类词。
      """,
    subcommands: [SearchQueryCommand.self, SearchBuildCommand.self],
    defaultSubcommand: SearchQueryCommand.self)
}

/// The corpus to search, and how its texts become words.
struct SearchInput: ParsableArguments {
  @OptionGroup var columns: CorpusColumnOptions

  @Flag(name: .long, help: "除了词，也按单字和相邻两字查：切词不同也找得到，索引会大许多。")
  var characters = false

  @Option(name: .long, help: ArgumentHelp("自己的词表，可以多次给出；查的时候和建的时候要一样。", valueName: "FILE"))
  var lexicon: [String] = []

  @OptionGroup var home: HomeOption

  func tokenizer() throws -> Tokenizer { try Tokenizer.load(home.find(), lexicons: lexicon) }

  /// Reads, cleans, masks and counts the texts of a corpus.
  func builder(_ path: String, _ tokenizer: Tokenizer) throws -> SearchIndexBuilder {
    var options = columns.options()
    options.recordLimit = 4 << 20
    let reader = try CorpusReader(path, options: options)
    let cleaner = try Cleaner(home: home.find())
    var builder = SearchIndexBuilder(options: SearchOptions(characters: characters))
    var (cleaned, scratch) = ([UInt8](), Cleaner.Scratch())
    let tokens = Tokenizer.Scratch()
    var seen: Set<UInt64> = []
    var records = 0
    var line = ProgressLine()
    let counts = try reader.forEach { record in
      defer { records += 1 }
      if records % 1024 == 0 { line.show("读到第 \(records) 条……") }
      let outcome = record.withUTF8 { cleaner.clean($0, into: &cleaned, scratch: &scratch) }
      guard case .kept = outcome, seen.insert(stableHash(cleaned)).inserted else { return }
      var text = Privacy.mask(String(decoding: cleaned, as: UTF8.self))
      text.withUTF8 { utf8 in
        tokenizer.withTokens(of: utf8, scratch: tokens) {
          builder.add(tokens: $0, of: utf8, number: records)
        }
      }
    }
    line.clear()
    warn(about: counts)
    FileHandleWriter.standardError.write(
      "yaoyu: 读了 \(counts.read) 条，去掉空白、默认评价和重复的，\(builder.documentCount) 条可以查。\n")
    return builder
  }
}

struct SearchBuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build", abstract: "把一个语料的索引存成文件，以后查起来快。")

  @Argument(help: ArgumentHelp("语料文件（.csv .tsv .ndjson .jsonl .txt，可带 .gz），- 是标准输入。", valueName: "INPUT"))
  var path: String

  @OptionGroup var input: SearchInput

  @Option(name: .long, help: ArgumentHelp("写到哪个文件，习惯上以 .index 结尾。", valueName: "OUT"))
  var index: String

  func run() throws {
    try input.builder(path, input.tokenizer()).write(to: index)
    FileHandleWriter.standardError.write("yaoyu: 写好了 \(index)。查：yaoyu search \(index) 词…\n")
  }
}

struct SearchQueryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query", abstract: "查一个索引或语料（不写子命令时就是它）。",
    discussion: """
      ndjson 每条结果一行：{"rank","score","id","text","hits":[{"start","end"}]}。
      json 是 {"query","documents","results":[…]}。id 是记录在输入里从 0 数的序号；start 和 end 按 Unicode 标量从 0 数。
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, ndjson }

  @Argument(help: ArgumentHelp("search build 写的索引，或语料文件，- 是标准输入。", valueName: "INDEX-OR-INPUT"))
  var path: String

  @Argument(help: ArgumentHelp("要查的词或一句话。", valueName: "QUERY"))
  var query: [String]

  @OptionGroup var input: SearchInput

  @Option(name: .long, help: "最多给出几条。")
  var top = 5

  @Option(name: .long, help: "输出格式：text、json 或 ndjson。")
  var format = Format.text

  func validate() throws {
    if top < 1 { throw ValidationError("--top 至少是 1。") }
    if query.allSatisfy({ $0.allSatisfy(\.isWhitespace) }) {
      throw ValidationError("没有写要查什么。例：yaoyu search \(path) 孩子 发烧")
    }
  }

  func run() throws {
    let tokenizer = try input.tokenizer()
    let index = try index(tokenizer)
    let text = query.joined(separator: " ")
    let stopWords = try StopWords(home: input.home.find(), for: .search)
    let query = index.query(tokenizer.tokenize(text), stopWords: stopWords)
    let results = try index.search(query, top: top).enumerated().map { rank, hit in
      let text = tokenizer.tokenize(Privacy.mask(try index.text(of: hit.document)))
      return SearchResult(
        rank: rank + 1, score: hit.score, id: index.number(of: hit.document), text: text.text,
        hits: query.highlights(in: text))
    }
    if results.isEmpty {
      FileHandleWriter.standardError.write("yaoyu: \(index.documentCount) 条里没有提到“\(text)”的。换个说法，或者少写几个字试试。\n")
    }
    var output = FileHandleWriter.standardOutput
    switch format {
    case .text:
      let usesColor = Terminal.usesColor(Terminal.standardOutput)
      for result in results { output.append(result.line(usesColor: usesColor)) }
    case .ndjson:
      for result in results { output.append(result.object + "\n") }
    case .json:
      let objects = results.map(\.object).joined(separator: ",")
      output.append(
        "{\"query\":\(jsonString(text)),\"documents\":\(index.documentCount),\"results\":[\(objects)]}\n")
    }
    output.flush()
  }

  private func index(_ tokenizer: Tokenizer) throws -> SearchIndex {
    guard SearchIndex.isIndex(path: path) else { return try input.builder(path, tokenizer).build() }
    if input.characters {
      throw ValidationError("--characters 要在建索引时给：yaoyu search build 语料 --characters --index \(path)")
    }
    return try SearchIndex.load(path)
  }
}

/// A text that was found.
private struct SearchResult {
  var rank: Int
  var score: Double
  var id: Int
  var text: String
  /// UTF-8 byte ranges.
  var hits: [Range<Int>]

  /// `1  12.34  text`, hits highlighted where colours are wanted.
  func line(usesColor: Bool) -> String {
    let style = TextStyle(usesColor: usesColor)
    var marked = ""
    var position = 0
    for hit in usesColor ? hits : [] {
      marked += printable(text.utf8Slice(position..<hit.lowerBound))
      marked += style.paint(printable(text.utf8Slice(hit)), .highlight)
      position = hit.upperBound
    }
    marked += printable(text.utf8Slice(position..<text.utf8.count))
    return "\(padded("\(rank).", 4))\(padded(decimal(score, 2), 7))\(marked)\n"
  }

  /// One line, and nothing that a terminal would take for a command.
  private func printable(_ text: Substring) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
  }

  var object: String {
    var scalars = 0
    var position = 0
    func scalarOffset(_ byte: Int) -> Int {
      scalars += text.utf8Slice(position..<byte).unicodeScalars.count
      position = byte
      return scalars
    }
    let hits = hits.map { hit in
      let start = scalarOffset(hit.lowerBound)
      return "{\"start\":\(start),\"end\":\(scalarOffset(hit.upperBound))}"
    }
    return "{\"rank\":\(rank),\"score\":\(decimal(score, 6)),\"id\":\(id),\"text\":\(jsonString(text)),"
      + "\"hits\":[\(hits.joined(separator: ","))]}"
  }
}
