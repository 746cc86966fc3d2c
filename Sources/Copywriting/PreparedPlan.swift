import Support

/// How to make a text fit, from the richest form to the barest.
struct Fitting: Sendable {
  var usesShortClaims = false
  var dropFrom = Int.max
  var shortest = false

  /// What the record's variant says of it.
  var suffix: String {
    (usesShortClaims ? "/short" : "") + (dropFrom == .max ? "" : "/drop\(dropFrom)")
      + (shortest ? "/min" : "")
  }

  /// Full claims, short claims, then without the optional parts one rank after the other, at last with the
  /// shortest alternatives. Nothing is ever cut.
  static func ladder(ranks: [Int]) -> [Fitting] {
    var steps = [Fitting(), Fitting(usesShortClaims: true)]
    steps += ranks.map { Fitting(usesShortClaims: true, dropFrom: $0) }
    steps.append(Fitting(usesShortClaims: true, dropFrom: ranks.last ?? .max, shortest: true))
    return steps
  }
}

/// Everything about one product on one channel that does not depend on the customer.
struct PreparedPlan: Sendable {
  /// Where a template variable's value comes from.
  enum Source: Sendable {
    case constant(full: TemplateValue, short: TemplateValue)
    case customer(String)
    case phrase(String, Template, [Source])
    case absent
  }

  let product: Product
  let channel: Channel
  var plan: CopyPlan?
  var skipped: SkipReason?
  var template: Template?
  var sources: [Source] = []
  var fittings: [Fitting] = []

  func render(
    _ personal: [String: String], _ fitting: Fitting, _ choices: Template.Choices, _ measures: MeasureWords
  ) throws(RenderFailure) -> (text: RenderedText, chosen: [Int]) {
    guard let template else { return (RenderedText(), []) }
    let values = try Self.values(sources, personal, fitting, choices, measures)
    return try template.render(values, choices: choices, measures: measures)
  }

  private static func values(
    _ sources: [Source], _ personal: [String: String], _ fitting: Fitting, _ choices: Template.Choices,
    _ measures: MeasureWords
  ) throws(RenderFailure) -> [TemplateValue?] {
    var values: [TemplateValue?] = []
    values.reserveCapacity(sources.count)
    for source in sources {
      switch source {
      case .constant(let full, let short): values.append(fitting.usesShortClaims ? short : full)
      case .customer(let name): values.append(personal[name].map { .slot($0, name: name) })
      case .phrase(let id, let template, let inner):
        let filled = try self.values(inner, personal, fitting, choices, measures)
        // Its slots are numbered from 0 too: draw them apart from the template's.
        var choices = choices
        choices.seed ^= stableHash(id)
        values.append(.text(try template.render(filled, choices: choices, measures: measures).text))
      case .absent: values.append(nil)
      }
    }
    return values
  }
}

/// Makes the plans of a campaign.
struct PlanMaker {
  let campaign: Campaign
  let catalogue: Catalogue
  let planner: Planner
  let measures: MeasureWords
  /// Variables that come from the customers file.
  let customerColumns: [String]

  private static let planned = ["卖点", "支持点", "释疑"]

