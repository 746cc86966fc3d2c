/// The wanted fields of the current record: ranges of the window where they can be used as they stand,
/// copies where they had to be unescaped or repaired.
struct FieldBuffer {
  private enum Place {
    case absent
    case window(Range<Int>)
    case copy(Range<Int>)
  }

  private var places = [Place](repeating: .absent, count: CorpusRecord.Field.allCases.count)
  private var copies: [UInt8] = []
  /// Whether ill-formed UTF-8 was replaced in the current record.
  var repaired = false

  mutating func reset() {
    for index in places.indices { places[index] = .absent }
    copies.removeAll(keepingCapacity: true)
    repaired = false
  }

  mutating func set(_ field: CorpusRecord.Field, to text: String) {
    let start = copies.count
    copies.append(contentsOf: text.utf8)
    places[field.rawValue] = .copy(start..<copies.count)
  }

  /// Takes a cell of `window`.
  mutating func set(
    _ field: CorpusRecord.Field, to cell: RecordParser.Cell, of window: UnsafeBufferPointer<UInt8>
  ) {
    let bytes = UnsafeBufferPointer(rebasing: window[cell.start..<cell.end])
    let isWellFormed = isWellFormedUTF8(bytes)
    if isWellFormed, !cell.hasDoubledQuotes {
      places[field.rawValue] = .window(cell.start..<cell.end)
      return
    }
    let start = copies.count
    var previousWasQuote = false
    func undoubled(_ byte: UInt8) -> Bool {
      guard cell.hasDoubledQuotes else { return true }
      previousWasQuote = byte == UInt8(ascii: "\"") && !previousWasQuote
      return byte != UInt8(ascii: "\"") || previousWasQuote
    }
    if isWellFormed {
      copies.append(contentsOf: bytes.lazy.filter(undoubled))
    } else {
      repaired = true
      copies.append(contentsOf: String(decoding: bytes.filter(undoubled), as: UTF8.self).utf8)
    }
    places[field.rawValue] = .copy(start..<copies.count)
  }

  func withRecord(
    line: Int, window: UnsafeBufferPointer<UInt8>, _ body: (borrowing CorpusRecord) throws -> Void
  ) rethrows {
    try copies.withUnsafeBufferPointer { copies in
      try withUnsafeTemporaryAllocation(of: UnsafeBufferPointer<UInt8>?.self, capacity: places.count) {
        fields in
        for (index, place) in places.enumerated() {
          switch place {
          case .absent: fields.initializeElement(at: index, to: nil)
          case .window(let range):
            fields.initializeElement(at: index, to: UnsafeBufferPointer(rebasing: window[range]))
          case .copy(let range):
            fields.initializeElement(at: index, to: UnsafeBufferPointer(rebasing: copies[range]))
          }
        }
        try body(CorpusRecord(line: line, wasRepaired: repaired, fields: UnsafeBufferPointer(fields)))
      }
    }
  }
}

/// Whether `bytes` are UTF-8 as Unicode 16.0, table 3-7 has it.
func isWellFormedUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
  (try? UTF8Span(validating: bytes.span)) != nil
}
