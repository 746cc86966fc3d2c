/// How many texts a run made and why it left others out. Every record is counted once.
public struct CopyTally: Sendable {
  public private(set) var customers = 0
  public private(set) var records = 0
  public private(set) var written = 0
  public private(set) var skipped: [String: (title: String, count: Int)] = [:]

  public init() {}

  /// Counts one customer's records.
  public mutating func add(_ records: [CopyRecord]) {
    customers += 1
    self.records += records.count
    for record in records {
      if let reason = record.skipped {
        skipped[reason.code] = (reason.title, (skipped[reason.code]?.count ?? 0) + 1)
      } else {
        written += 1
      }
    }
  }

  /// Reasons and how often, the most frequent first.
  public var reasons: [(title: String, count: Int)] {
    skipped.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.map(\.value)
  }

  /// `10 位客户，20 条：写出 15 条，跳过 5 条（客户已退订 2，…）。`
  public var summary: String {
    let reasons = reasons.map { "\($0.title) \($0.count)" }
    let left = records - written
    return "\(customers) 位客户，\(records) 条：写出 \(written) 条，跳过 \(left) 条"
      + (reasons.isEmpty ? "。" : "（\(reasons.joined(separator: "，"))）。")
  }
}
