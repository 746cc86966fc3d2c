import Support

/// Pieces → tree. Reports every mistake it can with its place and goes on.
struct TemplateParser {
  struct Result {
    var nodes: [TemplateNode]
    var variables: [TemplateVariable]
    var choices: Int
    var ranks: [Int]
  }

  private let source: TemplateText
  private let literalOrigin: (Int) -> Origin
  private let pieces: [TemplateLexer.Piece]
  private var next = 0
  private var diagnostics: [Diagnostic]
  private var variables: [TemplateVariable] = []
  private var variableIndex: [String: Int] = [:]
  private var locals: [String] = []
  /// Variables that an enclosing `if` has found to be there.
  private var guarded: [String] = []
  private var literals = 0
  private var choices = 0
  private var ranks: Set<Int> = []
  private var depth = 0
  private var choiceDepth = 0

  private static let blockNames = [
    "if", "elsif", "else", "endif", "for", "endfor", "optional", "endoptional",
  ]
  /// Deeper nesting than this is a mistake, not a template.
  private static let deepest = 32
  /// Finding the shortest of alternatives within alternatives takes time exponential in their depth.
  private static let deepestChoice = 4

  init(source: TemplateText, keepsLines: Bool, literalOrigin: @escaping (Int) -> Origin) {
    self.source = source
    self.literalOrigin = literalOrigin
    var lexer = TemplateLexer(source: source, keepsLines: keepsLines)
    pieces = lexer.pieces()
    diagnostics = lexer.diagnostics
  }

  mutating func parse() throws(DiagnosticList) -> Result {
    let (nodes, end) = parseNodes(within: [], opening: nil)
    if let end { report(end.start, "多出来的“\(end.name)”，前面没有对应的开头。") }
    guard diagnostics.isEmpty else { throw DiagnosticList(diagnostics) }
    return Result(nodes: nodes, variables: variables, choices: choices, ranks: ranks.sorted(by: >))
  }

  /// What ended a list of nodes: a block such as `endif` with the rest of its tag, or `|` and `~}`.
  private struct End {
    let name: String
    let start: Int
    var tokens: TagTokens
  }

  private mutating func parseNodes(within ends: [String], opening: (name: String, start: Int)?)
    -> ([TemplateNode], End?)
  {
    depth += 1
    defer { depth -= 1 }
    if depth > Self.deepest {
      report(opening?.start ?? 0, "标签套得太深（超过 \(Self.deepest) 层）。")
      next = pieces.count
      return ([], nil)
    }
    var nodes: [TemplateNode] = []
    while next < pieces.count {
      let piece = pieces[next]
      next += 1
      switch piece.kind {
      case .text(let text): nodes.append(.literal(Piece(text), nextLiteral()))
      case .output:
        if let output = parseOutput(piece) { nodes.append(.output(output)) }
      case .open: nodes.append(parseAlternatives(piece))
      case .bar, .close:
        let name = piece.kind == .bar ? "|" : "~}"
        let end = End(name: name, start: piece.start, tokens: tokens(of: piece))
        if ends.contains(name) { return (nodes, end) }
        if !ends.isEmpty { unclosed(opening) }
        return (nodes, end)
      case .block:
        var tokens = tokens(of: piece)
        guard let word = tokens.takeName() else {
          report(piece.start, "标签里是空的。可用：\(Self.blockNames.joined(separator: " "))。")
          continue
        }
        if ends.contains(word) { return (nodes, End(name: word, start: piece.start, tokens: tokens)) }
        if let node = parseBlock(word, piece.start, &tokens) { nodes.append(node) }
      }
    }
    unclosed(opening)
    return (nodes, nil)
  }

  private mutating func unclosed(_ opening: (name: String, start: Int)?) {
    guard let opening else { return }
    let closing = ["{~": "~}", "elsif": "endif", "else": "endif"][opening.name] ?? "end\(opening.name)"
    report(opening.start, "“\(opening.name)”没有结束，缺少“\(closing)”。")
  }

  private mutating func parseBlock(_ word: String, _ start: Int, _ tokens: inout TagTokens) -> TemplateNode? {
    switch word {
    case "if": return parseIf(start, &tokens)
    case "for": return parseFor(start, &tokens)
    case "optional":
      let rank = tokens.takeNumber().flatMap { Int($0) } ?? 1
      finish(&tokens)
      ranks.insert(rank)
      let (body, _) = parseNodes(within: ["endoptional"], opening: ("optional", start))
      return .optional(rank: rank, body)
    case "endif", "endfor", "endoptional", "else", "elsif":
      report(start, "多出来的“\(word)”，前面没有对应的开头。")
    default:
      report(
        start, "不认识的标签“\(word)”。可用：\(Self.blockNames.joined(separator: " "))。",
        suggestion: didYouMean(word, among: Self.blockNames))
    }
    return nil
  }

