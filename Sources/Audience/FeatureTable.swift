#if canImport(Glibc)
  import Glibc
#endif

/// Customers as rows of numbers.
public struct FeatureTable: Sendable, Equatable {
  /// How values are brought to one scale before distances are taken.
  public enum Scale: String, Sendable, CaseIterable {
    /// ln(1 + x), then as `zscore`: for amounts and counts, whose few large values would else rule every distance.
    case logZscore = "log-zscore"
    /// (x − mean) / standard deviation of the population; 0 where all values are equal.
    case zscore
    case none
  }

  /// Column names, for people.
  public let names: [String]
  /// By customer.
  public let ids: [String]
  /// Row-major, `ids.count` × `names.count`; finite.
  public let values: [Double]

  public init(names: [String], ids: [String], values: [Double]) {
    precondition(values.count == names.count * ids.count)
    self.names = names
    self.ids = ids
    self.values = values
  }

  public var count: Int { ids.count }
  public var width: Int { names.count }

  public func value(_ row: Int, _ column: Int) -> Double { values[row * width + column] }

  /// The column's values in row order.
  public func column(_ column: Int) -> [Double] { (0..<count).map { value($0, column) } }

  /// Mean of each column over `rows`.
  public func means(of rows: some Collection<Int>) -> [Double] {
    var sums = [Double](repeating: 0, count: width)
    for row in rows { for column in 0..<width { sums[column] += value(row, column) } }
    return sums.map { $0 / Double(max(1, rows.count)) }
  }

  /// The values on one scale, as points for clustering.
  /// - Throws: `AudienceError.unsuitableValue` for a value of −1 or less under `logZscore`.
  public func points(scale: Scale) throws(AudienceError) -> Points {
    var points = Points(values: values, width: width)
    if scale == .none { return points }
    for column in 0..<width {
      if scale == .logZscore {
        for row in 0..<count {
          let value = points[row, column]
          guard value > -1 else { throw .unsuitableValue(feature: names[column], value: value) }
          points[row, column] = log1p(value)
        }
      }
      standardize(&points, column)
    }
    return points
  }

  private func standardize(_ points: inout Points, _ column: Int) {
    let mean = (0..<count).reduce(0) { $0 + points[$1, column] } / Double(max(1, count))
    let variance =
      (0..<count).reduce(0) { sum, row in
        let difference = points[row, column] - mean
        return sum + difference * difference
      } / Double(max(1, count))
    let scale = variance > 0 ? 1 / variance.squareRoot() : 0
    for row in 0..<count { points[row, column] = (points[row, column] - mean) * scale }
  }
}

/// Points of a Euclidean space, row-major.
public struct Points: Sendable, Equatable {
  public internal(set) var values: [Double]
  public let width: Int

  public init(values: [Double], width: Int) {
    precondition(width > 0 && values.count % width == 0)
    self.values = values
    self.width = width
  }

  public var count: Int { values.count / width }

  public subscript(row: Int, column: Int) -> Double {
    get { values[row * width + column] }
    set { values[row * width + column] = newValue }
  }

  /// The points of `rows`, in their order.
  public func selecting(_ rows: [Int]) -> Points {
    var selected: [Double] = []
    selected.reserveCapacity(rows.count * width)
    for row in rows { selected.append(contentsOf: values[row * width..<(row + 1) * width]) }
    return Points(values: selected, width: width)
  }

  /// How many different points there are, at most `limit`.
  func distinct(upTo limit: Int) -> Int {
    var seen: Set<ArraySlice<Double>> = []
    for row in 0..<count where seen.count < limit { seen.insert(values[row * width..<(row + 1) * width]) }
    return seen.count
  }
}

/// Squared Euclidean distance of two rows of `width` numbers.
@inline(__always)
func squaredDistance(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ width: Int) -> Double {
  var sum = 0.0
  for index in 0..<width {
    let difference = a[index] - b[index]
    sum += difference * difference
  }
  return sum
}
