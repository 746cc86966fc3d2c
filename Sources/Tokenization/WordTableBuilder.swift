import CICU
import Support

#if canImport(Glibc)
  import Glibc
#endif

/// Prices every word and lays out the tables of a `WordTable`.
///
/// A word of the system's list costs −ln(frequency / total) nats. ICU has a vote: a word that its own
/// dictionary lacks costs 3 nats more (8 from four characters on), since such lists are full of phrases. On
/// the SIGHAN 2005 tests that vote and the number rules bring F1 from .836 / .827 to .890 / .881. Without the
/// list, ICU's own costs serve, with phrases made dear: see `DictionaryPhrase`.
struct WordTableBuilder {
  /// In characters. What is longer in a lexicon or list is no word of the lattice.
  static let longestWord = 64

  static func payload(entries: [LexiconEntry], systemList: String?) -> OwnedBytes {
    var list = systemList.flatMap(generalWords) ?? icuWords()
    // Units belong to the number before them: see `UnitTable`.
    for (index, entry) in entries.enumerated() where entry.tag != "unit" {
      // About the cost of one common word, so that the entry wins over its parts wherever it fits.
      list.append(entry.word.utf16, cost: nats(8 - log(entry.weight)), entry: Int32(index))
    }
    var units = WordList()
    let unitWords = UnitTable.words(units: entries.filter { $0.tag == "unit" }.map(\.word))
    for (word, value) in unitWords { units.append(word.utf16, cost: Int32(value)) }

    let codes = CharacterCodes(counting: [list.units, units.units])
    var payload = TablePayloadWriter()
    let flags = UnitTable.flags(
      unitStarts: unitWords.filter { UnitTable.isUnit($0.value) }.keys.compactMap(\.utf16.first))
    payload.append(characters(codes, flags), as: .characters)
    let (words, places) = index(&list, codes)
    payload.append(words.nodes, as: .nodes)
    payload.append(index(&units, codes).array.nodes, as: .unitNodes)
    payload.append(EntryTable.places(places), as: .entries)
    LexiconStore.store(entries, in: &payload)
    return payload.payload()
  }

  private static func nats(_ value: Double) -> Int32 { Int32((min(max(value, 0), 200) * 100).rounded()) }

  // MARK: - Words

  /// Where ICU's costs are all there is.
  private static func icuWords() -> WordList {
    var list = WordList()
    list.words.reserveCapacity(320_000)
    list.units.reserveCapacity(1 << 20)
    // ICU's costs are in units of about 0.07 nats: its dearest word, 255, stands for 18 nats.
    forEachICUWord { list.append($0, cost: $1 * 7) }
    for index in list.words.indices where DictionaryPhrase.isPhrase(list.units(of: list.words[index])) {
      list.words[index].cost += nats(ListedPhrase.penalty)
    }
    return list
  }

  private typealias FoldedUnits = LazyMapSequence<UnsafeBufferPointer<UInt16>, UInt16>

  /// The words of ICU's dictionary that are of Han characters only.
  private static func forEachICUWord(_ body: (_ units: FoldedUnits, _ cost: Int32) -> Void) {
    withoutActuallyEscaping(body) { body in
      withUnsafePointer(to: body) { pointer in
        _ = cicu_dictionary_each(UnsafeMutableRawPointer(mutating: pointer)) { context, word, length, cost in
          guard let context, let word else { return }
          let units = UnsafeBufferPointer(start: word, count: Int(length))
          for unit in units where !CharacterTable.isHan(UInt32(unit)) { return }
          let folded = CharacterTable.shared.folded
          context.assumingMemoryBound(to: ((FoldedUnits, Int32) -> Void).self).pointee(
            units.lazy.map { folded[Int($0)] }, cost)
        }
      }
    }
  }

  /// The system's list (`word frequency tag` a line) with ICU's vote; nil when it does not look like one.
  private static func generalWords(_ path: String) -> WordList? {
    guard let text = try? FileAccess.read(path) else { return nil }
    var known = HashSet(capacity: 320_000)
    forEachICUWord { units, _ in known.insert(hash(units)) }
    var list = WordList()
    list.words.reserveCapacity(360_000)
    list.units.reserveCapacity(1 << 20)
    var frequencies: [Double] = []
    frequencies.reserveCapacity(360_000)
    var total = 0.0
    text.withUnsafeBufferPointer { text in
      var start = 0
      while start < text.count {
        let end = endOfLine(text, start)
        defer { start = end + 1 }
        guard let (word, frequency) = wordAndFrequency(UnsafeBufferPointer(rebasing: text[start..<end]))
        else {
          continue
        }
        total += frequency
        guard list.appendFolded(word) else { continue }
        frequencies.append(max(frequency, 1))
      }
    }
    guard list.words.count > 10_000, total > 0 else { return nil }
    for index in list.words.indices {
      let units = list.units(of: list.words[index])
      var cost = -log(frequencies[index] / total)
      if units.count > 1, !known.contains(hash(units)) { cost += units.count >= 4 ? 8 : 3 }
      if ListedPhrase.isPhrase(units) { cost += ListedPhrase.penalty }
      list.words[index].cost = nats(cost)
    }
    return list
  }

