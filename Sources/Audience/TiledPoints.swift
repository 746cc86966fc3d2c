internal import Dispatch

/// Points eight by eight, for distances of eight points at once: a tile holds the first coordinate of eight points,
/// then their second, and so on. Lanes never mix, so the results are the same on processors with short and with long
/// vectors.
///
/// A class, since it owns flat memory; nothing changes after `init`, so threads may share it.
final class TiledPoints: @unchecked Sendable {
  typealias Lanes = SIMD8<Double>

  /// Tiles that a thread takes at once. Sums are added block by block, so this is part of the results.
  private static let block = 1024

  let count: Int
  let width: Int
  let tileCount: Int
  /// `tileCount` × `width`; the last tile is filled up with copies of the last point.
  private let tiles: UnsafeMutablePointer<Lanes>

  init(_ points: Points) {
    count = points.count
    width = points.width
    tileCount = (count + Lanes.scalarCount - 1) / Lanes.scalarCount
    tiles = .allocate(capacity: tileCount * width)
    points.values.withUnsafeBufferPointer { values in
      for tile in 0..<tileCount {
        for column in 0..<width {
          var lanes = Lanes.zero
          for lane in 0..<Lanes.scalarCount {
            lanes[lane] = values[min(count - 1, tile * Lanes.scalarCount + lane) * width + column]
          }
          (tiles + (tile * width + column)).initialize(to: lanes)
        }
      }
    }
  }

  deinit { tiles.deallocate() }

  /// The coordinates of eight points, `width` vectors.
  subscript(tile: Int) -> UnsafePointer<Lanes> {
    @inline(__always) get {
      assert(tile >= 0 && tile < tileCount)
      return UnsafePointer(tiles + tile * width)
    }
  }

  /// How many lanes of the tile are points of their own.
  func lanes(of tile: Int) -> Int { min(Lanes.scalarCount, count - tile * Lanes.scalarCount) }

  /// The coordinates of one point.
  func point(_ index: Int) -> [Double] {
    let tile = self[index / Lanes.scalarCount]
    return (0..<width).map { tile[$0][index % Lanes.scalarCount] }
  }

  var blockCount: Int { (tileCount + Self.block - 1) / Self.block }

  /// The tiles of a block.
  func tiles(of block: Int) -> Range<Int> { block * Self.block..<min(tileCount, (block + 1) * Self.block) }

  /// What `body` gives for each block and its tiles, in the order of the blocks, whatever the number of threads.
  func mapBlocks<Value: Sendable>(
    threads: Int, _ body: @Sendable (_ block: Int, _ tiles: Range<Int>) -> Value
  ) -> [Value] {
    let blocks = blockCount
    let workers = min(threads, blocks)
    guard workers > 1 else { return (0..<blocks).map { body($0, tiles(of: $0)) } }
    return [Value](unsafeUninitializedCapacity: blocks) { values, filled in
      // Each worker fills places of its own.
      nonisolated(unsafe) let values = values
      DispatchQueue.concurrentPerform(iterations: workers) { worker in
        for block in stride(from: worker, to: blocks, by: workers) {
          values.initializeElement(at: block, to: body(block, tiles(of: block)))
        }
      }
      filled = blocks
    }
  }
}

/// Squared Euclidean distances of eight points to one of `width` coordinates.
@inline(__always)
func squaredDistances(
  _ tile: UnsafePointer<TiledPoints.Lanes>, _ point: UnsafePointer<Double>, _ width: Int
) -> TiledPoints.Lanes {
  var sum = TiledPoints.Lanes.zero
  for column in 0..<width {
    let difference = tile[column] - TiledPoints.Lanes(repeating: point[column])
    sum += difference * difference
  }
  return sum
}
