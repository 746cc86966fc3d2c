import Support
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// The bytes of a search index, mapped from its file or held in memory.
///
/// ```
/// magic      8 bytes   89 'Y' 'Y' 'X' 0D 0A 1A 0A (as a model file's, with another letter)
/// length     u64       of the whole file, so that a cut-off file is told from a damaged one
/// version    u32       of this layout, 2: with blocks of 64 postings instead of 128
/// sections   u32       how many; then per section: offset (u64), length (u64)
/// pages      u64 each  checksum of every 64 KiB of what follows the header
/// checksum   u64       over the header so far
/// …          the sections, each at a multiple of 64 bytes, in the order of `Section`
/// ```
/// A model file has one checksum over all and is read as a whole. An index may be far larger than what a query
/// needs of it, so its checksum is in pages: the header and everything that finds postings is checked when the
/// file is opened, postings and texts page by page before they are read for the first time. Nothing is trusted
/// before its checksum matches, and opening costs what is read, not what is there.
///
/// A file that is shortened in place while it is mapped ends the process (SIGBUS), as with every mapped file;
/// replacing it in one step, as Yaoyu does, is safe.
final class SearchIndexFile: Sendable {
  enum Section: Int, CaseIterable {
    /// See `SearchIndex.Summary`.
    case summary
    /// UTF-8 of all words, ascending; word `w` ends at `wordEnds[w]`.
    case words, wordEnds, documentFrequency
    /// The blocks of word `w` are `blockStarts[w]..<blockStarts[w + 1]`.
    case blockStarts
    /// By block: its last document, the largest term weight in it, and where it begins in `postings`.
    case blockLast, blockMaximum, blockOffset
    /// By document: length in terms; the number that the caller gave it.
    case lengths, numbers
    /// From here on checked by the page.
    case textEnds, postings, texts
  }

  static let magic: [UInt8] = [0x89, 0x59, 0x59, 0x58, 0x0d, 0x0a, 0x1a, 0x0a]
  private static let version: UInt32 = 2
  private static let pageSize = 1 << 16
  private static let alignment = 64
  private static let fixedSize = 24 + Section.allCases.count * 16

  let name: String
  private nonisolated(unsafe) let bytes: UnsafeRawBufferPointer
  private let isMapped: Bool
  private let sections: [Range<Int>]
  /// Where the pages begin.
  private let start: Int
  private let checked: Mutex<[Bool]>

  /// Maps the file at `path`.
  /// - Throws: `FileError` or `SearchIndexError`.
  convenience init(path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw errno == ENOENT
        ? FileError.notFound(path) : .unreadable(path, reason: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw FileError.unreadable(path, reason: String(cString: strerror(errno)))
    }
    if status.st_mode & S_IFMT == S_IFDIR { throw FileError.isFolder(path) }
    let size = Int(status.st_size)
    guard size > 0 else { throw SearchIndexError.truncated(path, expected: nil, found: 0) }
    guard let address = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED else {
      throw FileError.unreadable(path, reason: String(cString: strerror(errno)))
    }
    try self.init(UnsafeRawBufferPointer(start: address, count: size), isMapped: true, name: path)
  }