  private static func endOfLine(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
    let rest = UnsafeRawPointer(text.baseAddress.unsafelyUnwrapped) + start
    guard let newline = memchr(rest, 0x0A, text.count - start) else { return text.count }
    return start + (UnsafeRawPointer(newline) - rest)
  }

  private static func wordAndFrequency(
    _ line: UnsafeBufferPointer<UInt8>
  ) -> (word: UnsafeBufferPointer<UInt8>, frequency: Double)? {
    guard let space = line.firstIndex(of: UInt8(ascii: " ")) else { return nil }
    var frequency = 0
    for byte in line[(space + 1)...] {
      guard byte >= 0x30, byte <= 0x39, frequency < 1_000_000_000 else { break }
      frequency = frequency * 10 + Int(byte - 0x30)
    }
    return (UnsafeBufferPointer(rebasing: line[..<space]), Double(frequency))
  }

  private static func hash(_ units: some Sequence<UInt16>) -> UInt64 {
    units.reduce(0xcbf2_9ce4_8422_2325) { mix64($0 ^ UInt64($1)) }
  }

  // MARK: - Tables

  private static func characters(_ codes: CharacterCodes, _ flags: [UInt8]) -> [CharacterRecord] {
    let table = CharacterTable.shared
    return (0..<CharacterTable.planeSize).map { point in
      let folded = table.folded[point]
      let kind = CharacterClass(rawValue: table.classes[point]) ?? .symbol
      var flags = flags[Int(folded)]
      if point < 0x80 { flags |= CharacterRecord.ascii }
      if kind == .attached || kind == .emoji || Lattice.specialScalars.contains(UInt32(point)) {
        flags |= CharacterRecord.special
      }
      return CharacterRecord(code: codes[folded], folded: folded, kind: kind, flags: flags)
    }
  }

  /// The sorted trie. A word listed twice keeps its least cost and its last lexicon entry.
  /// - Parameter list: its characters become their codes.
  private static func index(
    _ list: inout WordList, _ codes: CharacterCodes
  ) -> (array: DoubleArray, entries: [EntryTable.Place]) {
    for index in list.units.indices { list.units[index] = codes[list.units[index]] }
    let (keys, entries) = keys(coded: list, largestCode: codes.largest)
    list.words = []
    let array = DoubleArrayBuilder.build(codes: list.units, keys: keys, largestCode: Int(codes.largest))
    let places = keys.indices.filter { entries[$0] >= 0 }.map {
      EntryTable.Place(node: array.slots[$0], entry: entries[$0])
    }
    return (array, places)
  }

  /// In order, each with its lexicon entry, -1 for none.
  private static func keys(
    coded list: WordList, largestCode: UInt16
  ) -> (keys: [DoubleArrayBuilder.Key], entries: [Int32]) {
    let coded = list.units
    func code(_ word: Int32, _ depth: Int32) -> UInt16 {
      let place = list.words[Int(word)].start + depth
      return place < list.words[Int(word)].end ? coded[Int(place)] : 0
    }
    func word(_ word: Int32) -> ArraySlice<UInt16> {
      coded[Int(list.words[Int(word)].start)..<Int(list.words[Int(word)].end)]
    }
    var keys: [DoubleArrayBuilder.Key] = []
    var entries: [Int32] = []
    keys.reserveCapacity(list.words.count)
    entries.reserveCapacity(list.words.count)
    var last: Int32?
    for index in order(Int32(list.words.count), largestCode: largestCode, code: code, codes: word) {
      let entry = list.words[Int(index)]
      let cost = min(UInt16(clamping: entry.cost), DoubleArrayNode.valueLimit)
      if let last, word(last) == word(index) {
        keys[keys.count - 1].value = min(keys[keys.count - 1].value, cost)
        entries[entries.count - 1] = max(entries[entries.count - 1], entry.entry)
      } else {
        keys.append(.init(start: entry.start, length: UInt16(entry.end - entry.start), value: cost))
        entries.append(entry.entry)
      }
      last = index
    }
    for index in keys.indices where entries[index] >= 0 { keys[index].value |= DoubleArrayNode.mark }
    return (keys, entries)
  }

