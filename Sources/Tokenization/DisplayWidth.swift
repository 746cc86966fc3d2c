import CICU

/// Terminal columns that `text` takes: two for wide characters and emoji, none for marks and zero-width
/// characters (UAX #11; ambiguous characters count one).
public func displayWidth(_ text: some StringProtocol) -> Int {
  var width = 0
  for character in text {
    // A cluster is as wide as its widest scalar: a flag or a family is one emoji.
    width += character.unicodeScalars.reduce(0) {
      max($0, $1.value < 0x7F ? asciiWidth($1) : scalarWidth($1))
    }
  }
  return width
}

private func asciiWidth(_ scalar: Unicode.Scalar) -> Int { scalar.value < 0x20 ? 0 : 1 }

private func scalarWidth(_ scalar: Unicode.Scalar) -> Int {
  // U+FE0F asks for the emoji form of the character before it, which is wide.
  scalar.value == 0xFE0F ? 2 : Int(cicu_width(scalar.value))
}
