import Audience

/// 300 points around three places, from the generator of the C standard's example (s · 1103515245 + 12345 mod 2³¹), so
/// that another program can make the same.
enum Blobs {
  static let points: Points = {
    var state = 1
    func next() -> Double {
      state = (state * 1_103_515_245 + 12345) % (1 << 31)
      return Double(state) / Double(1 << 31)
    }
    var values: [Double] = []
    for index in 0..<300 {
      let place = Double(index % 3) * 4
      values.append(next() * 3 + place)
      values.append(next() * 3 + (index % 3 == 1 ? place : 0))
    }
    return Points(values: values, width: 2)
  }()
}

/// Sizes of the clusters, smallest first.
func sizes(_ labels: [Int32]) -> [Int] {
  Dictionary(grouping: labels.filter { $0 >= 0 }) { $0 }.values.map(\.count).sorted()
}
