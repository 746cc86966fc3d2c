import CTopics
import Features
public import Support

extension TopicModel {
  private static let format = "topic-model"
  /// 2 added `names`.
  private static let version = 2

  /// The model as file sections. Equal models give equal bytes.
  public var file: ModelFile {
    var file = ModelFile(format: Self.format, version: Self.version)
    vocabulary.write(to: &file)
    file.set("alpha", alpha)
    file.set("beta", [beta])
    file.set("counts", wordTopicCounts)
    file.set("coherence", coherence)
    file.set(
      "training",
      [
        UInt64(training.documents), UInt64(training.tokens), UInt64(training.iterations), training.seed,
        training.pretokenized ? 1 : 0,
      ])
    file.set("method", training.method.rawValue)
    file.set("names", names.joined(separator: "\n"))
    file.set("log.iterations", training.log.map { UInt64($0.iteration) })
    file.set("log.perplexity", training.log.map(\.perplexity))
    return file
  }

  /// Writes the model to `path` in one step.
  public func write(to path: String) throws(FileError) { try file.write(to: path) }

  /// Reads the model at `path`.
  /// - Throws: `FileError`, or `ModelFileError` when it is damaged, of another kind or newer.
  public static func read(_ path: String) throws -> TopicModel {
    try TopicModel(ModelFile.read(path, format: format, version: version))
  }

  /// Reads a model from the bytes of a file, named `name` in messages.
  public init(_ bytes: [UInt8], name: String) throws(ModelFileError) {
    try self.init(ModelFile(bytes, name: name, format: Self.format, version: Self.version))
  }

  private init(_ file: ModelFile) throws(ModelFileError) {
    func check(_ condition: Bool, _ section: String) throws(ModelFileError) {
      if !condition { throw .inconsistent(file.name, section: section) }
    }
    let vocabulary = try Vocabulary(from: file)
    let alpha = try file.doubles("alpha")
    let maximum = Int(CTOPICS_MAX_BLOCKS * CTOPICS_LANES)
    try check(!alpha.isEmpty && alpha.count <= maximum && alpha.allSatisfy { $0 > 0 && $0.isFinite }, "alpha")
    let beta = try file.doubles("beta")
    try check(beta.count == 1 && beta.allSatisfy { $0 > 0 && $0.isFinite }, "beta")
    let counts = try file.values("counts", as: UInt32.self)
    let (cells, overflow) = vocabulary.count.multipliedReportingOverflow(by: alpha.count)
    try check(!overflow && counts.count == cells, "counts")
    let coherence = try file.doubles("coherence")
    try check(coherence.count == alpha.count && coherence.allSatisfy(\.isFinite), "coherence")
    let training = try file.values("training", as: UInt64.self)
    guard training.count == 5, let documents = Int(exactly: training[0]),
      let tokens = Int(exactly: training[1]), let iterations = Int(exactly: training[2]),
      counts.reduce(0, { $0 &+ Int($1) }) == tokens
    else { throw .inconsistent(file.name, section: "training") }
    guard let method = TopicOptions.Method(rawValue: try file.text("method")) else {
      throw .inconsistent(file.name, section: "method")
    }
    var names: [String] = []
    if file.version >= 2 {
      names = try file.text("names").split(separator: "\n").map(String.init)
      try check(names.count <= alpha.count, "names")
    }
    let logIterations = try file.integers("log.iterations")
    let logPerplexity = try file.doubles("log.perplexity")
    try check(logIterations.count == logPerplexity.count, "log")
    self.init(
      vocabulary: vocabulary, alpha: alpha, beta: beta[0], wordTopicCounts: counts, coherence: coherence,
      training: Training(
        documents: documents, tokens: tokens, iterations: iterations, seed: training[3], method: method,
        pretokenized: training[4] != 0,
        log: zip(logIterations, logPerplexity).map { LogEntry(iteration: $0, perplexity: $1) }), names: names)
  }
}
