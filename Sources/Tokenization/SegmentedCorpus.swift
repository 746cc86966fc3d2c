/// Text that people have cut into words, beside what the lattice makes of it: what a `WordModel` learns from.
///
/// Flat arrays over all characters; memory is 3 bytes a character.
public struct SegmentedCorpus {
  public private(set) var sentences = 0
  public private(set) var words = 0
  /// Lines without a separator between words.
  public private(set) var unseparated = 0
  public let numberPolicy: Tokenizer.NumberPolicy

  /// By position: the character as features know it. A 0 stands before the first and after every sentence.
  private(set) var characters: [UInt16] = [0]
  /// By position: bits 0–2 the lattice's tag, bit 3 whether it stays, bits 4–5 the corpus's tag.
  private(set) var marks: [UInt8] = [0]
  /// Runs of Han, letters and digits with something to learn in them.
  private(set) var stretches: [Range<Int32>] = []

  private var tokenizer: Tokenizer
  private let scratch = Tokenizer.Scratch()
  private var bytes: [UInt8] = []
  private var ends: [Int] = []

  /// - Parameter tokenizer: whose lattice; its own word model takes no part.
  public init(tokenizer: Tokenizer) {
    self.tokenizer = tokenizer
    self.tokenizer.wordModel = nil
    numberPolicy = tokenizer.numberPolicy
  }

  /// Adds a sentence: words separated by white space.
  public mutating func append(_ line: UnsafeBufferPointer<UInt8>) {
    SegmentedLine.read(line, into: &bytes, ends: &ends)
    guard !ends.isEmpty, characters.count + bytes.count < Int(Int32.max) else { return }
    sentences += 1
    words += ends.count
    if ends.count == 1 { unseparated += 1 }
    bytes.withUnsafeBufferPointer { text in
      tokenizer.forEachBatch(of: text, scratch: scratch) { tokens in
        ends.withUnsafeBufferPointer { add(tokens, wordEnds: $0) }
      }
    }
    characters.append(0)
    marks.append(0)
  }

  private mutating func add(_ tokens: UnsafeBufferPointer<Token>, wordEnds: UnsafeBufferPointer<Int>) {
    var position = 0
    var wordIndex = 0
    var stretchStart: Int32?
    var hasFree = false
    // The corpus's word runs from `goldStart`; a token that stays ends it at both its ends.
    var goldStart = characters.count
    func closeStretch(_ corpus: inout SegmentedCorpus) {
      corpus.closeWord(from: &goldStart)
      if let start = stretchStart, hasFree { corpus.stretches.append(start..<Int32(corpus.characters.count)) }
      (stretchStart, hasFree) = (nil, false)
    }
    for token in tokens {
      let start = position
      while Int(scratch.offsets[position]) < token.end { position += 1 }
      let isFixed = WordTag.isFixed(
        token.kind, token.entry ?? -1, start..<position, scratch.characters, numberPolicy)
      let isInside = token.isContent && token.kind != .emoji
      if isInside, stretchStart == nil { stretchStart = Int32(characters.count) }
      if !isInside { closeStretch(&self) } else if isFixed { closeWord(from: &goldStart) }
      hasFree = hasFree || (isInside && !isFixed)
      for index in start..<position {
        let character = scratch.characters[index]
        characters.append(WordFeatures.character(character.folded, character.kind))
        marks.append(WordTag.tag(index - start, of: position - start) | (isFixed ? WordTag.fixed : 0))
        while wordIndex < wordEnds.count, wordEnds[wordIndex] < Int(scratch.offsets[index + 1]) {
          wordIndex += 1
        }
        let endsWord = wordIndex < wordEnds.count && wordEnds[wordIndex] == Int(scratch.offsets[index + 1])
        if endsWord, !isFixed { closeWord(from: &goldStart) }
      }
      if isFixed { closeWord(from: &goldStart) }
      if !isInside { goldStart = characters.count }
    }
    closeStretch(&self)
  }

  /// Tags the positions since `start` as one word of the corpus.
  private mutating func closeWord(from start: inout Int) {
    let end = characters.count
    for position in start..<end { marks[position] |= WordTag.tag(position - start, of: end - start) << 4 }
    start = end
  }
}

/// A line of a segmented corpus taken apart.
enum SegmentedLine {
  /// Puts the words' bytes one after the other into `bytes` and their ends into `ends`. Words are separated by
  /// spaces, tabs or ideographic spaces.
  static func read(_ line: UnsafeBufferPointer<UInt8>, into bytes: inout [UInt8], ends: inout [Int]) {
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    var index = 0
    while index < line.count {
      let byte = line[index]
      let isWide =
        byte == 0xE3 && index + 2 < line.count && line[index + 1] == 0x80 && line[index + 2] == 0x80
      if byte <= 0x20 || isWide {
        if bytes.count > ends.last ?? 0 { ends.append(bytes.count) }
        index += isWide ? 3 : 1
      } else {
        bytes.append(byte)
        index += 1
      }
    }
    if bytes.count > ends.last ?? 0 { ends.append(bytes.count) }
  }
}
