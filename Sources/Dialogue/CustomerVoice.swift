import Insight

/// What the reviews of an insight file mean for a conversation: which questions to offer first, and which
/// complaints to acknowledge.
struct CustomerVoice: Sendable {
  /// An aspect is much complained about when at least this share of the opinions on it is negative, taken at
  /// the lower end of the 95 % Wilson interval, so that a handful of reviews never counts.
  static let complaintThreshold = 0.15

  struct Share: Sendable, Equatable {
    /// Of all reviews, 0…1.
    var share: Double
    /// Of the opinions on the aspect, at the lower end of the interval, 0…1.
    var negative: Double
  }

  private(set) var aspects: [String: Share] = [:]

  init(_ insight: Insight?) {
    guard let insight else { return }
    for aspect in insight.overall.aspects {
      aspects[aspect.aspect] = Share(share: aspect.share, negative: aspect.sentiment.negativeLowerBound)
    }
    // Topics speak for aspects that no opinion word named.
    for topic in insight.topics {
      guard let aspect = topic.aspect, aspects[aspect] == nil else { continue }
      aspects[aspect] = Share(share: topic.weight, negative: topic.sentiment.negativeLowerBound)
    }
  }

  /// Suggestions of the most talked-about aspects first; in file order where the reviews say nothing.
  func ordered(_ suggestions: [Script.Suggestion]) -> [Script.Suggestion] {
    suggestions.enumerated().sorted { a, b in
      let (first, second) = (aspects[a.element.aspect]?.share ?? 0, aspects[b.element.aspect]?.share ?? 0)
      return first != second ? first > second : a.offset < b.offset
    }.map(\.element)
  }

  func isComplainedAbout(_ aspect: String) -> Bool {
    (aspects[aspect]?.negative ?? 0) >= CustomerVoice.complaintThreshold
  }
}
