public import Support
import Yams

/// What a marketer wants to send: which goods, to whom, over which channels.
public struct Campaign: Sendable {
  /// A product of the campaign with the segments it is meant for; none means everybody.
  public struct Item: Sendable, Hashable {
    public let product: String
    public let segments: [String]
    let place: SourcePlace
  }

  public let file: String
  public let id: String
  public let name: String
  /// The day on which it goes out; claims and approvals must be valid then.
  public let sendDate: CivilDate
  /// The sender's name.
  public let signature: String
  public let items: [Item]
  public let channels: [String]
  /// Path of the customers file as written, relative to the campaign's folder.
  public let customers: String?
  /// The same, as it can be opened.
  public var customersPath: String? {
    guard let customers, !customers.hasPrefix("/"), let slash = file.lastIndex(of: "/") else {
      return customers
    }
    return file[...slash] + customers
  }
  public let seed: UInt64
  /// Values that templates may use besides those of product and customer.
  public let variables: [String: String]
  /// When not empty, only these claims are used.
  public let claims: [String]
  /// Minutes after midnight; nil when the hour is not settled.
  public let sendTime: Int?
  /// For channels that interrupt and customers without hours of their own.
  public let quietHours: QuietHours?
  /// No customer gets more messages than this within so many days, this campaign's included.
  public let frequencyCap: FrequencyCap?
  /// Share of the customers that get nothing, 0…1.
  public let holdout: Double

  public struct FrequencyCap: Sendable, Hashable {
    public let messages: Int
    public let days: Int
  }

  /// Whether the customer belongs to the holdout group: by a hash of campaign and customer alone, so that it is the
  /// same in every run.
  func holdsOut(_ customer: String) -> Bool {
    holdout > 0
      && Double(mix64(stableHash("holdout\u{0}\(id)\u{0}\(customer)")) >> 11) * 0x1p-53 < holdout
  }

  /// Reads a campaign file and checks it against the catalogue.
  /// - Throws: `FileError`, or every mistake with file, line and column as a `DiagnosticList`.
  public static func load(_ path: String, catalogue: Catalogue) throws -> Campaign {
    try parse(try FileAccess.readText(path), file: path, catalogue: catalogue)
  }

  public static func parse(_ text: String, file: String, catalogue: Catalogue) throws(DiagnosticList)
    -> Campaign
  {
    let node: Node?
    do {
      node = try Yams.compose(yaml: text)
    } catch {
      throw DiagnosticList([yamlMistake(error, file: file)])
    }
    var reader = CampaignReader(file: file, catalogue: catalogue)
    return try reader.read(node)
  }

  private static func yamlMistake(_ error: any Error, file: String) -> Diagnostic {
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return Diagnostic(
        file: file, line: mark.line, column: mark.column, "YAML 写法有误（\(problem)）。",
        suggestion: "检查这一行的缩进、冒号后的空格和引号。")
    default:
      return Diagnostic(file: file, line: 1, column: 1, "YAML 读不懂：\(error)")
    }
  }
}

/// Takes the campaign out of YAML nodes, which know their places.
private struct CampaignReader {
  let file: String
  let catalogue: Catalogue
  var mistakes: [Diagnostic] = []

  private static let keys = [
    "id", "name", "send_date", "signature", "products", "channels", "customers", "seed", "variables",
    "claims", "send_time", "quiet_hours", "frequency_cap", "holdout",
  ]

  init(file: String, catalogue: Catalogue) {
    self.file = file
    self.catalogue = catalogue
  }

  mutating func read(_ root: Node?) throws(DiagnosticList) -> Campaign {
    guard let root, let mapping = root.mapping else {
      throw DiagnosticList([
        Diagnostic(file: file, line: 1, column: 1, "活动文件要写成“名称: 值”，比如 id: autumn。")
      ])
    }
    let cells = members(of: mapping, known: Self.keys)
    for key in ["id", "send_date", "signature", "products", "channels"] where cells[key] == nil {
      report(root, "缺少“\(key)”。")
    }
    let date = cells["send_date"].flatMap { self.date($0) }
    let seed = cells["seed"].flatMap { self.seed($0) } ?? 1
    let items = cells["products"].map { self.items($0) } ?? []
    let channels = cells["channels"].map { names($0, among: catalogue.channels.map(\.id), what: "渠道") } ?? []
    let claims = cells["claims"].map { self.claims($0, date) } ?? []
    let id = cells["id"].flatMap { text($0) } ?? ""
    let signature = cells["signature"].flatMap { text($0) } ?? ""
    let customers = cells["customers"].flatMap { text($0) }
    var variables: [String: String] = [:]
    for (name, node) in cells["variables"]?.mapping.map({ members(of: $0, known: nil) }) ?? [:] {
      variables[name] = text(node)
    }
    let sendTime = cells["send_time"].flatMap { clock($0) }
    let quiet = cells["quiet_hours"].flatMap { quietHours($0) }
    let cap = cells["frequency_cap"].flatMap { frequencyCap($0) }
    let holdout = cells["holdout"].flatMap { share($0) } ?? 0
    checkProducts(of: cells["claims"], claims, items)
    guard mistakes.isEmpty, let date else { throw DiagnosticList(mistakes) }
    return Campaign(
      file: file, id: id, name: cells["name"].flatMap(\.string) ?? id, sendDate: date, signature: signature,
      items: items, channels: channels, customers: customers, seed: seed, variables: variables,
      claims: claims,
      sendTime: sendTime, quietHours: quiet, frequencyCap: cap, holdout: holdout)
  }

