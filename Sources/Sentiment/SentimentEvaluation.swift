/// How well the analyser agrees with labelled texts: accuracy, macro-F1, confusion.
///
/// With neutral labels among them, the polarity is compared. With positive and negative labels alone, the sign of
/// the score is, and a score of exactly zero counts as negative: who is content says so.
public struct SentimentEvaluation: Sendable {
  /// What a label column may say. Case does not matter.
  public static let labels: [Polarity: [String]] = [
    .positive: ["1", "positive", "pos", "好评", "正面", "正向"],
    .negative: ["0", "-1", "negative", "neg", "差评", "负面", "负向"],
    .neutral: ["neutral", "neu", "中评", "中性"],
  ]

  /// Rows: label; columns: prediction; both in the order of `Polarity.allCases`.
  private var byPolarity = [[Int]](repeating: [0, 0, 0], count: 3)
  private var bySign = [[Int]](repeating: [0, 0, 0], count: 3)
  /// Per tenth of confidence, of the texts called praise or complaint: how many there are, the sum of their
  /// confidences, how many have the side, and how many the class, that was named.
  private var bins = [SIMD4<Double>](repeating: .zero, count: 10)

  public init() {}

  /// The polarity that a label names, nil when it names none.
  public static func polarity(label: String) -> Polarity? {
    let label = label.lowercased()
    return Polarity.allCases.first { labels[$0]?.contains(label) == true }
  }

  public mutating func add(label: Polarity, score: SentimentScore) {
    byPolarity[index(label)][index(score.polarity)] += 1
    let side: Polarity = score.score > 0 ? .positive : .negative
    bySign[index(label)][index(side)] += 1
    guard score.polarity != .neutral else { return }
    let bin = min(bins.count - 1, max(0, Int(score.confidence * Double(bins.count))))
    bins[bin] += SIMD4(1, score.confidence, side == label ? 1 : 0, score.polarity == label ? 1 : 0)
  }

  public var count: Int { byPolarity.joined().reduce(0, +) }

  /// Whether the sign of the score was compared.
  public var isBinary: Bool { byPolarity[index(.neutral)].allSatisfy { $0 == 0 } }

  /// The classes compared.
  public var classes: [Polarity] { isBinary ? [.positive, .negative] : Polarity.allCases }

  /// Texts with this label that were given that prediction.
  public func count(label: Polarity, predicted: Polarity) -> Int {
    (isBinary ? bySign : byPolarity)[index(label)][index(predicted)]
  }

  /// Share of texts that got their label, 0…1; 0 without texts.
  public var accuracy: Double {
    let right = classes.reduce(0) { $0 + count(label: $1, predicted: $1) }
    return count == 0 ? 0 : Double(right) / Double(count)
  }

  /// The unweighted mean of the classes' F1 (Sokolova & Lapalme 2009, doi:10.1016/j.ipm.2009.03.002). Classes
  /// that are neither labelled nor predicted do not count.
  public var macroF1: Double {
    let scores = classes.compactMap(f1)
    return scores.isEmpty ? 0 : scores.reduce(0, +) / Double(scores.count)
  }

  /// How far confidence and truth lie apart, 0…1: the expected calibration error in ten bins (Guo et al. 2017, On
  /// Calibration of Modern Neural Networks, ICML, equation 3), over texts that were called praise or complaint;
  /// neutral ones have no measured confidence. 0 where there are none.
  public var calibrationError: Double {
    let judged = bins.reduce(0) { $0 + $1[0] }
    guard judged > 0 else { return 0 }
    return bins.reduce(0) { $0 + abs($1[isBinary ? 2 : 3] - $1[1]) } / judged
  }

  /// Harmonic mean of precision and recall; nil for a class that never occurs.
  public func f1(_ polarity: Polarity) -> Double? {
    let right = count(label: polarity, predicted: polarity)
    let labelled = classes.reduce(0) { $0 + count(label: polarity, predicted: $1) }
    let predicted = classes.reduce(0) { $0 + count(label: $1, predicted: polarity) }
    return labelled + predicted == 0 ? nil : 2 * Double(right) / Double(labelled + predicted)
  }

  private func index(_ polarity: Polarity) -> Int { Polarity.allCases.firstIndex(of: polarity) ?? 0 }
}
