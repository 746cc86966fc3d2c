public import Support

#if canImport(Glibc)
  internal import Glibc
#endif

/// Reads plain text in blocks of whole lines, for those who work through megabytes at a time: several threads can
/// take a block each. The same lines as `CorpusReader` with the format `lines` gives, byte-order mark and gzip
/// included, but as they stand in the file: ill-formed UTF-8 is left to whoever reads them.
///
/// A block is given as soon as there is a whole line, so that somebody who types gets an answer to each. Memory is
/// bounded by the longest line.
public final class LineBlockReader {
  private let path: String
  private let source: GzipSource
  private let blockSize: Int
  private let lineLimit: Int
  /// What was read after the last whole line.
  private var rest: [UInt8] = []
  private var line = 1
  private var atStart = true
  private var atEnd = false

  /// Lines that were too long and skipped; `read` counts these only.
  public private(set) var counts = CorpusCounts()

  /// - Parameters:
  ///   - path: a file, `-` for standard input.
  ///   - lineLimit: in bytes; a longer line is skipped, counted and described.
  public convenience init(
    _ path: String, blockSize: Int = 1 << 16, lineLimit: Int = 1 << 30
  ) throws(FileError) {
    self.init(try FileSource(path: path), name: path, blockSize: blockSize, lineLimit: lineLimit)
  }

  init(_ source: any ByteSource, name: String, blockSize: Int, lineLimit: Int) {
    path = name
    self.source = GzipSource(source)
    self.blockSize = max(blockSize, 16)
    self.lineLimit = lineLimit
  }

  /// Replaces what is in `block` by the next lines; false when there are no more.
  /// - Throws: `FileError`, `CorpusError`.
  public func read(into block: LineBlock) throws -> Bool {
    do {
      return try fill(block)
    } catch is GzipSource.Damaged {
      throw CorpusError.damagedCompression(file: path, line: line)
    }
  }

  private func fill(_ block: LineBlock) throws -> Bool {
    block.count = 0
    block.append(rest[...])
    rest.removeAll(keepingCapacity: true)
    var searched = block.count
    while true {
      if atStart, block.count >= 3 || atEnd {
        atStart = false
        try skipMark(block)
      }
      if !atStart, let end = block.endOfLastLine(from: searched) {
        rest.append(contentsOf: block.bytes[end...])
        block.count = end
        line += block.newlines
        return true
      }
      searched = atStart ? 0 : block.count
      if block.count > lineLimit {
        try skipLine(block)
        searched = 0
        continue
      }
      if atEnd { return block.count > 0 }
      atEnd = try !block.read(from: source, atLeast: blockSize)
    }
  }

  /// A byte-order mark: UTF-8's is skipped, UTF-16's is refused.
  private func skipMark(_ block: LineBlock) throws {
    let start = block.bytes.prefix(3)
    if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) {
      throw CorpusError.notUTF8(file: path)
    }
    if start.elementsEqual([0xEF, 0xBB, 0xBF]) { block.dropFirst(3) }
  }

  /// Forgets the line of which `block` holds the beginning; what follows it is left to the next search.
  private func skipLine(_ block: LineBlock) throws {
    counts.read += 1
    counts.damaged += 1
    if counts.damages.count < CorpusReader.reportedDamages {
      counts.damages.append(
        Diagnostic(.warning, file: path, line: line, "这一行超过 \(lineLimit) 字节，已跳过。"))
    }
    line += 1
    block.count = 0
    while !atEnd {
      atEnd = try !block.read(from: source, atLeast: blockSize)
      if let newline = block.bytes.firstIndex(of: 0x0A) { return block.dropFirst(newline + 1) }
      block.count = 0
    }
  }
}

/// Some whole lines in memory of their own.
public final class LineBlock {
  private var storage = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 0)
  fileprivate(set) var count = 0

  public init() {}

  deinit { storage.deallocate() }

  /// Valid until the block is read into again.
  public var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: storage[..<count]) }

  /// Calls `body` with each line, without its LF or CRLF.
  public func forEachLine(_ body: (UnsafeBufferPointer<UInt8>) throws -> Void) rethrows {
    guard let base = UnsafePointer(storage.baseAddress) else { return }
    var start = 0
    while start < count {
      let newline = memchr(base + start, 0x0A, count - start)
      let next = newline.map { UnsafeRawPointer($0) - UnsafeRawPointer(base) } ?? count
      let end = next > start && base[next - 1] == 0x0D ? next - 1 : next
      try body(UnsafeBufferPointer(start: base + start, count: end - start))
      start = next + 1
    }
  }

  /// Counted by `memchr`, whose steps are as wide as the machine allows.
  fileprivate var newlines: Int {
    guard var place = UnsafeRawBufferPointer(bytes).baseAddress else { return 0 }
    let end = place + count
    var total = 0
    while place < end, let found = memchr(place, 0x0A, end - place) {
      total += 1
      place = UnsafeRawPointer(found) + 1
    }
    return total
  }

  fileprivate func append(_ bytes: ArraySlice<UInt8>) {
    reserve(count + bytes.count)
    _ = UnsafeMutableBufferPointer(rebasing: storage[count...]).update(fromContentsOf: bytes)
    count += bytes.count
  }

  fileprivate func dropFirst(_ dropped: Int) {
    guard let base = storage.baseAddress else { return }
    memmove(base, base + dropped, count - dropped)
    count -= dropped
  }

  /// Reads once, with room for `size` bytes; false at the end.
  fileprivate func read(from source: some ByteSource, atLeast size: Int) throws -> Bool {
    reserve(count + size)
    let read = try source.read(
      into: UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: storage[count...])))
    count += read
    return read > 0
  }

  /// Where the last whole line ends, when that is after `start`.
  fileprivate func endOfLastLine(from start: Int) -> Int? {
    var end = count
    while end > start {
      if storage[end - 1] == 0x0A { return end }
      end -= 1
    }
    return nil
  }

  private func reserve(_ needed: Int) {
    guard needed > storage.count else { return }
    let larger = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(needed, storage.count * 3 / 2))
    _ = larger.update(fromContentsOf: storage[..<count])
    storage.deallocate()
    storage = larger
  }
}