  func prepare(_ product: Product, _ channel: Channel, _ mistakes: inout [Diagnostic]) -> PreparedPlan {
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
    guard var plan = planner.plan(for: product, claims: valid) else {
      result.skipped = allowed.contains { $0.kind == .lead } ? .expiredClaim : .noClaim
      return result
    }
    let expired = allowed.filter { !$0.isValid(on: campaign.sendDate) }
    if !expired.isEmpty {
      var evidence = plan.evidence
      evidence.notes.append(
        "没有用已过期的卖点："
          + expired.map {
            "\($0.id)（\(catalogue.claimsFile):\($0.line)，\($0.validUntil?.description ?? "") 到期）"
          }
          .joined(separator: "、") + "。")
      plan = CopyPlan(lead: plan.lead, supports: plan.supports, answer: plan.answer, evidence: evidence)
    }
    result.plan = plan
    guard let chosen = catalogue.template(for: product.category, on: channel) else {
      result.skipped = .noTemplate
      return result
    }
    var constants = self.constants(product)
    do throws(RenderFailure) {
      for (place, name) in zip(RequiredText.Place.allCases, Template.mandatory) {
        let text = try mandatory(place, product, channel, constants)
        constants[name] = (.text(text), .text(text))
      }
    } catch {
      result.skipped = .missingSlot(error.missing ?? error.message)
      return result
    }
    constants["卖点"] = (claim(plan.lead, \.text), claim(plan.lead, \.short))
    constants["支持点"] = (
      .list(plan.supports.map { claim($0, \.text) }), .list(plan.supports.map { claim($0, \.short) })
    )
    let said = Set(([plan.lead, plan.answer].compactMap(\.self) + plan.supports).map(\.aspect))
    for aspect in Catalogue.aspects {
      constants["说了." + aspect] = (.flag(said.contains(aspect)), .flag(said.contains(aspect)))
    }
    if let answer = plan.answer { constants["释疑"] = (claim(answer, \.text), claim(answer, \.short)) }
    result.template = chosen.template
    result.sources = sources(chosen.template, constants, isPhrase: false, &mistakes)
    result.fittings = Fitting.ladder(ranks: chosen.template.ranks)
    return result
  }

  private typealias Constants = [String: (full: TemplateValue, short: TemplateValue)]

  private func claim(_ claim: Claim, _ text: KeyPath<Claim, String>) -> TemplateValue {
    .text(claim[keyPath: text], origin: .claim(claim.id))
  }

  private func constants(_ product: Product) -> Constants {
    var result: Constants = [:]
    func set(_ name: String, _ value: TemplateValue) { result[name] = (value, value) }
    for (name, text) in product.fields { set(name, .slot(text, name: name)) }
    if let price = product.fields["价格"].flatMap(Double.init) { set("价格", .number(price)) }
    if product.fields["单位"] == nil {
      set("单位", .slot(measures.measure(for: product.name), name: "单位"))
    }
    set("签名", .slot(campaign.signature, name: "签名"))
    set("发送日", .date(campaign.sendDate))
    for (name, text) in campaign.variables {
      set(name, CivilDate(text).map { .date($0) } ?? .slot(text, name: name))
    }
    return result
  }

  /// The mandatory sentences of one place, each with its own origin.
  private func mandatory(
    _ place: RequiredText.Place, _ product: Product, _ channel: Channel, _ constants: Constants
  ) throws(RenderFailure) -> RenderedText {
    var text = RenderedText()
    for required in catalogue.required
    where required.place == place && required.applies(to: product.category, on: channel) {
      if text.scalars > 0, place == .tail, channel.keepsLines {
        text.append(Piece("\n"), origin: .required(required.id))
      }
      let values = required.template.variables.map { constants[$0.name]?.full }
      text.append(try required.template.render(values, measures: measures).text)
    }
    return text
  }

  private func sources(
    _ template: Template, _ constants: Constants, isPhrase: Bool, _ mistakes: inout [Diagnostic]
  ) -> [PreparedPlan.Source] {
    var known = Set(constants.keys)
    known.formUnion(customerColumns)
    known.formUnion(Product.variables.map(\.variable))
    known.formUnion(Self.planned)
    if !isPhrase { known.formUnion(catalogue.phrases.keys.map { "短语." + $0 }) }
    mistakes += template.mistakes(known: known)
    return template.variables.map { variable in
      if let value = constants[variable.name] { return .constant(full: value.full, short: value.short) }
      if customerColumns.contains(variable.name) { return .customer(variable.name) }
      if !isPhrase, variable.name.hasPrefix("短语.") {
        let id = String(variable.name.dropFirst(3))
        if let phrase = catalogue.phrases[id] {
          return .phrase(id, phrase, sources(phrase, constants, isPhrase: true, &mistakes))
        }
      }
      return .absent
    }
  }
}
