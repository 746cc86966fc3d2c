/// The one format in which learned values are kept: named sections of little-endian numbers under a checksum.
///
/// ```
/// magic      8 bytes   89 'Y' 'Y' 'M' 0D 0A 1A 0A (as PNG's: shows text-mode transfers and 7-bit channels)
/// length     u64       of the whole file, so that a cut-off file is told from a damaged one
/// container  u32       version of this layout, 1
/// version    u32       version of the format named next
/// format     u32 + bytes, UTF-8
/// sections   u32       how many; then per section: name (u32 + bytes), offset (u64), length (u64)
/// …          the sections, each at a multiple of 64 bytes
/// checksum   u64       over everything before it
/// ```
/// Bytes depend on the contents alone: the same model gives the same file. A file that ends early, differs in a
/// bit, is of another kind or of a newer version is refused with the reason; nothing of it is trusted before
/// the checksum matches.
public struct ModelFile: Sendable, Equatable {
  /// What the file holds, such as `topic-model`.
  public let format: String
  /// Version of that format.
  public let version: Int
  /// How messages name the file; empty while it is only in memory.
  public let name: String
  private var sections: [(name: String, bytes: [UInt8])] = []

  public init(format: String, version: Int) {
    self.format = format
    self.version = version
    name = ""
  }

  public static func == (a: ModelFile, b: ModelFile) -> Bool { a.encoded() == b.encoded() }
}

// MARK: Sections

extension ModelFile {
  /// Replaces or adds a section. Sections keep the order in which they were first set.
  public mutating func set(_ section: String, _ bytes: [UInt8]) {
    if let index = sections.firstIndex(where: { $0.name == section }) {
      sections[index].bytes = bytes
    } else {
      sections.append((section, bytes))
    }
  }

  public mutating func set<Number: FixedWidthInteger>(_ section: String, _ values: [Number]) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(values.count * MemoryLayout<Number>.size)
    for value in values { append(value, to: &bytes) }
    set(section, bytes)
  }

  public mutating func set(_ section: String, _ values: [Double]) {
    set(section, values.map(\.bitPattern))
  }

  public mutating func set(_ section: String, _ text: String) { set(section, Array(text.utf8)) }

  public func values(_ section: String) throws(ModelFileError) -> [UInt8] {
    guard let found = sections.first(where: { $0.name == section }) else {
      throw .missingSection(name, section: section)
    }
    return found.bytes
  }

  public func values<Number: FixedWidthInteger>(
    _ section: String, as type: Number.Type
  ) throws(ModelFileError) -> [Number] {
    let bytes: [UInt8] = try values(section)
    let size = MemoryLayout<Number>.size
    guard bytes.count % size == 0 else { throw .inconsistent(name, section: section) }
    return bytes.withUnsafeBytes { raw in
      (0..<raw.count / size).map {
        Number(littleEndian: raw.loadUnaligned(fromByteOffset: $0 * size, as: Number.self))
      }
    }
  }

  /// A section of unsigned 64-bit counts.
  public func integers(_ section: String) throws(ModelFileError) -> [Int] {
    var integers: [Int] = []
    for value in try values(section, as: UInt64.self) {
      guard let integer = Int(exactly: value) else { throw .inconsistent(name, section: section) }
      integers.append(integer)
    }
    return integers
  }

  public func doubles(_ section: String) throws(ModelFileError) -> [Double] {
    try values(section, as: UInt64.self).map { Double(bitPattern: $0) }
  }

  public func text(_ section: String) throws(ModelFileError) -> String {
    String(decoding: try values(section) as [UInt8], as: UTF8.self)
  }
}

// MARK: Bytes

extension ModelFile {
  private static let magic: [UInt8] = [0x89, 0x59, 0x59, 0x4d, 0x0d, 0x0a, 0x1a, 0x0a]
  private static let container: UInt32 = 1
  private static let alignment = 64

  /// The file's bytes.
  public func encoded() -> [UInt8] {
    var size = 32 + format.utf8.count
    for section in sections { size += 20 + section.name.utf8.count }
    var offsets: [Int] = []
    for section in sections {
      size = (size + Self.alignment - 1) / Self.alignment * Self.alignment
      offsets.append(size)
      size += section.bytes.count
    }
    var bytes = Self.magic
    bytes.reserveCapacity(size + 8)
    append(UInt64(size + 8), to: &bytes)
    append(Self.container, to: &bytes)
    append(UInt32(version), to: &bytes)
    append(format, to: &bytes)
    append(UInt32(sections.count), to: &bytes)
    for (section, offset) in zip(sections, offsets) {
      append(section.name, to: &bytes)
      append(UInt64(offset), to: &bytes)
      append(UInt64(section.bytes.count), to: &bytes)
    }
    for (section, offset) in zip(sections, offsets) {
      bytes.append(contentsOf: repeatElement(0, count: offset - bytes.count))
      bytes.append(contentsOf: section.bytes)
    }
    append(Self.checksum(bytes[...]), to: &bytes)
    return bytes
  }

