import CTopics
import Features
import Support

/// Partially collapsed Gibbs sampling for LDA: topics by token, and the counts that follow from them.
///
/// A sweep goes over the corpus in groups of documents. Within a group every document draws new topics for its
/// tokens against word-topic counts that stand still, so documents do not depend on each other; then the counts
/// of the words take over what changed. Both halves can be cut over any number of threads with the same result, and
/// neither writes where another reads. (Standing counts: Magnusson et al. 2018, JCGS 27:449; in groups: Newman,
/// Asuncion, Smyth & Welling 2009, JMLR 10:1801, with one processor for all.) The smaller the groups, the nearer to
/// plain collapsed Gibbs sampling.
///
/// Two kernels draw: the dense one weighs every topic, a vector at a time; the sparse one, for many topics, only those
/// that the document or the word has (`sparse.c`). Words that may count 256 or more have rows of floats, the others
/// rows of bytes, which cannot overflow.
final class GibbsSampler {
  /// How a token's topic is drawn; both draw from the same distribution.
  enum Kernel: Sendable {
    /// O(topics) a token.
    case dense
    /// O(topics of the document) a token, and sums that cost O(topics / vector width) a word and group.
    case sparse

    /// With fewer topics adding up all of them takes less time than looking for those that count.
    static let sparseFrom = 320

    static func best(topics: Int) -> Kernel { topics < sparseFrom ? .dense : .sparse }
  }

  let topicCount: Int
  let corpus: SamplerCorpus
  /// The threads that sweep, as many as the options say.
  let team: Team
  private(set) var alpha: [Double]
  let beta: Double
  let seed: UInt64
  let variant: ctopics_variant
  let frequentCount: Int
  let blocks: Int
  /// A row's length: `topicCount` rounded up to whole blocks.
  let width: Int
  /// N_k, with what was there before.
  var totals: [Int]

  let topics: Memory<UInt16>
  /// By word: how far this sweep has counted its tokens.
  let cursors: Memory<Int64>
  /// The topics that the tokens of a group had before.
  let previous: Memory<UInt16>
  let alphas: Memory<Float>
  let inverse: Memory<Float>
  let frequent: Memory<Float>
  let rare: Memory<UInt8>
  /// Of the sparse kernel.
  let sums: SpanSums?

  /// - Parameters:
  ///   - prior: N_wk that is there before the first token, by vocabulary id: of an earlier corpus, or of words that
  ///     shall lead a topic.
  ///   - kernel: nil takes the faster one for so many topics.
  ///   - variant: the instruction set; all give the same result.
  init(
    _ bag: BagOfWords, words vocabularySize: Int, options: TopicOptions, prior: [UInt32]? = nil,
    kernel: Kernel? = nil, variant: ctopics_variant = GibbsSampler.bestVariant
  ) {
    precondition(bag.words.allSatisfy { Int($0) < vocabularySize })
    precondition(bag.tokenCount > 0 && bag.tokenCount < Int(UInt32.max))
    precondition(
      (1...CTOPICS_MAX_BLOCKS * CTOPICS_LANES).contains(Int32(clamping: options.topics)), "too many topics")
    precondition(prior.map { $0.count == vocabularySize * options.topics } ?? true)
    topicCount = options.topics
    beta = options.beta
    seed = mix64(options.seed &+ 0x6c64_6121)
    self.variant = variant
    blocks = (options.topics + Int(CTOPICS_LANES) - 1) / Int(CTOPICS_LANES)
    width = blocks * Int(CTOPICS_LANES)
    alpha = [Double](repeating: options.initialAlpha, count: options.topics)
    totals = [Int](repeating: 0, count: options.topics)

    var frequency = [Int](repeating: 0, count: vocabularySize)
    for word in bag.words { frequency[Int(word)] += 1 }
    var bound = frequency
    if let prior {
      for (cell, count) in prior.enumerated() { bound[cell / options.topics] += Int(count) }
    }
    let order = (0..<vocabularySize).sorted { bound[$0] != bound[$1] ? bound[$0] > bound[$1] : $0 < $1 }
    frequentCount = order.firstIndex { bound[$0] < 256 } ?? vocabularySize
    team = Team(min(max(1, options.threads), 256))
    let corpus = SamplerCorpus(bag, frequency: frequency, order: order, team)
    self.corpus = corpus

    topics = Memory(bag.tokenCount)
    cursors = Memory(vocabularySize)
    alphas = Memory(width)
    inverse = Memory(width)
    frequent = Memory(frequentCount * width)
    rare = Memory((vocabularySize - frequentCount) * width)
    previous = Memory(corpus.groups(of: Self.finalGroup).map { corpus.tokens(of: $0).count }.max() ?? 0)
    sums =
      (kernel ?? .best(topics: options.topics)) == .sparse
      ? SpanSums(topics: options.topics, words: vocabularySize) : nil
    setAlpha(alpha)
    if let prior { setPrior(prior) }
    dealTopics(hasPrior: prior != nil)
  }

  private func setPrior(_ prior: [UInt32]) {
    for (rank, word) in corpus.wordOfRank.enumerated() {
      for topic in 0..<topicCount {
        let count = prior[word * topicCount + topic]
        totals[topic] += Int(count)
        if rank < frequentCount {
          frequent[rank * width + topic] = Float(count)
        } else {
          rare[(rank - frequentCount) * width + topic] = UInt8(count)
        }
      }
    }
  }

  static let bestVariant: ctopics_variant =
    ctopics_supports(CTOPICS_AVX2) != 0 ? CTOPICS_AVX2 : CTOPICS_BASELINE

  /// Draws every document's first topics from the prior, by Pólya's urn, and counts them: a token takes the topic of
  /// an earlier one of its document or, with the weight of the prior, any. Documents begin with few topics each,
  /// as they end, which saves sweeps. A word that counts already takes one of its topics.
  private func dealTopics(hasPrior: Bool) {
    let weight = alpha.reduce(0, +)
    for document in 0..<corpus.documentCount {
      let start = Int(corpus.offsets[document])
      for token in start..<Int(corpus.offsets[document + 1]) {
        let random = mix64(seed &+ UInt64(token) &* 0x9e37_79b9_7f4a_7c15)
        let place = Double(random >> 11) * 0x1p-53 * (Double(token - start) + weight)
        let any = UInt16(truncatingIfNeeded: mix64(random) % UInt64(topicCount))
        if hasPrior, let topic = topic(before: Int(corpus.words[token]), mix64(random &+ 1)) {
          topics[token] = topic
          continue
        }
        topics[token] = place < Double(token - start) ? topics[start + Int(place)] : any
      }
    }
    rewind()
    for documents in corpus.groups(of: Self.finalGroup) {
      let tokens = corpus.tokens(of: documents)
      for index in 0..<tokens.count { previous[index] = UInt16(CTOPICS_NONE) }
      recount(tokens)
    }
  }

  /// A topic of the word, as probable as it is among the counts so far; nil without any.
  private func topic(before word: Int, _ random: UInt64) -> UInt16? {
    func count(_ topic: Int) -> Int {
      word < frequentCount
        ? Int(frequent[word * width + topic]) : Int(rare[(word - frequentCount) * width + topic])
    }
    let sum = (0..<topicCount).reduce(0) { $0 + count($1) }
    if sum == 0 { return nil }
    var rest = Int(random % UInt64(sum))
    for topic in 0..<topicCount {
      rest -= count(topic)
      if rest < 0 { return UInt16(topic) }
    }
    return nil
  }

  func setAlpha(_ new: [Double]) {
    alpha = new
    for topic in 0..<topicCount { alphas[topic] = Float(new[topic]) }
  }
}
