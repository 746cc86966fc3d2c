import Insight

/// How much more, or less, a customer segment cares for an aspect than everybody, and how it feels about it: the
/// factors by which a product's own evidence is weighed for this segment.
///
///     attention  = (reviews of the segment that speak of it + κ·p) / ((reviews of the segment + κ)·p)
///     praise     = (its positive mentions + κ·q) / ((its mentions with an opinion + κ)·q)
///     complaint  = the same of negative mentions, with 1 − q
///
/// where p is the share of all reviews that speak of the aspect and q the positive share of all mentions with an
/// opinion. This is lift (Brin, Motwani, Ullman & Tsur 1997, SIGMOD, doi:10.1145/253260.253325), its numerator shrunk
/// towards everybody's share by κ reviews that speak like everybody (the Beta-binomial posterior mean): three reviews
/// of a segment change nothing much, three thousand speak for themselves.
public struct SegmentLift: Sendable, Hashable {
  public let segment: String
  /// Share of the segment's reviews that speak of the aspect, and of all reviews; 0…1.
  public let share: Double
  public let overallShare: Double
  /// Reviews of the segment.
  public let reviews: Int
  /// 1 where the segment is like everybody.
  public let attention: Double
  public let praise: Double
  public let complaint: Double

  /// κ: as many reviews as a segment must have for its own voice to weigh as much as everybody's.
  private static let prior = 50.0

  /// - Returns: nil where nobody speaks of the aspect, so that nothing can be compared.
  init?(_ aspect: String, of segment: Insight.Group, against overall: Insight.Group) {
    guard let everybody = overall.aspects.first(where: { $0.aspect == aspect }), everybody.share > 0,
      segment.reviews > 0
    else { return nil }
    let own = segment.aspects.first { $0.aspect == aspect }
    self.segment = segment.name
    share = own?.share ?? 0
    overallShare = everybody.share
    reviews = segment.reviews
    attention = Self.lift(share * Double(reviews), of: Double(reviews), expected: everybody.share)
    let opinions = Double(own?.sentiment.opinions ?? 0)
    praise = Self.lift(
      Double(own?.sentiment.positive ?? 0), of: opinions, expected: everybody.sentiment.positiveShare)
    complaint = Self.lift(
      Double(own?.sentiment.negative ?? 0), of: opinions, expected: everybody.sentiment.negativeShare)
  }

  private static func lift(_ count: Double, of total: Double, expected: Double) -> Double {
    expected > 0 ? (count + prior * expected) / ((total + prior) * expected) : 1
  }
}
