import Support
import Tokenization

/// Reads messages: built once from a script, then shared. A class, since a copy of its tables would count
/// references of two dozen of them.
final class Understanding: Sendable {
  let script: Script
  private let tokenizer: Tokenizer
  private let featurizer: Featurizer
  private let extractor: EntityExtractor
  /// The intents' examples.
  private let index: ExampleIndex
  /// The examples of intents, then of 问答, then of 问法.
  let questions: QuestionIndex
  private let reader: IntentReader
  private let gate: ScopeGate
  private let dangers: DangerReader
  private let moods: MoodReader
  private let symptoms: SymptomWords
  let exampleTexts: [String]
  let drugAnswers: DrugAnswers
  /// Whether all wordings of a 问法 name two drugs.
  let comparesOnly: [Bool]
  /// The 问答 that listen for words.
  private let listening: [Int]

  /// Above these a guess is acted on. Below, the bot says honestly that it did not understand.
  enum Threshold {
    static let confidence = 0.45
    static let similarity = 0.3
    /// An intent must be this likely, or have an example this similar; in between the customer is asked.
    static let likely = 0.6
    /// From here on an intent needs no word of the gate: its rivals, what the shop has nothing to do with among
    /// them, are out of the race.
    static let sure = 0.7
    static let near = 0.5
    /// From this similarity on the probability counts in full.
    static let alike = 0.6
    static let faq = 0.55
    static let mostlyKnown = 0.6
    /// What an answer gains by being about the very drug that the message names.
    static let sameDrug = 0.15
    /// A 问法 at least this like a message is what it asks: a drug that has no answer to it has none to anything
    /// less like it either.
    static let asked = 0.5
    /// Below this a 问法 is no reading of a message: 能浇花吗 shares {药品}能…吗 with many of its wordings.
    static let drugQuestion = 0.38
  }

  /// - Complexity: trains the intent model: O(examples × intents), on two threads.
  init(script: Script, synonyms: Synonyms, moods: MoodReader, tokenizer: Tokenizer) {
    self.script = script
    self.tokenizer = tokenizer
    self.moods = moods
    featurizer = Featurizer(synonyms: synonyms)
    extractor = EntityExtractor(
      lexicon: tokenizer.lexicon, taught: script.faqs.flatMap(\.drugs),
      isWord: { tokenizer.tokenize($0).tokens.count == 1 })
    symptoms = SymptomWords(tokenizer.lexicon)
    let extractor = self.extractor
    drugAnswers = DrugAnswers(script: script, extractor: extractor)
    listening = script.faqs.indices.filter { script.faqs[$0].listens != nil }
    comparesOnly = script.drugQuestions.map { question in
      question.examples.allSatisfy {
        $0.folded.split(separator: Self.drugMask, omittingEmptySubsequences: false).count > 2
      }
    }
    let wishes = script.intents.enumerated().flatMap { [featurizer] owner, intent in
      intent.examples.map { example in
        let text = FoldedText(example.text)
        return (
          owner: owner, features: featurizer.features(of: text, masks: Featurizer.masks(ofExample: text))
        )
      }
    }
    let (featurizer, owners) = (self.featurizer, script.intents.count)
    let (intents, answers) = concurrently {
      let index = ExampleIndex(wishes)
      let gate = ScopeGate.train(on: index, owners: owners)
      return (index: index, gate: gate, reader: IntentReader.train(on: index, owners: owners))
    } _: {
      let read = Self.questions(script, synonyms, featurizer, extractor, wishes: wishes.count)
      // What customers wish for is as harmless as what they ask.
      let harmless = stride(from: 0, to: wishes.count, by: read.step).map { wishes[$0].features }
      return (
        index: read.index, texts: read.texts,
        dangers: Self.dangers(script, harmless + read.harmless, featurizer, extractor)
      )
    }
    (index, gate, reader) = intents
    (questions, exampleTexts, dangers) = answers
  }

