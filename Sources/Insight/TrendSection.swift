/// What became worse and better in a year, by product and aspect, with the intervals and the reviews that say so.
struct TrendSection {
  let insight: Insight

  var section: HTML? {
    guard let trend = insight.trend else { return nil }
    return """
      <section id="trend">
      <h2>这一年变差的</h2>
      <p class="note">\(trend.after.from) 至 \(trend.after.through)，和之前的一年（\(trend.before.from) 至 \(trend.before.through)）比。只列好评率的 95% 区间（Wilson）两年不重叠的，降得多的在前；点开看评价。</p>
      \(trend.worse.isEmpty ? "<p>没有哪个商品的哪一方面明显变差。</p>" as HTML : rows(trend.worse))
      \(trend.better.isEmpty ? nil : better(trend.better))
      </section>
      """
  }

  private func better(_ changes: [Insight.Change]) -> HTML {
    """
    <details class="second"><summary>变好的 \(changes.count) 项</summary>
    \(rows(changes))</details>
    """
  }

  private func rows(_ changes: [Insight.Change]) -> HTML { "\(changes.map(row))" }

  private func row(_ change: Insight.Change) -> HTML {
    let points = Int((abs(change.difference) * 100).rounded())
    let kind: HTML = change.isWorse ? "negative" : "positive"
    let others =
      change.groups.count > 2 ? "<p class=\"note\">\(change.groups.joined(separator: "、"))</p>" as HTML : nil
    return """
      <details class="change">
      <summary><span class="name">\(groupTitle(change.groups)) \(insight.hint(change.groups).map { "<small>\($0)</small>" as HTML })</span><span>\(change.aspect ?? "总体")</span><span class="value">\(roughPercent(change.before.positiveShare)) → \(roughPercent(change.after.positiveShare))</span><span class="value \(kind)">\(change.isWorse ? "▼" : "▲") \(points) 点</span>\(intervals(change))</summary>
      \(others)<p class="note">之前一年 \(opinions(change.before))；最近一年 \(opinions(change.after))。</p>
      \(quotations(change.examples, change.isWorse ? "negative" : "positive"))
      </details>

      """
  }

  private func opinions(_ polarity: Insight.Polarity) -> String {
    "夸 \(grouped(polarity.positive)) 怨 \(grouped(polarity.negative))，好评率 \(percent(polarity.positiveLowerBound)) 到 \(percent(polarity.positiveUpperBound))"
  }

  /// Two lines on a scale from 0 to 100 %: the year before above, the last year below.
  private func intervals(_ change: Insight.Change) -> HTML {
    func line(_ polarity: Insight.Polarity, _ y: HTML, _ kind: HTML) -> HTML {
      """
      <line class="\(kind)" x1="\(coordinate(polarity.positiveLowerBound * 100))" x2="\(coordinate(polarity.positiveUpperBound * 100))" y1="\(y)" y2="\(y)"/><circle class="\(kind)" cx="\(coordinate(polarity.positiveShare * 100))" cy="\(y)" r="2"/>
      """
    }
    return """
      <svg class="interval" viewBox="-2 0 104 14" role="img" aria-label="好评率区间"><line class="scale" x1="0" x2="100" y1="7" y2="7"/>\(line(change.before, "4", "before"))\(line(change.after, "10", change.isWorse ? "after worse" : "after better"))</svg>
      """
  }
}
