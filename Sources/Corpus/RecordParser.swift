/// Finds the cells of the next record in a window of bytes.
///
/// RFC 4180 with two freedoms: a bare LF ends a record like CRLF, and a quote inside an unquoted cell is a
/// character. Without `quoting` (TSV, lines) a quote is always a character.
struct RecordParser {
  /// One cell: bytes of the window, and whether doubled quotes in it stand for one.
  struct Cell {
    var start: Int
    var end: Int
    var hasDoubledQuotes: Bool
  }

  enum Outcome {
    /// `cells` are filled; the record takes `length` bytes and `newlines` lines.
    case record(length: Int, newlines: Int)
    /// Not a record; reading goes on after its first line.
    case damaged(Damage, newlines: Int)
    /// The window ends inside the record.
    case incomplete
    case end
  }

  enum Damage {
    case unclosedQuote
    case textAfterQuote
  }

  /// nil: the line is the only cell.
  let delimiter: UInt8?
  let quoting: Bool
  private(set) var cells: [Cell] = []

  init(delimiter: UInt8?, quoting: Bool) {
    self.delimiter = delimiter
    self.quoting = quoting
  }

  /// Parses the record at the front of `bytes`; with `isLast` no more bytes will come. For damage,
  /// `newlines` counts those before the damaged place.
  /// - Complexity: O(length of the record).
  mutating func parse(_ bytes: UnsafeBufferPointer<UInt8>, isLast: Bool) -> Outcome {
    cells.removeAll(keepingCapacity: true)
    guard !bytes.isEmpty else { return isLast ? .end : .incomplete }
    let newline = UInt8(ascii: "\n")
    let carriageReturn = UInt8(ascii: "\r")
    let quote = UInt8(ascii: "\"")
    let delimiter = delimiter ?? newline
    let count = bytes.count
    var position = 0
    var newlines = 0
    while true {
      if quoting, position < count, bytes[position] == quote {
        let opened = newlines
        let start = position + 1
        var doubled = false
        var end = start
        scan: while true {
          guard end < count else {
            return isLast ? .damaged(.unclosedQuote, newlines: opened) : .incomplete
          }
          if bytes[end] == newline {
            newlines += 1
          } else if bytes[end] == quote {
            guard end + 1 < count else {
              if isLast { break scan }
              return .incomplete
            }
            if bytes[end + 1] != quote { break scan }
            doubled = true
            end += 1
          }
          end += 1
        }
        cells.append(Cell(start: start, end: end, hasDoubledQuotes: doubled))
        position = end + 1
        if position == count { return .record(length: count, newlines: newlines) }
        if bytes[position] == carriageReturn {
          if position + 1 == count {
            return isLast ? .record(length: count, newlines: newlines) : .incomplete
          }
          if bytes[position + 1] == newline { position += 1 }
        }
        if bytes[position] == newline { return .record(length: position + 1, newlines: newlines + 1) }
        guard bytes[position] == delimiter else { return .damaged(.textAfterQuote, newlines: newlines) }
        position += 1
        continue
      }
      let start = position
      while position < count, bytes[position] != delimiter, bytes[position] != newline { position += 1 }
      if position == count, !isLast { return .incomplete }
      let endsRecord = position == count || bytes[position] == newline
      var end = position
      if endsRecord, end > start, bytes[end - 1] == carriageReturn { end -= 1 }
      cells.append(Cell(start: start, end: end, hasDoubledQuotes: false))
      if position == count { return .record(length: count, newlines: newlines) }
      position += 1
      if endsRecord { return .record(length: position, newlines: newlines + 1) }
    }
  }

  /// Whether the last parsed record is an empty line.
  var isBlank: Bool { cells.count == 1 && cells[0].end == 0 }
}
