import Features
import Support

/// Seed words that lead topics where they are wanted: topic 0 to the first name's words, topic 1 to the second's, …;
/// topics past the names stay free.
///
/// Before the first token a seed word counts in its topic as often as it occurs in the corpus, which is a prior
/// for that word and topic (Jagarlamudi, Daumé & Udupa 2012, EACL; Watanabe & Baturo 2023,
/// doi:10.1177/08944393231178605). What the seeds bring along is left out of the finished model's counts.
public struct TopicGuide: Sendable, Equatable {
  /// What each led topic is called, such as 物流.
  public let names: [String]
  /// By name: its seed words.
  public let words: [[String]]

  public init(_ topics: [(name: String, words: [String])]) {
    names = topics.map(\.name)
    words = topics.map(\.words)
  }

  /// Reads a table with the columns `word` and `aspect` (or `topic`), topics in the order of their first row.
  /// - Throws: `FileError`, or `DiagnosticList` with what is wrong where.
  public init(path: String) throws {
    let text = String(decoding: try FileAccess.read(path), as: UTF8.self)
    let header = text.split(whereSeparator: \.isNewline).first { !$0.hasPrefix("#") } ?? ""
    let column = header.split(separator: "\t").contains("topic") ? "topic" : "aspect"
    let table = try Table(text: text, file: path, required: [column, "word"], optional: ["note"])
    var names: [String] = []
    var words: [String: [String]] = [:]
    for row in table.rows {
      if words[row[column]] == nil { names.append(row[column]) }
      words[row[column], default: []].append(row["word"])
    }
    self.init(names.map { ($0, words[$0] ?? []) })
  }

  /// N_wk before the first token, at `word * topics + topic`.
  func prior(_ bag: BagOfWords, _ vocabulary: Vocabulary, topics: Int) -> [UInt32] {
    var frequency = [UInt32](repeating: 0, count: vocabulary.count)
    for word in bag.words { frequency[Int(word)] += 1 }
    var prior = [UInt32](repeating: 0, count: vocabulary.count * topics)
    for (topic, seeds) in words.enumerated() where topic < topics {
      for seed in seeds {
        if let id = vocabulary.id(of: seed) { prior[id * topics + topic] = frequency[id] }
      }
    }
    return prior
  }
}
