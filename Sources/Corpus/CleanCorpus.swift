internal import Support

/// A corpus read, cleaned and held: the texts one after the other in one block of bytes, the columns in flat
/// arrays. What a whole analysis works on; memory is the texts' bytes plus about 30 bytes a text.
///
/// **Duplicates.** Nobody writes the same dozen characters twice by chance: a text of at least
/// `minimumDuplicateLength` characters that has appeared before is a copy (one click sent twice, a text
/// copied for a reward), while `好` and `很不错` are what many people really say, and stay. A shop also shows
/// one review under every variant of a product. Such a text counts once in the corpus, but it is said of
/// each variant: the later groups refer to the first copy (`pooled`). So `read = kept + Σ dropped` holds, the
/// topics of the whole are not bent by copies, and no variant loses the reviews that it shows.
public struct CleanCorpus: Sendable {
  /// Why a record was left out.
  public enum Reason: String, Sendable, CaseIterable {
    case damaged
    case empty
    case defaultText = "default-text"
    /// The same text in the same group.
    case duplicate
    /// The same text in another group: held once, said of both.
    case pooled
  }

  /// What was mended in a record that was kept.
  public enum Repair: String, Sendable, CaseIterable {
    case htmlEntity = "html-entity"
    case invalidUTF8 = "invalid-utf8"
  }

  public static let minimumDuplicateLength = 12

  /// What the reader met.
  public private(set) var reading = CorpusCounts()
  public private(set) var dropped: [Reason: Int] = [:]
  public private(set) var repaired: [Repair: Int] = [:]
  /// Names of the groups in order of appearance; empty without a group column.
  public private(set) var groups: [String] = []
  /// By document, an index into `groups`; empty without a group column.
  public private(set) var group: [Int32] = []
  /// Documents that further groups share.
  public private(set) var pooled: [(document: Int, group: Int32)] = []
  /// `2024-05`, in order of appearance.
  public private(set) var months: [String] = []
  /// By document, an index into `months` or −1.
  public private(set) var month: [Int16] = []
  /// Customer segments in order of appearance.
  public private(set) var segments: [String] = []
  /// By document, an index into `segments` or −1.
  public private(set) var segment: [Int16] = []
  /// By document; NaN where there is none.
  public private(set) var rating: [Float] = []
  private var bytes: [UInt8] = []
  private var ends: [Int] = [0]

  /// Number of texts.
  public var count: Int { ends.count - 1 }

  /// The text of `document`, 0 ..< count.
  public func withUTF8<R>(
    of document: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> R
  ) rethrows -> R {
    let range = ends[document]..<ends[document + 1]
    return try bytes.withUnsafeBufferPointer { try body(UnsafeBufferPointer(rebasing: $0[range])) }
  }

  public func text(of document: Int) -> String {
    String(decoding: bytes[ends[document]..<ends[document + 1]], as: UTF8.self)
  }

  /// Reads everything that `reader` gives.
  /// - Parameters:
  ///   - segmentOf: the segment that a cell of the segment column stands for, nil for none. Where that column
  ///     holds customers, only what this makes of them is kept.
  ///   - progress: called now and then with the number of records so far.
  /// - Throws: what the reader throws. An empty corpus is no error here.
  /// - Complexity: O(bytes).
  public static func read(
    _ reader: CorpusReader, cleaner: Cleaner, segmentOf: (String) -> String? = { $0 },
    progress: (Int) -> Void = { _ in }
  ) throws -> CleanCorpus {
    var corpus = CleanCorpus()
    var builder = Builder()
    var records = 0
    let counts = try reader.forEach { record in
      records += 1
      if records % 8192 == 0 { progress(records) }
      corpus.take(record, cleaner: cleaner, segmentOf: segmentOf, builder: &builder)
    }
    corpus.reading = counts
    if counts.damaged > 0 { corpus.dropped[.damaged] = counts.damaged }
    return corpus
  }

  private struct Builder {
    var cleaned: [UInt8] = []
    var scratch = Cleaner.Scratch()
    var groupIndex: [String: Int32] = [:]
    var monthIndex: [String: Int16] = [:]
    var segmentIndex: [String: Int16] = [:]
    /// First document by the hash of its text.
    var seen: [UInt64: Int] = [:]
    /// (document, group) pairs in `pooled`.
    var shared: Set<Int> = []
  }

