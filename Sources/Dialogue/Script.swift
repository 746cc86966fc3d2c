internal import Support

/// Everything the bot knows, as the 话本 files say it: complete and checked when it exists.
///
/// Made by `Script.load`; the format is described for its authors in `Conversations/README.md`.
public struct Script: Sendable {
  var intents: [Intent] = []
  var slots: [Slot] = Slot.builtIn
  var flows: [Flow] = []
  var replies: [Reply] = []
  var faqs: [FAQ] = []
  var drugQuestions: [DrugQuestion] = []
  var guards: [Guard] = []
  /// Index of the emergency that is told of when a message sounds like one, no one knows which.
  var generalEmergency: Int?
  /// What sounds like an emergency and is none (反例).
  var counterexamples: [Fragment] = []
  var suggestions: [Suggestion] = []
  var comforts: [Comfort] = []
  var phrases = Phrases()
  public internal(set) var tests: [ConversationTest] = []

  /// What the customer may want, by examples of how it is said.
  struct Intent: Sendable {
    var name: String
    var examples: [Fragment]
    /// Said at once when there is no flow of the same name.
    var answers: [Fragment]
  }

  /// A fact that a flow asks for.
  struct Slot: Sendable {
    enum Shape: Sendable, Equatable {
      /// So many digits, spaces and hyphens between them allowed.
      case digits(ClosedRange<Int>)
      case entity(Entity.Kind)
      /// Words of the lexicons with this tag, or of the lexicon file with this name.
      case lexicon(String)
      case choice([Choice])
      /// Anything the customer says, at least so many characters.
      case text(minimum: Int)
    }

    struct Choice: Sendable, Equatable {
      var name: String
      var aliases: [String]
    }

    var name: String
    /// Its name in `--json`.
    var key: String
    var shape: Shape
    var questions: [String]
    /// Said when the answer has the wrong shape: the first time, the second time…, the last one from then on.
    var invalid: [String] = []
    /// Said when the customer does not know.
    var unknown: String?
    /// Questions before the hand-off.
    var limit: Int
    /// How many of the last characters replies may show; nil shows all.
    var shownTail: Int?
    /// Whether a later flow of the session takes the value over instead of asking again.
    var isKept: Bool
  }

  struct Flow: Sendable {
    var name: String
    var program: [FlowStep]
    /// Of the steps as they are written: another number is another program.
    var fingerprint: UInt64
  }

  struct Reply: Sendable {
    var name: String
    var variants: [Fragment]
  }

  /// An answer found by its example questions.
  struct FAQ: Sendable {
    var name: String
    /// The drugs it speaks of; when there are any, only a question about one of them gets it.
    var drugs: [String]
    /// Names of the `DrugQuestion`s that it answers for its drugs.
    var questions: [Fragment] = []
    var examples: [Fragment]
    var answers: [Fragment]
    var source: String?
    var review: Review?
    var target: Target?
    /// What ails whom, in words that stand in the message: it is answered however it is put.
    var listens: GuardPattern?
    /// Words beside which it is not meant.
    var unless: GuardPattern?
  }

  /// A 问法: what is asked about one drug after another, in all its wordings, `{药品}` standing for the drug.
  struct DrugQuestion: Sendable {
    var name: String
    var examples: [Fragment]
    /// 没有就看: other 问法, or 问答 about no drug, that answer for a drug that has no 问答 of its own for this.
    var elsewhere: [Fragment]
    /// 要说到: an answer of another 问法 must hold one of these words, if there are any.
    var topics: [String]
    /// 每种药都要: a drug without an answer is worth a reminder.
    var isRequired: Bool
  }

  /// A pharmacist's sign-off.
  struct Review: Sendable, Equatable {
    var by: String
    /// The last day on which the answer may be given.
    var until: CivilDate
  }

