/// What a conversation remembers between turns. A value: copying it is saving it, and its coded form is what a
/// store keeps to go on with after a restart.
public struct Session: Sendable, Codable {
  public let id: String
  public internal(set) var turns = 0
  /// Values by 词 that later flows take over.
  var kept: [String: String] = [:]
  /// The flow in progress is the last one; those below wait for it.
  var forms: [Form] = []
  /// A person has taken over: the bot is silent until the customer or the person ends it.
  public internal(set) var isHandedOver = false
  /// Messages in a row that were not understood.
  var misses = 0
  /// Sentiment scores of the last turns.
  var moods: [Double] = []
  var hasOfferedHuman = false
  var acknowledged: Set<String> = []
  /// Parts of safety rules that the last turns held.
  var heard: [HeardPart] = []
  /// How often each text with variants was used.
  var uses: [String: Int] = [:]
  /// The numbered questions last offered; a bare number picks one.
  var offered: [String] = []
  /// Whether what was offered was one question that a yes answers.
  var isOneQuestion = false
  /// The drugs that a wrongly typed name may have meant; `offered` has the message with each.
  var offeredDrugs: [String] = []
  var recentDrugs: [RecentDrug] = []
  var records: [String] = []
  /// nil in sessions of stores from before there was one.
  private var remembered: SessionMemory?
  var memory: SessionMemory {
    get { remembered ?? SessionMemory() }
    set { remembered = newValue }
  }

  struct HeardPart: Sendable, Codable {
    /// A 护栏 and the number of its part.
    var rule: String
    var part: Int
    var turn: Int
    /// Whom the message spoke of, where it named somebody.
    var person: String?
  }

  struct RecentDrug: Sendable, Codable {
    var drug: DrugName
    var turn: Int
    /// Whom the message that named it spoke of.
    var person: String?
  }

  /// A flow under way.
  struct Form: Sendable, Codable {
    var flow: String
    /// Of the flow's steps when the form was last gone on with: `position` means something only to those.
    var fingerprint: UInt64 = 0
    /// Index of the instruction to go on with.
    var position = 0
    /// Values by 词.
    var slots: [String: String] = [:]
    /// What actions found.
    var results: [String: String] = [:]
    var outcome: String?
    /// Failed answers by 词.
    var attempts: [String: Int] = [:]
    var asking: String?
    var confirming: [String] = []
    var isConfirmed = false
    /// The customer has agreed once: what follows is done for her.
    var isAgreed: Bool?
    /// The bot has asked what is wrong.
    var isCorrecting = false
    /// The message that began the flow.
    var opening: String
    var startedAt: Int
  }

  /// - Parameter turns: how many there were before, where the rest of the session is lost.
  public init(id: String, turns: Int = 0) {
    self.id = id
    self.turns = turns
  }

  /// Values by 词, the current flow's over the kept ones.
  public var slots: [(name: String, value: String)] {
    kept.merging(forms.last?.slots ?? [:]) { $1 }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// The flow in progress.
  public var flow: String? { forms.last?.flow }

  /// What the flow in progress waits for: a 词, or 核对.
  public var awaited: String? {
    forms.last.flatMap { $0.confirming.isEmpty ? $0.asking : "核对" }
  }

  /// Ends the hand-off: the bot answers again.
  public mutating func takeBack() {
    isHandedOver = false
    misses = 0
    moods = []
  }

  /// How many 单子 a session keeps; the transcript has all.
  static let recordLimit = 50
}
