import CICU
import Support

#if canImport(Glibc)
  import Glibc
#endif

/// Every word that the lattice knows, with its cost, what each character is, the units, and the lexicons' entries:
/// all tables of a `Tokenizer` in one piece of memory, made once by `WordTableBuilder` and then mapped from the
/// cache.
///
/// The cache is keyed by ICU's version, the system's word list (path, size, time) and the content of the lexicons,
/// so that a change of any makes a new one.
final class WordTable: @unchecked Sendable {
  // Immutable after `init`, hence safe to share.
  /// By code point of the Basic Multilingual Plane.
  let characters: UnsafePointer<CharacterRecord>
  /// Words; the number of a node is its cost in hundredths of a nat, its mark says that it has a lexicon entry.
  let nodes: UnsafePointer<DoubleArrayNode>
  let units: UnitTable
  let entries: EntryTable
  let lexicon: LexiconStore
  private let memory: AnyObject

  private static let formatVersion: UInt64 = 14

  /// Where Debian's python3-jieba keeps its word list (MIT licence; read in place).
  static let systemListPaths = [
    "/usr/lib/python3/dist-packages/jieba/dict.txt", "/usr/share/jieba/dict.txt",
  ]

  /// The word list that `YAOYU_WORD_LIST` names (`none` for no list), else the system's, if it is installed.
  static var systemList: String? {
    guard let named = getenv("YAOYU_WORD_LIST").map({ String(cString: $0) }), !named.isEmpty else {
      return systemListPaths.first { access($0, R_OK) == 0 }
    }
    return named == switchedOff ? nil : named
  }

  private static let switchedOff = "none"

  /// Whether `YAOYU_WORD_LIST` asks for no list.
  static var isSystemListSwitchedOff: Bool {
    getenv("YAOYU_WORD_LIST").map { String(cString: $0) } == switchedOff
  }

  /// - Throws: `FileError` when the list that `YAOYU_WORD_LIST` names cannot be read.
  static func checkSystemList() throws(FileError) {
    guard let systemList, access(systemList, R_OK) != 0 else { return }
    throw errno == ENOENT
      ? .notFound(systemList) : .unreadable(systemList, reason: String(cString: strerror(errno)))
  }

  /// - Parameters:
  ///   - content: tells apart what `lexicon` may return; see `key`.
  ///   - threads: how many read the cache.
  ///   - lexicon: called when there is no cache for `content`.
  init(
    content: UInt64, systemList: String?, threads: Int = 1, lexicon: () throws -> [LexiconEntry]
  ) rethrows {
    let key = Self.key(content: content, systemList: systemList)
    // Separate names let several sets of lexicons (tests, shops) keep their caches side by side.
    let name = "words-\(String(key, radix: 16)).bin"
    let parts: Parts
    if let mapping = CacheFile.map(name, key: key, threads: threads), let found = Parts(mapping.bytes) {
      (parts, memory) = (found, mapping)
    } else {
      let payload = WordTableBuilder.payload(entries: try lexicon(), systemList: systemList)
      CacheFile.store(name, key: key, payload: UnsafeRawBufferPointer(payload.bytes), prefix: "words-")
      guard let made = Parts(UnsafeRawBufferPointer(payload.bytes)) else {
        preconditionFailure("the payload that was just made cannot be read")
      }
      (parts, memory) = (made, payload)
    }
    (characters, nodes, units) = (parts.characters, parts.nodes, UnitTable(nodes: parts.unitNodes))
    (entries, self.lexicon) = (parts.entries, parts.lexicon)
  }

  convenience init(entries: [LexiconEntry], systemList: String?) {
    var content: UInt64 = 0
    for entry in entries {
      content = stableHash(
        "\(entry.word)\t\(entry.tag)\t\(entry.canonical)\t\(entry.weight)\n", seed: content &+ 1)
    }
    self.init(content: content, systemList: systemList) { entries }
  }

  /// What the table depends on apart from the lexicons.
  private static func key(content: UInt64, systemList: String?) -> UInt64 {
    var key = stableHash(String(cString: cicu_version()), seed: mix64(content &+ formatVersion))
    if let systemList {
      var status = stat()
      if stat(systemList, &status) == 0 {
        key = stableHash("\(systemList) \(status.st_size) \(status.st_mtim.tv_sec)", seed: key)
      }
    }
    return key
  }

  /// A hash of files' bytes for `init(content:)`.
  static func content(of files: [[UInt8]]) -> UInt64 {
    files.reduce(0) { hash, file in
      file.withUnsafeBytes { mix64(hash &+ CacheFile.checksum($0) &+ UInt64($0.count)) }
    }
  }

  private struct Parts {
    let characters: UnsafePointer<CharacterRecord>
    let nodes: UnsafePointer<DoubleArrayNode>
    let unitNodes: UnsafePointer<DoubleArrayNode>
    let entries: EntryTable
    let lexicon: LexiconStore

    /// nil when the payload is not whole.
    init?(_ bytes: UnsafeRawBufferPointer) {
      let payload = TablePayload(bytes)
      guard let characters = payload.section(.characters, of: CharacterRecord.self)?.baseAddress,
        let nodes = payload.section(.nodes, of: DoubleArrayNode.self)?.baseAddress,
        let unitNodes = payload.section(.unitNodes, of: DoubleArrayNode.self)?.baseAddress,
        let entries = payload.section(.entries, of: EntryTable.Place.self).flatMap(EntryTable.init),
        let lexicon = LexiconStore(payload)
      else { return nil }
      (self.characters, self.nodes, self.unitNodes) = (characters, nodes, unitNodes)
      (self.entries, self.lexicon) = (entries, lexicon)
    }
  }
}

/// Node of a word → its lexicon entry: a hash table with linear probing (Knuth 6.4, algorithm L), half empty.
struct EntryTable {
  struct Place {
    /// 0, the root, where nothing stands.
    var node: Int32
    var entry: LexiconEntry.ID
  }

  private let places: UnsafePointer<Place>
  private let mask: Int

  /// - Parameter places: a power of two of them.
  init?(_ places: UnsafeBufferPointer<Place>) {
    guard let base = places.baseAddress, places.count.nonzeroBitCount == 1 else { return nil }
    self.places = base
    mask = places.count - 1
  }

  /// - Precondition: the node is a marked one of the table's array.
  func entry(node: Int32) -> LexiconEntry.ID {
    var index = Self.home(node) & mask
    while places[index].node != node {
      if places[index].node == 0 { return -1 }
      index = (index + 1) & mask
    }
    return places[index].entry
  }

  static func places(_ entries: [Place]) -> [Place] {
    var size = 2
    while size < entries.count * 2 { size *= 2 }
    var places = [Place](repeating: Place(node: 0, entry: -1), count: size)
    for entry in entries {
      var index = home(entry.node) & (size - 1)
      while places[index].node != 0 { index = (index + 1) & (size - 1) }
      places[index] = entry
    }
    return places
  }

  private static func home(_ node: Int32) -> Int { Int(UInt32(bitPattern: node) &* 0x9E37_79B1 >> 8) }
}
