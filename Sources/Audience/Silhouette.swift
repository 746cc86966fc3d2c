internal import Support

/// How well points sit in their clusters (Rousseeuw 1987, J. Comput. Appl. Math. 20:53,
/// doi:10.1016/0377-0427(87)90125-7): by point (b − a) / max(a, b), with a the mean distance to the others of its
/// cluster and b the smallest mean distance to the points of another; 0 for a cluster of one.
public enum Silhouette {
  /// The mean over all points, −1…1; nil with fewer than two clusters.
  /// - Parameters:
  ///   - labels: by point; negative ones (noise) are left out.
  ///   - sample: points beyond this many are represented by a sample of it, drawn by `seed`.
  /// - Complexity: O(n² · width) for n = min(points, sample).
  public static func mean(_ points: Points, _ labels: [Int32], sample: Int = 5000, seed: UInt64 = 1)
    -> Double?
  {
    var rows = labels.indices.filter { labels[$0] >= 0 }
    if rows.count > sample {
      var generator = SeededGenerator(seed: seed)
      for index in 0..<sample {
        rows.swapAt(index, index + Int(generator.next(upperBound: UInt64(rows.count - index))))
      }
      rows = rows.prefix(sample).sorted()
    }
    let clusters = Int(rows.map { labels[$0] }.max() ?? -1) + 1
    var sizes = [Int](repeating: 0, count: max(0, clusters))
    for row in rows { sizes[Int(labels[row])] += 1 }
    guard sizes.count(where: { $0 > 0 }) >= 2 else { return nil }
    var total = 0.0
    var sums = [Double](repeating: 0, count: clusters)
    points.values.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return }
      for row in rows {
        for cluster in 0..<clusters { sums[cluster] = 0 }
        for other in rows {
          sums[Int(labels[other])] +=
            squaredDistance(base + row * points.width, base + other * points.width, points.width).squareRoot()
        }
        total += width(Int(labels[row]), sums, sizes)
      }
    }
    return total / Double(rows.count)
  }

  /// The silhouette of a point of `own` from its sums of distances by cluster.
  private static func width(_ own: Int, _ sums: [Double], _ sizes: [Int]) -> Double {
    guard sizes[own] > 1 else { return 0 }
    let a = sums[own] / Double(sizes[own] - 1)
    var b = Double.infinity
    for cluster in sizes.indices where cluster != own && sizes[cluster] > 0 {
      b = min(b, sums[cluster] / Double(sizes[cluster]))
    }
    return max(a, b) > 0 ? (b - a) / max(a, b) : 0
  }
}
