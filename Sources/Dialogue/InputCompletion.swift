import Tokenization

/// What the Tab key offers in the chat: commands, the options of the open question, drug names.
///
/// Drug names are found by their beginning, written in characters (`布洛`), in pinyin (`buluo`) or by first
/// letters (`blf`), wherever in the line they stand.
public struct InputCompletion: Sendable {
  public struct Answer: Sendable, Equatable {
    /// How many characters before the cursor `insertion` takes the place of.
    public var replaced = 0
    /// nil when nothing can be added that is certain.
    public var insertion: String?
    /// What may be meant when it is not certain, at most `candidateLimit`.
    public var candidates: [String] = []

    public init() {}
  }

  public static let candidateLimit = 24

  private let drugs: [(name: String, pinyin: String, initials: String)]

  /// - Complexity: O(drugs).
  public init(drugs: [String]) {
    self.drugs = drugs.map { name in
      (name, Pinyin.plain(name), Pinyin.initials(name))
    }
  }

  /// - Parameters:
  ///   - line: what stands before the cursor.
  ///   - options: of the open question, see `Bot.options`.
  ///   - files: paths that begin so.
  /// - Complexity: O(length × drugs).
  public func answer(
    for line: String, options: [String], files: (String) -> [String]
  ) -> Answer {
    if let first = line.first, "/／".contains(first) { return command(line, files) }
    let typed = line.trimmingBlanks
    let fitting = options.filter { $0.hasPrefix(typed) }
    if !fitting.isEmpty { return choose(among: fitting, after: typed) }
    return drug(line)
  }

  private func command(_ line: String, _ files: (String) -> [String]) -> Answer {
    let rest = line.dropFirst()
    if let space = rest.firstIndex(where: \.isWhitespace) {
      guard case .command(let command, _)? = ConsoleCommand.read(line + "x"), command.argument != nil else {
        return Answer()
      }
      let typed = String(rest[space...]).trimmingBlanks
      return choose(among: files(typed), after: typed)
    }
    return choose(among: ConsoleCommand.names.filter { $0.hasPrefix(rest.lowercased()) }, after: String(rest))
  }

  private func drug(_ line: String) -> Answer {
    let characters = Array(line.suffix(12))
    for start in characters.indices {
      let typed = String(characters[start...])
      let named = drugs.filter { $0.name.hasPrefix(typed) }.map(\.name)
      if !named.isEmpty { return choose(among: named, after: typed) }
      let letters = typed.lowercased()
      // One letter begins too many names, and letters inside a word begin none.
      let isWord = start == 0 || !(characters[start - 1].isASCII && characters[start - 1].isLetter)
      guard isWord, letters.count >= 2, letters.allSatisfy({ $0.isASCII && $0.isLetter }) else { continue }
      let sounding = drugs.filter { $0.initials == letters || $0.pinyin.hasPrefix(letters) }.map(\.name)
      if !sounding.isEmpty { return choose(among: sounding, after: typed, isWritten: false) }
    }
    return Answer()
  }

  /// - Parameter isWritten: whether the candidates begin with what was typed.
  private func choose(among candidates: [String], after typed: String, isWritten: Bool = true) -> Answer {
    var answer = Answer()
    guard let first = candidates.first else { return answer }
    let common = candidates.dropFirst().reduce(first) { $0.commonBeginning($1) }
    if candidates.count == 1 || (isWritten ? common.count > typed.count : common.count > 1) {
      answer.replaced = typed.count
      answer.insertion = common
    }
    if candidates.count > 1 { answer.candidates = Array(candidates.prefix(Self.candidateLimit)) }
    return answer
  }
}

extension String {
  fileprivate func commonBeginning(_ other: String) -> String {
    String(zip(self, other).prefix { $0 == $1 }.map(\.0))
  }
}

extension Bot {
  /// What the open question can be answered with: its choices, or the questions that were offered.
  public func options(in session: Session) -> [String] {
    guard let asked = session.forms.last?.asking else { return session.forms.isEmpty ? session.offered : [] }
    guard case .choice(let choices)? = script.slot(asked)?.shape else { return [] }
    return choices.map(\.name)
  }

  /// Names of drugs that customers may mean: those with answers first, then the lexicon's.
  public var drugNames: [String] {
    var seen: Set<String> = []
    let known = script.faqs.flatMap(\.drugs).sorted()
    let listed = lexicon.filter { $0.tag == "drug" || $0.tag == "brand" }.map(\.word).sorted()
    return (known + listed).filter { seen.insert($0).inserted }
  }
}
