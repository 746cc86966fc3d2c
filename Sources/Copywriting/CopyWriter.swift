public import Insight
public import Support

/// Runs a campaign: customer × channel → one record each.
///
/// Plans (which claims, with which evidence) are made once per product and channel; a customer costs a
/// rendering, a measurement and a check. The same campaign, content, insight and seed give the same bytes.
public struct CopyWriter: Sendable {
  public let campaign: Campaign
  public let channels: [Channel]
  private let catalogue: Catalogue
  private let planner: Planner
  private let measures: MeasureWords
  private var linter: Linter
  private let seed: UInt64
  /// By item, then channel.
  private var plans: [[PreparedPlan]] = []

  /// - Parameters:
  ///   - channel: only this one of the campaign's channels.
  ///   - seed: instead of the campaign's.
  /// - Throws: `CopyError.unknownChannel`, `FileError`, `DiagnosticList`.
  public init(
    campaign: Campaign, catalogue: Catalogue, home: Home, insight: Insight? = nil, channel: String? = nil,
    seed: UInt64? = nil
  ) throws {
    self.campaign = campaign
    self.catalogue = catalogue
    self.seed = seed ?? campaign.seed
    planner = Planner(insight: insight)
    measures = try MeasureWords.load(home: home)
    linter = try Linter.load(home: home, catalogue: catalogue, productNames: catalogue.products.map(\.name))
    if let channel {
      channels = [try catalogue.channel(channel)]
    } else {
      var named: [Channel] = []
      for id in campaign.channels { named.append(try catalogue.channel(id)) }
      channels = named
    }
  }

  /// Makes the plans and checks that the templates ask for nothing unknown. Must be called before `records`.
  /// - Parameter columns: the customers' further columns, which templates may use.
  /// - Throws: every unknown variable and every forbidden wording in a claim, with its place.
  public mutating func prepare(customerColumns columns: [String] = []) throws(DiagnosticList) {
    let maker = PlanMaker(
      campaign: campaign, catalogue: catalogue, planner: planner, measures: measures,
      customerColumns: Customer.variables + columns)
    var mistakes: [Diagnostic] = []
    var products: [Product] = []
    plans = []
    for item in campaign.items {
      guard let product = catalogue.product(item.product) else { continue }
      products.append(product)
      var row: [PreparedPlan] = []
      for channel in channels { row.append(maker.prepare(product, channel, &mistakes)) }
      plans.append(row)
    }
    for product in Set(products) where product.category != .rx { mistakes += forbiddenClaims(of: product) }
    guard mistakes.isEmpty else { throw DiagnosticList(Array(Set(mistakes))) }
  }

  private mutating func forbiddenClaims(of product: Product) -> [Diagnostic] {
    var mistakes: [Diagnostic] = []
    for claim in catalogue.claims where claim.product == product.id {
      let context = Linter.Context(category: product.category)
      for text in Set([claim.text, claim.short]).sorted() {
        for hit in linter.lint(text, context).hits where hit.severity == .blocked {
          mistakes.append(
            Diagnostic(
              file: catalogue.claimsFile, line: claim.line,
              "卖点“\(claim.id)”里的“\(hit.text)”不能用（\(hit.rule)，\(hit.source)）。", suggestion: hit.suggestion))
        }
      }
    }
    return mistakes
  }

  /// One record per channel. A customer gets the first product meant for her segment; nobody in particular
  /// (`Customer.anonymous`) sees all products.
  public mutating func records(for customer: Customer) -> [CopyRecord] {
    var records: [CopyRecord] = []
    for index in channels.indices {
      if customer == .anonymous {
        for plan in plans { records.append(record(for: customer, plan[index])) }
      } else {
        let segment = customer.acceptsProfiling ? customer.segment : nil
        let item = zip(campaign.items, plans).first { item, _ in
          item.segments.isEmpty || segment.map(item.segments.contains) ?? false
        }
        if let item {
          records.append(record(for: customer, item.1[index]))
        } else {
          var record = blank(for: customer, nil, channels[index])
          record.skipped = gate(customer, channels[index]) ?? .noProduct
          records.append(record)
        }
      }
    }
    return records
  }

  private func blank(for customer: Customer, _ product: Product?, _ channel: Channel) -> CopyRecord {
    let parts = [campaign.id, customer.id, channel.id] + (customer == .anonymous ? [product?.id ?? ""] : [])
    return CopyRecord(
      id: parts.joined(separator: "/"), campaign: campaign.id, customer: customer.id,
      segment: customer.segment, product: product?.id, productName: product?.name,
      category: product?.category, channel: channel)
  }

  private func gate(_ customer: Customer, _ channel: Channel) -> SkipReason? {
    if customer.hasOptedOut { return .optOut }
    if !customer.acceptsMarketing { return .noConsent }
    if customer.declined.contains(channel.id) { return .noChannelConsent }
    return nil
  }

  private mutating func record(for customer: Customer, _ plan: PreparedPlan) -> CopyRecord {
    var record = blank(for: customer, plan.product, plan.channel)
    record.evidence = plan.plan?.evidence
    if let reason = gate(customer, plan.channel) ?? plan.skipped {
      record.skipped = reason
      return record
    }
    let personal = customer.variables
    let draw =
      stableHash("\(campaign.id)\u{0}\(customer.id)\u{0}\(plan.product.id)\u{0}\(plan.channel.id)")
      ^ mix64(seed)
    var chosen: [Int] = []
    for step in plan.fittings {
      do throws(RenderFailure) {
        let choices = Template.Choices(seed: draw, dropFrom: step.dropFrom, shortest: step.shortest)
        (record.rendered, chosen) = try plan.render(personal, step, choices, measures)
      } catch {
        record.rendered = RenderedText()
        record.skipped = .missingSlot(error.missing ?? error.message)
        return record
      }
      let length = plan.channel.measure(record.rendered.text)
      record.length = length
      if length.fits {
        record.variant = (chosen.isEmpty ? [0] : chosen).map(String.init).joined(separator: "-") + step.suffix
        return checked(record)
      }
    }
    record.evidence?.notes.append(
      "最短的正文连同法定文字有 \(record.length?.units ?? 0)，渠道最多 \(record.length?.limit ?? 0)。")
    record.rendered = RenderedText()
    record.skipped = .infeasibleChannel
    return record
  }

  private mutating func checked(_ record: CopyRecord) -> CopyRecord {
    guard let category = record.category else { return record }
    var record = record
    let text = record.rendered.text
    let context = Linter.Context(
      category: category, channel: record.channel, isWhole: true, date: campaign.sendDate)
    let statutory = record.rendered.spans.filter { if case .required = $0.origin { true } else { false } }
    // What the law makes us say cannot break the rules; an expired approval number in it can.
    var result = linter.lint(text, context)
    result.hits.removeAll { hit in
      !hit.rule.hasPrefix("GATE")
        && statutory.contains { $0.start <= hit.start && hit.end <= $0.end && hit.start < hit.end }
    }
    record.lint = result
    for span in record.rendered.spans {
      if case .claim(let id) = span.origin, !record.claims.contains(id) { record.claims.append(id) }
    }
    if record.lint?.isBlocked ?? false {
      record.skipped = .blocked
      record.claims = []
      record.rendered = RenderedText()
    }
    return record
  }
}
