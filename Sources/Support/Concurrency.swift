import Dispatch
import Synchronization

/// `count` results of `body`, computed on all cores, in order.
public func concurrentMap<Result: Sendable>(
  _ count: Int, _ body: @Sendable (Int) -> Result
) -> [Result] {
  let results = [Result?](unsafeUninitializedCapacity: count) { buffer, initialized in
    for index in 0..<count { buffer.initializeElement(at: index, to: nil) }
    // Each call writes a place of its own.
    nonisolated(unsafe) let places = buffer
    DispatchQueue.concurrentPerform(iterations: count) { places[$0] = body($0) }
    initialized = count
  }
  return results.compactMap { $0 }
}

private enum Either<First: Sendable, Second: Sendable>: Sendable {
  case first(First)
  case second(Second)
}

/// Two results computed beside each other.
public func concurrently<First: Sendable, Second: Sendable>(
  _ first: @Sendable () -> First, _ second: @Sendable () -> Second
) -> (First, Second) {
  let results = concurrentMap(2) { $0 == 0 ? Either.first(first()) : Either.second(second()) }
  guard results.count == 2, case .first(let one) = results[0], case .second(let other) = results[1] else {
    return (first(), second())
  }
  return (one, other)
}

/// A value that is made on another thread while the one that will need it goes on.
public final class Deferred<Value: Sendable>: Sendable {
  private let made = Mutex<Value?>(nil)
  private let isMade = DispatchSemaphore(value: 0)

  public init(_ make: @escaping @Sendable () -> Value) {
    DispatchQueue.global(qos: .userInitiated).async { [self] in
      let value = make()
      made.withLock { $0 = value }
      isMade.signal()
    }
  }

  /// Waits until it is made.
  public var value: Value {
    while true {
      if let value = made.withLock({ $0 }) { return value }
      isMade.wait()
      // For whoever else waits.
      isMade.signal()
    }
  }
}