  /// Words in the order of their codes: by counting on the first four codes, from the fourth to the first, and by
  /// comparison among the few that share them. Equal words keep their order.
  private static func order(
    _ count: Int32, largestCode: UInt16, code: (Int32, Int32) -> UInt16, codes: (Int32) -> ArraySlice<UInt16>
  ) -> [Int32] {
    var order = Array(0..<count)
    var sorted = order
    for depth in (Int32(0)..<4).reversed() {
      var starts = [Int32](repeating: 0, count: Int(largestCode) + 2)
      let digits = order.map { code($0, depth) }
      for digit in digits { starts[Int(digit) + 1] += 1 }
      for index in 1..<starts.count { starts[index] += starts[index - 1] }
      for (index, digit) in digits.enumerated() {
        sorted[Int(starts[Int(digit)])] = order[index]
        starts[Int(digit)] += 1
      }
      swap(&order, &sorted)
    }
    var start = 0
    while start < order.count {
      let first = codes(order[start]).prefix(4)
      var end = start + 1
      while first.count == 4, end < order.count, codes(order[end]).prefix(4) == first { end += 1 }
      if end - start > 1 {
        order[start..<end].sort { a, b in
          let (x, y) = (codes(a), codes(b))
          return x == y ? a < b : x.lexicographicallyPrecedes(y)
        }
      }
      start = end
    }
    return order
  }
}

/// Words end to end as folded UTF-16, with a cost in hundredths of a nat each.
private struct WordList {
  struct Word {
    var start: Int32
    var end: Int32
    var cost: Int32
    var entry: Int32
  }

  var units: [UInt16] = []
  var words: [Word] = []

  /// Leaves out a word that is empty or too long.
  mutating func append(_ word: some Sequence<UInt16>, cost: Int32, entry: Int32 = -1) {
    let start = units.count
    units.append(contentsOf: word)
    guard (1...WordTableBuilder.longestWord).contains(units.count - start) else {
      units.removeLast(units.count - start)
      return
    }
    words.append(Word(start: Int32(start), end: Int32(units.count), cost: cost, entry: entry))
  }

  func units(of word: Word) -> ArraySlice<UInt16> { units[Int(word.start)..<Int(word.end)] }
}

extension WordList {
  /// Appends the lower-case, folded form of a word with at least one Han character, unless it is too long;
  /// false for any other.
  mutating func appendFolded(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
    let folded = CharacterTable.shared.folded
    let start = units.count
    var hasHan = false
    var position = 0
    while position < word.count {
      let (scalar, next) = UTF8Decoder.next(word, position)
      position = next
      guard scalar < 0x10000 else {
        hasHan = hasHan || CharacterTable.isHan(scalar)
        for unit in String(Character(Unicode.Scalar(scalar) ?? "\u{FFFD}")).utf16 { units.append(unit) }
        continue
      }
      hasHan = hasHan || CharacterTable.isHan(scalar)
      units.append(folded[Int(scalar)])
    }
    guard hasHan, units.count - start <= WordTableBuilder.longestWord else {
      units.removeLast(units.count - start)
      return false
    }
    words.append(Word(start: Int32(start), end: Int32(units.count), cost: 0, entry: -1))
    return true
  }
}

/// Codes of folded characters by falling frequency in the words, so that common children lie close together.
private struct CharacterCodes {
  private var codes: [UInt16]
  /// Of a character in a word; 0 if there is none.
  let largest: UInt16

  init(counting lists: [[UInt16]]) {
    var counts = [Int32](repeating: 0, count: CharacterTable.planeSize)
    for list in lists {
      for unit in list { counts[Int(unit)] += 1 }
    }
    let ranked = (0..<CharacterTable.planeSize).filter { counts[$0] > 0 }
      .sorted { (counts[$1], $0) < (counts[$0], $1) }.prefix(Int(UInt16.max) - 1)
    largest = UInt16(ranked.count)
    codes = [UInt16](repeating: largest + 1, count: CharacterTable.planeSize)
    for (rank, unit) in ranked.enumerated() { codes[unit] = UInt16(rank + 1) }
  }

  /// The unused code for characters of no word.
  subscript(unit: UInt16) -> UInt16 { codes[Int(unit)] }
}

/// A set of hashes with linear probing (Knuth 6.4, algorithm L); a `Set` would hash each of them once more. The
/// place tells the lower half of a hash but for what was moved on, what is kept there the upper.
private struct HashSet {
  private var places: [UInt32]
  private var count = 0

  /// - Parameter capacity: how many it holds in half its places.
  init(capacity: Int) {
    var size = 1024
    while size < capacity * 2 { size *= 2 }
    places = [UInt32](repeating: 0, count: size)
  }

  /// Left out when the set is full: it never searches for ever.
  mutating func insert(_ hash: UInt64) {
    guard count < places.count / 4 * 3 else { return }
    let place = place(of: hash)
    if places[place] == 0 { count += 1 }
    places[place] = Self.mark(hash)
  }

  func contains(_ hash: UInt64) -> Bool { places[place(of: hash)] != 0 }

  private static func mark(_ hash: UInt64) -> UInt32 { max(UInt32(truncatingIfNeeded: hash >> 32), 1) }

  /// Where the hash stands, or would.
  private func place(of hash: UInt64) -> Int {
    let mark = Self.mark(hash)
    var index = Int(truncatingIfNeeded: hash) & (places.count - 1)
    while places[index] != 0, places[index] != mark { index = (index + 1) & (places.count - 1) }
    return index
  }
}
