import ArgumentParser
import Features
import Support
import Tokenization

struct KeywordsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keywords", abstract: "关键词：最能代表语料的词，或者每一组和别的组不同的词。",
    discussion: """
      例：
        yaoyu keywords reviews.csv --top 30
        yaoyu keywords reviews.csv --group-by product_id --format csv
      --method tfidf      TF-IDF：在文本里多、在别的文本里少的词；不分组时用它。分组时一组合成一篇。
      --method log-odds   对数几率比（Monroe 等，2008）：一组比别的组多说了什么，有多大把握；分组时默认用它。
                          score 是 z 值，超过 1.96 的不太会是碰巧。
      json 是 {"keywords":[{"word","score"}]}，分组时是 {"groups":[{"group","documents","keywords":[…]}]}。
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, ndjson, csv }

  enum Method: String, ExpressibleByArgument, CaseIterable {
    case tfidf
    case logOdds = "log-odds"
  }

  @OptionGroup var input: WordsInput

  @Option(name: .long, help: ArgumentHelp("按这一列分组。", valueName: "COLUMN"))
  var groupBy: String?

  @Option(name: .long, help: "方法：tfidf 或 log-odds。")
  var method: Method?

  @Option(name: .long, help: "每组给出几个词。")
  var top = 20

  @Option(name: .long, help: "至少出现在几条文本里的词才算。")
  var minDf = 1

  @Option(name: .long, help: ArgumentHelp("用自己的停用词表代替自带的。", valueName: "FILE"))
  var stopwords: String?

  @Option(name: .long, help: "输出格式：text、json、ndjson 或 csv。")
  var format = Format.text

  func validate() throws {
    if method == .logOdds, groupBy == nil {
      throw ValidationError("--method log-odds 是组和组相比，要用 --group-by 指明按哪一列分组。")
    }
  }

  func run() throws {
    let corpus = try input.read(
      WordsOptions(minimumDocumentFrequency: minDf, stopwords: stopwords, purpose: .keywords),
      groupColumn: groupBy)
    FileHandleWriter.standardError.write("yaoyu: \(corpus.summary)\n")
    let groups = groupBy == nil ? [overall(corpus)] : grouped(corpus)
    var output = FileHandleWriter.standardOutput
    output.append(render(groups))
    output.flush()
  }

  private struct Group {
    /// nil for the whole corpus.
    var name: String?
    var documents: Int
    var keywords: [Keyword]
  }

  private func overall(_ corpus: WordsCorpus) -> Group {
    let keywords = TFIDF(corpus.vocabulary).keywords(of: corpus.bag, vocabulary: corpus.vocabulary, top: top)
    return Group(name: nil, documents: corpus.bag.documentCount, keywords: keywords)
  }

  /// Most documents first, then by name.
  private func grouped(_ corpus: WordsCorpus) -> [Group] {
    let (bag, group) = corpus.byGroup
    let keywords =
      method(for: corpus) == .tfidf
      ? TFIDF.keywords(
        of: bag, group: group, groups: corpus.groups.count, vocabulary: corpus.vocabulary, top: top)
      : LogOdds().keywords(
        of: bag, group: group, groups: corpus.groups.count, vocabulary: corpus.vocabulary, top: top)
    var documents = [Int](repeating: 0, count: corpus.groups.count)
    for group in group { documents[group] += 1 }
    return corpus.groups.indices
      .map { Group(name: corpus.groups[$0], documents: documents[$0], keywords: keywords[$0]) }
      .sorted { $0.documents != $1.documents ? $0.documents > $1.documents : $0.name ?? "" < $1.name ?? "" }
  }

  private func method(for corpus: WordsCorpus) -> Method {
    guard corpus.groups.count < 2 else { return method ?? .logOdds }
    if method != .tfidf {
      FileHandleWriter.standardError.write("yaoyu: 只有一组，没有别的组可比，改用 TF-IDF。\n")
    }
    return .tfidf
  }

  private func render(_ groups: [Group]) -> String {
    switch format {
    case .text: groups.map(table).joined(separator: "\n")
    case .json:
      groupBy == nil
        ? groups.map { "{\"keywords\":\(list($0))}\n" }.joined()
        : "{\"groups\":[\(groups.map(object).joined(separator: ","))]}\n"
    case .ndjson:
      groupBy == nil
        ? groups.flatMap(\.keywords).map { object($0) + "\n" }.joined()
        : groups.map { object($0) + "\n" }.joined()
    case .csv:
      (groupBy == nil ? "word,score\n" : "group,word,score\n")
        + groups.map { group in
          let prefix = group.name.map { csvField($0) + "," } ?? ""
          return group.keywords.map { "\(prefix)\(csvField($0.word)),\($0.score)\n" }.joined()
        }.joined()
    }
  }

  private func table(_ group: Group) -> String {
    let heaviest = group.keywords.first?.score ?? 1
    let width = group.keywords.map { displayWidth($0.word) }.max() ?? 0
    let rows = group.keywords.map { keyword in
      "  \(padded(keyword.word, width))  \(bar(keyword.score / heaviest, width: 24)) \(decimal(keyword.score, 4))\n"
    }
    return (group.name.map { "\($0)（\(group.documents) 条）\n" } ?? "") + rows.joined()
  }

  private func object(_ group: Group) -> String {
    "{\"group\":\(jsonString(group.name ?? "")),\"documents\":\(group.documents),\"keywords\":\(list(group))}"
  }

  private func list(_ group: Group) -> String {
    "[\(group.keywords.map { object($0) }.joined(separator: ","))]"
  }

  private func object(_ keyword: Keyword) -> String {
    "{\"word\":\(jsonString(keyword.word)),\"score\":\(keyword.score)}"
  }
}
