public import Tokenization

/// The terms that a search looks for.
public struct SearchQuery: Sendable, Equatable {
  struct Term: Sendable, Equatable {
    var bytes: [UInt8]
    var frequency: Int
  }

  /// Distinct, in the order of the query.
  let terms: [Term]
  private let characters: Bool

  init(_ text: TokenizedText, stopWords: StopWords, characters: Bool) {
    var distinct: [Term] = []
    var index: [[UInt8]: Int] = [:]
    var extractor = SearchTerms(characters: characters)
    var source = text.text
    source.withUTF8 { utf8 in
      text.tokens.withUnsafeBufferPointer { tokens in
        extractor.forEach(tokens, of: utf8) { word in
          let bytes = Array(word)
          if let known = index[bytes] {
            distinct[known].frequency += 1
          } else {
            index[bytes] = distinct.count
            distinct.append(Term(bytes: bytes, frequency: 1))
          }
        }
      }
    }
    let telling = distinct.filter { !stopWords.contains($0.bytes[...]) }
    let hasWords = telling.contains { $0.bytes.first != SearchTerms.characterMark }
    self.characters = characters
    terms = hasWords ? telling : distinct
  }

  /// Whether there is nothing to look for.
  public var isEmpty: Bool { terms.isEmpty }

  /// Where a text has the query's words, as UTF-8 byte ranges, ascending and apart. With characters, words that
  /// share a pair with the query count too.
  public func highlights(in text: TokenizedText) -> [Range<Int>] {
    let wanted = Set(terms.map(\.bytes))
    var ranges: [Range<Int>] = []
    for (index, token) in text.tokens.enumerated() where token.isContent {
      let word = Array(text.norm(token).utf8)
      guard wanted.contains(word) || sharesPair(text, index, wanted) else { continue }
      if let last = ranges.last, last.upperBound == token.start {
        ranges[ranges.count - 1] = last.lowerBound..<token.end
      } else {
        ranges.append(token.start..<token.end)
      }
    }
    return ranges
  }

  /// Whether two neighbouring characters, of which the token has at least one, are a pair of the query.
  private func sharesPair(_ text: TokenizedText, _ index: Int, _ wanted: Set<[UInt8]>) -> Bool {
    guard characters, text.tokens[index].kind == .word else { return false }
    func word(_ index: Int) -> String {
      guard text.tokens.indices.contains(index), text.tokens[index].kind == .word else { return "" }
      return text.norm(text.tokens[index])
    }
    let scalars = Array((word(index - 1).suffix(1) + word(index) + word(index + 1).prefix(1)).unicodeScalars)
    return zip(scalars, scalars.dropFirst()).contains { pair in
      wanted.contains([SearchTerms.characterMark] + Array("\(pair.0)\(pair.1)".utf8))
    }
  }
}
