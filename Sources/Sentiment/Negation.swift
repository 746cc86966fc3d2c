/// Negation and degree: what stands around an opinion word and turns, strengthens or weakens it.
extension ClauseRules {
  /// Walks left from the opinion word over degree and negation words, then looks right for 极了 and 个屁.
  func modify(
    _ opinion: inout Opinion, at position: Int, _ clause: Clause, _ matches: UnsafeBufferPointer<Match>
  ) {
    var degree: Float = 1
    var denied: Float = 1
    var negations = 0
    var factor: Float = 1
    var window = ClauseRules.negationWindow
    var left = position - 1
    while left >= clause.matches.lowerBound {
      let match = matches[left]
      if opinion.range.lowerBound - match.end > ClauseRules.comparisonWindow { break }
      let roles = match.term.roles
      if roles.contains(.negation), opinion.core.lowerBound - match.end <= reach(of: match, window) {
        negations += 1
        factor *= match.term.factor
        if degree != 1, negations == 1 { (denied, degree) = (degree, 1) }
        opinion.range = match.start..<opinion.range.upperBound
      } else if roles.contains(.degree), opinion.range.lowerBound - match.end <= 2 {
        degree *= match.term.factor
        opinion.range = match.start..<opinion.range.upperBound
        opinion.rules.insert(.degree)
      } else if roles.contains(.comparison) {
        window = ClauseRules.comparisonWindow
        opinion.rules.insert(.comparison)
        // 不比进口的差: one word compares and denies.
        if roles.contains(.negation) {
          negations += 1
          factor *= match.term.factor
          opinion.range = match.start..<opinion.range.upperBound
        }
      } else if roles.contains(.polar), match.term.strength != 0 {
        break
      }
      left -= 1
    }
    if position + 1 < clause.matches.upperBound {
      let next = matches[position + 1]
      let gap = next.start - opinion.core.upperBound
      if next.term.roles.contains(.degreeAfter), gap <= 1 {
        degree *= next.term.factor
        opinion.range = opinion.range.lowerBound..<next.end
        opinion.rules.insert(.degree)
      } else if next.term.roles.contains(.negationAfter), gap <= 1 {
        negations += 1
        opinion.range = opinion.range.lowerBound..<next.end
      }
    }
    if let end = denial(behind: position, clause, matches) {
      negations += 1
      opinion.range = opinion.range.lowerBound..<end
    }
    apply(negations: negations, factor: factor, denied: denied, degree: degree, to: &opinion)
  }

  /// 明显的效果没有看到: what the opinion is said of is denied behind it. The end of the denial, nil where there is
  /// none.
  private func denial(behind position: Int, _ clause: Clause, _ matches: UnsafeBufferPointer<Match>) -> Int? {
    guard position + 2 < clause.matches.upperBound else { return nil }
    let (target, predicate) = (matches[position + 1], matches[position + 2])
    guard target.term.target != Term.none, predicate.term.dependent != Term.none,
      target.start - matches[position].end <= 1, predicate.start - target.end <= 2,
      view.strength(of: predicate.term.dependent, saidOf: target.term.target) < 0
    else { return nil }
    return predicate.end
  }

  /// How far a negation word reaches; a degree word between makes no difference (不是特别好用), and what it is
  /// compared with none either (没我想象的好用).
  private func reach(of negation: Match, _ window: Int) -> Int {
    let isShort = negation.end - negation.start == 1 && window != ClauseRules.comparisonWindow
    return isShort ? min(window, ClauseRules.shortNegationWindow) : window
  }

  /// An odd number of negations turns the opinion, an even one leaves it (没有不满意).
  private func apply(
    negations: Int, factor: Float, denied: Float, degree: Float, to opinion: inout Opinion
  ) {
    opinion.value *= min(degree, 2.5)
    if degree < 1, opinion.value < 0 { opinion.value *= Weight.mildComplaint / degree }
    guard negations > 0 else { return }
    guard negations % 2 == 1 else {
      opinion.rules.insert(.doubleNegation)
      opinion.value *= denied
      return
    }
    opinion.rules.insert(.negation)
    opinion.value *= opinion.value > 0 ? Weight.negatedPraise : Weight.negatedComplaint
    opinion.value *= factor * (denied > 1 ? Weight.negatedDegree : 1)
  }

  /// Whether an odd number of negation words reaches the word at `position`.
  func isNegated(_ position: Int, _ clause: Clause, _ matches: UnsafeBufferPointer<Match>) -> Bool {
    let start = matches[position].start
    var negations = 0
    var left = position - 1
    while left >= clause.matches.lowerBound, start - matches[left].end <= ClauseRules.negationWindow {
      let match = matches[left]
      if match.term.roles.contains(.negation),
        start - match.end <= reach(of: match, ClauseRules.negationWindow)
      {
        negations += 1
      }
      left -= 1
    }
    return negations % 2 == 1
  }

  /// 不推荐都不行: what may not be left undone is done.
  func isNecessary(
    _ opinion: Opinion, _ position: Int, _ clause: Clause, _ matches: UnsafeBufferPointer<Match>,
    _ entries: UnsafeBufferPointer<UInt32>
  ) -> Bool {
    guard clause.roles.contains(.necessity), let last = matches[clause.matches].last,
      last.term.roles.contains(.necessity), matches[position].end <= last.start
    else { return false }
    return opinion.rules.contains(.negation) || entries[opinion.core.lowerBound] == view.not
  }
}
