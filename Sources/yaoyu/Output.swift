#if canImport(Glibc)
  import Glibc
#endif

/// Buffered bytes to a file descriptor: results to standard output, everything else to standard error.
struct FileHandleWriter {
  static var standardError: FileHandleWriter { FileHandleWriter(descriptor: 2) }
  static var standardOutput: FileHandleWriter { FileHandleWriter(descriptor: 1) }

  private let descriptor: Int32
  private var buffer: [UInt8] = []

  init(descriptor: Int32) { self.descriptor = descriptor }

  /// Writes at once.
  func write(_ text: String) { writeAll(Array(text.utf8)[...]) }

  func write(_ bytes: [UInt8]) { writeAll(bytes[...]) }

  func write(_ bytes: UnsafeRawBufferPointer) { writeAll(bytes) }

  /// Adds to the buffer, which goes out at 64 KiB and at `flush()`.
  mutating func append(_ text: String) { append(text.utf8) }

  mutating func append(_ bytes: some Sequence<UInt8>) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= 1 << 16 { flush() }
  }

  mutating func flush() {
    writeAll(buffer[...])
    buffer.removeAll(keepingCapacity: true)
  }

  private func writeAll(_ bytes: ArraySlice<UInt8>) { bytes.withUnsafeBytes(writeAll) }

  private func writeAll(_ bytes: UnsafeRawBufferPointer) {
    var rest = bytes
    while !rest.isEmpty {
      let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
      if count < 0 {
        if errno == EINTR { continue }
        // The reader went away (`| head`) or the disk is full: there is nobody left to tell.
        Glibc.exit(errno == EPIPE ? 0 : 74)
      }
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
    }
  }
}
