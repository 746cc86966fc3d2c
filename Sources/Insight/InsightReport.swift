/// An insight as one HTML page that stands alone: nothing from the network, and a small script for the slider of
/// words only, without which everything else works.
public struct InsightReport {
  private let insight: Insight

  /// - Returns: the page, in UTF-8 when written. Equal insights give equal pages.
  public static func html(of insight: Insight) -> String { InsightReport(insight: insight).page.markup }

  private var page: HTML {
    """
    <!doctype html>
    <html lang="zh-CN">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
    <title>\(insight.source.name) 评价分析</title>
    <style>
    \(ReportStyle.sheet)
    </style>
    </head>
    <body>
    <main>
    \(head)
    \(BriefSection(insight: insight).section)
    \(TrendSection(insight: insight).section)
    \(TopicSection(insight: insight).section)
    \(MonthChart(insight: insight).section)
    \(aspects)
    \(safety)
    \(TopicGroupTable(insight: insight).section)
    \(GroupSection.products(of: insight).section)
    \(GroupSection.segments(of: insight).section)
    \(cleaning)
    \(foot)
    </main>
    <script>
    \(ReportScript.source)
    </script>
    </body>
    </html>

    """
  }

  private var head: HTML {
    let overall = insight.overall
    let share = overall.sentiment
    return """
      <header>
      <p class="kicker">药语 · 评价分析</p>
      <h1>\(insight.source.name)</h1>
      <dl class="figures">
      <div><dt>评价</dt><dd>\(grouped(overall.reviews))</dd></div>
      \(overall.rating.map { "<div><dt>平均星级</dt><dd>\(decimal($0))</dd></div>" as HTML })
      <div><dt>好评率</dt><dd>\(percent(share.positiveShare))</dd></div>
      \(insight.groups.isEmpty ? nil : "<div><dt>分组</dt><dd>\(grouped(insight.groups.count))</dd></div>" as HTML)
      <div><dt>主题</dt><dd>\(insight.topics.count)</dd></div>
      </dl>
      \(polarityBar(share))
      <p class="legend"><span class="key positive"></span>好评 \(grouped(share.positive))
      <span class="key neutral"></span>中性 \(grouped(share.neutral))
      <span class="key negative"></span>差评 \(grouped(share.negative))。好评率只算有态度的评价。</p>
      <p class="words">\(overall.keywords.map { "<span>\($0.word)</span> " as HTML })</p>
      </header>
      """
  }

  private var cleaning: HTML {
    let source = insight.source
    func row(_ name: String, _ count: Int, _ kind: String) -> HTML {
      "<tr class=\"\(kind)\"><th scope=\"row\">\(name)</th><td>\(grouped(count))</td></tr>\n"
    }
    let dropped = source.dropped.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let repaired = source.repaired.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    return """
      <section>
      <h2>读入与清洗</h2>
      <table class="counts">
      \(row("读入", source.read, "total"))\(dropped.map { row("去掉：" + reasonTitle($0.key), $0.value, "minus") })
      \(row("留下", source.kept, "total"))\(repaired.map { row("其中" + repairTitle($0.key), $0.value, "minus") })
      </table>
      </section>
      """
  }

  private var aspects: HTML? {
    guard !insight.overall.aspects.isEmpty else { return nil }
    return """
      <section id="aspects">
      <h2>夸什么，怨什么</h2>
      <p class="note">百分数是提到这一方面的评价占全部评价的份额；引文里的个人信息已经遮盖。</p>
      \(insight.overall.aspects.map(aspect))
      </section>
      """
  }

  private func aspect(_ aspect: Insight.Aspect) -> HTML {
    """
    <article class="aspect">
    <h3>\(aspect.aspect) <small>\(percent(aspect.share))</small></h3>
    \(polarityBar(aspect.sentiment))
    <div class="columns">
    \(quotations(aspect.praised, "positive"))
    \(quotations(aspect.criticised, "negative"))
    </div>
    </article>

    """
  }

  private var safety: HTML? {
    guard !insight.overall.safety.isEmpty else { return nil }
    return """
      <section id="safety">
      <h2>安全提示</h2>
      <p class="note">由词和规则找出，请药师逐条核实；不良反应按规定上报。</p>
      \(insight.overall.safety.map(signal))
      </section>
      """
  }

  private func signal(_ signal: Insight.SafetySignal) -> HTML {
    """
    <article class="aspect"><h3>\(signalTitle(signal.signal)) <small>\(grouped(signal.count)) 条</small></h3>
    \(quotations(signal.examples, "warning"))</article>

    """
  }

  private var foot: HTML {
    let settings = insight.settings
    return """
      <footer>主题 \(settings.topics) 个，迭代 \(settings.iterations) 次，随机种子 \(String(settings.seed))，\
      词表 \(grouped(settings.vocabulary)) 词（至少出现在 \(settings.minimumDocumentFrequency) 条评价里）。\
      情感由词典和规则判断，不是人工标注。</footer>
      """
  }
}

/// Reviews as quotations.
/// - Parameters:
///   - kind: `positive`, `negative`, `warning`, `plain`.
///   - label: what they are about.
func quotations(_ quotes: [String], _ kind: String, label: String? = nil) -> HTML? {
  guard !quotes.isEmpty else { return nil }
  let items = quotes.map { quote in
    """
    <blockquote class="\(kind)">\(label.map { "<b>\($0)</b> " as HTML })\(quote)</blockquote>

    """ as HTML
  }
  return "\(items)"
}

/// One bar: praise, neither, complaint.
func polarityBar(_ polarity: Insight.Polarity) -> HTML? {
  guard polarity.total > 0 else { return nil }
  func share(_ count: Int) -> String { width(Double(count) / Double(polarity.total)) }
  return """
    <span class="polarity" title="好评 \(grouped(polarity.positive))，中性 \(grouped(polarity.neutral))，差评 \(grouped(polarity.negative))"><i class="positive" style="width:\(share(polarity.positive))"></i><i class="neutral" style="width:\(share(polarity.neutral))"></i><i class="negative" style="width:\(share(polarity.negative))"></i></span>
    """
}

/// A share as a CSS length, of at most two decimals.
func width(_ share: Double) -> String { "\((min(1, max(0, share)) * 10_000).rounded() / 100)%" }

/// One of seven classes of colour, from complaint (`t0`) over undecided to praise (`t6`); nil without opinions.
func tone(_ polarity: Insight.Polarity) -> String? {
  guard polarity.opinions > 0 else { return nil }
  // Reviews praise more than they complain: the steps are finer where most of them are.
  let steps = [0.3, 0.5, 0.65, 0.75, 0.85, 0.92]
  return "t\(steps.count { polarity.positiveShare >= $0 })"
}

/// A number of an attribute, of at most two decimals.
func coordinate(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
