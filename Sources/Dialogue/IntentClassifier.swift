public import Support

/// Says what an utterance wants, learned from labelled examples: the classifier behind `yaoyu intents`.
///
///     let classifier = try IntentClassifier.train(on: examples, synonyms: synonyms)
///     classifier.predict("我的快递到哪了").intent
///
/// Features as `Featurizer` has them, scores as `IntentReader` has them, with the
/// probabilities calibrated by cross-validation on the examples. Deterministic.
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
  private let documents: [(owner: Int, features: [Feature])]
  private let reader: IntentReader
  private let gate: ScopeGate
  private let featurizer: Featurizer

  /// - Throws: `DialogueError` when there are fewer than two intents.
  /// - Complexity: O(epochs × intents × total number of features).
  public static func train(
    on examples: [(text: String, intent: String)], synonyms: Synonyms
  ) throws(DialogueError) -> IntentClassifier {
    let intents = Set(examples.map(\.intent)).sorted()
    guard intents.count > 1 else { throw .tooFewIntents(intents.count) }
    var numbers: [String: Int] = [:]
    for (number, intent) in intents.enumerated() { numbers[intent] = number }
    let featurizer = Featurizer(synonyms: synonyms)
    let documents = examples.map { example in
      (owner: numbers[example.intent] ?? 0, features: featurizer.features(of: FoldedText(example.text)))
    }
    let index = ExampleIndex(documents)
    let (reader, gate) = IntentReader.trainCalibrated(on: index, owners: intents.count)
    return IntentClassifier(
      intents: intents, documents: documents, reader: reader, gate: gate, featurizer: featurizer)
  }

  /// - Complexity: O(features × intents + postings of the features).
  public func predict(_ text: String) -> Prediction {
    let features = reader.index.split(featurizer.features(of: FoldedText(text)))
    let (probabilities, gateValues) = reader.read(features)
    let ranked = probabilities.enumerated().sorted {
      $0.element != $1.element ? $0.element > $1.element : $0.offset < $1.offset
    }.prefix(5).map { Prediction.Alternative(intent: intents[$0.offset], confidence: rounded($0.element)) }
    return Prediction(
      intent: ranked.first?.intent ?? "", confidence: ranked.first?.confidence ?? 0,
      inScope: rounded(gate.probability(gateValues)), alternatives: Array(ranked.dropFirst()))
  }
}

// MARK: - File

extension IntentClassifier {
  private static let format = "intent-model"
  private static let version = 2
  /// Values that `IntentReader.read` gives the gate.
  private static let gateSize = 13

  /// The classifier as file sections. Equal classifiers give equal bytes.
  public var file: ModelFile {
    var file = ModelFile(format: Self.format, version: Self.version)
    file.set("intents", intents.joined(separator: "\n"))
    file.set("owners", documents.map { UInt32($0.owner) })
    file.set("lengths", documents.map { UInt32($0.features.count) })
    file.set("features", documents.flatMap { $0.features.map(\.bits) })
    file.set("gate", gate.weights + [gate.threshold])
    file.set("weights", reader.model.weights.map(\.bitPattern))
    let calibration = reader.calibration
    file.set("calibration", [calibration.slope, calibration.a, calibration.b].map(\.bitPattern))
    return file
  }

  public func write(to path: String) throws(FileError) { try file.write(to: path) }

  /// Reads the classifier at `path`.
  /// - Throws: `FileError`, or `ModelFileError` when it is damaged, of another kind or newer.
  public static func read(
    _ path: String, synonyms: Synonyms
  ) throws -> IntentClassifier {
    let file = try ModelFile.read(path, format: format, version: version)
    let intents = try file.text("intents").split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
    let documents = try documents(file, intents: intents.count, path)
    let index = ExampleIndex(documents)
    let weights = try file.values("weights", as: UInt32.self).map { Float(bitPattern: $0) }
    let numbers = try file.values("calibration", as: UInt32.self).map { Float(bitPattern: $0) }
    guard numbers.count == 3 else { throw ModelFileError.inconsistent(path, section: "calibration") }
    let gate = try file.doubles("gate")
    guard gate.count == gateSize + 1, gate.allSatisfy(\.isFinite) else {
      throw ModelFileError.inconsistent(path, section: "gate")
    }
    let calibration = ScoreCalibration(slope: numbers[0], a: numbers[1], b: numbers[2])
    guard weights.count == (index.featureCount + 1) * IntentModel.width(intents.count),
      weights.allSatisfy(\.isFinite), calibration.isValid
    else {
      throw ModelFileError.inconsistent(path, section: "weights")
    }
    return IntentClassifier(
      intents: intents, documents: documents,
      reader: IntentReader(
        index: index, model: IntentModel(classes: intents.count, weights: weights), calibration: calibration),
      gate: ScopeGate(weights: gate.dropLast(), threshold: gate[gateSize]),
      featurizer: Featurizer(synonyms: synonyms))
  }

  private static func documents(
    _ file: ModelFile, intents: Int, _ path: String
  ) throws -> [(owner: Int, features: [Feature])] {
    let owners = try file.values("owners", as: UInt32.self)
    let lengths = try file.values("lengths", as: UInt32.self)
    let features = try file.values("features", as: UInt64.self).map(Feature.init(bits:))
    guard owners.count == lengths.count, owners.allSatisfy({ Int($0) < intents }), intents > 1,
      lengths.reduce(0, { $0 + Int($1) }) == features.count
    else {
      throw ModelFileError.inconsistent(path, section: "owners")
    }
    var start = 0
    return zip(owners, lengths).map { owner, length in
      defer { start += Int(length) }
      return (owner: Int(owner), features: Array(features[start..<start + Int(length)]))
    }
  }
}
