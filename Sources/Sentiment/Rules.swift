/// The linguistic rules that acted on an opinion. Several may: `不是特别好，但…` is negation, degree, contrast.
public struct Rules: OptionSet, Sendable, Hashable {
  public let rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The word's own strength.
  public static let word = Rules(rawValue: 1 << 0)
  /// The word's strength depends on what it is said of: 价格高, 效率高.
  public static let context = Rules(rawValue: 1 << 1)
  public static let degree = Rules(rawValue: 1 << 2)
  public static let negation = Rules(rawValue: 1 << 3)
  public static let doubleNegation = Rules(rawValue: 1 << 4)
  public static let comparison = Rules(rawValue: 1 << 5)
  public static let contrast = Rules(rawValue: 1 << 6)
  public static let beforeContrast = Rules(rawValue: 1 << 7)
  public static let concession = Rules(rawValue: 1 << 8)
  public static let expectation = Rules(rawValue: 1 << 9)
  public static let relief = Rules(rawValue: 1 << 10)
  public static let hypothetical = Rules(rawValue: 1 << 11)
  public static let question = Rules(rawValue: 1 << 12)
  public static let rhetorical = Rules(rawValue: 1 << 13)
  public static let irony = Rules(rawValue: 1 << 14)
  public static let exclamation = Rules(rawValue: 1 << 15)
  /// A symptom that is treated or gone: 治头痛, 头痛好了.
  public static let treated = Rules(rawValue: 1 << 16)
  /// Said before the goods were tried: 还没用.
  public static let untried = Rules(rawValue: 1 << 17)

  /// A small complaint added at the end: …，就是有点贵.
  public static let afterthought = Rules(rawValue: 1 << 18)

  /// The shop is asked to do something: 我想退货.
  public static let request = Rules(rawValue: 1 << 20)
  /// The verdict at the end of a list: 总的来说….
  public static let summary = Rules(rawValue: 1 << 21)

  /// What a trained model has learned of a word that the lexicon does not know.
  public static let model = Rules(rawValue: 1 << 19)

  /// Reviews that read the same, word for word, had this label in training.
  public static let known = Rules(rawValue: 1 << 22)

  private static let names: [(Rules, name: String, title: String)] = [
    (.word, "word", "用词"), (.context, "context", "搭配"), (.degree, "degree", "程度"),
    (.negation, "negation", "否定"), (.doubleNegation, "double-negation", "双重否定"),
    (.comparison, "comparison", "比较"), (.contrast, "contrast", "转折之后"),
    (.beforeContrast, "before-contrast", "转折之前"), (.concession, "concession", "让步"),
    (.afterthought, "afterthought", "补一句"),
    (.expectation, "expectation", "原先的预期"), (.relief, "relief", "庆幸"),
    (.hypothetical, "hypothetical", "假设或愿望"), (.question, "question", "提问"),
    (.rhetorical, "rhetorical", "反问"), (.irony, "irony", "反讽"), (.exclamation, "exclamation", "感叹"),
    (.treated, "treated", "症状被治"), (.untried, "untried", "还没用"),
    (.request, "request", "办事"), (.summary, "summary", "总评"),
    (.model, "model", "模型"), (.known, "known", "学过一模一样的评论"),
  ]

  /// Machine-readable: `word+negation`, always in the same order.
  public var name: String { Rules.names.filter { contains($0.0) }.map(\.name).joined(separator: "+") }

  /// For people: `用词、否定`.
  public var title: String { Rules.names.filter { contains($0.0) }.map(\.title).joined(separator: "、") }
}