  /// The first bytes of a regular file, as many as the magic has; none of anything else, so that reading a pipe
  /// takes nothing away.
  static func prefix(of path: String) -> [UInt8] {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return [] }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: magic.count)
    let count = read(descriptor, &bytes, bytes.count)
    return Array(bytes.prefix(max(0, count)))
  }

  /// Takes `bytes` as if they were the contents of the file `name`.
  convenience init(_ bytes: [UInt8], name: String) throws(SearchIndexError) {
    let copy = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(1, bytes.count), alignment: Self.alignment)
    copy.copyBytes(from: bytes)
    try self.init(UnsafeRawBufferPointer(rebasing: copy[..<bytes.count]), isMapped: false, name: name)
  }

  /// Takes over `bytes`, also when it throws.
  private init(_ bytes: UnsafeRawBufferPointer, isMapped: Bool, name: String) throws(SearchIndexError) {
    self.name = name
    self.bytes = bytes
    self.isMapped = isMapped
    do {
      (sections, start) = try Self.checkHeader(bytes, name)
    } catch {
      sections = []
      start = 0
      checked = Mutex([])
      throw error
    }
    checked = Mutex([Bool](repeating: false, count: Self.pages(bytes.count - start)))
    try check(start..<sections[Section.textEnds.rawValue].lowerBound)
  }

  deinit {
    if isMapped {
      munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
    } else {
      bytes.deallocate()
    }
  }

  private static func pages(_ count: Int) -> Int { (count + pageSize - 1) / pageSize }

  /// What the header says, once its checksum matches.
  private static func checkHeader(
    _ bytes: UnsafeRawBufferPointer, _ name: String
  ) throws(SearchIndexError) -> (sections: [Range<Int>], start: Int) {
    guard !bytes.isEmpty, magic.starts(with: bytes.prefix(magic.count)) else { throw .notAnIndex(name) }
    guard bytes.count >= 24 else { throw .truncated(name, expected: nil, found: bytes.count) }
    func integer(_ offset: Int) -> UInt64 {
      UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
    let length = integer(8)
    guard UInt64(bytes.count) >= length else { throw .truncated(name, expected: length, found: bytes.count) }
    guard UInt64(bytes.count) == length else { throw .damaged(name) }
    let version = integer(16) & 0xffff_ffff
    let count = integer(16) >> 32
    if version > Self.version { throw .newer(name, version: Int(version)) }
    if version == 1 { throw .older(name, version: 1) }
    guard version == Self.version, count == Section.allCases.count, bytes.count >= fixedSize + 8 else {
      throw .damaged(name)
    }
    // The header's size follows from the file's and the page size, so a wrong table cannot move it.
    let start = self.start(fileSize: bytes.count)
    guard start <= bytes.count else { throw .damaged(name) }
    let end = fixedSize + pages(bytes.count - start) * 8
    guard end + 8 <= start, integer(end) == checksum(UnsafeRawBufferPointer(rebasing: bytes[..<end])) else {
      throw .damaged(name)
    }
    var sections: [Range<Int>] = []
    for index in 0..<Int(count) {
      let (offset, length) = (integer(24 + index * 16), integer(32 + index * 16))
      guard offset >= UInt64(sections.last?.upperBound ?? start), offset % UInt64(alignment) == 0,
        offset <= UInt64(bytes.count), length <= UInt64(bytes.count) - offset
      else { throw .damaged(name) }
      sections.append(Int(offset)..<Int(offset + length))
    }
    return (sections, start)
  }

  /// Where the sections begin in a file of this size: the smallest aligned place behind a table for the pages
  /// of the whole file.
  private static func start(fileSize: Int) -> Int { aligned(fixedSize + pages(fileSize) * 8 + 8) }

  private static func aligned(_ offset: Int) -> Int { (offset + alignment - 1) / alignment * alignment }
}

// MARK: Reading

extension SearchIndexFile {
  /// A section as numbers. Only sections before `textEnds` may be read without `check`.
  /// - Throws: `damaged` when the length is no multiple of a number's.
  func numbers<Number: FixedWidthInteger>(
    _ section: Section, as type: Number.Type
  ) throws(SearchIndexError) -> UnsafeBufferPointer<Number> {
    let raw = raw(section)
    guard raw.count % MemoryLayout<Number>.stride == 0 else { throw .damaged(name) }
    return raw.assumingMemoryBound(to: Number.self)
  }

