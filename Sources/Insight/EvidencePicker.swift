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
  let aspectWords: AspectWords

  /// Characters of a quote.
  static let readable = 8...60
  /// A review up to so many characters is quoted whole, a longer one by the clauses that matter.
  private static let wholeLength = 24
  /// A passage shorter than this gets a neighbouring clause.
  private static let passageLength = 12
  /// How many documents are kept for choosing quotes from.
  static let candidates = 24
  /// Opinions fainter than this (居然, 有点小) do not stand for what somebody thinks.
  private static let faintest = 0.5
  /// Opinions stronger than this are not more typical, only wordier.
  private static let clearOpinion: Float = 4

  /// How well `document` would stand for its opinion about `aspect`: readable, of the same mind as a whole,
  /// about little else, clear.
  func fitness(_ document: Int, aspect: Int, sign: Int8, strength: Float) -> Float {
    var all: Float = 0
    for other in 0..<DocumentFacts.aspectCount { all += facts.opinion(document, other)?.strength ?? 0 }
    let focus = all > 0 ? strength / all : 0
    return readability(document) + (facts.polarity[document] == sign ? 8 : 0)
      + (stars(of: document, suit: sign) == true ? 4 : 0) + focus * 4
      + min(strength, Self.clearOpinion) + spread(document)
  }

  /// Whether the star rating is of the same mind; nil without one, and for three stars.
  private func stars(of document: Int, suit sign: Int8) -> Bool? {
    let rating = corpus.rating[document]
    return rating.isNaN || rating == 3 ? nil : (rating > 3) == (sign > 0)
  }

  /// How well `document` would stand for a signal: complaints first.
  func fitness(signalIn document: Int) -> Float {
    readability(document) - facts.score[document] * 4 + spread(document)
  }

  func isReadable(_ document: Int) -> Bool { Self.readable.contains(Int(facts.length[document])) }

  private func readability(_ document: Int) -> Float { isReadable(document) ? 16 : 0 }

  /// 0 ..< 0.5, different for every document: among equals the choice is spread over the corpus.
  private func spread(_ document: Int) -> Float { Float(mix64(UInt64(document)) >> 48) / 131_072 }

  /// Quotes of what `documents` say about `aspect`, best first: those that name the aspect (快递太慢) before those
  /// whose opinion word alone implies it (太慢), which have to be of the same mind as the whole review and its
  /// stars: that word may be said of something else. What is quoted must itself be read the same way: a
  /// reader sees no more of the review than that.
  func quotes(_ documents: TopDocuments, aspect: Aspect, sign: Int8, limit: Int) -> [String] {
    choose(documents.ids, limit, best: 1) { quote in
      let result = analyzer.analyze(quote)
      let feeling: Polarity = sign > 0 ? .positive : .negative
      return result.polarity == feeling
        && result.aspects.contains { $0.aspect == aspect && $0.polarity == feeling }
    } place: { document, text, clauses in
      let result = analyzer.analyze(text)
      guard let opinion = result.aspects.first(where: { $0.aspect == aspect }) else { return nil }
      // The strongest opinion may be the lonely praise among complaints.
      let weight = result.reasons.reduce(0) { sum, reason in
        reason.range.overlaps(opinion.evidence) ? sum + reason.weight : sum
      }
      guard weight * Double(sign) >= Self.faintest else { return nil }
      let isNamed = clauses.contains { clause in
        text.bytes(clause).overlaps(opinion.evidence)
          && text.tokens[clause].contains { aspectWords.aspect(namedBy: text.norm($0)) == aspect }
      }
      if isNamed { return (1, opinion.evidence) }
      let isAgreed = facts.polarity[document] == sign && stars(of: document, suit: sign) != false
      return isAgreed ? (0, opinion.evidence) : nil
    }
  }

  /// Quotes of the documents that raise `signal`, gravest first.
  func quotes(_ documents: TopDocuments, signal: SafetySignal, limit: Int) -> [String] {
    // That something was taken, which makes it a signal, may stand outside the quote.
    choose(documents.ids, limit, best: SafetyFinding.urgent) { _ in
      true
    } place: { _, text, _ in
      analyzer.analyze(text).safety.filter { $0.signal == signal }.max { $0.severity < $1.severity }
        .map { ($0.severity, $0.range) }
    }
  }

  /// Whole documents as quotes.
  func quotes(_ documents: TopDocuments, limit: Int) -> [String] {
    var list = QuoteList(limit: limit)
    for document in documents.ids { list.offer(Privacy.mask(corpus.text(of: document))) }
    return list.quotes
  }

  /// - Parameters:
  ///   - best: the largest weight there is; once there are `limit` such quotes, the rest need not be read.
  ///   - holds: whether a quote alone says what it is to stand for; others are not taken.
  ///   - place: the weight of a document's evidence and where it is; nil when it has none.
  private func choose(
    _ documents: [Int], _ limit: Int, best: Int, _ holds: (_ quote: String) -> Bool,
    place: (_ document: Int, TokenizedText, _ clauses: [Range<Int>]) -> (weight: Int, range: Range<Int>)?
  ) -> [String] {
    var list = QuoteList(limit: limit)
    var rest: [(weight: Int, quote: String)] = []
    for document in documents where !list.isFull {
      let text = tokenizer.tokenize(corpus.text(of: document))
      let clauses = text.clauses()
      guard let (weight, range) = place(document, text, clauses) else { continue }
      let isShort = (Self.readable.lowerBound...Self.wholeLength).contains(Int(facts.length[document]))
      let quote = Privacy.mask(isShort ? text.text : Self.passage(text, clauses, around: range))
      guard holds(quote) else { continue }
      if weight == best { list.offer(quote) } else { rest.append((weight, quote)) }
    }
    // Stable: equals stay in order of fitness.
    for weight in Set(rest.map(\.weight)).sorted(by: >) {
      for (other, quote) in rest where other == weight { list.offer(quote) }
    }
    return list.quotes
  }

  /// The clauses with a range of bytes, and their neighbours, of the same sentence first, while they are too
  /// short to be understood; trimmed of punctuation at their ends.
  static func passage(_ text: TokenizedText, _ clauses: [Range<Int>], around range: Range<Int>) -> String {
    let hit = clauses.indices.filter { text.bytes(clauses[$0]).overlaps(range) }
    guard var first = hit.first, var last = hit.last else { return "" }
    let sentences = text.sentences()
    func isOneSentence(_ clause: Int) -> Bool {
      guard clauses.indices.contains(clause), clauses.indices.contains(clause + 1) else { return false }
      return sentences.contains {
        $0.contains(clauses[clause].lowerBound) && $0.contains(clauses[clause + 1].lowerBound)
      }
    }
    func quote(_ first: Int, _ last: Int) -> String {
      trimmed(
        text.text.utf8Slice(text.bytes(clauses[first]).lowerBound..<text.bytes(clauses[last]).upperBound))
    }
    var best = quote(first, last)
    while best.unicodeScalars.count < passageLength {
      var (before, after) = (first - 1, last + 1)
      if isOneSentence(before) || after == clauses.count { after = last } else { before = first }
      guard before >= 0, (before, after) != (first, last) else { break }
      let longer = quote(before, after)
      if longer.unicodeScalars.count > readable.upperBound { break }
      (first, last, best) = (before, after, longer)
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
}

extension SafetyFinding {
  /// The largest `severity`.
  fileprivate static let urgent = 3
}

extension TokenizedText {
  /// Bytes of a range of tokens, which is not empty.
  fileprivate func bytes(_ tokens: Range<Int>) -> Range<Int> {
    self.tokens[tokens.lowerBound].start..<self.tokens[tokens.upperBound - 1].end
  }
}

/// The first `limit` quotes that do not repeat themselves and are no near copies of one before: at most half of
/// their pairs of characters in common (Jaccard 1901).
private struct QuoteList {
  private let limit: Int
  private var chosen: [(quote: String, pairs: Set<UInt64>)] = []

  init(limit: Int) { self.limit = limit }

  var isFull: Bool { chosen.count >= limit }
  var quotes: [String] { chosen.map(\.quote) }

  mutating func offer(_ quote: String) {
    let scalars = Array(quote.unicodeScalars)
    guard !isFull, scalars.count >= 2 else { return }
    let pairs = Set(zip(scalars, scalars.dropFirst()).map { UInt64($0.value) << 32 | UInt64($1.value) })
    // 垃圾垃圾垃圾…
    if scalars.count > 12, pairs.count * 3 < scalars.count * 2 { return }
    let isNew = chosen.allSatisfy { 2 * $0.pairs.intersection(pairs).count <= $0.pairs.union(pairs).count }
    if isNew { chosen.append((quote, pairs)) }
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
