import Features
import Support
import Testing

@testable import Topics

@Suite("Coherence in windows and stability")
struct CoherenceTests {
  /// Eight words whose numbers a linear congruential generator draws: forty documents of 0 to 156 words.
  private static func corpus() throws -> (vocabulary: Vocabulary, bag: BagOfWords) {
    var state = 12345
    func next() -> Int {
      state = (state * 1_103_515_245 + 12345) % 2_147_483_648
      return state >> 16
    }
    var builder = BagOfWordsBuilder()
    for document in 0..<40 {
      let words = (0..<document * 4).map { _ in "w\((next() % 8 + next() % (document % 3 + 1)) % 8)" }
      var text = words.joined(separator: " ")
      text.withUTF8 { builder.add(pretokenized: $0) }
    }
    let (vocabulary, bag, _) = try builder.build(VocabularyOptions(minimumDocumentFrequency: 1))
    return (vocabulary, bag)
  }

  private static func model(_ vocabulary: Vocabulary, _ topics: [[String]]) -> TopicModel {
    var counts = [UInt32](repeating: 0, count: vocabulary.count * topics.count)
    for (topic, words) in topics.enumerated() {
      for (place, word) in words.enumerated() {
        if let id = vocabulary.id(of: word) { counts[id * topics.count + topic] = UInt32(100 - place) }
      }
    }
    return TopicModel(
      vocabulary: vocabulary, alpha: topics.map { _ in 0.1 }, beta: 0.01, wordTopicCounts: counts,
      coherence: topics.map { _ in 0 },
      training: .init(
        documents: 40, tokens: 3120, iterations: 1, seed: 1, method: .gibbs, pretokenized: true, log: []))
  }

  // Reference: `Benchmarks/.venv/bin/python Benchmarks/topics/coherence.py` (gensim 4.4.0).
  @Test("c_npmi and c_v equal gensim's CoherenceModel to 1e-6")
  func gensim() throws {
    let (vocabulary, bag) = try Self.corpus()
    let model = Self.model(
      vocabulary, [["w0", "w1", "w2", "w3"], ["w4", "w5", "w6"], ["w7", "w0", "w3", "w5", "w6"]])
    let npmi = model.coherence(on: bag, measure: .npmi)
    for (own, theirs) in zip(npmi, [-0.03662468781285049, -0.054245572052968975, -0.05325723221007901]) {
      #expect(abs(own - theirs) < 1e-6)
    }
    let cv = model.coherence(on: bag, measure: .cv)
    for (own, theirs) in zip(cv, [0.5164255685507839, 0.7233386440601356, 0.539542444877736]) {
      #expect(abs(own - theirs) < 1e-6)
    }
  }

  @Test("topics of one word or none have no coherence, and nothing fails on an empty corpus")
  func small() throws {
    let (vocabulary, bag) = try Self.corpus()
    let model = Self.model(vocabulary, [["w0"], []])
    #expect(model.coherence(on: bag, measure: .cv) == [0, 0])
    #expect(model.coherence(on: BagOfWords([]), measure: .npmi) == [0, 0])
    let pair = Self.model(vocabulary, [["w0", "w1"]])
    #expect(pair.coherence(on: BagOfWords([[], []]), measure: .cv) == [0])
  }

  @Test("the matching has the greatest sum of all permutations")
  func matching() {
    func best(_ gain: [[Double]], _ row: Int = 0, _ used: Set<Int> = []) -> Double {
      if row == gain.count { return 0 }
      return gain.indices.filter { !used.contains($0) }
        .map { gain[row][$0] + best(gain, row + 1, used.union([$0])) }.max() ?? 0
    }
    var generator = SeededGenerator(seed: 3)
    for size in 0...6 {
      let gain = (0..<size).map { _ in (0..<size).map { _ in Double.random(in: 0...1, using: &generator) } }
      let matching = bestMatching(gain)
      #expect(Set(matching).count == size)
      #expect(abs(matching.indices.reduce(0) { $0 + gain[$1][matching[$1]] } - best(gain)) < 1e-9)
    }
  }

  @Test("agreement does not see in which order topics come")
  func agreement() throws {
    let (vocabulary, _) = try Self.corpus()
    let one = Self.model(vocabulary, [["w0", "w1"], ["w2", "w3"]])
    #expect(one.agreement(with: Self.model(vocabulary, [["w3", "w2"], ["w1", "w0"]])) == 1)
    // {w0, w1} with {w1, w4}: one of three words; {w2, w3} with {w5, w6}: none.
    #expect(
      abs(one.agreement(with: Self.model(vocabulary, [["w5", "w6"], ["w1", "w4"]])) - 1.0 / 6) < 1e-12)
  }

  @Test("a sweep finds the planted number of topics, and says the same every time")
  func sweep() throws {
    let (vocabulary, bag, _) = try planted(topics: 4, documents: 120, length: 12)
    let options = TopicOptions(iterations: 40)
    let sweep = try TopicSweep.run(
      on: bag, vocabulary: vocabulary, topics: [2, 4], seeds: 2, options: options)
    #expect(sweep.rows.map(\.topics) == [2, 4])
    #expect(sweep.documents == 108 && sweep.heldOut == 12)
    #expect(sweep.rows[1].cv > sweep.rows[0].cv)
    #expect(try #require(sweep.rows[1].perplexity) < #require(sweep.rows[0].perplexity))
    #expect(try #require(sweep.rows[1].stability) > 0.7)
    let again = try TopicSweep.run(
      on: bag, vocabulary: vocabulary, topics: [2, 4], seeds: 2, options: options)
    #expect(again.rows == sweep.rows)
    let tiny = try TopicSweep.run(
      on: BagOfWords([[0, 1, 2]]), vocabulary: vocabulary, topics: [1], seeds: 1, options: options)
    #expect(tiny.rows[0].perplexity == nil && tiny.rows[0].stability == nil)
  }
}
