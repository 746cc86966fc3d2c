import Support

/// What a 护栏 listens for: words joined by 且, 或 or ｜, with brackets and `{药品}`.
///
///     {药品} 且（喘不上气｜嘴唇…肿｜休克）
///
/// A word matches where it stands in the message without a negation before it in the same clause; `…` inside
/// a word leaves room for up to four characters of the same clause (嘴唇…肿 matches 嘴唇都肿了). `{药品}`,
/// `{年龄<3}` and `{数量>9}` match what the message mentions. 且 binds tighter than 或; ｜ is 或.
struct GuardPattern: Sendable {
  enum Node: Sendable {
    /// Index into `words`.
    case word(Int)
    case entity(Entity.Kind, Condition.Comparison?, Double)
    case all([Node])
    case any([Node])
  }

  struct Word: Sendable {
    /// What stands between `…`, in lower case.
    var pieces: [[Unicode.Scalar]]
    var name: String
  }

  let root: Node
  let words: [Word]
  /// The parts joined by 且 of each alternative, numbered through.
  let parts: [[(number: Int, node: Node)]]
  /// What a message must have to hold `words[n]`: `grams[starts[n]..<starts[n + 1]]`.
  private let grams: [GramSet.Gram]
  private let starts: [Int32]

  fileprivate init(root: Node, words: [Word]) {
    self.root = root
    self.words = words
    parts = Self.parts(of: root)
    var grams: [GramSet.Gram] = []
    var starts: [Int32] = [0]
    for word in words {
      grams += word.pieces.flatMap(GramSet.grams)
      starts.append(Int32(grams.count))
    }
    self.grams = grams
    self.starts = starts
  }

  /// Whether a text with `set` may hold the word; false is certain.
  func mayStand(_ word: Int, in set: GramSet) -> Bool {
    set.mayHold(grams[Int(starts[word])..<Int(starts[word + 1])])
  }

  private static func parts(of root: Node) -> [[(number: Int, node: Node)]] {
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

  /// A half-width scalar as words have it.
  static func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    ("A"..."Z").contains(scalar) ? Unicode.Scalar(scalar.value + 32) ?? scalar : scalar
  }

  /// Parses `text`; on a mistake returns it instead.
  static func parse(_ text: Fragment) -> Result<GuardPattern, Diagnostic> {
    var parser = GuardPatternParser(text)
    do {
      let root = try parser.parse()
      return .success(GuardPattern(root: root, words: parser.words))
    } catch {
      return .failure(error)
    }
  }
}

private struct GuardPatternParser {
  private let text: Fragment
  private var index = 0
  private(set) var words: [GuardPattern.Word] = []

  init(_ text: Fragment) { self.text = text }

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
    if index < text.count, text.half[index] == "{" { return try entity() }
    let first = index
    while index < text.count, !"|或、且(){}".unicodeScalars.contains(text.half[index]) { index += 1 }
    let word = text[first..<index].trimmed
    guard !word.isEmpty else {
      let place = text[min(first, max(0, text.count - 1))..<text.count]
      throw place.mistake("这里要写一个词、{药品} 或括号。")
    }
    let pieces = word.half.split { $0 == "…" }.map { $0.map(GuardPattern.folded) }
    guard !pieces.isEmpty else { throw word.mistake("“…”两边要有字，例如“嘴唇…肿”。") }
    words.append(GuardPattern.Word(pieces: pieces, name: word.text))
    return .word(words.count - 1)
  }

  private mutating func entity() throws(Diagnostic) -> GuardPattern.Node {
    let start = index
    guard let close = text.half[index...].firstIndex(of: "}") else {
      throw text.dropFirst(start).mistake("“{”没有收尾。", suggestion: "在后面加上“}”。")
    }
    let inside = text[start + 1..<close].trimmed
    index = close + 1
    let sign = inside.half.firstIndex { "<>=".unicodeScalars.contains($0) }
    let name = inside[0..<(sign ?? inside.count)].trimmed
    guard let kind = Entity.Kind(rawValue: name.text) else {
      let known = Entity.Kind.allCases.map(\.rawValue)
      throw name.mistake(
        "护栏里不认识“{\(name.text)}”，可用：\(known.map { "{\($0)}" }.joined(separator: "、"))。",
        suggestion: didYouMean(name.text, among: known))
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
