/// The rules inside one clause: which words are opinions, how strong, for or against, and whether the clause
/// says them as facts at all.
///
/// Window sizes and factors were set by hand and checked on the development reviews and on
/// `Tests/Fixtures/Sentiment/challenge.tsv`.
struct ClauseRules {
  /// Factors by which context weakens or strengthens an opinion.
  enum Weight {
    /// 不好 is nearly as bad as 好 is good; 不差 is hardly praise (Taboada et al. 2011, Computational Linguistics
    /// 37(2), section 2.4, shift by less than the full scale).
    static let negatedPraise: Float = -0.9
    static let negatedComplaint: Float = -0.25
    /// 有点小, 比较吵: who weakens a complaint is seldom discontent.
    static let mildComplaint: Float = 0.4
    /// 不是特别好, 不太好: the degree belongs to what is denied.
    static let negatedDegree: Float = 0.85
    /// One Han character alone is often part of something else.
    static let singleCharacter: Float = 0.7
    static let concession: Float = 0.5
    static let expectation: Float = 0.3
    static let hypothetical: Float = 0.15
    /// What a rhetorical question says against its subject when it holds no opinion word: 这也叫药？
    static let rhetorical: Float = -2
    static let degreeAfter: Float = 1.5
    /// 红疹退了: a symptom that has gone is what the goods were bought for.
    static let healed: Float = 1.8
  }

  /// Scalars between a negation word and the opinion word that it reaches.
  static let negationWindow = 6
  /// The same for 不, 没, 无, which stand close to what they deny.
  static let shortNegationWindow = 3
  /// The same with a comparison between them: 没有上次买的那个牌子好用.
  static let comparisonWindow = 14
  private static let efficacy = UInt8(Aspect.efficacy.index)
  private static let service = UInt8(Aspect.service.index)
  private static let delivery = UInt8(Aspect.delivery.index)
  /// Lexicon words between an opinion and the name of its aspect.
  static let aspectReach = 12

  let view: LexiconView
  /// Whether the text has a 不 at all; without one nothing is asked by A-not-A.
  let hasNot: Bool

  /// Decides how much a clause's opinions count, from its words and its punctuation.
  func classify(
    _ clause: inout Clause, _ matches: UnsafeBufferPointer<Match>, _ entries: UnsafeBufferPointer<UInt32>
  ) {
    for match in matches[clause.matches] {
      clause.roles.formUnion(match.term.roles)
      if match.start - clause.start <= 2 { clause.leading.formUnion(match.term.roles) }
    }
    if isQuestion(clause, matches, entries) {
      clause.weight = 0
      clause.rules.insert(.question)
    } else if clause.leading.contains(.request), clause.roles.contains(.process) {
      clause.weight = 0
      clause.rules.insert(.request)
    } else if clause.roles.contains(.hypothetical) {
      clause.weight = Weight.hypothetical
      clause.rules.insert(.hypothetical)
    } else if clause.leading.contains(.expectation) {
      clause.weight = Weight.expectation
      clause.rules.insert(.expectation)
    } else if !clause.roles.isDisjoint(with: [.concession, .counterpoint])
      || clause.matches.contains(where: { grants($0, clause, matches, entries) })
    {
      clause.weight = Weight.concession
      clause.rules.insert(.concession)
    }
    if clause.roles.contains(.rhetorical) { clause.rules.insert(.rhetorical) }
    if clause.roles.contains(.untried) {
      clause.weight = 0
      clause.rules.insert(.untried)
    }
  }

  /// Questions hold no opinion (好用吗), rhetorical ones do (这也叫药？).
  private func isQuestion(
    _ clause: Clause, _ matches: UnsafeBufferPointer<Match>, _ entries: UnsafeBufferPointer<UInt32>
  ) -> Bool {
    if clause.roles.contains(.rhetorical) { return false }
    if clause.ending & CharacterTable.Class.question != 0 || clause.roles.contains(.question) { return true }
    if let last = matches[clause.matches].last, last.end == clause.end,
      last.term.roles.contains(.questionFinal)
    {
      return true
    }
    return hasNot && hasVerbNotVerb(clause, entries)
  }

  /// A-not-A questions (Li & Thompson 1981, Mandarin Chinese, chapter 18): 快不快, 疼不疼. Not the idioms
  /// 得不得了 and 动不动, nor 不错不错, which says it twice.
  private func hasVerbNotVerb(_ clause: Clause, _ entries: UnsafeBufferPointer<UInt32>) -> Bool {
    guard clause.end - clause.start >= 3 else { return false }
    for position in clause.start + 1..<clause.end - 1
    where entries[position] == view.not && entries[position - 1] == entries[position + 1] {
      let verb = entries[position - 1]
      if position - 2 >= clause.start, entries[position - 2] == view.not { continue }
      if verb & CharacterTable.Class.han != 0, verb != view.verbsOfIdioms[0],
        verb != view.verbsOfIdioms[1]
      {
        return true
      }
    }
    return false
  }

