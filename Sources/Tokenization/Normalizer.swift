import CICU

/// The view of a text in which equal words look equal.
public enum Normalizer {
  /// NFKC, case folding, zero-width characters removed, traditional → simplified (one character for one).
  /// `Ⅲ` → `iii`, `ＶＣ` → `vc`, `藥` → `药`.
  ///
  /// Text of which every character has a one-character normal form, nearly all there is, goes through a
  /// table; the rest through ICU's NFKC_Casefold (UAX #15, UAX #31). Idempotent and deterministic.
  public static func normalize(_ text: some StringProtocol) -> String {
    let table = CharacterTable.shared
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      guard scalar.value < 0x10000, table.isSimple[Int(scalar.value)] == 1,
        let folded = Unicode.Scalar(table.folded[Int(scalar.value)])
      else { return compose(String(text), table) }
      result.append(folded)
    }
    return String(result)
  }

  private static func compose(_ text: String, _ table: CharacterTable) -> String {
    let source = Array(text.utf8)
    guard source.count < Int32.max / 20, !source.isEmpty else { return text }
    var output = [UInt8](repeating: 0, count: source.count * 2 + 32)
    var count = cicu_nfkc_casefold(source, Int32(source.count), &output, Int32(output.count))
    if count > output.count {
      output = [UInt8](repeating: 0, count: Int(count))
      count = cicu_nfkc_casefold(source, Int32(source.count), &output, count)
    }
    guard count >= 0 else { return text }
    var result = String.UnicodeScalarView()
    for scalar in String(decoding: output[..<Int(count)], as: UTF8.self).unicodeScalars {
      let simple = scalar.value < 0x10000 ? Unicode.Scalar(table.folded[Int(scalar.value)]) : scalar
      result.append(simple ?? scalar)
    }
    return String(result)
  }
}
