import Corpus
import Support

/// Counts of what became of messages.
public struct ResultCounts: Sendable, Hashable {
  public var delivered = 0
  public var clicked = 0
  public var converted = 0
  public var unsubscribed = 0
  public var revenue = 0.0
  public var cost = 0.0

  mutating func add(_ other: ResultCounts) {
    delivered += other.delivered
    clicked += other.clicked
    converted += other.converted
    unsubscribed += other.unsubscribed
    revenue += other.revenue
    cost += other.cost
  }

  /// (revenue − cost) / cost; nil without cost.
  public var returnOnInvestment: Double? { cost > 0 ? (revenue - cost) / cost : nil }
}

/// What became of a campaign's messages, from a CSV file with a row per message or per group of messages.
///
/// Columns, in English or Chinese: `delivered` is needed; `clicked`, `converted`, `unsubscribed`, `revenue`, `cost` count;
/// `segment`, `channel`, `product`, `variant` say of whom and what (as in the record); `holdout` marks those who were
/// left out on purpose.
public struct CampaignResults: Sendable {
  public enum Dimension: String, Sendable, CaseIterable {
    case segment
    case channel
    case product
    case variant

    public var title: String {
      switch self {
      case .segment: "分群"
      case .channel: "渠道"
      case .product: "商品"
      case .variant: "说法"
      }
    }
  }

  public private(set) var rows = 0
  public private(set) var total = ResultCounts()
  /// Of those who got nothing; `delivered` counts people.
  public private(set) var holdout = ResultCounts()
  private var groups: [Dimension: [String: ResultCounts]] = [:]

  /// The groups of a dimension by name; empty when the file has no such column.
  public func groups(_ dimension: Dimension) -> [(name: String, counts: ResultCounts)] {
    (groups[dimension] ?? [:]).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// - Throws: `FileError`, a `Diagnostic` for a damaged file, or the first twenty mistakes with their lines.
  public static func load(_ path: String) throws -> CampaignResults {
    var results = CampaignResults()
    var columns: ResultColumns?
    var mistakes: [Diagnostic] = []
    try RowReader(path, format: CorpusFormat(path: path) ?? .csv, onDamage: .refuse).forEach { names in
      columns = try ResultColumns(names, file: path, line: 1)
    } _: { row in
      guard let known = columns else { return }
      do throws(Diagnostic) {
        results.add(try known.read(row))
      } catch {
        mistakes.append(error)
        if mistakes.count == 20 { throw DiagnosticList(mistakes) }
      }
    }
    guard mistakes.isEmpty else { throw DiagnosticList(mistakes) }
    return results
  }

  private mutating func add(_ row: ResultColumns.Row) {
    rows += 1
    if row.isHoldout {
      holdout.add(row.counts)
      return
    }
    total.add(row.counts)
    for (dimension, name) in row.names {
      groups[dimension, default: [:]][name, default: ResultCounts()].add(row.counts)
    }
  }
}

/// Which cell of a row means what.
private struct ResultColumns {
  struct Row {
    var counts: ResultCounts
    var names: [(CampaignResults.Dimension, String)]
    var isHoldout: Bool
  }

  static let counted = [
    ("delivered", "送达"), ("clicked", "点击"), ("converted", "转化"), ("unsubscribed", "退订"), ("revenue", "收入"),
    ("cost", "成本"),
  ]
  static let names = counted.map(\.0).joined(separator: ",") + ",segment,channel,product,variant,holdout"
  private static let aliases = ["click": "clicked", "convert": "converted", "unsubscribe": "unsubscribed"]

  private let file: String
  private let columns: [String]
  private let index: [String: Int]
  private let dimensions: [(CampaignResults.Dimension, Int)]
  private let holdout: Int?

  init(_ columns: [String], file: String, line: Int) throws(Diagnostic) {
    self.file = file
    self.columns = columns
    var index: [String: Int] = [:]
    for (position, name) in columns.enumerated() {
      let plain = Self.aliases[name] ?? name
      if let known = Self.counted.first(where: { $0.0 == plain || $0.1 == plain }) {
        index[known.0] = position
      }
    }
    self.index = index
    dimensions = CampaignResults.Dimension.allCases.compactMap { dimension in
      columns.firstIndex { $0 == dimension.rawValue || $0 == dimension.title }.map { (dimension, $0) }
    }
    holdout = columns.firstIndex { $0 == "holdout" || $0 == "对照组" }
    if index["delivered"] == nil {
      throw Diagnostic(
        file: file, line: line, column: 1,
        "结果文件缺少列“delivered”（送达），表头里有：\(columns.joined(separator: "、"))。",
        suggestion: didYouMean("delivered", among: columns))
    }
  }

  func read(_ row: borrowing RowReader.Row) throws(Diagnostic) -> Row {
    let line = row.line
    let cells = row.strings
    func number(_ name: String) throws(Diagnostic) -> Double {
      guard let position = index[name], !cells[position].isEmpty else { return 0 }
      if let flag = ["y": 1.0, "n": 0, "是": 1, "否": 0, "true": 1, "false": 0][cells[position].lowercased()] {
        return flag
      }
      guard let number = Double(cells[position]), number.isFinite, number >= 0, number < 1e15 else {
        throw Diagnostic(file: file, line: line, "“\(columns[position])”要是不小于 0 的数，这里是“\(cells[position])”。")
      }
      return number
    }
    func count(_ name: String) throws(Diagnostic) -> Int {
      guard let count = Int(exactly: try number(name)) else {
        throw Diagnostic(file: file, line: line, "“\(name)”要是整数。")
      }
      return count
    }
    let counts = ResultCounts(
      delivered: try count("delivered"), clicked: try count("clicked"), converted: try count("converted"),
      unsubscribed: try count("unsubscribed"), revenue: try number("revenue"), cost: try number("cost"))
    let most = max(counts.clicked, counts.converted, counts.unsubscribed)
    guard most <= counts.delivered else {
      throw Diagnostic(
        file: file, line: line, "点击、转化、退订最多有 \(most)，比送达的 \(counts.delivered) 还多。",
        suggestion: "没有送达的不会有人点；同一个人点几次只算一次。")
    }
    return Row(
      counts: counts, names: dimensions.map { ($0.0, cells[$0.1]) },
      isHoldout: holdout.map { Customer.isYes(cells[$0]) } ?? false)
  }
}
