/// What a conversation remembers between turns. A value: copying it is saving it.
public struct Session: Sendable {
  public let id: String
  public internal(set) var turns = 0
  /// Values by 词 that later flows take over.
  var kept: [String: String] = [:]
  /// The flow in progress is the last one; those below wait for it.
  var forms: [Form] = []
  var isHandedOver = false
  var hasSaidWaiting = false
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
  /// The drugs that a wrongly typed name may have meant; `offered` has the message with each.
  var offeredDrugs: [String] = []
  var recentDrugs: [RecentDrug] = []
  var records: [String] = []

  struct HeardPart: Sendable, Codable {
    /// A 护栏 and the number of its part.
    var rule: String
    var part: Int
    var turn: Int
  }

  struct RecentDrug: Sendable {
    var drug: DrugName
    var turn: Int
  }

  /// A flow under way.
  struct Form: Sendable {
    var flow: String
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
    /// The bot has asked what is wrong.
    var isCorrecting = false
    /// The message that began the flow.
    var opening: String
    var startedAt: Int
  }

  public init(id: String) { self.id = id }

  /// Values by 词, the current flow's over the kept ones.
  public var slots: [(name: String, value: String)] {
    kept.merging(forms.last?.slots ?? [:]) { $1 }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// The flow in progress.
  public var flow: String? { forms.last?.flow }
}