  /// The examples of intents, 问答 and 问法 in one index, with their texts, and the features of every `step`-th
  /// that no drug is named in.
  /// - Parameter wishes: number of the intents' examples.
  private static func questions(
    _ script: Script, _ synonyms: Synonyms, _ featurizer: Featurizer, _ extractor: EntityExtractor,
    wishes: Int
  ) -> (index: QuestionIndex, texts: [String], harmless: [[Feature]], step: Int) {
    // A shop's table of tens of thousands of questions says no more of what is harmless than a part of it.
    let general = script.faqs.reduce(0) { $0 + ($1.drugs.isEmpty ? $1.examples.count : 0) }
    let step = max(1, (wishes + general) / Self.mostHarmless)
    var harmless: [[Feature]] = []
    var place = wishes
    let count = wishes + script.faqs.reduce(0) { $0 + $1.examples.count }
    var builder = QuestionIndex.Builder(
      synonyms: synonyms, capacity: count, commonplaces: [Self.drugMask])
    var texts: [String] = []
    texts.reserveCapacity(count)
    for (owner, intent) in script.intents.enumerated() {
      for text in intent.examples.map({ FoldedText($0.text) }) {
        builder.add(owner: owner, text, masks: Featurizer.masks(ofExample: text))
        texts.append(text.text)
      }
    }
    for (number, faq) in script.faqs.enumerated() {
      for example in faq.examples {
        let text = FoldedText(example.text)
        let masks = Self.masks(inQuestion: text, extractor)
        builder.add(owner: script.intents.count + number, text, masks: masks)
        texts.append(text.text)
        guard faq.drugs.isEmpty else { continue }
        if place.isMultiple(of: step) { harmless.append(featurizer.features(of: text, masks: masks)) }
        place += 1
      }
    }
    for (number, question) in script.drugQuestions.enumerated() {
      for example in question.examples {
        let text = FoldedText(Self.naming(Self.drugMask, in: example.folded))
        let masks = Self.masks(inQuestion: text, extractor)
        builder.add(
          owner: script.intents.count + script.faqs.count + number, text, masks: masks)
        texts.append(text.text)
      }
    }
    return (QuestionIndex(builder), texts, harmless, step)
  }

  static let drugMask = "{\(Entity.Kind.drug.rawValue)}"

  /// A wording of a 问法 about `drug`: 会犯困吗 is said of {药品} as well.
  static func naming(_ drug: String, in wording: String) -> String {
    wording.contains(drugMask) ? wording.replacing(drugMask, with: drug) : drug + wording
  }

  /// Learned from the emergency rules, against `said` and the 反例.
  private static func dangers(
    _ script: Script, _ said: [[Feature]], _ featurizer: Featurizer, _ extractor: EntityExtractor
  ) -> DangerReader {
    func features(_ fragment: Fragment) -> [Feature] {
      let text = FoldedText(fragment.text)
      return featurizer.features(of: text, masks: masks(inQuestion: text, extractor))
    }
    return DangerReader(
      emergencies: script.guards.enumerated().map { rule, entry in
        (rule, entry.examples.map { (features($0), $0.text) })
      },
      others: said + script.counterexamples.map(features))
  }

  /// Entities that are read as one unit, whatever they say.
  private static let maskedKinds: Set<Entity.Kind> = [.drug, .phone, .age]

  /// 问答 examples name their drug outright; what is asked about it must match, not the name.
  private static func masks(
    inQuestion text: FoldedText, _ extractor: EntityExtractor
  ) -> [(Range<Int>, String)] {
    let entities = extractor.units(in: text)
    return Featurizer.masks(
      ofExample: text, others: entities.map { ($0.range, "{\($0.kind.rawValue)}") })
  }

  /// - Complexity: O(length × names) for entities, O(features × intents + postings) for intents and answers,
  ///   and as much again for a message that may have several wishes.
  func read(_ text: String, now: Moment) -> Message {
    let folded = FoldedText(text)
    var message = readWhole(text, folded, now: now)
    message.parts = parts(of: folded, now: now)
    message.danger = dangers.danger(featurizer.features(of: folded, masks: dangerMasks(for: message)))
    return message
  }

  /// Where somebody lives is no danger, whatever its streets are called.
  private func dangerMasks(for message: Message) -> [(Range<Int>, String)] {
    let addresses = message.entities.filter { $0.kind == .address }.map(\.range)
    let masks = masks(for: message).filter { mask in !addresses.contains { $0.overlaps(mask.0) } }
    return (masks + addresses.map { ($0, "{\(Entity.Kind.address.rawValue)}") })
      .sorted { $0.0.lowerBound < $1.0.lowerBound }
  }

  private func readWhole(_ text: String, _ folded: FoldedText, now: Moment) -> Message {
    var message = Message(
      text: folded, entities: extractor.entities(in: folded, now: now), intents: [], faqs: [],
      mood: moods.read(text, tokenizer: tokenizer), isQuestion: Understanding.isQuestion(folded))
    let masks = masks(for: message)
    message.isBareValue =
      !masks.isEmpty && masks.allSatisfy { !$0.1.hasPrefix("{\(Entity.Kind.drug.rawValue)") }
      && folded.compact.unicodeScalars.count <= masks.reduce(0) { $0 + $1.0.count }
    understand(&message, masks: masks)
    message.ailment = ailment(.init(folded, entities: message.entities))
    return message
  }

