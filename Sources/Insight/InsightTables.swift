internal import Support

/// An insight as two tables for a spreadsheet: CSV (RFC 4180) in UTF-8 with a byte-order mark, without which
/// spreadsheet programs take Chinese for something else. The first rows, of the group `全部`, are the whole corpus.
public enum InsightTables {
  /// `topics.csv`: a row for every group and topic.
  public static func topics(of insight: Insight) -> String {
    let topics = Dictionary(insight.topics.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let rows = groups(of: insight).flatMap { group in
      group.topics.map { share in
        let topic = topics[share.topic]
        return [
          group.name, "\(group.reviews)", "\(share.topic)", topic?.label ?? "", topic?.aspect ?? "",
          "\(share.share)",
        ]
          + cells(share.sentiment)
      }
    }
    return table(["group", "reviews", "topic", "label", "aspect", "share"] + polarityColumns, rows)
  }

  /// `groups.csv`: a row for every group and aspect, after one for all that the group says, whose aspect is empty.
  public static func groups(of insight: Insight) -> String {
    let rows = groups(of: insight).flatMap { group in
      let head = [group.name, "\(group.reviews)", group.rating.map { "\($0)" } ?? ""]
      return [head + ["", "1.0"] + cells(group.sentiment)]
        + group.aspects.map { head + [$0.aspect, "\($0.share)"] + cells($0.sentiment) }
    }
    return table(["group", "reviews", "rating", "aspect", "share"] + polarityColumns, rows)
  }

  private static func groups(of insight: Insight) -> [Insight.Group] { [insight.overall] + insight.groups }

  private static let polarityColumns = [
    "positive", "neutral", "negative", "positive_share", "positive_lower", "positive_upper",
  ]

  /// Shares are empty where nobody has an opinion.
  private static func cells(_ polarity: Insight.Polarity) -> [String] {
    let shares = [polarity.positiveShare, polarity.positiveLowerBound, polarity.positiveUpperBound]
    return [polarity.positive, polarity.neutral, polarity.negative].map(String.init)
      + shares.map { polarity.opinions > 0 ? "\(rounded($0))" : "" }
  }

  private static func table(_ columns: [String], _ rows: [[String]]) -> String {
    "\u{FEFF}" + ([columns] + rows).map { $0.map(csvField).joined(separator: ",") + "\r\n" }.joined()
  }
}
