import Sentiment
public import Support

/// What must hold between the sections of a script: every name that is used exists, no example belongs to
/// two intents, every sign-off is still valid.
struct ScriptChecker {
  private let script: Script
  private let places: [ScriptSection.Kind: [String: Fragment]]
  private var mistakes: [Diagnostic] = []

  private init(_ script: Script, places: [ScriptSection.Kind: [String: Fragment]]) {
    self.script = script
    self.places = places
  }

  /// - Parameter today: when given, a 审核 that ended before it is an error, one that ends within
  ///   thirty days a reminder.
  static func check(_ builder: ScriptBuilder, today: CivilDate?) -> [Diagnostic] {
    var checker = ScriptChecker(builder.script, places: builder.places)
    checker.checkExamples(
      builder.script.intents.map { ("意图 \($0.name)", $0.examples) }
        + builder.script.faqs.map { ("问答 \($0.name)", $0.examples) })
    // A 问法 may be worded like an intent: it is for the drugs that have an answer, the intent for the others.
    checker.checkExamples(builder.script.drugQuestions.map { ("问法 \($0.name)", $0.examples) })
    checker.checkDrugQuestions()
    for flow in builder.script.flows { checker.check(flow) }
    checker.checkVariables()
    checker.checkSuggestions()
    checker.checkComforts()
    checker.checkSettings()
    for test in builder.script.tests { checker.check(test) }
    if let today { checker.checkReviews(builder.reviews, today: today) }
    return checker.mistakes
  }

  private var slotNames: [String] { script.slots.map(\.name) }
  private var faqNames: [String] { script.faqs.map(\.name) }
  private var intentNames: [String] { script.intents.map(\.name) }

  private mutating func require(_ name: Fragment, in known: [String], _ what: String) {
    guard !known.contains(name.text) else { return }
    mistakes.append(
      name.mistake(
        "没有叫“\(name.text)”的\(what)。",
        suggestion: didYouMean(name.text, among: known)
          ?? (known.isEmpty ? nil : "现有：\(known.sorted().prefix(12).joined(separator: "、"))。")))
  }

  private mutating func checkExamples(_ owners: [(String, [Fragment])]) {
    var seen: [String: (owner: String, place: Fragment)] = [:]
    for (owner, examples) in owners {
      for example in examples {
        let key = FoldedText(example.text).compact
        if key.isEmpty { mistakes.append(example.mistake("这句例句里没有字。")) }
        if let first = seen[key] {
          let isSame = first.owner == owner
          mistakes.append(
            example.mistake(
              isSame
                ? "“\(example.text)”在“\(owner)”里写了两遍。"
                : "“\(example.text)”已经是“\(first.owner)”的例句（\(first.place.file):\(first.place.line)）。",
              severity: isSame ? .warning : .error, suggestion: isSame ? "删掉一句。" : "同一句话只能属于一处，请留一处。"))
        }
        seen[key] = seen[key] ?? (owner, example)
        for variable in example.variables { require(variable, in: slotNames, "词") }
      }
    }
  }

  private mutating func checkDrugQuestions() {
    let names = script.drugQuestions.map(\.name)
    let general = script.faqs.filter(\.drugs.isEmpty).map(\.name)
    for name in script.faqs.flatMap(\.questions) { require(name, in: names, "问法") }
    for question in script.drugQuestions {
      for place in question.elsewhere { require(place, in: names + general, "问法或不分药的问答") }
      guard let place = places[.drugQuestion]?[question.name] else { continue }
      let answers = script.faqs.filter { $0.questions.contains { $0.text == question.name } }
      if answers.isEmpty, question.elsewhere.isEmpty {
        mistakes.append(
          place.mistake(
            "问法“\(question.name)”还没有一条问答用到。", severity: .warning,
            suggestion: "在“# 药品”里写“\(question.name)：答案”，在问答里写“问法：\(question.name)”，或者写“没有就看：…”。"))
      }
      if question.isRequired { checkDrugs(have: answers, question.name, place) }
    }
  }

  /// Every drug that is spoken of should have an answer to a 问法 that 每种药都要.
  private mutating func checkDrugs(have answers: [Script.FAQ], _ question: String, _ place: Fragment) {
    let served = Set(answers.flatMap(\.drugs).map { DrugName($0).generic })
    var missing: [String] = []
    for name in script.faqs.compactMap(\.drugs.first)
    where !served.contains(DrugName(name).generic) && !missing.contains(name) {
      missing.append(name)
    }
    guard !missing.isEmpty else { return }
    let shown = missing.prefix(Self.mostNames).joined(separator: "、")
    mistakes.append(
      place.mistake(
        "\(missing.count)种药还没有“\(question)”的答案：\(shown)\(missing.count > Self.mostNames ? "等" : "")。",
        severity: .warning, suggestion: "在这种药的“# 药品”里写“\(question)：答案”。"))
  }

