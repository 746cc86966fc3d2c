import Support

/// Template + what is known before the first customer → `PreparedTemplate`.
struct TemplateSpecializer {
  typealias Node = PreparedTemplate.Node
  typealias Scope = PreparedTemplate.Scope

  let measures: MeasureWords
  /// Optional parts of this rank and above are left out.
  let dropFrom: Int
  private var slotSizes: [Int]

  init(measures: MeasureWords, dropFrom: Int, slots: Int) {
    self.measures = measures
    self.dropFrom = dropFrom
    slotSizes = [Int](repeating: 0, count: slots)
  }

  /// - Parameters:
  ///   - bindings: one per variable of the template.
  ///   - slots: alternatives of the template and of its phrases together.
  static func prepare(
    _ template: Template, _ bindings: [Scope.Binding], slots: Int, dropFrom: Int, measures: MeasureWords
  ) -> PreparedTemplate {
    var specializer = TemplateSpecializer(measures: measures, dropFrom: dropFrom, slots: slots)
    let scope = Scope(file: template.file, variables: template.variables.map(\.name), globals: bindings)
    let nodes = specializer.specialize(template.nodes, scope, firstSlot: 0)
    return PreparedTemplate(nodes: nodes, slotSizes: specializer.slotSizes)
  }

  private mutating func specialize(_ nodes: [TemplateNode], _ scope: Scope, firstSlot: Int) -> [Node] {
    var result: [Node] = []
    for node in nodes {
      switch node {
      case .literal(let piece, let origin):
        var text = RenderedText()
        text.append(piece, origin: origin)
        add(.fixed(text), to: &result)
      case .output(let tag):
        for node in output(tag, scope) { add(node, to: &result) }
      case .branch(let arms, let otherwise):
        for node in branch(arms, otherwise, scope, firstSlot) { add(node, to: &result) }
      case .loop(_, let list, let place, let body):
        for node in loop(list, place, body, scope, firstSlot) { add(node, to: &result) }
      case .alternatives(let slot, let bodies):
        let index = firstSlot + slot
        if slotSizes.indices.contains(index) { slotSizes[index] = bodies.count }
        result.append(
          .alternatives(slot: index, bodies.map { specialize($0, scope, firstSlot: firstSlot) }))
      case .optional(let rank, let body):
        guard rank < dropFrom else { continue }
        for node in specialize(body, scope, firstSlot: firstSlot) { add(node, to: &result) }
      }
    }
    return result
  }

  /// Neighbouring fixed texts become one.
  private func add(_ node: Node, to nodes: inout [Node]) {
    if case .fixed(let text) = node, case .fixed(var last)? = nodes.last {
      last.append(text)
      nodes[nodes.count - 1] = .fixed(last)
    } else {
      nodes.append(node)
    }
  }

  private mutating func output(_ tag: TemplateOutput, _ scope: Scope) -> [Node] {
    if case .variable(let reference, _) = tag.source,
      case .phrase(let phrase, let bindings, let firstSlot) = scope.binding(reference),
      tag.filters.allSatisfy({ $0.kind == .fallback })
    {
      let inner = Scope(file: phrase.file, variables: phrase.variables.map(\.name), globals: bindings)
      return specialize(phrase.nodes, inner, firstSlot: firstSlot)
    }
    if dependsOnCustomer(tag, scope) { return [.output(tag, scope)] }
    let dressing = TemplateDressing(file: scope.file, variables: scope.variables, measures: measures)
    do throws(RenderFailure) {
      return [.fixed(try dressing.dress(tag) { scope.value($0, [:]) })]
    } catch {
      return [.failed(error)]
    }
  }

  private func dependsOnCustomer(_ tag: TemplateOutput, _ scope: Scope) -> Bool {
    func isPersonal(_ reference: VariableReference) -> Bool {
      if case .customer = scope.binding(reference) { true } else { false }
    }
    if case .variable(let reference, _) = tag.source, isPersonal(reference) { return true }
    return tag.filters.contains { filter in
      if case .variable(let reference)? = filter.argument { isPersonal(reference) } else { false }
    }
  }

  private mutating func branch(
    _ arms: [TemplateArm], _ otherwise: [TemplateNode], _ scope: Scope, _ firstSlot: Int
  ) -> [Node] {
    var open: [PreparedTemplate.Arm] = []
    for arm in arms {
      let condition = condition(arm.condition, scope)
      if case .settled(false) = condition { continue }
      let body = specialize(arm.body, scope, firstSlot: firstSlot)
      if case .settled(true) = condition {
        return open.isEmpty ? body : [.branch(open, otherwise: body)]
      }
      open.append(PreparedTemplate.Arm(condition: condition, body: body))
    }
    let rest = specialize(otherwise, scope, firstSlot: firstSlot)
    return open.isEmpty ? rest : [.branch(open, otherwise: rest)]
  }

  private func condition(_ condition: TemplateCondition, _ scope: Scope) -> PreparedTemplate.Condition {
    switch condition {
    case .isTrue(let reference):
      switch scope.binding(reference) {
      case .customer(let name): return .isTrue(name)
      case .constant(let value): return .settled(value.isTrue)
      case .phrase: return .settled(true)
      case .absent: return .settled(false)
      }
    case .compare(let reference, let comparison, let text):
      switch scope.binding(reference) {
      case .customer(let name): return .compare(name, comparison, text)
      case .constant(let value): return .settled(comparison.holds(value.plain, text))
      case .phrase, .absent: return .settled(comparison.holds("", text))
      }
    case .not(let inner):
      let inner = self.condition(inner, scope)
      if case .settled(let flag) = inner { return .settled(!flag) }
      return .not(inner)
    case .both(let a, let b):
      switch (self.condition(a, scope), self.condition(b, scope)) {
      case (.settled(false), _), (_, .settled(false)): return .settled(false)
      case (.settled(true), let other), (let other, .settled(true)): return other
      case (let a, let b): return .both(a, b)
      }
    case .either(let a, let b):
      switch (self.condition(a, scope), self.condition(b, scope)) {
      case (.settled(true), _), (_, .settled(true)): return .settled(true)
      case (.settled(false), let other), (let other, .settled(false)): return other
      case (let a, let b): return .either(a, b)
      }
    }
  }

  private mutating func loop(
    _ list: VariableReference, _ place: SourcePlace, _ body: [TemplateNode], _ scope: Scope, _ firstSlot: Int
  ) -> [Node] {
    let items: [Scope.Binding]
    switch scope.binding(list) {
    case .constant(.list(let values)): items = values.map { .constant($0) }
    case .absent:
      let dressing = TemplateDressing(file: scope.file, variables: scope.variables, measures: measures)
      return [.failed(dressing.missing(list, place))]
    case let single: items = [single]
    }
    var result: [Node] = []
    for (index, item) in items.enumerated() {
      var inner = scope
      inner.locals.append(Scope.Local(item: item, isFirst: index == 0, isLast: index == items.count - 1))
      for node in specialize(body, inner, firstSlot: firstSlot) { add(node, to: &result) }
    }
    return result
  }
}
