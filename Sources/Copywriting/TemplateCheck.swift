public import Support

/// What an author asks of a template before it goes out: which values it needs, of what type and from where, and how
/// long its texts can become on each of its channels.
public struct TemplateCheck: Sendable {
  public struct Variable: Sendable {
    public let name: String
    /// 文字, 数字, 日期, 列表, 真假.
    public let type: String
    /// 商品, 卖点, 法定文字, 短语, 活动, 客户, or 活动或客户 where no campaign says.
    public let source: String
    /// Whether the text fails without it.
    public let isNeeded: Bool
    public let place: SourcePlace
  }

  /// One template on one channel.
  public struct Report: Sendable {
    public let id: String
    public let file: String
    public let channel: Channel
    public let variables: [Variable]
    public let wordings: Int
    /// The longest text with everything in it, over all products of the template's categories, and its product.
    public let longest: Int
    public let longestProduct: String
    /// The longest text when everything that may go is gone: what must always fit.
    public let barest: Int
    public let barestProduct: String

    public var alwaysFits: Bool { longest <= channel.maximumLength }
    /// Somebody would get nothing.
    public var isInfeasible: Bool { barest > channel.maximumLength }
  }

  /// Characters that a value from outside is counted with, since nobody knows how long it will be.
  static let assumedLengths = ["称呼": 4, "姓名": 6, "分群": 6, "上次购买": 16]
  static let assumedLength = 20

  private let catalogue: Catalogue
  private let campaign: Campaign?
  private let measures: MeasureWords

  /// - Parameter campaign: fills its variables with their real values; without one they count as unknown.
  public init(catalogue: Catalogue, campaign: Campaign?, home: Home) throws {
    self.catalogue = catalogue
    self.campaign = campaign
    measures = try MeasureWords.load(home: home)
  }

  /// A report per template and channel, in the order of the files.
  public func reports() -> [Report] {
    catalogue.templates.compactMap { template in
      guard let channel = catalogue.channels.first(where: { $0.id == template.channel }) else { return nil }
      return report(template, channel)
    }
  }

  private func report(_ template: CopyTemplate, _ channel: Channel) -> Report {
    let maker = PlanMaker(
      campaign: campaign ?? .unknown, catalogue: catalogue, planner: Planner(insight: nil),
      measures: measures,
      customerColumns: Customer.variables + outside(template.template))
    var longest = (units: 0, product: "")
    var barest = (units: 0, product: "")
    for product in catalogue.products where template.categories.contains(product.category) {
      for lead in catalogue.claims where lead.product == product.id && lead.kind == .lead {
        var ignored: [Diagnostic] = []
        let plan = maker.prepare(product, channel, lead: lead, &ignored)
        guard let full = plan.steps.first, let last = plan.steps.last else { continue }
        let most = Extent(channel: channel, takesShortest: false).length(full.template.nodes)
        let least = Extent(channel: channel, takesShortest: true).length(last.template.nodes)
        if most > longest.units { longest = (most, product.name) }
        if least > barest.units { barest = (least, product.name) }
      }
    }
    return Report(
      id: template.id, file: template.template.file, channel: channel,
      variables: variables(template.template),
      wordings: (catalogue.wordingCounts(template.id) ?? []).reduce(1) { min($0 * max(1, $1), 1 << 40) },
      longest: longest.units, longestProduct: longest.product, barest: barest.units,
      barestProduct: barest.product)
  }

  /// Variables of the template and its phrases that neither the catalogue nor the campaign fills.
  private func outside(_ template: Template) -> [String] {
    names(template).filter { source(of: $0).hasSuffix("客户") }
  }

  private func names(_ template: Template) -> [String] {
    template.variables.flatMap { variable in
      phrase(variable.name).map { [variable.name] + $0.variables.map(\.name) } ?? [variable.name]
    }
  }

  private func phrase(_ name: String) -> Template? {
    name.hasPrefix("短语.") ? catalogue.phrases[String(name.dropFirst(3))]?.template : nil
  }

  private func source(of name: String) -> String {
    if Template.mandatory.contains(name) { return "法定文字" }
    if ["卖点", "支持点", "释疑"].contains(name) || name.hasPrefix("说了.") { return "卖点" }
    if name.hasPrefix("短语.") { return "短语" }
    if name == "类别" || Product.variables.contains(where: { $0.variable == name }) { return "商品" }
    if ["签名", "发送日"].contains(name) || campaign?.variables[name] != nil { return "活动" }
    if Customer.variables.contains(name) || campaign != nil { return "客户" }
    return "活动或客户"
  }

  private func variables(_ template: Template) -> [Variable] {
    template.variables.map { variable in
      let type =
        switch variable.name {
        case "价格": "数字"
        case "发送日": "日期"
        case "支持点": "列表"
        case let name where name.hasPrefix("说了."): "真假"
        case let name: template.dressing(of: name) ?? "文字"
        }
      return Variable(
        name: variable.name, type: type, source: source(of: variable.name),
        isNeeded: variable.strictPlace != nil, place: variable.strictPlace ?? variable.place)
    }
  }
}

