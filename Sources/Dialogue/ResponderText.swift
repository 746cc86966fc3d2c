import Support

/// What a turn says: variants, variables, sources, suggestions.
extension Responder {
  mutating func say(_ text: String?) {
    guard let text, !text.isEmpty, turn.replies.last != text else { return }
    if Self.deedsOffered.allSatisfy(text.contains) { session.uses[Self.offeredDeeds] = session.turns }
    turn.replies.append(text)
  }

  /// What a reply offers that speaks of both: 退换都行.
  private static let deedsOffered = ["退", "换"]
  static let offeredDeeds = "说过退换"

  mutating func phrase(_ key: Phrases.Key, _ values: [String: String] = [:]) -> String? {
    let variants = bot.script.phrases.variants(key)
    return variants.isEmpty ? nil : render(variant(of: "设定 \(key.rawValue)", variants), values)
  }

  /// The next variant: the first is chosen by the seed, the others follow before one repeats.
  mutating func variant(of name: String, _ variants: [String]) -> String {
    guard variants.count > 1 else { return variants.first ?? "" }
    let used = session.uses[name, default: 0]
    session.uses[name] = used + 1
    let start = Int(truncatingIfNeeded: mix64(stableHash(name) ^ bot.seed) % UInt64(variants.count))
    return variants[(start + used) % variants.count]
  }

  /// Says an answer; what was said in the last turns already is said as such, and not a third time word for word.
  mutating func sayAnswer(_ name: String, _ key: String, _ answers: [Fragment], _ theme: Theme?) {
    let times = session.memory.noteAnswered(name, turn: session.turns)
    let text = render(variant(of: key, answers.map(\.text)))
    if times < answers.count || bot.script.phrases.variants(.socialIntents).contains(name) {
      say(text)
    } else if times > answers.count, !isFollowingUp, text.count >= Self.longAnswer {
      turn.reasons.append("这个回答前面说过 \(times) 次，不再照念")
      let isHealth = theme == .health
      say(phrase(isHealth ? .saidOftenHealth : .saidOften))
      offer(bot.script.phrases.variants(isHealth ? .acceptHealth : .acceptPerson).first)
    } else {
      say((phrase(isFollowingUp ? .sameAgain : .saidBefore) ?? "") + text)
    }
  }

  /// Shorter answers may be said again and again.
  private static let longAnswer = 30

  /// At most one sentence of comfort, and none beside an answer that says sorry itself.
  mutating func comfortOnce() {
    let regrets = ["抱歉", "对不起", "不好意思", "受累", "遭罪", "受罪", "难受"]
    let others = turn.replies.filter { !comforting.contains($0) }
    var isLeft = others.contains { reply in regrets.contains { reply.contains($0) } }
    turn.replies.removeAll { reply in
      guard comforting.contains(reply) else { return false }
      defer { isLeft = true }
      return isLeft
    }
  }

  // MARK: - Hours

  /// What a text may say of the people behind the bot, by the time of day.
  func clock(_ name: String) -> String? {
    let phrases = bot.script.phrases
    guard let desk = Phrases.Desk.allCases.first(where: { name.hasPrefix($0.rawValue) }) else { return nil }
    let hours = phrases.variants(desk.hours).first ?? ""
    if name == desk.hoursVariable { return hours }
    guard name == desk.soonVariable else { return nil }
    return phrases.variants(isOpen(desk) ? desk.soon : desk.later).first
  }

  func isOpen(_ desk: Phrases.Desk) -> Bool {
    bot.script.phrases.variants(desk.hours).first.flatMap(OpeningHours.init)?.contains(now) ?? true
  }

  /// The pharmacist was asked while none is there: when she will be, and what not to wait for.
  mutating func tellPharmacistsHours() {
    guard turn.escalate == .pharmacist else { return }
    let isNew = session.memory.noteAskedPharmacist(turn: session.turns, patience: Self.hoursPatience)
    if isNew, !saidHours, !isOpen(.pharmacist) { say(phrase(.pharmacistAway)) }
  }

