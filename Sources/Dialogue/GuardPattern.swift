import Support

/// What a 护栏 listens for: words joined by 且, 或 or ｜, with brackets and `{药品}`.
///
///     {药品} 且（喘不上气｜嘴唇…肿｜休克）
///
/// A word matches where it stands in the message without a negation before it in the same clause; `…` inside
/// a word leaves room for up to six characters of the same clause (嘴唇…肿 matches 嘴唇都肿了). `{药品}`,
/// `{年龄<3}` and `{数量>9}` match what the message mentions, `{孩子}` any word of the 说法 of that name, also before
/// and after `…` (`{一侧}…{没力气}`). 且 binds tighter than 或; ｜ is 或.
struct GuardPattern: Sendable {
  indirect enum Node: Sendable {
    case word([[Unicode.Scalar]], name: String)
    case entity(Entity.Kind, Condition.Comparison?, Double)
    /// Pieces with room between them, each one of several words.
    case chain([[[Unicode.Scalar]]])
    case all([Node])
    case any([Node])
  }

  /// Words by the name of the 说法 that lists them, in lower case.
  typealias Classes = [String: [[Unicode.Scalar]]]

  var root: Node

  /// The parts joined by 且 of each alternative, numbered through.
  var parts: [[(number: Int, node: Node)]] {
    let alternatives: [Node] = if case .any(let nodes) = root { nodes } else { [root] }
    var number = 0
    return alternatives.map { alternative in
      let joined: [Node] = if case .all(let nodes) = alternative { nodes } else { [alternative] }
      return joined.map { node in
        number += 1
        return (number, node)
      }
    }
  }

  /// A word of a pattern as messages are compared with it.
  static func folded(_ word: Fragment) -> [Unicode.Scalar] {
    word.half.map { ("A"..."Z").contains($0) ? Unicode.Scalar($0.value + 32) ?? $0 : $0 }
  }

  /// Parses `text`; on a mistake returns it instead.
  static func parse(_ text: Fragment, classes: Classes = [:]) -> Result<GuardPattern, Diagnostic> {
    var parser = GuardPatternParser(text, classes)
    do {
      return .success(GuardPattern(root: try parser.parse()))
    } catch {
      return .failure(error)
    }
  }
}

private struct GuardPatternParser {
  private let text: Fragment
  private let classes: GuardPattern.Classes
  private var index = 0

  init(_ text: Fragment, _ classes: GuardPattern.Classes) {
    self.text = text
    self.classes = classes
  }

  mutating func parse() throws(Diagnostic) -> GuardPattern.Node {
    let node = try either()
    guard index == text.count else {
      throw text[index..<index + 1].mistake(
        "多了一个“\(text[index..<index + 1].text)”。", suggestion: "检查括号是不是成对。")
    }
    return node
  }

  private mutating func either() throws(Diagnostic) -> GuardPattern.Node {
    var nodes = [try both()]
    while take("|") || take("或") || take("、") { nodes.append(try both()) }
    return nodes.count == 1 ? nodes[0] : .any(nodes)
  }

  private mutating func both() throws(Diagnostic) -> GuardPattern.Node {
    var nodes = [try single()]
    while take("且") { nodes.append(try single()) }
    return nodes.count == 1 ? nodes[0] : .all(nodes)
  }

  private mutating func single() throws(Diagnostic) -> GuardPattern.Node {
    let start = index
    if take("(") {
      let node = try either()
      guard take(")") else { throw text.dropFirst(start).mistake("这个括号没有收尾。", suggestion: "在后面加上“）”。") }
      return node
    }
    skipBlanks()
    if let entity = try entity() { return entity }
    let first = index
    var pieces: [[[Unicode.Scalar]]] = []
    repeat {
      while index < text.count, text.half[index] == "…" { index += 1 }
      pieces.append(try piece())
    } while index < text.count && text.half[index] == "…"
    if pieces.count == 1 {
      let words = pieces[0].map { GuardPattern.Node.word([$0], name: String(String.UnicodeScalarView($0))) }
      return words.count == 1 ? words[0] : .any(words)
    }
    guard pieces.allSatisfy({ $0.count == 1 }) else { return .chain(pieces) }
    return .word(pieces.map { $0[0] }, name: text[first..<index].trimmed.text)
  }

  /// A word, or the words of a `{说法}`.
  private mutating func piece() throws(Diagnostic) -> [[Unicode.Scalar]] {
    if index < text.count, text.half[index] == "{" {
      let name = try braces()
      guard let words = classes[name.text], !words.isEmpty else { throw unknown(name) }
      return words
    }
    let first = index
    while index < text.count, !"|或、且(){}…".unicodeScalars.contains(text.half[index]) { index += 1 }
    let word = text[first..<index].trimmed
    guard !word.isEmpty else {
      let place = text[min(first, max(0, text.count - 1))..<text.count]
      throw place.mistake(
        first > 0 && text.half[first - 1] == "…" ? "“…”两边要有字，例如“嘴唇…肿”。" : "这里要写一个词、{药品} 或括号。")
    }
    return [GuardPattern.folded(word)]
  }

  /// What stands between `{` and `}`.
  private mutating func braces() throws(Diagnostic) -> Fragment {
    let start = index
    guard let close = text.half[index...].firstIndex(of: "}") else {
      throw text.dropFirst(start).mistake("“{”没有收尾。", suggestion: "在后面加上“}”。")
    }
    index = close + 1
    return text[start + 1..<close].trimmed
  }

  private func unknown(_ name: Fragment) -> Diagnostic {
    let known = Entity.Kind.allCases.map(\.rawValue) + classes.keys.sorted()
    return name.mistake(
      "护栏里不认识“{\(name.text)}”，可用：\(known.map { "{\($0)}" }.joined(separator: "、"))。",
      suggestion: didYouMean(name.text, among: known))
  }

  /// What a message mentions; nil, and nothing read, when something else stands here.
  private mutating func entity() throws(Diagnostic) -> GuardPattern.Node? {
    let start = index
    guard index < text.count, text.half[index] == "{" else { return nil }
    let inside = try braces()
    let sign = inside.half.firstIndex { "<>=".unicodeScalars.contains($0) }
    let name = inside[0..<(sign ?? inside.count)].trimmed
    guard let kind = Entity.Kind(rawValue: name.text) else {
      guard classes[name.text] != nil else { throw unknown(name) }
      index = start
      return nil
    }
    guard let sign else { return .entity(kind, nil, 0) }
    let digits = inside.dropFirst(sign + 1).trimmed.folded.prefix { $0.isNumber || $0 == "." }
    guard let value = Double(digits),
      let comparison = Condition.Comparison(rawValue: String(inside.half[sign]))
    else { throw inside.mistake("“\(inside.text)”里的比较看不懂。", suggestion: "例如 {年龄<3}、{数量>9}。") }
    return .entity(kind, comparison, value)
  }

  private mutating func skipBlanks() {
    while index < text.count, text.half[index].properties.isWhitespace { index += 1 }
  }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard index < text.count, text.half[index] == scalar else { return false }
    index += 1
    return true
  }
}
