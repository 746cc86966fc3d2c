/// What a message means, before anything is decided: entities, likely intents, likely answers, mood.
struct Message: Sendable {
  var text: FoldedText
  var entities: [Entity]
  /// Most likely first; only intents with something in common with the message.
  var intents: [IntentScore]
  /// Most similar first.
  var faqs: [FAQScore]
  var mood: Mood
  var isQuestion: Bool
  /// Nothing but a number that some 词 wants.
  var isBareValue = false
  /// How likely it is about anything that the examples speak of, 0…1, and whether that is likely enough.
  var inScope = 0.0
  var isInScope = false
  /// The wishes of a message that has several, in order; empty for one wish.
  var parts: [Message] = []
  /// An emergency that it sounds like, whatever the rules hear.
  var danger: DangerReader.Danger?
  /// The answer about what ails somebody, by the words of its 听到.
  var ailment: FAQScore?

  struct IntentScore: Sendable, Equatable {
    var name: String
    /// 0…1: probability among the intents, lowered when the message is unlike every example.
    var confidence: Double
    /// Cosine to its nearest example, 0…1.
    var similarity: Double
    var example: String
    /// How that example feels, of the likeliest only: 退货运费谁出 sounds negative by its topic alone.
    var exampleMood: Double
  }

  struct FAQScore: Sendable, Equatable {
    /// Index into `Script.faqs`.
    var faq: Int
    var similarity: Double
    var example: String
    var exampleMood: Double
  }

  func entity(_ kind: Entity.Kind) -> Entity? { entities.first { $0.kind == kind } }
  var drugs: [DrugName] { entities.compactMap(\.drug) }
}
