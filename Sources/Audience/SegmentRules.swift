internal import Support

/// Segments that people define: a name and a condition a line, the first that holds decides.
///
///     segment	condition
///     新客	购买次数 = 1 且 最近购买 <= 30 天
///     大客户	累计金额 前 10%
///     其他
public struct SegmentRules: Sendable {
  struct Rule: Sendable {
    let segment: String
    /// nil always holds.
    let condition: SegmentCondition?
  }

  let rules: [Rule]

  /// Segment names in order of the file, each once.
  public var segments: [String] {
    var seen: Set<String> = []
    return rules.map(\.segment).filter { seen.insert($0).inserted }
  }

  /// - Parameters:
  ///   - name: how messages name the file.
  ///   - features: the names that conditions may use, each with the column that it means.
  /// - Throws: `FileError`; every mistake with its place as a `DiagnosticList`; `AudienceError.noRules`.
  public init(path: String, name: String? = nil, features: [String: Int]) throws {
    try self.init(text: FileAccess.readText(path), file: name ?? path, features: features)
  }

  init(text: String, file: String, features: [String: Int]) throws {
    let table = try Table(
      text: text, file: file, required: ["segment"], optional: ["condition", "note"])
    var rules: [Rule] = []
    var mistakes: [Diagnostic] = []
    for row in table.rows {
      do throws(SegmentCondition.Mistake) {
        let condition =
          row["condition"].isEmpty ? nil : try SegmentCondition(row["condition"], features: features)
        if let last = rules.last, last.condition == nil {
          mistakes.append(
            row.mistake("segment", "上一行“\(last.segment)”没有条件，谁都适合，这一行永远轮不到。", suggestion: "把没有条件的那一行移到最后。"))
        }
        rules.append(Rule(segment: row["segment"], condition: condition))
      } catch {
        mistakes.append(
          Diagnostic(
            file: file, line: row.line, column: row.position(of: "condition") + error.offset, error.message,
            suggestion: error.suggestion))
      }
    }
    guard mistakes.isEmpty else { throw DiagnosticList(mistakes) }
    guard !rules.isEmpty else { throw AudienceError.noRules(file: file) }
    self.rules = rules
  }

  /// - Returns: by customer, the place of her segment in `segments`; −1 where no rule holds.
  public func labels(of table: FeatureTable) -> [Int32] {
    let segments = segments
    let numbers = rules.map { rule in Int32(segments.firstIndex(of: rule.segment) ?? 0) }
    let conditions = rules.map { $0.condition?.resolved(for: table) }
    return (0..<table.count).map { row in
      for (number, condition) in zip(numbers, conditions) where condition?.holds(table, row) ?? true {
        return number
      }
      return -1
    }
  }
}
