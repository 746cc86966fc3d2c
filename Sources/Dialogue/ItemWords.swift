import Tokenization

/// What a shop sells beside medicines, as customers name it: 血压计, 口罩, 创可贴.
struct ItemWords: Sendable {
  private let words: [[Unicode.Scalar]]
  /// How names of devices and of nursing goods end.
  private static let endings = Set("计仪器枪机罩椅杖纸贴垫带棉布床袜针棒套镜巾手".unicodeScalars)

  /// - Parameter lexicon: entries with the tag `term` that end like goods.
  init(_ lexicon: [LexiconEntry]) {
    words = lexicon.filter { $0.tag == "term" }.map { FoldedText($0.word).scalars }
      .filter { word in word.count > 1 && word.last.map(Self.endings.contains) ?? false }
      .sorted { $0.count > $1.count }
  }

  /// In the order of the text, longest words first where they overlap.
  /// - Complexity: O(length × words).
  func items(in text: FoldedText) -> [String] {
    var found: [(range: Range<Int>, name: String)] = []
    for word in words {
      guard let place = text.firstIndex(of: word),
        !found.contains(where: { $0.range.contains(place) })
      else { continue }
      found.append((place..<place + word.count, String(scalars: word)))
    }
    return found.sorted { $0.range.lowerBound < $1.range.lowerBound }.map(\.name)
  }
}
