#if canImport(Glibc)
  import Glibc
#endif

extension Array where Element: BitwiseCopyable {
  /// As `init(unsafeUninitializedCapacity:initializingWith:)`, for much memory that will be filled from its front:
  /// the system is asked for pages of 2 MB, or it would interrupt at every 4 KB to find another page.
  init(
    largeCapacity capacity: Int,
    initializingWith body: (inout UnsafeMutableBufferPointer<Element>, _ count: inout Int) -> Void
  ) {
    self.init(unsafeUninitializedCapacity: capacity) { buffer, count in
      #if os(Linux)
        let size = 1 << 21
        let start = (Int(bitPattern: buffer.baseAddress) + size - 1) & ~(size - 1)
        let end =
          (Int(bitPattern: buffer.baseAddress) + buffer.count * MemoryLayout<Element>.stride) & ~(size - 1)
        // Only advice: where it is not taken, everything is as before.
        if start < end { madvise(UnsafeMutableRawPointer(bitPattern: start), end - start, MADV_HUGEPAGE) }
      #endif
      body(&buffer, &count)
    }
  }

  /// `elements` with room for `capacity`, in large pages.
  init(_ elements: [Element], largeCapacity capacity: Int) {
    self.init(largeCapacity: capacity) { buffer, count in
      count = buffer.update(fromContentsOf: elements)
    }
  }
}
