import CTopics
import Dispatch
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
/// Memory is laid out for the cache: words are renumbered by frequency, and a document's tokens sorted by it;
/// documents are dealt into `pieceCount` pieces and sorted by length in each, so that four can be drawn in step.
/// Words that may count 256 or more have rows of floats, the others rows of bytes, which cannot overflow.
final class GibbsSampler {
  let topicCount: Int
  let documentCount: Int
  let tokenCount: Int
  private(set) var alpha: [Double]
  private let beta: Double
  private let seed: UInt64
  private let variant: ctopics_variant
  private let wordCount: Int
  private let frequentCount: Int
  private let blocks: Int
  /// A row's length: `topicCount` rounded up to whole blocks.
  private let width: Int
  /// By rank: the word's id in the vocabulary.
  private let wordOfRank: [Int]
  /// By place in the sampler: the document's index in the corpus.
  private let documentOfPlace: [Int]
  /// By piece, and one more: its first document's place.
  private let pieceOffsets: [Int]
  /// N_k, with what was there before.
  private var totals: [Int]

  private let words: Memory<UInt32>
  private let topics: Memory<UInt16>
  private let offsets: Memory<Int64>
  /// Places of the tokens, ordered by word.
  private let positions: Memory<UInt32>
  /// By word (rank): where its tokens are in `positions`, and how far this sweep has counted them.
  private let wordOffsets: Memory<Int64>
  private let cursors: Memory<Int64>
  private let previous: Memory<UInt16>
  private let alphas: Memory<Float>
  private let inverse: Memory<Float>
  private let frequent: Memory<Float>
  private let rare: Memory<UInt8>

  /// Into how many pieces the documents are dealt at most.
  private static let pieceCount = 64

  /// - Parameters:
  ///   - prior: N_wk that is there before the first token, by vocabulary id: of an earlier corpus, or of words that
  ///     shall lead a topic.
  ///   - variant: the instruction set; all give the same result.
  init(
    _ bag: BagOfWords, words vocabularySize: Int, options: TopicOptions, prior: [UInt32]? = nil,
    variant: ctopics_variant = GibbsSampler.bestVariant
  ) {
    precondition(bag.words.allSatisfy { Int($0) < vocabularySize })
    precondition(bag.tokenCount > 0 && bag.tokenCount < Int(UInt32.max))
    precondition(
      (1...CTOPICS_MAX_BLOCKS * CTOPICS_LANES).contains(Int32(clamping: options.topics)), "too many topics")
    precondition(prior.map { $0.count == vocabularySize * options.topics } ?? true)
    topicCount = options.topics
    wordCount = vocabularySize
    documentCount = bag.documentCount
    tokenCount = bag.tokenCount
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
    wordOfRank = order
    frequentCount = order.firstIndex { bound[$0] < 256 } ?? vocabularySize

    words = Memory(bag.tokenCount + Int(CTOPICS_PADDING))
    topics = Memory(bag.tokenCount)
    offsets = Memory(bag.documentCount + 1)
    positions = Memory(bag.tokenCount)
    wordOffsets = Memory(vocabularySize + 1)
    cursors = Memory(vocabularySize)
    alphas = Memory(width)
    inverse = Memory(width)
    frequent = Memory(frequentCount * width)
    rare = Memory((vocabularySize - frequentCount) * width)
    (documentOfPlace, pieceOffsets) = Self.dealt(bag)
    var largest = 0
    for group in stride(from: 0, to: pieceOffsets.count - 1, by: Self.finalGroup) {
      let end = min(pieceOffsets.count - 1, group + Self.finalGroup)
      let tokens = documentOfPlace[pieceOffsets[group]..<pieceOffsets[end]].reduce(0) { $0 + bag[$1].count }
      largest = max(largest, tokens)
    }
    previous = Memory(largest)
    place(bag, frequency)
    setAlpha(alpha)
    if let prior { setPrior(prior) }
    dealTopics(hasPrior: prior != nil)
  }

