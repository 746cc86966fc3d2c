/// Reviews by month as a drawing: a bar a month, its parts praise, neither and complaint.
struct MonthChart {
  let insight: Insight

  private static let height = 160.0
  private static let step = 10.0

  var section: HTML? {
    let months = insight.months
    guard months.count > 1, let most = months.map(\.reviews).max(), most > 0 else { return nil }
    let width = Double(months.count) * Self.step
    return """
      <section>
      <h2>逐月</h2>
      <p class="note">最多的一个月 \(grouped(most)) 条。指着横条看每个月的数。</p>
      <svg viewBox="0 0 \(number(width)) \(number(Self.height + 18))" preserveAspectRatio="none" role="img" aria-label="每月评价数">
      \(months.enumerated().map { bar($1, at: Double($0) * Self.step, most: most) })</svg>
      <p class="axis">\(yearMarks)</p>
      </section>
      """
  }

  private func bar(_ month: Insight.Month, at x: Double, most: Int) -> HTML {
    let scale = Self.height / Double(most)
    var y = Self.height
    let parts: [(Int, String)] = [
      (month.sentiment.positive, "positive"), (month.sentiment.neutral, "neutral"),
      (month.sentiment.negative, "negative"),
    ]
    let rects = parts.map { count, kind in
      let height = Double(count) * scale
      y -= height
      return """
        <rect class="\(kind)" x="\(number(x))" y="\(number(y))" width="\(number(Self.step * 0.8))" height="\(number(height))"/>
        """ as HTML
    }
    let rating = month.rating.map { "，\(decimal($0)) 星" } ?? ""
    return """
      <g><title>\(month.month)：\(grouped(month.reviews)) 条\(rating)，好评率 \(percent(month.sentiment.positiveShare))</title>\(rects)</g>

      """
  }

  private var yearMarks: [HTML] {
    guard let first = insight.months.first?.month, let last = insight.months.last?.month else { return [] }
    return ["<span>\(first)</span>", "<span>\(last)</span>"]
  }

  private func number(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
}
