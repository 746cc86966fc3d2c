import Support

#if canImport(Glibc)
  import Glibc
#endif

/// Notices when a 话本 file was written, added or removed, by its time and size.
struct ContentWatch {
  private let folder: String
  private var seen: [Stamp]

  private struct Stamp: Equatable {
    var path: String
    var seconds: Int
    var nanoseconds: Int
    var size: Int
  }

  init(home: Home) {
    folder = home.conversations
    seen = ContentWatch.stamps(folder)
  }

  /// Whether anything changed since the last time this was asked.
  mutating func hasChanged() -> Bool {
    let now = ContentWatch.stamps(folder)
    defer { seen = now }
    return now != seen
  }

  private static func stamps(_ folder: String) -> [Stamp] {
    Home.files(in: folder, suffix: ".话").map { path in
      var status = stat()
      guard stat(path, &status) == 0 else { return Stamp(path: path, seconds: 0, nanoseconds: 0, size: -1) }
      return Stamp(
        path: path, seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec,
        size: Int(status.st_size))
    }
  }
}
