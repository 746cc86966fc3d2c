public import Support

/// What a template variable holds.
public enum TemplateValue: Sendable, Equatable {
  /// Ready text with its origins: a claim, a phrase, the mandatory sentences, or plain text of a slot.
  case text(RenderedText)
  /// A number that filters may dress; shown without needless zeros.
  case number(Double)
  case date(CivilDate)
  case flag(Bool)
  case list([TemplateValue])

  /// Plain text whose origin is the variable itself.
  public static func slot(_ text: String, name: String) -> TemplateValue {
    .text(text, origin: .slot(name))
  }

  public static func text(_ text: some StringProtocol, origin: Origin) -> TemplateValue {
    var rendered = RenderedText()
    rendered.append(Piece(text), origin: origin)
    return .text(rendered)
  }

  /// What `{% if … %}` asks: not empty, not zero, not false.
  var isTrue: Bool {
    switch self {
    case .text(let rendered): rendered.scalars > 0
    case .number(let number): number != 0
    case .date: true
    case .flag(let flag): flag
    case .list(let items): !items.isEmpty
    }
  }

  /// The value as characters, for filters and comparisons.
  var plain: String {
    switch self {
    case .text(let rendered): rendered.text
    case .number(let number): shortest(number)
    case .date(let date): date.description
    case .flag(let flag): flag ? "是" : "否"
    case .list(let items): items.map(\.plain).joined(separator: "、")
    }
  }
}

/// `39.9` for 39.9, `28` for 28.0.
func shortest(_ number: Double) -> String {
  if number == number.rounded(), abs(number) < 1e15 { return String(Int64(number)) }
  return String(number)
}
