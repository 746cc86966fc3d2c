public import Support

extension WordModel {
  private static let format = "word-model"
  private static let version = 1
  /// Scaled as weights are; a few times their limit.
  private static let transitionLimit = 1 << 24

  /// The model as file sections. Equal models give equal bytes.
  public var file: ModelFile {
    var file = ModelFile(format: Self.format, version: Self.version)
    file.set("weights", weights)
    file.set("transitions", transitions.values.map { Int64($0) })
    file.set(
      "training",
      [UInt64(training.sentences), UInt64(training.words), UInt64(training.iterations), training.seed])
    file.set("numbers", training.numberPolicy.rawValue)
    return file
  }

  /// Writes the model to `path` in one step.
  public func write(to path: String) throws(FileError) { try file.write(to: path) }

  /// Reads the model at `path`.
  /// - Throws: `FileError`, or `ModelFileError` when it is damaged, of another kind or newer.
  public static func read(_ path: String) throws -> WordModel {
    try WordModel(ModelFile.read(path, format: format, version: version))
  }

  /// Reads a model from the bytes of a file, named `name` in messages.
  public init(_ bytes: [UInt8], name: String) throws(ModelFileError) {
    try self.init(ModelFile(bytes, name: name, format: Self.format, version: Self.version))
  }

  private init(_ file: ModelFile) throws(ModelFileError) {
    func check(_ condition: Bool, _ section: String) throws(ModelFileError) {
      if !condition { throw .inconsistent(file.name, section: section) }
    }
    let weights = try file.values("weights", as: Int16.self)
    let allowed = -Self.weightLimit...Self.weightLimit
    try check(weights.count == WordFeatures.rowCount * 4 && weights.allSatisfy(allowed.contains), "weights")
    let values = try file.values("transitions", as: Int64.self)
    let limit = Int64(Self.transitionLimit)
    try check(values.count == 8 && values.allSatisfy { (-limit...limit).contains($0) }, "transitions")
    var transitions = WordTagTransitions()
    transitions.values = values.map { Int($0) }
    let training = try file.values("training", as: UInt64.self)
    guard training.count == 4, let sentences = Int(exactly: training[0]),
      let words = Int(exactly: training[1]),
      let iterations = Int(exactly: training[2])
    else { throw .inconsistent(file.name, section: "training") }
    guard let policy = Tokenizer.NumberPolicy(rawValue: try file.text("numbers")) else {
      throw .inconsistent(file.name, section: "numbers")
    }
    self.init(
      weights: weights, transitions: transitions,
      training: Training(
        sentences: sentences, words: words, iterations: iterations, seed: training[3], numberPolicy: policy))
  }
}