  /// The first 问答 that listens for what `text` says; nil when none does.
  /// - Complexity: O(length + words of all 听到) where nothing is heard.
  func ailment(in text: FoldedText, now: Moment) -> Message.FAQScore? {
    ailment(.init(text, entities: entities(in: text, now: now)))
  }

  private func ailment(_ subject: GuardMatcher.Subject) -> Message.FAQScore? {
    for number in listening {
      let faq = script.faqs[number]
      guard let listens = faq.listens,
        let words = GuardMatcher.evidence(for: listens, unless: faq.unless, in: subject)
      else { continue }
      return .init(
        faq: number, similarity: Threshold.faq, example: words.joined(separator: "、"), exampleMood: 0)
    }
    return nil
  }

  private func understand(_ message: inout Message, masks: [(Range<Int>, String)]) {
    let features = index.split(featurizer.features(of: message.text, masks: masks))
    let (probabilities, values) = reader.read(features)
    // The gate here is of the evidence alone, the first of the values.
    message.inScope = gate.probability(values)
    message.isInScope = message.inScope >= gate.threshold
    let similarities = questions.similarities(questions.query(message.text, masks: masks))
    for hit in questions.hits(similarities, owners: 0..<script.intents.count) {
      // An example word for word is certain, whatever its neighbours say.
      let chance = probabilities[hit.owner] * min(1, hit.similarity / Threshold.alike)
      message.intents.append(
        .init(
          name: script.intents[hit.owner].name,
          confidence: hit.similarity > 0.98 ? max(chance, 0.98) : chance, similarity: hit.similarity,
          example: exampleTexts[hit.example], exampleMood: 0))
    }
    message.intents.sort { ($0.confidence, $0.similarity, $1.name) > ($1.confidence, $1.similarity, $0.name) }
    let drugs = message.drugs
    message.faqs = answers(similarities, about: drugs)
    // A name alone asks nothing, whatever question about the drug is nearest.
    let isNameAlone = drugs.count == 1 && message.text.compact.count <= drugs.first?.said.count ?? 0
    if !drugs.isEmpty, !isNameAlone {
      for index in message.faqs.indices where drugAnswers.isAboutDrugs(message.faqs[index].faq) {
        message.faqs[index].similarity = min(1, message.faqs[index].similarity + Threshold.sameDrug)
      }
      message.faqs.sort { ($0.similarity, $1.faq) > ($1.similarity, $0.faq) }
    }
    // Only what is likeliest can be acted on.
    if let example = message.intents.first?.example { message.intents[0].exampleMood = mood(of: example) }
    if let example = message.faqs.first?.example { message.faqs[0].exampleMood = mood(of: example) }
  }

  private func mood(of example: String) -> Double { moods.read(example, tokenizer: tokenizer).score }

  /// From about twice as many on, only every so many-th question is learned from as harmless.
  private static let mostHarmless = 5000

  // MARK: - Several wishes

  /// The wishes of a message, when at least two of its pieces are understood as different ones. A piece that says
  /// nothing by itself belongs to the next, 我昨天买的药。到哪了, or else to the one before.
  private func parts(of text: FoldedText, now: Moment) -> [Message] {
    let pieces = MessageParts.pieces(of: text)
    guard pieces.count > 1 else { return [] }
    var parts: [(message: Message, meaning: String)] = []
    var pending: Int?
    for (piece, isAdded) in pieces {
      let isAdded = isAdded || Self.isQuestion(FoldedText(text.text(piece)))
      var message = readWhole(text.original(piece), FoldedText(text.original(piece)), now: now)
      // 你好 before a wish is none.
      let isWish = piece.count > 2 || message.isQuestion
      guard isWish, var meaning = meaning(of: message) ?? added(isAdded && !parts.isEmpty, message) else {
        pending = pending ?? piece.lowerBound
        continue
      }
      if let start = pending {
        let words = text.original(start..<piece.upperBound)
        let joined = readWhole(words, FoldedText(words), now: now)
        if let known = self.meaning(of: joined) { (message, meaning) = (joined, known) }
        pending = nil
      }
      if parts.last?.meaning != meaning { parts.append((message, meaning)) }
    }
    return Set(parts.map(\.meaning)).count > 1 ? parts.map(\.message) : []
  }

