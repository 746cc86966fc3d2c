public import Insight
public import Support
public import Tokenization

/// The service bot: a script, what reads messages, what acts, and what the reviews say. A value without
/// state; everything a conversation changes is in its `Session`.
///
///     let bot = try Bot(script: script, home: home, tokenizer: tokenizer, actions: orders)
///     var session = Session(id: "1")
///     let turn = bot.respond(to: "布洛芬一次吃几粒", in: &session, now: .now)
///
/// Deterministic: script, insight, seed, session and `now` decide every byte of a turn.
public struct Bot: Sendable {
  public let script: Script
  /// Ready a moment after the bot is: the customer reads the greeting meanwhile.
  private let read: Deferred<Understanding>
  var understanding: Understanding { read.value }
  let filler: SlotFiller
  let people: PersonReader
  let items: ItemWords
  let subjects: SubjectReader
  /// By flow.
  let deeds: [String: Deed]
  /// Names of the 词 that some flow asks for.
  let askedSlots: Set<String>
  var voice: CustomerVoice
  let lexicon: [LexiconEntry]
  let actions: any Actions
  public internal(set) var seed: UInt64

  /// Longer messages are cut here, in Unicode scalars.
  public static let messageLimit = 2000

  /// - Throws: `DiagnosticList` or `FileError` from sentiment lexicon files.
  /// - Complexity: trains the intent model beside the caller: O(examples × intents).
  public init(
    script: Script, home: Home, tokenizer: Tokenizer, actions: any Actions, insight: Insight? = nil,
    seed: UInt64 = 1
  ) throws {
    self.script = script
    let synonyms = try Synonyms(home: home)
    let moods = try MoodReader(home: home, tokenizer: tokenizer)
    read = Deferred {
      Understanding(script: script, synonyms: synonyms, moods: moods, tokenizer: tokenizer)
    }
    filler = SlotFiller(script: script, lexicon: tokenizer.lexicon)
    people = PersonReader(tokenizer.lexicon)
    items = ItemWords(tokenizer.lexicon)
    subjects = try SubjectReader(home: home, items: items)
    deeds = Dictionary(script.flows.map { ($0.name, Deed($0)) }) { $1 }
    askedSlots = Set(
      script.flows.flatMap(\.program).compactMap { if case .ask(let slot) = $0 { slot.text } else { nil } })
    voice = CustomerVoice(insight)
    lexicon = tokenizer.lexicon
    self.actions = actions
    self.seed = seed
  }

  /// The bot's first words, with what customers most often ask.
  public func greeting(in session: inout Session) -> String {
    var responder = Responder(bot: self, session: session, text: "", now: ConversationTest.standardMoment)
    let text = responder.phrase(.greeting, ["建议": responder.suggestions()]) ?? ""
    session = responder.session
    return text
  }

  /// Answers one message.
  public func respond(to text: String, in session: inout Session, now: Moment) -> Turn {
    var responder = Responder(bot: self, session: session, text: text, now: now)
    responder.run()
    session = responder.session
    return responder.turn
  }
}

extension Bot {
  /// A 词's value as people may be shown it: order numbers and phones by their tail only.
  public func shown(_ value: String, of name: String) -> String {
    guard let tail = script.slot(name)?.shownTail, value.count > tail else { return echo(value) }
    return "…" + value.suffix(tail)
  }
}
