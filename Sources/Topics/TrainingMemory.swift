public import Features
import Support

/// How much memory a training takes beside the corpus that has been read: said before it starts, as a machine without
/// enough would otherwise say it by ending the program half-way.
///
/// An estimate, within a fifth of what is seen with 100,000 documents and more; arrays of the corpus, the counts of the
/// model in memory and once more while its file is written.
public struct TrainingMemory: Sendable, Equatable {
  public let bytes: Int

  public init(_ bag: BagOfWords, _ vocabulary: Vocabulary, _ options: TopicOptions) {
    self.init(
      tokens: bag.tokenCount, documents: bag.documentCount, frequency: vocabulary.collectionFrequency,
      options: options)
  }

  /// - Parameter frequency: by word, how often it occurs.
  init(tokens: Int, documents: Int, frequency: [Int], options: TopicOptions) {
    // Numbers that training will refuse must not overflow here.
    let topics = min(max(1, options.topics), 1 << 16)
    let cells = frequency.count * topics
    let model = 2 * 4 * cells
    switch options.method {
    case .gibbs:
      let width = (topics + 7) / 8 * 8
      let frequent = frequency.count { $0 >= 256 }
      let rows = 4 * frequent * width + (frequency.count - frequent) * width
      let sums =
        GibbsSampler.Kernel.best(topics: topics) == .sparse
        ? 4 * frequency.count * SpanSums.count(topics: topics) : 0
      // Words, positions, topics, assignments and a group's topics before; of a document its two offsets.
      bytes = model + rows + sums + 13 * tokens + 24 * documents
    case .variational:
      // Two matrices, and the sums of every thread.
      bytes = model + 8 * cells * (2 + min(max(1, options.threads), 256)) + 4 * tokens
    case .gsdmm:
      let chains = DirichletMixture.trial(options.iterations) == 0 ? 1 : DirichletMixture.chainCount
      bytes = model + chains * (4 * cells + 8 * documents) + 2 * tokens
    }
  }

  /// What the system can give without swapping, in bytes; nil where it does not say (`MemAvailable` of Linux' proc(5)).
  public static var available: Int? {
    guard let text = try? FileAccess.readText("/proc/meminfo") else { return nil }
    for line in text.split(separator: "\n") where line.hasPrefix("MemAvailable:") {
      let number = line.split(separator: " ").dropFirst().first.flatMap { Int($0) }
      return number.map { $0 * 1024 }
    }
    return nil
  }

  /// - Throws: `TopicError.notEnoughMemory` when it is more than `available`; nil is taken for enough.
  public func check(available: Int? = TrainingMemory.available) throws(TopicError) {
    if let available, bytes > available { throw .notEnoughMemory(needed: bytes, available: available) }
  }
}
