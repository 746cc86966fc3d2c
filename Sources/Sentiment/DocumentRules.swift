/// The rules between clauses: what a later clause does to an earlier one.
struct DocumentRules {
  enum Weight {
    /// What stands before 但是 counts half, what follows counts more (Polanyi & Zaenen 2006, Contextual Valence
    /// Shifters, on connectors).
    static let beforeContrast: Float = 0.5
    static let afterContrast: Float = 1.15
    /// 很好，但是小了点: a complaint behind 但是 is often the only one.
    static let complaintAfterContrast: Float = 0.75
    /// 都好，就是贵: the speaker herself calls it minor.
    static let afterthought: Float = 0.3
    /// 什么都好，就是太难吃了: a complaint of this strength and more is not minor, whatever the speaker calls it;
    /// about the effect a weaker one suffices.
    static let graveComplaint: Float = 2.4
    static let graveEfficacy: Float = 1.5
    static let graveAfterthought: Float = 0.5
    /// 总的来说还不错: the speaker adds up herself.
    static let summary: Float = 2
    /// Reviews begin with the verdict and end with details: what counts 1 at the start counts less by this share
    /// at the end.
    static let closing: Float = 0.33
    /// 好在…, 幸好…: the worry before it is over, and being relieved is a small praise.
    static let beforeRelief: Float = 0.5
    static let relief: Float = 1
    /// 还没用，用完再来评价: who says nothing else leans to content, below the neutral band (three in four of such
    /// reviews were positive in the training part of a public set of shop reviews).
    static let untried: Float = 0.3
    /// 送得很快，就是难吃: beside a complaint about the goods, praise of the delivery says least.
    static let deliveryPraise: Float = 0.7
    /// Each of the first three exclamation marks adds this share (Hutto & Gilbert 2014 amplify likewise).
    static let exclamation: Float = 0.15
    /// Below this, opinions are too faint to call.
    static let neutralBand: Float = 0.35
    /// Praise and complaint this close to each other are a draw.
    static let drawBand: Float = 0.2
  }

  /// Table entries of 真 and 的: 真快 may be mockery, 真的快 is not.
  var truly: UInt32 = 0
  var possessive: UInt32 = 0

  /// How many clauses a contrast looks back, and a mention of use looks ahead; longer sentences are lists.
  static let reach = 8
  private static let efficacy = UInt8(Aspect.efficacy.index)
  private static let delivery = UInt8(Aspect.delivery.index)

  func apply(to scratch: inout SentimentAnalyzer.Scratch) {
    for index in scratch.clauses.indices where index > 0 {
      let clause = scratch.clauses[index]
      if clause.leading.contains(.contrast) {
        weakenSentence(before: index, in: &scratch.clauses)
        scratch.clauses[index].weight *= Weight.afterContrast
        scratch.clauses[index].rules.insert(.contrast)
      }
      // 便宜是便宜，就是没效果: what follows a concession is the point.
      if clause.leading.contains(.afterthought), !scratch.clauses[index - 1].rules.contains(.concession) {
        scratch.clauses[index].rules.insert(.afterthought)
      }
      if clause.roles.contains(.counterpoint), clause.rules.contains(.concession),
        hasComplaint(before: index, in: scratch)
      {
        scratch.clauses[index].weight /= ClauseRules.Weight.concession
        scratch.clauses[index].rules.remove(.concession)
        scratch.clauses[index].rules.insert(.contrast)
      }
      if clause.leading.contains(.summary) {
        scratch.clauses[index].weight *= Weight.summary
        scratch.clauses[index].rules.insert(.summary)
      }
      if clause.leading.contains(.relief) {
        scratch.clauses[index - 1].weight *= Weight.beforeRelief
        scratch.clauses[index].rules.insert(.relief)
      }
    }
    applyIrony(to: &scratch)
    applyContradiction(to: &scratch)
    excuseEarlierSymptoms(in: &scratch)
  }

  /// 虽然便宜，发货也快，但是…: all clauses of the sentence up to the contrast.
  private func weakenSentence(before index: Int, in clauses: inout [Clause]) {
    var earlier = index - 1
    while earlier >= 0, index - earlier <= DocumentRules.reach {
      clauses[earlier].weight *= Weight.beforeContrast
      clauses[earlier].rules.insert(.beforeContrast)
      if earlier == 0 || clauses[earlier - 1].endsSentence { return }
      earlier -= 1
    }
  }

  /// Whether the sentence has complained before clause `index`.
  private func hasComplaint(before index: Int, in scratch: SentimentAnalyzer.Scratch) -> Bool {
    var earlier = index - 1
    while earlier >= 0, index - earlier <= DocumentRules.reach, !scratch.clauses[earlier].endsSentence {
      if scratch.clauses[earlier].opinions.contains(where: { scratch.opinions[$0].value < 0 }) { return true }
      earlier -= 1
    }
    return false
  }

  /// 呵呵，这效果也真好: praise in the clause of a mocking marker, or right behind it, is meant as a complaint.
  private func applyIrony(to scratch: inout SentimentAnalyzer.Scratch) {
    for index in scratch.clauses.indices where scratch.clauses[index].roles.contains(.irony) {
      for target in index...min(index + 1, scratch.clauses.count - 1) {
        for opinion in scratch.clauses[target].opinions where scratch.opinions[opinion].value > 0 {
          scratch.opinions[opinion].value *= -1
          scratch.opinions[opinion].rules.insert(.irony)
        }
      }
    }
  }