  private mutating func take(
    _ record: borrowing CorpusRecord, cleaner: Cleaner, segmentOf: (String) -> String?,
    builder: inout Builder
  ) {
    let outcome = record.withUTF8 {
      cleaner.clean($0, into: &builder.cleaned, scratch: &builder.scratch)
    }
    switch outcome {
    case .empty: dropped[.empty, default: 0] += 1
    case .defaultText: dropped[.defaultText, default: 0] += 1
    case .kept(let decodedEntities):
      let group = groupIndex(record, &builder)
      if let reason = copy(builder.cleaned, group, &builder) {
        dropped[reason, default: 0] += 1
        return
      }
      bytes.append(contentsOf: builder.cleaned)
      ends.append(bytes.count)
      if let group { self.group.append(group) }
      month.append(monthIndex(record, &builder))
      segment.append(segmentIndex(record, segmentOf, &builder))
      rating.append(record.withUTF8(.rating, number))
      if decodedEntities { repaired[.htmlEntity, default: 0] += 1 }
      if record.wasRepaired { repaired[.invalidUTF8, default: 0] += 1 }
    }
  }

  /// nil when the text is new, which then is remembered as the next document.
  private mutating func copy(_ text: [UInt8], _ group: Int32?, _ builder: inout Builder) -> Reason? {
    guard scalarCount(text) >= CleanCorpus.minimumDuplicateLength else { return nil }
    let hash = stableHash(text)
    guard let first = builder.seen[hash] else {
      builder.seen[hash] = count
      return nil
    }
    guard bytes[ends[first]..<ends[first + 1]].elementsEqual(text) else { return nil }
    guard let group, self.group[first] != group else { return .duplicate }
    guard builder.shared.insert(first << 32 | Int(group)).inserted else { return .duplicate }
    pooled.append((first, group))
    return .pooled
  }

  private mutating func groupIndex(_ record: borrowing CorpusRecord, _ builder: inout Builder) -> Int32? {
    guard var name = record.group else { return nil }
    if name.isEmpty { name = "（未注明）" }
    if let index = builder.groupIndex[name] { return index }
    let index = Int32(groups.count)
    builder.groupIndex[name] = index
    groups.append(name)
    return index
  }

  private mutating func monthIndex(_ record: borrowing CorpusRecord, _ builder: inout Builder) -> Int16 {
    guard let name = record.withUTF8(.date, monthName) else { return -1 }
    if let index = builder.monthIndex[name] { return index }
    guard months.count < Int(Int16.max) else { return -1 }
    let index = Int16(months.count)
    builder.monthIndex[name] = index
    months.append(name)
    return index
  }

  private mutating func segmentIndex(
    _ record: borrowing CorpusRecord, _ segmentOf: (String) -> String?, _ builder: inout Builder
  ) -> Int16 {
    guard let cell = record.segment, !cell.isEmpty, let name = segmentOf(cell) else { return -1 }
    if let index = builder.segmentIndex[name] { return index }
    // More are no segments but customers.
    guard segments.count < Int(Int16.max) else { return -1 }
    let index = Int16(segments.count)
    builder.segmentIndex[name] = index
    segments.append(name)
    return index
  }
}

/// `2024-05` of a date that begins with year and month: `2024-05-06`, `2024/5/6 12:00`, `2024年5月`,
/// `20240506`; nil for anything else.
func monthName(_ date: UnsafeBufferPointer<UInt8>) -> String? {
  var year = 0
  var position = 0
  while position < 4, position < date.count, let digit = digit(date[position]) {
    year = year * 10 + digit
    position += 1
  }
  guard position == 4, (1900...2199).contains(year) else { return nil }
  let isCompact = position < date.count && digit(date[position]) != nil
  while position < date.count, digit(date[position]) == nil { position += 1 }
  var month = 0
  let start = position
  while position < start + 2, position < date.count, let digit = digit(date[position]) {
    month = month * 10 + digit
    position += 1
  }
  guard (1...12).contains(month), !isCompact || date.count == 6 || date.count == 8 else { return nil }
  return "\(year)-\(month < 10 ? "0" : "")\(month)"
}

private func digit(_ byte: UInt8) -> Int? {
  byte >= 0x30 && byte <= 0x39 ? Int(byte) - 0x30 : nil
}

/// The number that the bytes are, NaN when they are none.
private func number(_ bytes: UnsafeBufferPointer<UInt8>) -> Float {
  if bytes.count == 1, let digit = digit(bytes[0]) { return Float(digit) }
  guard !bytes.isEmpty, bytes.count < 32, let value = Float(String(decoding: bytes, as: UTF8.self)),
    value.isFinite
  else { return .nan }
  return value
}

private func scalarCount(_ text: [UInt8]) -> Int {
  text.withUnsafeBufferPointer { $0.reduce(0) { $0 + ($1 & 0xC0 != 0x80 ? 1 : 0) } }
}
