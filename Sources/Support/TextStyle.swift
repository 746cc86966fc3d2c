/// How text for a terminal is laid out, and the one home of its colours.
public struct TextStyle: Sendable, Equatable {
  /// Columns of the terminal, at least 56.
  public var width: Int
  /// Whether ANSI colours are wanted.
  public var usesColor: Bool

  public init(width: Int = 80, usesColor: Bool = false) {
    self.width = max(56, width)
    self.usesColor = usesColor
  }

  public enum Color: String, Sendable {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case cyan = "36"
    /// What was searched for: bold yellow.
    case highlight = "1;33"
    /// What must not be overlooked: bold red, reversed.
    case alarm = "1;7;31"
  }

  /// `text` in a colour (SGR, ECMA-48 section 8.3.117), plain where colours are not wanted.
  public func paint(_ text: String, _ color: Color) -> String {
    usesColor && !text.isEmpty ? "\u{1B}[\(color.rawValue)m\(text)\u{1B}[0m" : text
  }
}
