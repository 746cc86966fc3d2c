public import Support
internal import Tokenization

/// A text with its result, written for people, scripts and spreadsheets.
///
/// Offsets in JSON count Unicode scalars of the text; the result's own ranges count UTF-8 bytes.
public struct SentimentRendering: Sendable {
  private let text: String
  private let result: SentimentResult
  /// Per UTF-8 byte of the text, and one past the end: how many scalars begin before it. Ranges of a result lie
  /// on scalar boundaries.
  private let scalarOffsets: [Int32]

  public init(text: String, result: SentimentResult) {
    self.text = text
    self.result = result
    var scalars: Int32 = 0
    var offsets: [Int32] = []
    offsets.reserveCapacity(text.utf8.count + 1)
    for byte in text.utf8 {
      offsets.append(scalars)
      if byte & 0xC0 != 0x80 { scalars += 1 }
    }
    offsets.append(scalars)
    scalarOffsets = offsets
  }

  // MARK: Scripts

  /// One JSON object, members always in the same order, numbers with four decimals at most.
  public var json: String {
    let aspects = result.aspects.map { aspect in
      let evidence = text.utf8Slice(aspect.evidence)
      return "{\"aspect\":\(jsonString(aspect.aspect.rawValue)),\"polarity\":\"\(aspect.polarity.rawValue)\""
        + ",\"score\":\(number(aspect.score)),\"evidence\":\(jsonString(evidence)),\(span(aspect.evidence))}"
    }
    let safety = result.safety.map { finding in
      "{\"signal\":\"\(finding.signal.rawValue)\",\"severity\":\(finding.severity)"
        + ",\"text\":\(jsonString(text.utf8Slice(finding.range))),\(span(finding.range))}"
    }
    let reasons = result.reasons.map { reason in
      "{\"text\":\(jsonString(reason.text)),\(span(reason.range)),\"rule\":\"\(reason.rules.name)\""
        + ",\"weight\":\(number(reason.weight))}"
    }
    return "{\"text\":\(jsonString(text)),\"polarity\":\"\(result.polarity.rawValue)\""
      + ",\"score\":\(number(result.score)),\"confidence\":\(number(result.confidence))"
      + ",\"aspects\":[\(aspects.joined(separator: ","))],\"safety\":[\(safety.joined(separator: ","))]"
      + ",\"reasons\":[\(reasons.joined(separator: ","))]}"
  }

  public static let csvHeader = "text,polarity,score,confidence,aspects,safety"

  /// One CSV record (RFC 4180) for `csvHeader`; aspects as `疗效:positive`, joined by `;`.
  public var csv: String {
    let aspects = result.aspects.map { "\($0.aspect.rawValue):\($0.polarity.rawValue)" }
    let signals = SafetySignal.allCases.filter { signal in result.safety.contains { $0.signal == signal } }
    return [
      text, result.polarity.rawValue, number(result.score), number(result.confidence),
      aspects.joined(separator: ";"), signals.map(\.rawValue).joined(separator: ";"),
    ].map(cell).joined(separator: ",")
  }

  // MARK: People

  /// The text with praise in green, complaints in red and safety signals reversed, then a line with polarity and
  /// aspects. Without colour, marks stand in: `[+好用]`, `[-没效果]`, `[!过敏]`.
  public func readable(style: TextStyle) -> String {
    var line = ""
    var position = 0
    for mark in marks {
      line += text.utf8Slice(position..<mark.range.lowerBound)
      line += style.mark(String(text.utf8Slice(mark.range)), mark.kind)
      position = mark.range.upperBound
    }
    line += text.utf8Slice(position..<text.utf8.count)
    let details = [verdict(style)] + result.aspects.map { tag($0, style) } + warnings(style)
    let known = result.reasons.contains { $0.rules == .known } ? [Rules.known.title] : []
    return line + "\n  " + (details + known).joined(separator: "  ")
  }

  private func verdict(_ style: TextStyle) -> String {
    let percent = Int((result.confidence * 100).rounded())
    let words = "\(result.polarity.title) \(signed(result.score)) 把握 \(percent)%"
    return style.paint(words, result.polarity)
  }

  private func tag(_ aspect: AspectOpinion, _ style: TextStyle) -> String {
    let sign =
      switch aspect.polarity {
      case .positive: "+"
      case .neutral: "="
      case .negative: "-"
      }
    return style.paint("\(aspect.aspect.rawValue)\(sign)", aspect.polarity)
  }

  private func warnings(_ style: TextStyle) -> [String] {
    SafetySignal.allCases.compactMap { signal in
      guard let worst = result.safety.filter({ $0.signal == signal }).map(\.severity).max() else {
        return nil
      }
      return style.warn("\(signal.title)（\(["", "留意", "药师应当回复", "危急"][worst])）")
    }
  }

  /// Stretches to mark, in text order, none inside another; a safety signal wins over the opinion it is in.
  private var marks: [(range: Range<Int>, kind: TextStyle.Mark)] {
    let signals = result.safety.map { ($0.range, TextStyle.Mark.safety) }
    let opinions = result.reasons.filter { $0.weight != 0 && !$0.rules.contains(.known) }.map {
      ($0.range, $0.weight > 0 ? TextStyle.Mark.praise : TextStyle.Mark.complaint)
    }
    var covered = [Bool](repeating: false, count: text.utf8.count)
    var chosen: [(range: Range<Int>, kind: TextStyle.Mark)] = []
    for (range, kind) in signals + opinions where !covered[range].contains(true) {
      for byte in range { covered[byte] = true }
      chosen.append((range, kind))
    }
    return chosen.sorted { $0.range.lowerBound < $1.range.lowerBound }
  }

  // MARK: Cells

  private func span(_ range: Range<Int>) -> String {
    "\"start\":\(scalarOffsets[range.lowerBound]),\"end\":\(scalarOffsets[range.upperBound])"
  }

  private func cell(_ text: String) -> String {
    guard text.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }

  private func number(_ value: Double) -> String {
    let rounded = (value * 10000).rounded() / 10000
    return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
  }

  private func signed(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let digits = String(abs(hundredths) % 100)
    return (hundredths < 0 ? "-" : hundredths > 0 ? "+" : "")
      + "\(abs(hundredths) / 100).\(digits.count < 2 ? "0" + digits : digits)"
  }
}

extension TextStyle {
  fileprivate enum Mark { case praise, complaint, safety }

  /// The text in its colour, or between signs where there are none.
  fileprivate func mark(_ text: String, _ mark: Mark) -> String {
    switch mark {
    case .praise: usesColor ? paint(text, .green) : "[+\(text)]"
    case .complaint: usesColor ? paint(text, .red) : "[-\(text)]"
    case .safety: usesColor ? paint(text, .alarm) : "[!\(text)]"
    }
  }

  fileprivate func paint(_ text: String, _ polarity: Polarity) -> String {
    switch polarity {
    case .positive: paint(text, .green)
    case .neutral: paint(text, .dim)
    case .negative: paint(text, .red)
    }
  }

  fileprivate func warn(_ text: String) -> String { usesColor ? paint(text, .alarm) : "⚠ \(text)" }
}
