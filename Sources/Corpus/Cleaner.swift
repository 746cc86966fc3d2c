public import Support

/// Decides whether a review is somebody's words, and mends what shops did to them.
///
/// In this order: HTML references are decoded; control, zero-width and direction characters go (the joiner
/// inside emoji stays); white space of any kind becomes one space, none at the ends; a text without a letter,
/// digit or symbol is `empty`; a text that the shop's system wrote (`Lexicons/cleaning.tsv`) is
/// `default-text`. What stays is otherwise as the customer wrote it.
public struct Cleaner: Sendable {
  public enum Outcome: Sendable, Equatable {
    /// The cleaned text is in `output`.
    case kept(decodedEntities: Bool)
    case empty
    case defaultText
  }

  /// A phrase of a shop's system.
  public struct Pattern: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
      /// The whole text, punctuation at its ends aside.
      case exact
      /// Anywhere in a text that has at most `freeCharacters` more.
      case contains
    }

    public var text: String
    public var kind: Kind

    public init(_ text: String, kind: Kind) {
      self.text = text
      self.kind = kind
    }
  }

  /// How many characters beside a `contains` phrase still make no review.
  public static let freeCharacters = 10

  private let patterns: [(bytes: [UInt8], kind: Pattern.Kind)]

  public init(patterns: [Pattern]) {
    self.patterns = patterns.map { (Array($0.text.utf8), $0.kind) }
  }

  /// Reads `Lexicons/cleaning.tsv`.
  /// - Throws: `FileError`, or `DiagnosticList` with every mistake of the file.
  public init(home: Home) throws {
    let path = home.lexicons + "/cleaning.tsv"
    let table = try Table(
      path: path, name: home.display(path), required: ["text", "kind"], optional: ["note"])
    var patterns: [Pattern] = []
    var mistakes: [Diagnostic] = []
    for row in table.rows {
      if let kind = Pattern.Kind(rawValue: row["kind"]) {
        patterns.append(Pattern(row["text"], kind: kind))
      } else {
        let kinds = Pattern.Kind.allCases.map(\.rawValue)
        mistakes.append(
          row.mistake(
            "kind", "不认识的种类“\(row["kind"])”，可用：\(kinds.joined(separator: "、"))。",
            suggestion: didYouMean(row["kind"], among: kinds)))
      }
    }
    guard mistakes.isEmpty else { throw DiagnosticList(mistakes) }
    self.init(patterns: patterns)
  }

  /// Buffers that calls share.
  public struct Scratch: Sendable {
    fileprivate var decoded: [UInt8] = []
    public init() {}
  }

  /// Cleans one text of well-formed UTF-8 into `output`, which is replaced.
  /// - Complexity: O(length × patterns), no allocation once the buffers have grown.
  public func clean(
    _ text: UnsafeBufferPointer<UInt8>, into output: inout [UInt8], scratch: inout Scratch
  ) -> Outcome {
    output.removeAll(keepingCapacity: true)
    var decoded = false
    if text.contains(UInt8(ascii: "&")) {
      decoded = HTMLEntities.decode(text, into: &scratch.decoded)
    }
    if decoded {
      scratch.decoded.withUnsafeBufferPointer { squeeze($0, into: &output) }
    } else {
      squeeze(text, into: &output)
    }
    let core = output.withUnsafeBufferPointer(coreRange)
    if core.isEmpty { return .empty }
    if isDefaultText(output, core: core) { return .defaultText }
    return .kept(decodedEntities: decoded)
  }

  private func isDefaultText(_ text: [UInt8], core: Range<Int>) -> Bool {
    // A Han character takes three bytes.
    let free = Cleaner.freeCharacters * 3
    for (bytes, kind) in patterns where bytes.count <= core.count && core.count <= bytes.count + free {
      switch kind {
      case .exact: if bytes.count == core.count, text[core].elementsEqual(bytes) { return true }
      case .contains: if contains(text[core], bytes) { return true }
      }
    }
    return false
  }

  private func contains(_ text: ArraySlice<UInt8>, _ phrase: [UInt8]) -> Bool {
    guard let first = phrase.first else { return false }
    var start = text.startIndex
    while start + phrase.count <= text.endIndex {
      if text[start] == first, text[start..<start + phrase.count].elementsEqual(phrase) { return true }
      start += 1
    }
    return false
  }
}

