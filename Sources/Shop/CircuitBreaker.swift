import Synchronization

/// Stops asking a system that does not answer, so that customers are not kept waiting for nothing
/// (M. Nygard, Release It!, 2nd ed. 2018, section 5.5).
///
/// After `limit` failures in a row it is open: nothing is asked for `pause`. Then one request is let through;
/// its end closes the breaker or opens it again.
final class CircuitBreaker: Sendable {
  private struct State {
    var failures = 0
    /// Until when nothing is asked; nil when closed.
    var openUntil: ContinuousClock.Instant?
  }

  private let limit: Int
  private let pause: Duration
  private let state = Mutex(State())

  init(limit: Int, pause: Duration) {
    self.limit = limit
    self.pause = pause
  }

  /// Whether to ask now. Of several who ask after the pause, one may.
  func allows(at now: ContinuousClock.Instant) -> Bool {
    state.withLock { state in
      guard let until = state.openUntil else { return true }
      guard now >= until else { return false }
      state.openUntil = now + pause
      return true
    }
  }

  func note(success: Bool, at now: ContinuousClock.Instant) {
    state.withLock { state in
      if success {
        state = State()
        return
      }
      state.failures += 1
      if state.failures >= limit { state.openUntil = now + pause }
    }
  }
}
