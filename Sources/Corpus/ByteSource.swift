internal import CZlib
internal import Support

#if canImport(Glibc)
  internal import Glibc
#endif

/// Bytes that come in pieces. The only state of reading that lives outside values, hence classes.
protocol ByteSource: AnyObject {
  /// Fills the front of `buffer` (never empty); 0 means that nothing will come any more.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

/// A file or standard input (`-`).
final class FileSource: ByteSource {
  private let path: String
  private let descriptor: Int32

  init(path: String) throws(FileError) {
    self.path = path
    if path == "-" {
      descriptor = 0
      return
    }
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw errno == ENOENT ? .notFound(path) : .unreadable(path, reason: String(cString: strerror(errno)))
    }
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      close(descriptor)
      throw .isFolder(path)
    }
  }

  deinit { if descriptor > 0 { close(descriptor) } }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    while true {
      let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      if errno == EINTR { continue }
      if errno == EISDIR { throw FileError.isFolder(path) }
      throw FileError.unreadable(path, reason: String(cString: strerror(errno)))
    }
  }
}

/// Bytes at hand, in pieces of a given size: a reader's answer must not depend on it.
final class MemorySource: ByteSource {
  private var rest: ArraySlice<UInt8>
  private let pieceSize: Int

  init(_ bytes: [UInt8], pieceSize: Int) {
    rest = bytes[...]
    self.pieceSize = max(1, pieceSize)
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let piece = rest.prefix(min(pieceSize, buffer.count))
    buffer.copyBytes(from: piece)
    rest = rest.dropFirst(piece.count)
    return piece.count
  }
}

/// What a `.gz` unpacks to (RFC 1952, members one after the other; what is no member after the first is
/// padding and left out, as gzip(1) does). Bytes that do not begin with the magic number pass through.
final class GzipSource: ByteSource {
  /// The compressed data is damaged or ends too early.
  struct Damaged: Error {}

  private let base: any ByteSource
  private var inflater: OpaquePointer?
  private var input = [UInt8](repeating: 0, count: 1 << 16)
  private var position = 0
  private var limit = 0
  private var baseAtEnd = false
  private var state = State.unknown

  private enum State { case unknown, plain, member, betweenMembers, done }

  init(_ base: any ByteSource) { self.base = base }

  deinit { czlib_inflater_close(inflater) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    while true {
      switch state {
      case .unknown:
        if try startsMember() {
          inflater = czlib_inflater_open()
          state = .member
        } else {
          state = .plain
        }
      case .betweenMembers: state = try startsMember() ? .member : .done
      case .done: return 0
      case .plain: return try pass(into: buffer)
      case .member:
        let produced = try inflate(into: buffer)
        if produced > 0 { return produced }
      }
    }
  }

  private func startsMember() throws -> Bool {
    while limit - position < 2, !baseAtEnd { try refill() }
    return limit - position >= 2 && input[position] == 0x1f && input[position + 1] == 0x8b
  }

  /// Adds to the unread input, which is at most a few bytes when this is called.
  private func refill() throws {
    input.replaceSubrange(0..<(limit - position), with: Array(input[position..<limit]))
    limit -= position
    position = 0
    let start = limit
    let count = try input.withUnsafeMutableBytes {
      try base.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[start...]))
    }
    limit += count
    baseAtEnd = count == 0
  }

  private func pass(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    if position == limit { return baseAtEnd ? 0 : try base.read(into: buffer) }
    let count = min(limit - position, buffer.count)
    buffer.copyBytes(from: input[position..<position + count])
    position += count
    return count
  }

  private func inflate(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    guard let inflater else { throw Damaged() }
    if position == limit {
      if !baseAtEnd { try refill() }
      if position == limit { throw Damaged() }
    }
    var consumed = 0
    var produced = 0
    let status = input.withUnsafeBufferPointer { input in
      let rest = UnsafeBufferPointer(rebasing: input[position..<limit])
      let output = buffer.bindMemory(to: UInt8.self)
      return czlib_inflate(
        inflater, rest.baseAddress, rest.count, &consumed, output.baseAddress, output.count, &produced)
    }
    position += consumed
    if status < 0 || (status == 0 && consumed == 0 && produced == 0) { throw Damaged() }
    if status == 1 { state = .betweenMembers }
    return produced
  }
}
