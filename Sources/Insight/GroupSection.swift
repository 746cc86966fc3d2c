/// Products, or customer segments, most reviews first, each with its topics, praise, complaints and signals one
/// click away.
struct GroupSection {
  let insight: Insight
  let groups: [Insight.Group]
  let title: String
  let anchor: String

  static func products(of insight: Insight) -> GroupSection {
    GroupSection(insight: insight, groups: insight.groups, title: "各商品", anchor: "group")
  }

  static func segments(of insight: Insight) -> GroupSection {
    GroupSection(insight: insight, groups: insight.segments ?? [], title: "各顾客分群", anchor: "segment")
  }

  /// Groups beyond this many are only counted; `insight.json`, `topics.csv` and `groups.csv` have them all.
  private static let shown = 100
  private static let quotes = 2

  var section: HTML? {
    guard !groups.isEmpty else { return nil }
    let hidden = groups.count - Self.shown
    return """
      <section id="\(anchor)s">
      <h2>\(title)</h2>
      <p class="note">评价多的在前。点开看主题、夸与怨、安全提示。</p>
      <div class="groups">
      \(groups.prefix(Self.shown).enumerated().map { group($1, number: $0) })
      </div>
      \(hidden > 0 ? "<p class=\"note\">还有 \(grouped(hidden)) 个在 groups.csv 和 topics.csv 里。</p>" as HTML : nil)
      </section>
      """
  }

  private func group(_ group: Insight.Group, number: Int) -> HTML {
    let labels = Dictionary(insight.topics.map { ($0.id, $0.label) }, uniquingKeysWith: { first, _ in first })
    let topics = group.topics.prefix(5).map { share in
      "<li>\(labels[share.topic] ?? "主题 \(share.topic)") <small>\(percent(share.share))</small>\(polarityBar(share.sentiment))</li>\n"
        as HTML
    }
    func quotes(_ kind: String, _ side: (Insight.Aspect) -> [String]) -> [HTML?] {
      group.aspects.map { quotations(Array(side($0).prefix(Self.quotes)), kind, label: $0.aspect) }
    }
    return """
      <details id="\(anchor)-\(number)">
      <summary><span class="name">\(group.name)</span><span class="value">\(grouped(group.reviews))</span><span class="value">\(group.rating.map(decimal) ?? "")</span>\(polarityBar(group.sentiment))<span class="words">\(group.keywords.prefix(6).map { "<span>\($0.word)</span> " as HTML })</span></summary>
      <div class="columns">
      <div><h4>主题</h4><ul class="plain">
      \(topics)</ul></div>
      <div><h4>夸</h4>\(quotes("positive", \.praised))</div>
      <div><h4>怨</h4>\(quotes("negative", \.criticised))</div>
      </div>
      \(group.safety.map { quotations(Array($0.examples.prefix(Self.quotes)), "warning", label: "\(signalTitle($0.signal)) \($0.count)") })
      </details>

      """
  }
}
