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
public struct RenderedText: Sendable, Hashable {
  /// UTF-8.
  public private(set) var bytes: [UInt8] = []
  public private(set) var spans: [Span] = []
  /// Length in Unicode scalars.
  public private(set) var scalars = 0
  /// Length in 16-bit units.
  private(set) var utf16Units = 0
  /// Whether every scalar is a character of its own (`Piece.isPlain`).
  private(set) var isPlain = true

  public init() {}

  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Length in characters as a person counts them.
  var characters: Int { isPlain ? scalars : text.count }

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

  mutating func reserve(bytes: Int, spans: Int) {
    self.bytes.reserveCapacity(bytes)
    self.spans.reserveCapacity(spans)
  }

  mutating func append(_ piece: Piece, origin: Origin) {
    guard piece.scalars > 0 else { return }
    bytes.append(contentsOf: piece.bytes)
    add(Span(start: scalars, end: scalars + piece.scalars, origin: origin))
    scalars += piece.scalars
    utf16Units += piece.utf16Units
    isPlain = isPlain && piece.isPlain
  }

  mutating func append(_ other: RenderedText) {
    bytes.append(contentsOf: other.bytes)
    for span in other.spans {
      add(Span(start: span.start + scalars, end: span.end + scalars, origin: span.origin))
    }
    scalars += other.scalars
    utf16Units += other.utf16Units
    isPlain = isPlain && other.isPlain
  }

  private mutating func add(_ span: Span) {
    if let last = spans.last, last.end == span.start, last.origin == span.origin {
      spans[spans.count - 1].end = span.end
    } else {
      spans.append(span)
    }
  }
}

/// Text ready to be appended: its bytes and how long they are in every unit that somebody counts in.
struct Piece: Sendable, Hashable {
  let bytes: [UInt8]
  let scalars: Int
  let utf16Units: Int
  /// Whether no scalar joins its neighbour to one character, whatever the neighbour is: Han, kana, letters, digits
  /// and punctuation of ASCII and of Chinese, line feeds.
  let isPlain: Bool

  init(_ text: some StringProtocol) {
    bytes = Array(text.utf8)
    var scalars = 0
    var beyond = 0
    var isPlain = true
    for scalar in text.unicodeScalars {
      scalars += 1
      if scalar.value > 0xFFFF { beyond += 1 }
      switch scalar.value {
      case 0x0A, 0x20...0x7E, 0x2010...0x2027, 0x3000...0x3029, 0x3041...0x3096, 0x4E00...0x9FFF,
        0xFF01...0xFF60:
        break
      default: isPlain = false
      }
    }
    self.scalars = scalars
    utf16Units = scalars + beyond
    self.isPlain = isPlain
  }
}
