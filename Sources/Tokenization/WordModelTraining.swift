public import Support

extension WordModel {
  public struct Options: Sendable {
    /// Passes over the corpus. More than ten seldom help.
    public var iterations: Int
    /// Of the order in which sentences are visited.
    public var seed: UInt64

    public init(iterations: Int = 8, seed: UInt64 = 1) {
      self.iterations = iterations
      self.seed = seed
    }
  }

  /// The state after one pass over the corpus.
  public struct Progress: Sendable {
    public var iteration: Int
    /// Share of the characters that the weights of the moment tagged wrongly, 0…1.
    public var tagErrors: Double
  }

  /// Trains by the structured perceptron (Collins 2002, EMNLP, doi:10.3115/1118693.1118694) with averaged
  /// weights. In integers throughout: the same corpus, options and version give the same bytes.
  /// - Throws: `emptyCorpus`, or `unsegmentedCorpus` where hardly any line has a space.
  /// - Complexity: O(iterations × characters); a million words take about half a second an iteration.
  public static func train(
    on corpus: SegmentedCorpus, options: Options = Options(), progress: (Progress) -> Void = { _ in }
  ) throws(WordModelError) -> WordModel {
    guard corpus.words > 0, !corpus.stretches.isEmpty else { throw .emptyCorpus }
    guard corpus.unseparated * 2 < max(corpus.sentences, 2) else {
      throw .unsegmentedCorpus(lines: corpus.sentences, unseparated: corpus.unseparated)
    }
    let trainer = WordModelTrainer(corpus: corpus)
    var generator = SeededGenerator(seed: options.seed)
    var order = Array(corpus.stretches)
    for iteration in 1...max(options.iterations, 1) {
      order.shuffle(using: &generator)
      let errors = trainer.visit(order)
      progress(Progress(iteration: iteration, tagErrors: errors))
    }
    return trainer.model(iterations: max(options.iterations, 1), seed: options.seed)
  }
}

/// Why a word model cannot be trained or scored.
public enum WordModelError: YaoyuError, Equatable {
  case emptyCorpus
  case unsegmentedCorpus(lines: Int, unseparated: Int)
  /// Fewer lines than folds.
  case tooFewLines(Int, folds: Int)

  public var exitCode: ExitCode { .badData }

  public var description: String {
    switch self {
    case .emptyCorpus:
      "语料里没有可以学的句子。请给一个每行一句、词与词之间有空格的 UTF-8 文件。"
    case .unsegmentedCorpus(let lines, let unseparated):
      "语料看起来没有分词：\(lines) 行里有 \(unseparated) 行没有空格。请给一个每行一句、词与词之间有空格的文件。"
    case .tooFewLines(let lines, let folds):
      "语料只有 \(lines) 行，分不成 \(folds) 份。请减小 --folds，或者给更多的句子。"
    }
  }
}

/// The weights while they are learned.
///
/// The average over all steps is `weight − sum / steps`, where `sum` adds each change times the step before it
/// (Daumé 2006, "Practical Structured Learning Techniques", section 2.6).
private final class WordModelTrainer {
  private let corpus: SegmentedCorpus
  private let weights: UnsafeMutableBufferPointer<SIMD4<Int32>>
  private let sums: UnsafeMutableBufferPointer<SIMD4<Int64>>
  private let tags: UnsafeMutableBufferPointer<UInt8>
  private var transitions = WordTagTransitions()
  private var transitionSums = WordTagTransitions()
  private var steps = 0

  init(corpus: SegmentedCorpus) {
    self.corpus = corpus
    weights = .allocate(capacity: WordFeatures.rowCount)
    weights.initialize(repeating: .zero)
    sums = .allocate(capacity: WordFeatures.rowCount)
    sums.initialize(repeating: .zero)
    tags = .allocate(capacity: corpus.marks.count + 1)
    tags.initialize(repeating: 0)
  }

  deinit {
    weights.deallocate()
    sums.deallocate()
    tags.deallocate()
  }

