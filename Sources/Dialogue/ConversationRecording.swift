import Support

/// A conversation as it went, to be kept as a `# 测试` that replays to the same words.
///
/// Numbers that identify somebody are replaced by made-up ones of the same form and with the same last four
/// digits, in what the customer said and in the answers alike, so that the recording can be kept and the
/// replay still finds a telephone where one was. The numbers of sample orders stay: a replay must find them.
public struct ConversationRecording: Sendable {
  private struct Exchange: Sendable {
    var now: Moment
    var customer: String
    var replies: [String]
  }

  private let seed: UInt64
  private var greeting: [String] = []
  private var exchanges: [Exchange] = []
  private var disguise: Disguise

  public var count: Int { exchanges.count }

  /// - Parameter bot: the bot that is talked to; its seed and its sample orders.
  public init(of bot: Bot) {
    seed = bot.seed
    disguise = Disguise(actions: bot.actions)
  }

  public mutating func add(greeting text: String) { greeting = Self.lines(of: text) }

  public mutating func add(_ customer: String, _ turn: Turn, now: Moment) {
    let said = disguise.hide(Self.oneLine(customer))
    let replies = Self.lines(of: turn.replies.joined(separator: "\n")).map { disguise.hideKnown($0) }
    exchanges.append(Exchange(now: now, customer: said, replies: replies))
  }

  /// Forgets the last exchange: it was taken back.
  public mutating func removeLast() { _ = exchanges.popLast() }

  /// The recording as 话本 text, nil when nothing was said.
  public var script: String? {
    guard let first = exchanges.first else { return nil }
    let subject = Self.fragmentSafe(first.customer.prefix(16))
    var text = Self.mark + "\n# 测试 录音 \(first.now) \(subject)\n现在：\(first.now)\n种子：\(seed)\n逐字：是\n"
    for line in greeting { text += "客服：\(line)\n" }
    var now = first.now
    for exchange in exchanges {
      if exchange.now != now { text += "现在：\(exchange.now)\n" }
      now = exchange.now
      text += "顾客：\(exchange.customer)\n"
      for line in exchange.replies { text += "客服：\(line)\n" }
    }
    return text
  }

  /// The first line of every recording: a file without it is never written over.
  public static let mark = "// 由 yaoyu chat --save 写成。重放：yaoyu chat --replay 这个文件；也可以并进 Conversations 的话本。"

  /// What a terminal or a file can say in one line: control characters and line ends become spaces, which is
  /// what the bot takes them for.
  public static func oneLine(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let isBreak =
        scalar.properties.generalCategory == .control || scalar.value == 0x2028 || scalar.value == 0x2029
      scalars.append(isBreak ? " " : scalar)
    }
    return String(scalars).trimmingBlanks
  }

  /// The lines of a reply that are not blank, as a 话本 line can hold them.
  static func lines(of reply: String) -> [String] {
    reply.split(separator: "\n").map { oneLine(String($0)) }.filter { !$0.isEmpty }
  }

  private static func fragmentSafe(_ text: some StringProtocol) -> String {
    String(text.filter { !"#：:{}「」".contains($0) }).trimmingBlanks
  }
}

/// Personal numbers → made-up ones, the same for the same within one conversation.
struct Disguise: Sendable {
  let actions: any Actions
  private var known: [(real: String, shown: String)] = []

  init(actions: any Actions) { self.actions = actions }

  mutating func hide(_ text: String) -> String {
    for finding in Privacy.findings(in: text) {
      let bytes = Array(text.utf8)[finding.range]
      let real = String(decoding: bytes, as: UTF8.self)
      let digits = String(FoldedText(real).scalars.filter { ("0"..."9").contains($0) }.map(Character.init))
      guard !known.contains(where: { $0.real == real }), !actions.isSample(digits) else { continue }
      known.append((real, disguised(real, finding.kind, digits)))
    }
    let names = FoldedText(text)
    for mention in PersonName.mentions(in: names) {
      let real = names.original(mention.range)
      guard !known.contains(where: { $0.real == real || $0.shown == real }) else { continue }
      let surnames = Self.surnames
      known.append((real, "\(surnames[known.count % surnames.count])样例"))
    }
    return hideKnown(text)
  }

  /// Of made-up persons: read as names as the real ones were.
  private static let surnames = ["陈", "林", "周", "吴", "郑", "沈", "徐", "韩", "彭", "崔"]

  /// Replaces what was hidden before, also without its spaces: replies normalise.
  func hideKnown(_ text: String) -> String {
    known.reduce(text) { $0.replacing($1.real, with: $1.shown) }
  }

  private func disguised(_ real: String, _ kind: Privacy.Kind, _ digits: String) -> String {
    switch kind {
    case .address: return "样例市样例区样例路\(known.count + 1)号"
    case .email: return "someone\(known.count + 1)@example.com"
    case .mobile where digits.count >= 11: return "1390000" + digits.suffix(4)
    default: break
    }
    // The form stays: letters and digits before the last four become zeros and a.
    var left = 4
    var shown: [Character] = []
    for character in real.reversed() {
      let isDigit = character.isNumber
      if isDigit, left > 0 {
        left -= 1
        shown.append(character)
      } else {
        shown.append(isDigit ? "0" : character.isASCII && character.isLetter ? "a" : character)
      }
    }
    return String(shown.reversed())
  }
}
