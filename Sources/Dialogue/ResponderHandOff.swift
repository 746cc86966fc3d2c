import Support

/// A person takes over, and gives back.
extension Responder {
  /// Hands over. To a person it is said once, she is told what the conversation was about, and from then on
  /// the bot is silent.
  mutating func hand(to target: Script.Target) {
    turn.escalate = escalation(target)
    guard target == .human else { return }
    if session.isHandedOver {
      say(phrase(.waitingForHuman))
      return
    }
    session.isHandedOver = true
    session.memory.waitingQuestions = []
    say(phrase(.toHuman))
    let result = bot.actions.perform(
      ActionSpecification.queueForHuman,
      ["会话": session.id, "原因": turn.takenIntent ?? turn.reasons.last ?? "", "摘要": handOffSummary],
      key: actionKey(ActionSpecification.queueForHuman))
    if let waiting = result?.values["排队人数"], waiting != "0" { say(phrase(.queue, ["人数": waiting])) }
  }

  /// What the session knows, for the one who takes over, without numbers that identify the customer.
  private var handOffSummary: String {
    session.forms.reduce(into: session.kept) { $0.merge($1.slots) { $1 } }.sorted { $0.key < $1.key }
      .map { "\($0.key)：\(bot.shown($0.value, of: $0.key))" }.joined(separator: "；")
  }

  /// How many questions asked meanwhile are offered when the bot is called back, and after how many messages she
  /// is told again that they are passed on.
  private static let mostQuestions = 3
  private static let interval = 4

  /// While a person is waited for, or speaks with the customer, the bot says only what safety asks for, until it is
  /// called back.
  mutating func listen() {
    if message.text.compact.isEmpty {
      turn.escalate = .human
    } else if guarded() {
      if turn.escalate == .none { turn.escalate = .human }
    } else if Repair.isBackToBot(message.text) {
      comeBack()
    } else {
      turn.escalate = .human
      turn.reasons.append("在等人工客服，机器人不插话；顾客说“你来说吧”或客服结束后再答")
      passOn()
    }
  }

  private mutating func passOn() {
    if asksForPerson {
      say(phrase(.stillWaiting))
      return
    }
    let isSocial = isSocial(choice())
    if message.isQuestion, !isAboutWaiting, !isSocial, message.text.compact.count > 2 {
      let question = echo(message.text.original(0..<message.text.count).trimmingBlanks)
      session.memory.waitingQuestions.removeAll { $0 == question }
      session.memory.waitingQuestions = (session.memory.waitingQuestions + [question]).suffix(
        Self.mostQuestions)
    }
    let isAboutBody = !message.drugs.isEmpty || bot.understanding.mentionsSymptom(message.text)
    if isAboutBody, session.uses[Self.warned] != session.turns, message.isQuestion || message.drugs.isEmpty {
      let last = session.uses[Self.warned] ?? 0
      if last == 0 || session.turns - last >= Self.interval {
        session.uses[Self.warned] = session.turns
        say(phrase(.passedOnIllness))
      }
    }
  }

  private static let presence = [
    "在吗", "能来", "有没有人", "来了没", "在不在", "在么", "有人吗", "有人在吗", "有人不", "有人没", "人呢", "人在哪", "没人", "还没人", "没人理",
    "没人回", "没人接", "不理人",
    "来人",
    "客服呢", "人工呢", "几个人", "排队", "排到", "排多久", "等多久", "要等", "等半天", "等了半天", "等这么久", "等好久", "还没接", "什么时候接", "多久能接",
    "接通", "还没来", "还没好", "快点", "赶紧", "还要多久", "多长时间", "慢死了", "喂",
  ]
  private static let otherThings = ["快递", "到货", "发货", "送到", "药师", "退款", "到账", "订单", "换好", "收到", "取件"]

