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
    var current: TemplateValue?
    var name = ""
    switch tag.source {
    case .text(let piece):
      current = .text(String(decoding: piece.bytes, as: UTF8.self), origin: tag.literalOrigin)
    case .variable(let reference, let shown):
      current = value(of: reference)
      name = shown
    }
    for filter in tag.filters {
      var argument = ""
      var origin = Origin.slot(name)
      switch filter.argument {
      case .text(let text)?: argument = text
      case .variable(let reference)?:
        guard let value = value(of: reference) else { throw missing(reference, tag.place) }
        argument = value.plain
      case nil: break
      }
      if filter.kind == .fallback {
        if let current, current.isTrue { continue }
        current = .text(argument, origin: tag.literalOrigin)
        continue
      }
      guard let value = current else { continue }
      if case .text(let rendered) = value {
        guard rendered.spans.allSatisfy({ $0.origin.isEditable || $0.origin == tag.literalOrigin }) else {
          throw failure(tag.place, "“\(name)”是批准过的文字，不能再用过滤器“\(filter.kind.rawValue)”改它。")
        }
        if name.isEmpty { origin = tag.literalOrigin }
      } else if name.isEmpty {
        origin = tag.literalOrigin
      }
      do {
        current = .text(
          try filter.kind.apply(to: value, argument: argument, measures: measures), origin: origin)
      } catch {
        throw failure(tag.place, error.message)
      }
    }
    guard let current else { throw missing(name, tag.place) }
    append(current, name: name)
  }

  private mutating func append(_ value: TemplateValue, name: String) {
    switch value {
    case .text(let rendered): output.append(rendered)
    case .list(let items): for item in items { append(item, name: name) }
    default: output.append(Piece(value.plain), origin: .slot(name))
    }
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
      let plain = value(of: reference)?.plain ?? ""
      if let left = Double(plain), let right = Double(text) { return comparison.holds(left, right) }
      return comparison.holds(plain, text)
    }
  }

  private func missing(_ reference: VariableReference, _ place: SourcePlace) -> RenderFailure {
    var name = "循环变量"
    if case .global(let index) = reference, index < template.variables.count {
      name = template.variables[index].name
    }
    return missing(name, place)
  }

  private func missing(_ name: String, _ place: SourcePlace) -> RenderFailure {
    RenderFailure(
      file: template.file, place: place, missing: name,
      message: "变量“\(name)”没有值。可以写 {{ \(name) | 默认: \"…\" }}，或用 {% if \(name) %} 包起来。")
  }

  private func failure(_ place: SourcePlace, _ message: String) -> RenderFailure {
    RenderFailure(file: template.file, place: place, missing: nil, message: message)
  }
}

extension Origin {
  /// Only a slot's text may be dressed by a filter; approved wording stays as approved.
  fileprivate var isEditable: Bool { if case .slot = self { true } else { false } }
}

extension TemplateCondition.Comparison {
  fileprivate func holds<Value: Comparable>(_ a: Value, _ b: Value) -> Bool {
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
