import Support

#if canImport(Glibc)
  import Glibc
#endif

/// Notices when a 话本 file was written, added or removed, by its time and size.
///
/// Looking at fifty files takes a sixth of a turn, so that the kernel is asked first whether anything happened in the
/// folder (inotify). It does not hear of all: of what another machine writes on a network disk, or of a file behind a
/// symbolic link. So the files are looked at once a second in any case.
struct ContentWatch {
  private let folder: String
  private var seen: [Stamp]
  private var looked: Int
  private let events: FolderEvents

  private struct Stamp: Equatable {
    var path: String
    var seconds: Int
    var nanoseconds: Int
    var size: Int
  }

  init(home: Home) {
    folder = home.conversations
    // Before the first look: what happens between the two is told.
    events = FolderEvents(folder)
    seen = ContentWatch.stamps(folder)
    looked = ContentWatch.second
  }

  /// Whether anything changed since the last time this was asked.
  mutating func hasChanged() -> Bool {
    let second = ContentWatch.second
    guard events.happened() || second != looked else { return false }
    looked = second
    let now = ContentWatch.stamps(folder)
    defer { seen = now }
    return now != seen
  }

  /// Of a clock that nobody sets.
  private static var second: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec
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

/// Whether the kernel has told of a change in a folder (inotify(7)); always, where it cannot be asked.
private final class FolderEvents {
  private let folder: String
  private let descriptor: Int32
  private var isWatching = false

  init(_ folder: String) {
    self.folder = folder
    descriptor = inotify_init1(O_NONBLOCK | O_CLOEXEC)
    watch()
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  private func watch() {
    let kinds = IN_MODIFY | IN_ATTRIB | IN_CLOSE_WRITE | IN_MOVE | IN_CREATE | IN_DELETE | IN_MOVE_SELF
    isWatching = descriptor >= 0 && inotify_add_watch(descriptor, folder, UInt32(kinds)) >= 0
  }

  func happened() -> Bool {
    var buffer = [UInt8](repeating: 0, count: 4096)
    var isTold = false
    while descriptor >= 0, read(descriptor, &buffer, buffer.count) > 0 { isTold = true }
    guard isTold || !isWatching else { return false }
    // The folder may be another one by now.
    watch()
    return true
  }
}
