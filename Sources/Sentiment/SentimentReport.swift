/// Turns the flat findings of one text into the result that people and other rooms read.
struct SentimentReport {
  let source: String
  let scratch: SentimentAnalyzer.Scratch
  let score: SentimentScore
  var model: SentimentModel?

  /// How many of the model's own reasons are told, and from which weight on.
  private static let told = 5
  private static let faintest = 0.15

  var result: SentimentResult {
    SentimentResult(
      polarity: score.polarity, score: score.score, confidence: score.confidence, aspects: aspects,
      safety: scratch.findings.map { finding in
        SafetyFinding(
          signal: SafetySignal.allCases[Int(finding.signal)], range: bytes(finding.range),
          severity: Int(finding.severity))
      },
      reasons: (opinionReasons + learnedReasons + rememberedReasons).sorted {
        ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
      })
  }

  private var opinionReasons: [Reason] {
    scratch.opinions.map { opinion in
      let range = bytes(opinion.range)
      return Reason(
        range: range, text: text(range), rules: opinion.rules,
        // No minus zero for opinions that a rule set aside.
        weight: opinion.value == 0 ? 0 : Double(opinion.value))
    }
  }

  /// The words outside all opinions to which the model's n-grams lean most. A n-gram's weight is shared by its
  /// characters; weights are log odds.
  private var learnedReasons: [Reason] {
    guard let model else { return [] }
    let folded = Array(scratch.folded[..<scratch.count])
    let starts = Array(scratch.starts[...scratch.count])
    var leanings = [Double](repeating: 0, count: folded.count)
    let scale = Double(FeatureScanner.scale(scratch))
    let opening = FeatureScanner.openingEnd(scratch)
    folded.withUnsafeBufferPointer { folded in
      starts.withUnsafeBufferPointer { starts in
        FeatureScanner.forEachGram(folded, starts, openingEnd: opening) { place, start, end in
          let share = model.leaning(of: place) * scale / Double(end - start)
          for position in start..<end { leanings[position] += share }
        }
      }
    }
    var taken = [Bool](repeating: false, count: folded.count)
    for opinion in scratch.opinions {
      for position in opinion.range { taken[position] = true }
    }
    var words: [(range: Range<Int>, weight: Double)] = []
    var start = 0
    for end in 1..<max(1, starts.count) where starts[end] {
      let range = start..<end
      let weight = leanings[range].reduce(0, +)
      start = end
      let isSpoken = range.contains {
        folded[$0] > 0x2F && scratch.entries[$0] & CharacterTable.Class.delimiter == 0
      }
      if isSpoken, abs(weight) >= Self.faintest, !range.contains(where: { taken[$0] }) {
        words.append((range, weight))
      }
    }
    words.sort { (abs($1.weight), $0.range.lowerBound) < (abs($0.weight), $1.range.lowerBound) }
    return words.prefix(Self.told).map { word in
      let range = bytes(word.range)
      return Reason(range: range, text: text(range), rules: .model, weight: word.weight)
    }
  }

  /// The whole text, where the model has learned from others that read the same.
  private var rememberedReasons: [Reason] {
    guard let remembered = model?.remembered(scratch), scratch.count > 0 else { return [] }
    let range = bytes(0..<scratch.count)
    return [Reason(range: range, text: text(range), rules: .known, weight: remembered)]
  }

  /// Aspects with an opinion that was not set aside; the strongest opinion is the evidence.
  private var aspects: [AspectOpinion] {
    Aspect.allCases.enumerated().compactMap { index, aspect in
      guard let sum = score.aspects[index] else { return nil }
      let about = scratch.opinions.filter {
        Int($0.aspect) == index && $0.value != 0 && scratch.clauses[$0.clause].isAboutNow
      }
      guard let strongest = about.max(by: { abs($0.value) < abs($1.value) }) else { return nil }
      let polarity: Polarity = abs(sum) < 0.2 ? .neutral : sum > 0 ? .positive : .negative
      return AspectOpinion(
        aspect: aspect, polarity: polarity, score: DocumentRules().squash(Float(sum)),
        evidence: bytes(evidence(strongest)))
    }
  }

  /// The clause's stretch from the aspect's name to the opinion, or the opinion alone.
  private func evidence(_ opinion: Opinion) -> Range<Int> {
    var range = opinion.range
    for match in scratch.matches[scratch.clauses[opinion.clause].matches]
    where match.term.namedAspect == opinion.aspect {
      range = min(range.lowerBound, match.start)..<max(range.upperBound, match.end)
    }
    return range
  }

  private func bytes(_ scalars: Range<Int>) -> Range<Int> {
    Int(scratch.offsets[scalars.lowerBound])..<Int(scratch.offsets[scalars.upperBound])
  }

  private func text(_ range: Range<Int>) -> String {
    String(decoding: Array(source.utf8.dropFirst(range.lowerBound).prefix(range.count)), as: UTF8.self)
  }
}