  /// 便宜是便宜, 贵是贵了点: the word is granted, the point comes later.
  private func grants(
    _ position: Int, _ clause: Clause, _ matches: UnsafeBufferPointer<Match>,
    _ entries: UnsafeBufferPointer<UInt32>
  ) -> Bool {
    let next = position + 1
    guard next < clause.matches.upperBound, matches[position].term.roles.contains(.polar),
      matches[next].start - matches[position].end == 1, entries[matches[position].end] == view.copula
    else { return false }
    return entries[matches[next].start..<matches[next].end].starts(
      with: entries[matches[position].start..<matches[position].end])
  }

  /// Adds the opinions of clause number `index`.
  func findOpinions(
    in clause: Clause, index: Int, _ matches: UnsafeBufferPointer<Match>,
    _ entries: UnsafeBufferPointer<UInt32>, into opinions: inout [Opinion]
  ) {
    var isMust = false
    for position in clause.matches {
      let match = matches[position]
      if isMust, match.term.roles.contains(.necessity) { continue }
      let isRhetorical = match.term.roles.contains(.rhetorical) && match.term.strength == 0
      guard match.term.roles.contains(.polar) || isRhetorical,
        !isDegreeHere(position, clause, matches, entries),
        !isTopic(position, clause, matches), !grants(position, clause, matches, entries),
        !isStandard(position, clause, matches, entries)
      else { continue }
      var strength = isRhetorical ? Weight.rhetorical : match.term.strength
      var rules: Rules = .word
      if strength == 0 {
        strength = contextStrength(position, clause, matches)
        rules.insert(.context)
      }
      guard strength != 0 else { continue }
      if match.end - match.start == 1, entries[match.start] & CharacterTable.Class.han != 0 {
        strength *= Weight.singleCharacter
      }
      var opinion = Opinion(
        core: match.start..<match.end, range: match.start..<match.end, value: strength, rules: rules,
        aspect: aspect(of: position, clause, matches, entries), clause: index,
        isSymptom: match.term.roles.contains(.symptom) && match.term.condition == .afterUse)
      if strength < 0, isTreated(position, clause, matches) {
        opinion.value = 0
        opinion.rules.insert(.treated)
        if isHealed(position, clause, matches) {
          (opinion.value, opinion.aspect, opinion.isSymptom) = (Weight.healed, ClauseRules.efficacy, false)
        }
      }
      modify(&opinion, at: position, clause, matches)
      if isNecessary(opinion, position, clause, matches, entries) {
        opinion.value = -opinion.value
        opinion.rules.insert(.doubleNegation)
        isMust = true
      }
      if opinion.value > 0, clause.roles.contains(.rhetorical) { opinion.value = 0 }
      if isScareQuoted(match, entries), opinion.value > 0 {
        opinion.value = -opinion.value
        opinion.rules.insert(.irony)
      }
      opinions.append(opinion)
    }
  }

  /// 好, 真, 死 before another opinion word are degrees: 好便宜, 死贵; so are 一如既往的 and the 好 that ends a word
  /// of praise right before a complaint: 都好|难吃. 不大 before one denies it: 不大好吃.
  private func isDegreeHere(
    _ position: Int, _ clause: Clause, _ matches: UnsafeBufferPointer<Match>,
    _ entries: UnsafeBufferPointer<UInt32>
  ) -> Bool {
    guard position + 1 < clause.matches.upperBound else { return false }
    let (match, next) = (matches[position], matches[position + 1])
    guard next.start == match.end, next.term.roles.contains(.polar) else { return false }
    if !match.term.roles.isDisjoint(with: [.degree, .negation]) { return true }
    return next.term.strength < 0 && match.term.strength > 0 && entries[match.end - 1] == view.very
  }

  /// 见效|慢, 正品|没问题: a word that names an aspect is what the next opinion is about, not one of its own.
  private func isTopic(_ position: Int, _ clause: Clause, _ matches: UnsafeBufferPointer<Match>) -> Bool {
    guard matches[position].term.namedAspect != Term.none else { return false }
    for next in position + 1..<max(position + 1, clause.matches.upperBound) {
      if matches[next].start - matches[position].end > 3 { return false }
      if matches[next].term.roles.contains(.polar) { return true }
    }
    return false
  }

  /// 比地摊上的强多了: what stands between 比 and 的 is what the goods are measured by; so is all praise behind
  /// 不如: 不如原来好吃.
  private func isStandard(
    _ position: Int, _ clause: Clause, _ matches: UnsafeBufferPointer<Match>,
    _ entries: UnsafeBufferPointer<UInt32>
  ) -> Bool {
    guard clause.roles.contains(.comparison) else { return false }
    let standard = matches[position]
    let isOutdone =
      standard.term.strength > 0
      && matches[clause.matches.lowerBound..<position].contains {
        $0.term.roles.contains(.comparison) && $0.term.strength < 0
      }
    if isOutdone { return true }
    let isBehindThan = matches[clause.matches.lowerBound..<position].contains {
      $0.term.roles.contains(.comparison) && entries[$0.start] == view.than
        && standard.start - $0.end <= ClauseRules.shortNegationWindow
    }
    guard isBehindThan else { return false }
    for next in position + 1..<max(position + 1, clause.matches.upperBound)
    where matches[next].term.strength != 0 {
      let gap = standard.end..<matches[next].start
      return gap.count <= ClauseRules.negationWindow && entries[gap].contains(view.possessive)
    }
    return false
  }

