internal import Support
internal import Tokenization

/// Reads the files of `Lexicons/sentiment/`, checks every cell and merges what they say of a word.
///
/// Mistakes are collected over all files, so that the editor mends them in one go.
struct LexiconBuilder {
  private let home: Home
  private var mistakes: [Diagnostic] = []
  private var terms: [String: Term] = [:]
  private var targets: [String] = []
  private var dependents: [String] = []
  private var pairs: [(target: Int, dependent: Int, strength: Float)] = []
  private var counts: [String: Int] = [:]

  init(home: Home) { self.home = home }

  /// All that a lexicon is made of.
  static func files(of home: Home) -> [String] {
    ["polarity", "context", "degree", "negation", "markers", "aspects", "safety"].map { path($0, home) }
  }

  private static func path(_ file: String, _ home: Home) -> String {
    "\(home.lexicons)/sentiment/\(file).tsv"
  }

  /// Opinion words. Strength 0 blocks: the word only contains opinion characters (好像, 正好).
  mutating func readPolarity() throws {
    var seen: [String: (line: Int, strength: Double)] = [:]
    for row in try rows("polarity", required: ["word", "strength"], optional: ["aspect", "note"]) {
      let word = Normalizer.normalize(row["word"])
      guard let strength = number(row, "strength", in: -3...3) else { continue }
      if let first = seen[word] {
        mistakes.append(
          row.mistake(
            "word",
            first.strength == strength
              ? "“\(word)”重复了，第 \(first.line) 行已经有了。"
              : "“\(word)”的强度前后矛盾：第 \(first.line) 行是 \(tidy(first.strength))，这里是 \(tidy(strength))。",
            suggestion: "请只留一行。"))
        continue
      }
      seen[word] = (row.line, strength)
      let aspect = aspect(row, optional: true)
      update(word) {
        $0.strength = Float(strength)
        if strength != 0 { $0.roles.insert(.polar) }
        if let aspect { $0.impliedAspect = aspect }
      }
    }
  }

  /// Words whose strength depends on what they are said of: 价格 × 高.
  mutating func readContext() throws {
    var seen: [String: Int] = [:]
    for row in try rows(
      "context", required: ["target", "word", "strength"], optional: ["note"])
    {
      guard let strength = number(row, "strength", in: -3...3) else { continue }
      for target in row["target"].split(separator: " ") {
        let target = Normalizer.normalize(target)
        for word in row["word"].split(separator: " ") {
          let word = Normalizer.normalize(word)
          if let line = seen["\(target)\t\(word)"] {
            mistakes.append(
              row.mistake("word", "“\(target)”配“\(word)”在第 \(line) 行已经写过。", suggestion: "请只留一处。"))
            continue
          }
          seen["\(target)\t\(word)"] = row.line
          pair(target, word, Float(strength), row)
        }
      }
    }
  }

  private mutating func pair(_ target: String, _ word: String, _ strength: Float, _ row: Table.Row) {
    guard let targetIndex = Self.position(of: target, in: &targets),
      let wordIndex = Self.position(of: word, in: &dependents)
    else {
      mistakes.append(row.mistake("word", "这个文件里不同的词太多，每一列最多 \(Term.none) 个。"))
      return
    }
    pairs.append((targetIndex, wordIndex, strength))
    update(target) { $0.target = UInt8(targetIndex) }
    update(word) {
      $0.dependent = UInt8(wordIndex)
      $0.roles.insert(.polar)
    }
  }

  /// The word's place in `list`, added at the end when new; nil when the list is full.
  private static func position(of word: String, in list: inout [String]) -> Int? {
    if let known = list.firstIndex(of: word) { return known }
    guard list.count < Int(Term.none) else { return nil }
    list.append(word)
    return list.count - 1
  }

  /// Degree and negation words with their factors.
  mutating func readModifiers() throws {
    for (file, before, after, range) in [
      ("degree", Roles.degree, Roles.degreeAfter, 0.1...3.0),
      ("negation", .negation, .negationAfter, 0.1...2.0),
    ] {
      var seen: [String: Int] = [:]
      for row in try rows(file, required: ["word", "factor"], optional: ["position", "note"]) {
        let word = Normalizer.normalize(row["word"])
        guard unique(word, row, &seen), let factor = number(row, "factor", in: range) else { continue }
        guard
          let position = choice(row, "position", among: ["before", "after"], default: "before")
        else { continue }
        update(word) {
          $0.factor = Float(factor)
          $0.roles.insert(position == "before" ? before : after)
        }
      }
    }
  }

  mutating func readMarkers() throws {
    var seen: [String: Int] = [:]
    for row in try rows("markers", required: ["kind", "word"], optional: ["note"]) {
      let word = Normalizer.normalize(row["word"])
      guard let name = choice(row, "kind", among: MarkerKind.allCases.map(\.rawValue)),
        let kind = MarkerKind(rawValue: name), unique("\(name) \(word)", row, &seen)
      else { continue }
      update(word) { $0.roles.insert(kind.role) }
    }
  }

  /// Words that name an aspect. An opinion word that contains one (不见效, 发货慢) is about it.
  mutating func readAspects() throws {
    var seen: [String: Int] = [:]
    for row in try rows("aspects", required: ["aspect", "word"], optional: ["note"]) {
      let word = Normalizer.normalize(row["word"])
      guard let aspect = aspect(row, optional: false), unique(word, row, &seen) else { continue }
      update(word) { $0.namedAspect = aspect }
    }
  }

