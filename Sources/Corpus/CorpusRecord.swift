/// One text of a corpus with the wanted columns. A view into the reader's buffer: it cannot outlive the call
/// it was given to, and makes a `String` only where one is asked for.
///
/// Every field is well-formed UTF-8.
public struct CorpusRecord: ~Copyable {
  public enum Field: Int, Sendable, CaseIterable {
    case text, group, date, rating, label, id, segment
  }

  /// Where the record begins in the file, from 1.
  public let line: Int
  /// Whether ill-formed UTF-8 was replaced in it.
  public let wasRepaired: Bool
  private let fields: UnsafeBufferPointer<UnsafeBufferPointer<UInt8>?>

  init(line: Int, wasRepaired: Bool, fields: UnsafeBufferPointer<UnsafeBufferPointer<UInt8>?>) {
    self.line = line
    self.wasRepaired = wasRepaired
    self.fields = fields
  }

  /// The field's bytes, empty when the column is not wanted or the record lacks it.
  public func withUTF8<R>(
    _ field: Field = .text, _ body: (UnsafeBufferPointer<UInt8>) throws -> R
  ) rethrows -> R {
    try body(fields[field.rawValue] ?? UnsafeBufferPointer(start: nil, count: 0))
  }

  /// The field, or nil when the column is not wanted or the record lacks it.
  public func string(_ field: Field) -> String? {
    fields[field.rawValue].map { String(decoding: $0, as: UTF8.self) }
  }

  public var text: String { string(.text) ?? "" }
  public var group: String? { string(.group) }
  public var date: String? { string(.date) }
  public var rating: String? { string(.rating) }
  public var label: String? { string(.label) }
  public var id: String? { string(.id) }
  public var segment: String? { string(.segment) }
}
