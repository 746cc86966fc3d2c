/// Where a stretch of generated text comes from. Copy for regulated goods is assembled, not invented: a
/// stretch without an origin does not exist.
public enum Origin: Sendable, Hashable {
  /// An approved claim, by its id in `claims.tsv`.
  case claim(String)
  /// An approved phrase, by its id in `phrases.tsv`, or the n-th literal of an approved template:
  /// `TEMPLATE#n`. A template names who approved it in its header, so its literals are approved wording.
  case phrase(String)
  /// A value filled in from the product, the campaign or the customer, by the variable's name.
  case slot(String)
  /// A sentence the law asks for, by its id in `required.tsv`.
  case required(String)
}

extension Origin: CustomStringConvertible {
  /// As in the record: `claim:lw-1`.
  public var description: String {
    switch self {
    case .claim(let id): "claim:" + id
    case .phrase(let id): "phrase:" + id
    case .slot(let name): "slot:" + name
    case .required(let id): "required:" + id
    }
  }
}

/// A stretch of a generated text, in Unicode scalars from 0, with its origin.
public struct Span: Sendable, Hashable {
  public var start: Int
  public var end: Int
  public var origin: Origin

  public init(start: Int, end: Int, origin: Origin) {
    self.start = start
    self.end = end
    self.origin = origin
  }
}

/// A text with its spans in order. Whoever adds a piece must say where it comes from.
public struct RenderedText: Sendable, Equatable {
  /// UTF-8.
  public private(set) var bytes: [UInt8] = []
  public private(set) var spans: [Span] = []
  /// Length in Unicode scalars.
  public private(set) var scalars = 0

  public init() {}

  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Share of the scalars that belong to exactly one span, 0…1; 1 for the empty text.
  public var coverage: Double {
    guard scalars > 0 else { return 1 }
    var covered = 0
    var reached = 0
    for span in spans {
      covered += max(0, span.end - max(span.start, reached))
      reached = max(reached, span.end)
    }
    return Double(covered) / Double(scalars)
  }

  mutating func append(_ piece: Piece, origin: Origin) {
    guard piece.scalars > 0 else { return }
    bytes.append(contentsOf: piece.bytes)
    if let last = spans.last, last.end == scalars, last.origin == origin {
      spans[spans.count - 1].end += piece.scalars
    } else {
      spans.append(Span(start: scalars, end: scalars + piece.scalars, origin: origin))
    }
    scalars += piece.scalars
  }

  mutating func append(_ other: RenderedText) {
    bytes.append(contentsOf: other.bytes)
    for span in other.spans {
      spans.append(Span(start: span.start + scalars, end: span.end + scalars, origin: span.origin))
    }
    scalars += other.scalars
  }
}

/// Text ready to be appended: its bytes and how many scalars they are.
struct Piece: Sendable, Hashable {
  let bytes: [UInt8]
  let scalars: Int

  init(_ text: some StringProtocol) {
    bytes = Array(text.utf8)
    scalars = text.unicodeScalars.count
  }
}
