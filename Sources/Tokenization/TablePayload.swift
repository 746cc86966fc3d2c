/// Several arrays one after the other in one piece of memory: what a `WordTable` keeps in its cache file.
///
/// Layout: for each section its offset and size in bytes (UInt64 each), then the sections, each at a multiple of
/// 64 bytes. Written and read by the same machine.
struct TablePayload {
  enum Section: Int, CaseIterable {
    case characters, nodes, unitNodes, entries, lexiconEnds, lexiconWeights, lexiconOrder, lexiconText
  }

  static let headerSize = Section.allCases.count * 16
  private let bytes: UnsafeRawBufferPointer

  /// - Parameter bytes: aligned to 8 bytes at least.
  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// The elements of a section; nil when it does not lie within the payload or is no whole number of elements.
  func section<T: BitwiseCopyable>(_ section: Section, of type: T.Type) -> UnsafeBufferPointer<T>? {
    guard bytes.count >= Self.headerSize else { return nil }
    let offset = bytes.load(fromByteOffset: section.rawValue * 16, as: UInt64.self)
    let size = bytes.load(fromByteOffset: section.rawValue * 16 + 8, as: UInt64.self)
    let length = UInt64(bytes.count)
    guard offset <= length, size <= length - offset, offset % 64 == 0,
      size % UInt64(MemoryLayout<T>.stride) == 0
    else { return nil }
    return UnsafeRawBufferPointer(rebasing: bytes[Int(offset)..<Int(offset + size)]).bindMemory(to: T.self)
  }
}

/// Gathers the sections and lays them out once their sizes are known.
struct TablePayloadWriter {
  private var sections:
    [(section: TablePayload.Section, size: Int, copy: (UnsafeMutableRawBufferPointer) -> Void)] = []

  mutating func append<T: BitwiseCopyable>(_ elements: [T], as section: TablePayload.Section) {
    let size = elements.count * MemoryLayout<T>.stride
    sections.append((section, size, { target in elements.withUnsafeBytes { target.copyMemory(from: $0) } }))
  }

  func payload() -> OwnedBytes {
    var end = TablePayload.headerSize
    let offsets = sections.map { section in
      let offset = (end + 63) / 64 * 64
      end = offset + section.size
      return offset
    }
    let payload = OwnedBytes(count: end)
    for (section, offset) in zip(sections, offsets) {
      let place = section.section.rawValue * 16
      payload.bytes.storeBytes(of: UInt64(offset), toByteOffset: place, as: UInt64.self)
      payload.bytes.storeBytes(of: UInt64(section.size), toByteOffset: place + 8, as: UInt64.self)
      let target = UnsafeMutableRawBufferPointer(rebasing: payload.bytes[offset..<(offset + section.size)])
      section.copy(target)
    }
    return payload
  }
}
