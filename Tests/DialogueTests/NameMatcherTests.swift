import Support
import Testing
import Tokenization

@testable import Dialogue

/// Typos made by rule from the names of the lexicon, seeded: what share is still understood.
@Suite("Drug names typed wrong")
struct NameMatcherTests {
  struct Tally: CustomStringConvertible {
    var right = 0
    var asked = 0
    var wrong = 0
    var missed = 0
    var total: Int { right + asked + wrong + missed }
    /// The share whose first guess is the drug that was meant, asked about or not.
    var topOne: Double { Double(right + asked) / Double(max(1, total)) }
    var description: String { "right \(right) asked \(asked) wrong \(wrong) missed \(missed) of \(total)" }
  }

  enum Kind: String, CaseIterable {
    case oneHomophone, twoHomophones, pinyin, initials, swapped
  }

  private static let names: [LexiconEntry] = {
    let entries = (try? Fixture.tokenizer.get().lexicon) ?? []
    return entries.filter {
      ["drug", "supplement"].contains($0.tag) && $0.word.unicodeScalars.allSatisfy(isHan)
    }
  }()

  /// Characters with the same reading, among those of the names.
  private static let homophones: [String: [Unicode.Scalar]] = {
    let scalars = Set(names.flatMap { $0.word.unicodeScalars }).sorted()
    return Dictionary(grouping: scalars) { Pinyin.plain(String($0)) }
  }()

  private static func typed(
    _ word: String, _ kind: Kind, _ generator: inout SeededGenerator
  ) -> String? {
    var scalars = Array(word.unicodeScalars)
    switch kind {
    case .pinyin: return Pinyin.plain(word)
    case .initials: return scalars.count >= 3 ? Pinyin.initials(word) : nil
    case .swapped:
      let places = scalars.indices.dropLast().filter { scalars[$0] != scalars[$0 + 1] }
      guard scalars.count >= 3, let place = places.randomElement(using: &generator) else { return nil }
      scalars.swapAt(place, place + 1)
    case .oneHomophone, .twoHomophones:
      var places = scalars.indices.filter { (homophones[Pinyin.plain(String(scalars[$0]))] ?? []).count > 1 }
      places.shuffle(using: &generator)
      let count = kind == .oneHomophone ? 1 : 2
      guard places.count >= count else { return nil }
      for place in places.prefix(count) {
        let others = homophones[Pinyin.plain(String(scalars[place]))]?.filter { $0 != scalars[place] }
        guard let other = others?.randomElement(using: &generator) else { return nil }
        scalars[place] = other
      }
    }
    return String(String.UnicodeScalarView(scalars))
  }

  static func tally(_ kind: Kind, every step: Int, minimum: Int) throws -> Tally {
    let understanding = try Fixture.bot.get().understanding
    var generator = SeededGenerator(seed: 7)
    var tally = Tally()
    for entry in names.enumerated() where entry.offset % step == 0 {
      let entry = entry.element
      guard entry.word.unicodeScalars.count >= minimum, let text = typed(entry.word, kind, &generator) else {
        continue
      }
      let meant = DrugName(entry.word, generic: entry.canonical).generic
      let found = understanding.drugEntities(text)
      switch found.first {
      case nil: tally.missed += 1
      case let first? where first.drug?.generic == meant && found.count == 1:
        if first.otherDrugs.isEmpty { tally.right += 1 } else { tally.asked += 1 }
      case let first? where first.otherDrugs.contains { $0.generic == meant }: tally.asked += 1
      default: tally.wrong += 1
      }
    }
    return tally
  }

  @Test(
    "most are understood, hardly any is taken for another",
    arguments: [
      (Kind.oneHomophone, 0.985), (.twoHomophones, 0.98), (.pinyin, 0.98), (.initials, 0.3), (.swapped, 0.95),
    ])
  func accuracy(kind: Kind, least: Double) throws {
    let tally = try Self.tally(kind, every: 1, minimum: 3)
    print("names, \(kind.rawValue), 3 and more characters: \(tally)")
    print("names, \(kind.rawValue), 2 and more characters: \(try Self.tally(kind, every: 1, minimum: 2))")
    #expect(tally.topOne >= least, "\(tally)")
    #expect(Double(tally.wrong) <= 0.01 * Double(tally.total), "\(tally)")
  }

