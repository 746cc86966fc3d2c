/// Cuts bytes that arrive in pieces into CSV rows.
struct CSVRows {
  struct Row {
    var line: Int
    var cells: [String]
  }

  struct Damage: Error {
    let line: Int
    let message: String
  }

  private enum State {
    case cellStart
    case plain
    case quoted
    case quoteInQuoted
  }

  private var state = State.cellStart
  private var cell: [UInt8] = []
  private var cells: [String] = []
  private var rows: [Row] = []
  private var line = 1
  private var rowLine = 1
  private var rowBytes = 0
  private var isFirst = true

  mutating func takeRows() -> [Row] {
    defer { rows = [] }
    return rows
  }

  mutating func feed(_ bytes: ArraySlice<UInt8>, limit: Int) throws(Damage) {
    for byte in bytes {
      rowBytes += 1
      if rowBytes > limit { throw Damage(line: rowLine, message: "这一行太长，多半是引号没有闭合。") }
      if byte == 0x0A { line += 1 }
      switch (state, byte) {
      case (.quoted, 0x22): state = .quoteInQuoted
      case (.quoted, _): cell.append(byte)
      case (.quoteInQuoted, 0x22):
        cell.append(byte)
        state = .quoted
      case (_, 0x2C): endCell()
      case (_, 0x0A): endRow()
      case (_, 0x0D): break
      case (.cellStart, 0x22): state = .quoted
      case (.quoteInQuoted, _): throw Damage(line: line, message: "右引号后面还有文字，那里应该是逗号或行尾。")
      case (_, _):
        cell.append(byte)
        state = .plain
      }
    }
  }

  mutating func finish() throws(Damage) {
    if state == .quoted { throw Damage(line: rowLine, message: "引号没有闭合。") }
    if !cell.isEmpty || !cells.isEmpty { endRow() }
  }

  private mutating func endCell() {
    if isFirst, cell.starts(with: [0xEF, 0xBB, 0xBF]) { cell.removeFirst(3) }
    isFirst = false
    var bytes = cell[...]
    while bytes.first == 0x20 || bytes.first == 0x09 { bytes.removeFirst() }
    while bytes.last == 0x20 || bytes.last == 0x09 { bytes.removeLast() }
    cells.append(String(decoding: bytes, as: UTF8.self))
    cell.removeAll(keepingCapacity: true)
    state = .cellStart
  }

  private mutating func endRow() {
    endCell()
    if cells != [""] { rows.append(Row(line: rowLine, cells: cells)) }
    cells = []
    rowLine = line
    rowBytes = 0
  }
}
