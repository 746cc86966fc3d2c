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
  /// Channels that she declined.
  public let declined: Set<String>
  /// Further cells of her row, by variable name.
  public let fields: [String: String]
  public let line: Int

  /// The reader of a preview: nobody in particular.
  public static let anonymous = Customer(
    id: "anonymous", segment: nil, acceptsMarketing: true, acceptsProfiling: false, acceptsSensitive: false,
    hasOptedOut: false, declined: [], fields: [:], line: 0)

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
