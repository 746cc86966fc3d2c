import Support

/// A template in which everything is filled that is the same for all customers (partial evaluation: Jones, Gomard and
/// Sestoft 1993): product, claims, phrases and mandatory sentences are fixed text, conditions on them are decided,
/// loops unrolled. What is left depends on the customer or is a choice of wording.
///
/// Rendering one costs about as much as copying its bytes.
struct PreparedTemplate: Sendable {
  indirect enum Node: Sendable {
    case fixed(RenderedText)
    case output(TemplateOutput, Scope)
    case branch([Arm], otherwise: [Node])
    case alternatives(slot: Int, [[Node]])
    /// Somebody for whom this is reached gets no text.
    case failed(RenderFailure)
  }

  struct Arm: Sendable {
    let condition: Condition
    let body: [Node]
  }

  /// A condition on what is known of the customer.
  indirect enum Condition: Sendable {
    case settled(Bool)
    case isTrue(String)
    case compare(String, TemplateCondition.Comparison, String)
    case not(Condition)
    case both(Condition, Condition)
    case either(Condition, Condition)

    func holds(_ personal: [String: String]) -> Bool {
      switch self {
      case .settled(let flag): flag
      case .isTrue(let name): !(personal[name] ?? "").isEmpty
      case .compare(let name, let comparison, let text): comparison.holds(personal[name] ?? "", text)
      case .not(let inner): !inner.holds(personal)
      case .both(let a, let b): a.holds(personal) && b.holds(personal)
      case .either(let a, let b): a.holds(personal) || b.holds(personal)
      }
    }
  }

  /// What the names inside a tag stand for.
  struct Scope: Sendable {
    enum Binding: Sendable {
      case constant(TemplateValue)
      case customer(String)
      /// An approved phrase, written in place.
      case phrase(Template, [Binding], firstSlot: Int)
      case absent
    }

    struct Local: Sendable {
      let item: Binding
      let isFirst: Bool
      let isLast: Bool
    }

    let file: String
    let variables: [String]
    let globals: [Binding]
    var locals: [Local] = []

    func binding(_ reference: VariableReference) -> Binding {
      switch reference {
      case .global(let index): globals.indices.contains(index) ? globals[index] : .absent
      case .local(let index): locals.indices.contains(index) ? locals[index].item : .absent
      case .localIsFirst(let index):
        .constant(.flag(locals.indices.contains(index) && locals[index].isFirst))
      case .localIsLast(let index): .constant(.flag(locals.indices.contains(index) && locals[index].isLast))
      }
    }

    func value(_ reference: VariableReference, _ personal: [String: String]) -> TemplateValue? {
      switch binding(reference) {
      case .constant(let value): value
      case .customer(let name): personal[name].map { .slot($0, name: name) }
      case .phrase, .absent: nil
      }
    }
  }

  /// Who decides the alternatives.
  enum Choice: Sendable {
    /// Mixed with each slot's number.
    case hashed(UInt64)
    /// From 1, by slot; where 0, as `hashed`.
    case given([Int], UInt64)
    /// By the weights of each slot's wordings, as far as there are any.
    case weighted([[Double]], UInt64)
    case shortest
  }

  let nodes: [Node]
  /// How many wordings each slot has; 0 where none of its alternatives can be reached.
  let slotSizes: [Int]

  /// - Returns: the text, and by slot which wording was taken, from 1 (0 where none was reached).
  /// - Throws: `RenderFailure` when a needed value is missing for this customer.
  func render(_ personal: [String: String], _ choice: Choice, measures: MeasureWords) throws(RenderFailure)
    -> (text: RenderedText, chosen: [Int])
  {
    var pass = Pass(
      personal: personal, choice: choice, measures: measures,
      chosen: [Int](repeating: 0, count: slotSizes.count))
    pass.output.reserve(bytes: 768, spans: 24)
    try pass.render(nodes)
    return (pass.output, pass.chosen)
  }

  private struct Pass {
    let personal: [String: String]
    let choice: Choice
    let measures: MeasureWords
    var output = RenderedText()
    var chosen: [Int]

    mutating func render(_ nodes: [Node]) throws(RenderFailure) {
      for node in nodes {
        switch node {
        case .fixed(let text): output.append(text)
        case .output(let tag, let scope):
          if tag.filters.isEmpty, case .variable(let reference, _) = tag.source,
            case .customer(let name) = scope.binding(reference), let value = personal[name]
          {
            output.append(Piece(value), origin: .slot(name))
            continue
          }
          let dressing = TemplateDressing(file: scope.file, variables: scope.variables, measures: measures)
          output.append(try dressing.dress(tag) { scope.value($0, personal) })
        case .branch(let arms, let otherwise):
          try render(arms.first { $0.condition.holds(personal) }?.body ?? otherwise)
        case .alternatives(let slot, let bodies):
          guard !bodies.isEmpty else { continue }
          let pick = try pick(slot, bodies)
          chosen[slot] = pick + 1
          try render(bodies[pick])
        case .failed(let failure): throw failure
        }
      }
    }

    private func pick(_ slot: Int, _ bodies: [[Node]]) throws(RenderFailure) -> Int {
      switch choice {
      case .hashed(let seed): return hashed(slot, seed, bodies.count)
      case .given(let picks, let seed):
        let given = picks.indices.contains(slot) ? picks[slot] : 0
        return (1...bodies.count).contains(given) ? given - 1 : hashed(slot, seed, bodies.count)
      case .weighted(let weights, let seed):
        guard weights.indices.contains(slot), weights[slot].count == bodies.count else {
          return hashed(slot, seed, bodies.count)
        }
        return weighted(weights[slot], slot, seed)
      case .shortest:
        var lengths: [Int] = []
        for body in bodies {
          var trial = self
          trial.output = RenderedText()
          try trial.render(body)
          lengths.append(trial.output.scalars)
        }
        return lengths.indices.min { lengths[$0] < lengths[$1] } ?? 0
      }
    }

    private func hash(_ slot: Int, _ seed: UInt64) -> UInt64 { mix64(seed &+ UInt64(slot) &* 0x9e37_79b9) }

    private func hashed(_ slot: Int, _ seed: UInt64, _ count: Int) -> Int {
      Int(truncatingIfNeeded: hash(slot, seed) >> 33) % count
    }

    private func weighted(_ weights: [Double], _ slot: Int, _ seed: UInt64) -> Int {
      var rest = Double(hash(slot, seed) >> 11) * 0x1p-53 * weights.reduce(0, +)
      for (index, weight) in weights.enumerated() {
        rest -= weight
        if rest < 0 { return index }
      }
      return weights.count - 1
    }
  }
}
