internal import Tokenization

/// How text for a terminal is laid out.
public struct TextStyle: Sendable, Equatable {
  /// Columns of the terminal, at least 56.
  public var width: Int
  /// Whether ANSI colours are wanted.
  public var usesColor: Bool

  public init(width: Int = 80, usesColor: Bool = false) {
    self.width = max(56, width)
    self.usesColor = usesColor
  }

  enum Color: String {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case cyan = "36"
  }

  /// `text` in a colour (SGR, ECMA-48 section 8.3.117), plain where colours are not wanted.
  func paint(_ text: String, _ color: Color) -> String {
    usesColor && !text.isEmpty ? "\u{1B}[\(color.rawValue)m\(text)\u{1B}[0m" : text
  }
}

/// `text` filled with spaces to `width` columns, at its end or (`alignRight`) its beginning.
func padded(_ text: String, _ width: Int, alignRight: Bool = false) -> String {
  let space = String(repeating: " ", count: max(0, width - displayWidth(text)))
  return alignRight ? space + text : text + space
}

/// The longest beginning of `text` that fits into `width` columns; with `…` where something is cut.
func fitted(_ text: String, _ width: Int) -> String {
  guard displayWidth(text) > width else { return text }
  var result = ""
  var used = 1
  for character in text {
    let next = displayWidth(String(character))
    if used + next > width { break }
    used += next
    result.append(character)
  }
  return result + "…"
}

/// A bar of `share` (0…1) of `width` columns, in eighths of a column (U+2588–U+258F), without trailing space.
func bar(_ share: Double, width: Int) -> String {
  let eighths = Int((min(1, max(0, share)) * Double(width * 8)).rounded())
  let partial: [Character] = [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
  var text = String(repeating: "█", count: eighths / 8)
  if eighths % 8 > 0 { text.append(partial[eighths % 8]) }
  return text.isEmpty && share > 0 ? "▏" : text
}
