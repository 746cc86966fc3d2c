internal import Corpus
internal import Sentiment

/// What became worse and better from one year to the next.
struct TrendAnalyst {
  let corpus: CleanCorpus
  let facts: DocumentFacts
  let evidence: EvidencePicker

  /// Fewer opinions than this in either year prove nothing that a shop should act on.
  static let minimumOpinions = 30
  /// Changes of each direction that are kept.
  private static let limit = 20
  /// A month with fewer reviews than this share of the busiest one's does not end a year: it has only begun, or
  /// its few dates are slips.
  static let minimumMonth = 0.01
  private static let quotes = 3

  /// Compares the twelve months up to the last full one with the twelve before them.
  /// - Parameter members: by group, its documents; pooled ones too.
  /// - Returns: nil without dates, or where there is nothing before the last year.
  func trend(_ groups: [(name: String, documents: [Int])]) -> Insight.Trend? {
    let months = corpus.months.map(Self.number)
    var counts = [Int](repeating: 0, count: months.count)
    for month in corpus.month where month >= 0 { counts[Int(month)] += 1 }
    let busiest = Double(counts.max() ?? 0)
    let full = months.indices.filter { Double(counts[$0]) >= busiest * Self.minimumMonth }
    guard let last = full.map({ months[$0] }).max(), let first = months.min(), first <= last - 12 else {
      return nil
    }
    let ages = corpus.month.map { $0 < 0 ? -1 : last - months[Int($0)] }
    var changes: [Insight.Change] = []
    for group in [(name: nil, documents: Array(0..<corpus.count))] + groups.map({ (name: $0, documents: $1) })
    {
      changes += self.changes(of: group.documents, ages).map { change in
        var change = change
        change.groups = group.name.map { [$0] } ?? []
        return change
      }
    }
    let merged = Self.merged(changes)
    func top(_ isWanted: (Insight.Change) -> Bool) -> [Insight.Change] {
      merged.filter(isWanted).sorted(by: Self.isLarger).prefix(Self.limit).map {
        quoted($0, groups, ages)
      }
    }
    return Insight.Trend(
      before: Insight.Span(from: Self.name(last - 23), through: Self.name(last - 12)),
      after: Insight.Span(from: Self.name(last - 11), through: Self.name(last)),
      worse: top { $0.isWorse }, better: top { $0.isBetter })
  }

  /// Of all opinions and of each aspect: those whose intervals do not overlap.
  private func changes(of documents: [Int], _ ages: [Int]) -> [Insight.Change] {
    let subjects = DocumentFacts.aspectCount + 1
    var before = [Insight.Polarity](repeating: Insight.Polarity(), count: subjects)
    var after = before
    for document in documents where (0..<24).contains(ages[document]) {
      func add(_ sign: Int8, _ subject: Int) {
        if ages[document] < 12 { after[subject].add(sign) } else { before[subject].add(sign) }
      }
      add(facts.polarity[document], DocumentFacts.aspectCount)
      for aspect in 0..<DocumentFacts.aspectCount {
        if let opinion = facts.opinion(document, aspect) { add(opinion.sign, aspect) }
      }
    }
    return (0..<subjects).compactMap { subject in
      let enough = [before[subject], after[subject]].allSatisfy { $0.opinions >= Self.minimumOpinions }
      let aspect = subject < DocumentFacts.aspectCount ? Aspect.allCases[subject].rawValue : nil
      let change = Insight.Change(
        groups: [], aspect: aspect, before: before[subject], after: after[subject], examples: [])
      return enough && (change.isWorse || change.isBetter) ? change : nil
    }
  }

  /// Variants of a product that show the same reviews change in the same way: they are one row.
  private static func merged(_ changes: [Insight.Change]) -> [Insight.Change] {
    var merged: [Insight.Change] = []
    for change in changes {
      let same = merged.firstIndex {
        !$0.groups.isEmpty && !change.groups.isEmpty && $0.aspect == change.aspect
          && $0.before == change.before && $0.after == change.after
      }
      if let same { merged[same].groups += change.groups } else { merged.append(change) }
    }
    return merged
  }

  private static func isLarger(_ first: Insight.Change, _ second: Insight.Change) -> Bool {
    let drops = (abs(first.difference), abs(second.difference))
    if drops.0 != drops.1 { return drops.0 > drops.1 }
    if first.groups != second.groups { return first.groups.lexicographicallyPrecedes(second.groups) }
    return (first.aspect ?? "") < (second.aspect ?? "")
  }

  /// With reviews of the last year that say so.
  private func quoted(
    _ change: Insight.Change, _ groups: [(name: String, documents: [Int])], _ ages: [Int]
  ) -> Insight.Change {
    let all = Array(0..<corpus.count)
    let documents =
      change.groups.first.map { name in groups.first { $0.name == name }?.documents ?? [] } ?? all
    let sign: Int8 = change.isWorse ? -1 : 1
    let aspect = change.aspect.flatMap(Aspect.init(rawValue:))
    var best = TopDocuments()
    for document in documents where (0..<12).contains(ages[document]) {
      if let aspect {
        guard let opinion = facts.opinion(document, aspect.index), opinion.sign == sign else { continue }
        best.offer(
          document,
          fitness: evidence.fitness(document, aspect: aspect.index, sign: sign, strength: opinion.strength))
      } else if facts.polarity[document] == sign, evidence.isReadable(document) {
        best.offer(document, fitness: abs(facts.score[document]))
      }
    }
    var change = change
    change.examples =
      aspect.map { evidence.quotes(best, aspect: $0, sign: sign, limit: Self.quotes) }
      ?? evidence.quotes(best, limit: Self.quotes)
    return change
  }

  /// Months since the year 0 of `2024-05`.
  private static func number(_ month: String) -> Int {
    let parts = month.split(separator: "-").compactMap { Int($0) }
    return parts.count == 2 ? parts[0] * 12 + parts[1] - 1 : 0
  }

  private static func name(_ number: Int) -> String {
    "\(number / 12)-\(number % 12 < 9 ? "0" : "")\(number % 12 + 1)"
  }
}
