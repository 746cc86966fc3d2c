internal import Support
internal import Tokenization

/// The merged lexicon in a cache file: merging ten thousand words takes fifty milliseconds, a fifth of the time until
/// the chat's first prompt, copying the tables two.
enum LexiconCache {
  private static let formatVersion: UInt64 = 1

  /// The lexicon that `build` makes of `files`, or the one that it made of the same bytes before.
  static func lexicon(
    of files: [String], build: () throws -> SentimentLexicon
  ) throws -> SentimentLexicon {
    let key = CacheFile.key(of: try files.map { try FileAccess.read($0) }, version: formatVersion)
    let name = "sentiment-\(String(key, radix: 16)).bin"
    if let mapping = CacheFile.map(name, key: key), let lexicon = read(mapping.bytes) { return lexicon }
    let lexicon = try build()
    payload(of: lexicon).withUnsafeBytes {
      CacheFile.store(name, key: key, payload: $0, prefix: "sentiment-")
    }
    return lexicon
  }

  // MARK: - Payload

  // Every table as its number of elements and their bytes; read by the build that wrote it, and by no other.

  static func payload(of lexicon: SentimentLexicon) -> [UInt8] {
    var bytes: [UInt8] = []
    append(lexicon.characters.entries, to: &bytes)
    append(lexicon.characters.folded, to: &bytes)
    append(lexicon.trie.base, to: &bytes)
    append(lexicon.trie.check, to: &bytes)
    append(lexicon.trie.values, to: &bytes)
    append(lexicon.terms, to: &bytes)
    append(lexicon.context, to: &bytes)
    append([lexicon.characters.alphabet, lexicon.dependents], to: &bytes)
    let counts = lexicon.counts.sorted { $0.key < $1.key }
    append(Array(counts.map(\.key).joined(separator: "\n").utf8), to: &bytes)
    append(counts.map(\.value), to: &bytes)
    return bytes
  }

  /// nil when `bytes` are no whole payload.
  static func read(_ bytes: UnsafeRawBufferPointer) -> SentimentLexicon? {
    var rest = bytes[...]
    guard let entries: [UInt32] = take(&rest), let folded: [UInt16] = take(&rest),
      let base: [Int32] = take(&rest), let check: [Int32] = take(&rest), let values: [Int32] = take(&rest),
      let terms: [Term] = take(&rest), let context: [Float] = take(&rest),
      let sizes: [Int] = take(&rest), sizes.count == 2, let names: [UInt8] = take(&rest),
      let numbers: [Int] = take(&rest), rest.isEmpty
    else { return nil }
    let files = String(decoding: names, as: UTF8.self).split(separator: "\n").map(String.init)
    return SentimentLexicon(
      characters: CharacterTable(entries: entries, folded: folded, alphabet: sizes[0]),
      trie: ScalarTrie(base: base, check: check, values: values), terms: terms, context: context,
      dependents: sizes[1],
      counts: Dictionary(zip(files, numbers), uniquingKeysWith: { first, _ in first }))
  }

  private static func append<Element: BitwiseCopyable>(_ table: [Element], to bytes: inout [UInt8]) {
    withUnsafeBytes(of: UInt64(table.count)) { bytes.append(contentsOf: $0) }
    table.withUnsafeBytes { bytes.append(contentsOf: $0) }
  }

  private static func take<Element: BitwiseCopyable>(
    _ bytes: inout Slice<UnsafeRawBufferPointer>
  ) -> [Element]? {
    guard bytes.count >= 8 else { return nil }
    let count = UnsafeRawBufferPointer(rebasing: bytes.prefix(8)).loadUnaligned(as: UInt64.self)
    bytes = bytes.dropFirst(8)
    guard count <= UInt64(bytes.count / MemoryLayout<Element>.stride) else { return nil }
    let size = Int(count) * MemoryLayout<Element>.stride
    let source = UnsafeRawBufferPointer(rebasing: bytes.prefix(size))
    bytes = bytes.dropFirst(size)
    return [Element](unsafeUninitializedCapacity: Int(count)) { buffer, initialized in
      UnsafeMutableRawBufferPointer(buffer).copyMemory(from: source)
      initialized = Int(count)
    }
  }
}
