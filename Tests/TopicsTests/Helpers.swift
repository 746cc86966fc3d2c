import Features
import Support

@testable import Topics

/// A corpus with `topics` planted topics: topic `t` has the words `t·10 …< t·10 + 10`; every document has one
/// topic and one word in ten from anywhere.
func planted(
  topics: Int, documents: Int, length: Int, seed: UInt64 = 5, noise: Double = 0.1
) throws -> (vocabulary: Vocabulary, bag: BagOfWords, topic: [Int]) {
  var generator = SeededGenerator(seed: seed)
  var builder = BagOfWordsBuilder()
  var topic: [Int] = []
  for document in 0..<documents {
    let own = document % topics
    topic.append(own)
    let words = (0..<length).map { _ in
      let from =
        Double.random(in: 0..<1, using: &generator) < noise
        ? Int.random(in: 0..<topics, using: &generator) : own
      return "t\(from)w\(Int.random(in: 0..<10, using: &generator))"
    }
    var text = words.joined(separator: " ")
    text.withUTF8 { builder.add(pretokenized: $0) }
  }
  let (vocabulary, bag, _) = try builder.build(VocabularyOptions(minimumDocumentFrequency: 1))
  return (vocabulary, bag, topic)
}

extension TopicModel {
  /// Sampler options without what depends on chance elsewhere.
  static func options(_ topics: Int, _ iterations: Int, seed: UInt64 = 1, threads: Int = 1) -> TopicOptions {
    TopicOptions(topics: topics, iterations: iterations, seed: seed, threads: threads)
  }
}
