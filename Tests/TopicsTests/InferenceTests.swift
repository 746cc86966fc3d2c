import Features
import FoundationEssentials
import Support
import Testing

@testable import Topics

@Suite("Using a topic model")
struct InferenceTests {
  private func trained() throws -> (model: TopicModel, bag: BagOfWords, topic: [Int]) {
    let (vocabulary, bag, topic) = try planted(topics: 4, documents: 120, length: 16)
    let model = try TopicModel.train(on: bag, vocabulary: vocabulary, options: TopicModel.options(4, 60))
      .model
    return (model, bag, topic)
  }

  @Test("new documents get the topics they are made of")
  func inference() throws {
    let (model, _, _) = try trained()
    let inference = TopicInference(model)
    for topic in 0..<4 {
      let words = model.words(of: topic, top: 8).map { UInt32($0.id) }
      let mixture = inference.mixture(of: words)
      #expect(abs(mixture.reduce(0, +) - 1) < 1e-9)
      #expect(mixture[topic] > 0.8)
    }
    let prior = inference.mixture(of: [UInt32]())
    let sum = model.alpha.reduce(0, +)
    for topic in 0..<4 { #expect(abs(prior[topic] - model.alpha[topic] / sum) < 1e-6) }
  }

  @Test("a document's topics depend on seed and words, not on its place or the threads")
  func determinism() throws {
    let (model, bag, _) = try trained()
    let inference = TopicInference(model, seed: 4)
    let all = inference.mixtures(of: bag)
    #expect(all == inference.mixtures(of: bag, threads: 3))
    #expect(Array(all[7 * 4..<8 * 4]) == inference.mixture(of: bag[7]))
    #expect(all != TopicInference(model, seed: 5).mixtures(of: bag))
    #expect(inference.mixtures(of: BagOfWords([]), threads: 4).isEmpty)
  }

  @Test("perplexity is small on texts of the same kind, and chance on others")
  func perplexity() throws {
    let (model, _, _) = try trained()
    let other = try planted(topics: 4, documents: 40, length: 16, seed: 77)
    let same = BagOfWords(
      (0..<40).map {
        other.bag[$0].compactMap { model.vocabulary.id(of: other.vocabulary.word(Int($0))) }.map {
          UInt32($0)
        }
      })
    let (perplexity, tokens) = try TopicInference(model).perplexity(of: same)
    #expect(tokens == 40 * 8)
    #expect(perplexity < 25)
    var generator = SeededGenerator(seed: 8)
    let random = BagOfWords(
      (0..<40).map { _ in (0..<16).map { _ in UInt32.random(in: 0..<40, using: &generator) } })
    #expect(try TopicInference(model).perplexity(of: random).perplexity > 2 * perplexity)
    #expect(throws: TopicError.nothingToEvaluate(documents: 2)) {
      try TopicInference(model).perplexity(of: BagOfWords([[1], []]))
    }
  }

  @Test("a saved model comes back equal; a damaged one is refused")
  func file() throws {
    let (model, _, _) = try trained()
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("topics-\(UUID()).model").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try model.write(to: path)
    #expect(try TopicModel.read(path) == model)
    let bytes = try FileAccess.read(path)
    #expect(bytes == model.file.encoded())
    for count in stride(from: 0, to: bytes.count, by: 37) {
      #expect(throws: ModelFileError.self) { try TopicModel(Array(bytes[..<count]), name: "cut") }
    }
    #expect(throws: FileError.self) { try TopicModel.read("/nowhere/model") }
  }

  @Test("sections that contradict each other are refused, whatever the checksum says")
  func contradictions() throws {
    let (model, _, _) = try trained()
    func refuses(_ change: (inout ModelFile) -> Void) {
      var file = model.file
      change(&file)
      #expect(throws: ModelFileError.self) { try TopicModel(file.encoded(), name: "changed") }
    }
    refuses { $0.set("alpha", [] as [Double]) }
    refuses { $0.set("alpha", [0.1, 0.1, .nan, 0.1]) }
    refuses { $0.set("alpha", [0.1, 0.1, 0.1]) }
    refuses { $0.set("beta", [0.0]) }
    refuses { $0.set("counts", [1, 2, 3] as [UInt32]) }
    refuses { $0.set("coherence", [0.5]) }
    refuses { $0.set("training", [1, 2, 3] as [UInt64]) }
    refuses { $0.set("training", [120, .max, 60, 1, 0] as [UInt64]) }
    refuses { $0.set("method", "magic") }
    refuses { $0.set("log.iterations", [1] as [UInt64]) }
    refuses { $0.set("names", "一\n二\n三\n四\n五") }
  }
}
