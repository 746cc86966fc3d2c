import Tokenization

/// What of a text is searched for: its words in normal form, and where wanted its Han characters and their
/// pairs.
///
/// Words are every token but spaces and punctuation. Characters help where two texts are cut differently
/// (`睡不着` and `睡不着觉`); they are told from words of one or two characters by a byte 01 before them.
struct SearchTerms: Sendable {
  static let characterMark: UInt8 = 1

  let characters: Bool
  private var forms = NormalForms()
  private var gram: [UInt8] = []
  /// The words since the last gap, in normal form.
  private var run: [UInt8] = []

  init(characters: Bool) { self.characters = characters }

  /// Calls `body` with every term of the text, words in the order of the text, pairs after each gap.
  mutating func forEach(
    _ tokens: UnsafeBufferPointer<Token>, of utf8: UnsafeBufferPointer<UInt8>,
    _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) {
    for token in tokens {
      if token.isContent {
        let source = UnsafeBufferPointer(rebasing: utf8[token.start..<token.end])
        forms.withNormal(source) { word in
          if !word.isEmpty { body(word) }
          if characters, token.kind == .word { run.append(contentsOf: word) }
        }
      }
      if token.kind != .word { endRun(body) }
    }
    endRun(body)
  }

  private mutating func endRun(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    if run.isEmpty { return }
    var previous = 0
    var start = 0
    while start < run.count {
      var end = start + 1
      while end < run.count, run[end] & 0xc0 == 0x80 { end += 1 }
      emit(start..<end, body)
      if start > 0 { emit(previous..<end, body) }
      previous = start
      start = end
    }
    run.removeAll(keepingCapacity: true)
  }

  private mutating func emit(_ range: Range<Int>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    gram.removeAll(keepingCapacity: true)
    gram.append(Self.characterMark)
    gram.append(contentsOf: run[range])
    gram.withUnsafeBufferPointer(body)
  }
}
