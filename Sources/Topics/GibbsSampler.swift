import CTopics
import Dispatch
import Features
import Support

/// Partially collapsed Gibbs sampling for LDA: topics by token, and the counts that follow from them.
///
/// A sweep has two halves. In the first every document draws new topics for its tokens against word-topic counts
/// that stand still, so documents do not depend on each other; in the second every word counts its topics
/// anew. Both halves can be cut over any number of threads with the same result, and neither writes where
/// another reads. (The idea of standing counts: Magnusson et al. 2018, JCGS 27:449; Smola & Narayanamurthy 2010.)
///
/// Memory is laid out for the cache: words are renumbered by frequency, and a document's tokens sorted by it;
/// documents are sorted by length, so that four can be drawn in step. Words that occur at least 256 times have rows
/// of floats, the others rows of bytes, which cannot overflow.
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
  /// By word (rank): where its tokens are in `positions`.
  private let wordOffsets: [Int]
  private var totals: [Int]

  private let words: Memory<UInt32>
  private let topics: Memory<UInt16>
  private let offsets: Memory<Int64>
  /// Places of the tokens, ordered by word.
  private let positions: Memory<UInt32>
  private let alphas: Memory<Float>
  private let inverse: Memory<Float>
  private let frequent: Memory<Float>
  private let rare: Memory<UInt8>

  /// - Parameter variant: the instruction set; all give the same result.
  init(
    _ bag: BagOfWords, words vocabularySize: Int, options: TopicOptions,
    variant: ctopics_variant = GibbsSampler.bestVariant
  ) {
    precondition(bag.words.allSatisfy { Int($0) < vocabularySize })
    precondition(bag.tokenCount > 0 && bag.tokenCount < Int(UInt32.max))
    precondition(
      (1...CTOPICS_MAX_BLOCKS * CTOPICS_LANES).contains(Int32(clamping: options.topics)), "too many topics")
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
    let order = (0..<vocabularySize).sorted {
      frequency[$0] != frequency[$1] ? frequency[$0] > frequency[$1] : $0 < $1
    }
    var rank = [UInt32](repeating: 0, count: vocabularySize)
    var wordOffsets = [0]
    wordOffsets.reserveCapacity(vocabularySize + 1)
    for (index, word) in order.enumerated() {
      rank[word] = UInt32(index)
      wordOffsets.append(wordOffsets[index] + frequency[word])
    }
    wordOfRank = order
    self.wordOffsets = wordOffsets
    frequentCount = order.firstIndex { frequency[$0] < 256 } ?? vocabularySize

    words = Memory(bag.tokenCount + Int(CTOPICS_PADDING))
    topics = Memory(bag.tokenCount)
    offsets = Memory(bag.documentCount + 1)
    positions = Memory(bag.tokenCount)
    alphas = Memory(width)
    inverse = Memory(width)
    frequent = Memory(frequentCount * width)
    rare = Memory((vocabularySize - frequentCount) * width)
    documentOfPlace = Self.byLength(bag)
    placeDocuments(bag, rank)
    placeTokensByWord()
    setAlpha(alpha)
    for token in 0..<tokenCount {
      let random = mix64(seed &+ UInt64(token) &* 0x9e37_79b9_7f4a_7c15)
      topics[token] = UInt16(truncatingIfNeeded: random % UInt64(topicCount))
      totals[Int(topics[token])] += 1
    }
  }

  static let bestVariant: ctopics_variant =
    ctopics_supports(CTOPICS_AVX2) != 0 ? CTOPICS_AVX2 : CTOPICS_BASELINE

  /// Documents by length, longest first, ties in their order.
  private static func byLength(_ bag: BagOfWords) -> [Int] {
    let lengths = (0..<bag.documentCount).map { bag.offsets[$0 + 1] - bag.offsets[$0] }
    return (0..<bag.documentCount).sorted { lengths[$0] != lengths[$1] ? lengths[$0] > lengths[$1] : $0 < $1 }
  }

  private func placeDocuments(_ bag: BagOfWords, _ rank: [UInt32]) {
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
  }

  private func placeTokensByWord() {
    var next = wordOffsets
    for token in 0..<tokenCount {
      let word = Int(words[token])
      positions[next[word]] = UInt32(truncatingIfNeeded: token)
      next[word] += 1
    }
  }
}

// MARK: Sweeps

