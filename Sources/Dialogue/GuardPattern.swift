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
  enum Node: Sendable {
    /// Index into `words`.
    case word(Int)
    case entity(Entity.Kind, Condition.Comparison?, Double)
    /// Pieces with room between them, each any of several of `words`.
    case chain([[Int]])
    case all([Node])
    case any([Node])
  }

  /// Words by the name of the 说法 that lists them.
  typealias Classes = [String: [Fragment]]

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

  /// Matches nothing.
  static let never = GuardPattern(root: .any([]), words: [])

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

  /// Parses a pattern; on a mistake returns it instead.
  static func parse(_ text: Fragment, classes: Classes = [:]) -> Result<GuardPattern, Diagnostic> {
    parse([text], classes: classes)
  }

  /// Parses lines any of which is to match, at least one; on a mistake returns the first.
  static func parse(_ lines: [Fragment], classes: Classes) -> Result<GuardPattern, Diagnostic> {
    var roots: [Node] = []
    var words = GuardWords(classes: classes)
    do {
      for line in lines {
        var parser = GuardPatternParser(line, words)
        let root = try parser.parse()
        if case .any(let nodes) = root { roots += nodes } else { roots.append(root) }
        words = parser.words
      }
      return .success(GuardPattern(root: roots.count == 1 ? roots[0] : .any(roots), words: words.all))
    } catch {
      return .failure(error)
    }
  }
}

/// The words of a pattern while it is read.
private struct GuardWords {
  let classes: GuardPattern.Classes
  private(set) var all: [GuardPattern.Word] = []
  /// The numbers of the words of a 说法, once it was met.
  private var known: [String: [Int]] = [:]

  init(classes: GuardPattern.Classes) { self.classes = classes }

  mutating func add(_ pieces: [Fragment], name: String) -> Int {
    all.append(.init(pieces: pieces.map { $0.half.map(GuardPattern.folded) }, name: name))
    return all.count - 1
  }

  /// nil when there is no such 说法, or none that says anything.
  mutating func add(class name: String) -> [Int]? {
    if let numbers = known[name] { return numbers }
    guard let words = classes[name], !words.isEmpty else { return nil }
    let numbers = words.map { add([$0], name: $0.text) }
    known[name] = numbers
    return numbers
  }
}

private struct GuardPatternParser {
  private let text: Fragment
  private var index = 0
  private(set) var words: GuardWords

  init(_ text: Fragment, _ words: GuardWords) {
    self.text = text
    self.words = words
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
    var pieces = [try piece()]
    while index < text.count, text.half[index] == "…" {
      while index < text.count, text.half[index] == "…" { index += 1 }
      pieces.append(try piece())
    }
    if pieces.count == 1, case .numbers(let numbers) = pieces[0] {
      return .any(numbers.map(GuardPattern.Node.word))
    }
    let literals = pieces.compactMap { if case .literal(let word) = $0 { word } else { nil } }
    if literals.count == pieces.count {
      return .word(words.add(literals, name: text[first..<index].trimmed.text))
    }
    return .chain(
      pieces.map { piece in
        switch piece {
        case .literal(let word): [words.add([word], name: word.text)]
        case .numbers(let numbers): numbers
        }
      })
  }

  /// What stands before, between or after `…`: a word as it is written, or the words of a 说法.
  private enum Piece {
    case literal(Fragment)
    case numbers([Int])
  }

  private mutating func piece() throws(Diagnostic) -> Piece {
    if index < text.count, text.half[index] == "{" {
      let name = try braces()
      guard let numbers = words.add(class: name.text) else { throw unknown(name) }
      return .numbers(numbers)
    }
    let first = index
    while index < text.count, !"|或、且(){}…".unicodeScalars.contains(text.half[index]) { index += 1 }
    let word = text[first..<index].trimmed
    guard !word.isEmpty else {
      let isBesideGap =
        index < text.count && text.half[index] == "…" || first > 0 && text.half[first - 1] == "…"
      let place = text[min(first, max(0, text.count - 1))..<text.count]
      throw place.mistake(isBesideGap ? "“…”两边要有字，例如“嘴唇…肿”。" : "这里要写一个词、{药品} 或括号。")
    }
    return .literal(word)
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
    let known = Entity.Kind.allCases.map(\.rawValue) + words.classes.keys.sorted()
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
      guard words.classes[name.text] != nil else { throw unknown(name) }
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
