import Support

/// A piece of one line of a 话本 file that knows where it stands, so that every mistake can be told with
/// file, line and column however deep inside the line it is.
///
/// `half` is the same piece with full-width ASCII variants (U+FF01…U+FF5E) and the ideographic space folded to
/// ASCII, one scalar for one: the grammar reads `half`, people see `source`.
struct Fragment: Sendable, Hashable {
  let file: String
  let line: Int
  /// 1-based column of the first scalar.
  let column: Int
  let source: [Unicode.Scalar]
  let half: [Unicode.Scalar]

  init(file: String, line: Int, column: Int = 1, _ text: some StringProtocol) {
    let source = Array(text.unicodeScalars)
    // Most lines have nothing to fold, and of a shop's questions there are tens of thousands.
    let isHalf = source.allSatisfy { halfWidth($0) == $0 }
    self.init(
      file: file, line: line, column: column, source: source,
      half: isHalf ? source : source.map(halfWidth))
  }

  private init(file: String, line: Int, column: Int, source: [Unicode.Scalar], half: [Unicode.Scalar]) {
    self.file = file
    self.line = line
    self.column = column
    self.source = source
    self.half = half
  }

  var text: String { String(scalars: source) }
  /// The text with half-width punctuation, for comparing keywords.
  var folded: String { String(scalars: half) }
  var isEmpty: Bool { source.isEmpty }
  var count: Int { source.count }

  subscript(_ range: Range<Int>) -> Fragment {
    let range = range.clamped(to: 0..<source.count)
    if range.count == source.count { return self }
    return Fragment(
      file: file, line: line, column: column + range.lowerBound, source: Array(source[range]),
      half: Array(half[range]))
  }

  func dropFirst(_ count: Int = 1) -> Fragment { self[min(count, source.count)..<source.count] }

  var trimmed: Fragment {
    guard let first = half.firstIndex(where: { !isBlank($0) }),
      let last = half.lastIndex(where: { !isBlank($0) })
    else { return self[0..<0] }
    return self[first..<last + 1]
  }

  func hasPrefix(_ prefix: String) -> Bool { half.starts(with: prefix.unicodeScalars) }

  /// False for an empty word.
  func contains(_ word: String) -> Bool {
    guard let first = word.unicodeScalars.first else { return false }
    return source.indices.contains {
      source[$0] == first && source[$0...].starts(with: word.unicodeScalars)
    }
  }

  func firstIndex(of scalar: Unicode.Scalar) -> Int? { half.firstIndex(of: scalar) }

  /// The parts between `separators` (given half-width) that stand outside brackets and quotation marks,
  /// trimmed; empty parts are left out.
  func split(_ separators: String) -> [Fragment] {
    let separators = Array(separators.unicodeScalars)
    var parts: [Fragment] = []
    var start = 0
    var depth = 0
    for (index, scalar) in half.enumerated() {
      switch scalar {
      case "(", "“", "{", "【": depth += 1
      case ")", "”", "}", "】": depth = max(0, depth - 1)
      case _ where depth == 0 && separators.contains(scalar):
        parts.append(self[start..<index].trimmed)
        start = index + 1
      default: break
      }
    }
    parts.append(self[start..<count].trimmed)
    return parts.filter { !$0.isEmpty }
  }

  /// What stands before and after the first of `separators` outside brackets; nil when there is none.
  func cut(_ separators: String) -> (before: Fragment, after: Fragment)? {
    let separators = Array(separators.unicodeScalars)
    var depth = 0
    for (index, scalar) in half.enumerated() {
      switch scalar {
      case "(", "“", "{": depth += 1
      case ")", "”", "}": depth = max(0, depth - 1)
      case _ where depth == 0 && separators.contains(scalar):
        return (self[0..<index].trimmed, dropFirst(index + 1).trimmed)
      default: break
      }
    }
    return nil
  }

  /// The names inside `{…}`, each with its place.
  var variables: [Fragment] {
    var found: [Fragment] = []
    var open: Int?
    for (index, scalar) in half.enumerated() {
      if scalar == "{" { open = index + 1 }
      if scalar == "}", let start = open {
        found.append(self[start..<index].trimmed)
        open = nil
      }
    }
    return found
  }

  func mistake(
    _ message: String, severity: Diagnostic.Severity = .error, suggestion: String? = nil
  ) -> Diagnostic {
    Diagnostic(severity, file: file, line: line, column: column, message, suggestion: suggestion)
  }
}

/// Full-width ASCII variants and the ideographic space to ASCII; everything else unchanged.
func halfWidth(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
  switch scalar.value {
  case 0xFF01...0xFF5E: Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
  case 0x3000, 0x00A0: " "
  default: scalar
  }
}
