/// Months as a drawing: the share of praise as a line in the band of its 95 % intervals, and how many reviews there
/// were.
struct MonthChart {
  let insight: Insight

  private static let limit = 60
  /// The interval of fewer opinions is wider than the chart is high.
  private static let minimumOpinions = 10
  private static let width = 960.0
  private static let lineHeight = 170.0
  private static let barHeight = 60.0
  private static let gutter = 44.0

  /// The months that are drawn: at most the last five years, from the first one with enough opinions on,
  /// through the last full one.
  static func shown(_ insight: Insight) -> ArraySlice<Insight.Month> {
    let months = insight.months
    let least = Double(months.map(\.reviews).max() ?? 0) * TrendAnalyst.minimumMonth
    let first = months.firstIndex { $0.sentiment.opinions >= minimumOpinions } ?? 0
    let last = months.lastIndex { Double($0.reviews) >= least } ?? months.count - 1
    return first <= last ? months[first...last].suffix(limit) : []
  }

  private struct Point {
    var x: Double
    var month: Insight.Month
  }

  var section: HTML? {
    let months = Self.shown(insight)
    guard months.count > 1, let most = months.map(\.reviews).max(), most > 0 else { return nil }
    let step = (Self.width - Self.gutter) / Double(months.count)
    let points = months.enumerated().map { Point(x: Self.gutter + (Double($0) + 0.5) * step, month: $1) }
    let sure = points.filter { $0.month.sentiment.opinions >= Self.minimumOpinions }
    let lowest = sure.map(\.month.sentiment.positiveLowerBound).min() ?? 0
    let floor = min(0.9, (lowest * 10).rounded(.down) / 10)
    func y(_ share: Double) -> Double { 8 + (1 - share) / (1 - floor) * (Self.lineHeight - 8) }
    return """
      <section id="months">
      <h2>每个月的好评率</h2>
      <p class="note">线是好评率，浅带是 95% 区间（Wilson），下面的条是评价数，最多的一个月 \(grouped(most)) 条。\(insight.months.count > months.count ? "只画最近 \(months.count) 个月。" : "")</p>
      <svg class="months" viewBox="0 0 \(coordinate(Self.width)) \(coordinate(Self.lineHeight + Self.barHeight + 30))" role="img" aria-label="每月好评率和评价数">
      \(scale(from: floor, y))<polygon class="band" points="\(band(sure, y))"/>
      <polyline class="share" points="\(sure.map { "\(coordinate($0.x)),\(coordinate(y($0.month.sentiment.positiveShare)))" }.joined(separator: " "))"/>
      \(points.map { bar($0, step: step, most: most) })\(years(points))</svg>
      </section>
      """
  }

  private func band(_ points: [Point], _ y: (Double) -> Double) -> String {
    let upper = points.map { "\(coordinate($0.x)),\(coordinate(y($0.month.sentiment.positiveUpperBound)))" }
    let lower = points.reversed().map {
      "\(coordinate($0.x)),\(coordinate(y($0.month.sentiment.positiveLowerBound)))"
    }
    return (upper + lower).joined(separator: " ")
  }

  private func scale(from floor: Double, _ y: (Double) -> Double) -> [HTML] {
    let step = floor < 0.5 ? 2 : 1
    return stride(from: Int((floor * 10).rounded()), through: 10, by: step).map { tenth in
      let at = y(Double(tenth) / 10)
      return """
        <line class="scale" x1="\(coordinate(Self.gutter))" x2="\(coordinate(Self.width))" y1="\(coordinate(at))" y2="\(coordinate(at))"/><text class="left" x="0" y="\(coordinate(at + 4))">\(tenth * 10)%</text>

        """ as HTML
    }
  }

  private func bar(_ point: Point, step: Double, most: Int) -> HTML {
    let month = point.month
    let height = Double(month.reviews) / Double(most) * Self.barHeight
    let base = Self.lineHeight + 10 + Self.barHeight
    let rating = month.rating.map { "，\(decimal($0)) 星" } ?? ""
    return """
      <g><title>\(month.month)：\(grouped(month.reviews)) 条\(rating)，好评率 \(percent(month.sentiment.positiveShare))（\(percent(month.sentiment.positiveLowerBound)) 到 \(percent(month.sentiment.positiveUpperBound))）</title><rect class="hit" x="\(coordinate(point.x - step / 2))" y="0" width="\(coordinate(step))" height="\(coordinate(base))"/><rect class="count" x="\(coordinate(point.x - step * 0.4))" y="\(coordinate(base - height))" width="\(coordinate(step * 0.8))" height="\(coordinate(height))"/></g>

      """
  }

  /// A label under the first month of every year, and under the first of all.
  private func years(_ points: [Point]) -> [HTML] {
    var last: Substring = ""
    return points.compactMap { point in
      let year = point.month.month.prefix(4)
      defer { last = year }
      guard year != last else { return nil }
      let text = point.month.month.hasSuffix("-01") || !last.isEmpty ? String(year) : point.month.month
      return """
        <text x="\(coordinate(point.x))" y="\(coordinate(Self.lineHeight + Self.barHeight + 26))">\(text)</text>

        """ as HTML
    }
  }
}
