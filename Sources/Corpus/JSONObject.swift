internal import FoundationEssentials

/// One line of NDJSON: the members of an object that have a simple value, as text.
struct JSONObject: Decodable {
  private(set) var names: [String] = []
  private var values: [String: String] = [:]

  /// nil when the line is no JSON object.
  static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> JSONObject? {
    try? JSONDecoder().decode(JSONObject.self, from: Data(buffer: bytes))
  }

  /// The member's value; nil when it is absent, null, an array or an object.
  subscript(name: String) -> String? { values[name] }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Name.self)
    // Foundation keeps the members in a hash table, so their order is lost.
    for name in container.allKeys.sorted(by: { $0.stringValue < $1.stringValue }) {
      names.append(name.stringValue)
      if let text = try? container.decode(String.self, forKey: name) {
        values[name.stringValue] = text
      } else if let flag = try? container.decode(Bool.self, forKey: name) {
        values[name.stringValue] = flag ? "true" : "false"
      } else if let integer = try? container.decode(Int64.self, forKey: name) {
        values[name.stringValue] = String(integer)
      } else if let number = try? container.decode(Double.self, forKey: name) {
        values[name.stringValue] = String(number)
      }
    }
  }

  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