  private mutating func members(of mapping: Node.Mapping, known: [String]?) -> [String: Node] {
    var result: [String: Node] = [:]
    for (key, value) in mapping {
      guard let name = key.string else {
        report(key, "名称要是文字。")
        continue
      }
      if let known, !known.contains(name) {
        report(
          key, "不认识“\(name)”，可用：\(known.joined(separator: "、"))。",
          suggestion: didYouMean(name, among: known))
      }
      if result[name] != nil { report(key, "“\(name)”写了两次。") }
      result[name] = value
    }
    return result
  }

  private mutating func items(_ node: Node) -> [Campaign.Item] {
    let known = catalogue.products.map(\.id)
    guard let sequence = node.sequence, !sequence.isEmpty else {
      report(node, "“products”要列出至少一个商品，一行一个，以“- ”开头。")
      return []
    }
    return sequence.compactMap { item in
      var product: Node? = item
      var segments: [String] = []
      if let mapping = item.mapping {
        let cells = members(of: mapping, known: ["product", "segments"])
        product = cells["product"]
        segments = cells["segments"].map { names($0, among: nil, what: "分群") } ?? []
        if product == nil { report(item, "这里缺少“product”。") }
      }
      guard let product, let id = text(product) else { return nil }
      if !known.contains(id) {
        report(
          product, "products.tsv 里没有商品“\(id)”，有的是：\(known.joined(separator: "、"))。",
          suggestion: didYouMean(id, among: known))
      }
      return Campaign.Item(product: id, segments: segments, place: place(product))
    }
  }

  private mutating func claims(_ node: Node, _ date: CivilDate?) -> [String] {
    let ids = names(node, among: catalogue.claims.map(\.id), what: "卖点")
    for item in node.sequence.map(Array.init) ?? [node] {
      guard let date, let claim = catalogue.claims.first(where: { $0.id == item.string }),
        !claim.isValid(on: date), let last = claim.validUntil
      else { continue }
      report(
        item, "卖点“\(claim.id)”在 \(last) 到期，活动在 \(date) 发送。",
        suggestion: "换一条有效的，或请审批人在 \(catalogue.claimsFile):\(claim.line) 续期。")
    }
    return ids
  }

  /// A claim must belong to one of the campaign's products.
  private mutating func checkProducts(of node: Node?, _ claims: [String], _ items: [Campaign.Item]) {
    guard let node, !items.isEmpty else { return }
    for item in node.sequence.map(Array.init) ?? [node] {
      guard let claim = catalogue.claims.first(where: { $0.id == item.string }),
        !items.contains(where: { $0.product == claim.product })
      else { continue }
      report(
        item, "卖点“\(claim.id)”是给“\(claim.product)”的，这次活动里没有这个商品。",
        suggestion: "换成这次商品的卖点，或在 products 里加上 \(claim.product)。")
    }
  }

  private mutating func clock(_ node: Node) -> Int? {
    let time = clockMinutes(node.string ?? "")
    if time == nil { report(node, "“\(node.string ?? "")”不是时刻。", suggestion: "写成 \"10:30\" 这样，加引号。") }
    return time
  }

  private mutating func quietHours(_ node: Node) -> QuietHours? {
    let hours = QuietHours(node.string ?? "")
    if hours == nil { report(node, "“\(node.string ?? "")”不是时段。", suggestion: "写成 \"21:00-08:00\" 这样，加引号。") }
    return hours
  }

  private mutating func share(_ node: Node) -> Double? {
    let text = node.string ?? ""
    let share = text.hasSuffix("%") ? Double(text.dropLast()).map { $0 / 100 } : Double(text)
    guard let share, (0..<1).contains(share) else {
      report(node, "“\(text)”不是比例。", suggestion: "写成 5% 或 0.05 这样，小于 1。")
      return nil
    }
    return share
  }

  private mutating func frequencyCap(_ node: Node) -> Campaign.FrequencyCap? {
    guard let mapping = node.mapping else {
      report(node, "“frequency_cap”要写明条数和天数。", suggestion: "写成 {messages: 2, days: 7} 这样。")
      return nil
    }
    let cells = members(of: mapping, known: ["messages", "days"])
    func count(_ name: String) -> Int? {
      guard let cell = cells[name], let number = Int(cell.string ?? ""), number > 0 else {
        report(cells[name] ?? node, "“frequency_cap”里的“\(name)”要是正整数。")
        return nil
      }
      return number
    }
    guard let messages = count("messages"), let days = count("days") else { return nil }
    return Campaign.FrequencyCap(messages: messages, days: days)
  }

  private mutating func names(_ node: Node, among known: [String]?, what: String) -> [String] {
    (node.sequence.map(Array.init) ?? [node]).compactMap { item in
      guard let name = text(item) else { return nil }
      if let known, !known.contains(name) {
        report(
          item, "没有\(what)“\(name)”，有的是：\(known.joined(separator: "、"))。",
          suggestion: didYouMean(name, among: known))
      }
      return name
    }
  }

  private mutating func date(_ node: Node) -> CivilDate? {
    let date = CivilDate(node.string ?? "")
    if date == nil { report(node, "“\(node.string ?? "")”不是日期。", suggestion: "写成 2026-11-21 这样。") }
    return date
  }

  private mutating func seed(_ node: Node) -> UInt64? {
    let seed = UInt64(node.string ?? "")
    if seed == nil { report(node, "种子要是不带符号的整数。") }
    return seed
  }

  private mutating func text(_ node: Node) -> String? {
    guard let text = node.string, !text.isEmpty else {
      report(node, "这里要写一段文字。")
      return nil
    }
    return text
  }

  private func place(_ node: Node) -> SourcePlace {
    SourcePlace(line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
  }

  private mutating func report(_ node: Node, _ message: String, suggestion: String? = nil) {
    let place = place(node)
    mistakes.append(
      Diagnostic(file: file, line: place.line, column: place.column, message, suggestion: suggestion))
  }
}
