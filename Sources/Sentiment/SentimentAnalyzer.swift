public import Support
public import Tokenization

/// Polarity, aspects and safety signals of a text, each with its reasons, by a lexicon and rules of clause and
/// text. Nothing is trained, unless a `SentimentModel` is given that then decides the polarity.
///
/// ```
/// let analyzer = try SentimentAnalyzer(home: home, tokenizer: tokenizer)
/// analyzer.analyze("虽然有点贵，但是见效快").polarity   // .positive
/// ```
///
/// A text is cut into clauses; words of `Lexicons/sentiment/` are found in them on token boundaries; rules of
/// negation, degree, contrast and mood turn their strengths into opinions; the opinions are summed. The approach
/// is that of Taboada et al. 2011 (Lexicon-Based Methods for Sentiment Analysis, doi:10.1162/COLI_a_00049).
///
/// Immutable and shared by threads; each thread brings its own `Scratch`. Deterministic.
public struct SentimentAnalyzer: Sendable {
  /// How matches heed the tokens' boundaries.
  enum Boundaries: Sendable {
    /// Characters only, as if there were no tokens.
    case ignored
    case heeded
  }

  let lexicon: SentimentLexicon
  let tokenizer: Tokenizer
  private let boundaries: Boundaries
  private(set) var model: SentimentModel?

  /// Loads `home/Lexicons/sentiment/*.tsv`.
  /// - Throws: `FileError` for a missing file, `DiagnosticList` with every mistake in the files.
  public init(home: Home, tokenizer: Tokenizer) throws {
    try self.init(home: home, tokenizer: tokenizer, boundaries: .heeded)
  }

  init(home: Home, tokenizer: Tokenizer, boundaries: Boundaries) throws {
    lexicon = try SentimentLexicon(home: home)
    self.tokenizer = tokenizer
    self.boundaries = boundaries
  }

  /// The same analyser with a trained model for the polarity, or without one.
  public func with(_ model: SentimentModel?) -> SentimentAnalyzer {
    var analyzer = self
    analyzer.model = model
    return analyzer
  }

  /// Entries per lexicon file, sorted by name.
  public var entryCounts: [(file: String, entries: Int)] {
    lexicon.counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Tokenizes and analyses.
  public func analyze(_ text: String) -> SentimentResult { analyze(tokenizer.tokenize(text)) }

  /// - Complexity: O(text).
  public func analyze(_ text: TokenizedText) -> SentimentResult {
    var scratch = Scratch()
    var source = text.text
    let score = source.withUTF8 { utf8 in
      text.tokens.withUnsafeBufferPointer { self.score(utf8, tokens: $0, scratch: &scratch) }
    }
    return SentimentReport(source: source, scratch: scratch, score: score, model: model).result
  }

  /// The numbers alone, for corpora: no allocation once `scratch` has grown.
  /// - Parameters:
  ///   - utf8: the text; ill-formed bytes are skipped.
  ///   - tokens: tile `utf8`; when empty, every character counts as a token.
  public func score(
    _ utf8: UnsafeBufferPointer<UInt8>, tokens: UnsafeBufferPointer<Token>, scratch: inout Scratch
  ) -> SentimentScore {
    scratch.reset()
    return lexicon.withView { view in
      ClauseScanner(view: view, boundaries: boundaries).scan(utf8, tokens, into: &scratch)
      let rules = ClauseRules(view: view, hasNot: scratch.hasNot)
      let count = scratch.count
      scratch.matches.withUnsafeBufferPointer { matches in
        scratch.entries.withUnsafeBufferPointer { entries in
          let entries = UnsafeBufferPointer(rebasing: entries[..<count])
          scratch.clauses.withUnsafeMutableBufferPointer { clauses in
            for index in clauses.indices {
              let first = scratch.opinions.count
              rules.classify(&clauses[index], matches, entries)
              rules.findOpinions(in: clauses[index], index: index, matches, entries, into: &scratch.opinions)
              clauses[index].opinions = first..<scratch.opinions.count
            }
          }
        }
      }
      if scratch.hasSignals { SafetyRules(clauseRules: rules).find(in: &scratch) }
      let document = DocumentRules(truly: view.truly, possessive: view.possessive)
      document.apply(to: &scratch)
      var score = document.score(&scratch)
      model?.judge(&score, &scratch)
      return score
    }
  }
}