extension GibbsSampler {
  /// Counts the topics of every word; to be called before the first sweep. `sweep` does it afterwards.
  func countWords(threads: Int) {
    for topic in 0..<topicCount {
      inverse[topic] = 1 / (Float(totals[topic]) + Float(wordCount) * Float(beta))
    }
    // Pieces of about equal work, cut between words.
    let pieces = max(1, min(threads * 8, wordCount))
    let shared = UncheckedShare(self)
    Self.parallel(threads) { thread in
      let tokens = shared.value.tokenCount
      var piece = thread
      while piece < pieces {
        shared.value.countWords(from: tokens * piece / pieces, to: tokens * (piece + 1) / pieces)
        piece += threads
      }
    }
  }

  /// Counts for the words whose first token (by word order) is in `from..<to`, so that every word is counted by
  /// exactly one piece. Words without tokens keep their rows of zeros.
  private func countWords(from: Int, to: Int) {
    var histogram = [Int32](repeating: 0, count: width)
    var word = firstWord(at: from)
    while word < wordCount, wordOffsets[word] < to {
      let tokens = wordOffsets[word]..<wordOffsets[word + 1]
      if word < frequentCount {
        for topic in 0..<width { histogram[topic] = 0 }
        for index in tokens { histogram[Int(topics[Int(positions[index])])] += 1 }
        for topic in 0..<width { frequent[word * width + topic] = Float(histogram[topic]) }
      } else {
        let row = (word - frequentCount) * width
        for topic in 0..<width { rare[row + topic] = 0 }
        for index in tokens { rare[row + Int(topics[Int(positions[index])])] += 1 }
      }
      word += 1
    }
  }

  /// The first word whose tokens begin at or after `position`.
  private func firstWord(at position: Int) -> Int {
    var low = 0
    var high = wordCount
    while low < high {
      let middle = (low + high) / 2
      if wordOffsets[middle] < position { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Draws a new topic for every token, then counts the words again. `number` names the sweep's random numbers.
  func sweep(_ number: Int, threads: Int) {
    let chunk = 256
    let chunks = (documentCount + chunk - 1) / chunk
    let drawn = Memory<Int32>(threads * width)
    let state = ctopics_state(
      words: words.address, topics: topics.address, offsets: offsets.address, alpha: alphas.address,
      inverse: inverse.address, frequent: frequent.address, rare: rare.address,
      frequent_count: UInt32(frequentCount), topic_count: UInt32(topicCount), blocks: UInt32(blocks),
      beta: Float(beta), seed: seed)
    let shared = UncheckedShare((state, drawn, variant, documentCount, width))
    Self.parallel(threads) { thread in
      let (state, drawn, variant, documents, width) = shared.value
      var index = thread
      while index < chunks {
        withUnsafePointer(to: state) {
          ctopics_sample(
            variant, $0, Int64(index * chunk), Int64(min(documents, (index + 1) * chunk)), UInt64(number),
            drawn.address + thread * width)
        }
        index += threads
      }
    }
    for topic in 0..<topicCount {
      totals[topic] = (0..<threads).reduce(0) { $0 + Int(drawn[$1 * width + topic]) }
    }
    countWords(threads: threads)
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
    for (place, document) in documentOfPlace.enumerated() {
      let sorted = (bag.offsets[document]..<bag.offsets[document + 1]).sorted { a, b in
        let (first, second) = (rank[Int(bag.words[a])], rank[Int(bag.words[b])])
        return first != second ? first < second : a < b
      }
      for (index, token) in zip(Int(offsets[place])..., sorted) { assignments[token] = topics[index] }
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

  /// exp(−mean log P(token)) under the current counts, over at most about 2,000 evenly spaced documents.
  func perplexity() -> Double {
    let alphaSum = alpha.reduce(0, +)
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
          probability += (Double(counts[topic]) + alpha[topic]) * (count + beta) * Double(inverse[topic])
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

/// Zeroed memory of a fixed size, shared by the threads of a sweep, which never write where another reads.
private final class Memory<Element: BitwiseCopyable & ExpressibleByIntegerLiteral> {
  let buffer: UnsafeMutableBufferPointer<Element>
  let address: UnsafeMutablePointer<Element>

  init(_ count: Int) {
    address = .allocate(capacity: max(1, count))
    address.initialize(repeating: 0, count: max(1, count))
    buffer = UnsafeMutableBufferPointer(start: address, count: count)
  }

  deinit { address.deallocate() }

  subscript(index: Int) -> Element {
    @inline(__always) get {
      assert(buffer.indices.contains(index))
      return address[index]
    }
    @inline(__always) set {
      assert(buffer.indices.contains(index))
      address[index] = newValue
    }
  }
}

/// Lends a value to the threads of one parallel step, which keep to different parts of it.
private struct UncheckedShare<Value>: @unchecked Sendable {
  let value: Value
  init(_ value: Value) { self.value = value }
}
