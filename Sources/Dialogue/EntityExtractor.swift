import Tokenization

/// Finds drugs, numbers with units, phones and times in a message.
struct EntityExtractor: Sendable {
  /// Lexicon tags of what one can ask a pharmacy about. Herbs are left out: most of them are also food.
  private static let tags: Set<String> = ["drug", "brand", "supplement"]

  private static let ailments: Set<String> = ["symptom", "disease"]

  /// Initials that fit more names than one can be asked to choose from say nothing.
  private static let mostCandidates = 4

  private let matcher: NameMatcher
  private let drugs: [DrugName]

  /// Forms that may follow a name, of two or more characters.
  private static let forms = DrugName.forms.map { (suffix: Array($0.suffix.unicodeScalars), form: $0.form) }
    .filter { $0.suffix.count > 1 }

  /// - Parameters:
  ///   - lexicon: entries with a tag of `tags`; the canonical name of a brand is its generic name.
  ///   - taught: names that 问答 speak of, so that an answer works before the lexicon knows the drug.
  ///   - isWord: whether a text is an everyday word, which is no drug typed wrong.
  init(
    lexicon: [LexiconEntry], taught: [String], isWord: (@Sendable (String) -> Bool)? = nil
  ) {
    var names: [String] = []
    var drugs: [DrugName] = []
    for entry in lexicon where EntityExtractor.tags.contains(entry.tag) {
      names.append(entry.word)
      var drug = DrugName(entry.word, generic: entry.canonical)
      drug.title = entry.canonical
      drug.isBrand = entry.tag == "brand"
      if drug.form == nil, entry.tag == "brand" { drug.form = DrugName.cut(entry.canonical).form }
      drugs.append(drug)
    }
    var known = Set(names)
    // 口腔溃疡散 teaches no drug 口腔溃疡: that is what it is for.
    let ailments = Set(lexicon.filter { Self.ailments.contains($0.tag) }.map { FoldedText($0.word).text })
    for name in taught {
      let drug = DrugName(FoldedText(name).text)
      for word in [name, DrugName.cut(FoldedText(name).text).stem] where word.count >= 2 {
        let folded = FoldedText(word).text
        guard !ailments.contains(folded), known.insert(folded).inserted else { continue }
        names.append(folded)
        drugs.append(
          DrugName(generic: drug.generic, form: word == name ? drug.form : nil, title: word, said: word))
      }
    }
    matcher = NameMatcher(names, isWord: isWord)
    self.drugs = drugs
  }

  /// The drug that `name` is, known or not.
  func drug(named name: String) -> DrugName {
    let text = FoldedText(name)
    let whole = DrugName(text.text)
    guard let known = matcher.matches(in: text).first(where: \.isExact)?.names.first else { return whole }
    return DrugName(
      generic: drugs[known].generic, form: whole.form ?? drugs[known].form, title: name, said: name)
  }

  /// Whether a name is a brand of the lexicon, and nothing besides.
  func isBrand(_ name: String) -> Bool {
    let found = drugs(in: FoldedText(name))
    return found.count == 1 && found[0].isBrand && found[0].said == FoldedText(name).text
  }

  /// - Complexity: O(length × longest name).
  func entities(in text: FoldedText, now: Moment) -> [Entity] {
    var found = drugEntities(in: text)
    found += PhoneNumber.entities(in: text)
    var times = TimeExpression.entities(in: text, now: now)
    found += times
    found += DoseTiming.entities(in: text)
    found += AddressReader.entities(in: text)
    found += VitalSigns.entities(in: text)
    for measure in Measure.entities(in: text)
    where !times.contains(where: { $0.range.overlaps(measure.range) }) {
      times.append(measure)
      found.append(measure)
    }
    return found.sorted { ($0.range.lowerBound, $0.kind.rawValue) < ($1.range.lowerBound, $1.kind.rawValue) }
  }

  /// Drugs, phones and ages of what an author wrote: what is read as one unit, whatever it says.
  func units(in text: FoldedText) -> [Entity] {
    let found =
      drugEntities(in: text, isSpelledRight: true) + PhoneNumber.entities(in: text)
      + Measure.entities(in: text).filter { $0.kind == .age }
    return found.sorted { ($0.range.lowerBound, $0.kind.rawValue) < ($1.range.lowerBound, $1.kind.rawValue) }
  }

