import Support

/// Takes out of a turn what identifies the customer, before it is stored.
///
/// Beyond `Privacy`, which knows forms, it knows what this conversation asked for and what was told in it: the values
/// of 词 of which replies may show only the tail (order numbers of any length), addresses with whoever receives the
/// parcel, and persons' names, also where they stand in no form (我妈李桂芳糖尿病).
public struct Redactor: Sendable {
  private let values: [(name: String, value: String)]
  private let lengths: [ClosedRange<Int>]

  /// - Parameter sessions: before and after the turn: a value that was replaced is still in the message.
  public init(bot: Bot, sessions: [Session]) {
    var seen: Set<String> = []
    values = sessions.flatMap(Self.known).flatMap { name, value in
      Self.personal(value, bot.script.slot(name)).map { ($0.name ?? name, $0.value) }
    }
    .filter { $0.1.count > 1 && seen.insert($0.1).inserted }
    .sorted { ($0.1.count, $1.1) > ($1.1.count, $0.1) }
    .map { (name: $0.0, value: $0.1) }
    lengths = bot.script.slots.compactMap { slot in
      if case .digits(let lengths) = slot.shape, slot.shownTail != nil, lengths.lowerBound >= 6 {
        lengths
      } else {
        nil
      }
    }
  }

  /// Everything that a session knows by the name of its 词, whether asked for, told or put off.
  private static func known(_ session: Session) -> [(name: String, value: String)] {
    let memory = session.memory
    let values = [session.kept, memory.told] + (session.forms + memory.matters.map(\.form)).map(\.slots)
    return values.flatMap { $0.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }
  }

  /// The parts of a value that identify somebody.
  private static func personal(
    _ value: String, _ slot: Script.Slot?
  ) -> [(name: String?, value: String)] {
    guard let slot else { return [] }
    if slot.isAddress {
      let (place, recipient, phone) = AddressReader.parts(of: value)
      return [(nil, value), (nil, place), ("姓名", recipient ?? ""), ("手机号", phone ?? "")]
    }
    if slot.isTitle {
      return value == TitleReader.personal || TitleReader.isOrganisation(value) ? [] : [("姓名", value)]
    }
    return slot.shownTail != nil || ["phone", "order_id", "name"].contains(slot.key) ? [(nil, value)] : []
  }

  /// `text` with brackets in place of what identifies somebody. Masking twice changes nothing more.
  public func mask(_ text: String) -> String {
    var text = Privacy.mask(text)
    for (name, value) in values { text = text.replacing(value, with: "[\(name)]") }
    let names = FoldedText(text)
    for mention in PersonName.mentions(in: names) {
      text = text.replacing(names.original(mention.range), with: "[姓名]")
    }
    let folded = FoldedText(text)
    let runs = lengths.flatMap { DigitRun.numbers($0, in: folded) }
      .sorted { $0.range.lowerBound > $1.range.lowerBound }
    for run in runs {
      let original = folded.original(run.range)
      text = text.replacing(original, with: "[单号]")
    }
    return text
  }

  /// The record of a turn as it may be kept: every text masked, numbers by their tail only.
  public func mask(_ turn: Turn, bot: Bot) -> Turn {
    var turn = turn
    turn.replies = turn.replies.map(mask)
    turn.sources = turn.sources.map(mask)
    turn.reasons = turn.reasons.map(mask)
    turn.slots = Dictionary(
      uniqueKeysWithValues: turn.slots.map { key, value in
        let name = bot.script.slots.first { $0.key == key }?.name ?? key
        return (key, ["address", "name"].contains(key) ? "[\(name)]" : mask(bot.shown(value, of: name)))
      })
    return turn
  }
}
