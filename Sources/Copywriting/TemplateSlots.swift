import Support

extension Catalogue {
  /// How many wordings each slot of the template `id` has: its own slots, then those of its phrases in order of first
  /// use, as `CopyRecord.variant` counts them. Nil when there is no such template.
  func wordingCounts(_ id: String) -> [Int]? {
    guard let template = templates.first(where: { $0.id == id })?.template else { return nil }
    var counts = template.wordingCounts
    for variable in template.variables where variable.name.hasPrefix("短语.") {
      if let phrase = phrases[String(variable.name.dropFirst(3))] { counts += phrase.template.wordingCounts }
    }
    return counts
  }
}

extension Template {
  /// How many wordings each `{~ … ~}` has.
  var wordingCounts: [Int] {
    var counts = [Int](repeating: 0, count: choices)
    Self.count(nodes, &counts)
    return counts
  }

  private static func count(_ nodes: [TemplateNode], _ counts: inout [Int]) {
    for node in nodes {
      switch node {
      case .literal, .output: continue
      case .branch(let arms, let otherwise):
        for arm in arms { count(arm.body, &counts) }
        count(otherwise, &counts)
      case .loop(_, _, _, let body), .optional(_, let body): count(body, &counts)
      case .alternatives(let slot, let bodies):
        if counts.indices.contains(slot) { counts[slot] = bodies.count }
        for body in bodies { count(body, &counts) }
      }
    }
  }
}
