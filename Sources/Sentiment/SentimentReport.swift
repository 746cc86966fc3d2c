/// Turns the flat findings of one text into the result that people and other rooms read.
struct SentimentReport {
  let source: String
  let scratch: SentimentAnalyzer.Scratch
  let score: SentimentScore

  var result: SentimentResult {
    SentimentResult(
      polarity: score.polarity, score: score.score, confidence: score.confidence, aspects: aspects,
      safety: scratch.findings.map { finding in
        SafetyFinding(
          signal: SafetySignal.allCases[Int(finding.signal)], range: bytes(finding.range),
          severity: Int(finding.severity))
      },
      reasons: scratch.opinions.map { opinion in
        let range = bytes(opinion.range)
        return Reason(
          range: range, text: text(range), rules: opinion.rules,
          // No minus zero for opinions that a rule set aside.
          weight: opinion.value == 0 ? 0 : Double(opinion.value))
      })
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