  @Test(
    "letters and characters out of order are the drug",
    arguments: ["芬布洛怎么吃", "布芬洛怎么吃", "buluofen怎么吃", "bu luo fen 怎么吃", "blf怎么吃", "步络芬怎么吃"])
  func ibuprofen(text: String) throws {
    let found = try Fixture.bot.get().understanding.drugEntities(text)
    #expect(found.count == 1)
    #expect(
      found.first.map { [$0.drug] + $0.otherDrugs.map(Optional.init) }?.contains { $0?.generic == "布洛芬" }
        == true)
  }

  @Test("characters with several readings are heard in each of them")
  func polyphones() {
    let matcher = NameMatcher(["阿胶浆", "六味地黄丸", "咳必清"])
    func found(_ text: String) -> [Int] { matcher.matches(in: FoldedText(text)).flatMap(\.names) }
    #expect(found("ejiaojiang") == [0])
    #expect(found("ajiaojiang") == [0])
    #expect(found("六味的黄丸") == [1])
    #expect(found("刻必清") == [2])
    #expect(found("孩必清") == [2])
  }

  @Test(
    "of the names that sound like it, the one with most characters written right is meant, exact sounds first"
  )
  func closeness() {
    let matcher = NameMatcher(["舒肝颗粒", "疏肝颗粒", "八珍颗粒", "八正颗粒"])
    func found(_ text: String) -> [[Int]] { matcher.matches(in: FoldedText(text)).map(\.names) }
    #expect(found("疏干颗粒") == [[1]])
    #expect(found("书干颗粒") == [[0, 1]])
    #expect(found("八政颗粒") == [[3]])
    #expect(found("bazhengkeli") == [[3]])
  }

  @Test("a name written right does not reach into the words behind it")
  func boundary() {
    let matcher = NameMatcher(["硝苯地平", "硝苯地平控释", "布洛芬", "布洛芬缓释胶囊"])
    func found(_ text: String) -> [Int] { matcher.matches(in: FoldedText(text)).flatMap(\.names) }
    #expect(found("硝苯地平是治什么的") == [0])
    #expect(found("布洛芬缓释交囊怎么吃") == [3])
  }

  @Test("everyday words that sound like a name are none, alone they are")
  func everyday() {
    let matcher = NameMatcher(["施慧达"])
    #expect(matcher.matches(in: FoldedText("只是回答这个问题")).isEmpty)
    #expect(matcher.matches(in: FoldedText("是回答")).count == 1)
    #expect(matcher.matches(in: FoldedText("施回达怎么吃")).count == 1)
  }

  @Test("plain words of letters are no drug", arguments: ["你们的app打不开", "我是vip", "hello", "ok的", "发EMS吗"])
  func letters(text: String) throws {
    #expect(try Fixture.bot.get().understanding.drugEntities(text).isEmpty)
  }

  @Test("two characters that sound like a name are one where a name is likely to stand, and no everyday word")
  func pairs() throws {
    let matcher = NameMatcher(["美林", "达喜"], isWord: { $0 == "大喜" })
    func found(_ text: String) -> [Int] { matcher.matches(in: FoldedText(text)).flatMap(\.names) }
    #expect(found("梅林怎么喝") == [0])
    #expect(found("美淋") == [0])
    #expect(found("家里买了美淋") == [0])
    #expect(found("大喜的日子") == [])
    #expect(found("大喜") == [])
    #expect(found("我每临考试就紧张") == [])
  }

  @Test("a long name with a character left out is that name")
  func shortened() {
    let matcher = NameMatcher(["对乙酰氨基酚"])
    #expect(matcher.matches(in: FoldedText("对乙酰氨酚怎么吃")).first?.names == [0])
    #expect(matcher.matches(in: FoldedText("乙酰氨")).isEmpty)
  }

  @Test("two drugs that fit equally well are asked about, and the answer goes on with the question")
  func ambiguous() throws {
    let script = """
      # 意图 用药咨询
      - {药品}怎么吃
      答：
      - 请看说明书。
      # 问答 甲
      药品：丙酮多、丙铜夺
      - 丙酮多有什么用
      答：
      - 甲。
      来源：说明书
      审核：李敏 执业药师 2026-11-01，有效至 2027-10-31
      """
    let bot = try Fixture.bot(script)
    let turns = Fixture.talk(["bingtongduo怎么吃", "2"], to: bot)
    #expect(turns[0].replies == ["您说的是丙酮多还是丙铜夺？\n1. 丙酮多\n2. 丙铜夺"])
    #expect(turns[1].slots["drug"] == "丙铜夺")
    #expect(Fixture.talk(["bingtongduo怎么吃", "丙酮多"], to: bot)[1].slots["drug"] == "丙酮多")
  }
}
