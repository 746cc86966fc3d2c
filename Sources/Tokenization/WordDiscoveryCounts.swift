/// How often every frequent n-gram of a corpus occurs.
///
/// Level by level: an n-gram can only be frequent where both of its (n−1)-grams are (Agrawal & Srikant 1994,
/// VLDB), so tables stay small. Time O(characters) a level; memory 24 bytes per distinct n-gram of one level
/// and of the frequent ones of all levels, and a byte a character.
struct DiscoveryCounts {
  /// By n-gram length; `extra` counts the occurrences whose ends are both ends of tokens.
  private(set) var levels: [NGramTable] = [NGramTable(), NGramTable()]
  private(set) var symbolCounts = [UInt32](repeating: 0, count: 1 << 16)
  /// By position: length of the longest frequent n-gram that begins there, whose prefixes then all are.
  private(set) var lengths: [UInt8]
  /// All symbols that are no separators.
  private(set) var total = 0

  /// - Parameters:
  ///   - minimum: what is frequent.
  ///   - longest: the largest n.
  init(_ text: DiscoveryText, minimum: Int, longest: Int) {
    lengths = [UInt8](repeating: 0, count: text.symbols.count)
    text.symbols.withUnsafeBufferPointer { symbols in
      for position in symbols.indices where symbols[position] > DiscoveryText.separator {
        symbolCounts[Int(symbols[position])] += 1
        total += 1
      }
      for position in symbols.indices where symbols[position] > DiscoveryText.separator {
        lengths[position] = symbolCounts[Int(symbols[position])] >= UInt32(minimum) ? 1 : 0
      }
      guard longest >= 2 else { return }
      text.tokenStarts.withUnsafeBufferPointer { starts in
        for length in 2...longest { addLevel(length, symbols, starts, minimum) }
      }
    }
  }

  private mutating func addLevel(
    _ length: Int, _ symbols: UnsafeBufferPointer<UInt16>, _ starts: UnsafeBufferPointer<Bool>, _ minimum: Int
  ) {
    var table = NGramTable()
    let shorter = UInt8(length - 1)
    var alive: [Int32] = []
    lengths.withUnsafeBufferPointer { lengths in
      guard symbols.count > length else { return }
      for position in 0..<(symbols.count - length)
      where lengths[position] == shorter && lengths[position + 1] >= shorter {
        let isAligned = starts[position] && starts[position + length]
        table.add(NGramTable.key(symbols, position, length), extra: isAligned ? 1 : 0, at: position)
        alive.append(Int32(position))
      }
    }
    let frequent = table.filtered { $0.count >= UInt32(minimum) }
    for position in alive where frequent[NGramTable.key(symbols, Int(position), length)] != nil {
      lengths[Int(position)] = UInt8(length)
    }
    levels.append(frequent)
  }

  /// How often the n-gram at `start` occurs; it must be frequent.
  func count(_ symbols: UnsafeBufferPointer<UInt16>, _ start: Int, _ length: Int) -> Double {
    if length == 1 { return Double(symbolCounts[Int(symbols[start])]) }
    return Double(levels[length][NGramTable.key(symbols, start, length)]?.count ?? 1)
  }
}
