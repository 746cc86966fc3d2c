import Support

/// One instruction of a flow. The nested 若 lines of the file become jumps, so that a flow that waits for the
/// customer is just a number: the instruction to go on with.
enum FlowStep: Sendable {
  case ask(Fragment)
  /// Forgets the slot, goes back to the step that asks for it and counts the failed attempt.
  case reask(Fragment)
  case act(name: Fragment, arguments: [Fragment])
  case say(Fragment)
  case transfer(Script.Target)
  case record(name: Fragment, fields: [Fragment])
  case confirm([Fragment])
  case jumpUnless(Condition, to: Int)
  case jump(to: Int)
  case end
}

/// A condition after 若: comparisons joined by 且 (binds tighter) and 或.
struct Condition: Sendable {
  enum Comparison: String, Sendable { case equal = "=", unequal = "!=", less = "<", greater = ">" }

  enum Test: Sendable {
    /// The last action ended so, e.g. `没查到`.
    case outcome(Fragment)
    case compare(Fragment, Comparison, String)
    /// `有 退货原因`, `没有 退货原因`.
    case filled(Fragment, Bool)
  }

  /// Any of these, each with all of its tests.
  var alternatives: [[Test]]
}

/// The numbered lines of a 流程 → instructions.
struct FlowParser {
  static let verbs = ["重问", "问", "核对", "办", "答", "转", "记", "完"]
  private(set) var program: [FlowStep] = []
  private(set) var mistakes: [Diagnostic] = []
  /// Jumps of the current run of 若 lines that go to its end.
  private var openEnds: [Int] = []
  private var isAfterCondition = false

  /// Consecutive 若 lines are one choice: the first that holds is taken, 否则 when none does.
  mutating func parse(_ steps: [Fragment]) {
    for step in steps {
      if step.hasPrefix("若") {
        branch(step.dropFirst().trimmed, place: step)
      } else if step.hasPrefix("否则") {
        otherwise(step)
      } else {
        closeBranch()
        for part in step.split(";") { instruction(part) }
      }
    }
    closeBranch()
  }

  private mutating func closeBranch() {
    for index in openEnds { program[index] = .jump(to: program.count) }
    openEnds = []
    isAfterCondition = false
  }

  private mutating func branch(_ line: Fragment, place: Fragment) {
    guard let (head, body) = line.cut(":"), !body.isEmpty, !head.isEmpty else {
      mistakes.append(place.mistake("“若”后面要写条件、冒号和要做的事。", suggestion: "例如“若 没查到：答 查无此单”。"))
      return
    }
    let jump = program.count
    let condition = parseCondition(head)
    program.append(.jumpUnless(condition, to: 0))
    for part in body.split(";") { instruction(part) }
    openEnds.append(program.count)
    program.append(.jump(to: 0))
    program[jump] = .jumpUnless(condition, to: program.count)
    isAfterCondition = true
  }

  private mutating func otherwise(_ step: Fragment) {
    guard isAfterCondition else {
      mistakes.append(step.mistake("“否则”前面没有“若”。", suggestion: "“否则”要紧跟在“若 …：…”的下一步。"))
      return
    }
    let body = step.cut(":")?.after ?? step.dropFirst(2).trimmed
    if body.isEmpty { mistakes.append(step.mistake("“否则”后面要写做什么。")) }
    for part in body.split(";") { instruction(part) }
    closeBranch()
  }

  private mutating func instruction(_ part: Fragment) {
    guard let verb = FlowParser.verbs.first(where: { part.hasPrefix($0) }) else {
      let word = part.cut(" \t")?.before ?? part
      mistakes.append(
        part.mistake(
          "看不懂“\(part.count > 20 ? part[0..<20].text + "…" : part.text)”，一步要以 \(FlowParser.verbs.joined(separator: "、"))、若、否则 开头。",
          suggestion: didYouMean(word.text, among: FlowParser.verbs)))
      return
    }
    let argument = part.dropFirst(verb.unicodeScalars.count).trimmed
    if argument.isEmpty, verb != "完", verb != "核对" {
      mistakes.append(part.mistake("“\(verb)”后面要写内容。", suggestion: FlowParser.example[verb]))
      return
    }
    switch verb {
    case "问": program += argument.split("、,").map(FlowStep.ask)
    case "重问": program += argument.split("、,").map(FlowStep.reask)
    case "核对": program.append(.confirm(argument.split("、,")))
    case "办":
      let (name, arguments) = call(argument)
      program.append(.act(name: name, arguments: arguments))
    case "记":
      let (name, fields) = call(argument)
      program.append(.record(name: name, fields: fields))
    case "答": program.append(.say(argument))
    case "转":
      if let target = Script.Target(rawValue: argument.text) {
        program.append(.transfer(target))
      } else {
        let known = Script.Target.allCases.map(\.rawValue)
        mistakes.append(
          argument.mistake(
            "不能转“\(argument.text)”，只能转 \(known.joined(separator: "、"))。",
            suggestion: didYouMean(argument.text, among: known)))
      }
    default:
      if !argument.isEmpty { mistakes.append(argument.mistake("“完”后面不用写别的。")) }
      program.append(.end)
    }
  }

  private static let example = [
    "问": "例如“问 订单号”。", "重问": "例如“重问 订单号”。", "办": "例如“办 查订单（订单号）”。", "答": "例如“答 已受理”。",
    "转": "例如“转 客服”。", "记": "例如“记 不良反应单（药品，反应）”。",
  ]

  /// `查订单（订单号，退货原因）` → its name and arguments.
  private mutating func call(_ text: Fragment) -> (name: Fragment, arguments: [Fragment]) {
    guard let open = text.firstIndex(of: "(") else { return (text, []) }
    guard text.half.last == ")" else {
      mistakes.append(text.mistake("括号没有收尾。", suggestion: "在最后加上“）”。"))
      return (text[0..<open].trimmed, [])
    }
    return (text[0..<open].trimmed, text[open + 1..<text.count - 1].split(",、"))
  }

  private mutating func parseCondition(_ text: Fragment) -> Condition {
    Condition(alternatives: text.split("或").map { $0.split("且").map { test($0) } })
  }

  private mutating func test(_ text: Fragment) -> Condition.Test {
    for (sign, comparison) in FlowParser.comparisons {
      let pattern = Array(sign.unicodeScalars)
      guard text.count > pattern.count else { continue }
      for start in 1..<text.count - pattern.count + 1
      where Array(text.half[start..<start + pattern.count]) == pattern {
        let value = text.dropFirst(start + pattern.count).trimmed
        if value.isEmpty { mistakes.append(text.mistake("“\(sign)”后面要写值。")) }
        return .compare(text[0..<start].trimmed, comparison, value.folded)
      }
    }
    if text.hasPrefix("没有 ") { return .filled(text.dropFirst(3).trimmed, false) }
    if text.hasPrefix("有 ") { return .filled(text.dropFirst(2).trimmed, true) }
    return .outcome(text)
  }

  private static let comparisons: [(String, Condition.Comparison)] = [
    ("!=", .unequal), ("≠", .unequal), ("不是", .unequal), ("=", .equal), ("<", .less), (">", .greater),
  ]
}
