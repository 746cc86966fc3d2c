import Insight

/// Why a claim leads: what reviews say of its aspect.
///
/// From a topic whose aspect it is, or, where no topic is about the aspect, from mentions of the aspect.
/// Shares of both kinds sum to 1 over their kind, so that they can stand side by side.
public struct ReviewEvidence: Sendable, Hashable {
  public let aspect: String
  /// Nil when it rests on aspect mentions.
  public let topic: Int?
  public let label: String
  /// Share of the group's tokens (topic) or of its aspect mentions, 0…1.
  public let share: Double
  public let positive: Int
  public let neutral: Int
  public let negative: Int
  /// Lower end of the 95 % Wilson interval of the positive share.
  public let positiveLowerBound: Double
  /// Of those with an opinion, the share that complains.
  public let negativeShare: Double
  /// What the customer's segment makes of the aspect; nil where it has not been asked.
  public let lift: SegmentLift?

  /// How much the claim deserves to lead.
  public var leadScore: Double {
    share * positiveLowerBound * (lift?.attention ?? 1) * (lift?.praise ?? 1)
  }
  /// How much the doubt deserves an answer.
  public var objectionScore: Double {
    share * negativeShare * (lift?.attention ?? 1) * (lift?.complaint ?? 1)
  }
}

/// What to say of one product on one channel, and why.
public struct CopyPlan: Sendable {
  public let lead: Claim
  /// Best first, at most two, of other aspects than the lead and the answer.
  public let supports: [Claim]
  public let answer: Claim?
  public internal(set) var evidence: CopyEvidence
}

/// Why a claim is worded as it is: which of its approved wordings shares most with the words that tell this segment's
/// reviews from the others'.
public struct WordingEvidence: Sendable, Hashable {
  public let claim: String
  public let text: String
  /// The shared words, by TF-IDF.
  public let words: [String]
}

/// The reasons behind a plan, for the record.
public struct CopyEvidence: Sendable {
  /// The insight's source; nil without an insight.
  public var insight: String?
  /// The group of reviews that was asked; nil for the whole corpus.
  public var group: String?
  public var lead: ReviewEvidence?
  public var runnerUp: ReviewEvidence?
  public var objection: ReviewEvidence?
  /// Only claims of which another wording than the first was taken, or whose first shares words.
  public var wordings: [WordingEvidence] = []
  /// What a reader should know besides the figures, in Chinese.
  public var notes: [String] = []
}

/// Chooses which approved claims a product's copy is made of, from what its reviews say.
///
///     lead:      argmax over aspects with a claim of   share × Wilson lower bound of the positive share
///     objection: argmax over aspects with an answer of share × negative share
///
/// The Wilson bound (Wilson 1927, JASA 22:209) keeps three happy reviews from outweighing three hundred. For a segment
/// whose reviews are known, the score is multiplied by how much more it cares for the aspect and likes it than everybody
/// (`SegmentLift`): what the product is praised for is the product's, what is worth hearing is the segment's.
/// Deterministic; ties go to the claim that stands first in the file.
struct Planner {
  let insight: Insight?

  /// What the customers of `segment` say, if the insight has it.
  func voice(of segment: String) -> Insight.Group? { insight?.segment(segment) ?? insight?.group(segment) }

  /// - Parameters:
  ///   - claims: what may be said of the product here and now, in file order.
  ///   - segment: of customers; its reviews weigh the aspects, and its words choose among approved wordings. Where the
  ///     product has no reviews of its own, what the segment says decides.
  /// - Returns: nil when no claim can lead.
  func plan(for product: Product, claims: [Claim], segment: String? = nil) -> CopyPlan? {
    let leads = claims.filter { $0.kind == .lead }
    guard let first = leads.first else { return nil }
    guard let insight else {
      return CopyPlan(
        lead: first, supports: supporting(claims, [:], besides: [first.aspect]), answer: nil,
        evidence: CopyEvidence(notes: ["没有给洞察文件，卖点按 claims.tsv 里的先后取。"]))
    }
    var evidence = CopyEvidence(insight: insight.source.name)
    let group = self.group(for: product, segment, in: insight, &evidence)
    let voice = segment.flatMap { self.voice(of: $0) }
    let found = reviewEvidence(group, insight, voice: voice)

    let ranked = leads.enumerated().compactMap { order, claim in
      found[claim.aspect]?.max { $0.leadScore < $1.leadScore }.map { (order, claim, $0) }
    }.sorted { ($1.2.leadScore, $0.0) < ($0.2.leadScore, $1.0) }
    var lead = first
    if let best = ranked.first, best.2.leadScore > 0 {
      lead = best.1
      evidence.lead = best.2
      evidence.runnerUp = ranked.first { $0.1.aspect != lead.aspect }?.2
    } else {
      evidence.notes.append("评价里没有哪一方面得到好评，卖点按 claims.tsv 里的先后取。")
    }

    var answer: Claim?
    for claim in claims where claim.kind == .answer && claim.aspect != lead.aspect {
      guard let best = found[claim.aspect]?.max(by: { $0.objectionScore < $1.objectionScore }),
        best.objectionScore > evidence.objection?.objectionScore ?? 0
      else { continue }
      answer = claim
      evidence.objection = best
    }
    let chosen = supporting(claims, found, besides: [lead.aspect, answer?.aspect])
    let speaker = voice ?? group
    return CopyPlan(
      lead: worded(lead, speaker, &evidence), supports: chosen.map { worded($0, speaker, &evidence) },
      answer: answer.map { worded($0, speaker, &evidence) }, evidence: evidence)
  }

