/// A way to a customer, with what fits into it.
public struct Channel: Sendable, Hashable {
  public enum Unit: String, Sendable, CaseIterable {
    /// 16-bit units of UCS-2, in which text messages with Chinese are counted (3GPP TS 23.038): a character
    /// beyond the basic plane (emoji, rare Han) takes two.
    case ucs2
    /// Characters as a person counts them.
    case characters
  }

  public enum Audience: String, Sendable, CaseIterable {
    case `public`
    /// Physicians and pharmacists: the only readers of prescription drug advertising.
    case professional
  }

  public let id: String
  public let name: String
  public let unit: Unit
  /// What one message holds: 70 UCS-2 units for a text message (140 bytes, 3GPP TS 23.040).
  public let limit: Int
  /// What each part holds when a message goes in several (67: three units carry the part's number).
  public let partLimit: Int
  public let maximumParts: Int
  public let audience: Audience
  /// Whether line breaks are kept.
  public let keepsLines: Bool
  /// Whether it rings or lights up: not in quiet hours.
  public let interrupts: Bool

  /// How long a text is on this channel and whether it fits.
  public func measure(_ text: String) -> MessageLength {
    length(unit == .ucs2 ? text.utf16.count : text.count)
  }

  /// The same for a text whose lengths are already known.
  func measure(_ text: RenderedText) -> MessageLength {
    length(unit == .ucs2 ? text.utf16Units : text.characters)
  }

  private func length(_ units: Int) -> MessageLength {
    let parts = units <= limit ? 1 : partLimit > 0 ? (units + partLimit - 1) / partLimit : .max
    return MessageLength(
      unit: unit, units: units, parts: units == 0 ? 0 : parts, limit: maximumLength,
      fits: parts <= maximumParts)
  }

  /// The longest message.
  public var maximumLength: Int { maximumParts > 1 ? partLimit * maximumParts : limit }
}

/// A text's length on its channel.
public struct MessageLength: Sendable, Hashable {
  public let unit: Channel.Unit
  public let units: Int
  /// Text messages that it takes; one on channels without parts.
  public let parts: Int
  /// The most that the channel takes.
  public let limit: Int
  public let fits: Bool
}
