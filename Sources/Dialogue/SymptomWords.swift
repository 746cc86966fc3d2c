import Tokenization

/// How the body feels or what ails it, in the words of the lexicon (tag `symptom`, or another).
struct SymptomWords: Sendable {
  private let words: Set<[Unicode.Scalar]>
  private let lengths: ClosedRange<Int>

  init(_ lexicon: [LexiconEntry], tag: String = "symptom") {
    let words = lexicon.filter { $0.tag == tag }.map { FoldedText($0.word).scalars }
      .filter { $0.count >= 2 }
    self.words = Set(words)
    lengths = 2...max(2, words.map(\.count).max() ?? 2)
  }

  /// Whether any of them stands in `text`.
  /// - Complexity: O(length × longest word²).
  func mentions(in text: FoldedText) -> Bool {
    text.scalars.indices.contains { start in
      lengths.contains { length in
        start + length <= text.count && words.contains(Array(text.scalars[start..<start + length]))
      }
    }
  }
}
