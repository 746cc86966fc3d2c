import Support

/// Makes the plans of a campaign.
struct PlanMaker {
  typealias Binding = PreparedTemplate.Scope.Binding

  let campaign: Campaign
  let catalogue: Catalogue
  let planner: Planner
  let measures: MeasureWords
  /// Variables that come from the customers file.
  let customerColumns: [String]

  private static let planned = ["卖点", "支持点", "释疑"]

  /// - Parameters:
  ///   - segment: whose reviews and words decide; nil for everybody.
  ///   - lead: leads whatever the reviews say (to see how long texts with it can be).
  func prepare(
    _ product: Product, _ channel: Channel, segment: String? = nil, lead: Claim? = nil,
    _ mistakes: inout [Diagnostic]
  ) -> PreparedPlan {
    var result = PreparedPlan(product: product, channel: channel)
    if product.category == .rx, channel.audience == .public {
      result.skipped = .rxToPublic
      return result
    }
    let allowed = catalogue.claims.filter {
      $0.product == product.id && $0.isAllowed(on: channel)
        && (campaign.claims.isEmpty || campaign.claims.contains($0.id))
    }
    let valid = allowed.filter { $0.isValid(on: campaign.sendDate) }
    guard
      var plan = lead.map({ planner.longestPlan(lead: $0, claims: valid) })
        ?? planner.plan(for: product, claims: valid, segment: segment)
    else {
      result.skipped = allowed.contains { $0.kind == .lead } ? .expiredClaim : .noClaim
      return result
    }
    let expired = allowed.filter { !$0.isValid(on: campaign.sendDate) }
    if !expired.isEmpty {
      plan.evidence.notes.append(
        "没有用已过期的卖点："
          + expired.map {
            "\($0.id)（\(catalogue.claimsFile):\($0.line)，\($0.validUntil?.description ?? "") 到期）"
          }
          .joined(separator: "、") + "。")
    }
    result.plan = plan
    var json = JSONWriter()
    plan.evidence.writeObject(to: &json)
    result.evidence = json.bytes
    guard let chosen = catalogue.template(for: product.category, on: channel) else {
      result.skipped = .noTemplate
      return result
    }
    result.template = chosen.id
    do throws(RenderFailure) {
      let full = try constants(product, channel, plan, \.text)
      let short = try constants(product, channel, plan, \.short)
      mistakes += self.mistakes(chosen.template, full)
      result.steps = Fitting.ladder(ranks: chosen.template.ranks).map { fitting in
        let slots = phraseSlots(chosen.template)
        let bindings = self.bindings(
          chosen.template, fitting.usesShortClaims ? short : full, phraseSlots: slots.first)
        return PreparedPlan.Step(
          fitting: fitting,
          template: TemplateSpecializer.prepare(
            chosen.template, bindings, slots: slots.total, dropFrom: fitting.dropFrom, measures: measures))
      }
    } catch {
      result.skipped = .missingSlot(error.missing ?? error.message)
    }
    return result
  }

  /// Values by variable name, with the claims in the given form.
  private func constants(
    _ product: Product, _ channel: Channel, _ plan: CopyPlan, _ form: KeyPath<Claim, String>
  )
    throws(RenderFailure) -> [String: TemplateValue]
  {
    func claim(_ claim: Claim) -> TemplateValue { .text(claim[keyPath: form], origin: .claim(claim.id)) }
    var result = constants(product)
    for (place, name) in zip(RequiredText.Place.allCases, Template.mandatory) {
      result[name] = .text(try mandatory(place, product, channel, result))
    }
    result["卖点"] = claim(plan.lead)
    result["支持点"] = .list(plan.supports.map { claim($0) })
    let said = Set(([plan.lead, plan.answer].compactMap(\.self) + plan.supports).map(\.aspect))
    for aspect in Catalogue.aspects { result["说了." + aspect] = .flag(said.contains(aspect)) }
    if let answer = plan.answer { result["释疑"] = claim(answer) }
    return result
  }

  private func constants(_ product: Product) -> [String: TemplateValue] {
    var result: [String: TemplateValue] = [:]
    for (name, text) in product.fields { result[name] = .slot(text, name: name) }
    result["类别"] = .slot(product.category.title, name: "类别")
    if let price = product.fields["价格"].flatMap(Double.init) { result["价格"] = .number(price) }
    if product.fields["单位"] == nil {
      result["单位"] = .slot(measures.measure(for: product.name), name: "单位")
    }
    result["签名"] = .slot(campaign.signature, name: "签名")
    result["发送日"] = .date(campaign.sendDate)
    for (name, text) in campaign.variables {
      result[name] = CivilDate(text).map { .date($0) } ?? .slot(text, name: name)
    }
    return result
  }

  /// The mandatory sentences of one place, each with its own origin.
  private func mandatory(
    _ place: RequiredText.Place, _ product: Product, _ channel: Channel, _ constants: [String: TemplateValue]
  ) throws(RenderFailure) -> RenderedText {
    var text = RenderedText()
    for required in catalogue.required
    where required.place == place && required.applies(to: product.category, on: channel) {
      if text.scalars > 0, place == .tail, channel.keepsLines {
        text.append(Piece("\n"), origin: .required(required.id))
      }
      let values = required.template.variables.map { constants[$0.name] }
      text.append(try required.template.render(values, measures: measures).text)
    }
    return text
  }

  private func mistakes(_ template: Template, _ constants: [String: TemplateValue]) -> [Diagnostic] {
    var known = Set(constants.keys)
    known.formUnion(customerColumns)
    known.formUnion(Product.variables.map(\.variable))
    known.formUnion(Self.planned)
    let phrases = template.variables.compactMap { phrase($0.name) }
    return template.mistakes(known: known.union(catalogue.phrases.keys.map { "短语." + $0 }))
      + phrases.flatMap { $0.mistakes(known: known) }
  }

  private func phrase(_ variable: String) -> Template? {
    variable.hasPrefix("短语.") ? catalogue.phrases[String(variable.dropFirst(3))]?.template : nil
  }

  /// Where the alternatives of each phrase are numbered from: after the template's own, in order of first use. The
  /// numbers are the same for every product, so that results of a wording can be added up.
  private func phraseSlots(_ template: Template) -> (first: [String: Int], total: Int) {
    var first: [String: Int] = [:]
    var next = template.choices
    for variable in template.variables {
      guard let phrase = phrase(variable.name) else { continue }
      first[variable.name] = next
      next += phrase.choices
    }
    return (first, next)
  }

  private func bindings(
    _ template: Template, _ constants: [String: TemplateValue], phraseSlots: [String: Int]
  )
    -> [Binding]
  {
    template.variables.map { variable in
      if let value = constants[variable.name] { return .constant(value) }
      if customerColumns.contains(variable.name) { return .customer(variable.name) }
      if let first = phraseSlots[variable.name], let phrase = phrase(variable.name) {
        return .phrase(phrase, bindings(phrase, constants, phraseSlots: [:]), firstSlot: first)
      }
      return .absent
    }
  }
}
