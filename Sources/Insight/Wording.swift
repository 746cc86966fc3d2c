internal import Corpus

/// `175,325`.
func grouped(_ number: Int) -> String {
  var text = ""
  let digits = String(number.magnitude)
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
    text.append(digit)
  }
  return number < 0 ? "-" + text : text
}

/// `71.2%`; a share that is not quite 0 or 1 is never shown as if it were.
func percent(_ share: Double) -> String {
  let tenths = Int((share * 1000).rounded())
  if share > 0, tenths == 0 { return "<0.1%" }
  if share < 1, tenths >= 1000 { return "99.9%" }
  return "\(tenths / 10).\(tenths % 10)%"
}

/// `71%`; as careful with 0 and 1 as `percent`.
func roughPercent(_ share: Double) -> String {
  let whole = Int((share * 100).rounded())
  if share > 0, whole == 0 { return "<1%" }
  if share < 1, whole >= 100 { return "99%" }
  return "\(whole)%"
}

/// `4.62`.
func decimal(_ value: Double) -> String {
  let hundredths = Int((value * 100).rounded())
  let rest = hundredths % 100
  return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
}

/// What people read for groups that are one row: `枸杞、胎菊 等 5 个`; `全部` for none.
func groupTitle(_ groups: [String]) -> String {
  switch groups.count {
  case 0: "全部"
  case 1...2: groups.joined(separator: "、")
  default: groups.prefix(2).joined(separator: "、") + " 等 \(groups.count) 个"
  }
}

extension Insight {
  /// Words that say what a group of a bare number is: its two first keywords, of `鹿茸片 鹿茸` the first.
  func hint(_ groups: [String]) -> String? {
    var words: [String] = []
    for word in groups.first.flatMap(group)?.keywords.map(\.word) ?? [] where words.count < 2 {
      if !words.contains(where: { $0.contains(word) || word.contains($0) }) { words.append(word) }
    }
    return words.isEmpty ? nil : words.joined(separator: " ")
  }
}

/// What people read for a reason of `Insight.Source.dropped`.
func reasonTitle(_ reason: String) -> String {
  switch CleanCorpus.Reason(rawValue: reason) {
  case .damaged: "损坏的记录"
  case .empty: "没有文字"
  case .defaultText: "系统默认评价"
  case .duplicate: "重复评价"
  case .pooled: "同款共用的评价"
  case nil: reason
  }
}

/// What people read for a repair of `Insight.Source.repaired`.
func repairTitle(_ repair: String) -> String {
  switch CleanCorpus.Repair(rawValue: repair) {
  case .htmlEntity: "还原 HTML 实体"
  case .invalidUTF8: "替换坏的 UTF-8 字节"
  case nil: repair
  }
}
