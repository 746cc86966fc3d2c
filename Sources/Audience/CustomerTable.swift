public import Corpus

/// Customers with columns of numbers, as a table holds them.
public struct CustomerTable: Sendable {
  public let table: FeatureTable
  public let counts: CorpusCounts
  /// Customers left out because a cell was no number.
  public let incomplete: Int
  /// Rows of a customer who had come before; the first one counts.
  public let repeated: Int

  /// - Parameters:
  ///   - columns: the columns to take, by name.
  ///   - customer: the column of the customer's id; nil finds it by the names that shops use.
  /// - Throws: `FileError`, `CorpusError`; `AudienceError.missingColumn`, `.unknownFeature`, `.noCustomers`.
  public init(_ reader: RowReader, columns: [String], customer: String? = nil) throws {
    var places: [Int] = []
    var id = 0
    var ids: [String] = []
    var seen: Set<String> = []
    var values: [Double] = []
    var incomplete = 0
    var repeated = 0
    counts = try reader.forEach { names in
      id = try Header(names: names, file: reader.path)
        .need(customer, "顾客编号", "--customer-column", Header.customer)
      for column in columns {
        guard let place = names.firstIndex(of: column) else {
          throw AudienceError.unknownFeature(column, file: reader.path, known: names)
        }
        places.append(place)
      }
    } _: { row in
      var numbers: [Double] = []
      for place in places { if let number = decimalNumber(row.string(place)) { numbers.append(number) } }
      guard numbers.count == places.count, !row.string(id).isEmpty else {
        incomplete += 1
        return
      }
      guard seen.insert(row.string(id)).inserted else {
        repeated += 1
        return
      }
      ids.append(row.string(id))
      values.append(contentsOf: numbers)
    }
    guard !ids.isEmpty else { throw AudienceError.noCustomers(file: reader.path, rows: counts.read) }
    table = FeatureTable(names: columns, ids: ids, values: values)
    self.incomplete = incomplete
    self.repeated = repeated
  }
}
