/// Topics × sentiment × products: how much of a product's reviews a topic is, and how they feel about it.
struct TopicGroupTable {
  let insight: Insight

  private static let rows = 40
  /// Of fewer opinions no share is told.
  private static let minimumOpinions = 5
  /// The share of a product's words from which a cell has its full colour.
  private static let fullShare = 0.2

  var section: HTML? {
    guard !insight.groups.isEmpty, !insight.topics.isEmpty else { return nil }
    let topics = insight.topics.sorted { ($1.weight, $0.id) < ($0.weight, $1.id) }
    let groups = insight.groups.prefix(Self.rows)
    return """
      <section id="table">
      <h2>哪个商品，说什么，什么态度</h2>
      <p class="note">格里是好评率（%），颜色是褒贬，深浅是这个主题占该商品评价的份额；不到 \(Self.minimumOpinions) 条有态度的评价不写数。评价最多的 \(groups.count) 个商品；点名字看它的评价，点主题看词。</p>
      <div class="scroll"><table class="matrix">
      <thead><tr><th></th>\(topics.map { "<th><a href=\"#topic-\($0.id)\"><span>\($0.label)</span></a></th>" as HTML })</tr></thead>
      <tbody>
      \(groups.enumerated().map { row($1, number: $0, topics) })</tbody>
      </table></div>
      </section>
      """
  }

  private func row(_ group: Insight.Group, number: Int, _ topics: [Insight.Topic]) -> HTML {
    let shares = Dictionary(group.topics.map { ($0.topic, $0) }, uniquingKeysWith: { first, _ in first })
    let cells = topics.map { topic in shares[topic.id].map { cell($0, topic, group) } ?? "<td></td>" }
    return """
      <tr><th scope="row"><a href="#group-\(number)">\(group.name)</a> <small>\(insight.hint([group.name]) ?? "")</small></th>\(cells)</tr>

      """
  }

  private func cell(_ share: Insight.TopicShare, _ topic: Insight.Topic, _ group: Insight.Group) -> HTML {
    let sentiment = share.sentiment
    guard sentiment.opinions >= Self.minimumOpinions else { return "<td>·</td>" }
    let strength = (min(1, share.share / Self.fullShare) * 100).rounded() / 100
    return """
      <td class="\(tone(sentiment) ?? "t3")" style="--a:\("\(strength)")" title="\(group.name)，\(topic.label)：占 \(percent(share.share))，夸 \(grouped(sentiment.positive)) 怨 \(grouped(sentiment.negative))">\(Int((sentiment.positiveShare * 100).rounded()))</td>
      """
  }
}
