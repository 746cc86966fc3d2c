/// 核对: what the flow has is said back, agreed to or corrected.
extension Responder {
  mutating func confirm(_ form: Session.Form, _ decision: Choice) {
    let verbs = deed(form)?.verbs ?? []
    let assent = Assent.read(message.text, verbs: verbs)
    if assent == .yes {
      agree()
      return
    }
    if Repair.isCorrection(message.text), correct(form, except: nil, decision) { return }
    if let off = Assent.puttingOff(message.text, verbs: verbs) {
      putOff(form, isFinal: off.isFinal, besides: off.clauses)
      return
    }
    // 能先不取消吗 puts off, 不开药名行不行 does not.
    if case .putOff(let isFinal) = assent,
      !message.isQuestion
        || !isFinal && decision == .nothing
          && message.text.clauses.count == 1
    {
      putOff(form, isFinal: isFinal, besides: message.text.clauses)
      return
    }
    if case .yesAnd = assent, correct(form, except: nil, decision) { return }
    if case .yesAnd(let rest) = assent {
      agree()
      if !Leave.isAll(of: message.text) { answerAside(rest, isPromised: message.isQuestion) }
      return
    }
    if correct(form, except: nil, decision) || wantedCompany(form) || wantedOtherPlace(form) {
      return
    }
    if keepsPart(form) {
      askAnew()
      return
    }
    if Repair.denies(message.text) || form.isCorrecting && !message.isQuestion {
      askWhatIsWrong(form)
      return
    }
    if let name = form.confirming.first(where: { message.text.compact == $0 }) {
      forget(name)
      return
    }
    if Leave.isAll(of: message.text) || isSocial(decision) {
      leave(form)
      return
    }
    if let number = orderReferredTo(),
      let order = form.confirming.compactMap(bot.script.slot).first(where: isOrder)
    {
      if form.slots[order.name] == number { askAnew() } else { restart(form, with: [(order.name, number)]) }
      return
    }
    // What is being confirmed, said once more.
    if overheard.contains(where: { form.slots[$0.name] == $0.value && form.confirming.contains($0.name) }) {
      askAnew()
      return
    }
    if let told = overheard.first, message.text.compact == told.value {
      say(phrase(.notNeeded, ["词": told.name]))
      askAgain()
      return
    }
    if restates(form) {
      askAnew()
      return
    }
    switch decision {
    case .faq(let score):
      digressed(to: score)
      answer(score)
    case .intent(let score) where score.name != form.flow:
      digressed()
      take(score)
    case .intent: if !answeredNearest() { askAnew() }
    case .nothing where message.isQuestion || isAboutBody: if !answeredNearest() { answerUnknown() }
    case .nothing: if !comforted() { confirmAgain() }
    }
  }

  /// The customer agrees: what was asked about is done.
  private mutating func agree() {
    let index = session.forms.count - 1
    session.forms[index].confirming = []
    session.forms[index].isConfirmed = true
    session.forms[index].isAgreed = true
    runFlow()
  }

  /// Nothing is done; what was told is kept for when she comes back to it.
  /// - Parameter clauses: what says so; a question beside it is answered.
  private mutating func putOff(_ form: Session.Form, isFinal: Bool, besides clauses: [Range<Int>]) {
    turn.reasons.append(isFinal ? "顾客先不办“\(form.flow)”" : "顾客要再想想：“\(form.flow)”先放着，没有办")
    putAwayLast(.cancelled)
    say(phrase(isFinal ? .putOff : .takeYourTime, ["事": deedText(form)]))
    if message.isQuestion {
      answerRest(besides: clauses)
    } else {
      sayHowToPay(form)
    }
    goOnWithWaiting()
  }

  /// Drugs, symptoms, a temperature: nothing that is an attempt to agree.
  private var isAboutBody: Bool {
    !message.drugs.isEmpty || bot.understanding.mentionsSymptom(message.text)
  }

  /// A question in the middle of a confirmation that nothing answers: said honestly, and the confirmation waits.
  mutating func answerUnknown() {
    turn.reasons.append("核对时问了别的，没有听懂：不算答错，核对的事留着")
    turn.abstained = true
    digressed()
    if let drug = message.drugs.first {
      refer(to: drug.said)
    } else {
      say(phrase(isAboutBody ? .notUnderstoodIllness : .asideNotUnderstood, ["原话": echo(message.text.text)]))
    }
    askAgain()
  }

  func isSocial(_ decision: Choice) -> Bool {
    guard case .intent(let score) = decision, !message.isQuestion else { return false }
    return bot.script.phrases.variants(.socialIntents).contains(score.name)
  }

  /// Graded: what to reply, then how to leave, then a person.
  private mutating func confirmAgain() {
    let index = session.forms.count - 1
    let failures = session.forms[index].attempts["核对", default: 0] + 1
    session.forms[index].attempts["核对"] = failures
    switch failures {
    case 1: say(phrase(.confirmAgain))
    case 2: say(phrase(.confirmOrCancel))
    default:
      turn.reasons.append("核对了 \(failures) 次还没有听懂，转人工")
      putAway(.cancelled)
      hand(to: .human)
    }
  }

  /// 给尾号5678这单办退货，原因是质量问题.
  func summary(_ form: Session.Form) -> String {
    let others = form.confirming.compactMap { name -> String? in
      guard let value = form.slots[name], let slot = bot.script.slot(name), !isOrder(slot) else { return nil }
      let shown = marked(value, of: name)
      if slot.isAddress { return "送到" + shown }
      if slot.isTitle { return "抬头开“\(shown)”" }
      if case .choice = slot.shape { return String(name.suffix(2)) + "是" + shown }
      return name + "：" + shown
    }
    let replaced = matterReplaced(by: form).map {
      "（办好后，原来的\(deed($0.form)?.noun ?? $0.form.flow)\(receipt($0.form))就撤掉）"
    }
    return ([deedText(form)] + others).joined(separator: "，") + (replaced ?? "")
  }

  /// 尾号5678 where only the tail is shown.
  func marked(_ value: String, of name: String) -> String {
    (bot.script.slot(name)?.shownTail == nil ? "" : "尾号") + shown(value, of: name)
  }
}
