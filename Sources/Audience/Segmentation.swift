/// Customers in segments, with a portrait of each: its size, and its features against the average customer.
public struct Segmentation: Sendable {
  public struct Segment: Sendable, Equatable {
    public var name: String
    public var customers: Int
    /// Of all customers, 0…1.
    public var share: Double
    /// By feature, the mean of its customers.
    public var means: [Double]
    /// By feature, how many standard deviations of all customers the mean lies above the average.
    public var deviations: [Double]
  }

  public let table: FeatureTable
  /// Largest first, but those of rules in the rules' order.
  public let segments: [Segment]
  /// By customer, an index into `segments`; −1 for customers whom no rule wants.
  public let labels: [Int32]
  /// By feature, the mean of all customers.
  public let averages: [Double]

  /// Segments that people named.
  /// - Parameter labels: by customer, an index into `names`, or −1.
  public init(_ table: FeatureTable, labels: [Int32], names: [String]) {
    self.table = table
    self.labels = labels
    averages = table.means(of: 0..<table.count)
    segments = Self.portraits(table, labels, names, averages)
  }

  /// Segments that an algorithm found, which get their names from what is special about them.
  /// - Parameters:
  ///   - clusters: by customer, 0 ..< clusters, or −1 for noise.
  ///   - points: what was clustered, on the scale on which differences count.
  public init(_ table: FeatureTable, clusters: [Int32], points: Points) {
    let hasNoise = clusters.contains { $0 < 0 }
    let count = Int(clusters.max() ?? -1) + 1
    var sizes = [Int](repeating: 0, count: count)
    for cluster in clusters where cluster >= 0 { sizes[Int(cluster)] += 1 }
    let order = sizes.indices.sorted { (sizes[$1], $0) < (sizes[$0], $1) }
    var place = [Int32](repeating: 0, count: count)
    for (new, old) in order.enumerated() { place[old] = Int32(new) }
    let labels = clusters.map { $0 < 0 ? Int32(count) : place[Int($0)] }
    var namer = SegmentNamer(features: table.names)
    let names = (0..<count).map { cluster in
      namer.name(levels: Self.means(points, labels, of: Int32(cluster)), number: cluster + 1)
    }
    self.init(table, labels: labels, names: names + (hasNoise ? [SegmentNamer.noise] : []))
  }

  /// By column, the mean of a segment's points.
  private static func means(_ points: Points, _ labels: [Int32], of segment: Int32) -> [Double] {
    let rows = labels.indices.filter { labels[$0] == segment }
    return (0..<points.width).map { column in
      rows.reduce(0) { $0 + points[$1, column] } / Double(max(1, rows.count))
    }
  }

  private static func portraits(
    _ table: FeatureTable, _ labels: [Int32], _ names: [String], _ averages: [Double]
  ) -> [Segment] {
    let deviation = (0..<table.width).map { column in
      ((0..<table.count).reduce(0) { sum, row in
        let difference = table.value(row, column) - averages[column]
        return sum + difference * difference
      } / Double(max(1, table.count))).squareRoot()
    }
    return names.enumerated().map { number, name in
      let rows = labels.indices.filter { labels[$0] == Int32(number) }
      let means = table.means(of: rows)
      return Segment(
        name: name, customers: rows.count, share: Double(rows.count) / Double(max(1, table.count)),
        means: means,
        deviations: table.names.indices.map {
          deviation[$0] > 0 && !rows.isEmpty ? (means[$0] - averages[$0]) / deviation[$0] : 0
        })
    }
  }

  /// The segment of each customer, for those who have one.
  public var segmentOf: [String: String] {
    var result: [String: String] = [:]
    for (id, label) in zip(table.ids, labels) where label >= 0 { result[id] = segments[Int(label)].name }
    return result
  }
}

/// Names for segments that an algorithm found.
struct SegmentNamer {
  static let noise = "零散客户"

  /// Places of recency, frequency and monetary value among the features, if they are all there.
  private let rfm: (recency: Int, frequency: Int, monetary: Int)?
  private let features: [String]
  private var used: [String: Int] = [:]

  init(features: [String]) {
    self.features = features
    func place(_ feature: PurchaseHistory.Feature) -> Int? {
      features.firstIndex { PurchaseHistory.Feature(named: $0) == feature }
    }
    if let recency = place(.recency), let frequency = place(.frequency), let monetary = place(.monetary) {
      rfm = (recency, frequency, monetary)
    } else {
      rfm = nil
    }
  }

  /// - Parameter levels: by feature, where the segment lies above (> 0) or below the average.
  mutating func name(levels: [Double], number: Int) -> String {
    guard let rfm else { return "第 \(number) 群" + traits(levels) }
    let name = Self.eight(
      isRecent: levels[rfm.recency] < 0, isFrequent: levels[rfm.frequency] > 0,
      isValuable: levels[rfm.monetary] > 0)
    used[name, default: 0] += 1
    let count = used[name] ?? 1
    return count == 1 ? name : "\(name)\(count)"
  }

  /// The eight classes of RFM as Chinese marketers call them.
  private static func eight(isRecent: Bool, isFrequent: Bool, isValuable: Bool) -> String {
    let kind =
      switch (isRecent, isFrequent) {
      case (true, true): "价值"
      case (false, true): "保持"
      case (true, false): "发展"
      case (false, false): "挽留"
      }
    return (isValuable ? "重要" : "一般") + kind + "客户"
  }

  /// The two features that differ most, if they differ by half a standard deviation.
  private func traits(_ levels: [Double]) -> String {
    let strongest = features.indices.sorted { (abs(levels[$1]), $0) < (abs(levels[$0]), $1) }
      .prefix(2).filter { abs(levels[$0]) >= 0.5 }
    guard !strongest.isEmpty else { return "（接近平均）" }
    return "（" + strongest.map { features[$0] + (levels[$0] > 0 ? "高" : "低") }.joined(separator: "、") + "）"
  }
}
