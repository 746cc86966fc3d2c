internal import Support

/// What a rule asks of a customer: comparisons joined by 且 (and) and 或 (or), 且 binding tighter.
///
///     最近购买 <= 30 天 且 购买次数 >= 3 或 累计金额 前 10%
struct SegmentCondition: Sendable, Equatable {
  enum Comparison: Sendable, Equatable {
    case less, atMost, equal, unequal, atLeast, more
    /// Among the given share of customers with the largest (前) or smallest (后) values.
    case top, bottom
  }

  struct Term: Sendable, Equatable {
    var feature: Int
    var comparison: Comparison
    /// For `top` and `bottom` a share, 0…1, until it is resolved.
    var value: Double
  }

  /// Why a condition cannot be read.
  struct Mistake: Error, Equatable {
    /// In characters from the condition's start.
    var offset: Int
    var message: String
    var suggestion: String?
  }

  /// One of these must hold as a whole.
  private(set) var alternatives: [[Term]]

  /// - Parameter features: by name, the column that it means.
  init(_ text: String, features: [String: Int]) throws(Mistake) {
    var parser = ConditionParser(text: Array(text), features: features)
    alternatives = try parser.parse()
  }

  /// The same with every 前 and 后 as a comparison with the value at that place of `table` (nearest rank).
  func resolved(for table: FeatureTable) -> SegmentCondition {
    var result = self
    for (i, terms) in alternatives.enumerated() {
      for (j, term) in terms.enumerated() where term.comparison == .top || term.comparison == .bottom {
        let values = table.column(term.feature).sorted(by: term.comparison == .top ? (>) : (<))
        let rank = Int((term.value * Double(values.count)).rounded(.up))
        let bound = rank > 0 ? values[min(rank, values.count) - 1] : nil
        result.alternatives[i][j].comparison = term.comparison == .top ? .atLeast : .atMost
        result.alternatives[i][j].value = bound ?? (term.comparison == .top ? .infinity : -.infinity)
      }
    }
    return result
  }

  func holds(_ table: FeatureTable, _ row: Int) -> Bool {
    alternatives.contains { terms in
      terms.allSatisfy { term in
        let value = table.value(row, term.feature)
        return switch term.comparison {
        case .less: value < term.value
        case .atMost, .bottom: value <= term.value
        case .equal: value == term.value
        case .unequal: value != term.value
        case .atLeast, .top: value >= term.value
        case .more: value > term.value
        }
      }
    }
  }
}

private struct ConditionParser {
  let text: [Character]
  let features: [String: Int]
  private var position = 0

  private static let and = ["并且", "而且", "且", "and", "&&"]
  private static let or = ["或者", "或", "or", "||"]
  private static let comparisons: [(String, SegmentCondition.Comparison)] = [
    ("<=", .atMost), (">=", .atLeast), ("!=", .unequal), ("==", .equal), ("≤", .atMost), ("≥", .atLeast),
    ("≠", .unequal), ("<", .less), (">", .more), ("=", .equal), ("＜", .less), ("＞", .more), ("＝", .equal),
    ("前", .top), ("后", .bottom),
  ]
  private static let units = ["天前", "天", "次", "元", "个", "件", "岁"]

  init(text: [Character], features: [String: Int]) {
    self.text = text
    self.features = features
  }

  mutating func parse() throws(SegmentCondition.Mistake) -> [[SegmentCondition.Term]] {
    var alternatives = [[try term()]]
    while true {
      skipSpace()
      if position == text.count { return alternatives }
      if take(Self.and) {
        alternatives[alternatives.count - 1].append(try term())
      } else if take(Self.or) {
        alternatives.append([try term()])
      } else {
        throw mistake("这里应该是“且”或“或”。", suggestion: "例如：最近购买 <= 30 且 购买次数 >= 2。")
      }
    }
  }

  private mutating func term() throws(SegmentCondition.Mistake) -> SegmentCondition.Term {
    let feature = try feature()
    skipSpace()
    guard let comparison = Self.comparisons.first(where: { take([$0.0]) })?.1 else {
      throw mistake("这里应该是 < <= > >= = != 或“前”“后”。", suggestion: "例如：累计金额 >= 500，累计金额 前 20%。")
    }
    let value = try number()
    let isShare = take(["%", "％"])
    guard isShare == (comparison == .top || comparison == .bottom), !isShare || (0...100).contains(value)
    else {
      throw mistake(isShare ? "百分比只能跟在“前”“后”后面，在 0 到 100 之间。" : "“前”“后”后面要写百分比，比如“前 20%”。")
    }
    skipSpace()
    _ = take(Self.units)
    return SegmentCondition.Term(
      feature: feature, comparison: comparison, value: isShare ? value / 100 : value)
  }

  /// The longest known name that stands here.
  private mutating func feature() throws(SegmentCondition.Mistake) -> Int {
    skipSpace()
    let known = features.keys.sorted { ($1.count, $0) < ($0.count, $1) }
    for name in known where stands(name) {
      position += name.count
      return features[name] ?? 0
    }
    let word = String(text[position...].prefix { !$0.isWhitespace && !"<>=!≤≥≠＜＞＝".contains($0) })
    throw mistake(
      word.isEmpty ? "这里缺少特征名。" : "不认识的特征“\(word)”，可用：\(features.keys.sorted().joined(separator: "、"))。",
      suggestion: didYouMean(word, among: features.keys.sorted()))
  }

  private mutating func number() throws(SegmentCondition.Mistake) -> Double {
    skipSpace()
    let digits = text[position...].prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "-") }
    guard let value = Double(String(digits)) else {
      throw mistake("这里应该是一个数。", suggestion: "数用阿拉伯数字写，比如 30。")
    }
    position += digits.count
    skipSpace()
    return value
  }

  private func stands(_ word: String) -> Bool { text[position...].starts(with: word) }

  private mutating func take(_ words: [String]) -> Bool {
    guard let word = words.first(where: stands) else { return false }
    position += word.count
    return true
  }

  private mutating func skipSpace() {
    while position < text.count, text[position].isWhitespace { position += 1 }
  }

  private func mistake(_ message: String, suggestion: String? = nil) -> SegmentCondition.Mistake {
    SegmentCondition.Mistake(offset: position, message: message, suggestion: suggestion)
  }
}
