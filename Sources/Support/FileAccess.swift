import FoundationEssentials

#if canImport(Glibc)
  import Glibc
#endif

/// What can go wrong between the program and the file system.
public enum FileError: YaoyuError, Equatable {
  case notFound(String)
  case isFolder(String)
  case unreadable(String, reason: String)
  case unwritable(String, reason: String)

  public var exitCode: ExitCode {
    switch self {
    case .notFound: .noInput
    case .isFolder: .badData
    case .unreadable, .unwritable: .inputOutput
    }
  }

  public var description: String {
    switch self {
    case .notFound(let path): "没有找到文件“\(path)”。请检查文件名和所在的文件夹。"
    case .isFolder(let path): "“\(path)”是一个文件夹，这里需要一个文件。"
    case .unreadable(let path, let reason): "读不了“\(path)”：\(reason)。"
    case .unwritable(let path, let reason): "写不了“\(path)”：\(reason)。原来的文件没有改动。"
    }
  }

  /// The system's word for the current `errno`.
  static func reason(_ code: Int32 = errno) -> String { String(cString: strerror(code)) }
}

public enum FileAccess {
  /// The whole file. For content and models; corpora are streamed.
  public static func read(_ path: String) throws(FileError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw errno == ENOENT ? .notFound(path) : .unreadable(path, reason: FileError.reason())
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .unreadable(path, reason: FileError.reason()) }
    if status.st_mode & S_IFMT == S_IFDIR { throw .isFolder(path) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(status.st_size))
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .unreadable(path, reason: FileError.reason()) }
      if count == 0 { return bytes }
      bytes.append(contentsOf: chunk[..<count])
    }
  }

  /// The file as text; ill-formed UTF-8 becomes U+FFFD and a byte-order mark is dropped.
  public static func readText(_ path: String) throws(FileError) -> String {
    var bytes = try read(path)[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Replaces the file in one step: temporary file beside it, `fsync`, `rename`, `fsync` of the folder. A
  /// reader sees the old bytes or the new ones, never a part; on any error the old file stays.
  public static func write(_ bytes: some Sequence<UInt8>, to path: String) throws(FileError) {
    let bytes = Array(bytes)
    let temporary = "\(path).\(getpid()).tmp"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .unwritable(path, reason: FileError.reason()) }
    var failure: Int32 = 0
    bytes.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while !rest.isEmpty {
        let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count < 0 {
          if errno == EINTR { continue }
          failure = errno
          return
        }
        rest = rest.dropFirst(count)
      }
    }
    if failure == 0, fsync(descriptor) != 0 { failure = errno }
    if close(descriptor) != 0, failure == 0 { failure = errno }
    if failure == 0, rename(temporary, path) != 0 { failure = errno }
    guard failure == 0 else {
      unlink(temporary)
      throw .unwritable(path, reason: FileError.reason(failure))
    }
    let folder = open(path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ".", O_RDONLY | O_CLOEXEC)
    if folder >= 0 {
      fsync(folder)
      close(folder)
    }
  }

  /// Creates `folder` and what is missing above it.
  public static func makeFolder(_ folder: String) throws(FileError) {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(folder, reason: FileError.reason())
    }
  }
}
