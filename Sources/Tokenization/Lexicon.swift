public import Support

/// A word that Yaoyu or its user teaches the tokenizer, with what is known of it.
public struct LexiconEntry: Sendable, Hashable {
  /// Index into the tokenizer's entries; stable for one set of lexicon files.
  public typealias ID = Int32

  /// Normalised form.
  public var word: String
  /// What the word is: `drug`, `brand`, `form`, `symptom`, `disease`, `term`, `unit`…; empty when not said.
  public var tag: String
  /// The entry's principal name: the generic name of a brand (芬必得 → 布洛芬). The word itself when none is
  /// given.
  public var canonical: String
  /// How willingly the lattice takes the word, as a factor on its frequency. 1 is the default.
  public var weight: Double

  public init(word: String, tag: String = "", canonical: String? = nil, weight: Double = 1) {
    self.word = Normalizer.normalize(word)
    self.tag = tag
    self.canonical = canonical.map { Normalizer.normalize($0) } ?? self.word
    self.weight = weight
  }
}

/// Words from TSV files with the columns `word`, and optionally `tag`, `canonical`, `weight`, `note`.
///
/// A user's own list may also be plain: a word a line, or `word weight tag` separated by spaces or tabs.
///
/// What happens to a line that is not right: one that cannot be read as it was meant (bytes that are no UTF-8, a
/// weight that is no positive number, a table's row without its word or with too many cells) is a mistake, and
/// reading throws all mistakes of all files at once, for a list that silently lacks words would go unnoticed.
/// One that can be read but hardly says what was meant (a word twice, with another tag or weight, with a space
/// inside, too long, a mistyped tag) is a reminder: the good lines are used, and `reminders` tells the rest.
public struct Lexicon: Sendable {
  public var entries: [LexiconEntry]
  /// What a user's file says twice or in vain; the house's own files may not.
  public private(set) var reminders: [Diagnostic] = []

  public init(entries: [LexiconEntry] = []) { self.entries = entries }

  /// All files of `Lexicons/words/`, in name order. A word may stand in one file only.
  /// - Throws: `DiagnosticList` with every mistake of every file, or `FileError`.
  public init(home: Home) throws {
    entries = []
    var seen: [String: String] = [:]
    var mistakes: [Diagnostic] = []
    for path in Home.files(in: home.lexicons + "/words", suffix: ".tsv") {
      let name = home.display(path)
      var reader = LexiconReader(file: name)
      reader.read(try FileAccess.read(path))
      mistakes += reader.mistakes + reader.reminders
      for (entry, place) in zip(reader.entries, reader.places) {
        if let other = seen.updateValue("\(name):\(place.line)", forKey: entry.word) {
          mistakes.append(
            Diagnostic(
              file: name, line: place.line, column: place.column, "“\(entry.word)”已经在 \(other) 写过。",
              suggestion: "请只留一处。"))
        }
        entries.append(entry)
      }
    }
    guard mistakes.isEmpty else { throw DiagnosticList(mistakes) }
  }

  /// A user's file: a table when its first line of content names a column `word`, else a plain list.
  /// - Throws: `DiagnosticList` or `FileError`.
  public init(userFile path: String) throws {
    var reader = LexiconReader(file: path, mayBePlain: true)
    reader.read(try FileAccess.read(path))
    guard reader.mistakes.isEmpty else { throw DiagnosticList(reader.mistakes + reader.reminders) }
    entries = reader.entries
    reminders = reader.reminders
  }
}
