public import Support

/// Why customers could not be segmented. Single rows that cannot be used do not throw: they are counted.
public enum AudienceError: YaoyuError, Equatable {
  /// A column that is needed, by its purpose and the names it is found by.
  case missingColumn(purpose: String, option: String, known: [String], file: String, columns: [String])
  case unknownFeature(String, file: String, known: [String])
  case noCustomers(file: String, rows: Int)
  /// More clusters asked for than there are different customers.
  case tooManyClusters(asked: Int, customers: Int)
  /// Distances between all customers would not fit; `bytes` are what they would take.
  case tooManyForHierarchy(customers: Int, bytes: Int)
  case unsuitableValue(feature: String, value: Double)
  case noRules(file: String)

  public var exitCode: ExitCode {
    switch self {
    case .unknownFeature, .tooManyClusters, .tooManyForHierarchy: .usage
    default: .badData
    }
  }

  public var description: String {
    switch self {
    case .missingColumn(let purpose, let option, let known, let file, let columns):
      "“\(file)”里看不出哪一列是\(purpose)（认得的列名：\(known.joined(separator: "、"))）。"
        + "现有的列：\(columns.joined(separator: "、"))。请用 \(option) 指明。"
    case .unknownFeature(let name, let file, let known):
      "“\(file)”没有叫“\(name)”的特征，可用：\(known.joined(separator: "、"))。\(didYouMean(name, among: known) ?? "")"
    case .noCustomers(let file, let rows):
      "“\(file)”的 \(rows) 行里没有一位可以分群的顾客。请检查编号、日期、金额这几列。"
    case .tooManyClusters(let asked, let customers):
      "要分成 \(asked) 群，可是互不相同的顾客只有 \(customers) 位。请把 --k 调小。"
    case .tooManyForHierarchy(let customers, let bytes):
      "层次聚类要算每两位顾客之间的距离，\(customers) 位需要 \(bytes >> 30) GB 内存。"
        + "请改用 --linkage bisecting（自上而下二分）或 --method kmeans。"
    case .unsuitableValue(let feature, let value):
      "“\(feature)”里有 \(value)，不能取对数（要大于 -1）。请加上 --scale zscore。"
    case .noRules(let file): "分群规则“\(file)”里一条规则也没有。"
    }
  }
}
