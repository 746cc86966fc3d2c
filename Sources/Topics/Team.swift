import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Threads that work together on one short step after another.
///
/// A sweep has dozens of steps of a millisecond. Waking a thread for each costs a good part of that, so the members of
/// a team wait awake for the next step, and lie down only when none comes for a while. Parts of a step are taken as
/// members get to them: which thread does which part is not deterministic, what the parts do has to be.
final class Team {
  private let shared: Shared
  private var members: [pthread_t] = []

  /// A team of at most `threads` threads, the caller among them; fewer where the system gives no more.
  init(_ threads: Int) {
    shared = Shared()
    for _ in 1..<max(1, threads) {
      var member = pthread_t()
      let context = Unmanaged.passRetained(shared)
      let failed = pthread_create(
        &member, nil,
        { context in
          if let context { Unmanaged<Shared>.fromOpaque(context).takeRetainedValue().serve() }
          return nil
        }, context.toOpaque())
      if failed != 0 {
        context.release()
        break
      }
      members.append(member)
    }
  }

  deinit {
    shared.isOver.store(true, ordering: .releasing)
    for member in members { pthread_join(member, nil) }
  }

  var count: Int { members.count + 1 }

  /// Calls `body` once for each of `parts` parts, on all threads, and returns when all are done.
  /// - Parameter alone: whether the caller shall do them all, because the step is too short to share.
  func run(_ parts: Int, alone: Bool = false, _ body: @Sendable (_ part: Int) -> Void) {
    if alone || members.isEmpty || parts < 2 {
      for part in 0..<parts { body(part) }
      return
    }
    withoutActuallyEscaping(body) { body in
      shared.begin(parts, members.count, body)
      shared.work()
      shared.awaitEnd()
    }
  }

  /// What the members read. Unchecked: `body` and `parts` are written only between steps, before `step` is stored and
  /// after all members have reported.
  private final class Shared: @unchecked Sendable {
    let isOver = Atomic(false)
    private let step = Atomic(0)
    private let next = Atomic(0)
    private let busy = Atomic(0)
    private var parts = 0
    private var body: (@Sendable (Int) -> Void)?

    func begin(_ parts: Int, _ members: Int, _ body: @escaping @Sendable (Int) -> Void) {
      self.parts = parts
      self.body = body
      next.store(0, ordering: .relaxed)
      busy.store(members, ordering: .relaxed)
      step.wrappingAdd(1, ordering: .releasing)
    }

    func work() {
      guard let body else { return }
      while true {
        let part = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if part >= parts { return }
        body(part)
      }
    }

    func awaitEnd() {
      var patience = Patience()
      while busy.load(ordering: .acquiring) > 0 { patience.wait() }
      body = nil
    }

    /// The life of a member.
    func serve() {
      var done = 0
      while true {
        var patience = Patience()
        while step.load(ordering: .acquiring) == done {
          if isOver.load(ordering: .acquiring) { return }
          patience.wait()
        }
        done += 1
        work()
        busy.wrappingSubtract(1, ordering: .releasing)
      }
    }
  }

  /// Waiting: awake at first, then letting others go first, then asleep for a tenth of a millisecond at a time.
  private struct Patience {
    private var rounds = 0

    mutating func wait() {
      rounds += 1
      if rounds > 20_000 {
        usleep(100)
      } else if rounds > 2000 {
        sched_yield()
      }
    }
  }
}
