import FoundationEssentials
import Support

#if canImport(Glibc)
  import Glibc
#endif

/// Derived tables that are slow to make and quick to map: one read-only file each under
/// `$XDG_CACHE_HOME/yaoyu` (`~/.cache/yaoyu`).
///
/// A cache is never needed: a missing, damaged, foreign or unwritable one only means that the table is made
/// again. Files are replaced by rename, so two processes that start at once both see a whole file.
///
/// Layout, little-endian: magic (8 bytes), key, payload length, checksum of the payload (UInt64 each), payload.
enum CacheFile {
  private static let magic: UInt64 = 0x3130_5559_4f41_59  // "YAOYU01"
  private static let headerSize = 32

  /// A mapped payload. The pages live as long as the value does.
  final class Mapping: @unchecked Sendable {
    // Read-only memory after `init`, hence safe to share.
    let bytes: UnsafeRawBufferPointer
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

  /// The payload of the file `name`, if it is whole and was made for `key`.
  static func map(_ name: String, key: UInt64) -> Mapping? {
    guard let folder else { return nil }
    let descriptor = open("\(folder)/\(name)", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_size > headerSize else { return nil }
    let length = Int(status.st_size)
    guard let base = mmap(nil, length, PROT_READ, MAP_PRIVATE | MAP_POPULATE, descriptor, 0),
      base != MAP_FAILED
    else { return nil }
    let mapping = Mapping(base: base, length: length)
    let header = UnsafeRawBufferPointer(start: base, count: headerSize)
    func field(_ index: Int) -> UInt64 { header.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self) }
    guard field(0) == magic, field(1) == key, field(2) == UInt64(length - headerSize),
      field(3) == checksum(mapping.bytes)
    else { return nil }
    return mapping
  }

  /// Stores `payload`; a failure is not an error.
  static func store(_ name: String, key: UInt64, payload: UnsafeRawBufferPointer) {
    guard let folder, (try? FileAccess.makeFolder(folder)) != nil else { return }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(headerSize + payload.count)
    for field in [magic, key, UInt64(payload.count), checksum(payload)] {
      withUnsafeBytes(of: field.littleEndian) { bytes.append(contentsOf: $0) }
    }
    bytes.append(contentsOf: payload)
    try? FileAccess.write(bytes, to: "\(folder)/\(name)")
  }

  /// Eight bytes a step, so that checking 16 MB takes a few milliseconds.
  private static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var hash: UInt64 = 0x9e37_79b9_7f4a_7c15
    let words = bytes.count / 8
    for index in 0..<words {
      hash = (hash ^ bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)) &* 0xff51_afd7_ed55_8ccd
      hash ^= hash >> 32
    }
    for index in (words * 8)..<bytes.count { hash = (hash ^ UInt64(bytes[index])) &* 0x0000_0100_0000_01b3 }
    return hash
  }
}
