/// Zeroed memory of a fixed size, shared by the threads of a sweep, which never write where another reads.
final class Memory<Element: BitwiseCopyable & ExpressibleByIntegerLiteral> {
  let buffer: UnsafeMutableBufferPointer<Element>
  let address: UnsafeMutablePointer<Element>

  init(_ count: Int) {
    address = .allocate(capacity: max(1, count))
    address.initialize(repeating: 0, count: max(1, count))
    buffer = UnsafeMutableBufferPointer(start: address, count: count)
  }

  deinit { address.deallocate() }

  subscript(index: Int) -> Element {
    @inline(__always) get {
      assert(buffer.indices.contains(index))
      return address[index]
    }
    @inline(__always) set {
      assert(buffer.indices.contains(index))
      address[index] = newValue
    }
  }
}

/// Lends a value to the threads of one parallel step, which keep to different parts of it.
struct UncheckedShare<Value>: @unchecked Sendable {
  let value: Value
  init(_ value: Value) { self.value = value }
}
