/// Agglomerative clustering: every point starts alone, and the two nearest clusters become one until one is left.
///
/// The nearest-neighbour chain (Murtagh 1983, Comput. J. 26:354) finds the same merges in O(n²) for linkages that
/// are reducible, as these are; distances to a new cluster by Lance & Williams (1967, Comput. J. 9:373), in Ward's
/// case on squared distances (Murtagh & Legendre 2014, J. Classif. 31:274, "Ward2"). Deterministic.
public struct HierarchicalClustering: Sendable {
  public enum Linkage: String, Sendable, CaseIterable {
    /// Mean distance between the points of two clusters.
    case average
    /// Largest distance.
    case complete
    /// Growth of the sum of squares.
    case ward
  }

  public var linkage: Linkage

  public init(linkage: Linkage) { self.linkage = linkage }

  /// Distances are kept for every pair: more than this many bytes of them are refused.
  static let memoryLimit = 4 << 30

  /// - Throws: `AudienceError.tooManyForHierarchy`.
  /// - Complexity: O(n² · width) time, 4 · n² bytes.
  public func fit(_ points: Points) throws(AudienceError) -> Dendrogram {
    let bytes = points.count * (points.count - 1) / 2 * MemoryLayout<Double>.stride
    guard bytes <= Self.memoryLimit else {
      throw .tooManyForHierarchy(customers: points.count, bytes: bytes)
    }
    return Dendrogram(count: points.count, merges: chain(points))
  }

  private func chain(_ points: Points) -> [Dendrogram.Merge] {
    let count = points.count
    var distances = CondensedDistances(points, squared: linkage == .ward)
    var size = [Double](repeating: 1, count: count)
    var alive = Array(0..<count)
    var merges: [Dendrogram.Merge] = []
    merges.reserveCapacity(count)
    var chain: [Int] = []
    while alive.count > 1 {
      if chain.isEmpty { chain.append(alive[0]) }
      while true {
        let tip = chain[chain.count - 1]
        let previous = chain.count > 1 ? chain[chain.count - 2] : -1
        let (next, distance) = nearest(to: tip, among: alive, distances, preferring: previous)
        guard next == previous else {
          chain.append(next)
          continue
        }
        chain.removeLast(2)
        let (low, high) = (min(tip, next), max(tip, next))
        merges.append(Dendrogram.Merge(a: low, b: high, height: distance))
        // The larger row lives on as the cluster, the smaller one is gone.
        if let place = alive.firstIndex(of: low) { alive.remove(at: place) }
        join(low, high, distance, alive, &distances, size)
        size[high] += size[low]
        break
      }
    }
    return merges
  }

  /// The cluster nearest to `tip`; on a tie the one before it in the chain, so that chains end.
  private func nearest(
    to tip: Int, among alive: [Int], _ distances: borrowing CondensedDistances, preferring previous: Int
  ) -> (index: Int, distance: Double) {
    var best = previous
    var smallest = previous >= 0 ? distances[tip, previous] : .infinity
    for other in alive where other != tip {
      let distance = distances[tip, other]
      if distance < smallest { (best, smallest) = (other, distance) }
    }
    return (best, smallest)
  }

  /// Distances of all others to the cluster `kept`, which takes in `gone`.
  private func join(
    _ gone: Int, _ kept: Int, _ height: Double, _ alive: [Int], _ distances: inout CondensedDistances,
    _ size: [Double]
  ) {
    let (a, b) = (size[gone], size[kept])
    for other in alive where other != kept {
      let (toGone, toKept) = (distances[gone, other], distances[kept, other])
      distances[kept, other] =
        switch linkage {
        case .average: (a * toGone + b * toKept) / (a + b)
        case .complete: max(toGone, toKept)
        case .ward:
          ((a + size[other]) * toGone + (b + size[other]) * toKept - size[other] * height)
            / (a + b + size[other])
        }
    }
  }
}

/// The distances of all pairs, each once: the upper triangle row after row.
struct CondensedDistances: ~Copyable {
  private let storage: UnsafeMutablePointer<Double>
  private let count: Int

  init(_ points: Points, squared: Bool) {
    count = points.count
    let count = count
    let storage = UnsafeMutablePointer<Double>.allocate(capacity: max(1, count * (count - 1) / 2))
    self.storage = storage
    points.values.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return }
      var place = 0
      for row in 0..<count {
        for other in row + 1..<max(row + 1, count) {
          let distance = squaredDistance(base + row * points.width, base + other * points.width, points.width)
          storage[place] = squared ? distance : distance.squareRoot()
          place += 1
        }
      }
    }
  }

  deinit { storage.deallocate() }

  subscript(a: Int, b: Int) -> Double {
    get { storage[place(a, b)] }
    set { storage[place(a, b)] = newValue }
  }

  private func place(_ a: Int, _ b: Int) -> Int {
    let (low, high) = (min(a, b), max(a, b))
    return low * (2 * count - low - 1) / 2 + high - low - 1
  }
}
