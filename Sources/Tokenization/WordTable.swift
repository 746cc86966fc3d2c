import CICU
import Support

#if canImport(Glibc)
  import Glibc
#endif

/// Every word that the lattice knows, with its cost: ICU's dictionary, the system's word list where it is
/// installed, Yaoyu's lexicons, the user's.
///
/// A word of the system's list costs −ln(frequency / total) nats. ICU has a vote: a word that its own
/// dictionary lacks costs 3 nats more (8 from four characters on), since such lists are full of phrases. On
/// the SIGHAN 2005 tests that vote and the number rules bring F1 from .836 / .827 to .890 / .881. Without the
/// list, ICU's own costs serve.
final class WordTable: @unchecked Sendable {
  // Immutable after `init`, hence safe to share.
  let nodes: UnsafePointer<DoubleArrayNode>
  /// Code of each folded BMP character; 0 for characters of no word.
  let codes: UnsafePointer<UInt16>
  private let memory: AnyObject

  private static let formatVersion: UInt64 = 10

  /// Where Debian's python3-jieba keeps its word list (MIT licence; read in place).
  static let systemListPaths = [
    "/usr/lib/python3/dist-packages/jieba/dict.txt", "/usr/share/jieba/dict.txt",
  ]

  /// The word list that `YAOYU_WORD_LIST` names (`none` for no list), else the system's, if it is installed.
  static var systemList: String? {
    guard let named = getenv("YAOYU_WORD_LIST").map({ String(cString: $0) }), !named.isEmpty else {
      return systemListPaths.first { access($0, R_OK) == 0 }
    }
    return named == "none" ? nil : named
  }

  /// - Throws: `FileError` when the list that `YAOYU_WORD_LIST` names cannot be read.
  static func checkSystemList() throws(FileError) {
    guard let systemList, access(systemList, R_OK) != 0 else { return }
    throw errno == ENOENT
      ? .notFound(systemList) : .unreadable(systemList, reason: String(cString: strerror(errno)))
  }

  init(entries: [LexiconEntry], systemList: String?) {
    var key = stableHash(String(cString: cicu_version()), seed: Self.formatVersion)
    if let systemList {
      var status = stat()
      if stat(systemList, &status) == 0 {
        key = stableHash("\(systemList) \(status.st_size) \(status.st_mtim.tv_sec)", seed: key)
      }
    }
    for entry in entries { key = stableHash("\(entry.word)\t\(entry.tag)\t\(entry.weight)\n", seed: key) }
    // Separate names let several sets of lexicons (tests, shops) keep their caches side by side.
    let name = "words-\(String(key, radix: 16)).bin"
    if let mapping = CacheFile.map(name, key: key),
      mapping.bytes.count >= CharacterTable.planeSize * 2 + MemoryLayout<DoubleArrayNode>.stride
    {
      (nodes, codes) = Self.parts(of: mapping.bytes)
      memory = mapping
    } else {
      let built = Self.build(entries: entries, systemList: systemList)
      let size = CharacterTable.planeSize * 2 + built.nodes.count * MemoryLayout<DoubleArrayNode>.stride
      let copy = OwnedBytes(count: size)
      built.codes.withUnsafeBytes { copy.bytes.copyMemory(from: $0) }
      built.nodes.withUnsafeBytes {
        UnsafeMutableRawBufferPointer(rebasing: copy.bytes[(CharacterTable.planeSize * 2)...]).copyMemory(
          from: $0)
      }
      CacheFile.store(name, key: key, payload: UnsafeRawBufferPointer(copy.bytes))
      (nodes, codes) = Self.parts(of: UnsafeRawBufferPointer(copy.bytes))
      memory = copy
    }
  }

  private static func parts(
    of bytes: UnsafeRawBufferPointer
  ) -> (UnsafePointer<DoubleArrayNode>, UnsafePointer<UInt16>) {
    let base = bytes.baseAddress.unsafelyUnwrapped
    return (
      (base + CharacterTable.planeSize * 2).assumingMemoryBound(to: DoubleArrayNode.self),
      base.assumingMemoryBound(to: UInt16.self)
    )
  }

  // MARK: - Building

  /// Words end to end as folded UTF-16, with a cost each.
  private struct WordList {
    var units: [UInt16] = []
    var words: [DoubleArrayBuilder.Key] = []

    mutating func append(_ word: some Sequence<UInt16>, cost: Int32, entry: Int32 = -1) {
      let start = units.count
      units.append(contentsOf: word)
      words.append(.init(start: start, end: units.count, cost: cost, entry: entry))
    }
  }

  static func nats(_ value: Double) -> Int32 { Int32((min(max(value, 0), 200) * 100).rounded()) }

  private static func build(
    entries: [LexiconEntry], systemList: String?
  ) -> (nodes: [DoubleArrayNode], codes: [UInt16]) {
    var list = icuWords()
    if let systemList, let text = try? FileAccess.read(systemList),
      let general = generalWords(text, icu: list)
    {
      list = general
    }
    // Units belong to the number before them: see `UnitTable`.
    for (index, entry) in entries.enumerated() where entry.tag != "unit" {
      let units = Array(entry.word.utf16)
      guard !units.isEmpty, units.count <= 64 else { continue }
      // About the cost of one common word, so that the entry wins over its parts wherever it fits.
      list.append(units, cost: nats(8 - log(entry.weight)), entry: Int32(index))
    }
    return index(list)
  }

