/// `text` filled with spaces to `width` terminal columns, at its end or (`alignRight`) its beginning.
public func padded(_ text: String, _ width: Int, alignRight: Bool = false) -> String {
  let space = String(repeating: " ", count: max(0, width - displayWidth(text)))
  return alignRight ? space + text : text + space
}

/// The longest beginning of `text` that fits into `width` terminal columns; with `…` where something is cut.
public func fitted(_ text: String, _ width: Int) -> String {
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

/// A horizontal bar of `width` columns, filled to `share` (0…1) in eighths of a column (U+2588–U+258F). What is
/// more than nothing shows at least one eighth.
public func bar(_ share: Double, width: Int) -> String {
  let eighths = Int((min(1, max(0, share)) * Double(width * 8)).rounded())
  let partial: [Character] = [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
  var text = String(repeating: "█", count: eighths / 8)
  if eighths % 8 > 0 { text.append(partial[eighths % 8]) }
  return padded(text.isEmpty && share > 0 && width > 0 ? "▏" : text, width)
}