  /// A list of drugs is no longer than one can read.
  private static let mostNames = 5

  private mutating func check(_ flow: Script.Flow) {
    guard let place = places[.flow]?[flow.name] else { return }
    if script.intent(flow.name) == nil {
      mistakes.append(
        place.mistake(
          "流程“\(flow.name)”没有同名的意图，永远走不到。",
          suggestion: didYouMean(flow.name, among: intentNames) ?? "写一段“# 意图 \(flow.name)”和几句例句。"))
    }
    // nil after an action that is not known: nothing can be said of how it ends.
    var outcomes: Set<String>? = []
    var fields = Set(slotNames)
    if script.slots.contains(where: \.isTitle) { fields.insert(ActionSpecification.titleKind) }
    let asked = flow.program.compactMap { step -> String? in
      if case .ask(let slot) = step { slot.text } else { nil }
    }
    for step in flow.program {
      switch step {
      case .ask(let slot): require(slot, in: slotNames, "词")
      case .reask(let slot):
        require(slot, in: slotNames, "词")
        if slotNames.contains(slot.text), !asked.contains(slot.text) {
          mistakes.append(
            slot.mistake("“重问 \(slot.text)”之前没有“问 \(slot.text)”。", suggestion: "先写一步“问 \(slot.text)”。"))
        }
      case .act(let name, let arguments): checkAction(name, arguments, &outcomes, &fields)
      case .say(let reply) where !isInline(reply): require(reply, in: script.replies.map(\.name), "答复")
      case .record(_, let slots): for slot in slots { require(slot, in: slotNames, "词") }
      case .confirm(let slots): for slot in slots { require(slot, in: slotNames, "词") }
      case .jumpUnless(let condition, _): check(condition, outcomes: outcomes, fields: fields)
      default: break
      }
    }
  }

  private mutating func checkAction(
    _ name: Fragment, _ arguments: [Fragment], _ outcomes: inout Set<String>?, _ fields: inout Set<String>
  ) {
    guard let action = ActionSpecification.all.first(where: { $0.name == name.text }) else {
      require(name, in: ActionSpecification.all.map(\.name), "操作")
      outcomes = nil
      return
    }
    if arguments.count != action.parameters.count {
      mistakes.append(
        name.mistake(
          "“\(name.text)”要 \(action.parameters.count) 项，写了 \(arguments.count) 项。",
          suggestion: "写成“办 \(name.text)（\(action.parameters.joined(separator: "，"))）”。"))
    }
    for argument in arguments { require(argument, in: slotNames, "词") }
    outcomes?.formUnion(action.outcomes)
    fields.formUnion(action.results)
  }

  private mutating func check(_ condition: Condition, outcomes: Set<String>?, fields: Set<String>) {
    for test in condition.alternatives.flatMap({ $0 }) {
      switch test {
      case .outcome(let name):
        guard let outcomes, !outcomes.contains(name.text) else { continue }
        mistakes.append(
          name.mistake(
            outcomes.isEmpty
              ? "条件“\(name.text)”前面没有“办”什么，没有结果可看。"
              : "条件“\(name.text)”看不懂，前面办的事可能的结果有：\(outcomes.sorted().joined(separator: "、"))。",
            suggestion: didYouMean(name.text, among: outcomes) ?? "也可以写“词=值”“有 词”“没有 词”。"))
      case .compare(let name, _, _), .filled(let name, _): require(name, in: fields.sorted(), "词或结果")
      }
    }
  }

  /// What the bot says may show slots and what any action returns.
  private mutating func checkVariables() {
    let known = Set(slotNames).union(ActionSpecification.all.flatMap(\.results)).union(Phrases.clockVariables)
    let said =
      script.replies.flatMap(\.variants) + script.faqs.flatMap(\.answers) + script.guards.flatMap(\.answers)
      + script.intents.flatMap(\.answers)
    for variable in said.flatMap(\.variables) where !known.contains(variable.text) {
      mistakes.append(
        variable.mistake(
          "“{\(variable.text)}”不是词，也不是哪个操作的结果，填不上。",
          suggestion: didYouMean(variable.text, among: known)))
    }
    for intent in script.intents where intent.answers.isEmpty && script.flow(intent.name) == nil {
      guard let place = places[.intent]?[intent.name] else { continue }
      mistakes.append(
        place.mistake(
          "意图“\(intent.name)”既没有“答”，也没有同名的流程，认出来也没话可说。",
          suggestion: didYouMean(intent.name, among: script.flows.map(\.name))
            ?? "加上“答：”，或写“# 流程 \(intent.name)”。"))
    }
  }

