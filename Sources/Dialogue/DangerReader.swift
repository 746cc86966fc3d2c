/// Hears an emergency in words that no rule has: 姥姥端碗老掉，嘴也瓢了.
///
/// A linear model (`IntentModel`) learned from the 像 of the emergency rules against everything else that customers
/// say: the examples of intents and general questions, and the 反例, which sound alarming and are not. Rules alone
/// heard 10 of 40 emergencies told in words that their author had not thought of, at the same rate of false alarms.
struct DangerReader: Sendable {
  struct Danger: Sendable, Equatable {
    /// Index into `Script.guards` of the emergency that is meant most likely.
    var rule: Int
    /// The most similar 像 of that rule.
    var example: String
    /// Cosine to the example, 0…1.
    var similarity: Double
    /// Whether it is far from the border, so that it goes before a rule that asks for the pharmacist.
    var isSure: Bool
    /// Whether it is like enough to the rule's examples that the rule's own advice fits.
    var isKnown: Bool
  }

  typealias Example = (features: [Feature], text: String)

  private let index: ExampleIndex
  private let model: IntentModel
  /// Of each class but the first, which is everything else.
  private let rules: [Int]
  private let texts: [String]

  /// Inside the border a message must also be a little like an example, or else far inside: long messages about
  /// something else altogether stray over it by chance.
  private static let likeness = 0.11
  private static let farInside: Float = 0.65

  /// - Parameters:
  ///   - emergencies: by index of the rule, its examples.
  ///   - others: what customers say without being in danger.
  /// - Complexity: see `IntentModel.train`. Deterministic.
  init(emergencies: [(rule: Int, examples: [Example])], others: [[Feature]]) {
    let known = emergencies.filter { !$0.examples.isEmpty }
    rules = known.map(\.rule)
    texts = known.flatMap { $0.examples.map(\.text) }
    var documents: [(owner: Int, features: [Feature])] = []
    for (owner, emergency) in known.enumerated() {
      documents += emergency.examples.map { (owner + 1, Self.said($0.features)) }
    }
    // Without emergencies there is nothing to tell apart.
    if !known.isEmpty { documents += others.map { (0, Self.said($0)) } }
    index = ExampleIndex(documents)
    let index = index
    model = IntentModel.train(
      on: (0..<index.documentCount).map { (index.known(of: $0), index.owner(of: $0)) },
      classes: rules.isEmpty ? 0 : rules.count + 1, featureCount: index.featureCount)
  }

  /// Without the length: a long message is no more dangerous than a short one.
  private static func said(_ features: [Feature]) -> [Feature] { features.filter { $0.kind != .length } }

  /// The emergency that a message tells of; nil when it is none.
  /// - Complexity: O(features × rules), and a search when it is one.
  func danger(_ features: [Feature]) -> Danger? {
    let features = Self.said(features)
    let margins = model.margins(index.known(features))
    guard let other = margins.first, other < 0,
      let likeliest = margins.indices.dropFirst().max(by: { margins[$0] < margins[$1] }),
      let nearest = index.search(features).first(where: { $0.owner == likeliest }),
      nearest.similarity >= Self.likeness || other < -Self.farInside
    else { return nil }
    return Danger(
      rule: rules[likeliest - 1], example: texts[nearest.example], similarity: nearest.similarity,
      isSure: other < -Self.farInside, isKnown: nearest.similarity >= Self.likeness)
  }
}
