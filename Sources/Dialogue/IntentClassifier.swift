public import Support
public import Tokenization

/// Says what an utterance wants, learned from labelled examples: the classifier behind `yaoyu intents`.
///
///     let classifier = try IntentClassifier.train(on: examples, tokenizer: tokenizer)
///     classifier.predict("我的快递到哪了").intent
///
/// Features are binary: characters and pairs of characters with the ends of the utterance, readings and pairs
/// of readings without tones, and words. Over these a linear support vector machine (`IntentModel`, C = 0.1)
/// measured best for utterances of a dozen characters; weights by TF-IDF hurt. Deterministic.
public struct IntentClassifier: Sendable {
  public struct Prediction: Sendable, Equatable {
    public struct Alternative: Sendable, Equatable, Encodable {
      public var intent: String
      /// 0…1.
      public var confidence: Double
    }

    public var intent: String
    /// Probability among the intents, 0…1.
    public var confidence: Double
    /// How likely the utterance is about anything the examples speak of, 0…1, at even odds.
    public var inScope: Double
    /// The next likely ones, at most four, most likely first.
    public var alternatives: [Alternative]
  }

  /// In the order of their names.
  public let intents: [String]
  private let documents: [(owner: Int, features: [String])]
  private let index: ExampleIndex
  private let model: IntentModel
  private let gate: ScopeGate
  private let featurizer: Featurizer

  /// - Throws: `DialogueError` when there are fewer than two intents.
  /// - Complexity: O(epochs × intents × total number of features).
  public static func train(
    on examples: [(text: String, intent: String)], tokenizer: Tokenizer
  ) throws(DialogueError) -> IntentClassifier {
    let intents = Set(examples.map(\.intent)).sorted()
    guard intents.count > 1 else { throw .tooFewIntents(intents.count) }
    var numbers: [String: Int] = [:]
    for (number, intent) in intents.enumerated() { numbers[intent] = number }
    let featurizer = Featurizer(tokenizer: tokenizer)
    let documents = examples.map { example in
      (owner: numbers[example.intent] ?? 0, features: featurizer.features(ofUtterance: example.text))
    }
    let index = ExampleIndex(documents)
    let model = IntentModel.train(
      on: documents.map { (index.known($0.features), $0.owner) }, classes: intents.count,
      featureCount: index.featureCount)
    return IntentClassifier(
      intents: intents, documents: documents, index: index, model: model,
      gate: ScopeGate.train(on: index, owners: intents.count), featurizer: featurizer)
  }

  /// - Complexity: O(features × intents + postings of the features).
  public func predict(_ text: String) -> Prediction {
    let features = featurizer.features(ofUtterance: text)
    let ranked = model.probabilities(index.known(features)).enumerated().sorted {
      $0.element != $1.element ? $0.element > $1.element : $0.offset < $1.offset
    }.prefix(5).map { Prediction.Alternative(intent: intents[$0.offset], confidence: rounded($0.element)) }
    let chance = gate.probability(index.evidence(of: index.split(features), owners: intents.count))
    return Prediction(
      intent: ranked.first?.intent ?? "", confidence: ranked.first?.confidence ?? 0,
      inScope: rounded(chance), alternatives: Array(ranked.dropFirst()))
  }
}

// MARK: - File

extension IntentClassifier {
  private static let format = "intent-model"
  private static let version = 1

  /// The classifier as file sections. Equal classifiers give equal bytes.
  public var file: ModelFile {
    var file = ModelFile(format: Self.format, version: Self.version)
    file.set("intents", intents.joined(separator: "\n"))
    file.set("owners", documents.map { UInt32($0.owner) })
    // No feature holds a control character: the folded text has none.
    file.set("examples", documents.map { $0.features.joined(separator: "\t") }.joined(separator: "\n"))
    file.set("weights", model.weights.map(\.bitPattern))
    return file
  }

  public func write(to path: String) throws(FileError) { try file.write(to: path) }

  /// Reads the classifier at `path`.
  /// - Throws: `FileError`, or `ModelFileError` when it is damaged, of another kind or newer.
  public static func read(_ path: String, tokenizer: Tokenizer) throws -> IntentClassifier {
    let file = try ModelFile.read(path, format: format, version: version)
    let intents = try lines(file.text("intents"))
    let owners = try file.values("owners", as: UInt32.self)
    let examples = try lines(file.text("examples"))
    guard owners.count == examples.count, owners.allSatisfy({ Int($0) < intents.count }), intents.count > 1
    else {
      throw ModelFileError.inconsistent(path, section: "owners")
    }
    let documents = zip(owners, examples).map { owner, line in
      (owner: Int(owner), features: line.split(separator: "\t").map(String.init))
    }
    let index = ExampleIndex(documents)
    let weights = try file.values("weights", as: UInt32.self).map { Float(bitPattern: $0) }
    guard weights.count == (index.featureCount + 1) * intents.count, weights.allSatisfy(\.isFinite) else {
      throw ModelFileError.inconsistent(path, section: "weights")
    }
    return IntentClassifier(
      intents: intents, documents: documents, index: index,
      model: IntentModel(classes: intents.count, weights: weights),
      gate: ScopeGate.train(on: index, owners: intents.count), featurizer: Featurizer(tokenizer: tokenizer))
  }

  private static func lines(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }
}