  /// 还要等多久啊, 怎么还没人, 在吗.
  private var asksForPerson: Bool {
    message.text.compact.count <= 14 && message.drugs.isEmpty && message.text.contains(anyOf: Self.presence)
      && !message.text.contains(anyOf: Self.otherThings)
      && !bot.understanding.mentionsSymptom(message.text)
  }

  /// 人呢 and 转人工 are no questions to come back to.
  var isAboutWaiting: Bool {
    guard let name = message.intents.first(where: { $0.confidence >= 0.3 })?.name else { return false }
    let hands = (bot.script.flow(name)?.program ?? []).contains { step in
      if case .transfer(.human) = step { true } else { false }
    }
    return hands && slotsAsked(by: name).isEmpty
  }

  private static let warned = "等人工时问病"

  /// Answers what the message itself asks, or offers what was asked meanwhile.
  private mutating func comeBack() {
    let questions = session.memory.waitingQuestions
    session.takeBack()
    session.memory.waitingQuestions = []
    session.uses[Self.warned] = nil
    turn.reasons.append("顾客要机器人接着答：结束人工")
    if let last = message.text.clauses.last, message.isQuestion, message.text.clauses.count > 1,
      !Repair.isBackToBot(FoldedText(message.text.text(last)))
    {
      let before = turn.replies.count
      answerAside(last, isPromised: false)
      if turn.replies.count > before { return }
    }
    let before = turn.replies.count
    var open: [String] = []
    for question in questions where !answeredMeanwhile(question) { open.append(question) }
    if !open.isEmpty {
      session.offered = open
      say(phrase(.askedMeanwhile, ["选项": zip(1..., open).map { "\n\($0). \($1)" }.joined()]))
    }
    if turn.replies.count == before { say(phrase(.backToBot)) }
    if let matter = session.memory.matters.last, matter.state == .putOff, isDeed(matter.form.flow) {
      say(phrase(.pending, ["事": deedNoun(matter.form)]))
    }
  }

  /// What was asked while a person was waited for is answered, where an answer is sure and begins nothing.
  private mutating func answeredMeanwhile(_ question: String) -> Bool {
    let whole = message
    defer { message = whole }
    message = bot.understanding.read(question, now: now)
    var answers: [Message] = []
    let clauses = message.text.clauses.filter { $0.count > 2 }
    let parts =
      message.parts.isEmpty && clauses.count > 1
      ? clauses.map { bot.understanding.read(message.text.original($0), now: now) } : message.parts
    for part in parts + [message] where answers.isEmpty || part.text.text != message.text.text {
      message = part
      switch choice() {
      case .faq: answers.append(part)
      case .intent(let score) where bot.script.flow(score.name) == nil: answers.append(part)
      default: break
      }
    }
    guard !answers.isEmpty else { return false }
    say(phrase(.answeredMeanwhile, ["原话": question]))
    for part in answers {
      message = part
      if case .faq(let score) = choice() { answer(score, isContinuing: true) }
      if case .intent(let score) = choice() { take(score) }
    }
    return true
  }

  /// The script may have changed since the forms were filled: what is gone is dropped, and a flow whose steps
  /// are others is gone through again from its beginning with the values that are there.
  mutating func adaptForms() {
    let script = bot.script
    session.forms.removeAll { script.flow($0.flow) == nil }
    for index in session.forms.indices {
      let form = session.forms[index]
      guard let flow = script.flow(form.flow), flow.fingerprint != form.fingerprint else { continue }
      session.forms[index].fingerprint = flow.fingerprint
      session.forms[index].position = 0
      session.forms[index].confirming = []
      session.forms[index].isConfirmed = false
      session.forms[index].isCorrecting = false
      let asked = slotsAsked(by: form.flow).map(\.name)
      // What was being asked, or confirmed, is asked first again; nothing is done before the customer spoke.
      if form.asking.map({ !asked.contains($0) }) ?? true {
        session.forms[index].asking = asked.first { form.slots[$0] == nil }
      }
    }
  }
}
