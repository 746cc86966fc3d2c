/// A corpus as word discovery sees it: one symbol per character, in one flat array.
///
/// A symbol is a folded Han character, or stands for a whole Latin word; anything else (punctuation, numbers,
/// emoji) separates. Memory is 3 bytes a character.
struct DiscoveryText {
  static let documentEnd: UInt16 = 0
  static let separator: UInt16 = 1
  /// Latin words get symbols of the private use area, in order of appearance; those for which none is left
  /// separate.
  private static let latinSymbols: Range<UInt16> = 0xE000..<0xF8FF

  private(set) var symbols: [UInt16] = [documentEnd]
  /// By position: whether a token of the lattice begins there.
  private(set) var tokenStarts: [Bool] = [true]
  /// Where each document begins.
  private(set) var documentStarts: [Int32] = []
  private(set) var latinWords: [String] = []

  private var latinIndex: [String: UInt16] = [:]
  private let scratch = Tokenizer.Scratch()

  /// Whether position after position fits the 32-bit indexes.
  private var isFull: Bool { symbols.count > Int(Int32.max) / 2 }

  mutating func append(_ text: UnsafeBufferPointer<UInt8>, tokenizer: Tokenizer) {
    guard !isFull else { return }
    documentStarts.append(Int32(symbols.count))
    tokenizer.forEachBatch(of: text, scratch: scratch) { tokens in
      var position = 0
      for token in tokens {
        let start = position
        while Int(scratch.offsets[position]) < token.end { position += 1 }
        append(token, start..<position, text)
      }
    }
    symbols.append(Self.documentEnd)
    tokenStarts.append(true)
  }

  private mutating func append(_ token: Token, _ positions: Range<Int>, _ text: UnsafeBufferPointer<UInt8>) {
    switch token.kind {
    case .word:
      for position in positions {
        let character = scratch.characters[position]
        let isHan = character.isHan && character.folded != Lattice.unfolded
        symbols.append(isHan ? character.folded : Self.separator)
        tokenStarts.append(position == positions.lowerBound || !isHan)
      }
    case .latin, .model:
      let word = Normalizer.normalize(String(decoding: text[token.start..<token.end], as: UTF8.self))
      symbols.append(latinSymbol(word))
      tokenStarts.append(true)
    case .number, .quantity:
      guard positions.allSatisfy({ scratch.characters[$0].isHan }) else { fallthrough }
      // 一, 三, 两 begin and end many a name.
      for position in positions {
        symbols.append(scratch.characters[position].folded)
        tokenStarts.append(position == positions.lowerBound)
      }
    default:
      symbols.append(Self.separator)
      tokenStarts.append(true)
    }
  }

  private mutating func latinSymbol(_ word: String) -> UInt16 {
    if let symbol = latinIndex[word] { return symbol }
    guard latinWords.count < Self.latinSymbols.count else { return Self.separator }
    let symbol = Self.latinSymbols.lowerBound + UInt16(latinWords.count)
    latinWords.append(word)
    latinIndex[word] = symbol
    return symbol
  }

  /// The text of `positions`, normalised.
  func string(_ positions: Range<Int>) -> String {
    var result = ""
    for symbol in symbols[positions] {
      if isLatin(symbol) {
        result += latinWords[Int(symbol - Self.latinSymbols.lowerBound)]
      } else if let scalar = Unicode.Scalar(symbol) {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  func isLatin(_ symbol: UInt16) -> Bool { Self.latinSymbols.contains(symbol) }

  /// The lattice's tokens in `positions`.
  func pieces(_ positions: Range<Int>) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var start = positions.lowerBound
    for position in positions.dropFirst() where tokenStarts[position] {
      result.append(start..<position)
      start = position
    }
    result.append(start..<positions.upperBound)
    return result
  }

  /// Index of the document that holds `position`.
  func document(at position: Int) -> Int {
    var (low, high) = (0, documentStarts.count)
    while low < high {
      let middle = (low + high) / 2
      if Int(documentStarts[middle]) <= position { low = middle + 1 } else { high = middle }
    }
    return low - 1
  }
}