  private mutating func parseIf(_ start: Int, _ tokens: inout TagTokens) -> TemplateNode? {
    var arms: [TemplateArm] = []
    var otherwise: [TemplateNode] = []
    var condition = parseCondition(&tokens)
    finish(&tokens)
    while true {
      let outer = guarded
      guarded += condition?.impliedPresent.map { variables[$0].name } ?? []
      let (body, end) = parseNodes(within: ["elsif", "else", "endif"], opening: ("if", start))
      guarded = outer
      if let condition { arms.append(TemplateArm(condition: condition, body: body)) }
      guard var end else { break }
      if end.name == "elsif" {
        condition = parseCondition(&end.tokens)
        finish(&end.tokens)
        continue
      }
      finish(&end.tokens)
      if end.name == "else" {
        let (rest, last) = parseNodes(within: ["endif"], opening: ("if", start))
        otherwise = rest
        if var last { finish(&last.tokens) }
      }
      break
    }
    return .branch(arms, otherwise: otherwise)
  }

  private mutating func parseFor(_ start: Int, _ tokens: inout TagTokens) -> TemplateNode? {
    guard let name = tokens.takeName(), tokens.takeName() == "in", let list = tokens.takeNameWithPlace()
    else {
      report(start, "“for”要写成 {% for 项 in 列表 %}。")
      let _ = parseNodes(within: ["endfor"], opening: ("for", start))
      return nil
    }
    finish(&tokens)
    let reference = reference(to: list.text, at: list.start, strict: true)
    locals.append(name)
    let (body, _) = parseNodes(within: ["endfor"], opening: ("for", start))
    locals.removeLast()
    return .loop(local: locals.count, over: reference, at: source.place(list.start), body: body)
  }

  private mutating func parseAlternatives(_ opening: TemplateLexer.Piece) -> TemplateNode {
    let slot = choices
    choices += 1
    choiceDepth += 1
    defer { choiceDepth -= 1 }
    if choiceDepth > Self.deepestChoice {
      report(opening.start, "“{~ ~}”套得太深（超过 \(Self.deepestChoice) 层）。")
    }
    var options: [[TemplateNode]] = []
    while true {
      let (nodes, end) = parseNodes(within: ["|", "~}"], opening: ("{~", opening.start))
      options.append(trimmed(nodes))
      if end?.name != "|" { break }
    }
    if options.contains(where: \.isEmpty), options.count < 2 {
      report(opening.start, "“{~ ~}”里没有写任何说法。")
    }
    return .alternatives(slot: slot, options)
  }

  /// Blanks beside `{~`, `|` and `~}` are for the author's eye.
  private func trimmed(_ nodes: [TemplateNode]) -> [TemplateNode] {
    var nodes = nodes
    if case .literal(let piece, let origin)? = nodes.first {
      let text = String(decoding: piece.bytes, as: UTF8.self)
      nodes[0] = .literal(Piece(text.drop(while: \.isWhitespace)), origin)
    }
    if let last = nodes.indices.last, case .literal(let piece, let origin) = nodes[last] {
      var text = String(decoding: piece.bytes, as: UTF8.self)[...]
      while text.last?.isWhitespace ?? false { text.removeLast() }
      nodes[last] = .literal(Piece(text), origin)
    }
    return nodes.filter { if case .literal(let piece, _) = $0 { piece.scalars > 0 } else { true } }
  }

  // MARK: - Inside a tag

  private mutating func parseOutput(_ piece: TemplateLexer.Piece) -> TemplateOutput? {
    var tokens = tokens(of: piece)
    var subject: (text: String, start: Int)?
    var literal: Piece?
    if let text = tokens.takeText() ?? tokens.takeNumber() {
      literal = Piece(text)
    } else {
      subject = tokens.takeNameWithPlace()
    }
    guard literal != nil || subject != nil else {
      report(piece.start, "{{ }} 里要写一个变量名，比如 {{ 商品 }}。")
      return nil
    }
    var filters: [TemplateFilter] = []
    while tokens.take("|") {
      guard let filter = parseFilter(&tokens, piece.start) else { return nil }
      filters.append(filter)
    }
    finish(&tokens)
    let source: TemplateOutput.Source
    if let subject {
      let strict = !filters.contains { $0.kind == .fallback }
      source = .variable(reference(to: subject.text, at: subject.start, strict: strict), name: subject.text)
    } else {
      source = .text(literal ?? Piece(""))
    }
    let hasLiteral = literal != nil || filters.contains { $0.kind == .fallback }
    return TemplateOutput(
      source: source, filters: filters, literalOrigin: hasLiteral ? nextLiteral() : literalOrigin(0),
      place: self.source.place(subject?.start ?? piece.start))
  }

