import CICU
import Dispatch
import FoundationEssentials
import Support

#if canImport(Glibc)
  import Glibc
#endif

/// Derived tables that are slow to make and quick to map: one read-only file each under
/// `$XDG_CACHE_HOME/yaoyu` (`~/.cache/yaoyu`).
///
/// A cache is never needed: a missing, damaged, foreign or unwritable one only means that the table is made
/// again. Files are replaced by rename, so two processes that start at once both see a whole file. Each build of the
/// program has files of its own: another build may make other tables of the same lexicons.
///
/// Layout, little-endian: magic (8 bytes), key, payload length, checksum of the payload (UInt64 each), payload.
package enum CacheFile {
  private static let magic: UInt64 = 0x3230_5559_4f41_59  // "YAOYU02"
  private static let headerSize = 32

  /// A mapped payload. The pages live as long as the value does.
  package final class Mapping: @unchecked Sendable {
    // Read-only memory after `init`, hence safe to share.
    package let bytes: UnsafeRawBufferPointer
    private let base: UnsafeMutableRawPointer
    private let length: Int

    fileprivate init(base: UnsafeMutableRawPointer, length: Int) {
      self.base = base
      self.length = length
      bytes = UnsafeRawBufferPointer(start: base + headerSize, count: length - headerSize)
    }

    deinit { munmap(base, length) }
  }

  static var folder: String? {
    let environment = ProcessInfo.processInfo.environment
    if let cache = environment["XDG_CACHE_HOME"], cache.hasPrefix("/") { return cache + "/yaoyu" }
    if let home = environment["HOME"], home.hasPrefix("/") { return home + "/.cache/yaoyu" }
    return nil
  }

  /// What tells this build of the program from others: its file's size and time.
  private static let build: String = {
    var status = stat()
    guard stat("/proc/self/exe", &status) == 0 else { return "0" }
    let time = UInt64(bitPattern: Int64(status.st_mtim.tv_sec)) << 20 ^ UInt64(status.st_mtim.tv_nsec)
    return String(mix64(time ^ UInt64(status.st_size) << 44), radix: 36)
  }()

  /// The path of the file `name` of this build.
  static func path(_ name: String) -> String? { folder.map { "\($0)/\(name)-\(build)" } }

  /// The payload of the file `name`, if it is whole and was made for `key`.
  /// - Parameter threads: how many read and check it, a piece each in turn.
  package static func map(_ name: String, key: UInt64, threads: Int = 1) -> Mapping? {
    guard let path = path(name) else { return nil }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_size > headerSize else { return nil }
    let length = Int(status.st_size)
    guard let base = mmap(nil, length, PROT_READ, MAP_PRIVATE, descriptor, 0),
      base != MAP_FAILED
    else { return nil }
    let mapping = Mapping(base: base, length: length)
    let header = UnsafeRawBufferPointer(start: base, count: headerSize)
    func field(_ index: Int) -> UInt64 { header.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self) }
    guard field(0) == magic, field(1) == key, field(2) == UInt64(length - headerSize),
      field(3) == checksum(mapping.bytes, threads: threads, isMapped: true)
    else { return nil }
    return mapping
  }

  /// Stores `payload`; a failure is not an error. Of the files whose names begin with `prefix` (`name` when nil) only
  /// the newest few stay, or every change of a lexicon and every build would leave one behind.
  ///
  /// The file is not forced to the disk as what people keep is: the checksum finds a part that was lost.
  package static func store(
    _ name: String, key: UInt64, payload: UnsafeRawBufferPointer, prefix: String? = nil
  ) {
    guard let folder, let path = path(name), (try? FileAccess.makeFolder(folder)) != nil else { return }
    var temporary = Array("\(path).XXXXXX".utf8CString)
    // A name of its own for each process and thread that is making the same table.
    let descriptor = mkstemp(&temporary)
    guard descriptor >= 0 else { return }
    var header: [UInt64] = [magic, key, UInt64(payload.count), checksum(payload)]
    for index in header.indices { header[index] = header[index].littleEndian }
    let isWritten = header.withUnsafeBytes { write($0, to: descriptor) } && write(payload, to: descriptor)
    let isClosed = close(descriptor) == 0
    if !isWritten || !isClosed || rename(temporary, path) != 0 {
      unlink(temporary)
    } else {
      removeOld(prefix ?? name, in: folder)
    }
  }

  private static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// A key for what is made of files' bytes and the normal form of ICU, as `version` of the program makes it.
  package static func key(of files: [[UInt8]], version: UInt64) -> UInt64 {
    files.reduce(stableHash(String(cString: cicu_version()), seed: mix64(version))) { hash, file in
      file.withUnsafeBytes { mix64(hash &+ checksum($0) &+ UInt64($0.count)) }
    }
  }

  /// How many files of one kind stay: a shop's lexicons, what they were before, other builds, and those of the tests.
  static let keptFiles = 24

  /// A process that has mapped a removed file keeps its pages.
  private static func removeOld(_ prefix: String, in folder: String) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let files = names.filter { $0.hasPrefix(prefix) }.map { name -> (time: Int, path: String) in
      var status = stat()
      let path = "\(folder)/\(name)"
      return (stat(path, &status) == 0 ? status.st_mtim.tv_sec : 0, path)
    }
    for file in files.sorted(by: { $0 > $1 }).dropFirst(keptFiles) { unlink(file.path) }
  }

  /// The same for any number of threads: what the pieces give is put together in their order.
  /// - Parameter isMapped: whether the bytes are a file's, whose pages are better fetched many at a time.
  static func checksum(_ bytes: UnsafeRawBufferPointer, threads: Int = 1, isMapped: Bool = false) -> UInt64 {
    let count = (bytes.count + pieceSize - 1) / pieceSize
    let sums = UnsafeMutableBufferPointer<UInt64>.allocate(capacity: count)
    defer { sums.deallocate() }
    // Unchecked: each thread writes the sums of its own pieces.
    nonisolated(unsafe) let (source, target) = (bytes, sums)
    let workers = max(1, min(threads, count))
    @Sendable func work(_ worker: Int) {
      for index in stride(from: worker, to: count, by: workers) {
        let start = index * pieceSize
        let piece = UnsafeRawBufferPointer(rebasing: source[start..<min(start + pieceSize, source.count)])
        if isMapped { fetch(piece) }
        target[index] = sum(piece)
      }
    }
    if workers == 1 { work(0) } else { DispatchQueue.concurrentPerform(iterations: workers, execute: work) }
    return sums.reduce(UInt64(bytes.count)) { mix64($0 ^ $1) }
  }

  private static let pieceSize = 1 << 18

  /// A page is mapped when it is touched, one at a time, unless all are asked for together (Linux 5.14); a kernel
  /// that does not know how says so, and nothing is lost.
  private static func fetch(_ bytes: UnsafeRawBufferPointer) {
    let pageSize: UInt = 4096
    let start = UInt(bitPattern: bytes.baseAddress) & ~(pageSize - 1)
    let length = UInt(bitPattern: bytes.baseAddress) + UInt(bytes.count) - start
    madvise(UnsafeMutableRawPointer(bitPattern: start), Int(length), 22)  // MADV_POPULATE_READ
  }

  /// Eight lanes of eight bytes each a step, or the multiplications would wait for each other.
  private static func sum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    let multiplier: UInt64 = 0xff51_afd7_ed55_8ccd
    var lanes = SIMD8<UInt64>(1, 2, 3, 4, 5, 6, 7, 8) &* 0x9e37_79b9_7f4a_7c15
    let steps = bytes.count / 64
    for step in 0..<steps {
      lanes ^= bytes.loadUnaligned(fromByteOffset: step * 64, as: SIMD8<UInt64>.self)
      for lane in lanes.indices { lanes[lane] &*= multiplier }
      lanes ^= lanes &>> 32
    }
    var hash = lanes.indices.reduce(UInt64(bytes.count)) { mix64($0 ^ lanes[$1]) }
    for index in (steps * 64)..<bytes.count { hash = (hash ^ UInt64(bytes[index])) &* 0x0000_0100_0000_01b3 }
    return hash
  }
}
