import Corpus
import Dispatch

#if canImport(Glibc)
  import Glibc
#endif

/// Lines in, bytes out, in the same order, by several threads.
///
/// Each thread reads a block of lines, works on it and hands the result in. Who hands in the block whose turn it is
/// writes it, and those after it that are there already; the others go on to their next blocks at once, unless too
/// many results are waiting. Threads wait only for threads that took an earlier block, so that they may be fewer
/// than asked for.
final class LinePipeline: @unchecked Sendable {
  // What changes is guarded by `mutex`; `reader` too.
  private let reader: LineBlockReader
  private let output: FileHandleWriter
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let wasWritten = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var blocksRead = 0
  private var blocksWritten = 0
  private var isWriting = false
  private var waiting: [Int: ByteBuffer] = [:]
  /// Buffers that nobody uses.
  private var spare: [ByteBuffer] = []
  private var isFinished = false
  private var failure: (any Error)?
  private var counts = CorpusCounts()

  /// Appends what becomes of a line; true when the line had bytes that are not UTF-8.
  typealias Worker = (_ line: UnsafeBufferPointer<UInt8>, _ output: ByteBuffer) -> Bool

  init(_ reader: LineBlockReader, to output: FileHandleWriter) {
    self.reader = reader
    self.output = output
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(wasWritten, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    pthread_cond_destroy(wasWritten)
    mutex.deallocate()
    wasWritten.deallocate()
  }

  /// - Parameter makeWorker: called once a thread.
  /// - Throws: what reading throws, after the lines before it are written.
  func run(threads: Int, _ makeWorker: @Sendable () -> Worker) throws -> CorpusCounts {
    if threads == 1 {
      work(makeWorker(), waitingMost: 0)
    } else {
      DispatchQueue.concurrentPerform(iterations: threads) { _ in work(makeWorker(), waitingMost: 2 * threads)
      }
    }
    if let failure { throw failure }
    counts.read += reader.counts.read
    counts.damaged += reader.counts.damaged
    counts.damages += reader.counts.damages
    return counts
  }

  private func work(_ worker: Worker, waitingMost: Int) {
    let block = LineBlock()
    var result = ByteBuffer()
    while let number = readBlock(into: block) {
      var (lines, illFormed) = (0, 0)
      result.truncate(to: 0)
      block.forEachLine { line in
        lines += 1
        if worker(line, result) { illFormed += 1 }
      }
      result = handIn(result, block: number, lines: lines, illFormed: illFormed, waitingMost: waitingMost)
    }
  }

  /// The number of the block that was read; nil when there is no more.
  private func readBlock(into block: LineBlock) -> Int? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    guard !isFinished else { return nil }
    do {
      isFinished = try !reader.read(into: block)
    } catch {
      (failure, isFinished) = (error, true)
    }
    guard !isFinished else { return nil }
    blocksRead += 1
    return blocksRead - 1
  }

  /// A buffer for the next result.
  private func handIn(
    _ result: ByteBuffer, block: Int, lines: Int, illFormed: Int, waitingMost: Int
  ) -> ByteBuffer {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    counts.read += lines
    counts.invalidUTF8 += illFormed
    waiting[block] = result
    while !isWriting, let next = waiting.removeValue(forKey: blocksWritten) {
      isWriting = true
      pthread_mutex_unlock(mutex)
      output.write(next.bytes)
      pthread_mutex_lock(mutex)
      isWriting = false
      blocksWritten += 1
      spare.append(next)
      pthread_cond_broadcast(wasWritten)
    }
    while waiting.count > waitingMost { pthread_cond_wait(wasWritten, mutex) }
    return spare.popLast() ?? ByteBuffer()
  }
}
