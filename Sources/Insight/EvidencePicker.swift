internal import Corpus
internal import Sentiment
internal import Support
internal import Tokenization

/// Chooses the reviews that are quoted: short enough to read, clear, unlike each other, personal data masked.
struct EvidencePicker {
  let corpus: CleanCorpus
  let facts: DocumentFacts
  let tokenizer: Tokenizer
  let analyzer: SentimentAnalyzer

  /// Characters of a quote.
  static let readable = 8...60
  /// How many documents are kept for choosing quotes from.
  static let candidates = 10
  /// Opinions stronger than this are not more typical, only wordier.
  private static let clearOpinion: Float = 4

  /// How well `document` would stand for its opinion about `aspect`: readable, of the same mind as a whole,
  /// about little else, clear.
  func fitness(_ document: Int, aspect: Int, sign: Int8, strength: Float) -> Float {
    var all: Float = 0
    for other in 0..<DocumentFacts.aspectCount { all += facts.opinion(document, other)?.strength ?? 0 }
    let focus = all > 0 ? strength / all : 0
    return readability(document) + (facts.polarity[document] == sign ? 8 : 0) + focus * 4
      + min(strength, Self.clearOpinion) + spread(document)
  }

  /// How well `document` would stand for a signal: complaints first.
  func fitness(signalIn document: Int) -> Float {
    readability(document) - facts.score[document] * 4 + spread(document)
  }

  func isReadable(_ document: Int) -> Bool { Self.readable.contains(Int(facts.length[document])) }

  private func readability(_ document: Int) -> Float { isReadable(document) ? 16 : 0 }

  /// 0 ..< 0.5, different for every document: among equals the choice is spread over the corpus.
  private func spread(_ document: Int) -> Float { Float(mix64(UInt64(document)) >> 48) / 131_072 }

  /// Quotes of what `documents` say about `aspect`, best first.
  func quotes(_ documents: TopDocuments, aspect: Aspect, sign: Int8, limit: Int) -> [String] {
    let polarity: Polarity = sign > 0 ? .positive : .negative
    return choose(documents.ids, limit) { text in
      let opinion = text.aspects.first { $0.aspect == aspect && $0.polarity == polarity }
      return opinion.map { (0, $0.evidence) }
    }
  }

  /// Quotes of the documents that raise `signal`, gravest first.
  func quotes(_ documents: TopDocuments, signal: SafetySignal, limit: Int) -> [String] {
    choose(documents.ids, limit) { text in
      text.safety.filter { $0.signal == signal }.max { $0.severity < $1.severity }.map {
        ($0.severity, $0.range)
      }
    }
  }

  /// Whole documents as quotes.
  func quotes(_ documents: TopDocuments, limit: Int) -> [String] {
    distinct(documents.ids.map { Privacy.mask(corpus.text(of: $0)) }, limit)
  }

  /// - Parameter place: the weight of a document's evidence and where it is; nil when it has none.
  private func choose(
    _ documents: [Int], _ limit: Int, _ place: (SentimentResult) -> (weight: Int, range: Range<Int>)?
  ) -> [String] {
    var found: [(weight: Int, quote: String)] = []
    for document in documents {
      let text = tokenizer.tokenize(corpus.text(of: document))
      guard let (weight, range) = place(analyzer.analyze(text)) else { continue }
      found.append(
        (weight, Privacy.mask(isReadable(document) ? text.text : Self.passage(text, around: range))))
    }
    let ranked = found.enumerated().sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }
    return distinct(ranked.map(\.element.quote), limit)
  }

  /// The clauses around a range of bytes, as many as a quote may have, trimmed of punctuation at their ends.
  static func passage(_ text: TokenizedText, around range: Range<Int>) -> String {
    let clauses = text.clauses()
    func bytes(_ clause: Range<Int>) -> Range<Int> {
      text.tokens[clause.lowerBound].start..<text.tokens[clause.upperBound - 1].end
    }
    let hit = clauses.indices.filter { bytes(clauses[$0]).overlaps(range) }
    guard var first = hit.first, var last = hit.last else { return "" }
    func quote(_ first: Int, _ last: Int) -> String {
      trimmed(text.text.utf8Slice(bytes(clauses[first]).lowerBound..<bytes(clauses[last]).upperBound))
    }
    var best = quote(first, last)
    while first > 0 || last + 1 < clauses.count {
      if last + 1 < clauses.count, first == 0 || best.count < readable.lowerBound * 2 {
        last += 1
      } else if first > 0 {
        first -= 1
      }
      let longer = quote(first, last)
      if longer.unicodeScalars.count > readable.upperBound { break }
      best = longer
      if best.unicodeScalars.count >= readable.upperBound / 2 { break }
    }
    if best.unicodeScalars.count <= readable.upperBound { return best }
    return String(String.UnicodeScalarView(best.unicodeScalars.prefix(readable.upperBound - 1))) + "…"
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while let last = text.last, last.isWhitespace || "，,、；;：:".contains(last) { text.removeLast() }
    while let first = text.first, first.isWhitespace || first.isPunctuation, !"“《（(【".contains(first) {
      text.removeFirst()
    }
    return String(text)
  }

  /// The first `limit` quotes that do not repeat themselves and are no near copies of one before: at most half
  /// of their pairs of characters in common (Jaccard 1901).
  private func distinct(_ quotes: [String], _ limit: Int) -> [String] {
    var chosen: [(quote: String, pairs: Set<UInt64>)] = []
    for quote in quotes where chosen.count < limit && quote.unicodeScalars.count >= 2 {
      let scalars = Array(quote.unicodeScalars)
      let pairs = Set(zip(scalars, scalars.dropFirst()).map { UInt64($0.value) << 32 | UInt64($1.value) })
      // 垃圾垃圾垃圾…
      if scalars.count > 12, pairs.count * 3 < scalars.count * 2 { continue }
      let isNew = chosen.allSatisfy { 2 * $0.pairs.intersection(pairs).count <= $0.pairs.union(pairs).count }
      if isNew { chosen.append((quote, pairs)) }
    }
    return chosen.map(\.quote)
  }
}

/// The few documents with the largest fitness, largest first, ties by number.
struct TopDocuments {
  private let limit: Int
  private var entries: [(fitness: Float, document: Int)] = []

  init(limit: Int = EvidencePicker.candidates) { self.limit = limit }

  var ids: [Int] { entries.map(\.document) }

  mutating func offer(_ document: Int, fitness: Float) {
    if entries.count == limit, let last = entries.last, fitness <= last.fitness { return }
    let index = entries.firstIndex { fitness > $0.fitness } ?? entries.count
    entries.insert((fitness, document), at: index)
    if entries.count > limit { entries.removeLast() }
  }
}
