/// What a session knows beside the flows under way: what was put off and what was done, what was told before it
/// was asked, orders and persons that were spoken of, and what was written to a person in the queue.
struct SessionMemory: Sendable, Codable {
  /// Latest last.
  var matters: [Matter] = []
  /// Values by 词 that were told when nothing asked for them.
  var told: [String: String] = [:]
  /// The order spoken of last is the last one.
  var orders: [KnownOrder] = []
  var people: [Person] = []
  var waitingQuestions: [String] = []
  /// What the last clear turn was about.
  var topic: Topic?
  /// The last emergency that was told of.
  var emergency: Emergency?
  private var pharmacistAskedAt: Int?
  /// Names of what was answered in the last turns.
  private var answered: [Answered]?
  /// What ails somebody, as it was answered last.
  var ailment: Ailment?
  /// The phone's tail by order that was found right; nil in stores from before it was kept.
  private var checked: [String: String]?
  var checkedTails: [String: String] {
    get { checked ?? [:] }
    set { checked = newValue }
  }

  /// The questions offered last, and the turn in which they could be chosen from first.
  private var offered: [String]?
  private var offeredTurn: Int?

  static let most = 6
  private static let mostFacts = 8
  /// For how many turns a list can be chosen from when something else came between.
  private static let patience = 2

  mutating func noteOffered(_ questions: [String], turn: Int) { (offered, offeredTurn) = (questions, turn) }

  /// - Returns: empty when nothing was offered lately.
  func offered(before turn: Int) -> [String] {
    guard let offered, let offeredTurn, turn - offeredTurn <= Self.patience else { return [] }
    return offered
  }

  /// Something the customer wanted done, and what became of it.
  struct Matter: Sendable, Codable {
    enum State: String, Sendable, Codable { case putOff, done, withdrawn }

    var form: Session.Form
    var state: State
    /// The turn in which it was put off or done.
    var turn: Int
    /// The bot put it aside, and not the customer.
    var isPutAside: Bool?
  }

  struct Ailment: Sendable, Codable {
    /// In the customer's words.
    var text: String
    /// The name of the 问答.
    var answer: String
    var turn: Int
  }

  /// What was asked last, in the customer's words, and what answered it.
  struct Topic: Sendable, Codable {
    /// Longer questions are gone on from too seldom.
    static let longest = 40

    var question: String
    /// Name of a 问答, an intent or a 护栏.
    var answer: String
    var isAboutHealth: Bool
    /// The drugs, goods, places… that it is about, in its words or those of the question before.
    var subjects: [String]
    var turn: Int
  }

  struct Emergency: Sendable, Codable {
    var rule: String
    var turn: Int
    /// Help is called or reached.
    var isOver = false
  }

  private struct Answered: Sendable, Codable {
    var name: String
    var turn: Int
  }

  /// The turn in which the pharmacist was offered last.
  var pharmacistOffered: Int?

  /// Whether the pharmacist has been asked in this session, so that what is told now goes to her as well.
  var hasAskedPharmacist: Bool { pharmacistAskedAt != nil }

  /// - Returns: whether she was not asked within the last `patience` turns.
  mutating func noteAskedPharmacist(turn: Int, patience: Int) -> Bool {
    defer { pharmacistAskedAt = turn }
    return pharmacistAskedAt.map { turn - $0 > patience } ?? true
  }

  func wasAnswered(_ name: String) -> Bool { (answered ?? []).contains { $0.name == name } }

  /// - Returns: how often the same was answered within the last turns before.
  mutating func noteAnswered(_ name: String, turn: Int) -> Int {
    let recent = (answered ?? []).filter { turn - $0.turn <= Self.most }
    answered = recent + [Answered(name: name, turn: turn)]
    return recent.count { $0.name == name }
  }

  struct KnownOrder: Sendable, Codable {
    var number: String
    /// What it holds, as the shop says it; empty when not looked up.
    var goods: String
    /// The turn in which it was spoken of last.
    var turn: Int?
  }

  /// Somebody the customer spoke of, or herself, with what was told of her or him.
  struct Person: Sendable, Codable {
    /// 老伴, 孩子, 我.
    var name: String
    /// Clauses in the customer's words: 吃着降压药, 4岁.
    var facts: [String] = []
    var turn: Int
  }

  mutating func note(_ matter: Matter) {
    matters.removeAll { $0.form.flow == matter.form.flow && $0.state == .putOff }
    matters.append(matter)
    if matters.count > Self.most { matters.removeFirst() }
  }

  mutating func note(order number: String, goods: String?, turn: Int) {
    let earlier = orders.first { $0.number == number }
    orders.removeAll { $0.number == number }
    orders.append(KnownOrder(number: number, goods: goods ?? earlier?.goods ?? "", turn: turn))
    if orders.count > Self.most { orders.removeFirst() }
  }

  /// Whoever is noted was spoken of last.
  mutating func note(person name: String, fact: String? = nil, turn: Int) {
    var person = people.first { $0.name == name } ?? Person(name: name, turn: turn)
    person.turn = turn
    if let fact { person.facts = Array((person.facts.filter { $0 != fact } + [fact]).suffix(Self.mostFacts)) }
    people.removeAll { $0.name == name }
    people.append(person)
    if people.count > Self.most { people.removeFirst() }
  }
}
