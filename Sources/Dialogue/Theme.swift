/// The field of service that an answer belongs to: by the name of the 话 file that it stands in, up to its number
/// (订单1物流.话 is about orders). What stands in other files is of no field.
enum Theme: String, CaseIterable, Sendable {
  case order = "订单"
  case afterSales = "售后"
  case payment = "付款"
  case goods = "商品"
  case health = "用药"

  private static let alsoHealth = ["处方2", "不良反应", "安全"]

  /// - Parameter file: as a path or a name.
  init?(file: String) {
    let name = file.split(separator: "/").last.map(String.init) ?? file
    if Self.alsoHealth.contains(where: name.hasPrefix) {
      self = .health
      return
    }
    guard let theme = Self.allCases.first(where: { name.hasPrefix($0.rawValue) }) else { return nil }
    self = theme
  }

  init?(_ faq: Script.FAQ) {
    if faq.review != nil {
      self = .health
      return
    }
    guard let file = faq.examples.first?.file else { return nil }
    self.init(file: file)
  }

  init?(intent name: String, in script: Script) {
    guard let file = script.intent(name)?.examples.first?.file else { return nil }
    self.init(file: file)
  }

  var notUnderstood: Phrases.Key {
    switch self {
    case .order: .notUnderstoodOrder
    case .afterSales: .notUnderstoodAfterSales
    case .payment: .notUnderstoodPayment
    case .goods: .notUnderstoodGoods
    case .health: .notUnderstoodIllness
    }
  }

  /// What a yes to it asks for.
  var accepted: Phrases.Key {
    switch self {
    case .order: .acceptOrder
    case .afterSales: .acceptAfterSales
    case .payment: .acceptPayment
    case .goods: .acceptGoods
    case .health: .acceptHealth
    }
  }
}
