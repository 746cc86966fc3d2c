import Support
public import Tokenization

/// Questions that the bot could not answer → groups that mean one thing, each a proposal for an intent.
///
/// A question is a TF-IDF vector of its characters, pairs of characters and words, with document frequencies over
/// the script's examples too, so that 怎么 and 吗 count little even among a dozen questions. Groups are joined
/// by average linkage (Sokal & Michener 1958) along nearest-neighbour chains (Murtagh 1983, Comput. J. 26(4)),
/// which gives the same tree as joining the closest pair each time in O(n²), and cut where two groups have a
/// mean cosine below `Options.similarity`. No number of groups has to be guessed.
public struct GapFinder: Sendable {
  public struct Options: Sendable {
    /// A smaller group is no proposal.
    public var minimum = 3
    /// Mean cosine between two groups from which on they are one. Higher gives smaller, purer groups.
    public var similarity = 0.12
    /// How many examples a proposal has, those nearest to its centre.
    public var examples = 12
    /// Of more distinct questions than this a seeded sample is grouped.
    public var limit = 3000
    public var seed: UInt64 = 1

    public init() {}
  }

  public struct Gap: Sendable, Equatable {
    /// A name that no intent and no 问答 has yet.
    public var name: String
    public var examples: [String]
    /// How often it was asked, repetitions counted.
    public var count: Int
    /// What there is already that is most like it, when it is like it at all.
    public var nearest: (name: String, example: String)?

    public static func == (a: Gap, b: Gap) -> Bool {
      a.name == b.name && a.examples == b.examples && a.count == b.count && a.nearest?.name == b.nearest?.name
    }
  }

  public struct Result: Sendable {
    /// The most asked first.
    public var gaps: [Gap]
    public var questions: Int
    /// Questions in no group.
    public var scattered: Int
  }

  private let script: Script
  private let tokenizer: Tokenizer
  private let options: Options

  public init(script: Script, tokenizer: Tokenizer, options: Options = Options()) {
    self.script = script
    self.tokenizer = tokenizer
    self.options = options
  }

  /// - Parameter questions: masked; the same question as often as it was asked.
  /// - Complexity: O(d² ) time and memory for d distinct questions, at most `limit`.
  public func find(in questions: [String]) -> Result {
    let distinct = sample(self.distinct(questions))
    let owners =
      script.intents.map { ($0.name, $0.examples) } + script.faqs.map { ($0.name, $0.examples) }
      + script.drugQuestions.map { ($0.name, $0.examples) }
    let known = owners.flatMap { owner in owner.1.map { (name: owner.0, text: $0.text) } }
    let space = TermSpace(
      (distinct.map(\.text) + known.map(\.text)).map { GapFinder.features(of: $0, tokenizer) })
    let vectors = Array(space.vectors[..<distinct.count])
    let background = Array(space.vectors[distinct.count...])
    let clusters = AverageLinkage(space.similarities(vectors)).clusters(atLeast: Float(options.similarity))
    var names = Set(owners.map(\.0))
    var gaps: [Gap] = []
    let ordered = clusters.map { members in (members, members.reduce(0) { $0 + distinct[$1].count }) }
      .sorted { ($0.1, $1.0.first ?? 0) > ($1.1, $0.0.first ?? 0) }
    for (members, count) in ordered where count >= options.minimum && members.count > 1 {
      let centre = TermSpace.sum(members.map { vectors[$0] })
      let ranked = members.sorted { a, b in
        let (first, second) = (TermSpace.dot(vectors[a], centre), TermSpace.dot(vectors[b], centre))
        return first != second ? first > second : a < b
      }
      let texts = ranked.map { distinct[$0].text }
      let name = GapName.propose(for: texts, space: space, taken: names)
      names.insert(name)
      let nearest = background.indices.max {
        TermSpace.cosine(background[$0], centre) < TermSpace.cosine(background[$1], centre)
      }
      gaps.append(
        Gap(
          name: name, examples: Array(texts.prefix(options.examples)), count: count,
          nearest: nearest.flatMap { index in
            TermSpace.cosine(background[index], centre) >= Self.likeness
              ? (known[index].name, known[index].text) : nil
          }))
    }
    let grouped = gaps.reduce(0) { $0 + $1.count }
    let total = distinct.reduce(0) { $0 + $1.count }
    return Result(gaps: gaps, questions: questions.count, scattered: total - grouped)
  }

