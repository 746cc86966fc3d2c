import Support

/// What `{{ 变量 | 过滤器: 参数 }}` can do to a value. There is no filter that cuts text: a claim that is too
/// long is replaced by its approved short form, never shortened here.
struct TemplateFilter: Sendable, Hashable {
  enum Kind: String, Sendable, CaseIterable {
    /// Number with measure word: `{{ 3 | 量词: "盒" }}` → 3盒; a product's name looks its measure word up.
    case measure = "量词"
    /// The same in Chinese numerals: `{{ 2 | 汉字量词: "瓶" }}` → 两瓶.
    case chineseMeasure = "汉字量词"
    /// `{{ 截止 | 日期: "M月d日" }}` → 11月30日.
    case date = "日期"
    /// Money: `{{ 价格 | 元 }}` → 39.9元.
    case yuan = "元"
    /// Keeps the first and the last character and hides the rest: 王小明 → 王*明, 13800001234 → 138****1234.
    case mask = "遮盖"
    /// The text to use when the variable is not filled.
    case fallback = "默认"

    /// Besides the Chinese name.
    var alias: String {
      switch self {
      case .measure: "measure"
      case .chineseMeasure: "chinese_measure"
      case .date: "date"
      case .yuan: "yuan"
      case .mask: "mask"
      case .fallback: "default"
      }
    }

    var takesArgument: Bool { self != .mask && self != .yuan }

    static func named(_ name: String) -> Kind? {
      allCases.first { $0.rawValue == name || $0.alias == name }
    }
    static var names: [String] { allCases.flatMap { [$0.rawValue, $0.alias] } }
  }

  /// Text in quotes, or another variable's value.
  enum Argument: Sendable, Hashable {
    case text(String)
    case variable(VariableReference)
  }

  let kind: Kind
  let argument: Argument?
}

/// Why a filter cannot work on a value, in words for the author.
struct FilterMismatch: Error {
  let message: String
}

extension TemplateFilter.Kind {
  /// The dressed value as text.
  /// - Throws: `FilterMismatch` when the value is of another sort than the filter needs.
  func apply(to value: TemplateValue, argument: String, measures: MeasureWords) throws(FilterMismatch)
    -> String
  {
    switch self {
    case .measure:
      return shortest(try number(value)) + measures.measure(for: argument)
    case .chineseMeasure:
      let number = try number(value)
      guard let count = Int(exactly: number), let numeral = chineseCount(count) else {
        throw FilterMismatch(message: "“汉字量词”只能写 0 到 99999999 的整数，这里是“\(value.plain)”。")
      }
      return numeral + measures.measure(for: argument)
    case .date:
      if case .date(let date) = value { return date.formatted(argument) }
      guard let date = CivilDate(value.plain) else {
        throw FilterMismatch(message: "“日期”需要 2026-11-30 这样的日期，这里是“\(value.plain)”。")
      }
      return date.formatted(argument)
    case .yuan: return shortest(try number(value)) + "元"
    case .mask: return masked(value.plain)
    case .fallback: return value.plain
    }
  }

  private func number(_ value: TemplateValue) throws(FilterMismatch) -> Double {
    if case .number(let number) = value { return number }
    guard let number = Double(value.plain), number.isFinite else {
      throw FilterMismatch(message: "“\(rawValue)”需要数字，这里是“\(value.plain)”。")
    }
    return number
  }
}

/// 138****1234 for digits from eight on; else the first character, stars, and from three on the last.
private func masked(_ text: String) -> String {
  let characters = Array(text)
  if characters.count >= 8 {
    return String(characters.prefix(3)) + String(repeating: "*", count: characters.count - 7)
      + String(characters.suffix(4))
  }
  guard let first = characters.first else { return "" }
  if characters.count < 3 { return String(first) + "*" }
  return String(first) + String(repeating: "*", count: characters.count - 2) + String(characters.suffix(1))
}

/// A count as it is said before a measure word: 两 for 2, 十二 for 12, 两百零五 for 205. Nil below 0 and
/// from 100 000 000 on.
func chineseCount(_ count: Int) -> String? {
  guard count >= 0, count < 100_000_000 else { return nil }
  if count == 2 { return "两" }
  let high = count / 10_000
  let low = count % 10_000
  guard high > 0 else { return chineseBelowTenThousand(low) }
  let head = (high == 2 ? "两" : chineseBelowTenThousand(high)) + "万"
  if low == 0 { return head }
  return head + (low < 1000 ? "零" : "") + chineseBelowTenThousand(low, after: true)
}

/// `after`: something larger precedes, so 10…19 keep their 一 (一万零一十).
private func chineseBelowTenThousand(_ count: Int, after: Bool = false) -> String {
  let digits = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"]
  if count < 10 { return digits[count] }
  var result = ""
  var pendingZero = false
  for (unit, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
    let digit = count / unit % 10
    if digit == 0 {
      pendingZero = !result.isEmpty
      continue
    }
    if pendingZero { result += "零" }
    pendingZero = false
    let isPlainTen = unit == 10 && digit == 1 && result.isEmpty && !after
    let isPair = digit == 2 && unit >= 100
    result += (isPlainTen ? "" : isPair ? "两" : digits[digit]) + name
  }
  return result
}
