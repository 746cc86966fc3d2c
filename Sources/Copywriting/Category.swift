import Support

/// What kind of goods the law sees in a product. It decides which rules and mandatory texts apply.
public enum Category: String, Sendable, Hashable, CaseIterable {
  case rx
  case otc
  case health
  case device
  case fsmp
  case food
  case general

  /// As people say it.
  public var title: String {
    switch self {
    case .rx: "处方药"
    case .otc: "非处方药"
    case .health: "保健食品"
    case .device: "医疗器械"
    case .fsmp: "特殊医学用途配方食品"
    case .food: "食品"
    case .general: "普通商品"
    }
  }

  static var names: [String] { allCases.map(\.rawValue) }

  /// The categories of a cell such as `otc,health`; `*` or nothing means all.
  static func list(_ cell: String, _ row: Table.Row, _ column: String, _ mistakes: inout [Diagnostic])
    -> Set<Category>
  {
    if cell.isEmpty || cell == "*" { return Set(allCases) }
    var result: Set<Category> = []
    for name in ComplianceRules.names(cell) {
      if let category = Category(rawValue: name) {
        result.insert(category)
      } else {
        mistakes.append(
          row.mistake(
            column, "不认识的类别“\(name)”，可用：\(names.joined(separator: "、"))。",
            suggestion: didYouMean(name, among: names)))
      }
    }
    return result
  }
}