  /// 发货真快，等了半个月: praise with a 真 that the next clause of the sentence denies, of the same aspect and
  /// without a 但是, was mockery.
  private func applyContradiction(to scratch: inout SentimentAnalyzer.Scratch) {
    for index in scratch.clauses.indices.dropLast() where !scratch.clauses[index].endsSentence {
      let next = scratch.clauses[index + 1]
      guard next.rules.isDisjoint(with: [.contrast, .afterthought, .question, .hypothetical]) else {
        continue
      }
      for opinion in scratch.clauses[index].opinions {
        let praise = scratch.opinions[opinion]
        guard praise.value > 0, isMocking(praise, scratch), praise.aspect != Term.none,
          next.opinions.contains(where: {
            scratch.opinions[$0].aspect == praise.aspect && scratch.opinions[$0].value <= -1
          })
        else { continue }
        scratch.opinions[opinion].value *= -1
        scratch.opinions[opinion].rules.insert(.irony)
      }
    }
  }

  private func isMocking(_ praise: Opinion, _ scratch: SentimentAnalyzer.Scratch) -> Bool {
    guard praise.rules.contains(.degree) else { return false }
    return (praise.range.lowerBound..<praise.core.lowerBound).contains {
      scratch.entries[$0] == truly && scratch.entries[$0 + 1] != possessive
    }
  }

  /// 我头痛好几天了，吃一粒就好了: what hurt before the goods were used is not their fault.
  private func excuseEarlierSymptoms(in scratch: inout SentimentAnalyzer.Scratch) {
    guard let first = scratch.clauses.firstIndex(where: { $0.roles.contains(.use) }) else { return }
    for index in scratch.opinions.indices
    where scratch.opinions[index].isSymptom && scratch.opinions[index].clause < first {
      scratch.opinions[index].value = 0
      scratch.opinions[index].rules.insert(.treated)
    }
  }

  /// Multiplies every opinion by its clause's weight, then adds up.
  func score(_ scratch: inout SentimentAnalyzer.Scratch) -> SentimentScore {
    let emphasis = 1 + Weight.exclamation * Float(min(3, scratch.exclamations))
    var praise: Float = 0
    var complaint: Float = 0
    var aspects = AspectSums()
    let hasComplaint = scratch.opinions.contains { $0.value < 0 && $0.aspect != DocumentRules.delivery }
    for index in scratch.opinions.indices {
      let clause = scratch.clauses[scratch.opinions[index].clause]
      let own = scratch.opinions[index].value
      let value =
        own * clause.weight * emphasis
        * connection(scratch.opinions[index], clause, hasComplaint: hasComplaint)
        * place(scratch.opinions[index], scratch)
      scratch.opinions[index].value = value
      scratch.opinions[index].rules.formUnion(clause.rules)
      if scratch.exclamations > 0 { scratch.opinions[index].rules.insert(.exclamation) }
      praise += max(0, value)
      complaint += max(0, -value)
      let aspect = Int(scratch.opinions[index].aspect)
      // 虽然有点贵 hardly counts against the goods, but it is what was said of the price.
      if own != 0, aspect != Int(Term.none), clause.isAboutNow, clause.weight != 0 {
        aspects.add(own, at: aspect)
      }
    }
    for clause in scratch.clauses where clause.rules.contains(.relief) {
      praise += Weight.relief * clause.weight
    }
    if praise == 0, scratch.clauses.contains(where: { $0.rules.contains(.untried) }) {
      praise = Weight.untried
    }
    var signals: SafetySignals = []
    for finding in scratch.findings { signals.insert(SafetySignals(rawValue: 1 << finding.signal)) }
    let polarity = polarity(praise, complaint, signals)
    return SentimentScore(
      polarity: polarity, score: squash(praise - complaint),
      confidence: polarity == .neutral
        ? Calibration.unknown : Calibration.confidence(praise: Double(praise), complaint: Double(complaint)),
      praise: Double(praise), complaint: Double(complaint), aspects: aspects, signals: signals)
  }

  /// What 但是 and 就是 in front of the clause leave of a complaint, and a complaint about the goods of praise for the
  /// delivery.
  private func connection(_ opinion: Opinion, _ clause: Clause, hasComplaint: Bool) -> Float {
    guard opinion.value < 0 else {
      return hasComplaint && opinion.aspect == DocumentRules.delivery ? Weight.deliveryPraise : 1
    }
    // 都好，就是没效果: what the goods are for is never a minor point.
    let limit = opinion.aspect == DocumentRules.efficacy ? Weight.graveEfficacy : Weight.graveComplaint
    let isGrave = -opinion.value >= limit
    var share: Float = 1
    if clause.rules.contains(.contrast), !isGrave { share *= Weight.complaintAfterContrast }
    if clause.rules.contains(.afterthought) {
      share *= isGrave ? Weight.graveAfterthought : Weight.afterthought
    }
    return share
  }

  /// Where in the text it is said; what 但是 joins is weighed there.
  private func place(_ opinion: Opinion, _ scratch: SentimentAnalyzer.Scratch) -> Float {
    let rules = scratch.clauses[opinion.clause].rules
    if !rules.isDisjoint(with: [.beforeContrast, .contrast, .summary]) { return 1 }
    return 1 - Weight.closing * Float(opinion.range.lowerBound) / Float(max(1, scratch.count))
  }

  private func polarity(_ praise: Float, _ complaint: Float, _ signals: SafetySignals) -> Polarity {
    let total = praise + complaint
    let sum = praise - complaint
    if signals.contains(.adverseReaction), praise <= complaint * 1.5 { return .negative }
    if abs(sum) < Weight.neutralBand { return .neutral }
    if praise > 0, complaint > 0, abs(sum) / total < Weight.drawBand { return .neutral }
    return sum > 0 ? .positive : .negative
  }

  /// See `SentimentResult.score`.
  func squash(_ sum: Float) -> Double {
    let sum = Double(sum)
    return sum / (sum * sum + 15).squareRoot()
  }
}
