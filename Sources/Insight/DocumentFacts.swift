internal import Sentiment

/// What sentiment analysis says of every document, in 20 bytes each.
struct DocumentFacts {
  /// 1, 0, −1.
  private(set) var polarity: [Int8] = []
  /// −1…1.
  private(set) var score: [Float] = []
  /// By document and aspect: the signed sum of opinions in twentieths, `unmentioned` where there is none.
  private(set) var aspects: [Int8] = []
  private(set) var signals: [SafetySignals] = []
  /// Unicode scalars, at most 65,535.
  private(set) var length: [UInt16] = []

  static let unmentioned = Int8.min
  /// Sums below 0.2 are neither praise nor complaint, as in `SentimentResult.aspects`.
  private static let neutral: Int8 = 4
  static let aspectCount = Aspect.allCases.count

  mutating func append(_ result: SentimentScore, text: UnsafeBufferPointer<UInt8>) {
    polarity.append(result.polarity == .positive ? 1 : result.polarity == .negative ? -1 : 0)
    score.append(Float(result.score))
    for aspect in Aspect.allCases {
      aspects.append(
        result.aspects[aspect].map { Int8(max(-127, min(127, ($0 * 20).rounded()))) } ?? Self.unmentioned)
    }
    signals.append(result.signals)
    let scalars = text.reduce(0) { $0 + ($1 & 0xC0 != 0x80 ? 1 : 0) }
    length.append(UInt16(min(scalars, Int(UInt16.max))))
  }

  mutating func append(_ other: DocumentFacts) {
    polarity += other.polarity
    score += other.score
    aspects += other.aspects
    signals += other.signals
    length += other.length
  }

  mutating func removeAll() {
    polarity.removeAll(keepingCapacity: true)
    score.removeAll(keepingCapacity: true)
    aspects.removeAll(keepingCapacity: true)
    signals.removeAll(keepingCapacity: true)
    length.removeAll(keepingCapacity: true)
  }

  /// The opinion about the aspect numbered `aspect`, nil when the document has none.
  func opinion(_ document: Int, _ aspect: Int) -> (sign: Int8, strength: Float)? {
    let sum = aspects[document * Self.aspectCount + aspect]
    guard sum != Self.unmentioned else { return nil }
    return (sum >= Self.neutral ? 1 : sum <= -Self.neutral ? -1 : 0, abs(Float(sum)) / 20)
  }
}

extension Insight.Polarity {
  mutating func add(_ sign: Int8) {
    if sign > 0 {
      positive += 1
    } else if sign < 0 {
      negative += 1
    } else {
      neutral += 1
    }
  }
}