  func raw(_ section: Section) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: bytes[sections[section.rawValue]])
  }

  /// Checks the pages of a stretch of a section that have not been checked yet.
  /// - Throws: `damaged`.
  func check(_ range: Range<Int>, of section: Section) throws(SearchIndexError) {
    let base = sections[section.rawValue].lowerBound
    try check(base + range.lowerBound..<base + range.upperBound)
  }

  /// Checks everything.
  func checkAll() throws(SearchIndexError) { try check(start..<bytes.count) }

  private func check(_ range: Range<Int>) throws(SearchIndexError) {
    if range.isEmpty { return }
    let first = (range.lowerBound - start) / Self.pageSize
    let last = (range.upperBound - 1 - start) / Self.pageSize
    let isSound = checked.withLock { checked in
      for page in first...last where !checked[page] {
        let low = start + page * Self.pageSize
        let contents = UnsafeRawBufferPointer(rebasing: bytes[low..<min(low + Self.pageSize, bytes.count)])
        let expected = bytes.loadUnaligned(fromByteOffset: Self.fixedSize + page * 8, as: UInt64.self)
        guard Self.checksum(contents) == UInt64(littleEndian: expected) else { return false }
        checked[page] = true
      }
      return true
    }
    if !isSound { throw .damaged(name) }
  }

  /// Four chains of SplitMix64 finalisers, each over every fourth group of eight bytes, chained at the end. Each
  /// step is a bijection of the running value and of the eight bytes, so a change within one group of eight is
  /// always noticed and any other is missed once in 2⁶⁴.
  private static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    func word(_ offset: Int) -> UInt64 {
      UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
    var (a, b, c, d) = (1 as UInt64, 2 as UInt64, 3 as UInt64, 4 as UInt64)
    var index = 0
    while index + 32 <= bytes.count {
      a = mix64(a ^ word(index))
      b = mix64(b ^ word(index + 8))
      c = mix64(c ^ word(index + 16))
      d = mix64(d ^ word(index + 24))
      index += 32
    }
    var hash = UInt64(truncatingIfNeeded: bytes.count)
    for chain in [a, b, c, d] { hash = mix64(hash ^ chain) }
    while index < bytes.count {
      var tail: UInt64 = 0
      for offset in index..<min(index + 8, bytes.count) { tail = tail << 8 | UInt64(bytes[offset]) }
      hash = mix64(hash ^ tail)
      index += 8
    }
    return hash
  }
}

// MARK: Writing

extension SearchIndexFile {
  /// The bytes of a file with these sections.
  static func encode(_ contents: (Section) -> [UInt8]) -> [UInt8] {
    let contents = Section.allCases.map(contents)
    // The offsets depend on the header's size, which depends on the file's: grow until it fits.
    var size = contents.reduce(0) { aligned($0) + $1.count }
    var start = 0
    var end = 0
    repeat {
      start = Self.start(fileSize: size)
      end = contents.reduce(start) { aligned($0) + $1.count }
      if end > size { size = end }
    } while Self.start(fileSize: end) != start
    var bytes: [UInt8] = []
    bytes.reserveCapacity(end)
    bytes += magic
    append(UInt64(end), to: &bytes)
    append(UInt64(version) | UInt64(contents.count) << 32, to: &bytes)
    var offset = start
    for section in contents {
      offset = aligned(offset)
      append(UInt64(offset), to: &bytes)
      append(UInt64(section.count), to: &bytes)
      offset += section.count
    }
    bytes.append(contentsOf: repeatElement(0, count: start - bytes.count))
    for section in contents {
      bytes.append(contentsOf: repeatElement(0, count: aligned(bytes.count) - bytes.count))
      bytes.append(contentsOf: section)
    }
    seal(&bytes)
    return bytes
  }

  /// Puts the checksums of `bytes` in place.
  static func seal(_ bytes: inout [UInt8]) {
    let start = Self.start(fileSize: bytes.count)
    let pages = Self.pages(bytes.count - start)
    bytes.withUnsafeMutableBytes { bytes in
      for page in 0..<pages {
        let low = start + page * pageSize
        let sum = checksum(UnsafeRawBufferPointer(rebasing: bytes[low..<min(low + pageSize, bytes.count)]))
        bytes.storeBytes(of: sum.littleEndian, toByteOffset: fixedSize + page * 8, as: UInt64.self)
      }
      let end = fixedSize + pages * 8
      let sum = checksum(UnsafeRawBufferPointer(rebasing: bytes[..<end]))
      bytes.storeBytes(of: sum.littleEndian, toByteOffset: end, as: UInt64.self)
    }
  }

  /// Little-endian bytes of `values`.
  static func encode<Number: FixedWidthInteger>(_ values: [Number]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(values.count * MemoryLayout<Number>.size)
    for value in values { append(value, to: &bytes) }
    return bytes
  }

  private static func append<Number: FixedWidthInteger>(_ value: Number, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }
}