  /// The plan with this lead that makes the longest text: the longest supports and answer of other aspects.
  func longestPlan(lead: Claim, claims: [Claim]) -> CopyPlan? {
    guard claims.contains(where: { $0.id == lead.id }) else { return nil }
    func longest(_ claims: [Claim], besides used: [String]) -> Claim? {
      claims.filter { !used.contains($0.aspect) }.map { claim in
        var claim = claim
        claim.text = ([claim.text] + claim.synonyms).max { $0.count < $1.count } ?? claim.text
        return claim
      }.max { $0.text.count < $1.text.count }
    }
    let answer = longest(claims.filter { $0.kind == .answer }, besides: [lead.aspect])
    var supports: [Claim] = []
    while supports.count < 2,
      let next = longest(
        claims.filter { $0.kind != .answer },
        besides: [lead.aspect] + supports.map(\.aspect) + (answer.map { [$0.aspect] } ?? []))
    {
      supports.append(next)
    }
    let worded = longest([lead], besides: []) ?? lead
    return CopyPlan(lead: worded, supports: supports, answer: answer, evidence: CopyEvidence())
  }

  /// The claim in the approved wording nearest to the group's TF-IDF words: the largest sum of the scores of the words
  /// in it, over the square root of its length (the cosine of Salton and Buckley 1988, doi:10.1016/0306-4573(88)90021-0,
  /// with characters for the wording's own length). Ties go to the first.
  private func worded(_ claim: Claim, _ group: Insight.Group, _ evidence: inout CopyEvidence) -> Claim {
    guard !claim.synonyms.isEmpty else { return claim }
    var best: (text: String, words: [String], score: Double) = (claim.text, [], 0)
    for text in [claim.text] + claim.synonyms {
      let shared = group.keywords.filter { $0.word.count > 1 && text.contains($0.word) }
      let score = shared.reduce(0) { $0 + $1.score } / Double(max(1, text.count)).squareRoot()
      if score > best.score { best = (text, shared.map(\.word), score) }
    }
    guard best.score > 0 else { return claim }
    evidence.wordings.append(WordingEvidence(claim: claim.id, text: best.text, words: best.words))
    var claim = claim
    claim.text = best.text
    return claim
  }

  /// Up to two claims of further aspects: the most praised first, also such as could have led; without praise
  /// those meant to support, in file order.
  private func supporting(_ claims: [Claim], _ found: [String: [ReviewEvidence]], besides used: [String?])
    -> [Claim]
  {
    let score = { (claim: Claim) in found[claim.aspect]?.map(\.leadScore).max() ?? 0 }
    let candidates = claims.enumerated().filter { _, claim in
      claim.kind == .support || (claim.kind == .lead && score(claim) > 0)
    }.sorted { (score($1.element), $0.offset) < (score($0.element), $1.offset) }
    var chosen: [Claim] = []
    for (_, claim) in candidates where chosen.count < 2 {
      if !used.contains(claim.aspect), !chosen.contains(where: { $0.aspect == claim.aspect }) {
        chosen.append(claim)
      }
    }
    return chosen
  }

  /// The product's own reviews; without any those of the segment; else all.
  private func group(
    for product: Product, _ segment: String?, in insight: Insight, _ evidence: inout CopyEvidence
  ) -> Insight.Group {
    if let group = insight.group(product.reviewGroup) {
      evidence.group = group.name
      return group
    }
    let voice = segment.flatMap { self.voice(of: $0) }
    let instead = voice.map { "分群“\($0.name)”的评价" } ?? "全部评价"
    evidence.group = voice?.name
    evidence.notes.append(
      product.reviewGroup.isEmpty
        ? "商品没有写 review_group，用\(instead)。" : "洞察里没有“\(product.reviewGroup)”这一组，改用\(instead)。")
    return voice ?? insight.overall
  }

  /// By aspect: its topics in this group, or else its mentions; weighed by the segment's `voice`, unless the group is
  /// the segment itself.
  private func reviewEvidence(_ group: Insight.Group, _ insight: Insight, voice: Insight.Group?)
    -> [String: [ReviewEvidence]]
  {
    var found: [String: [ReviewEvidence]] = [:]
    func lift(_ aspect: String) -> SegmentLift? {
      guard let voice, voice.name != group.name else { return nil }
      return SegmentLift(aspect, of: voice, against: insight.overall)
    }
    for share in group.topics {
      guard let topic = insight.topics.first(where: { $0.id == share.topic }), let aspect = topic.aspect
      else {
        continue
      }
      found[aspect, default: []].append(
        ReviewEvidence(
          aspect: aspect, topic: topic.id, label: topic.label, share: share.share, of: share.sentiment,
          lift: lift(aspect)))
    }
    let mentions = group.aspects.reduce(0) { $0 + $1.share }
    for aspect in group.aspects where found[aspect.aspect] == nil && mentions > 0 {
      found[aspect.aspect] = [
        ReviewEvidence(
          aspect: aspect.aspect, topic: nil, label: aspect.aspect, share: aspect.share / mentions,
          of: aspect.sentiment, lift: lift(aspect.aspect))
      ]
    }
    return found
  }
}

extension ReviewEvidence {
  fileprivate init(
    aspect: String, topic: Int?, label: String, share: Double, of sentiment: Insight.Polarity,
    lift: SegmentLift?
  ) {
    self.lift = lift
    self.aspect = aspect
    self.topic = topic
    self.label = label
    self.share = share
    positive = sentiment.positive
    neutral = sentiment.neutral
    negative = sentiment.negative
    positiveLowerBound = sentiment.positiveLowerBound
    negativeShare = sentiment.negativeShare
  }
}
