public import Corpus
public import Support

/// What each customer bought, summed up: the ground of RFM (recency, frequency, monetary value; Hughes 1994).
public struct PurchaseHistory: Sendable {
  /// A number that a history yields for a customer.
  public enum Feature: String, Sendable, CaseIterable {
    /// Days from the last order to the day after the newest order of all: 1 … .
    case recency
    /// Orders.
    case frequency
    /// What she paid in all.
    case monetary
    /// What she paid per order.
    case average
    /// Days from the first order, counted as `recency`.
    case tenure
    /// Mean days between two orders; `tenure` with only one.
    case interval

    /// What people call it, with the unit.
    public var title: String {
      switch self {
      case .recency: "最近购买"
      case .frequency: "购买次数"
      case .monetary: "累计金额"
      case .average: "客单价"
      case .tenure: "首次购买"
      case .interval: "购买间隔"
      }
    }

    public var unit: String {
      switch self {
      case .recency, .tenure: "天前"
      case .interval: "天"
      case .frequency: "次"
      case .monetary, .average: "元"
      }
    }

    /// The feature called `name`, in English or Chinese.
    public init?(named name: String) {
      guard let feature = Self.allCases.first(where: { $0.rawValue == name.lowercased() || $0.title == name })
      else { return nil }
      self = feature
    }
  }

  private struct Purchases {
    var first: Int
    var last: Int
    var orders: Int
    var amount: Double
  }

  /// Customers in order of appearance.
  public private(set) var customers: [String] = []
  /// The day after the newest order.
  public private(set) var today = 0
  /// Rows read, and those that do not count, by reason.
  public private(set) var counts = CorpusCounts()
  public private(set) var skipped: [OrderFile.Skip: Int] = [:]
  private var purchases: [Purchases] = []

  /// Reads all orders.
  /// - Parameter today: the day that recency is counted to; nil is the day after the newest order.
  /// - Throws: `FileError`, `CorpusError`; `AudienceError.missingColumn`, `.noCustomers`.
  /// - Complexity: O(rows). Memory: by customers and orders, not by rows.
  public init(_ file: OrderFile, today: CivilDate? = nil) throws {
    var index: [String: Int] = [:]
    var orders: Set<UInt64> = []
    var newest = Int.min
    (counts, skipped) = try file.forEach { line in
      newest = max(newest, line.day)
      let customer = index[line.customer] ?? customers.count
      if customer == customers.count {
        index[line.customer] = customer
        customers.append(line.customer)
        purchases.append(Purchases(first: line.day, last: line.day, orders: 0, amount: 0))
      }
      // Without numbers, what is bought on one day is one order.
      let order = line.order.isEmpty ? "\(line.day)" : line.order
      if orders.insert(mix64(stableHash(order)) ^ stableHash(line.customer)).inserted {
        purchases[customer].orders += 1
      }
      purchases[customer].first = min(purchases[customer].first, line.day)
      purchases[customer].last = max(purchases[customer].last, line.day)
      purchases[customer].amount += line.amount
    }
    guard !customers.isEmpty else {
      throw AudienceError.noCustomers(file: file.reader.path, rows: counts.read)
    }
    self.today = today?.dayNumber ?? newest + 1
  }

  /// `features` of every customer.
  public func table(_ features: [Feature]) -> FeatureTable {
    FeatureTable(
      names: features.map(\.title), ids: customers,
      values: purchases.flatMap { purchases in features.map { value($0, of: purchases) } })
  }

  private func value(_ feature: Feature, of purchases: Purchases) -> Double {
    let tenure = Double(max(0, today - purchases.first))
    switch feature {
    case .recency: return Double(max(0, today - purchases.last))
    case .frequency: return Double(purchases.orders)
    case .monetary: return purchases.amount
    case .average: return purchases.amount / Double(max(1, purchases.orders))
    case .tenure: return tenure
    case .interval:
      return purchases.orders > 1
        ? Double(purchases.last - purchases.first) / Double(purchases.orders - 1) : tenure
    }
  }
}