  /// A safety rule above all flows.
  struct Guard: Sendable {
    var name: String
    var level: Level
    var when: GuardPattern
    var unless: GuardPattern?
    /// Whether 如果…, 会不会… and what is long past count like what happens now.
    var countsHypothetical: Bool
    var memory = Memory.drugs
    var answers: [Fragment]
    var target: Target?
    /// Messages that mean this emergency, in words that `when` may not have.
    var examples: [Fragment] = []
    var record: String?
    var source: String?
    var review: Review?

    /// What of earlier turns counts beside the message itself.
    enum Memory: String, CaseIterable, Sendable {
      /// 前文：不算.
      case none = "不算"
      /// Drugs of the last turns; so when nothing is said.
      case drugs = "药名"
      /// Also the parts joined by 且: 怀孕 said before counts for 能吃感冒灵吗 said now.
      case words = "也算"
    }

    enum Level: String, CaseIterable, Sendable {
      case emergency = "急救"
      case pharmacist = "药师"
    }
  }

  /// Where the bot hands over to.
  enum Target: String, CaseIterable, Sendable {
    case human = "客服"
    case pharmacist = "药师"
    case emergency = "急救"
  }

  /// What the bot may propose about an aspect of the reviews, and how it shows that others said the same.
  struct Suggestion: Sendable {
    var aspect: String
    var questions: [String]
    /// Intents and 问答 that touch the aspect.
    var intents: [String]
    var acknowledgement: String?
  }

  /// What is said first to a customer who complains, before the next step is offered.
  struct Comfort: Sendable {
    /// Of the reviews, as in `Suggestion`; `other` for complaints about nothing that has a name.
    var aspect: String
    /// Words that say that the complaint is about this, besides what the analyser hears.
    var cues: [String]
    var texts: [Fragment]
    /// The intent that is gone on with; nil offers a person.
    var next: Fragment?
    var target: Target?

    static let other = "其他"
  }

  func intent(_ name: String) -> Intent? { intents.first { $0.name == name } }
  func slot(_ name: String) -> Slot? { slots.last { $0.name == name } }
  func flow(_ name: String) -> Flow? { flows.first { $0.name == name } }
  func reply(_ name: String) -> Reply? { replies.first { $0.name == name } }

  /// How much there is of each kind, in reading order, for `bot check`.
  public var counts: [(kind: String, count: Int)] {
    [
      ("意图", intents.count), ("例句", intents.reduce(0) { $0 + $1.examples.count }),
      ("词", slots.count - Slot.builtIn.count), ("流程", flows.count), ("答复", replies.count),
      ("问答", faqs.count), ("问法", drugQuestions.count), ("护栏", guards.count), ("建议", suggestions.count),
      ("安抚", comforts.count), ("测试", tests.count),
    ]
  }
}

extension Script.Slot {
  /// Slots that every script has; a `# 词` of the same name replaces one.
  static let builtIn: [Script.Slot] = [
    make("药品", "drug", .entity(.drug), "请问是哪一种药？说药名或牌子都行。", isKept: true),
    make("手机号", "phone", .digits(11...11), "请留一个11位的手机号。", tail: 4, isKept: true),
    make("年龄", "age", .entity(.age), "请问用药的人多大年纪？"),
    make("数量", "quantity", .entity(.quantity), "请问数量是多少？"),
    make("剂量", "dose", .entity(.dose), "请问剂量是多少，比如 0.3g？"),
    make("时长", "duration", .entity(.duration), "请问有多久了？"),
    make("日期", "date", .entity(.date), "请问是哪一天？"),
    make("时间", "date", .entity(.date), "请问是什么时候？"),
    make("金额", "amount", .entity(.money), "请问金额是多少？"),
    make("地址", "address", .text(minimum: 6), "请把地址完整地发给我：省市区、街道、门牌号。"),
    make("姓名", "name", .text(minimum: 2), "请问怎么称呼您？"),
  ]

  private static func make(
    _ name: String, _ key: String, _ shape: Shape, _ question: String, tail: Int? = nil,
    isKept: Bool = false
  ) -> Script.Slot {
    Script.Slot(
      name: name, key: key, shape: shape, questions: [question], limit: 3, shownTail: tail,
      isKept: isKept)
  }
}