  /// Writes the file in one step (`FileAccess.write`).
  public func write(to path: String) throws(FileError) { try FileAccess.write(encoded(), to: path) }

  /// Reads the file at `path`, which must hold `format` in a version up to `version`.
  /// - Throws: `FileError` or `ModelFileError`.
  public static func read(_ path: String, format: String, version: Int) throws -> ModelFile {
    try ModelFile(FileAccess.read(path), name: path, format: format, version: version)
  }

  /// Takes `bytes` apart.
  /// - Parameters:
  ///   - name: how messages name the file.
  ///   - format: what the caller expects.
  ///   - version: the newest version that the caller understands.
  public init(_ bytes: [UInt8], name: String, format: String, version: Int) throws(ModelFileError) {
    let prefix = bytes.prefix(Self.magic.count)
    guard !bytes.isEmpty, Self.magic.starts(with: prefix) else { throw .notAModel(name) }
    var reader = ByteReader(bytes: bytes, position: Self.magic.count)
    guard prefix.count == Self.magic.count, let length = reader.integer(UInt64.self) else {
      throw .truncated(name, expected: nil, found: bytes.count)
    }
    guard UInt64(bytes.count) >= length else { throw .truncated(name, expected: length, found: bytes.count) }
    guard UInt64(bytes.count) == length, bytes.count >= 32 else { throw .damaged(name) }
    reader.end = bytes.count - 8
    var trailer = ByteReader(bytes: bytes, position: reader.end)
    guard trailer.integer(UInt64.self) == Self.checksum(bytes[..<reader.end]) else { throw .damaged(name) }

    guard let container = reader.integer(UInt32.self), let found = reader.integer(UInt32.self),
      let kind = reader.text()
    else { throw .damaged(name) }
    guard container == Self.container else { throw .newer(name, version: Int(container)) }
    guard kind == format else { throw .otherFormat(name, expected: format, found: kind) }
    guard found <= UInt32(version) else { throw .newer(name, version: Int(found)) }
    self.format = format
    self.version = Int(found)
    self.name = name
    guard let count = reader.integer(UInt32.self) else { throw .damaged(name) }
    for _ in 0..<count {
      guard let section = reader.text(), let offset = reader.integer(UInt64.self),
        let length = reader.integer(UInt64.self), offset <= UInt64(reader.end),
        length <= UInt64(reader.end) - offset
      else { throw .damaged(name) }
      sections.append((section, Array(bytes[Int(offset)..<Int(offset + length)])))
    }
  }

  /// A chain of SplitMix64 finalisers over eight bytes at a time. Each step is a bijection of the running value
  /// and of the eight bytes, so a change within one group of eight is always noticed and any other is missed
  /// once in 2⁶⁴.
  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.withUnsafeBytes { raw in
      var hash = UInt64(raw.count)
      var index = 0
      while index + 8 <= raw.count {
        hash = mix64(hash ^ UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)))
        index += 8
      }
      var tail: UInt64 = 0
      for byte in raw[index...] { tail = tail << 8 | UInt64(byte) }
      return mix64(hash ^ tail)
    }
  }
}

private func append<Number: FixedWidthInteger>(_ value: Number, to bytes: inout [UInt8]) {
  withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
}

private func append(_ text: String, to bytes: inout [UInt8]) {
  append(UInt32(text.utf8.count), to: &bytes)
  bytes.append(contentsOf: text.utf8)
}

/// Reads forward and answers nil instead of reading past the end.
private struct ByteReader {
  let bytes: [UInt8]
  var position: Int
  var end: Int

  init(bytes: [UInt8], position: Int) {
    self.bytes = bytes
    self.position = position
    end = bytes.count
  }

  mutating func integer<Number: FixedWidthInteger>(_ type: Number.Type) -> Number? {
    let size = MemoryLayout<Number>.size
    guard position <= end - size else { return nil }
    defer { position += size }
    return bytes.withUnsafeBytes {
      Number(littleEndian: $0.loadUnaligned(fromByteOffset: position, as: Number.self))
    }
  }

  mutating func text() -> String? {
    guard let count = integer(UInt32.self), Int(count) <= end - position else { return nil }
    defer { position += Int(count) }
    return String(decoding: bytes[position..<position + Int(count)], as: UTF8.self)
  }
}