  /// From this cosine on an existing example is worth mentioning.
  private static let likeness = 0.4

  /// Questions that differ in more than spaces and punctuation, in the order in which they first came, without
  /// what was masked in them and without those that are examples already.
  private func distinct(_ questions: [String]) -> [(text: String, count: Int)] {
    let owned = Set(
      (script.intents.flatMap(\.examples) + script.faqs.flatMap(\.examples)).map {
        FoldedText($0.text).compact
      })
    var places: [String: Int] = [:]
    var distinct: [(text: String, count: Int)] = []
    for question in questions {
      let text = GapFinder.bare(question)
      let key = FoldedText(text).compact
      guard key.count >= 2, key.count <= 60, !owned.contains(key) else { continue }
      if let place = places[key] {
        distinct[place].count += 1
      } else {
        places[key] = distinct.count
        distinct.append((text, 1))
      }
    }
    return distinct
  }

  private func sample(_ questions: [(text: String, count: Int)]) -> [(text: String, count: Int)] {
    guard questions.count > options.limit else { return questions }
    var generator = SeededGenerator(seed: options.seed)
    let chosen = questions.indices.shuffled(using: &generator).prefix(options.limit).sorted()
    return chosen.map { questions[$0] }
  }

  /// Without `[手机号]` and the like, and without braces, which mean something in a 话本.
  private static func bare(_ text: String) -> String {
    var result = ""
    var depth = 0
    for character in text {
      if character == "[" { depth += 1 }
      if depth == 0, !"{}｛｝".contains(character) { result.append(character) }
      if character == "]" { depth = max(0, depth - 1) }
    }
    return ConversationRecording.oneLine(depth == 0 ? result : text)
  }

  static func features(of text: String, _ tokenizer: Tokenizer) -> [String] {
    let folded = FoldedText(text)
    // Every number is the same unit: 3号楼怎么走 and 12号楼怎么走 ask one thing.
    var units: [String] = []
    for scalar in folded.scalars where !isSeparator(scalar) {
      let unit = ("0"..."9").contains(scalar) ? "#" : String(scalar)
      if unit != "#" || units.last != "#" { units.append(unit) }
    }
    var features = Set(units)
    for (first, second) in zip(units, units.dropFirst()) { features.insert(first + second) }
    let words = tokenizer.tokenize(folded.text)
    for token in words.tokens where token.isContent && token.end - token.start > 3 {
      let word = words.norm(token)
      if !word.contains(where: \.isNumber) { features.insert("=" + word) }
    }
    return features.sorted()
  }
}

extension GapFinder.Result {
  /// 话本 text, ready to be pasted into a file of `Conversations/`.
  public var script: String {
    var text = ""
    for gap in gaps {
      let share = percent(Double(gap.count) / Double(max(1, questions)))
      text += "// 没答上的问题里有 \(gap.count) 句是这一类（\(share)）。请改好名字和答案；不是一回事的例句请删掉。\n"
      if let nearest = gap.nearest {
        text += "// 最像已有的“\(nearest.name)”（例句“\(nearest.example)”）；是一回事的话，把例句并过去就行。\n"
      }
      text += "# 意图 \(gap.name)\n" + gap.examples.map { "- \($0)\n" }.joined()
      text += "答：\n- 您问的这件事我还没有准备好答案，回复“转人工”，客服马上来回您。\n\n"
    }
    return text
  }
}
