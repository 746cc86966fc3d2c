/// Circles of a map, moved apart as far as their names have to be read.
///
/// Two dimensions keep the distances of twenty topics only roughly, and topics of one subject fall onto one spot.
struct MapLayout {
  struct Circle: Equatable {
    var x: Double
    var y: Double
    let radius: Double
  }

  /// Centres are at least this share of the sum of both radii apart, where there is room.
  static let distance = 0.85
  private static let rounds = 300

  /// Pushes circles that lie too close apart, both by as much, and keeps all within `width` × `height`.
  /// - Complexity: O(rounds · circles²). Deterministic.
  static func spread(_ circles: [Circle], width: Double, height: Double) -> [Circle] {
    var circles = circles
    for _ in 0..<rounds {
      var moved = false
      for first in circles.indices {
        for second in circles.indices.dropFirst(first + 1) {
          moved = push(&circles, first, second) || moved
        }
      }
      for index in circles.indices {
        let radius = circles[index].radius + 2
        circles[index].x = min(max(circles[index].x, radius), width - radius)
        circles[index].y = min(max(circles[index].y, radius), height - radius)
      }
      if !moved { break }
    }
    return circles
  }

  /// - Returns: whether they were too close.
  private static func push(_ circles: inout [Circle], _ first: Int, _ second: Int) -> Bool {
    let wanted = distance * (circles[first].radius + circles[second].radius)
    var (dx, dy) = (circles[second].x - circles[first].x, circles[second].y - circles[first].y)
    var length = (dx * dx + dy * dy).squareRoot()
    guard length < wanted - 0.01 else { return false }
    // From one spot they part sideways.
    if length < 1e-6 { (dx, dy, length) = (1, 0, 1) }
    let step = (wanted - min(length, wanted)) / 2 / length
    circles[first].x -= dx * step
    circles[first].y -= dy * step
    circles[second].x += dx * step
    circles[second].y += dy * step
    return true
  }
}
