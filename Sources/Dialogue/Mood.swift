import Sentiment
import Support
import Tokenization

/// How a message feels and what it reports, as far as a conversation acts on it.
struct Mood: Sendable {
  var polarity: String
  /// −1…1.
  var score: Double
  /// Aspects with an opinion, by the names of the insight file; complained about or not.
  var aspects: [(name: String, isComplaint: Bool)]
  /// Names of safety signals, such as `adverse-reaction`.
  var signals: [String]

  static let neutral = Mood(polarity: "neutral", score: 0, aspects: [], signals: [])
}

/// Sentiment's analyser, seen from a conversation.
struct MoodReader: Sendable {
  private let analyzer: SentimentAnalyzer

  init(home: Home, tokenizer: Tokenizer) throws {
    analyzer = try SentimentAnalyzer(home: home, tokenizer: tokenizer)
  }

  func read(_ text: String, tokenizer: Tokenizer) -> Mood {
    let result = analyzer.analyze(tokenizer.tokenize(text))
    return Mood(
      polarity: result.polarity.rawValue, score: result.score,
      aspects: result.aspects.map { ($0.aspect.rawValue, $0.polarity == .negative) },
      signals: result.safety.map(\.signal.rawValue))
  }
}
