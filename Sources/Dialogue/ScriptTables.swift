public import Support
public import Tokenization

extension Script {
  /// Adds the entries of tables as 问答. What an entry's question says of a drug is answered for that drug only,
  /// and only with a source and a pharmacist's valid sign-off, like everything else that the bot says of drugs.
  /// - Parameter lexicon: the drugs that are known.
  /// - Throws: `DiagnosticList` with every entry on a drug that lacks its source or sign-off.
  public mutating func add(_ tables: [FAQTable], lexicon: [LexiconEntry]) throws(DiagnosticList) {
    let extractor = EntityExtractor(lexicon: lexicon, taught: [])
    var mistakes: [Diagnostic] = []
    faqs.reserveCapacity(faqs.count + tables.reduce(0) { $0 + $1.entries.count })
    for table in tables {
      for entry in table.entries {
        let drugs = extractor.drugs(in: FoldedText(entry.question)).map(\.said)
        let review = entry.review.flatMap { Self.review($0, table.file, entry.line) }
        let isCovered = entry.source != nil && review != nil
        if !isCovered, !drugs.isEmpty || entry.review != nil {
          let subject = drugs.first.map { "这一行说到药品“\($0)”，" } ?? ""
          mistakes.append(
            Diagnostic(
              file: table.file, line: entry.line, "\(subject)要写清 source（来源）和 review（审核）。",
              suggestion: "审核例如“李敏 执业药师 2026-11-01，有效至 2027-10-31”。"))
          continue
        }
        let place = { (text: String) in Fragment(file: table.file, line: entry.line, text) }
        faqs.append(
          FAQ(
            name: entry.question, drugs: drugs, examples: [place(entry.question)],
            answers: [place(entry.answer)], source: entry.source, review: review, target: nil))
      }
    }
    guard mistakes.isEmpty else { throw DiagnosticList(mistakes) }
  }

  /// `李敏 执业药师 2026-11-01，有效至 2027-10-31`.
  private static func review(_ text: String, _ file: String, _ line: Int) -> Review? {
    let parts = Fragment(file: file, line: line, text).split(",;")
    guard parts.count >= 2, let by = parts.first, let last = parts.last, last.hasPrefix("有效至"),
      let until = CivilDate(last.dropFirst(3).trimmed.folded)
    else { return nil }
    return Review(by: by.text, until: until)
  }
}