/// Appends `text` without control characters and with white space collapsed.
private func squeeze(_ text: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) {
  output.reserveCapacity(text.count)
  var pendingSpace = false
  var position = 0
  while position < text.count {
    let length = scalarLength(text[position])
    let end = min(position + length, text.count)
    switch characterClass(text, position, end) {
    case .space: pendingSpace = true
    case .dropped: break
    case .other:
      if pendingSpace, !output.isEmpty { output.append(UInt8(ascii: " ")) }
      pendingSpace = false
      output.append(contentsOf: text[position..<end])
    }
    position = end
  }
}

private enum CharacterClass { case space, dropped, other }

/// White space and invisible characters by their UTF-8 bytes (Unicode 16.0: `White_Space`, `Cc`, and of `Cf`
/// the soft hyphen, U+200B, U+200C, direction marks, U+2060–206F and U+FEFF).
private func characterClass(
  _ text: UnsafeBufferPointer<UInt8>, _ position: Int, _ end: Int
) -> CharacterClass {
  let first = text[position]
  if first < 0x80 {
    if first == 0x20 || (0x09...0x0D).contains(first) { return .space }
    return first < 0x20 || first == 0x7F ? .dropped : .other
  }
  guard end - position > 1 else { return .other }
  let second = text[position + 1]
  if first == 0xC2 {
    if second == 0xA0 || second == 0x85 { return .space }
    return second < 0xA0 || second == 0xAD ? .dropped : .other
  }
  guard end - position > 2 else { return .other }
  let third = text[position + 2]
  switch (first, second) {
  case (0xE2, 0x80):
    switch third {
    case 0x80...0x8A, 0xA8, 0xA9, 0xAF: return .space
    case 0x8B, 0x8C, 0x8E, 0x8F, 0xAA...0xAE: return .dropped
    default: return .other
    }
  case (0xE2, 0x81):
    if third == 0x9F { return .space }
    return (0xA0...0xAF).contains(third) ? .dropped : .other
  case (0xE3, 0x80): return third == 0x80 ? .space : .other
  case (0xEF, 0xBB): return third == 0xBF ? .dropped : .other
  default: return .other
  }
}

/// From the first to after the last character that is neither space nor punctuation.
private func coreRange(_ text: UnsafeBufferPointer<UInt8>) -> Range<Int> {
  var start: Int?
  var limit = 0
  var position = 0
  while position < text.count {
    let end = min(position + scalarLength(text[position]), text.count)
    if !isPunctuation(text, position, end) {
      if start == nil { start = position }
      limit = end
    }
    position = end
  }
  return (start ?? limit)..<limit
}

private func isPunctuation(_ text: UnsafeBufferPointer<UInt8>, _ position: Int, _ end: Int) -> Bool {
  var scalar = UInt32(text[position])
  switch end - position {
  case 1: break
  case 2: scalar &= 0x1F
  case 3: scalar &= 0x0F
  default: return false
  }
  for index in position + 1..<max(position + 1, end) { scalar = scalar << 6 | UInt32(text[index] & 0x3F) }
  switch scalar {
  case 0x20...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E, 0xA1...0xBF, 0x2010...0x205E, 0x3001...0x3020,
    0x30FB, 0xFE10...0xFE6F, 0xFF01...0xFF0F, 0xFF1A...0xFF20, 0xFF3B...0xFF40, 0xFF5B...0xFF65, 0xFFFD:
    return true
  default: return false
  }
}

private func scalarLength(_ first: UInt8) -> Int {
  if first < 0x80 { return 1 }
  if first < 0xE0 { return 2 }
  return first < 0xF0 ? 3 : 4
}
