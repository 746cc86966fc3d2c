/// Topics: a map of them, then each with its words, its months and its reviews.
struct TopicSection {
  let insight: Insight

  /// The map is `2 · side` wide and `side` high.
  private static let side = 460.0
  private static let largestRadius = 44.0
  /// Words a card shows; the slider brings others up.
  private static let shownWords = Relevance.shown

  /// Largest first, by which they are numbered.
  private var topics: [Insight.Topic] {
    insight.topics.sorted { ($1.weight, $0.id) < ($0.weight, $1.id) }
  }

  var section: HTML? {
    guard !insight.topics.isEmpty else { return nil }
    return """
      <section id="topics">
      <h2>大家在说什么</h2>
      <p class="note">LDA 主题模型从全部评价里归出 \(insight.topics.count) 个主题，按份额编号。好评率：说到这一方面时的态度。</p>
      \(map)
      \(slider)
      <div class="cards">
      \(topics.enumerated().map { card($1, number: $0 + 1) })
      </div>
      </section>
      """
  }

  // MARK: Map

  private var map: HTML? {
    let placed = topics.enumerated().compactMap { index, topic in
      topic.position.map { (number: index + 1, topic: topic, at: $0) }
    }
    guard placed.count > 1 else { return nil }
    let xs = placed.map(\.at.x)
    let ys = placed.map(\.at.y)
    let (left, right) = (xs.min() ?? 0, xs.max() ?? 0)
    let (low, high) = (ys.min() ?? 0, ys.max() ?? 0)
    // One scale for both directions: distances must not be stretched.
    let width = Self.side * 2 - Self.largestRadius * 2.4
    let scale = min(
      width / max(right - left, 1e-9), (Self.side - Self.largestRadius * 2.4) / max(high - low, 1e-9))
    let heaviest = max(placed.first?.topic.weight ?? 0, 1e-9)
    let circles = MapLayout.spread(
      placed.map { place in
        MapLayout.Circle(
          x: Self.side + (place.at.x - (left + right) / 2) * scale,
          y: Self.side / 2 - (place.at.y - (low + high) / 2) * scale,
          radius: max(9, Self.largestRadius * (place.topic.weight / heaviest).squareRoot()))
      }, width: Self.side * 2, height: Self.side)
    let drawn = zip(placed, circles).map { place, circle in
      self.circle(place.topic, number: place.number, circle)
    }
    return """
      <svg class="map" viewBox="0 0 \(coordinate(Self.side * 2)) \(coordinate(Self.side))" role="img" aria-label="主题地图">
      \(drawn.map(\.circle))\(drawn.map(\.name))</svg>
      <p class="legend">圆越大说得越多；靠得近的主题用词相近（挤在一处的略微挪开）。<span class="key t6"></span>夸得多 <span class="key t3"></span>有夸有怨 <span class="key t0"></span>怨得多。点圆看它的词和评价。</p>
      """
  }

  /// The name is apart, so that no other circle covers it.
  private func circle(
    _ topic: Insight.Topic, number: Int, _ circle: MapLayout.Circle
  ) -> (circle: HTML, name: HTML) {
    let (x, y, radius) = (circle.x, circle.y, circle.radius)
    let word = topic.label.split(separator: "、").first.map(String.init) ?? topic.label
    let isWide = radius > 20
    func text(_ text: String, _ kind: HTML, at y: Double) -> HTML {
      "<text class=\"\(kind)\" x=\"\(coordinate(x))\" y=\"\(coordinate(y))\">\(text)</text>"
    }
    return (
      """
      <a href="#topic-\(topic.id)"><title>\(number). \(topic.label)，占 \(percent(topic.weight))，好评率 \(roughPercent(topic.sentiment.positiveShare))</title><circle class="\(tone(topic.sentiment) ?? "t3")" cx="\(coordinate(x))" cy="\(coordinate(y))" r="\(coordinate(radius))"/></a>

      """,
      "\(text("\(number)", "number", at: isWide ? y - 2 : y + 4))\(isWide ? text(word, "small", at: y + 14) : nil)\n"
    )
  }

  // MARK: Words

  /// Hidden until the script shows it: without one it would do nothing.
  private var slider: HTML? {
    guard insight.topics.contains(where: { $0.relevant != nil }) else { return nil }
    let value = "\(Relevance.default)"
    return """
      <p class="slider" id="lambda-box" hidden><label>词的排法 λ <input id="lambda" type="range" min="0" max="10" value="\(coordinate(Relevance.default * 10))"> <output id="lambda-value">\(value)</output></label> <span class="note">1：最常用的在前；0：别的主题少用的在前（Sievert 和 Shirley 2014）。</span></p>
      """
  }

  private func card(_ topic: Insight.Topic, number: Int) -> HTML {
    """
    <article class="card" id="topic-\(topic.id)">
    <h3>\(number). \(topic.label) <small>\(percent(topic.weight))</small></h3>
    <p class="figure">\(topic.aspect.map { "<span class=\"tag\">\($0)</span> " as HTML })好评率 \(topic.sentiment.opinions > 0 ? roughPercent(topic.sentiment.positiveShare) : "—") <small>\(grouped(topic.sentiment.total)) 条评价</small></p>
    \(polarityBar(topic.sentiment))
    \(words(of: topic))
    \(history(of: topic))
    \(examples(of: topic))
    </article>

    """
  }

  private func words(of topic: Insight.Topic) -> HTML {
    let words =
      topic.relevant
      ?? topic.words.map { Insight.RelevantWord(word: $0.word, probability: $0.probability, share: 0) }
    let largest = max(words.map(\.probability).max() ?? 0, 1e-9)
    let rows = words.prefix(topic.relevant == nil ? Self.shownWords : words.count).map { word in
      """
      <li data-p="\("\(word.probability)")" data-q="\("\(word.share)")"><span class="word">\(word.word)</span><span class="track"><span class="fill" style="width:\(width(word.probability / largest))"></span></span><span class="value">\(percent(word.probability))</span></li>

      """ as HTML
    }
    return "<ul class=\"bars\(topic.relevant == nil ? "" : " ranked")\">\n\(rows)</ul>"
  }

  private func examples(of topic: Insight.Topic) -> HTML? {
    guard !topic.examples.isEmpty else { return nil }
    return "<details><summary>看评价</summary>\(quotations(topic.examples, "plain"))</details>"
  }

  /// The topic's share by month as a line.
  private func history(of topic: Insight.Topic) -> HTML? {
    let months = MonthChart.shown(insight)
    // Topics of `topicShares` are in the order of their numbers.
    guard months.count > 2, let index = insight.topics.map(\.id).sorted().firstIndex(of: topic.id) else {
      return nil
    }
    let shares = months.compactMap { $0.topicShares.indices.contains(index) ? $0.topicShares[index] : nil }
    guard shares.count == months.count, let most = shares.max(), most > 0 else { return nil }
    let points = shares.enumerated().map { position, share in
      "\(coordinate(Double(position) / Double(shares.count - 1) * 200)),\(coordinate(34 - share / most * 30))"
    }
    return """
      <svg class="spark" viewBox="0 0 200 36" preserveAspectRatio="none" role="img" aria-label="逐月份额"><title>每月占用词的份额，最高 \(percent(most))，最近一个月 \(percent(shares.last ?? 0))</title><polyline points="\(points.joined(separator: " "))"/></svg>
      <p class="axis"><span>\(months.first?.month ?? "")</span><span>最高 \(percent(most))</span><span>\(months.last?.month ?? "")</span></p>
      """
  }
}
