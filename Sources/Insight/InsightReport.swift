/// An insight as one HTML page that stands alone: no scripts, no fonts, nothing from the network.
public struct InsightReport {
  private let insight: Insight
  /// Groups beyond this many are only counted; `insight.json` has them all.
  private static let shownGroups = 200

  /// - Returns: the page, in UTF-8 when written. Equal insights give equal pages.
  public static func html(of insight: Insight) -> String { InsightReport(insight: insight).page.markup }

  private var page: HTML {
    """
    <!doctype html>
    <html lang="zh-CN">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(insight.source.name) 评价分析</title>
    <style>
    \(ReportStyle.sheet)
    </style>
    </head>
    <body>
    <main>
    \(head)
    \(cleaning)
    \(topics)
    \(aspects)
    \(safety)
    \(groups)
    \(MonthChart(insight: insight).section)
    \(foot)
    </main>
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
      <p class="words">\(words(overall.keywords.map(\.word)))</p>
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

  private var topics: HTML? {
    guard !insight.topics.isEmpty else { return nil }
    let sorted = insight.topics.sorted { ($1.weight, $0.id) < ($0.weight, $1.id) }
    return """
      <section>
      <h2>大家在说什么</h2>
      <p class="note">LDA 主题模型从全部评价里归出 \(insight.topics.count) 个主题。横条是词在主题里的概率，标题旁是主题占全部用词的份额。</p>
      <div class="cards">
      \(sorted.map(card))
      </div>
      </section>
      """
  }

  private func card(_ topic: Insight.Topic) -> HTML {
    let largest = max(topic.words.first?.probability ?? 0, 1e-9)
    let rows = topic.words.prefix(8).map { word in
      """
      <li><span class="word">\(word.word)</span><span class="track"><span class="fill" style="width:\(width(word.probability / largest))"></span></span><span class="value">\(percent(word.probability))</span></li>

      """ as HTML
    }
    return """
      <article class="card">
      <h3>\(topic.label) <small>\(percent(topic.weight))</small></h3>
      \(topic.aspect.map { "<p class=\"tag\">\($0)</p>" as HTML })
      <ul class="bars">
      \(rows)</ul>
      \(polarityBar(topic.sentiment))
      \(quotes(topic.examples, nil))
      </article>

      """
  }

  private var aspects: HTML? {
    guard !insight.overall.aspects.isEmpty else { return nil }
    return """
      <section>
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
    \(quotes(aspect.praised, "positive"))
    \(quotes(aspect.criticised, "negative"))
    </div>
    </article>

    """
  }

  private var safety: HTML? {
    guard !insight.overall.safety.isEmpty else { return nil }
    return """
      <section class="safety">
      <h2>安全提示</h2>
      <p class="note">由词和规则找出，请药师逐条核实；不良反应按规定上报。</p>
      \(insight.overall.safety.map(signal))
      </section>
      """
  }

  private func signal(_ signal: Insight.SafetySignal) -> HTML {
    """
    <article class="aspect"><h3>\(signalTitle(signal.signal)) <small>\(grouped(signal.count)) 条</small></h3>
    \(quotes(signal.examples, "warning"))</article>

    """
  }

  private var groups: HTML? {
    guard !insight.groups.isEmpty else { return nil }
    let hidden = insight.groups.count - Self.shownGroups
    return """
      <section>
      <h2>各组</h2>
      <p class="note">评价多的在前。点开看主题、夸与怨、安全提示。</p>
      <div class="groups">
      \(insight.groups.prefix(Self.shownGroups).map(group))
      </div>
      \(hidden > 0 ? "<p class=\"note\">还有 \(grouped(hidden)) 组在 insight.json 里。</p>" as HTML : nil)
      </section>
      """
  }

  private func group(_ group: Insight.Group) -> HTML {
    let topics = group.topics.prefix(5).map { share in
      let label = insight.topics.first { $0.id == share.topic }?.label ?? "主题 \(share.topic)"
      return "<li>\(label) <small>\(percent(share.share))</small>\(polarityBar(share.sentiment))</li>\n"
        as HTML
    }
    return """
      <details>
      <summary><span class="name">\(group.name)</span><span class="value">\(grouped(group.reviews))</span><span class="value">\(group.rating.map(decimal) ?? "")</span>\(polarityBar(group.sentiment))<span class="words">\(words(group.keywords.prefix(6).map(\.word)))</span></summary>
      <div class="columns">
      <div><h4>主题</h4><ul class="plain">
      \(topics)</ul></div>
      <div><h4>夸</h4>\(group.aspects.map { quotes(Array($0.praised.prefix(1)), "positive", label: $0.aspect) })</div>
      <div><h4>怨</h4>\(group.aspects.map { quotes(Array($0.criticised.prefix(1)), "negative", label: $0.aspect) })</div>
      </div>
      \(group.safety.map { quotes(Array($0.examples.prefix(2)), "warning", label: "\(signalTitle($0.signal)) \($0.count)") })
      </details>

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

  private func words(_ words: [String]) -> [HTML] { words.map { "<span>\($0)</span> " } }

  private func quotes(_ quotes: [String], _ kind: String?, label: String? = nil) -> HTML? {
    guard !quotes.isEmpty else { return nil }
    let items = quotes.map { quote in
      """
      <blockquote class="\(kind ?? "plain")">\(label.map { "<b>\($0)</b> " as HTML })\(quote)</blockquote>

      """ as HTML
    }
    return "\(items)"
  }
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
