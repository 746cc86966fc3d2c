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
    /// How far from the border, above 0.
    var margin: Double
  }

  typealias Example = (features: [Feature], text: String)

  private let index: ExampleIndex
  private let model: IntentModel
  /// Of each class but the first, which is everything else.
  private let rules: [Int]
  private let texts: [String]

  /// Messages this close to the border on the harmless side count as well: an alarm too many costs a sentence,
  /// one too few may cost a life. −0.1 … 0 made no difference to small talk.
  private static let border: Float = 0.1

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
      documents += emergency.examples.map { (owner + 1, $0.features) }
    }
    documents += others.map { (0, $0) }
    index = ExampleIndex(documents)
    let index = index
    model = IntentModel.train(
      on: (0..<index.documentCount).map { (index.known(of: $0), index.owner(of: $0)) },
      classes: rules.isEmpty ? 0 : rules.count + 1, featureCount: index.featureCount)
  }

  /// The emergency that a message tells of; nil when it is none.
  /// - Complexity: O(features × rules), and a search when it is one.
  func danger(_ features: [Feature]) -> Danger? {
    let margins = model.margins(index.known(features))
    guard let other = margins.first, other <= Self.border,
      let likeliest = margins.indices.dropFirst().max(by: { margins[$0] < margins[$1] })
    else { return nil }
    let nearest = index.search(features).first { $0.owner == likeliest }
    return Danger(
      rule: rules[likeliest - 1], example: nearest.map { texts[$0.example] } ?? "",
      margin: Double(Self.border - other))
  }
}
