/// The part of a stream that is being parsed. It grows while one record does not fit and shrinks never below
/// a piece; a record's bytes are contiguous.
final class ByteWindow {
  private let source: any ByteSource
  private var storage: UnsafeMutableBufferPointer<UInt8>
  private var start = 0
  private var end = 0
  /// Nothing comes after `bytes`.
  private(set) var atEnd = false

  init(_ source: any ByteSource, capacity: Int = 1 << 18) {
    self.source = source
    storage = .allocate(capacity: max(16, capacity))
  }

  deinit { storage.deallocate() }

  /// Valid until the next `fill` or `drop`.
  var bytes: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: storage[start..<end])
  }

  var count: Int { end - start }

  /// Forgets the first `count` bytes.
  func drop(_ count: Int) { start += min(count, end - start) }

  /// Makes `bytes` at least twice as long, or reaches the end: parsing again from the front then costs O(n)
  /// in all, however small the pieces are that the source gives.
  func fill() throws {
    let held = end - start
    if held * 2 > storage.count {
      let larger = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: storage.count * 2)
      _ = larger.update(fromContentsOf: storage[start..<end])
      storage.deallocate()
      storage = larger
    } else if start > 0 {
      _ = UnsafeMutableBufferPointer(rebasing: storage[..<held]).update(fromContentsOf: storage[start..<end])
    }
    start = 0
    end = held
    let goal = max(1, held * 2)
    while end < goal, !atEnd {
      let count = try source.read(
        into: UnsafeMutableRawBufferPointer(
          UnsafeMutableBufferPointer(rebasing: storage[end...])))
      end += count
      atEnd = count == 0
    }
  }

  /// Forgets everything through the next newline, however far it is; false when there is none.
  func dropLine() throws -> Bool {
    while true {
      if let newline = bytes.firstIndex(of: UInt8(ascii: "\n")) {
        drop(newline + 1)
        return true
      }
      drop(count)
      if atEnd { return false }
      try fill()
    }
  }
}
