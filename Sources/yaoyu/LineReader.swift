#if canImport(Glibc)
  import Glibc
#endif

/// Lines of a descriptor as they arrive, ill-formed UTF-8 repaired. A line longer than `limit` bytes is cut,
/// so that nothing that is piped in can fill the memory.
struct LineReader {
  struct Line {
    var text: String
    var wasCut: Bool
  }

  private static let limit = 1 << 16
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var position = 0
  private var isAtEnd = false

  init(descriptor: Int32) { self.descriptor = descriptor }

  mutating func next() -> Line? {
    var bytes: [UInt8] = []
    var wasCut = false
    while true {
      if position == buffer.count, !fill() {
        return bytes.isEmpty ? nil : line(bytes, wasCut)
      }
      let end = buffer[position...].firstIndex(of: 0x0A)
      let piece = buffer[position..<(end ?? buffer.count)]
      let room = LineReader.limit - bytes.count
      bytes += piece.prefix(room)
      wasCut = wasCut || piece.count > room
      position = (end ?? buffer.count - 1) + 1
      if end != nil { return line(bytes, wasCut) }
    }
  }

  private func line(_ bytes: [UInt8], _ wasCut: Bool) -> Line {
    var bytes = bytes[...]
    if bytes.last == 0x0D { bytes = bytes.dropLast() }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    var text = String(decoding: bytes, as: UTF8.self)
    // A cut inside a character leaves no half of it.
    if wasCut { while text.last == "\u{FFFD}" { text.removeLast() } }
    return Line(text: text, wasCut: wasCut)
  }

  private mutating func fill() -> Bool {
    guard !isAtEnd, !Interrupt.isRequested else { return false }
    buffer = [UInt8](repeating: 0, count: 1 << 16)
    position = 0
    while true {
      if Interrupt.isRequested { return false }
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      buffer.removeLast(buffer.count - max(0, count))
      isAtEnd = count <= 0
      return count > 0
    }
  }
}

/// Ctrl-C and the system's request to end: reading stops, and the program ends in order, as at the end of its
/// input.
enum Interrupt {
  /// Written by the signal handler alone.
  nonisolated(unsafe) private static var flag: sig_atomic_t = 0

  static var isRequested: Bool { flag != 0 }

  /// From now on. Without `SA_RESTART`, so that a read that waits comes back.
  static func listen() {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in Interrupt.flag = 1 }
    sigemptyset(&action.sa_mask)
    sigaction(SIGINT, &action, nil)
    sigaction(SIGTERM, &action, nil)
    signal(SIGPIPE, SIG_IGN)
  }
}
