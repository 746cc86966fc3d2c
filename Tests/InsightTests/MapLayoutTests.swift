import Support
import Testing

@testable import Insight

@Suite("Layout of the topic map") struct MapLayoutTests {
  @Test("circles on one spot end beside each other, within the map, the same way every time")
  func crowd() {
    var generator = SeededGenerator(seed: 4)
    let crowd = (0..<20).map { index in
      MapLayout.Circle(
        x: index < 10 ? 200 : Double.random(in: 0...920, using: &generator),
        y: index < 10 ? 200 : Double.random(in: 0...460, using: &generator),
        radius: Double.random(in: 9...40, using: &generator))
    }
    let spread = MapLayout.spread(crowd, width: 920, height: 460)
    #expect(spread == MapLayout.spread(crowd, width: 920, height: 460))
    for (index, circle) in spread.enumerated() {
      #expect((circle.radius...920 - circle.radius).contains(circle.x))
      #expect((circle.radius...460 - circle.radius).contains(circle.y))
      for other in spread[..<index] {
        let (dx, dy) = (circle.x - other.x, circle.y - other.y)
        // Pushes at the rim undo each other a little.
        #expect((dx * dx + dy * dy).squareRoot() > 0.8 * (circle.radius + other.radius))
      }
    }
  }

  @Test("circles that are apart stay where their words put them")
  func apart() {
    let circles = [
      MapLayout.Circle(x: 100, y: 100, radius: 30), MapLayout.Circle(x: 300, y: 200, radius: 40),
    ]
    #expect(MapLayout.spread(circles, width: 920, height: 460) == circles)
  }
}
