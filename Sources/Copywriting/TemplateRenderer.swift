import Support

/// Walks a template's tree once.
struct TemplateRenderer {
  private let template: Template
  private let values: [TemplateValue?]
  private let options: Template.Choices
  private let measures: MeasureWords
  private var locals: [(item: TemplateValue, isFirst: Bool, isLast: Bool)] = []
  var output = RenderedText()
  var chosen: [Int]

  init(
    template: Template, values: [TemplateValue?], options: Template.Choices, measures: MeasureWords
  ) {
    self.template = template
    self.values = values
    self.options = options
    self.measures = measures
    chosen = [Int](repeating: 0, count: template.choices)
  }

  mutating func render(_ nodes: [TemplateNode]) throws(RenderFailure) {
    for node in nodes {
      switch node {
      case .literal(let piece, let origin): output.append(piece, origin: origin)
      case .output(let tag): try render(tag)
      case .branch(let arms, let otherwise):
        let arm = arms.first { holds($0.condition) }
        try render(arm?.body ?? otherwise)
      case .loop(_, let list, let place, let body): try renderLoop(list, place, body)
      case .alternatives(let slot, let bodies): try renderChoice(slot, bodies)
      case .optional(let rank, let body):
        if rank < options.dropFrom { try render(body) }
      }
    }
  }

  private mutating func renderLoop(_ list: VariableReference, _ place: SourcePlace, _ body: [TemplateNode])
    throws(RenderFailure)
  {
    guard let value = value(of: list) else { throw missing(list, place) }
    var items = [value]
    if case .list(let several) = value { items = several }
    for (index, item) in items.enumerated() {
      locals.append((item, index == 0, index == items.count - 1))
      try render(body)
      locals.removeLast()
    }
  }

  private mutating func renderChoice(_ slot: Int, _ bodies: [[TemplateNode]]) throws(RenderFailure) {
    guard !bodies.isEmpty else { return }
    var pick =
      Int(truncatingIfNeeded: mix64(options.seed &+ UInt64(slot) &* 0x9e37_79b9) >> 33) % bodies.count
    if options.shortest {
      var lengths: [Int] = []
      for body in bodies {
        var trial = self
        trial.output = RenderedText()
        try trial.render(body)
        lengths.append(trial.output.scalars)
      }
      pick = lengths.indices.min { lengths[$0] < lengths[$1] } ?? 0
    }
    chosen[slot] = pick + 1
    try render(bodies[pick])
  }

  private mutating func render(_ tag: TemplateOutput) throws(RenderFailure) {
    let dressing = TemplateDressing(
      file: template.file, variables: template.variables.map(\.name), measures: measures)
    output.append(try dressing.dress(tag) { value(of: $0) })
  }

  private func value(of reference: VariableReference) -> TemplateValue? {
    switch reference {
    case .global(let index): index < values.count ? values[index] : nil
    case .local(let index): locals[index].item
    case .localIsFirst(let index): .flag(locals[index].isFirst)
    case .localIsLast(let index): .flag(locals[index].isLast)
    }
  }

  private func holds(_ condition: TemplateCondition) -> Bool {
    switch condition {
    case .isTrue(let reference): return value(of: reference)?.isTrue ?? false
    case .not(let inner): return !holds(inner)
    case .both(let a, let b): return holds(a) && holds(b)
    case .either(let a, let b): return holds(a) || holds(b)
    case .compare(let reference, let comparison, let text):
      return comparison.holds(value(of: reference)?.plain ?? "", text)
    }
  }

  private func missing(_ reference: VariableReference, _ place: SourcePlace) -> RenderFailure {
    TemplateDressing(file: template.file, variables: template.variables.map(\.name), measures: measures)
      .missing(reference, place)
  }
}

extension TemplateCondition.Comparison {
  /// As numbers where both are, else as text.
  func holds(_ plain: String, _ text: String) -> Bool {
    if let left = Double(plain), let right = Double(text) { return compares(left, right) }
    return compares(plain, text)
  }

  private func compares<Value: Comparable>(_ a: Value, _ b: Value) -> Bool {
    switch self {
    case .equal: a == b
    case .notEqual: a != b
    case .greater: a > b
    case .less: a < b
    case .greaterOrEqual: a >= b
    case .lessOrEqual: a <= b
    }
  }
}
