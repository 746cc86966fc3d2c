public import Corpus
internal import Support

/// Who belongs to which segment, as a CSV file: `id,segment` and the features, or the customers' own file with its
/// segment column filled.
public enum SegmentFile {
  /// The column names that a segment goes by.
  static let column = ["segment", "分群"]

  /// A row for each customer, the features rounded to two decimals.
  public static func csv(of segmentation: Segmentation) -> String {
    let table = segmentation.table
    var text = line(["id", "segment"] + table.names)
    for (row, label) in segmentation.labels.enumerated() {
      text += line(
        [table.ids[row], label < 0 ? "" : segmentation.segments[Int(label)].name]
          + (0..<table.width).map { plain(table.value(row, $0)) })
    }
    return text
  }

  /// The customers' file with each one's segment in its segment column, which is added where there is none.
  /// Customers without a segment keep what was there.
  /// - Throws: `FileError`, `CorpusError`; `AudienceError.missingColumn` where no column holds the customer.
  public static func csv(
    of segmentation: Segmentation, joining customers: RowReader, customerColumn: String? = nil
  ) throws -> (text: String, counts: CorpusCounts, matched: Int) {
    let segmentOf = segmentation.segmentOf
    var text = ""
    var width = 0
    var id = 0
    var place = 0
    var matched = 0
    let counts = try customers.forEach { names in
      width = names.count
      id = try Header(names: names, file: customers.path)
        .need(customerColumn, "顾客编号", "--customer-column", Header.customer)
      place = names.firstIndex(where: column.contains) ?? width
      text += line(place == width ? names + ["segment"] : names)
    } _: { row in
      var cells = (0..<width).map { row.string($0) }
      if place == width { cells.append("") }
      if let segment = segmentOf[cells[id]] {
        cells[place] = segment
        matched += 1
      }
      text += line(cells)
    }
    return (text, counts, matched)
  }

  /// The segment of each customer of such a file.
  /// - Throws: `FileError`, `CorpusError`; `AudienceError.missingColumn`.
  public static func load(_ reader: RowReader) throws -> [String: String] {
    var id = 0
    var segment = 0
    var result: [String: String] = [:]
    try reader.forEach { names in
      let header = Header(names: names, file: reader.path)
      id = try header.need(nil, "顾客编号", "--customer-column", Header.customer)
      segment = try header.need(nil, "分群", "segment 作列名", column)
    } _: { row in
      let name = row.string(segment)
      if !name.isEmpty { result[row.string(id)] = name }
    }
    return result
  }

  private static func line(_ cells: [String]) -> String {
    cells.map(csvField).joined(separator: ",") + "\n"
  }

  private static func plain(_ value: Double) -> String {
    let rounded = (value * 100).rounded() / 100
    return abs(rounded) < 1e15 && rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
  }
}
