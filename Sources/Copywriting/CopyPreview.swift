import Support

/// Copy as a page for people who have to answer for it: each stretch coloured by where it comes from, the evidence one
/// click away. One file without links to the outside; without JavaScript the origins show on hovering.
public struct CopyPreview: Sendable {
  /// Of each product, channel and segment, and in all.
  private static let samples = 4
  private static let most = 240

  private let campaign: Campaign
  private let catalogue: Catalogue
  private let channelNames: [String: String]
  private var kept: [CopyRecord] = []
  private var counts: [[String]: Int] = [:]

  public init(campaign: Campaign, catalogue: Catalogue) {
    self.campaign = campaign
    self.catalogue = catalogue
    channelNames = Dictionary(
      catalogue.channels.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
  }

  /// Keeps the first few written records of each product, channel and segment.
  public mutating func add(_ records: [CopyRecord]) {
    for record in records where record.skipped == nil && kept.count < Self.most {
      let key = [record.product ?? "", record.channel.id, record.segment ?? ""]
      if counts[key, default: 0] < Self.samples {
        counts[key, default: 0] += 1
        kept.append(record)
      }
    }
  }

  /// The page. Deterministic for the same records.
  public func page(_ tally: CopyTally) -> String {
    let reasons = tally.reasons.map { "<tr><td>\(escaped($0.title))</td><td>\($0.count)</td></tr>" }.joined()
    return """
      <!doctype html>
      <html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
      <title>\(escaped(campaign.name)) · 文案预览</title>
      <style>\(PreviewStyle.sheet)</style></head>
      <body><header><p class="kicker">文案预览 · 发送日 \(campaign.sendDate)</p><h1>\(escaped(campaign.name))</h1>
      <p class="figures"><b>\(tally.customers)</b> 位客户　<b>\(tally.records)</b> 条　写出 <b>\(tally.written)</b>　\
      跳过 <b>\(tally.records - tally.written)</b>　这里放了 <b>\(kept.count)</b> 条样张</p>
      <p class="legend">\(legend)<span>点任何一段文字，看它从哪儿来。</span></p>
      <nav>\(filters("product", kept.map { ($0.product ?? "", $0.productName ?? "") }))\
      \(filters("channel", kept.map { ($0.channel.id, $0.channel.name) }))\
      \(filters("segment", kept.map { ($0.segment ?? "", $0.segment ?? "未分群") }))</nav></header>
      <main>\(kept.map(card).joined(separator: "\n"))</main>
      <aside id="why" hidden><button aria-label="关上">×</button><h2></h2><dl></dl></aside>
      \(reasons.isEmpty ? "" : "<section><h2>没有发的</h2><table>\(reasons)</table></section>")
      <script type="application/json" id="facts">\(facts)</script>
      <script>\(PreviewStyle.script)</script></body></html>

      """
  }

  private var legend: String {
    [("claim", "批准的卖点"), ("phrase", "批准的短语、模板"), ("slot", "填进去的资料"), ("required", "法律要求写的")]
      .map { "<span class=\"key \($0.0)\">\($0.1)</span>" }.joined()
  }

  private func filters(_ what: String, _ values: [(String, String)]) -> String {
    let known = Dictionary(values, uniquingKeysWith: { first, _ in first }).sorted { $0.key < $1.key }
    guard known.count > 1 else { return "" }
    let title = ["product": "商品", "channel": "渠道", "segment": "分群"][what] ?? what
    let options = known.map { "<option value=\"\(escaped($0.key))\">\(escaped($0.value))</option>" }.joined()
    return
      "<label>\(title) <select data-what=\"\(what)\"><option value=\"*\">全部</option>\(options)</select></label>"
  }

  private func card(_ record: CopyRecord) -> String {
    var text = ""
    let scalars = Array(record.rendered.text.unicodeScalars)
    for part in parts(of: record) {
      var piece = String.UnicodeScalarView()
      piece.append(contentsOf: scalars[part.range])
      let flag =
        part.hit.map { " data-hit=\"\(escaped("\($0.rule)：\($0.suggestion)（\($0.source)）"))\"" } ?? ""
      let title = escaped(fact(part.origin).map { "\($0.0)：\($0.1)" }.joined(separator: "；"))
      text +=
        "<span class=\"\(kind(part.origin))\" tabindex=\"0\" role=\"button\" title=\"\(title)\" "
        + "data-origin=\"\(escaped(part.origin.description))\"\(flag)>\(escaped(String(piece)))</span>"
    }
    let verdict = ["ok": "合规通过", "warn": "有提醒", "needs-review": "要人工复核"][record.verdict] ?? record.verdict
    let length =
      record.length.map { "\($0.units)/\($0.limit)" + ($0.parts > 1 ? "，分 \($0.parts) 条" : "") } ?? ""
    let reasons = (record.evidence?.sentences ?? []).map { "<li>\(escaped($0))</li>" }.joined()
    return """
      <article data-product="\(escaped(record.product ?? ""))" data-channel="\(escaped(record.channel.id))" \
      data-segment="\(escaped(record.segment ?? ""))"><h3>\(escaped(record.channel.name)) · \
      \(escaped(record.segment ?? "未分群"))<small>\(escaped(record.productName ?? ""))</small></h3>\
      <p class="text">\(text)</p><p class="meta"><span class="\(record.verdict)">\(verdict)</span>\(length)　\
      \(escaped(record.variant))</p>\(reasons.isEmpty ? "" : "<details><summary>为什么先说这一条</summary><ul>\(reasons)</ul></details>")\
      </article>
      """
  }

  private struct Part {
    let range: Range<Int>
    let origin: Origin
    let hit: LintHit?
  }

  /// The spans, cut where a hit begins or ends.
  private func parts(of record: CopyRecord) -> [Part] {
    let hits = record.lint?.hits.filter { $0.start < $0.end } ?? []
    var parts: [Part] = []
    for span in record.rendered.spans {
      let cuts = Set(hits.flatMap { [$0.start, $0.end] }.filter { span.start < $0 && $0 < span.end })
      var start = span.start
      for end in cuts.sorted() + [span.end] {
        let hit = hits.first { $0.start <= start && end <= $0.end }
        parts.append(Part(range: start..<end, origin: span.origin, hit: hit))
        start = end
      }
    }
    return parts
  }

  private func kind(_ origin: Origin) -> String { String(origin.description.prefix { $0 != ":" }) }

  /// What an auditor asks about a stretch: who answers for it, until when, where it is written down.
  private func fact(_ origin: Origin) -> [(String, String)] {
    switch origin {
    case .claim(let id):
      guard let claim = catalogue.claims.first(where: { $0.id == id }) else { return [("卖点", id)] }
      return [
        ("卖点", "\(id)（\(claim.aspect)）"), ("来源", claim.source), ("审批", claim.approver),
        ("有效", claim.validUntil.map { "到 \($0)" } ?? "没有期限"), ("登记", "\(catalogue.claimsFile):\(claim.line)"),
      ]
    case .phrase(let id):
      let name = String(id.prefix { $0 != "#" })
      if let phrase = catalogue.phrases[id] {
        return [("短语", id), ("审批", phrase.approver), ("登记", phrase.template.file)]
      }
      let template = catalogue.templates.first { $0.id == name }
      return [("模板", id), ("审批", template?.approver ?? ""), ("登记", template?.template.file ?? "")]
    case .slot(let name):
      let isProduct = Product.variables.contains { $0.variable == name }
      let isCampaign = campaign.variables[name] != nil || ["签名", "发送日"].contains(name)
      return [("填入", name), ("来自", isProduct ? "商品目录" : isCampaign ? "活动文件" : "客户名单，经客户同意")]
    case .required(let id):
      let required = catalogue.required.first { $0.id == id }
      return [("法定文字", id), ("依据", required?.source ?? "")]
    }
  }

  /// Origin → its facts, as JSON that may stand inside a script element.
  private var facts: String {
    var json = JSONWriter()
    let origins = Set(kept.flatMap { $0.rendered.spans.map(\.origin) })
    json.object {
      for origin in origins.sorted(by: { $0.description < $1.description }) {
        $0.key(origin.description)
        $0.array {
          for (name, value) in fact(origin) {
            $0.array {
              $0.value(name); $0.value(value)
            }
          }
        }
      }
    }
    return json.text.split(separator: "<", omittingEmptySubsequences: false).joined(separator: "\\u003c")
  }
}

/// Text for HTML (HTML Living Standard, 13.3 and 13.1.2.3): what may not stand in text or in a quoted attribute.
private func escaped(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}
