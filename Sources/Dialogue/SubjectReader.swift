import Support
import Tokenization

/// What a question is about, in kinds whose members take each other's place: 快递到云南几天 and 新疆呢 speak of two
/// places. From `Lexicons/subjects.tsv`, the drugs and goods of the lexicons, and symptoms.
struct SubjectReader: Sendable {
  struct Subject: Sendable, Equatable {
    var kind: String
    /// Indexes into the folded text.
    var range: Range<Int>
  }

  static let drug = Entity.Kind.drug.rawValue
  static let goods = "商品"
  static let person = "人"

  /// Longer words before those they begin with.
  private let words: [(kind: String, word: [Unicode.Scalar])]
  private let firstScalars: Set<Unicode.Scalar>
  private let items: ItemWords

  private static let columns = ["kind", "words"]

  /// Reads `Lexicons/subjects.tsv`; without the file only drugs and goods have a kind.
  /// - Throws: `DiagnosticList` with every mistake of the file, or `FileError`.
  init(home: Home, items: ItemWords) throws {
    let path = home.lexicons + "/subjects.tsv"
    do {
      try self.init(
        table: Table(path: path, name: home.display(path), required: Self.columns), items: items)
    } catch FileError.notFound {
      self.init(words: [], items: items)
    }
  }

  /// - Throws: `DiagnosticList` when a word stands in two kinds.
  init(table: Table, items: ItemWords) throws(DiagnosticList) {
    var words: [(kind: String, word: [Unicode.Scalar])] = []
    var mistakes: [Diagnostic] = []
    var lines: [String: Int] = [:]
    for row in table.rows {
      for word in row["words"].split(separator: "、") {
        let folded = FoldedText(String(word)).text
        if let line = lines.updateValue(row.line, forKey: folded) {
          mistakes.append(
            row.mistake("words", "“\(word)”在第 \(line) 行已经有了。", suggestion: "一个词只放在一类，请删去一处。"))
        }
        words.append((row["kind"], Array(folded.unicodeScalars)))
      }
    }
    guard mistakes.isEmpty else { throw DiagnosticList(mistakes) }
    self.init(words: words, items: items)
  }

  private init(words: [(kind: String, word: [Unicode.Scalar])], items: ItemWords) {
    self.words = words.filter { !$0.word.isEmpty }.sorted { $0.word.count > $1.word.count }
    firstScalars = Set(self.words.map { $0.word[0] })
    self.items = items
  }

  /// The subjects of `text` from left to right, none over another: drugs first, then the longest words.
  /// - Parameter entities: of the same text.
  /// - Complexity: O(length × words).
  func subjects(in text: FoldedText, entities: [Entity]) -> [Subject] {
    var found = entities.filter { $0.kind == .drug }.map { Subject(kind: Self.drug, range: $0.range) }
    func add(_ subject: Subject) {
      if !found.contains(where: { $0.range.overlaps(subject.range) }) { found.append(subject) }
    }
    for item in items.items(in: text) {
      let scalars = Array(item.unicodeScalars)
      if let place = text.firstIndex(of: scalars) {
        add(Subject(kind: Self.goods, range: place..<place + scalars.count))
      }
    }
    var listed: [Subject] = []
    for index in text.scalars.indices where firstScalars.contains(text.scalars[index]) {
      if let (kind, word) = words.first(where: { text.matches($0.word, at: index) }) {
        listed.append(Subject(kind: kind, range: index..<index + word.count))
      }
    }
    for subject in listed.sorted(by: {
      ($0.range.count, $1.range.lowerBound) > ($1.range.count, $0.range.lowerBound)
    }) {
      add(subject)
    }
    return found.sorted { $0.range.lowerBound < $1.range.lowerBound }
  }
}
