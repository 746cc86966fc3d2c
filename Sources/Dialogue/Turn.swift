import FoundationEssentials

/// What one message led to: the record of `chat --json`, and why.
public struct Turn: Sendable, Encodable {
  public enum Escalation: String, Sendable, Encodable {
    case none, human, pharmacist, emergency
  }

  public struct Intent: Sendable, Encodable, Equatable {
    public var name: String
    public var confidence: Double
  }

  public struct Form: Sendable, Encodable, Equatable {
    public enum State: String, Sendable, Encodable { case started, continued, cancelled, done }

    public var name: String
    public var state: State
    /// The key of the slot that the bot now asks for, `confirm` for a 核对.
    public var ask: String?

    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(name, forKey: .name)
      try container.encode(state, forKey: .state)
      try container.encode(ask, forKey: .ask)
    }

    private enum CodingKeys: String, CodingKey { case name, state, ask }
  }

  public struct Sentiment: Sendable, Encodable, Equatable {
    public var polarity: String
    /// −1…1.
    public var score: Double
  }

  public var session: String
  /// 1-based.
  public var turn: Int
  public internal(set) var replies: [String] = []
  /// At most three, most likely first.
  public internal(set) var intents: [Intent] = []
  /// By JSON key: what the message said and what the session keeps.
  public internal(set) var slots: [String: String] = [:]
  public internal(set) var form: Form?
  public internal(set) var escalate = Escalation.none
  public internal(set) var abstained = false
  public internal(set) var sentiment = Sentiment(polarity: "neutral", score: 0)
  public internal(set) var sources: [String] = []
  /// What was decided by which evidence, for `/为什么`.
  public internal(set) var reasons: [String] = []
  /// Names of what answered, for conversation tests.
  var firedGuard: String?
  var answeredFAQs: [String] = []
  var takenIntent: String?
  var records: [String] = []
  /// The 词 asked for, or 核对.
  var asking: String?

  init(session: String, turn: Int) {
    self.session = session
    self.turn = turn
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(session, forKey: .session)
    try container.encode(turn, forKey: .turn)
    try container.encode(replies, forKey: .replies)
    try container.encode(intents, forKey: .intents)
    try container.encode(slots, forKey: .slots)
    try container.encode(form, forKey: .form)
    try container.encode(escalate, forKey: .escalate)
    try container.encode(abstained, forKey: .abstained)
    try container.encode(sentiment, forKey: .sentiment)
    try container.encode(sources, forKey: .sources)
  }

  private enum CodingKeys: String, CodingKey {
    case session, turn, replies, intents, slots, form, escalate, abstained, sentiment, sources
  }

  /// One line of NDJSON, without the line end; keys sorted, so that equal turns are equal bytes.
  public var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(self) else { return "{}" }
    return String(decoding: data, as: UTF8.self)
  }
}
