/// Bytes on their way out, in memory that is used again.
final class ByteBuffer {
  private var storage = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1 << 18)
  private(set) var count = 0

  deinit { storage.deallocate() }

  var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: storage[..<count]))
  }

  func append(_ byte: UInt8) {
    withRoom(for: 1) {
      $0.storeBytes(of: byte, as: UInt8.self); return 1
    }
  }

  func append(_ text: String) {
    for byte in text.utf8 { append(byte) }
  }

  /// Forgets what stands after the first `count` bytes.
  func truncate(to count: Int) { self.count = min(count, self.count) }

  /// Lets `body` write up to `room` bytes at the end; it returns how many it has written.
  @inline(__always)
  func withRoom(for room: Int, _ body: (UnsafeMutableRawPointer) -> Int) {
    if count + room > storage.count { grow(by: room) }
    count += body(UnsafeMutableRawPointer(storage.baseAddress.unsafelyUnwrapped) + count)
  }

  private func grow(by room: Int) {
    let larger = UnsafeMutableBufferPointer<UInt8>.allocate(
      capacity: max(count + room, storage.count * 3 / 2))
    _ = larger.update(fromContentsOf: storage[..<count])
    storage.deallocate()
    storage = larger
  }
}
