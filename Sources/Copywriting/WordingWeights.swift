import FoundationEssentials
public import Support

/// How often each wording of each template is to be drawn in the next run, from the results of earlier ones: what
/// `yaoyu results --out` writes and `yaoyu copy --weights` reads.
///
///     {"format":"yaoyu-wording-weights","version":1,"templates":{"sms-general":[[0.2,0.5,0.3],[],[0.9,0.1]]}}
public struct WordingWeights: Codable, Sendable, Equatable {
  private static let format = "yaoyu-wording-weights"

  private let format: String
  private let version: Int
  /// By template, then slot, then wording; an empty slot is drawn evenly.
  private let templates: [String: [[Double]]]

  public init(_ templates: [String: [[Double]]]) {
    format = Self.format
    version = 1
    self.templates = templates
  }

  func template(_ id: String) -> [[Double]]? { templates[id] }

  /// - Throws: `FileError`, or a `Diagnostic` when it is no such file.
  public static func load(_ path: String) throws -> WordingWeights {
    let bytes = try FileAccess.read(path)
    let known = try? JSONDecoder().decode(WordingWeights.self, from: Data(bytes))
    guard let known, known.format == format, known.version == 1,
      known.templates.values.joined().joined().allSatisfy({ $0.isFinite && $0 >= 0 })
    else {
      throw Diagnostic(
        file: path, line: 1, "这不是 yaoyu results 写的权重文件。",
        suggestion: "请用 yaoyu results 结果.csv --out 权重.json 重新写一份。")
    }
    return known
  }

  /// Replaces the file at `path`; equal weights are equal bytes.
  public func save(_ path: String) throws(FileError) {
    var json = JSONWriter()
    json.object { json in
      json.member("format", Self.format)
      json.member("version", 1)
      json.key("templates")
      json.object {
        for (id, slots) in templates.sorted(by: { $0.key < $1.key }) {
          $0.key(id)
          $0.array { for slot in slots { $0.array { for weight in slot { $0.value(weight) } } } }
        }
      }
    }
    json.endLine()
    try FileAccess.write(json.bytes, to: path)
  }
}
