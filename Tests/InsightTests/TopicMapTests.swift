import Support
import Testing

@testable import Insight

@Suite("The map of topics") struct TopicMapTests {
  @Test(
    "the Jensen-Shannon divergence is 0 for the same words, ln 2 for other ones, and between for some",
    arguments: [
      ([0.5, 0.5, 0], [0.5, 0.5, 0], 0), ([1, 0], [0, 1], 0.6931471805599453),
      // scipy.spatial.distance.jensenshannon([0.5, 0.5, 0], [0, 0.5, 0.5]) ** 2
      ([0.5, 0.5, 0], [0, 0.5, 0.5], 0.34657359027997264),
      // scipy.spatial.distance.jensenshannon([0.7, 0.2, 0.1], [0.1, 0.3, 0.6]) ** 2
      ([0.7, 0.2, 0.1], [0.1, 0.3, 0.6], 0.23064548790411332),
    ] as [([Double], [Double], Double)])
  func divergence(first: [Double], second: [Double], expected: Double) {
    #expect(abs(TopicMap.divergence(first, second) - expected) < 1e-12)
    #expect(TopicMap.divergence(first, second) == TopicMap.divergence(second, first))
  }

  @Test("points of a plane come back with their distances", arguments: 0..<20)
  func plane(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let points = (0..<12).map { _ in
      (x: Double.random(in: -3...3, using: &generator), y: Double.random(in: -1...1, using: &generator))
    }
    func squares(_ points: [(x: Double, y: Double)]) -> [Double] {
      points.flatMap { first in
        points.map { (first.x - $0.x) * (first.x - $0.x) + (first.y - $0.y) * (first.y - $0.y) }
      }
    }
    let map = TopicMap(squaredDistances: squares(points), count: points.count)
    for (found, expected) in zip(squares(map.points), squares(points)) {
      #expect(abs(found - expected) < 1e-6)
    }
  }

  @Test("topics that are all the same are one point")
  func same() {
    let map = TopicMap(squaredDistances: [Double](repeating: 0, count: 9), count: 3)
    #expect(map.points.allSatisfy { $0.x == 0 && $0.y == 0 })
  }
}