  private mutating func checkSuggestions() {
    for suggestion in script.suggestions {
      guard let place = places[.suggestion]?[suggestion.aspect] else { continue }
      for name in suggestion.intents {
        require(
          Fragment(file: place.file, line: place.line, column: place.column, name),
          in: intentNames + faqNames, "意图或问答")
      }
    }
  }

  private mutating func checkComforts() {
    let aspects = Aspect.allCases.map(\.rawValue) + [Script.Comfort.other]
    for comfort in script.comforts {
      if let place = places[.comfort]?[comfort.aspect] { require(place, in: aspects, "评价方面") }
      if let next = comfort.next { require(next, in: intentNames, "意图") }
      for variable in comfort.texts.flatMap(\.variables) {
        mistakes.append(variable.mistake("“安抚”里不能用“{\(variable.text)}”。", suggestion: "直接写要说的话。"))
      }
    }
  }

  private mutating func checkSettings() {
    for key in [Phrases.Key.adverseFlow, .usageFlow] {
      guard let name = script.phrases.variants(key).first, script.flow(name) == nil,
        let place = places[.settings]?.values.min(by: { ($0.file, $0.line) < ($1.file, $1.line) })
      else { continue }
      mistakes.append(
        place.mistake(
          "设定“\(key.rawValue)：\(name)”没有这个流程。", suggestion: didYouMean(name, among: script.flows.map(\.name)))
      )
    }
  }

  private mutating func check(_ test: ConversationTest) {
    for assertion in test.exchanges.flatMap(\.assertions) {
      let place = assertion.place
      switch assertion.claim {
      case .intent(let name): require(place.naming(name), in: intentNames, "意图")
      case .faq(let name): require(place.naming(name), in: faqNames, "问答")
      case .guarded(let name): require(place.naming(name), in: script.guards.map(\.name), "护栏")
      case .asking(let name?) where name != "核对": require(place.naming(name), in: slotNames, "词")
      case .keeps(let name), .lost(let name), .value(let name, _):
        require(place.naming(name), in: slotNames, "词")
      default: break
      }
    }
  }

  private mutating func checkReviews(
    _ reviews: [(name: String, place: Fragment, review: Script.Review)], today: CivilDate
  ) {
    for (name, place, review) in reviews {
      if review.until < today {
        mistakes.append(
          place.mistake("“\(name)”的审核已于 \(review.until) 过期，机器人不会再用它。", suggestion: "请药师重新审核后改日期。"))
      } else if review.until < today.adding(days: 30) {
        mistakes.append(
          place.mistake("“\(name)”的审核 \(review.until) 就要到期。", severity: .warning, suggestion: "请尽早安排药师复审。"))
      }
    }
  }
}

/// Whether the text after 答 is the reply itself, in quotation marks, rather than a reply's name.
func isInline(_ reply: Fragment) -> Bool { reply.hasPrefix("“") || reply.hasPrefix("\"") }

extension Fragment {
  /// The part of this piece that says `name`, for pointing at it.
  fileprivate func naming(_ name: String) -> Fragment {
    let wanted = Array(name.unicodeScalars)
    guard !wanted.isEmpty, count >= wanted.count else { return self }
    for start in 0...count - wanted.count where Array(source[start..<start + wanted.count]) == wanted {
      return self[start..<start + wanted.count]
    }
    return self
  }
}

extension Script {
  /// Reads and checks 话本 texts.
  /// - Parameters:
  ///   - sources: file names, as messages show them, with the files' texts.
  ///   - today: see `ScriptChecker`; nil leaves expiry to the moment of answering.
  /// - Returns: the script and its reminders.
  /// - Throws: every mistake of every file at once.
  public static func read(
    _ sources: [(file: String, text: String)], today: CivilDate? = nil
  ) throws(DiagnosticList) -> (script: Script, reminders: [Diagnostic]) {
    var reader = ScriptReader()
    for source in sources { reader.read(source.text, file: source.file) }
    var builder = ScriptBuilder()
    builder.build(reader.sections)
    let found = reader.mistakes + builder.mistakes + ScriptChecker.check(builder, today: today)
    if found.contains(where: { $0.severity == .error }) { throw DiagnosticList(found) }
    return (builder.script, DiagnosticList(found).diagnostics)
  }

  /// Reads `home/Conversations/*.话` and `extra` files.
  /// - Throws: `DialogueError`, `FileError`, or a `DiagnosticList` with every mistake.
  public static func load(
    home: Home, extra: [String] = [], today: CivilDate? = nil
  ) throws -> (script: Script, reminders: [Diagnostic]) {
    let files = Home.files(in: home.conversations, suffix: ".话")
    guard !files.isEmpty else { throw DialogueError.noConversations(home.conversations) }
    var sources: [(file: String, text: String)] = []
    for path in files + extra { sources.append((home.display(path), try FileAccess.readText(path))) }
    return try read(sources, today: today)
  }
}
