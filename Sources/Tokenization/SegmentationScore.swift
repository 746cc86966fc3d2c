/// How well a tokenizer cuts a text that people have cut: the scores of the SIGHAN bakeoffs (Sproat & Emerson
/// 2003, ACL workshop, doi:10.3115/1119250.1119269) and where it errs.
///
/// A word is right when it begins and ends where a word of the gold text does.
public struct SegmentationScore: Sendable, Equatable {
  /// Words of the gold text, of the tokenizer, of both.
  public private(set) var goldWords = 0
  public private(set) var foundWords = 0
  public private(set) var rightWords = 0
  /// Out-of-vocabulary words of the gold text, and those of them that are right.
  public private(set) var unknownWords = 0
  public private(set) var rightUnknownWords = 0
  private var confusions: [Confusion: Int] = [:]

  /// The shortest piece of text between two common boundaries that is cut differently.
  public struct Confusion: Hashable, Sendable {
    /// Words joined by a space each.
    public var gold: String
    public var found: String
  }

  public init() {}

  /// Share of the tokenizer's words that are right, 0…1.
  public var precision: Double { foundWords == 0 ? 0 : Double(rightWords) / Double(foundWords) }
  /// Share of the gold words that are found, 0…1.
  public var recall: Double { goldWords == 0 ? 0 : Double(rightWords) / Double(goldWords) }
  /// Harmonic mean of precision and recall.
  public var f1: Double { precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall) }
  /// Recall among out-of-vocabulary words; nil when there are none.
  public var unknownRecall: Double? {
    unknownWords == 0 ? nil : Double(rightUnknownWords) / Double(unknownWords)
  }

  /// The most frequent errors with their counts; ties in alphabetical order.
  public func errors(top count: Int) -> [(confusion: Confusion, count: Int)] {
    confusions.sorted { a, b in
      (b.value, a.key.gold, a.key.found) < (a.value, b.key.gold, b.key.found)
    }
    .prefix(max(count, 0)).map { ($0.key, $0.value) }
  }

  /// Cuts a line of gold words with `tokenizer` and counts.
  /// - Parameter isKnown: whether a word is in the vocabulary.
  public mutating func add(
    _ line: UnsafeBufferPointer<UInt8>, tokenizer: Tokenizer, scratch: Tokenizer.Scratch,
    isKnown: (String) -> Bool
  ) {
    var bytes: [UInt8] = []
    var gold: [Int] = []
    SegmentedLine.read(line, into: &bytes, ends: &gold)
    guard !gold.isEmpty else { return }
    bytes.withUnsafeBufferPointer { text in
      let found = tokenizer.withTokens(of: text, scratch: scratch) { $0.map(\.end) }
      compare(gold, found, text, isKnown)
    }
  }

  private mutating func compare(
    _ gold: [Int], _ found: [Int], _ text: UnsafeBufferPointer<UInt8>, _ isKnown: (String) -> Bool
  ) {
    goldWords += gold.count
    foundWords += found.count
    func word(_ start: Int, _ end: Int) -> String { String(decoding: text[start..<end], as: UTF8.self) }
    func words(_ ends: ArraySlice<Int>, from start: Int) -> String {
      var start = start
      return ends.map { end in
        defer { start = end }
        return word(start, end)
      }.joined(separator: " ")
    }
    var (g, f) = (0, 0)
    // Where the piece since the last common boundary begins.
    var (commonEnd, firstGold, firstFound) = (0, 0, 0)
    while g < gold.count, f < found.count {
      if gold[g] < found[f] {
        g += 1
      } else if gold[g] > found[f] {
        f += 1
      } else {
        let isRight = g == firstGold && f == firstFound
        var start = commonEnd
        for end in gold[firstGold...g] {
          if !isKnown(word(start, end)) {
            unknownWords += 1
            if isRight { rightUnknownWords += 1 }
          }
          start = end
        }
        if isRight {
          rightWords += 1
        } else {
          let confusion = Confusion(
            gold: words(gold[firstGold...g], from: commonEnd),
            found: words(found[firstFound...f], from: commonEnd))
          confusions[confusion, default: 0] += 1
        }
        (commonEnd, firstGold, firstFound) = (gold[g], g + 1, f + 1)
        g += 1
        f += 1
      }
    }
  }
}

extension Tokenizer {
  /// Whether the word stands in a dictionary or lexicon of this tokenizer.
  public func isListed(_ word: String) -> Bool { words.contains(Normalizer.normalize(word).utf16) }
}

extension WordTable {
  /// Whether the folded word is one of the table's.
  func contains(_ word: some Sequence<UInt16>) -> Bool {
    var slot = 0
    for unit in word {
      let code = characters[Int(unit)].code
      slot = Int(nodes[slot].base) + code
      guard Int(nodes[slot].check) == code else { return false }
    }
    return slot != 0 && nodes[slot].isWord
  }
}

extension WordModel {
  /// Cross-training: each of `folds` blocks of lines is scored by a model trained on the others, so that a
  /// small corpus tells what a model of its kind is worth. Out of vocabulary is what the training part lacks.
  /// - Parameter lines: sentences, words separated by white space.
  /// - Throws: as `train`, and `tooFewLines`.
  public static func crossTrain(
    _ lines: [[UInt8]], folds: Int, tokenizer: Tokenizer, options: Options = Options(),
    progress: (_ fold: Int, SegmentationScore) -> Void = { _, _ in }
  ) throws(WordModelError) -> SegmentationScore {
    guard folds >= 2, lines.count >= folds else { throw .tooFewLines(lines.count, folds: folds) }
    var score = SegmentationScore()
    for fold in 0..<folds {
      // Blocks rather than every tenth line: neighbouring lines of one article resemble each other.
      let held = (lines.count * fold / folds)..<(lines.count * (fold + 1) / folds)
      var corpus = SegmentedCorpus(tokenizer: tokenizer)
      var vocabulary = Set<String>()
      for (index, line) in lines.enumerated() where !held.contains(index) {
        line.withUnsafeBufferPointer { corpus.append($0) }
        for word in line.split(whereSeparator: { $0 <= 0x20 }) {
          vocabulary.insert(String(decoding: word, as: UTF8.self))
        }
      }
      var tagged = tokenizer
      tagged.wordModel = try train(on: corpus, options: options)
      let scratch = Tokenizer.Scratch()
      for line in lines[held] {
        line.withUnsafeBufferPointer {
          score.add($0, tokenizer: tagged, scratch: scratch, isKnown: vocabulary.contains)
        }
      }
      progress(fold + 1, score)
    }
    return score
  }
}
