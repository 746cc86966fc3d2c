/// What a shop owner should know after one minute, each line with the way to the evidence.
struct BriefSection {
  let insight: Insight

  private static let rows = 3
  /// Aspects of fewer opinions than this are no news.
  private static let minimumOpinions = 20
  /// Nor are aspects that fewer reviews than this speak of.
  private static let minimumShare = 0.02

  var section: HTML? {
    let cards = [topics, praised, criticised, worse, safety].compactMap { $0 }
    guard !cards.isEmpty else { return nil }
    return """
      <section id="brief">
      <h2>一分钟看懂</h2>
      <div class="brief">
      \(cards)</div>
      </section>
      """
  }

  private func card(_ title: String, _ link: HTML, _ kind: String, _ rows: [HTML]) -> HTML? {
    guard !rows.isEmpty else { return nil }
    return """
      <div class="\(kind)"><h3><a href="#\(link)">\(title)</a></h3><ol>\(rows.map { "<li>\($0)</li>" as HTML })</ol></div>

      """
  }

  private func row(_ name: String, _ figure: String) -> HTML { "<b>\(name)</b> <span>\(figure)</span>" }

  private var topics: HTML? {
    let largest = insight.topics.sorted { ($1.weight, $0.id) < ($0.weight, $1.id) }.prefix(Self.rows)
    return card("说得最多", "topics", "plain", largest.map { row($0.label, "占 \(percent($0.weight))") })
  }

  private var praised: HTML? {
    let aspects = insight.overall.aspects
      .filter {
        $0.sentiment.opinions >= Self.minimumOpinions && $0.share >= Self.minimumShare
          && $0.sentiment.positiveLowerBound > 0.5
      }
      .sorted { $0.sentiment.positiveLowerBound > $1.sentiment.positiveLowerBound }.prefix(Self.rows)
    return card(
      "最满意", "aspects", "positive",
      aspects.map {
        row($0.aspect, "好评率 \(roughPercent($0.sentiment.positiveShare))，\(grouped($0.sentiment.positive)) 条夸")
      })
  }

  private var criticised: HTML? {
    let aspects = insight.overall.aspects.filter { $0.sentiment.negative > 0 }
      .sorted { $0.sentiment.negative > $1.sentiment.negative }.prefix(Self.rows)
    return card(
      "怨得最多", "aspects", "negative",
      aspects.map {
        row(
          $0.aspect, "\(grouped($0.sentiment.negative)) 条怨，占说到它的 \(roughPercent($0.sentiment.negativeShare))")
      })
  }

  private var worse: HTML? {
    card("这一年变差", "trend", "negative", worst.map { row(title($0), figure($0)) })
  }

  /// The largest change of each product: three rows shall not be about one.
  private var worst: [Insight.Change] {
    var seen: Set<[String]> = []
    return Array((insight.trend?.worse ?? []).filter { seen.insert($0.groups).inserted }.prefix(Self.rows))
  }

  /// A product that has only a number is called by what its customers call it.
  private func title(_ change: Insight.Change) -> String {
    let name = hint(insteadOf: change) ?? groupTitle(change.groups)
    return "\(name) \(change.aspect ?? "总体")"
  }

  private func figure(_ change: Insight.Change) -> String {
    let shares =
      "好评率 \(roughPercent(change.before.positiveShare)) → \(roughPercent(change.after.positiveShare))"
    return hint(insteadOf: change) == nil ? shares : "\(shares)，商品 \(groupTitle(change.groups))"
  }

  private func hint(insteadOf change: Insight.Change) -> String? {
    guard !change.groups.isEmpty, change.groups.allSatisfy({ $0.allSatisfy(\.isNumber) }) else { return nil }
    return insight.hint(change.groups)
  }

  private var safety: HTML? {
    let signals = insight.overall.safety.prefix(Self.rows)
    return card(
      "请药师过目", "safety", "warning", signals.map { row(signalTitle($0.signal), "\(grouped($0.count)) 条") })
  }
}