  /// Learns from each stretch in turn; returns the share of characters tagged wrongly.
  func visit(_ stretches: [Range<Int32>]) -> Double {
    var (errors, characters) = (0, 0)
    corpus.characters.withUnsafeBufferPointer { text in
      corpus.marks.withUnsafeBufferPointer { marks in
        for stretch in stretches {
          let stretch = Int(stretch.lowerBound)..<Int(stretch.upperBound)
          errors += learn(stretch, text, marks)
          characters += stretch.count
        }
      }
    }
    return Double(errors) / Double(max(characters, 1))
  }

  private func learn(
    _ stretch: Range<Int>, _ text: UnsafeBufferPointer<UInt16>, _ marks: UnsafeBufferPointer<UInt8>
  ) -> Int {
    guard let rows = weights.baseAddress, let tags = tags.baseAddress else { return 0 }
    for position in stretch { tags[position] = marks[position] & 15 }
    let tagger = WordTagger(rows: UnsafePointer(rows), transitions: transitions)
    tagger.decode(stretch, tags: tags, character: { text[$0] })
    var errors = 0
    var previousDiffers = false
    for position in stretch {
      let (right, found) = (marks[position] >> 4, tags[position])
      let differs = right != found
      if differs {
        errors += 1
        if marks[position] & WordTag.fixed == 0 {
          update(features(position, in: stretch, text, marks), right, found)
        }
      }
      if position > stretch.lowerBound, differs || previousDiffers {
        updateTransition(marks[position - 1] >> 4, right, 1)
        updateTransition(tags[position - 1], found, -1)
      }
      previousDiffers = differs
    }
    steps += 1
    return errors
  }

  private func features(
    _ position: Int, in stretch: Range<Int>, _ text: UnsafeBufferPointer<UInt16>,
    _ marks: UnsafeBufferPointer<UInt8>
  ) -> SIMD8<UInt32> {
    func tag(_ position: Int) -> UInt64 {
      UInt64(stretch.contains(position) ? marks[position] & 7 : WordTag.outside)
    }
    return WordFeatures.rows(
      text[position - 1], text[position], text[position + 1],
      tags: tag(position - 1) << 6 | tag(position) << 3 | tag(position + 1))
  }

  private func update(_ rows: SIMD8<UInt32>, _ right: UInt8, _ found: UInt8) {
    for index in 0..<8 {
      let row = Int(rows[index])
      weights[row][Int(right)] &+= 1
      weights[row][Int(found)] &-= 1
      sums[row][Int(right)] &+= Int64(steps)
      sums[row][Int(found)] &-= Int64(steps)
    }
  }

  private func updateTransition(_ previous: UInt8, _ next: UInt8, _ change: Int) {
    guard let path = WordTagTransitions.path(previous, next) else { return }
    transitions[keyPath: path] += change
    transitionSums[keyPath: path] += change * steps
  }

  /// The averaged weights, scaled so that the largest is `weightLimit`.
  func model(iterations: Int, seed: UInt64) -> WordModel {
    let steps = Double(max(steps, 1))
    var averages: [Double] = []
    averages.reserveCapacity(weights.count * 4)
    for (weight, sum) in zip(weights, sums) {
      for tag in 0..<4 { averages.append(Double(weight[tag]) - Double(sum[tag]) / steps) }
    }
    let largest = averages.reduce(1e-9) { max($0, abs($1)) }
    let scale = Double(WordModel.weightLimit) / largest
    var scaled = WordTagTransitions()
    scaled.values = zip(transitions.values, transitionSums.values).map {
      Int(((Double($0) - Double($1) / steps) * scale).rounded())
    }
    return WordModel(
      weights: averages.map { Int16(($0 * scale).rounded()) }, transitions: scaled,
      training: .init(
        sentences: corpus.sentences, words: corpus.words, iterations: iterations, seed: seed,
        numberPolicy: corpus.numberPolicy))
  }
}
