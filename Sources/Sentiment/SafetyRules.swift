/// Finds safety signals that are reported as facts: not asked, not supposed, not denied, not what the goods
/// treat.
struct SafetyRules {
  let clauseRules: ClauseRules

  func find(in scratch: inout SentimentAnalyzer.Scratch) {
    scratch.matches.withUnsafeBufferPointer { matches in
      var used = false
      for index in scratch.clauses.indices {
        let clause = scratch.clauses[index]
        if index == 0 || scratch.clauses[index - 1].endsSentence { used = false }
        for position in clause.matches {
          let match = matches[position]
          if match.term.roles.contains(.use) { used = true }
          guard match.term.signal != Term.none, clause.isAboutNow,
            isReported(position, clause, matches),
            holds(match.term.condition, used: used, index, scratch.clauses)
          else { continue }
          scratch.findings.append(
            Finding(
              range: match.start..<match.end, signal: match.term.signal, severity: match.term.severity))
        }
      }
    }
  }

  private func isReported(_ position: Int, _ clause: Clause, _ matches: UnsafeBufferPointer<Match>) -> Bool {
    !clauseRules.isNegated(position, clause, matches) && !clauseRules.isTreated(position, clause, matches)
  }

  private func holds(_ condition: SignalCondition, used: Bool, _ index: Int, _ clauses: [Clause]) -> Bool {
    switch condition {
    case .always: return true
    case .afterUse: return used
    case .withUse:
      if used { return true }
      for later in index..<min(clauses.count, index + DocumentRules.reach) {
        if clauses[later].roles.contains(.use) { return clauses[later].isFactual }
        if clauses[later].endsSentence { return false }
      }
      return false
    }
  }
}
