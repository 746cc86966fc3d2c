import Support

/// Replays 测试 sections against a bot: every test in a new session, with its own clock.
public struct ConversationTester: Sendable {
  /// One thing that did not go as written.
  public struct Failure: Sendable {
    public var file: String
    public var line: Int
    public var customer: String
    public var expected: String
    public var got: String
  }

  public struct Outcome: Sendable {
    public var test: ConversationTest
    public var failures: [Failure]
    public var hasPassed: Bool { failures.isEmpty }
  }

  private let bot: Bot

  public init(bot: Bot) { self.bot = bot }

  /// - Complexity: a turn of the bot per line.
  public func run(_ test: ConversationTest) -> Outcome {
    var bot = bot
    if let seed = test.seed { bot.seed = seed }
    var session = Session(id: test.name)
    var failures: [Failure] = []
    if !test.greeting.isEmpty {
      let said = bot.greeting(in: &session)
      failures += contradictions(to: test.greeting, said, customer: "", isVerbatim: test.isVerbatim)
    }
    var now = test.now
    for exchange in test.exchanges {
      now = exchange.now ?? now
      let turn = bot.respond(to: exchange.customer.text, in: &session, now: now)
      func fail(_ place: Fragment, _ expected: String, _ got: String) {
        failures.append(
          Failure(
            file: place.file, line: place.line, customer: exchange.customer.text, expected: expected,
            got: got))
      }
      failures += contradictions(
        to: exchange.expected, turn.replies.joined(separator: "\n"), customer: exchange.customer.text,
        isVerbatim: test.isVerbatim, place: exchange.customer)
      for assertion in exchange.assertions {
        if let got = contradiction(to: assertion.claim, turn, session) {
          fail(assertion.place, assertion.place.text, got)
        }
      }
    }
    return Outcome(test: test, failures: failures)
  }

  /// What is not as the 客服 lines say; of a recording at most one failure with all lines of both sides.
  private func contradictions(
    to expected: [Fragment], _ reply: String, customer: String, isVerbatim: Bool, place: Fragment? = nil
  ) -> [Failure] {
    func failure(_ place: Fragment, _ expected: String) -> Failure {
      Failure(
        file: place.file, line: place.line, customer: customer, expected: expected,
        got: reply.isEmpty ? "（没有回答）" : reply)
    }
    guard isVerbatim else {
      return expected.filter { !matches(reply, $0.text) }.map { failure($0, "客服：\($0.text)") }
    }
    let wanted = expected.map(\.text)
    guard ConversationRecording.lines(of: reply) != wanted, let place = expected.first ?? place else {
      return []
    }
    return [failure(place, wanted.isEmpty ? "（没有回答）" : wanted.joined(separator: "\n"))]
  }

  /// Whether the parts of `pattern` around `…` stand in `reply` in order.
  private func matches(_ reply: String, _ pattern: String) -> Bool {
    var rest = FoldedText(reply).scalars[...]
    for part in pattern.split(separator: "…") {
      let wanted = FoldedText(String(part)).scalars
      guard !wanted.isEmpty else { continue }
      guard rest.count >= wanted.count,
        let start = (rest.startIndex...rest.endIndex - wanted.count).first(where: {
          rest[$0..<$0 + wanted.count].elementsEqual(wanted)
        })
      else { return false }
      rest = rest[(start + wanted.count)...]
    }
    return true
  }

  /// What is so instead of `claim`; nil when it holds.
  private func contradiction(
    to claim: ConversationTest.Assertion.Claim, _ turn: Turn, _ session: Session
  ) -> String? {
    let reply = turn.replies.joined(separator: "\n")
    switch claim {
    case .intent(let name):
      return turn.takenIntent == name ? nil : "意图 \(turn.takenIntent ?? "没有")\(scores(turn))"
    case .faq(let name):
      return turn.answeredFAQs.contains(name)
        ? nil
        : "问答 \(turn.answeredFAQs.isEmpty ? "没有" : turn.answeredFAQs.joined(separator: "、"))\(scores(turn))"
    case .guarded(let name): return turn.firedGuard == name ? nil : "护栏 \(turn.firedGuard ?? "没有")"
    case .noGuard: return turn.firedGuard.map { "护栏 \($0)" }
    case .transfer(let target):
      let wanted: Turn.Escalation =
        switch target {
        case .human: .human
        case .pharmacist: .pharmacist
        case .emergency: .emergency
        case nil: .none
        }
      return turn.escalate == wanted ? nil : "转 \(title(turn.escalate))"
    case .contains(let text): return reply.contains(text) ? nil : reply
    case .lacks(let text): return reply.contains(text) ? reply : nil
    case .asking(let name): return turn.asking == name ? nil : "在问 \(turn.asking ?? "没有")"
    case .keeps(let name):
      return session.slots.contains { $0.name == name } ? nil : "没有 \(name)"
    case .lost(let name):
      return session.slots.first { $0.name == name }.map { "\(name)=\($0.value)" }
    case .cancelled: return turn.form?.state == .cancelled ? nil : "没有取消"
    case .recorded(let name):
      return turn.records.contains(name)
        ? nil : "记 \(turn.records.isEmpty ? "没有" : turn.records.joined(separator: "、"))"
    case .notUnderstood: return turn.abstained ? nil : "听懂了\(scores(turn))"
    case .value(let name, let wanted):
      let key = bot.script.slot(name)?.key ?? name
      let value = session.slots.first { $0.name == name }?.value ?? turn.slots[key]
      return value == wanted ? nil : "\(name)=\(value ?? "没有")"
    }
  }

  private func scores(_ turn: Turn) -> String {
    turn.intents.first.map { "（最像的意图是 \($0.name) \(percent($0.confidence))）" } ?? ""
  }

  private func title(_ escalation: Turn.Escalation) -> String {
    switch escalation {
    case .none: "没有"
    case .human: "客服"
    case .pharmacist: "药师"
    case .emergency: "急救"
    }
  }
}
