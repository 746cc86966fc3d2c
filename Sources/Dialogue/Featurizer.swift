import Support
import Tokenization

/// An utterance as the set of its features: characters, readings, meanings, pairs of neighbouring readings and
/// meanings, and the length.
///
/// Binary features over these units measured best for short utterances with a linear model (weights by TF-IDF
/// hurt, and so did words and pairs of characters beside pairs of readings: one homophone breaks them). Entities
/// become one unit with the entity's name, so that 布洛芬怎么吃 and {药品}怎么吃 look alike; readings make 订淡号
/// look like 订单号; groups of synonyms make 包裹到哪了 look like 快递到哪了.
struct Featurizer: Sendable {
  private let synonyms: Synonyms
  /// Longer messages are classified by their beginning, which bounds a turn's time.
  private static let limit = 240
  private static let begin: UInt64 = 1
  private static let end: UInt64 = 2

  init(synonyms: Synonyms) { self.synonyms = synonyms }

  /// The ranges of an example to be read as one unit each: `{药品}`, which stands for any drug, and `others`.
  static func masks(
    ofExample text: FoldedText, others: [(Range<Int>, String)] = []
  ) -> [(Range<Int>, String)] {
    var masks = others
    var open: Int?
    for (index, scalar) in text.scalars.enumerated() {
      if scalar == "{" { open = index }
      if scalar == "}", let start = open {
        masks.append((start..<index + 1, text.text(start..<index + 1)))
        open = nil
      }
    }
    return masks.sorted { $0.0.lowerBound < $1.0.lowerBound }
  }

  /// - Parameter masks: ranges of `text` to be read as one unit each, in order, not overlapping.
  /// - Returns: distinct features, sorted.
  /// - Complexity: O(length), at most `limit` scalars.
  func features(of text: FoldedText, masks: [(Range<Int>, String)] = []) -> [Feature] {
    var units = Units(text, masks: masks, limit: Self.limit)
    units.find(synonyms)
    var features: [Feature] = []
    features.reserveCapacity(units.characters.count * 6 + 8)
    features += units.characters.map { Feature(.character, $0) }
    features += units.sounds.map { Feature(.sound, $0) }
    features += Self.pairs(units.sounds, .soundPair)
    features += units.groups.map { Feature(.meaning, $0) }
    features += Self.pairs(units.meanings, .meaningPair)
    features.append(Feature(.length, UInt64(min(12, units.characters.count))))
    features.sort()
    var last: Feature?
    return features.filter { feature in
      defer { last = feature }
      return feature != last
    }
  }

  /// The feature of a mask.
  static func unit(_ mask: String) -> Feature { Feature(.character, stableHash(mask)) }

  /// Neighbours, the ends of the utterance counting as units.
  private static func pairs(_ units: [UInt64], _ kind: Feature.Kind) -> [Feature] {
    var previous = begin
    var pairs: [Feature] = []
    pairs.reserveCapacity(units.count + 1)
    for unit in units {
      pairs.append(Feature(kind, previous, unit))
      previous = unit
    }
    pairs.append(Feature(kind, previous, end))
    return pairs
  }
}

/// A message in three views of equal meaning: what is written, how it sounds, what it means.
struct Units {
  /// Numbers of the characters and masks.
  var characters: [UInt64] = []
  /// How each of them sounds.
  var sounds: [UInt64] = []
  /// The same with each synonym as its group, shorter where a synonym has several characters; what is no
  /// synonym as it sounds.
  var meanings: [UInt64] = []
  /// The groups alone.
  var groups: [UInt64] = []
  private var scalars: [Unicode.Scalar] = []

  /// Stands for a mask in `scalars`: no word of a lexicon holds it.
  private static let gap: Unicode.Scalar = "\u{0}"

  /// - Parameters:
  ///   - masks: ranges to be read as one unit each, in order, not overlapping.
  ///   - limit: how many scalars are read.
  ///   - joinsRuns: whether a number and a run of Latin letters are one unit, 十个 and 10个 the same.
  init(
    _ text: FoldedText, masks: [(Range<Int>, String)] = [], limit: Int = .max, joinsRuns: Bool = false
  ) {
    let limit = min(text.count, limit)
    characters.reserveCapacity(limit)
    var index = 0
    var mask = masks.startIndex
    while index < limit {
      if mask < masks.endIndex, masks[mask].0.lowerBound == index {
        append(stableHash(masks[mask].1))
        index = max(masks[mask].0.upperBound, index + 1)
        mask += 1
        continue
      }
      while mask < masks.endIndex, masks[mask].0.lowerBound <= index { mask += 1 }
      if joinsRuns, let run = Self.run(in: text, at: index, limit: limit) {
        append(run.number)
        index += run.length
        continue
      }
      let scalar = text.scalars[index]
      if !isSeparator(scalar) {
        characters.append(UInt64(scalar.value) << 8)
        sounds.append(Self.sound(scalar))
        scalars.append(scalar)
      }
      index += 1
    }
  }

  static func sound(_ scalar: Unicode.Scalar) -> UInt64 {
    isHan(scalar) ? Sound.fuzzy(scalar) : UInt64(scalar.value) << 8
  }

  private mutating func append(_ number: UInt64) {
    characters.append(number)
    sounds.append(number)
    scalars.append(Self.gap)
  }

  /// What a numeral counts; without one of these 一 and 两 may be part of any word.
  private static let counted = Set("个天岁年月周次片粒袋包支瓶盒小时点分斤度米多毫克".unicodeScalars)

  private static func run(in text: FoldedText, at start: Int, limit: Int) -> (number: UInt64, length: Int)? {
    func end(while isPart: (Unicode.Scalar) -> Bool) -> Int {
      var end = start
      while end < limit, isPart(text.scalars[end]) { end += 1 }
      return end
    }
    let first = text.scalars[start]
    if ("0"..."9").contains(first) {
      let end = end { ("0"..."9").contains($0) || $0 == "." }
      return (numeral(text.text(start..<end)), end - start)
    }
    if ("a"..."z").contains(first) {
      let end = end { ("a"..."z").contains($0) }
      return (stableHash(text.text(start..<end)), end - start)
    }
    guard Measure.isNumeral(first) else { return nil }
    let end = end { Measure.isNumeral($0) && $0 != "." }
    guard end < limit, counted.contains(text.scalars[end]) else { return nil }
    return (numeral(text.text(start..<end)), end - start)
  }

  private static func numeral(_ text: String) -> UInt64 {
    guard let value = ChineseNumeral.value(text), value.isFinite else { return stableHash(text) }
    return mix64(value.bitPattern) | 1
  }

  mutating func find(_ synonyms: Synonyms) {
    meanings.reserveCapacity(characters.count)
    var index = 0
    while index < scalars.count {
      if let found = synonyms.group(in: scalars, sounds: sounds, at: index) {
        let number = UInt64(found.group) << 40 | 3
        meanings.append(number)
        groups.append(number)
        index += found.length
      } else {
        meanings.append(sounds[index])
        index += 1
      }
    }
  }
}