  /// 价格|高 against 效率|高: the nearest target to the left, else right behind.
  private func contextStrength(
    _ position: Int, _ clause: Clause, _ matches: UnsafeBufferPointer<Match>
  ) -> Float {
    let match = matches[position]
    guard match.term.dependent != Term.none else { return 0 }
    var left = position - 1
    while left >= clause.matches.lowerBound, match.start - matches[left].end <= 8 {
      if matches[left].term.target != Term.none {
        return view.strength(of: match.term.dependent, saidOf: matches[left].term.target)
      }
      left -= 1
    }
    let right = position + 1
    guard right < clause.matches.upperBound, matches[right].start - match.end <= 1,
      matches[right].term.target != Term.none
    else { return 0 }
    return view.strength(of: match.term.dependent, saidOf: matches[right].term.target)
  }

  /// The symptom is what the goods are for (治头痛) or is over (头痛好了).
  func isTreated(_ position: Int, _ clause: Clause, _ matches: UnsafeBufferPointer<Match>) -> Bool {
    let match = matches[position]
    guard match.term.roles.contains(.symptom) else { return false }
    if position > clause.matches.lowerBound {
      let before = matches[position - 1]
      // 止痒, but 缓解感冒引起的头痛.
      let gap = before.end - before.start == 1 ? 0 : 6
      if before.term.roles.contains(.treatment), match.start - before.end <= gap { return true }
    }
    for next in position + 1..<max(position + 1, clause.matches.upperBound) {
      guard matches[next].start - match.end <= 6 else { break }
      if matches[next].term.roles.contains(.recovery), !isNegated(next, clause, matches) { return true }
    }
    return false
  }

  /// 红疹退了, but not 头痛好了: the word that says so is no praise of its own.
  private func isHealed(_ position: Int, _ clause: Clause, _ matches: UnsafeBufferPointer<Match>) -> Bool {
    for next in position + 1..<max(position + 1, clause.matches.upperBound) {
      guard matches[next].start - matches[position].end <= ClauseRules.negationWindow else { return false }
      if matches[next].term.roles.contains(.healed) {
        return matches[next].term.strength == 0 && !isNegated(next, clause, matches)
      }
    }
    return false
  }

  /// What the opinion is about. 快递员服务好 is about the delivery, though 服务 speaks of the shop.
  private func aspect(
    of position: Int, _ clause: Clause, _ matches: UnsafeBufferPointer<Match>,
    _ entries: UnsafeBufferPointer<UInt32>
  ) -> UInt8 {
    let aspect = nearestAspect(of: position, clause, matches, entries)
    guard aspect == ClauseRules.service else { return aspect }
    var left = position - 1
    while left >= clause.matches.lowerBound, matches[position].start - matches[left].end <= 6 {
      if matches[left].term.namedAspect == ClauseRules.delivery { return ClauseRules.delivery }
      if matches[left].term.roles.contains(.polar) { break }
      left -= 1
    }
    return aspect
  }

  /// The word's own aspect, else the nearest one named to the left, else to the right. An emoji is about all.
  private func nearestAspect(
    of position: Int, _ clause: Clause, _ matches: UnsafeBufferPointer<Match>,
    _ entries: UnsafeBufferPointer<UInt32>
  ) -> UInt8 {
    let match = matches[position]
    if match.term.impliedAspect != Term.none { return match.term.impliedAspect }
    if match.end - match.start == 1, entries[match.start] & CharacterTable.Class.han == 0 { return Term.none }
    let left = max(clause.matches.lowerBound, position - ClauseRules.aspectReach)
    for near in (left..<position).reversed() where matches[near].term.namedAspect != Term.none {
      return matches[near].term.namedAspect
    }
    let right = min(clause.matches.upperBound, position + ClauseRules.aspectReach)
    for near in position..<right where matches[near].term.namedAspect != Term.none {
      return matches[near].term.namedAspect
    }
    return Term.none
  }

  /// Praise in quotation marks of its own is meant the other way round: 真是太“好用”了.
  private func isScareQuoted(_ match: Match, _ entries: UnsafeBufferPointer<UInt32>) -> Bool {
    guard match.start > 0, match.end < entries.count else { return false }
    return entries[match.start - 1] & CharacterTable.Class.openQuote != 0
      && entries[match.end] & CharacterTable.Class.closeQuote != 0
  }
}