  /// The drugs of what an author wrote.
  func drugs(in text: FoldedText) -> [DrugName] {
    drugEntities(in: text, isSpelledRight: true).compactMap(\.drug)
  }

  /// - Parameter isSpelledRight: whether names typed wrong are left out.
  func drugEntities(in text: FoldedText, isSpelledRight: Bool = false) -> [Entity] {
    matcher.matches(in: text, isSpelledRight: isSpelledRight).compactMap { match in
      // The same drug in another form or salt is no other drug.
      var candidates: [DrugName] = []
      for name in match.names where !candidates.contains(where: { $0.generic == drugs[name].generic }) {
        candidates.append(drugs[name])
      }
      guard var drug = candidates.first, candidates.count <= EntityExtractor.mostCandidates else {
        return nil
      }
      var range = match.range
      // 布洛芬混悬液 where the lexicon has only 布洛芬: the form that follows belongs to the name.
      if drug.form == nil,
        let (suffix, form) = EntityExtractor.forms.first(where: {
          text.matches($0.suffix, at: range.upperBound)
        })
      {
        drug.form = form
        drug.said += String(scalars: suffix)
        range = range.lowerBound..<range.upperBound + suffix.count
      }
      return Entity(
        kind: .drug, range: range, value: drug.title, number: nil, drug: drug,
        otherDrugs: Array(candidates.dropFirst()))
    }
  }
}

/// Digits as customers type them: in groups with spaces or hyphens, full width.
enum DigitRun {
  /// Groups of neighbouring digits, e.g. `20261118 0012` has two.
  static func groups(in text: FoldedText) -> [Range<Int>] {
    var groups: [Range<Int>] = []
    var start: Int?
    for index in 0...text.count {
      let isDigit = index < text.count && ("0"..."9").contains(text.scalars[index])
      if isDigit, start == nil { start = index }
      if !isDigit, let first = start {
        groups.append(first..<index)
        start = nil
      }
    }
    return groups
  }

  /// Runs with a number of digits in `lengths`, joining groups that only spaces or hyphens part. A group that
  /// fits alone is taken alone.
  static func numbers(_ lengths: ClosedRange<Int>, in text: FoldedText) -> [(
    range: Range<Int>, digits: String
  )] {
    let groups = groups(in: text)
    var found: [(range: Range<Int>, digits: String)] = []
    var index = 0
    while index < groups.count {
      var digits = text.text(groups[index])
      var last = index
      while !lengths.contains(digits.count), last + 1 < groups.count, digits.count < lengths.upperBound {
        let gap = groups[last].upperBound..<groups[last + 1].lowerBound
        guard gap.count <= 3, gap.allSatisfy({ " -－—_".unicodeScalars.contains(text.scalars[$0]) }) else {
          break
        }
        last += 1
        digits += text.text(groups[last])
      }
      if lengths.contains(digits.count) {
        found.append((groups[index].lowerBound..<groups[last].upperBound, digits))
        index = last
      }
      index += 1
    }
    return found
  }
}

/// Chinese mobile numbers: eleven digits that begin with 13…19 (工信部《电信网编号计划》2017), `+86` allowed.
enum PhoneNumber {
  static func entities(in text: FoldedText) -> [Entity] {
    var found: [Entity] = []
    for (range, digits) in DigitRun.numbers(11...11, in: text) where isMobile(digits) {
      found.append(Entity(kind: .phone, range: range, value: digits))
    }
    for (range, digits) in DigitRun.numbers(13...13, in: text) where digits.hasPrefix("86") {
      let number = String(digits.dropFirst(2))
      if isMobile(number), !found.contains(where: { $0.range.overlaps(range) }) {
        found.append(Entity(kind: .phone, range: range, value: number))
      }
    }
    return found
  }

  private static func isMobile(_ digits: String) -> Bool {
    digits.hasPrefix("1") && ("3"..."9").contains(digits.dropFirst().prefix(1))
  }
}
