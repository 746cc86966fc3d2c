/// Why a customer gets no text on a channel.
public enum SkipReason: Sendable, Hashable {
  /// The customer stands in the file a second time; the first row counts.
  case duplicateCustomer
  case optOut
  case noConsent
  /// Under eighteen (广告法 第40条; under fourteen also 个人信息保护法 第31条).
  case minor
  /// One of those who get nothing, so that the campaign's effect can be measured.
  case holdout
  case noChannelConsent
  case quietHours
  /// She has had as many messages as the campaign allows.
  case frequencyCap
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
    case .duplicateCustomer: "duplicate-customer"
    case .optOut: "opt-out"
    case .noConsent: "no-consent"
    case .minor: "minor"
    case .holdout: "holdout"
    case .noChannelConsent: "no-channel-consent"
    case .quietHours: "quiet-hours"
    case .frequencyCap: "frequency-cap"
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
    case .duplicateCustomer: "客户在名单里重复，前面已经有了"
    case .optOut: "客户已退订"
    case .noConsent: "客户没有同意接收营销信息"
    case .minor: "客户未满十八岁"
    case .holdout: "留作对照组，不发"
    case .noChannelConsent: "客户没有同意用这个渠道"
    case .quietHours: "发送时间在免打扰时段"
    case .frequencyCap: "近期已经发够了条数"
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
  /// The template, which of its wordings were taken (0 where none was reached), and how the text was made to fit:
  /// `sms-general:2-1-3`, `sms-general:2-1-0/short`; `wechat-regulated:0` for a template without alternatives.
  public var variant = ""
  public var rendered = RenderedText()
  public var length: MessageLength?
  /// Ids of the claims in the text.
  public var claims: [String] = []
  public var evidence: CopyEvidence? { didSet { writtenEvidence = nil } }
  /// The same as JSON, where it was written before.
  var writtenEvidence: [UInt8]?
  public var lint: LintResult?
  public var skipped: SkipReason?

  /// `ok`, `warn`, `needs-review`, `blocked`; a text of which some part has no origin needs review.
  public var verdict: String {
    guard let lint else { return "ok" }
    if lint.isBlocked { return "blocked" }
    return rendered.coverage < 1 ? Severity.needsReview.rawValue : lint.verdict
  }
}
