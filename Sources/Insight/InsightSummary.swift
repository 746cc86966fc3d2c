internal import Sentiment
public import Support
internal import Tokenization

/// An insight as a page of terminal text: what was read, what people feel, what they talk about, what they
/// praise and complain about, the products, what a pharmacist must see.
public struct InsightSummary {
  private let insight: Insight
  private let style: TextStyle
  private var lines: [String] = []
  /// Rows of the tables of products and signals.
  private static let rows = 10

  /// - Returns: the page, every line ended.
  public static func text(of insight: Insight, style: TextStyle = TextStyle()) -> String {
    var summary = InsightSummary(insight: insight, style: style)
    summary.writeSource()
    summary.writeSentiment()
    summary.writeTopics()
    summary.writeAspects()
    summary.writeGroups(insight.groups, title: "分组")
    summary.writeGroups(insight.segments ?? [], title: "顾客分群")
    summary.writeSafety()
    return summary.lines.joined(separator: "\n") + "\n"
  }

  private init(insight: Insight, style: TextStyle) {
    self.insight = insight
    self.style = style
  }

  private mutating func title(_ text: String, note: String = "") {
    lines.append("")
    lines.append(style.paint(text, .bold) + (note.isEmpty ? "" : style.paint("  \(note)", .dim)))
  }

  private mutating func writeSource() {
    let source = insight.source
    let share = Double(source.kept) / Double(max(1, source.read))
    lines.append(
      "读了 \(grouped(source.read)) 条评价，留下 \(style.paint(grouped(source.kept), .bold)) 条（\(percent(share))）")
    for (reason, count) in source.dropped.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      lines.append("  去掉 \(padded(reasonTitle(reason), 16))\(padded(grouped(count), 9, alignRight: true))")
    }
    for (repair, count) in source.repaired.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      lines.append("  修好 \(padded(repairTitle(repair), 20))\(padded(grouped(count), 5, alignRight: true))")
    }
  }

  private mutating func writeSentiment() {
    title("情感", note: insight.overall.rating.map { "平均 \(decimal($0)) 星" } ?? "")
    let sentiment = insight.overall.sentiment
    let total = Double(max(1, sentiment.total))
    let rows: [(String, Int, TextStyle.Color)] = [
      ("好评", sentiment.positive, .green), ("中性", sentiment.neutral, .dim), ("差评", sentiment.negative, .red),
    ]
    for (name, count, color) in rows {
      let share = Double(count) / total
      let column = bar(share, width: style.width / 2)
      lines.append(
        "  \(name)  \(style.paint(column, color)) \(padded(percent(share), 6, alignRight: true))"
          + padded(grouped(count), 10, alignRight: true))
    }
  }

  private mutating func writeTopics() {
    guard !insight.topics.isEmpty else { return }
    title("主题", note: "\(insight.topics.count) 个，按占比；好评率只算有态度的评价")
    let barWidth = style.width / 5
    // Beside the label stand the bar, 7 columns of share, 15 of praise and 8 of the aspect.
    let labelWidth = style.width - barWidth - 33
    let topics = insight.topics.sorted { ($1.weight, $0.id) < ($0.weight, $1.id) }
    let largest = max(topics.first?.weight ?? 0, 1e-9)
    for topic in topics {
      lines.append(
        "  \(padded(fitted(topic.label, labelWidth), labelWidth)) "
          + style.paint(bar(topic.weight / largest, width: barWidth), .cyan)
          + padded(percent(topic.weight), 7, alignRight: true) + "  好评率 \(positiveShare(topic.sentiment))"
          + style.paint(topic.aspect.map { "  \($0)" } ?? "", .dim))
    }
  }

  private mutating func writeAspects() {
    let aspects = insight.overall.aspects
    guard !aspects.isEmpty else { return }
    title("夸什么，怨什么", note: "百分数是提到它的评价的占比")
    let barWidth = max(8, style.width / 4)
    for aspect in aspects {
      let opinions = Double(max(1, aspect.sentiment.positive + aspect.sentiment.negative))
      let praise = bar(Double(aspect.sentiment.positive) / opinions, width: barWidth)
      let filled = praise.filter { $0 != " " }
      let complaint = String(repeating: "░", count: barWidth - filled.count)
      lines.append(
        "  \(padded(aspect.aspect, 6)) \(padded(percent(aspect.share), 6, alignRight: true))  "
          + style.paint(filled, .green) + style.paint(complaint, .red)
          + "  夸 \(grouped(aspect.sentiment.positive))  怨 \(grouped(aspect.sentiment.negative))")
      if let quote = aspect.praised.first { writeQuote("夸", quote, .green) }
      if let quote = aspect.criticised.first { writeQuote("怨", quote, .red) }
    }
  }

  private mutating func writeQuote(_ mark: String, _ quote: String, _ color: TextStyle.Color) {
    lines.append("         \(style.paint(mark, color)) “\(fitted(quote, style.width - 16))”")
  }

  private mutating func writeGroups(_ groups: [Insight.Group], title heading: String) {
    guard !groups.isEmpty else { return }
    let note =
      groups.count > Self.rows
      ? "评价最多的 \(Self.rows) 个，共 \(groups.count) 个，全部在 report.html" : "\(groups.count) 个"
    title(heading, note: note)
    let shown = groups.prefix(Self.rows)
    let nameWidth = min(24, max(6, shown.map { displayWidth($0.name) }.max() ?? 0))
    let hasRating = shown.contains { $0.rating != nil }
    lines.append(
      style.paint(
        "  \(padded("名称", nameWidth))  \(padded("评价", 7, alignRight: true))"
          + (hasRating ? padded("均分", 6, alignRight: true) : "") + "  好评率  常说的词", .dim))
    for group in shown {
      let head =
        "  \(padded(fitted(group.name, nameWidth), nameWidth))  \(padded(grouped(group.reviews), 7, alignRight: true))"
        + (hasRating ? padded(group.rating.map(decimal) ?? "", 6, alignRight: true) : "")
        + "  \(positiveShare(group.sentiment))  "
      let words = group.keywords.prefix(6).map(\.word).joined(separator: " ")
      lines.append(head + fitted(words, max(8, style.width - displayWidth(head))))
    }
  }

  private mutating func writeSafety() {
    let signals = insight.overall.safety
    guard !signals.isEmpty else { return }
    title("安全提示", note: "请药师过目")
    for signal in signals.prefix(Self.rows) {
      lines.append(
        "  \(style.paint(padded(signalTitle(signal.signal), 14), .yellow))"
          + padded(grouped(signal.count), 7, alignRight: true) + " 条")
      if let quote = signal.examples.first { writeQuote("例", quote, .yellow) }
    }
  }

  private func positiveShare(_ sentiment: Insight.Polarity) -> String {
    let opinions = sentiment.positive + sentiment.negative
    return padded(opinions == 0 ? "—" : percent(sentiment.positiveShare), 6, alignRight: true)
  }
}

/// What people read for a signal of `Insight.SafetySignal.signal`.
func signalTitle(_ signal: String) -> String { SafetySignal(rawValue: signal)?.title ?? signal }
