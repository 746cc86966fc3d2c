/// Why a customer gets no text on a channel.
public enum SkipReason: Sendable, Hashable {
  case optOut
  case noConsent
  case noChannelConsent
  /// No product of the campaign is meant for the customer's segment.
  case noProduct
  case rxToPublic
  case noClaim
  /// There were claims, but the last day of each is past.
  case expiredClaim
  case noTemplate
  /// The shortest text with all mandatory sentences is longer than the channel allows.
  case infeasibleChannel
  case missingSlot(String)
  case blocked

  /// As in the record.
  public var code: String {
    switch self {
    case .optOut: "opt-out"
    case .noConsent: "no-consent"
    case .noChannelConsent: "no-channel-consent"
    case .noProduct: "no-product"
    case .rxToPublic: "rx-to-public"
    case .noClaim: "no-claim"
    case .expiredClaim: "expired-claim"
    case .noTemplate: "no-template"
    case .infeasibleChannel: "infeasible-channel"
    case .missingSlot(let name): "missing-slot:\(name)"
    case .blocked: "compliance-blocked"
    }
  }

  public var title: String {
    switch self {
    case .optOut: "客户已退订"
    case .noConsent: "客户没有同意接收营销信息"
    case .noChannelConsent: "客户没有同意用这个渠道"
    case .noProduct: "活动里没有适合这个分群的商品"
    case .rxToPublic: "处方药不能向公众做广告"
    case .noClaim: "没有可用的卖点"
    case .expiredClaim: "卖点都已过期"
    case .noTemplate: "这个渠道没有适合这类商品的模板"
    case .infeasibleChannel: "渠道放不下法定文字和最短的正文"
    case .missingSlot(let name): "缺少“\(name)”的值"
    case .blocked: "文案触犯合规规则"
    }
  }
}

/// One text for one customer on one channel, with everything an auditor asks about it; or why there is none.
public struct CopyRecord: Sendable {
  public let id: String
  public let campaign: String
  public let customer: String
  public let segment: String?
  public let product: String?
  public let productName: String?
  public let category: Category?
  public let channel: Channel
  /// Which alternatives were taken, and how the text was made to fit: `2-1-3`, `2-1-3/short`;
  /// `0` for a template without alternatives.
  public var variant = ""
  public var rendered = RenderedText()
  public var length: MessageLength?
  /// Ids of the claims in the text.
  public var claims: [String] = []
  public var evidence: CopyEvidence?
  public var lint: LintResult?
  public var skipped: SkipReason?

  /// `ok`, `warn`, `needs-review`, `blocked`; a text of which some part has no origin needs review.
  public var verdict: String {
    guard let lint else { return "ok" }
    if lint.isBlocked { return "blocked" }
    return rendered.coverage < 1 ? Severity.needsReview.rawValue : lint.verdict
  }
}