  private static let hoursPatience = 4

  /// Fills `{…}` from `values`, the flow's slots and results; what nothing fills becomes 暂无.
  mutating func render(_ text: String, _ values: [String: String] = [:]) -> String {
    guard text.contains("{") || text.contains("｛") else { return text }
    var output = ""
    var name: String?
    for character in text {
      switch character {
      case "{", "｛": name = ""
      case "}", "｝":
        if let name {
          let hours = clock(name)
          saidHours = saidHours || hours != nil
          output += values[name] ?? hours ?? shown(name) ?? "暂无"
        }
        name = nil
      default: if name != nil { name?.append(character) } else { output.append(character) }
      }
    }
    return output
  }

  /// A slot's value as replies may show it.
  func shown(_ name: String) -> String? {
    if name == "药品", let value = session.slots.first(where: { $0.name == name })?.value {
      return session.recentDrugs.first { $0.drug.title == value }?.drug.said ?? value
    }
    let form = session.forms.last
    guard let value = form?.slots[name] ?? session.kept[name] else { return form?.results[name] }
    return shown(value, of: name)
  }

  func shown(_ value: String, of name: String) -> String {
    let slot = bot.script.slot(name)
    if slot?.isAddress ?? false { return AddressReader.spoken(value) }
    guard let tail = slot?.shownTail, value.count > tail else { return echo(value) }
    return String(value.suffix(tail))
  }

  mutating func cite(_ source: String?, _ review: Script.Review?) {
    guard let source else { return }
    let text = source + (review.map { "（\($0.by)审核，有效至 \($0.until)）" } ?? "")
    if !turn.sources.contains(text) { turn.sources.append(text) }
  }

  /// Up to four questions to ask, each on its own line, what reviews talk about most first; a bare number picks one.
  mutating func suggestions() -> String {
    let ordered = bot.voice.ordered(bot.script.suggestions)
    var questions: [String] = []
    for suggestion in ordered {
      let question = variant(of: "建议 \(suggestion.aspect)", suggestion.questions)
      if !questions.contains(question) { questions.append(question) }
      if questions.count == 4 { break }
    }
    session.offered = questions
    if !bot.voice.aspects.isEmpty, !questions.isEmpty {
      let shares = ordered.prefix(4).map {
        "\($0.aspect) \(percent(bot.voice.aspects[$0.aspect]?.share ?? 0))"
      }
      turn.reasons.append("建议按评价里说得多少排：\(shares.joined(separator: "、"))")
    }
    return zip(1..., questions).map { "\n\($0). \($1)" }.joined()
  }

  mutating func file(_ record: String) {
    turn.records.append(record)
    session.records = session.records.suffix(Session.recordLimit - 1) + [record]
    turn.reasons.append("记下一张“\(record)”")
  }

  func escalation(_ target: Script.Target) -> Turn.Escalation {
    switch target {
    case .human: .human
    case .pharmacist: .pharmacist
    case .emergency: .emergency
    }
  }

}

/// `text` as it may be said back to the one who said it: numbers that identify her are masked, her address
/// is not, since she is to check it.
func echo(_ text: String) -> String {
  var bytes = Array(text.utf8)
  for finding in Privacy.findings(in: text).reversed() where finding.kind != .address {
    bytes.replaceSubrange(finding.range, with: "[\(finding.kind.rawValue)]".utf8)
  }
  return String(decoding: bytes, as: UTF8.self)
}

func rounded(_ number: Double) -> Double { (number * 10_000).rounded() / 10_000 }

/// `37%`, `4.5%`.
func percent(_ share: Double) -> String {
  let value = share * 100
  return
    (value < 10 && value > 0 ? Measure.format((value * 10).rounded() / 10) : Measure.format(value.rounded()))
    + "%"
}
