public import Insight
public import Support

/// Runs a campaign: customer × channel → one record each.
///
/// Plans (which claims, with which evidence) are made once per product, channel and segment; a customer costs a
/// rendering, a measurement and a check. The same campaign, content, insight, seed and customers give the same bytes.
public struct CopyWriter: Sendable {
  public let campaign: Campaign
  public let channels: [Channel]
  /// How long the parts of the work took so far; nil unless asked for.
  public var timing: CopyTiming?
  /// What the last run has to tell about its customers, in Chinese.
  public private(set) var warnings: [String] = []
  private let catalogue: Catalogue
  private let planner: Planner
  private let measures: MeasureWords
  private let weights: WordingWeights?
  private let seed: UInt64
  private var linter: Linter
  private var maker: PlanMaker?
  /// By item, then channel.
  private var plans: [[PreparedPlan]] = []
  private var segmentPlans: [SegmentKey: PreparedPlan] = [:]
  /// By the plan's number.
  private var decks: [WordingDeck] = []

  private struct SegmentKey: Hashable {
    let item: Int
    let channel: Int
    let segment: String
  }

  /// - Parameters:
  ///   - channel: only this one of the campaign's channels.
  ///   - seed: instead of the campaign's.
  ///   - weights: what earlier results say of the wordings.
  /// - Throws: `CopyError.unknownChannel`, `FileError`, `DiagnosticList`.
  public init(
    campaign: Campaign, catalogue: Catalogue, home: Home, insight: Insight? = nil, channel: String? = nil,
    seed: UInt64? = nil, weights: WordingWeights? = nil
  ) throws {
    self.campaign = campaign
    self.catalogue = catalogue
    self.weights = weights
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
  /// - Throws: every unknown variable, every forbidden wording in a claim and all claims that contradict each other,
  ///   with their places.
  public mutating func prepare(customerColumns columns: [String] = []) throws(DiagnosticList) {
    let maker = PlanMaker(
      campaign: campaign, catalogue: catalogue, planner: planner, measures: measures,
      customerColumns: Customer.variables + columns)
    self.maker = maker
    var mistakes: [Diagnostic] = []
    var products: Set<Product> = []
    plans = []
    decks = []
    segmentPlans = [:]
    for item in campaign.items {
      guard let product = catalogue.product(item.product) else { continue }
      products.insert(product)
      var row: [PreparedPlan] = []
      for channel in channels { row.append(numbered(maker.prepare(product, channel, &mistakes))) }
      plans.append(row)
    }
    let checker = ClaimChecker(catalogue: catalogue)
    for product in products where product.category != .rx {
      mistakes += forbiddenClaims(of: product) + checker.contradictions(of: product, on: campaign.sendDate)
    }
    guard mistakes.isEmpty else { throw DiagnosticList(Array(Set(mistakes))) }
  }

  private mutating func numbered(_ plan: PreparedPlan) -> PreparedPlan {
    var plan = plan
    plan.number = decks.count
    decks.append(WordingDeck())
    return plan
  }

  private mutating func forbiddenClaims(of product: Product) -> [Diagnostic] {
    var mistakes: [Diagnostic] = []
    for claim in catalogue.claims where claim.product == product.id {
      let context = Linter.Context(category: product.category)
      for text in claim.wordings {
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

  /// The product that the customer would be sent: the first that is meant for her segment. Without her consent to
  /// profiling only products for everybody.
  public func product(for customer: Customer) -> String? {
    item(for: customer).map { campaign.items[$0].product }
  }

  private func item(for customer: Customer) -> Int? {
    let segment = customer.acceptsProfiling ? customer.segment : nil
    return campaign.items.firstIndex { item in
      item.segments.isEmpty || segment.map(item.segments.contains) ?? false
    }
  }

  /// One record per channel; nobody in particular (`Customer.anonymous`) sees all products.
  /// - Parameters:
  ///   - isRepeated: the customer has had her records before.
  ///   - survey: what is known of all customers together.
  ///   - recent: messages that she has had lately, besides those that the file tells.
  public mutating func records(
    for customer: Customer, isRepeated: Bool = false, survey: CustomerSurvey? = nil, recent: Int = 0
  ) -> [CopyRecord] {
    var records: [CopyRecord] = []
    if customer == .anonymous {
      for index in channels.indices { for row in plans { records.append(record(for: customer, row[index])) } }
      return records
    }
    let item = item(for: customer)
    let barred = isRepeated ? SkipReason.duplicateCustomer : gate(customer)
    var messages = customer.recentMessages + recent
    for index in channels.indices {
      let plan = item.flatMap { self.plan($0, index, customer) }
      var reason = barred ?? gate(customer, channels[index])
      if reason == nil, let cap = campaign.frequencyCap, messages >= cap.messages { reason = .frequencyCap }
      if reason == nil, plan == nil { reason = .noProduct }
      if reason == nil, let plan {
        var record = record(for: customer, plan)
        if let survey { flagOffers(&record, survey) }
        if record.skipped == nil { messages += 1 }
        records.append(record)
      } else {
        var record = blank(for: customer, plan?.product, channels[index])
        record.skipped = reason
        records.append(record)
      }
    }
    return records
  }

  /// The plan for the customer's segment, where the insight has something of its own to say of it.
  private mutating func plan(_ item: Int, _ channel: Int, _ customer: Customer) -> PreparedPlan? {
    guard plans.indices.contains(item) else { return nil }
    let base = plans[item][channel]
    guard customer.acceptsProfiling, let segment = customer.segment,
      planner.voice(of: segment) != nil, let maker
    else { return base }
    let key = SegmentKey(item: item, channel: channel, segment: segment)
    if let known = segmentPlans[key] { return known }
    var repeated: [Diagnostic] = []
    let plan = numbered(maker.prepare(base.product, base.channel, segment: segment, &repeated))
    segmentPlans[key] = plan
    return plan
  }

  private func blank(for customer: Customer, _ product: Product?, _ channel: Channel) -> CopyRecord {
    var id = campaign.id + "/" + customer.id + "/" + channel.id
    if customer == .anonymous { id += "/" + (product?.id ?? "") }
    return CopyRecord(
      id: id, campaign: campaign.id, customer: customer.id, segment: customer.segment, product: product?.id,
      productName: product?.name, category: product?.category, channel: channel)
  }

  /// What keeps a customer from any message.
  private func gate(_ customer: Customer) -> SkipReason? {
    if customer.hasOptedOut { return .optOut }
    if !customer.acceptsMarketing { return .noConsent }
    if customer.isMinor(on: campaign.sendDate) { return .minor }
    return campaign.holdsOut(customer.id) ? .holdout : nil
  }

  private func gate(_ customer: Customer, _ channel: Channel) -> SkipReason? {
    if customer.declined.contains(channel.id) { return .noChannelConsent }
    if channel.interrupts, let time = campaign.sendTime,
      (customer.quietHours ?? campaign.quietHours)?.contains(time) ?? false
    {
      return .quietHours
    }
    return nil
  }

  private mutating func record(for customer: Customer, _ plan: PreparedPlan) -> CopyRecord {
    var record = blank(for: customer, plan.product, plan.channel)
    record.evidence = plan.plan?.evidence
    record.writtenEvidence = plan.evidence.isEmpty ? nil : plan.evidence
    if let reason = plan.skipped {
      record.skipped = reason
      return record
    }
    let start = timing?.now()
    render(&record, customer, plan)
    let rendered = timing?.now()
    if record.skipped == nil { check(&record) }
    if let start, let rendered { timing?.add(rendering: start, rendered) }
    return record
  }

  /// Takes the first way that fits, and of its wordings one that nobody has had yet.
  private mutating func render(_ record: inout CopyRecord, _ customer: Customer, _ plan: PreparedPlan) {
    var known = customer.variables
    // To ask how she liked it and then offer the same thing reads like a machine.
    if known["上次购买"] == plan.product.name { known["上次购买"] = nil }
    let personal = known
    let measures = measures
    let draw =
      stableHash("\(campaign.id)\u{0}\(customer.id)\u{0}\(plan.product.id)\u{0}\(plan.channel.id)")
      ^ mix64(seed)
    for step in plan.steps {
      do throws(RenderFailure) {
        var (text, chosen) = try step.template.render(personal, choice(plan, step, draw), measures: measures)
        let length = plan.channel.measure(text)
        record.length = length
        guard length.fits else { continue }
        if !step.fitting.shortest, weights?.template(plan.template) == nil {
          chosen = decks[plan.number].deal(chosen, sizes: step.template.slotSizes) { picks in
            guard
              let other = try? step.template.render(personal, .given(picks, draw), measures: measures),
              plan.channel.measure(other.text).fits
            else { return false }
            text = other.text
            return true
          }
          record.length = plan.channel.measure(text)
        }
        record.rendered = text
        record.variant = plan.template + ":" + variant(chosen) + step.fitting.suffix
        return
      } catch {
        record.skipped = .missingSlot(error.missing ?? error.message)
        return
      }
    }
    let units = record.length?.units ?? 0
    let limit = record.length?.limit ?? 0
    record.evidence?.notes.append("最短的正文连同法定文字有 \(units)，渠道最多 \(limit)。")
    record.skipped = .infeasibleChannel
  }

  private func choice(_ plan: PreparedPlan, _ step: PreparedPlan.Step, _ draw: UInt64)
    -> PreparedTemplate.Choice
  {
    if step.fitting.shortest { return .shortest }
    return weights?.template(plan.template).map { .weighted($0, draw) } ?? .hashed(draw)
  }

  private func variant(_ chosen: [Int]) -> String {
    guard let first = chosen.first else { return "0" }
    return chosen.dropFirst().reduce(into: String(first)) { $0 += "-" + String($1) }
  }

  private mutating func check(_ record: inout CopyRecord) {
    guard let category = record.category else { return }
    let context = Linter.Context(
      category: category, channel: record.channel, isWhole: true, date: campaign.sendDate)
    var result = linter.lint(record.rendered.text, context)
    if !result.hits.isEmpty {
      // What the law makes us say cannot break the rules; an expired approval number in it can.
      let statutory = record.rendered.spans.filter { if case .required = $0.origin { true } else { false } }
      result.hits.removeAll { hit in
        !hit.rule.hasPrefix("GATE")
          && statutory.contains { $0.start <= hit.start && hit.end <= $0.end && hit.start < hit.end }
      }
    }
    record.lint = result
    for span in record.rendered.spans {
      if case .claim(let id) = span.origin, !record.claims.contains(id) { record.claims.append(id) }
    }
    if result.isBlocked {
      record.skipped = .blocked
      record.claims = []
      record.rendered = RenderedText()
    }
  }

  /// Unreasonable differences in price and terms by automated decision are forbidden, and a person has to say whether
  /// these are reasonable (个人信息保护法 第24条第1款, 电子商务法 第18条).
  private func flagOffers(_ record: inout CopyRecord, _ survey: CustomerSurvey) {
    guard record.skipped == nil, let product = record.product else { return }
    let differing = record.rendered.spans.filter { span in
      if case .slot(let name) = span.origin { survey.differing(product, name) } else { false }
    }
    guard !differing.isEmpty else { return }
    let scalars = Array(record.rendered.text.unicodeScalars)
    for span in differing {
      guard case .slot(let name) = span.origin else { continue }
      var text = String.UnicodeScalarView()
      text.append(contentsOf: scalars[span.start..<min(span.end, scalars.count)])
      record.lint?.hits.append(
        LintHit(
          rule: "OFFER-DIFF", start: span.start, end: span.end, text: String(text), severity: .needsReview,
          source: "个人信息保护法 第24条第1款；电子商务法 第18条",
          suggestion: "同一商品对不同的人“\(name)”不同；请确认有公开、合理的规则，再放行。"))
    }
  }
}

/// How long rendering took, apart from planning, checking, reading and writing.
public struct CopyTiming: Sendable {
  public private(set) var records = 0
  public private(set) var rendering = Duration.zero

  public init() {}

  func now() -> ContinuousClock.Instant { ContinuousClock().now }

  mutating func add(rendering start: ContinuousClock.Instant, _ end: ContinuousClock.Instant) {
    records += 1
    rendering += end - start
  }

  /// `渲染 10000 条用了 0.021 秒，每秒 476190 条。`
  public var summary: String {
    let (seconds, attoseconds) = rendering.components
    let time = Double(seconds) + Double(attoseconds) * 1e-18
    let rate = time > 0 ? Int((Double(records) / time).rounded()) : 0
    return "渲染 \(records) 条用了 \(shortest((time * 1000).rounded() / 1000)) 秒，每秒 \(rate) 条。"
  }
}

extension CopyWriter {
  /// Runs the campaign over a file of customers.
  /// - Parameters:
  ///   - limit: at most so many customers.
  ///   - recent: messages that a customer has had lately, besides those that the file tells.
  ///   - body: takes each customer's records.
  /// - Throws: `FileError`, `DiagnosticList`, and what `recent` and `body` throw.
  public mutating func run(
    _ file: CustomerFile, limit: Int? = nil, recent: (Customer) throws -> Int = { _ in 0 },
    _ body: ([CopyRecord]) throws -> Void
  ) throws {
    let known = catalogue.channels
    var survey = CustomerSurvey(path: file.path)
    if survey.needsFirstPass {
      try file.forEach(channels: known) { survey.add($0, product: product(for: $0)) }
    }
    var left = limit ?? .max
    do {
      try file.forEach(channels: known, header: { try prepare(customerColumns: $0) }) { customer in
        guard left > 0 else { throw LimitReached() }
        left -= 1
        let isRepeated = survey.isRepeated(customer, product: product(for: customer))
        try body(
          records(for: customer, isRepeated: isRepeated, survey: survey, recent: try recent(customer)))
      }
    } catch is LimitReached {
      // As many as were asked for.
    }
    warnings = survey.warnings
  }
}

private struct LimitReached: Error {}
