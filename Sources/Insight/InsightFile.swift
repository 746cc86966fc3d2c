internal import FoundationEssentials
internal import Support

/// `insight.json`: an `Insight` as JSON with sorted keys, two-space indentation and numbers of at most six
/// decimals. Equal insights give equal bytes.
public enum InsightFile {
  public static let format = "yaoyu-insight"
  public static let version = 1

  /// Replaces the file in one step.
  /// - Throws: `FileError`.
  public static func save(_ insight: Insight, to path: String) throws {
    try FileAccess.write(encode(insight), to: path)
  }

  public static func encode(_ insight: Insight) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return Array(try encoder.encode(insight)) + [UInt8(ascii: "\n")]
  }

  /// - Throws: `InsightError` for a file that is missing or no such file, `FileError` for one that the system
  ///   will not read.
  public static func load(_ path: String) throws -> Insight {
    let bytes: [UInt8]
    do {
      bytes = try FileAccess.read(path)
    } catch .notFound {
      throw InsightError.missing(path: path)
    }
    return try decode(bytes, path: path)
  }

  /// - Parameter path: how messages name the file.
  public static func decode(_ bytes: [UInt8], path: String) throws(InsightError) -> Insight {
    let data = Data(bytes)
    let decoder = JSONDecoder()
    do {
      let head = try decoder.decode(Head.self, from: data)
      guard head.format == format, let version = head.version else {
        throw InsightError.otherFormat(path: path)
      }
      guard version == Self.version else { throw InsightError.otherVersion(path: path, version: version) }
      let insight = try decoder.decode(Insight.self, from: data)
      if let contradiction = insight.contradiction {
        throw InsightError.damaged(path: path, reason: contradiction)
      }
      return insight
    } catch let error as InsightError {
      throw error
    } catch {
      throw .damaged(path: path, reason: reason(error))
    }
  }

  private struct Head: Decodable {
    var format: String?
    var version: Int?
  }

  private static func reason(_ error: any Error) -> String {
    guard let error = error as? DecodingError else { return "内容不对" }
    switch error {
    case .keyNotFound(let key, let context): return "缺少“\(place(context.codingPath + [key]))”"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      return context.codingPath.isEmpty ? "最外层应该是一个对象" : "“\(place(context.codingPath))”的类型不对"
    case .dataCorrupted(let context):
      return context.codingPath.isEmpty ? "不是完整的 JSON（可能没有写完，或被截断）" : "“\(place(context.codingPath))”的内容不对"
    @unknown default: return "内容不对"
    }
  }

  private static func place(_ path: [any CodingKey]) -> String {
    path.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
  }
}

extension Insight {
  /// What does not fit together, if anything: those who act on an insight follow its topic numbers.
  fileprivate var contradiction: String? {
    let ids = Set(topics.map(\.id))
    if ids.count != topics.count { return "主题编号重复" }
    for group in [overall] + groups + (segments ?? []) {
      if let share = group.topics.first(where: { !ids.contains($0.topic) }) {
        return "“\(group.name)”提到不存在的主题 \(share.topic)"
      }
    }
    if let month = months.first(where: { $0.topicShares.count != topics.count }) {
      return "“\(month.month)”的主题数和全文不一致"
    }
    // Counts are added up by readers, and shares multiplied: neither may be beyond reason.
    guard polarities.allSatisfy({ [$0.positive, $0.neutral, $0.negative].allSatisfy(Self.counts.contains) })
    else { return "好评、中性、差评的条数不合理" }
    let shares =
      topics.map(\.weight)
      + ([overall] + groups + (segments ?? [])).flatMap { $0.topics.map(\.share) + $0.aspects.map(\.share) }
    return shares.allSatisfy((0...1.000_001).contains) ? nil : "占比不在 0 和 1 之间"
  }

  private static let counts = 0...(1 << 40)

  private var polarities: [Polarity] {
    topics.map(\.sentiment) + months.map(\.sentiment)
      + ([overall] + groups + (segments ?? [])).flatMap {
        [$0.sentiment] + $0.topics.map(\.sentiment) + $0.aspects.map(\.sentiment)
      }
  }
}

/// `value` with six decimals, as the file shows it.
func rounded(_ value: Double) -> Double { (value * 1e6).rounded() / 1e6 }