  private static func icuWords() -> WordList {
    var list = WordList()
    list.words.reserveCapacity(320_000)
    withUnsafeMutablePointer(to: &list) { pointer in
      _ = cicu_dictionary_each(pointer) { context, word, length, cost in
        guard let context, let word else { return }
        let units = UnsafeBufferPointer(start: word, count: Int(length))
        guard units.allSatisfy({ CharacterTable.isHan(UInt32($0)) }) else { return }
        let folded = CharacterTable.shared.folded
        // ICU's costs are in units of about 0.07 nats: its dearest word, 255, stands for 18 nats.
        context.assumingMemoryBound(to: WordList.self).pointee.append(
          units.lazy.map { folded[Int($0)] },
          cost: cost * 7 + (DictionaryPhrase.isPhrase(units[...]) ? WordTable.nats(ListedPhrase.penalty) : 0))
      }
    }
    return list
  }

  /// The system's list (`word frequency tag` a line) with ICU's vote; nil when it does not look like one.
  private static func generalWords(_ text: [UInt8], icu: WordList) -> WordList? {
    var known = Set<UInt64>(minimumCapacity: icu.words.count)
    for word in icu.words { known.insert(hash(icu.units[word.start..<word.end])) }
    let folded = CharacterTable.shared.folded
    var list = WordList()
    list.words.reserveCapacity(350_000)
    var frequencies: [Double] = []
    var total = 0.0
    for line in text.split(separator: UInt8(ascii: "\n")) {
      guard let space = line.firstIndex(of: UInt8(ascii: " ")) else { continue }
      var frequency = 0
      for byte in line[(space + 1)...] {
        guard byte >= 0x30, byte <= 0x39, frequency < 1_000_000_000 else { break }
        frequency = frequency * 10 + Int(byte - 0x30)
      }
      total += Double(frequency)
      let units = Array(String(decoding: line[..<space], as: UTF8.self).lowercased().utf16)
      guard units.contains(where: { CharacterTable.isHan(UInt32($0)) }) else { continue }
      list.append(units.lazy.map { folded[Int($0)] }, cost: 0)
      frequencies.append(Double(max(frequency, 1)))
    }
    guard list.words.count > 10_000, total > 0 else { return nil }
    for index in list.words.indices {
      let word = list.words[index]
      var cost = -log(frequencies[index] / total)
      let length = word.end - word.start
      if length > 1, !known.contains(hash(list.units[word.start..<word.end])) { cost += length >= 4 ? 8 : 3 }
      if ListedPhrase.isPhrase(list.units[word.start..<word.end]) { cost += ListedPhrase.penalty }
      list.words[index].cost = nats(cost)
    }
    return list
  }

  private static func hash(_ units: ArraySlice<UInt16>) -> UInt64 {
    units.reduce(0xcbf2_9ce4_8422_2325) { mix64($0 ^ UInt64($1)) }
  }

  /// Codes by falling frequency, so that common children lie close together; then the sorted trie. A word
  /// listed twice keeps its least cost and its lexicon entry.
  private static func index(_ list: WordList) -> (nodes: [DoubleArrayNode], codes: [UInt16]) {
    var counts = [Int32](repeating: 0, count: CharacterTable.planeSize)
    for unit in list.units { counts[Int(unit)] += 1 }
    let ranked = (0..<CharacterTable.planeSize).filter { counts[$0] > 0 }
      .sorted { (counts[$1], $0) < (counts[$0], $1) }
    var codes = [UInt16](repeating: 0, count: CharacterTable.planeSize)
    for (rank, unit) in ranked.enumerated() { codes[unit] = UInt16(rank + 1) }
    let coded = list.units.map { codes[Int($0)] }

    // The first four codes as one number decide almost every comparison.
    let order = list.words.indices.map { index -> (prefix: UInt64, index: Int) in
      let word = list.words[index]
      var prefix: UInt64 = 0
      for offset in 0..<4 {
        prefix = prefix << 16 | (word.start + offset < word.end ? UInt64(coded[word.start + offset]) : 0)
      }
      return (prefix, index)
    }.sorted { a, b in
      if a.prefix != b.prefix { return a.prefix < b.prefix }
      let x = coded[list.words[a.index].start..<list.words[a.index].end]
      let y = coded[list.words[b.index].start..<list.words[b.index].end]
      return x == y ? a.index < b.index : x.lexicographicallyPrecedes(y)
    }
    var keys: [DoubleArrayBuilder.Key] = []
    keys.reserveCapacity(order.count)
    for (_, index) in order {
      let word = list.words[index]
      if let last = keys.last, coded[last.start..<last.end] == coded[word.start..<word.end] {
        keys[keys.count - 1].cost = min(last.cost, word.cost)
        keys[keys.count - 1].entry = max(last.entry, word.entry)
      } else {
        keys.append(word)
      }
    }
    return (DoubleArrayBuilder.build(codes: coded, keys: keys), codes)
  }
}
