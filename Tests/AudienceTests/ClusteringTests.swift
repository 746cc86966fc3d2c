import Testing

@testable import Audience

/// Reference values by scikit-learn 1.9 on the points of `Blobs`:
/// `KMeans(k, n_init=50)`, `AgglomerativeClustering(k, linkage=…)`, `DBSCAN(eps, min_samples)`, `silhouette_score`.
@Suite("Clusters") struct ClusteringTests {
  @Test(
    "k-means finds the sums of squares that scikit-learn finds",
    arguments: [(3, 431.63082614147095), (5, 309.14151997282244)])
  func kmeans(k: Int, inertia: Double) throws {
    let result = try KMeans(k: k).fit(Blobs.points)
    #expect(result.inertia <= inertia * 1.001)
    #expect(result.labels.allSatisfy { (0..<Int32(k)).contains($0) })
    #expect(sizes(result.labels).count == k)
  }

  @Test("k-means gives the planted groups, and each point its nearest centre")
  func nearest() throws {
    let result = try KMeans(k: 3).fit(Blobs.points)
    #expect(sizes(result.labels) == [100, 100, 100])
    for row in 0..<Blobs.points.count {
      let distances = (0..<3).map { centre in
        (0..<2).reduce(0.0) { sum, column in
          let difference = Blobs.points[row, column] - result.centres[centre, column]
          return sum + difference * difference
        }
      }
      #expect(distances.firstIndex(of: distances.min() ?? 0) == Int(result.labels[row]))
    }
  }

  @Test("k-means: the same seed gives the same result with any number of threads")
  func threads() throws {
    // More than two blocks of points.
    let values = (0..<60).flatMap { copy in Blobs.points.values.map { $0 + Double(copy) * 1e-3 } }
    let points = Points(values: values, width: 2)
    let one = try KMeans(k: 4, restarts: 2, seed: 7, threads: 1).fit(points)
    #expect(one == (try KMeans(k: 4, restarts: 2, seed: 7, threads: 2).fit(points)))
    #expect(one == (try KMeans(k: 4, restarts: 2, seed: 7, threads: 3).fit(points)))
  }

  @Test("the bounds never change what Lloyd's iterations give")
  func boundsAreSafe() throws {
    for seed in 1...5 {
      let points = TiledPoints(Blobs.points)
      let start = CentreSeeding(points: points, k: 6, threads: 1).centres(seed: UInt64(seed))
      let run = LloydRun(points, centres: start, threads: 1)
      let result = run.iterate(limit: 300, tolerance: 0)
      // At the end of Lloyd's iterations every centre is the mean of its points.
      for centre in 0..<6 {
        let rows = result.labels.indices.filter { result.labels[$0] == Int32(centre) }
        for column in 0..<2 {
          let mean = rows.reduce(0.0) { $0 + Blobs.points[$1, column] } / Double(rows.count)
          #expect(abs(mean - result.centres[centre, column]) < 1e-9)
        }
      }
    }
  }

  @Test("fewer different points than clusters are refused, as many are not")
  func fewPoints() throws {
    let points = Points(values: [1, 1, 2, 2, 1, 1], width: 2)
    #expect(throws: AudienceError.tooManyClusters(asked: 3, customers: 2)) { try KMeans(k: 3).fit(points) }
    #expect(try sizes(KMeans(k: 2).fit(points).labels) == [1, 2])
    #expect(try sizes(BisectingKMeans(k: 2).fit(points)) == [1, 2])
    #expect(throws: AudienceError.tooManyClusters(asked: 3, customers: 2)) {
      try BisectingKMeans(k: 3).fit(points)
    }
  }

  @Test(
    "agglomerative clustering gives scikit-learn's clusters",
    arguments: [
      (
        HierarchicalClustering.Linkage.average,
        [[100, 100, 100], [28, 72, 100, 100], [13, 28, 39, 42, 48, 58, 72]]
      ),
      (.complete, [[100, 100, 100], [43, 57, 100, 100], [17, 26, 45, 48, 52, 55, 57]]),
      (.ward, [[100, 100, 100], [41, 59, 100, 100], [31, 32, 33, 37, 41, 59, 67]]),
    ])
  func hierarchical(linkage: HierarchicalClustering.Linkage, expected: [[Int]]) throws {
    let dendrogram = try HierarchicalClustering(linkage: linkage).fit(Blobs.points)
    for expected in expected { #expect(try sizes(dendrogram.labels(k: expected.count)) == expected) }
    #expect(throws: AudienceError.self) { try dendrogram.labels(k: 301) }
  }

  @Test("all pairs of a million customers are refused with what they would take")
  func tooMany() {
    let points = Points(values: [Double](repeating: 0, count: 100_000), width: 1)
    #expect(throws: AudienceError.tooManyForHierarchy(customers: 100_000, bytes: 39_999_600_000)) {
      try HierarchicalClustering(linkage: .ward).fit(points)
    }
  }

  @Test("bisecting gives the planted groups")
  func bisecting() throws {
    #expect(try sizes(BisectingKMeans(k: 3).fit(Blobs.points)) == [100, 100, 100])
  }

  @Test("DBSCAN gives scikit-learn's clusters, cores and noise")
  func dbscan() {
    let result = DBSCAN(radius: 0.3, minimum: 5).fit(Blobs.points)
    #expect(result.clusters == 20)
    #expect(result.cores == 88)
    #expect(result.labels.count { $0 < 0 } == 142)
    #expect(sizes(result.labels) == [5, 5, 5, 5, 5, 5, 6, 6, 6, 7, 7, 7, 10, 10, 11, 11, 11, 11, 12, 13])
    // Σ (label + 2) · (row + 1): the labels one by one, in scikit-learn's numbering.
    #expect(result.labels.enumerated().reduce(0) { $0 + (Int($1.element) + 2) * ($1.offset + 1) } == 299_195)
  }

  @Test("the silhouette is scikit-learn's")
  func silhouette() throws {
    let labels = try KMeans(k: 3).fit(Blobs.points).labels
    #expect(abs((Silhouette.mean(Blobs.points, labels) ?? 0) - 0.7183803169109303) < 1e-12)
    #expect(Silhouette.mean(Blobs.points, labels.map { _ in 0 }) == nil)
    let sampled = try #require(Silhouette.mean(Blobs.points, labels, sample: 150, seed: 3))
    #expect(abs(sampled - 0.718) < 0.05)
    #expect(sampled == Silhouette.mean(Blobs.points, labels, sample: 150, seed: 3))
  }

  @Test("the sweep takes the number of groups that were planted")
  func sweep() throws {
    for method in [ClusterSweep.Method.kmeans, .bisecting, .hierarchical(.average)] {
      let (trials, labels) = try ClusterSweep(method: method).run(Blobs.points, k: 2...6)
      #expect(trials.map(\.k) == [2, 3, 4, 5, 6])
      #expect(sizes(labels) == [100, 100, 100])
      #expect(abs(trials[1].inertia - 431.63082614147095) < 1e-6)
    }
  }

  @Test("neighbours come from everywhere within the radius and from nowhere else")
  func neighbours() {
    let tree = KDTree(Blobs.points)
    var found: [Int32] = []
    for row in stride(from: 0, to: 300, by: 17) {
      tree.neighbours(of: row, within: 0.7, into: &found)
      let expected = (0..<300).filter { other in
        let x = Blobs.points[row, 0] - Blobs.points[other, 0]
        let y = Blobs.points[row, 1] - Blobs.points[other, 1]
        return x * x + y * y <= 0.7 * 0.7
      }
      #expect(found == expected.map(Int32.init))
    }
  }
}
