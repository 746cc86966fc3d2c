public import Support

/// Somebody whom a campaign may address, with what she agreed to.
public struct Customer: Sendable, Hashable {
  public let id: String
  public let segment: String?
  /// Agreed to marketing messages (个人信息保护法 第13条, 广告法 第43条).
  public let acceptsMarketing: Bool
  /// Agreed to be addressed by her traits (个人信息保护法 第24条): without it the text is the general one.
  public let acceptsProfiling: Bool
  /// Agreed separately to the use of health data such as past purchases of medicine (第28–29条).
  public let acceptsSensitive: Bool
  public let hasOptedOut: Bool
  /// Her day of birth, or her age in years; nil when not known.
  public let age: Age?
  /// Hours in which she does not want to be disturbed; nil: the campaign's.
  public let quietHours: QuietHours?
  /// Messages that she has had lately, as far as the file says.
  public let recentMessages: Int
  /// Channels that she declined.
  public let declined: Set<String>
  /// Further cells of her row, by variable name.
  public let fields: [String: String]
  public let line: Int

  /// The reader of a preview: nobody in particular.
  public static let anonymous = Customer(
    id: "anonymous", segment: nil, acceptsMarketing: true, acceptsProfiling: false, acceptsSensitive: false,
    hasOptedOut: false, age: nil, quietHours: nil, recentMessages: 0, declined: [], fields: [:], line: 0)

  public enum Age: Sendable, Hashable {
    case born(CivilDate)
    case years(Int)
    /// The file says yes or no, not how old.
    case minor(Bool)
  }

  /// Whether she is known to be under eighteen on `date` (未成年人保护法 第2条).
  public func isMinor(on date: CivilDate) -> Bool {
    switch age {
    case .born(let birthday):
      (date.year - birthday.year, date.month, date.day) < (18, birthday.month, birthday.day)
    case .years(let years): years < 18
    case .minor(let flag): flag
    case nil: false
    }
  }

  /// The columns of a customers file that mean something, in English or Chinese, and the variable they fill.
  enum Column: String, CaseIterable {
    case id
    case name
    case gender
    case segment
    case marketing = "consent_marketing"
    case profiling = "consent_profiling"
    case sensitive = "consent_sensitive"
    case optOut = "opt_out"
    case birthday
    case age
    case minor
    case quietHours = "quiet_hours"
    case recent = "recent_messages"
    case lastPurchase = "last_purchase"

    var chinese: String {
      switch self {
      case .id: "客户编号"
      case .name: "姓名"
      case .gender: "性别"
      case .segment: "分群"
      case .marketing: "同意营销"
      case .profiling: "同意个性化"
      case .sensitive: "同意健康信息"
      case .optOut: "已退订"
      case .birthday: "出生日期"
      case .age: "年龄"
      case .minor: "未成年"
      case .quietHours: "免打扰"
      case .recent: "近期已发"
      case .lastPurchase: "上次购买"
      }
    }

    static func named(_ name: String) -> Column? {
      allCases.first { $0.rawValue == name || $0.chinese == name }
    }
    static var names: [String] { allCases.map(\.rawValue) }
  }

  /// Variables that a customers file may fill, known whether or not it does.
  static let variables = ["称呼", "姓名", "分群", "上次购买"]

  /// What templates may say to her: nothing personal without her consent.
  var variables: [String: String] {
    guard acceptsProfiling else { return [:] }
    var result = fields
    result["分群"] = segment
    if !acceptsSensitive { result["上次购买"] = nil }
    return result
  }

  /// 王女士, 李先生; the full name where the gender is not known.
  static func salutation(name: String, gender: String) -> String? {
    guard let first = name.first else { return nil }
    let compound = ["欧阳", "司马", "上官", "诸葛", "司徒", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "夏侯"]
    let surname = compound.first { name.hasPrefix($0) } ?? String(first)
    switch gender.lowercased() {
    case "女", "f", "female": return surname + "女士"
    case "男", "m", "male": return surname + "先生"
    default: return name
    }
  }

  static func isYes(_ cell: String) -> Bool {
    ["y", "yes", "1", "true", "是", "同意"].contains(cell.lowercased())
  }
}

/// A stretch of every day, which may go past midnight: 21:00–08:00.
public struct QuietHours: Sendable, Hashable {
  /// Minutes after midnight.
  let from: Int
  let to: Int

  /// `21:00-08:00`; also with `—`, `–`, `~` or `至`.
  public init?(_ text: String) {
    let parts = text.split { "-–—~～至".contains($0) }
    guard parts.count == 2, let from = clockMinutes(parts[0]), let to = clockMinutes(parts[1]) else {
      return nil
    }
    self.from = from
    self.to = to
  }

  /// Whether `minute` of the day lies within; the end is outside.
  func contains(_ minute: Int) -> Bool {
    from <= to ? (from..<to).contains(minute) : minute >= from || minute < to
  }
}

/// Minutes after midnight of `9:30` or `09:30`; nil for what is no time of day.
func clockMinutes(_ text: some StringProtocol) -> Int? {
  let parts = text.split(omittingEmptySubsequences: false) { $0 == ":" || $0 == "：" }
  guard parts.count == 2, let hour = Int(trimmed(parts[0])), let minute = Int(trimmed(parts[1])),
    (0...24).contains(hour), (0...59).contains(minute), hour * 60 + minute <= 1440
  else { return nil }
  return hour * 60 + minute
}

private func trimmed(_ text: some StringProtocol) -> String { String(text.filter { !$0.isWhitespace }) }