  private func setPrior(_ prior: [UInt32]) {
    for (rank, word) in wordOfRank.enumerated() {
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

  /// Documents by piece, longest first in each, ties in their order; and where the pieces begin. Pieces are dealt
  /// like cards, so that all have long and short documents.
  private static func dealt(_ bag: BagOfWords) -> (places: [Int], pieces: [Int]) {
    let lengths = (0..<bag.documentCount).map { bag.offsets[$0 + 1] - bag.offsets[$0] }
    let sorted = (0..<bag.documentCount).sorted {
      lengths[$0] != lengths[$1] ? lengths[$0] > lengths[$1] : $0 < $1
    }
    let pieces = min(pieceCount, max(1, bag.documentCount))
    var places: [Int] = []
    places.reserveCapacity(sorted.count)
    var offsets = [0]
    for piece in 0..<pieces {
      for index in stride(from: piece, to: sorted.count, by: pieces) { places.append(sorted[index]) }
      offsets.append(places.count)
    }
    return (places, offsets)
  }

  private func place(_ bag: BagOfWords, _ frequency: [Int]) {
    var rank = [UInt32](repeating: 0, count: wordCount)
    for (index, word) in wordOfRank.enumerated() {
      rank[word] = UInt32(index)
      wordOffsets[index + 1] = wordOffsets[index] + Int64(frequency[word])
    }
    var end = 0
    for (place, document) in documentOfPlace.enumerated() {
      let start = end
      for word in bag[document] {
        words[end] = rank[Int(word)]
        end += 1
      }
      var tokens = UnsafeMutableBufferPointer(rebasing: words.buffer[start..<end])
      tokens.sort()
      offsets[place + 1] = Int64(end)
    }
    rewind()
    for token in 0..<tokenCount {
      let word = Int(words[token])
      positions[Int(cursors[word])] = UInt32(truncatingIfNeeded: token)
      cursors[word] += 1
    }
  }

  /// Draws every document's first topics from the prior, by Pólya's urn, and counts them: a token takes the topic of
  /// an earlier one of its document or, with the weight of the prior, any. Documents begin with few topics each,
  /// as they end, which saves sweeps. A word that counts already takes one of its topics.
  private func dealTopics(hasPrior: Bool) {
    let weight = alpha.reduce(0, +)
    for document in 0..<documentCount {
      let start = Int(offsets[document])
      for token in start..<Int(offsets[document + 1]) {
        let random = mix64(seed &+ UInt64(token) &* 0x9e37_79b9_7f4a_7c15)
        let place = Double(random >> 11) * 0x1p-53 * (Double(token - start) + weight)
        let any = UInt16(truncatingIfNeeded: mix64(random) % UInt64(topicCount))
        if hasPrior, let topic = topic(before: Int(words[token]), mix64(random &+ 1)) {
          topics[token] = topic
          continue
        }
        topics[token] = place < Double(token - start) ? topics[start + Int(place)] : any
      }
    }
    eachGroup(of: Self.finalGroup) { _, tokens in
      for index in 0..<tokens.count { previous[index] = UInt16(CTOPICS_NONE) }
      recount(tokens, 1)
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

  private func rewind() {
    cursors.address.update(from: wordOffsets.address, count: wordCount)
  }
}

// MARK: Sweeps

extension GibbsSampler {
  /// How many pieces a group has once topics have settled: a group is then an eighth of the corpus.
  private static let finalGroup = 8
  private static let earlyGroup = 2

  /// Draws a new topic for every token. `number`, from 1, names the sweep's random numbers.
  func sweep(_ number: Int, threads: Int) {
    let size = number <= 20 ? Self.earlyGroup : Self.finalGroup
    eachGroup(of: size) { documents, tokens in
      // Starting a thread costs as much as drawing for some thousand tokens.
      let threads = tokens.count < 2000 ? 1 : threads
      previous.address.update(from: topics.address + tokens.lowerBound, count: tokens.count)
      draw(documents, number, threads)
      recount(tokens, threads)
    }
  }

  private func eachGroup(of size: Int, _ body: (_ documents: Range<Int>, _ tokens: Range<Int>) -> Void) {
    rewind()
    for piece in stride(from: 0, to: pieceOffsets.count - 1, by: size) {
      let documents = pieceOffsets[piece]..<pieceOffsets[min(pieceOffsets.count - 1, piece + size)]
      body(documents, Int(offsets[documents.lowerBound])..<Int(offsets[documents.upperBound]))
    }
  }

  private func draw(_ documents: Range<Int>, _ number: Int, _ threads: Int) {
    for topic in 0..<topicCount {
      inverse[topic] = 1 / (Float(totals[topic]) + Float(wordCount) * Float(beta))
    }
    let chunk = max(4, min(256, documents.count / (threads * 8) & ~3))
    let chunks = (documents.count + chunk - 1) / chunk
    let shared = UncheckedShare((state, variant))
    Self.parallel(threads) { thread in
      let (state, variant) = shared.value
      for index in stride(from: thread, to: chunks, by: threads) {
        let first = documents.lowerBound + index * chunk
        withUnsafePointer(to: state) {
          ctopics_sample(
            variant, $0, Int64(first), Int64(min(documents.upperBound, first + chunk)), UInt64(number))
        }
      }
    }
  }

  private var state: ctopics_state {
    ctopics_state(
      words: words.address, topics: topics.address, offsets: offsets.address, alpha: alphas.address,
      inverse: inverse.address, frequent: frequent.address, rare: rare.address,
      frequent_count: UInt32(frequentCount), topic_count: UInt32(topicCount), blocks: UInt32(blocks),
      beta: Float(beta), seed: seed)
  }

  /// Takes the new topics of `tokens` over into the counts of the words.
  private func recount(_ tokens: Range<Int>, _ threads: Int) {
    let batch = ctopics_batch(
      positions: positions.address, word_offsets: wordOffsets.address, cursors: cursors.address,
      previous: previous.address, start: UInt32(tokens.lowerBound), end: UInt32(tokens.upperBound))
    let changes = Memory<Int32>(threads * width)
    let shared = UncheckedShare((state, batch, frequent, rare, changes, width, shares(threads * 8)))
    Self.parallel(threads) { thread in
      let (state, batch, frequent, rare, changes, width, shares) = shared.value
      withUnsafePointer(to: state) { state in
        withUnsafePointer(to: batch) { batch in
          for share in stride(from: thread, to: shares.count - 1, by: threads) {
            ctopics_recount(
              state, batch, frequent.address, rare.address, UInt32(shares[share]), UInt32(shares[share + 1]),
              changes.address + thread * width)
          }
        }
      }
    }
    for thread in 0..<threads {
      for topic in 0..<topicCount { totals[topic] += Int(changes[thread * width + topic]) }
    }
  }

  /// The words cut into `count` ranges of about equal work.
  private func shares(_ count: Int) -> [Int] {
    // A word costs about as much to look at as a token to count.
    let work = tokenCount + wordCount
    return (0...count).map { share in
      var (low, high) = (0, wordCount)
      while low < high {
        let middle = (low + high) / 2
        if Int(wordOffsets[middle]) + middle < work * share / count {
          low = middle + 1
        } else {
          high = middle
        }
      }
      return share == count ? wordCount : low
    }
  }

  private static func parallel(_ threads: Int, _ body: @Sendable (Int) -> Void) {
    if threads == 1 { body(0) } else { DispatchQueue.concurrentPerform(iterations: threads, execute: body) }
  }
}

// MARK: What training reads

extension GibbsSampler {
  /// N_wk by vocabulary id: word `w`, topic `k` at `w * topicCount + k`.
  var wordTopicCounts: [UInt32] {
    var counts = [UInt32](repeating: 0, count: wordCount * topicCount)
    for token in 0..<tokenCount {
      counts[wordOfRank[Int(words[token])] * topicCount + Int(topics[token])] += 1
    }
    return counts
  }

  /// The topic of every token of `bag`, the corpus that the sampler was made of, in its order. Equal words in a
  /// document are exchangeable: their topics are dealt in order.
  func assignments(of bag: BagOfWords) -> [UInt16] {
    var rank = [Int](repeating: 0, count: wordCount)
    for (index, word) in wordOfRank.enumerated() { rank[word] = index }
    var assignments = [UInt16](repeating: 0, count: tokenCount)
    var keys: [UInt64] = []
    for (place, document) in documentOfPlace.enumerated() {
      let start = bag.offsets[document]
      keys.removeAll(keepingCapacity: true)
      for token in start..<bag.offsets[document + 1] {
        keys.append(UInt64(rank[Int(bag.words[token])]) << 32 | UInt64(token - start))
      }
      keys.sort()
      for (index, key) in keys.enumerated() {
        assignments[start + Int(key & 0xffff_ffff)] = topics[Int(offsets[place]) + index]
      }
    }
    return assignments
  }

  /// Calls `body` with the topic counts and the length of every `step`th document that has words.
  func eachDocument(step: Int = 1, _ body: (_ place: Int, _ counts: [Int], _ length: Int) -> Void) {
    var counts = [Int](repeating: 0, count: topicCount)
    for place in stride(from: 0, to: documentCount, by: step) where offsets[place] < offsets[place + 1] {
      let tokens = Int(offsets[place])..<Int(offsets[place + 1])
      for topic in 0..<topicCount { counts[topic] = 0 }
      for token in tokens { counts[Int(topics[token])] += 1 }
      body(place, counts, tokens.count)
    }
  }

  /// How often the documents have each topic.
  func alphaFit() -> AlphaFit {
    var fit = AlphaFit(topics: topicCount)
    var counts = [Int](repeating: 0, count: topicCount)
    for place in 0..<documentCount where offsets[place] < offsets[place + 1] {
      let tokens = Int(offsets[place])..<Int(offsets[place + 1])
      fit.add(length: tokens.count)
      for token in tokens { counts[Int(topics[token])] += 1 }
      for token in tokens {
        let topic = Int(topics[token])
        if counts[topic] > 0 { fit.add(topic: topic, count: counts[topic]) }
        counts[topic] = 0
      }
    }
    return fit
  }

  /// exp(−mean log P(token)) under the current counts, over at most about 2,000 evenly spaced documents.
  func perplexity() -> Double {
    let alphaSum = alpha.reduce(0, +)
    let inverse = totals.map { 1 / (Double($0) + Double(wordCount) * beta) }
    var logarithms = 0.0
    var seen = 0
    eachDocument(step: max(1, documentCount / 2000)) { place, counts, length in
      for token in Int(offsets[place])..<Int(offsets[place + 1]) {
        let word = Int(words[token])
        var probability = 0.0
        for topic in 0..<topicCount {
          let count =
            word < frequentCount
            ? Double(frequent[word * width + topic]) : Double(rare[(word - frequentCount) * width + topic])
          probability += (Double(counts[topic]) + alpha[topic]) * (count + beta) * inverse[topic]
        }
        logarithms += logarithm(probability / (Double(length) + alphaSum))
      }
      seen += length
    }
    return exponential(-logarithms / Double(max(1, seen)))
  }

  func setAlpha(_ new: [Double]) {
    alpha = new
    for topic in 0..<topicCount { alphas[topic] = Float(new[topic]) }
  }
}
