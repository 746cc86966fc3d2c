import Tokenization

/// An utterance as the set of its features: characters, pairs of characters, words, and pairs of readings.
///
/// Binary features over exactly these units measured best for short utterances with a linear model (weights
/// by TF-IDF hurt). Entities become one unit with the entity's name, so that 布洛芬怎么吃 and {药品}怎么吃
/// look alike; readings without tones make 订淡号 look like 订单号.
struct Featurizer: Sendable {
  private let tokenizer: Tokenizer
  /// Longer messages are classified by their beginning, which bounds a turn's time.
  private static let limit = 240

  init(tokenizer: Tokenizer) { self.tokenizer = tokenizer }

  /// The features of an example, in which `{药品}` stands for any drug.
  /// - Parameter masks: further ranges to be read as one unit, as `features(of:masks:)` has them.
  func features(ofExample text: FoldedText, masks: [(Range<Int>, String)] = []) -> [String] {
    var masks = masks
    var open: Int?
    for (index, scalar) in text.scalars.enumerated() {
      if scalar == "{" { open = index }
      if scalar == "}", let start = open {
        masks.append((start..<index + 1, text.text(start..<index + 1)))
        open = nil
      }
    }
    return features(of: text, masks: masks.sorted { $0.0.lowerBound < $1.0.lowerBound })
  }

  /// The features for `IntentClassifier`: with the ends of the utterance and single readings as well, and
  /// without masks.
  /// - Returns: distinct features, sorted; none holds a tab or a line end.
  func features(ofUtterance utterance: String) -> [String] {
    let text = FoldedText(utterance)
    let scalars = text.scalars.prefix(Featurizer.limit).filter { !isSeparator($0) }
    let units = ["^"] + scalars.map { String($0) } + ["$"]
    let sounds = ["^"] + scalars.map { isHan($0) ? NameMatcher.sound($0) : String($0) } + ["$"]
    var features = Set(units.dropFirst().dropLast())
    for sound in sounds.dropFirst().dropLast() { features.insert("~" + sound) }
    for (first, second) in zip(units, units.dropFirst()) { features.insert(first + second) }
    for (first, second) in zip(sounds, sounds.dropFirst()) { features.insert("~\(first) \(second)") }
    let words = tokenizer.tokenize(text.text)
    for token in words.tokens where token.isContent && token.end - token.start > 3 {
      features.insert("=" + words.norm(token))
    }
    return features.sorted()
  }

  /// - Parameter masks: ranges of `text` to be read as one unit each, in order, not overlapping.
  /// - Returns: distinct features, sorted.
  /// - Complexity: O(length), at most `limit` scalars.
  func features(of text: FoldedText, masks: [(Range<Int>, String)]) -> [String] {
    var units: [String] = []
    var sounds: [String] = []
    var plain = ""
    var features: Set<String> = []
    var index = 0
    var mask = masks.startIndex
    while index < min(text.count, Featurizer.limit) {
      if mask < masks.endIndex, masks[mask].0.lowerBound == index {
        units.append(masks[mask].1)
        sounds.append(masks[mask].1)
        plain += " "
        index = max(masks[mask].0.upperBound, index + 1)
        mask += 1
        continue
      }
      while mask < masks.endIndex, masks[mask].0.lowerBound < index { mask += 1 }
      let scalar = text.scalars[index]
      plain.unicodeScalars.append(scalar)
      if !isSeparator(scalar) {
        units.append(String(scalar))
        sounds.append(isHan(scalar) ? NameMatcher.sound(scalar) : String(scalar))
      }
      index += 1
    }
    for unit in units { features.insert(unit) }
    for (first, second) in zip(units, units.dropFirst()) { features.insert(first + second) }
    for (first, second) in zip(sounds, sounds.dropFirst()) { features.insert("~\(first) \(second)") }
    let words = tokenizer.tokenize(plain)
    for token in words.tokens where token.isContent && token.end - token.start > 3 {
      features.insert("=" + words.norm(token))
    }
    return features.sorted()
  }
}
