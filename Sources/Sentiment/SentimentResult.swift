/// What a text feels about its subject.
public enum Polarity: String, Sendable, CaseIterable, Codable {
  case positive, neutral, negative

  /// The word people read: 好评, 中性, 差评.
  public var title: String {
    switch self {
    case .positive: "好评"
    case .neutral: "中性"
    case .negative: "差评"
    }
  }
}

/// What an opinion is about. The raw value is the name in files, reports and JSON.
public enum Aspect: String, Sendable, CaseIterable, Codable {
  case efficacy = "疗效"
  case sideEffects = "副作用"
  case price = "价格"
  case delivery = "物流"
  case packaging = "包装"
  case service = "客服"
  case authenticity = "真伪"
  case shelfLife = "有效期"
  case experience = "体验"

  /// Position in `allCases`, in which flat arrays of aspects are ordered.
  public var index: Int { Aspect.allCases.firstIndex(of: self) ?? 0 }
}

/// A report that a pharmacist must see. The raw value is the name in files and JSON.
public enum SafetySignal: String, Sendable, CaseIterable, Codable {
  case adverseReaction = "adverse-reaction"
  case overdose
  case counterfeit
  case expired
  case pregnancy
  case infant

  /// Whether the signal reports harm or bad goods; 孕期, 婴幼儿 only say who takes them.
  var isHarm: Bool { self != .pregnancy && self != .infant }

  public var title: String {
    switch self {
    case .adverseReaction: "不良反应"
    case .overdose: "超量或误服"
    case .counterfeit: "疑似假药"
    case .expired: "过期或临期"
    case .pregnancy: "孕期哺乳期用药"
    case .infant: "婴幼儿用药"
    }
  }
}

/// An opinion about one aspect, summed over the text.
public struct AspectOpinion: Sendable, Hashable {
  public let aspect: Aspect
  public let polarity: Polarity
  /// −1…1, squashed like `SentimentResult.score`.
  public let score: Double
  /// Where the strongest opinion about the aspect stands: UTF-8 bytes of the text.
  public let evidence: Range<Int>
}

/// A place in the text that reports harm or a risk of it.
public struct SafetyFinding: Sendable, Hashable {
  public let signal: SafetySignal
  /// UTF-8 bytes of the text.
  public let range: Range<Int>
  /// 1 watch, 2 a pharmacist should answer, 3 urgent.
  public let severity: Int
}

/// One thing that moved the score, and by which rules.
public struct Reason: Sendable, Hashable {
  /// UTF-8 bytes of the text: the opinion word with the negation and degree words that act on it.
  public let range: Range<Int>
  /// The source text of `range`.
  public let text: String
  public let rules: Rules
  /// Signed contribution to the sum before squashing; 0 where a rule set the opinion aside.
  public let weight: Double
}

/// Everything that `SentimentAnalyzer` says about one text.
public struct SentimentResult: Sendable, Hashable {
  public let polarity: Polarity
  /// −1…1: the sum s of all weighted opinions, squashed to s / √(s² + 15) (Hutto & Gilbert 2014, VADER, ICWSM).
  /// One clear praise (strength 2) gives 0.46. Zero means that nothing was found or that it cancels out.
  public let score: Double
  /// 0…1, see `SentimentScore.confidence`.
  public let confidence: Double
  /// In the order of `Aspect.allCases`, only those with an opinion.
  public let aspects: [AspectOpinion]
  /// In text order.
  public let safety: [SafetyFinding]
  /// In text order.
  public let reasons: [Reason]
}

/// The numbers of `SentimentResult` without its texts and ranges: what a corpus is counted with. Nothing in it
/// is allocated.
public struct SentimentScore: Sendable, Hashable {
  public var polarity: Polarity
  /// See `SentimentResult.score`.
  public var score: Double
  /// How likely a reader agrees that it is praise, or complaint: 0.5…1, from the strength of the evidence and
  /// its one-sidedness, calibrated on labelled shop reviews (`Calibration`). Neutral texts have 0.5, which says
  /// that this was not measured.
  public var confidence: Double
  /// Sum of the weighted praise, ≥ 0, before squashing.
  public var praise: Double
  /// Sum of the weighted complaints, ≥ 0, before squashing.
  public var complaint: Double
  public var aspects: AspectSums
  public var signals: SafetySignals
}

/// Signed opinion sums per aspect, before squashing.
public struct AspectSums: Sendable, Hashable {
  private var sums = SIMD16<Float>()
  private var mentioned: UInt16 = 0

  public init() {}

  /// Nil when the text has no opinion about the aspect.
  public subscript(aspect: Aspect) -> Double? { self[aspect.index] }

  subscript(index: Int) -> Double? { mentioned >> index & 1 == 1 ? Double(sums[index]) : nil }

  mutating func add(_ value: Float, at index: Int) {
    sums[index] += value
    mentioned |= 1 << index
  }
}

/// Which signals a text raises.
public struct SafetySignals: OptionSet, Sendable, Hashable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public init(_ signal: SafetySignal) {
    rawValue = 1 << UInt8(SafetySignal.allCases.firstIndex(of: signal) ?? 0)
  }

  public func contains(_ signal: SafetySignal) -> Bool { isSuperset(of: SafetySignals(signal)) }
}