  /// 顺便问下… is a wish of its own even where it is not understood.
  private func added(_ isAdded: Bool, _ message: Message) -> String? {
    isAdded && message.isQuestion && message.text.count > 3 ? message.text.text : nil
  }

  /// The name of the answer or intent that a message surely means.
  private func meaning(of message: Message) -> String? {
    if let faq = message.faqs.first, faq.similarity >= Threshold.faq,
      faq.similarity >= message.intents.first?.similarity ?? 0
    {
      return script.faqs[faq.faq].name
    }
    if Self.isClear(message), let name = message.intents.first?.name { return name }
    return message.drugs.isEmpty && message.ailment != nil ? Self.illness : nil
  }

  /// Whatever ails somebody is one wish: 咳嗽，有痰，发烧.
  private static let illness = "生病"

  /// Whether the likeliest intent may be acted on.
  static func isClear(_ message: Message) -> Bool {
    guard let intent = message.intents.first,
      message.isInScope || intent.similarity >= Threshold.faq || intent.confidence >= Threshold.sure
    else { return false }
    return intent.confidence >= Threshold.confidence && intent.similarity >= Threshold.similarity
      && (intent.confidence >= Threshold.likely || intent.similarity >= Threshold.near)
  }

  /// Whether most of what the message says is in some question.
  func isMostlyKnown(_ message: Message) -> Bool {
    questions.query(message.text, masks: masks(for: message)).coverage >= Threshold.mostlyKnown
  }

  /// How much of a question the message says as well, 0…1.
  func share(of question: String, in message: Message) -> Double {
    questions.share(of: FoldedText(question), in: questions.query(message.text, masks: masks(for: message)))
  }

  /// How much of the message a question says as well, 0…1.
  func share(of message: Message, in question: String) -> Double {
    questions.share(of: message.text, in: questions.query(FoldedText(question)))
  }

  func entities(in text: FoldedText, now: Moment) -> [Entity] { extractor.entities(in: text, now: now) }

  func drugEntities(_ text: String) -> [Entity] { extractor.drugEntities(in: FoldedText(text)) }

  /// Whether it speaks of how the body feels: a word of the lexicon with the tag `symptom`.
  func mentionsSymptom(_ text: FoldedText) -> Bool { symptoms.mentions(in: text) }

  func mentionsDrug(_ text: String) -> Bool {
    !extractor.drugs(in: FoldedText(text)).isEmpty
  }

  func drug(named name: String) -> DrugName { extractor.drug(named: name) }

  /// Entities and slot values of fixed form, as the units that examples write as `{…}`.
  func masks(for message: Message) -> [(Range<Int>, String)] {
    var masks = message.entities.filter { Understanding.maskedKinds.contains($0.kind) }
      .map { ($0.range, "{\($0.kind.rawValue)}") }
    for slot in script.slots {
      guard case .digits(let lengths) = slot.shape, lengths.lowerBound >= 8 else { continue }
      for (range, _) in DigitRun.numbers(lengths, in: message.text)
      where !masks.contains(where: { $0.0.overlaps(range) }) {
        masks.append((range, "{\(slot.name)}"))
      }
    }
    return masks.sorted { $0.0.lowerBound < $1.0.lowerBound }
  }

  private static let questionWords = [
    "吗", "呢", "什么", "怎么", "怎样", "如何", "多少", "几", "哪", "谁", "能不能", "可不可以", "会不会", "是不是", "有没有", "要不要", "多久",
    "为什么", "啥", "咋", "?", "么", "行不行", "成不成", "可不可",
  ]
  /// 能吃不, 有货没; but 还没, 不, 都没 state.
  private static let askingEnds = Set("不没否".unicodeScalars)
  private static let statingLeads = Set("还也都并就是才从,. ".unicodeScalars)

  static func isQuestion(_ text: FoldedText) -> Bool {
    if text.contains(anyOf: questionWords) { return true }
    // 伤不伤肾.
    let scalars = text.scalars
    if scalars.indices.contains(where: {
      $0 + 2 < scalars.count && scalars[$0 + 1] == "不" && scalars[$0] == scalars[$0 + 2] && isHan(scalars[$0])
    }) {
      return true
    }
    guard let last = text.scalars.lastIndex(where: { !isSeparator($0) }), last >= 2 else { return false }
    return askingEnds.contains(text.scalars[last]) && !statingLeads.contains(text.scalars[last - 1])
  }
}
