import Support

/// Takes out of a turn what identifies the customer, before it is stored.
///
/// Beyond `Privacy`, which knows forms, it knows what this conversation asked for: the values of 词 of which
/// replies may show only the tail (order numbers of any length), and of addresses and names.
public struct Redactor: Sendable {
  private let values: [(name: String, value: String)]
  private let lengths: [ClosedRange<Int>]

  /// - Parameter sessions: before and after the turn: a value that was replaced is still in the message.
  public init(bot: Bot, sessions: [Session]) {
    var seen: Set<String> = []
    values = sessions.flatMap(\.slots).filter { name, value in
      let slot = bot.script.slot(name)
      let isPersonal =
        slot?.shownTail != nil || ["phone", "order_id", "address", "name"].contains(slot?.key ?? "")
      return isPersonal && value.count > 1 && seen.insert(value).inserted
    }.sorted { $0.value.count > $1.value.count }.map { ($0.name, $0.value) }
    lengths = bot.script.slots.compactMap { slot in
      if case .digits(let lengths) = slot.shape, slot.shownTail != nil, lengths.lowerBound >= 6 {
        lengths
      } else {
        nil
      }
    }
  }

  /// `text` with brackets in place of what identifies somebody. Masking twice changes nothing more.
  public func mask(_ text: String) -> String {
    var text = Privacy.mask(text)
    for (name, value) in values { text = text.replacing(value, with: "[\(name)]") }
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