  private mutating func parseFilter(_ tokens: inout TagTokens, _ start: Int) -> TemplateFilter? {
    guard let name = tokens.takeNameWithPlace() else {
      report(start, "“|”后面要写过滤器：\(TemplateFilter.Kind.names.joined(separator: " "))。")
      return nil
    }
    guard let kind = TemplateFilter.Kind.named(name.text) else {
      report(
        name.start, "不认识的过滤器“\(name.text)”。可用：\(TemplateFilter.Kind.names.joined(separator: " "))。",
        suggestion: didYouMean(name.text, among: TemplateFilter.Kind.names))
      return nil
    }
    var argument: TemplateFilter.Argument?
    if tokens.take(":") {
      if let text = tokens.takeText() ?? tokens.takeNumber() {
        argument = .text(text)
      } else if let variable = tokens.takeNameWithPlace() {
        argument = .variable(reference(to: variable.text, at: variable.start, strict: true))
      } else {
        report(name.start, "“\(name.text):”后面缺少参数。")
        return nil
      }
    }
    if kind.takesArgument, argument == nil {
      report(name.start, "过滤器“\(name.text)”需要一个参数，比如 {{ 截止 | 日期: \"M月d日\" }}。")
      return nil
    }
    return TemplateFilter(kind: kind, argument: argument)
  }

  private mutating func parseCondition(_ tokens: inout TagTokens) -> TemplateCondition? {
    guard var left = parseConjunction(&tokens) else { return nil }
    while tokens.takeWord("or") {
      guard let right = parseConjunction(&tokens) else { return nil }
      left = .either(left, right)
    }
    return left
  }

  private mutating func parseConjunction(_ tokens: inout TagTokens) -> TemplateCondition? {
    guard var left = parseTest(&tokens) else { return nil }
    while tokens.takeWord("and") {
      guard let right = parseTest(&tokens) else { return nil }
      left = .both(left, right)
    }
    return left
  }

  private mutating func parseTest(_ tokens: inout TagTokens) -> TemplateCondition? {
    var isNegated = false
    while tokens.takeWord("not") { isNegated.toggle() }
    guard let name = tokens.takeNameWithPlace() else {
      report(tokens.start, "“if”后面要写一个变量名，比如 {% if 称呼 %}。")
      return nil
    }
    let variable = reference(to: name.text, at: name.start, strict: false)
    var condition = TemplateCondition.isTrue(variable)
    if let comparison = tokens.takeComparison() {
      guard let value = tokens.takeText() ?? tokens.takeNumber() else {
        report(name.start, "“\(comparison.rawValue)”后面要写带引号的文字或数字。")
        return nil
      }
      condition = .compare(variable, comparison, value)
    }
    return isNegated ? .not(condition) : condition
  }

  private mutating func reference(to name: String, at position: Int, strict: Bool) -> VariableReference {
    for (index, local) in locals.enumerated().reversed() {
      if name == local { return .local(index) }
      if name == local + ".首" || name == local + ".first" { return .localIsFirst(index) }
      if name == local + ".末" || name == local + ".last" { return .localIsLast(index) }
    }
    let place = source.place(position)
    let strict = strict && !guarded.contains(name)
    if let index = variableIndex[name] {
      if strict, variables[index].strictPlace == nil { variables[index].strictPlace = place }
      return .global(index)
    }
    variableIndex[name] = variables.count
    variables.append(TemplateVariable(name: name, place: place, strictPlace: strict ? place : nil))
    return .global(variables.count - 1)
  }

  private mutating func nextLiteral() -> Origin {
    literals += 1
    return literalOrigin(literals)
  }

  private mutating func tokens(of piece: TemplateLexer.Piece) -> TagTokens {
    var tokens = TagTokens(source: source, range: piece.content, start: piece.start)
    diagnostics += tokens.takeDiagnostics()
    return tokens
  }

  private mutating func finish(_ tokens: inout TagTokens) {
    guard let rest = tokens.rest else { return }
    report(rest.start, "标签里多了“\(rest.text)”。")
  }

  private mutating func report(_ position: Int, _ message: String, suggestion: String? = nil) {
    diagnostics.append(source.mistake(at: position, message, suggestion: suggestion))
  }
}
