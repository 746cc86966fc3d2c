/// The second thing in a message: answered beside what goes on.
extension Responder {
  /// The wish after 顺便, 另外 and the like, where it asks something.
  func addedWish() -> Range<Int>? {
    let pieces = MessageParts.pieces(of: message.text)
    guard pieces.count > 1, let added = pieces.dropFirst().first(where: \.isAdded) else { return nil }
    let words = FoldedText(message.text.text(added.range))
    return words.count > 3 ? added.range : nil
  }

  /// Answers a part of the message and leaves what is under way alone.
  /// - Parameter isPromised: whether the customer is told when the part was not understood.
  mutating func answerAside(_ part: Range<Int>, isPromised: Bool = true) {
    let text = message.text.original(part).trimmingBlanks
    guard !text.isEmpty else { return }
    let whole = message
    let holds = holdsQuestions
    defer { (message, holdsQuestions) = (whole, holds) }
    message = bot.understanding.read(text, now: now)
    holdsQuestions = true
    turn.reasons.append("另一件事：“\(echo(text))”")
    switch choice() {
    case .faq(let score): answer(score, isContinuing: true)
    case .intent(let score) where bot.script.flow(score.name) != nil:
      if session.forms.isEmpty {
        holdsQuestions = false
        take(score)
      } else if isReady(score.name) {
        take(score)
      } else if !session.forms.contains(where: { $0.flow == score.name }) {
        queue(score.name)
      }
    case .intent(let score): take(score)
    case .nothing:
      guard isPromised else { return }
      if let drug = message.drugs.first {
        if !answeredAboutDrug(drug) { refer(to: drug.said) }
      } else {
        say(phrase(.asideNotUnderstood, ["原话": echo(text)]))
      }
    }
  }

  /// The reviewed answer about the drug that is nearest to the question, if one is near.
  private mutating func answeredAboutDrug(_ drug: DrugName) -> Bool {
    guard let best = fitting(bot.understanding.faqs(for: message, about: drug)).first, best.similarity >= 0.3
    else {
      return false
    }
    answer(best, isContinuing: true)
    return true
  }

  /// Whether a flow has all it asks for in the message, and asks for no consent.
  func isReady(_ flow: String) -> Bool {
    guard let program = bot.script.flow(flow)?.program else { return false }
    return program.allSatisfy { step in
      switch step {
      case .confirm: false
      case .ask(let name):
        bot.script.slot(name.text).flatMap { bot.filler.value(of: $0, in: message, isAsked: false) } != nil
      default: true
      }
    }
  }

  /// Takes a flow up when those under way are done.
  mutating func queue(_ flow: String) {
    turn.reasons.append("“\(flow)”排在后面，前一件办完就接着办")
    say(phrase(.queued, ["流程": flow]))
    var form = Session.Form(flow: flow, opening: message.text.text, startedAt: session.turns)
    for slot in slotsAsked(by: flow) {
      form.slots[slot.name] = bot.filler.value(of: slot, in: message, isAsked: false)
    }
    // As if it had been asked: the value is taken over when the flow in front has it.
    form.asking = slotsAsked(by: flow).first { form.slots[$0.name] == nil }?.name
    session.forms.insert(form, at: 0)
  }

  /// A value for the asked slot in a message that was answered for something else: 2580 顺便问下…
  mutating func takeAside() {
    guard let form = session.forms.last, form.confirming.isEmpty, let name = form.asking,
      let slot = bot.script.slot(name)
    else { return }
    switch slot.shape {
    case .digits, .entity:
      guard let value = bot.filler.value(of: slot, in: message, isAsked: true) else { return }
      session.forms[session.forms.count - 1].slots[name] = value
      session.forms[session.forms.count - 1].asking = nil
    default: return
    }
  }

  /// A goodbye in the middle of something: warm, and with one short reminder of what is open.
  mutating func leave(_ form: Session.Form?) {
    let social = bot.script.phrases.variants(.socialIntents)
    // 谢谢 beside an example with 谢谢, whatever else the message holds.
    let words = Leave.said(in: message.text)
    let script = bot.script
    let named = words.compactMap { word in
      social.first { name in
        script.intent(name)?.examples.contains { $0.text.contains(word) } ?? false
      }
    }.first
    let name = named ?? message.intents.prefix(3).first { social.contains($0.name) }?.name
    if let name, let answers = bot.script.intent(name)?.answers, !answers.isEmpty {
      turn.takenIntent = name
      say(render(variant(of: "意图 \(name)", answers.map(\.text))))
    } else {
      say(phrase(.goodbye))
    }
    let index = session.forms.count - 1
    guard let form, index >= 0, session.forms[index].attempts[Self.reminded] == nil else { return }
    session.forms[index].attempts[Self.reminded] = 1
    turn.reasons.append("客气话：不追问，只提一句还没办完的事")
    if form.confirming.isEmpty {
      say(phrase(.pending, ["事": deedNoun(form)]))
    } else {
      say(phrase(.pendingConfirm, ["事": deedText(form)]))
    }
  }

  private static let reminded = "提醒"
}