extension Campaign {
  /// Stands for whatever campaign will come: nothing has run out, the sender has a name of usual length.
  fileprivate static let unknown = Campaign(
    file: "", id: "check", name: "", sendDate: CivilDate(dayNumber: 0), signature: "某某某大药房", items: [],
    channels: [], customers: nil, seed: 0, variables: [:], claims: [], sendTime: nil, quietHours: nil,
    frequencyCap: nil, holdout: 0)
}

extension Template {
  /// The type that filters ask of a variable.
  fileprivate func dressing(of name: String) -> String? {
    func search(_ nodes: [TemplateNode]) -> String? {
      for node in nodes {
        switch node {
        case .literal: continue
        case .output(let tag):
          guard case .variable(_, name) = tag.source else { continue }
          for filter in tag.filters {
            switch filter.kind {
            case .date: return "日期"
            case .yuan, .measure, .chineseMeasure: return "数字"
            case .mask, .fallback: continue
            }
          }
        case .branch(let arms, let otherwise):
          for body in arms.map(\.body) + [otherwise] { if let found = search(body) { return found } }
        case .loop(_, _, _, let body), .optional(_, let body): if let found = search(body) { return found }
        case .alternatives(_, let bodies):
          for body in bodies { if let found = search(body) { return found } }
        }
      }
      return nil
    }
    return search(nodes)
  }
}

/// How long a prepared template's text can be.
private struct Extent {
  let channel: Channel
  /// Alternatives count as their shortest instead of their longest.
  let takesShortest: Bool

  func length(_ nodes: [PreparedTemplate.Node]) -> Int { nodes.reduce(0) { $0 + length($1) } }

  private func length(_ node: PreparedTemplate.Node) -> Int {
    switch node {
    case .fixed(let text): return channel.measure(text).units
    case .failed: return 0
    case .branch(let arms, let otherwise):
      return max(arms.map { length($0.body) }.max() ?? 0, length(otherwise))
    case .alternatives(_, let bodies):
      let lengths = bodies.map { length($0) }
      return (takesShortest ? lengths.min() : lengths.max()) ?? 0
    case .output(let tag, let scope):
      var longest = TemplateCheck.assumedLength
      if case .variable(let reference, _) = tag.source, case .customer(let name) = scope.binding(reference) {
        longest = TemplateCheck.assumedLengths[name] ?? TemplateCheck.assumedLength
      }
      for filter in tag.filters where filter.kind == .fallback {
        if case .text(let text)? = filter.argument { longest = max(longest, text.count) }
      }
      if tag.filters.contains(where: { $0.kind == .date }) { longest = min(longest, 11) }
      return longest
    }
  }
}

extension TemplateCheck.Report {
  /// For reading.
  public var text: String {
    var lines = ["\(id)　\(file)　\(channel.name)（\(channel.id)）"]
    let width = variables.map { displayWidth($0.name) }.max() ?? 0
    for variable in variables {
      let need = variable.isNeeded ? "必须有值，第 \(variable.place.line) 行" : "可以没有"
      lines.append(
        "  " + padded(variable.name, width) + "  " + variable.type + "  " + padded(variable.source, 10) + "  "
          + need)
    }
    let unit = channel.unit == .ucs2 ? "个短信单位" : "字"
    lines.append("  说法：\(wordings == 1 ? "没有可换的" : wordings >= 1 << 40 ? "一万亿种以上搭配" : "\(wordings) 种搭配")")
    lines.append(
      "  最长 \(longest) \(unit)（\(longestProduct)），省到最后 \(barest)（\(barestProduct)），渠道最多 \(channel.maximumLength)："
        + (isInfeasible
          ? "放不下，这个商品在这个渠道发不出去。" : alwaysFits ? "都放得下。" : "放不下时先换短说法，再省 optional。"))
    return lines.joined(separator: "\n")
  }

  /// One line of JSON.
  public var json: String {
    var json = JSONWriter()
    json.object { json in
      json.member("template", id)
      json.member("file", file)
      json.member("channel", channel.id)
      json.key("variables")
      json.array {
        for variable in variables {
          $0.object {
            $0.member("name", variable.name)
            $0.member("type", variable.type)
            $0.member("source", variable.source)
            $0.key("needed")
            $0.value(variable.isNeeded)
            $0.member("line", variable.place.line)
            $0.member("column", variable.place.column)
          }
        }
      }
      json.member("wordings", wordings)
      json.member("longest", longest)
      json.member("barest", barest)
      json.member("limit", channel.maximumLength)
      json.key("infeasible")
      json.value(isInfeasible)
    }
    return json.text
  }
}

/// Columns on a terminal: what East Asian Width (UAX #11) calls wide takes two.
func displayWidth(_ text: String) -> Int {
  text.unicodeScalars.reduce(0) {
    $0 + ($1.value >= 0x1100 && ($1.value >= 0x2E80 || $1.value < 0x1160) ? 2 : 1)
  }
}

func padded(_ text: String, _ width: Int, right: Bool = false) -> String {
  let blanks = String(repeating: " ", count: max(0, width - displayWidth(text)))
  return right ? blanks + text : text + blanks
}