  mutating func readSafety() throws {
    var seen: [String: Int] = [:]
    for row in try rows(
      "safety", required: ["signal", "word", "severity"], optional: ["condition", "note"])
    {
      let word = Normalizer.normalize(row["word"])
      guard let name = choice(row, "signal", among: SafetySignal.allCases.map(\.rawValue)),
        let signal = SafetySignal.allCases.firstIndex(where: { $0.rawValue == name }),
        let severity = number(row, "severity", in: 1...3),
        let rule = choice(
          row, "condition", among: SignalCondition.allCases.map(\.rawValue), default: "always"),
        let condition = SignalCondition(rawValue: rule), unique(word, row, &seen)
      else { continue }
      update(word) {
        $0.signal = UInt8(signal)
        $0.severity = UInt8(severity)
        $0.condition = condition
        if SafetySignal.allCases[signal] == .adverseReaction {
          $0.roles.insert(.symptom)
          if $0.impliedAspect == Term.none { $0.impliedAspect = UInt8(Aspect.sideEffects.index) }
        }
        // A report of harm is a complaint, also where polarity.tsv does not list the word.
        if SafetySignal.allCases[signal].isHarm, $0.strength == 0 {
          $0.strength = -Float(severity)
          $0.roles.insert(.polar)
        }
      }
    }
  }

  /// The finished lexicon, or everything that was wrong.
  func build() throws(DiagnosticList) -> SentimentLexicon {
    guard mistakes.isEmpty else { throw DiagnosticList(mistakes) }
    let words = terms.keys.sorted()
    let characters = CharacterTable(words: words)
    var merged: [Term] = []
    var entries: [(codes: [UInt16], value: Int32)] = []
    for word in words {
      guard let term = terms[word], let codes = characters.codes(of: word) else { continue }
      entries.append((codes, Int32(merged.count)))
      merged.append(term)
    }
    let trie = ScalarTrie(words: entries, alphabet: characters.alphabet)
    for entry in entries {
      let term = merged[Int(entry.value)]
      if term.impliedAspect == Term.none, term.roles.contains(.polar), term.dependent == Term.none {
        merged[Int(entry.value)].impliedAspect = containedAspect(entry.codes, trie, merged)
      }
    }
    var context = [Float](repeating: 0, count: targets.count * dependents.count)
    for pair in pairs { context[pair.target * dependents.count + pair.dependent] = pair.strength }
    return SentimentLexicon(
      characters: characters, trie: trie, terms: merged, context: context, dependents: dependents.count,
      counts: counts)
  }

  /// The aspect of the longest word of two or more characters inside `codes` that names an aspect or implies one
  /// (不见效, 超级好用); of two equally long ones, the first.
  private func containedAspect(_ codes: [UInt16], _ trie: ScalarTrie, _ terms: [Term]) -> UInt8 {
    var best: (length: Int, aspect: UInt8) = (1, Term.none)
    for start in codes.indices {
      for (length, value) in trie.words(at: start, of: codes) where length > best.length {
        let term = terms[Int(value)]
        let aspect = term.namedAspect != Term.none ? term.namedAspect : term.impliedAspect
        if aspect != Term.none { best = (length, aspect) }
      }
    }
    return best.aspect
  }
}

// MARK: - Cells

extension LexiconBuilder {
  private mutating func rows(
    _ file: String, required: [String], optional: [String]
  ) throws -> [Table.Row] {
    let path = Self.path(file, home)
    do {
      let rows = try Table(
        path: path, name: home.display(path), required: required, optional: optional
      ).rows
      counts[file] = rows.count
      return rows
    } catch let error as DiagnosticList {
      mistakes += error.diagnostics
      return []
    }
  }

  private mutating func update(_ word: String, _ change: (inout Term) -> Void) {
    change(&terms[word, default: Term()])
  }

  private mutating func unique(_ key: String, _ row: Table.Row, _ seen: inout [String: Int]) -> Bool {
    if let line = seen[key] {
      mistakes.append(row.mistake("word", "“\(row["word"])”重复了，第 \(line) 行已经有了。", suggestion: "请只留一行。"))
      return false
    }
    seen[key] = row.line
    return true
  }

  private mutating func number(_ row: Table.Row, _ column: String, in range: ClosedRange<Double>) -> Double? {
    var cell = row[column]
    if cell.unicodeScalars.contains("−") { cell = cell.replacing("−", with: "-") }
    if let value = Double(cell), range.contains(value) { return value }
    mistakes.append(
      row.mistake(
        column, "“\(row[column])”不是 \(tidy(range.lowerBound)) 到 \(tidy(range.upperBound)) 之间的数。"))
    return nil
  }

  private mutating func choice(
    _ row: Table.Row, _ column: String, among names: [String], default standard: String? = nil
  ) -> String? {
    let cell = row[column]
    if cell.isEmpty, let standard { return standard }
    if names.contains(cell) { return cell }
    mistakes.append(
      row.mistake(
        column, "不认识“\(cell)”，可用：\(names.joined(separator: "、"))。",
        suggestion: didYouMean(cell, among: names)))
    return nil
  }

  private mutating func aspect(_ row: Table.Row, optional: Bool) -> UInt8? {
    if optional, row["aspect"].isEmpty { return nil }
    guard let name = choice(row, "aspect", among: Aspect.allCases.map(\.rawValue)),
      let aspect = Aspect(rawValue: name)
    else { return nil }
    return UInt8(aspect.index)
  }

  private func tidy(_ value: Double) -> String {
    value == value.rounded() ? String(Int(value)) : String(value)
  }
}
