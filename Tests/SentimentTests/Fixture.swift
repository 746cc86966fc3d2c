import FoundationEssentials
import Sentiment
import Support
import Testing
import Tokenization

/// The repository's own content, loaded once for all tests.
enum Fixture {
  static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }
  static let home = Result { try Home.find(root) }
  /// With and without the system's word list: what people read must not depend on what is installed.
  static let tokenizer = Result { try Tokenizer(home: home.get()) }
  static let analyzer = Result { try SentimentAnalyzer(home: home.get(), tokenizer: tokenizer.get()) }
  static let bareAnalyzer = Result {
    try SentimentAnalyzer(
      home: home.get(), tokenizer: Tokenizer(entries: tokenizer.get().lexicon, systemList: nil))
  }

  static func analyze(_ text: String) throws -> SentimentResult { try analyzer.get().analyze(text) }
}

/// A home in a temporary folder with small sentiment files, any of which a test may replace.
struct TemporaryHome: ~Copyable {
  let home: Home

  private static let small = [
    "polarity": "word\tstrength\taspect\n好用\t2\t体验\n没效果\t-2\t疗效\n好像\t0\n好\t1\n",
    "context": "target\tword\tstrength\n价格\t高\t-2\n效率\t高\t2\n",
    "degree": "word\tfactor\tposition\n很\t1.3\n极了\t1.5\tafter\n",
    "negation": "word\tfactor\n不\t1\n没有\t1\n",
    "markers": "kind\tword\ncontrast\t但是\nquestion-final\t吗\nuse\t吃了\n",
    "aspects": "aspect\tword\n价格\t价格\n",
    "safety": "signal\tword\tseverity\tcondition\nadverse-reaction\t过敏\t2\talways\n",
  ]

  /// - Parameter missing: a file that is left out.
  init(_ replaced: [String: String] = [:], missing: String? = nil, name: String = #function) throws {
    let path =
      FileManager.default.temporaryDirectory.path + "/yaoyu-sentiment-"
      + String(stableHash(name + replaced.keys.sorted().joined()), radix: 36)
    try FileAccess.makeFolder(path + "/Lexicons/sentiment")
    for (file, text) in TemporaryHome.small.merging(replaced, uniquingKeysWith: { $1 })
    where file != missing {
      try FileAccess.write(text.utf8, to: "\(path)/Lexicons/sentiment/\(file).tsv")
    }
    home = try Home.find(path)
  }

  deinit { try? FileManager.default.removeItem(atPath: home.path) }

  func load() throws -> SentimentAnalyzer {
    try SentimentAnalyzer(home: home, tokenizer: Tokenizer(entries: [], systemList: nil))
  }
}
