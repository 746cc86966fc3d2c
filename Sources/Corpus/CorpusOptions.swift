/// How a corpus is written down.
public enum CorpusFormat: String, Sendable, CaseIterable {
  /// RFC 4180: comma, quotes, newlines inside quotes; the first record names the columns.
  case csv
  /// IANA text/tab-separated-values: tabs, no quoting; the first line names the columns.
  case tsv
  /// A JSON object a line (`.ndjson`, `.jsonl`).
  case ndjson
  /// A text a line, no columns.
  case lines

  /// The format called `name` on the command line: `csv tsv ndjson jsonl txt lines`, in any case.
  public init?(name: String) {
    switch name.lowercased() {
    case "csv": self = .csv
    case "tsv": self = .tsv
    case "ndjson", "jsonl": self = .ndjson
    case "txt", "lines", "text": self = .lines
    default: return nil
    }
  }

  /// The format that the ending of `path` says, `.gz` after it or not.
  public init?(path: String) {
    var name = path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...].lowercased()
    if name.hasSuffix(".gz") { name = String(name.dropLast(3)) }
    guard let dot = name.lastIndex(of: ".") else { return nil }
    self.init(name: String(name[name.index(after: dot)...]))
  }
}

/// Which columns are wanted, and how the file is read.
public struct CorpusOptions: Sendable {
  /// The column with the text; nil takes `text`, then `review`, then the only column.
  public var textColumn: String?
  public var groupColumn: String?
  public var dateColumn: String?
  public var ratingColumn: String?
  public var labelColumn: String?
  public var idColumn: String?
  /// The customer segment of whoever wrote it, or what `CleanCorpus.read` looks it up by.
  public var segmentColumn: String?
  /// nil follows the file's ending.
  public var format: CorpusFormat?
  /// Bytes that one record may have; a longer one is skipped and reported, so that memory stays bounded.
  public var recordLimit: Int

  public init(
    textColumn: String? = nil, groupColumn: String? = nil, dateColumn: String? = nil,
    ratingColumn: String? = nil, labelColumn: String? = nil, idColumn: String? = nil,
    segmentColumn: String? = nil, format: CorpusFormat? = nil, recordLimit: Int = 64 << 20
  ) {
    self.textColumn = textColumn
    self.groupColumn = groupColumn
    self.dateColumn = dateColumn
    self.ratingColumn = ratingColumn
    self.labelColumn = labelColumn
    self.idColumn = idColumn
    self.segmentColumn = segmentColumn
    self.format = format
    self.recordLimit = max(1, recordLimit)
  }

  func column(_ field: CorpusRecord.Field) -> String? {
    switch field {
    case .text: textColumn
    case .group: groupColumn
    case .date: dateColumn
    case .rating: ratingColumn
    case .label: labelColumn
    case .id: idColumn
    case .segment: segmentColumn
    }
  }
}
